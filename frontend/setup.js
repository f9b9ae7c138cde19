// What the editor can do: Python, keys, completion, search, history.
import {
  acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, closeCompletion, selectedCompletion,
} from "@codemirror/autocomplete"
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands"
import { python } from "@codemirror/lang-python"
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language"
import { lintKeymap } from "@codemirror/lint"
import { search, searchKeymap } from "@codemirror/search"
import { EditorState, Prec } from "@codemirror/state"
import {
  drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers,
} from "@codemirror/view"
import { marks } from "./problems.js"
import { highlighting, theme } from "./theme.js"

const WIDTH = 4

const still = matchMedia("(prefers-reduced-motion: reduce)").matches

// At the cursor up to the next column of four; whole lines where more than one is selected.
function indent(view) {
  const { state } = view
  const { main } = state.selection
  const line = state.doc.lineAt(main.head)
  if (!main.empty || /^\s*$/.test(line.text.slice(0, main.head - line.from)) && line.text.trim())
    return indentMore(view)
  const spaces = " ".repeat(WIDTH - ((main.head - line.from) % WIDTH))
  view.dispatch(state.replaceSelection(spaces), { userEvent: "input.indent", scrollIntoView: true })
  return true
}

// Enter ends the line where the word that is offered has been typed out.
function typedOut(view) {
  const offered = selectedCompletion(view.state)?.label
  const { head } = view.state.selection.main
  if (offered && view.state.sliceDoc(head - offered.length, head) === offered) closeCompletion(view)
  return false
}

function leave(view) {
  view.contentDOM.blur()
  return true
}

const PHRASES = {
  next: "Next", previous: "Previous", all: "All", replace: "Replace", "replace all": "Replace all",
  "match case": "Match case", regexp: "Pattern", "by word": "Whole words",
}

export const setup = [
  lineNumbers(),
  history(),
  drawSelection({ cursorBlinkRate: still ? 0 : 1200 }),
  indentUnit.of(" ".repeat(WIDTH)),
  EditorState.tabSize.of(WIDTH),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  Prec.highest(keymap.of([{ key: "Enter", run: typedOut }])),
  autocompletion({ icons: false }),
  search({ top: true }),
  EditorState.phrases.of(PHRASES),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  python(),
  syntaxHighlighting(highlighting),
  theme,
  marks,
  keymap.of([
    { key: "Tab", run: view => acceptCompletion(view) || indent(view), shift: indentLess },
    ...closeBracketsKeymap,
    ...searchKeymap,
    { key: "Escape", run: leave },
    ...historyKeymap,
    ...lintKeymap,
    ...defaultKeymap,
  ]),
]
