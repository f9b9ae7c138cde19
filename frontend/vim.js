// Vim keys: a bundle of its own, loaded when somebody wants them.
import { Vim, getCM, vim } from "@replit/codemirror-vim"

export const keys = save => {
  Vim.defineEx("write", "w", save)
  return vim({ status: true })
}

// Whether Escape has nothing left to end.
export const idle = view => {
  const state = getCM(view)?.state.vim
  return !state || !(state.insertMode || state.visualMode || state.inputState.keyBuffer.length)
}
