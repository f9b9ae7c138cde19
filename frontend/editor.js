// The component behind quiz/ui/editor.py: one editor for each place on the page.
import { historyField, isolateHistory } from "@codemirror/commands"
import { Compartment, EditorState, Prec } from "@codemirror/state"
import { EditorView } from "@codemirror/view"
import { completions } from "./completion.js"
import { Draft } from "./draft.js"
import { mark } from "./problems.js"
import { setup } from "./setup.js"

const MOD = /Mac|iP(hone|ad)/.test(navigator.platform) ? "Cmd" : "Ctrl"
const FIELDS = { history: historyField }

const editors = new WeakMap()

// What editors held that were taken off the page, so that undo is there when they come back.
const left = new Map()

// Streamlit calls this at every change of `data`; what it returns, when the place goes.
export function draw({ data, parentElement, setStateValue }) {
  let editor = editors.get(parentElement)
  if (editor?.name !== data.name) {
    editor?.close()
    editors.set(parentElement, (editor = new Editor(parentElement, data)))
  }
  editor.draft.post = setStateValue
  editor.update(data)
  return () => {
    editors.delete(parentElement)
    editor.close()
  }
}

class Editor {
  constructor(parent, data) {
    this.part = name => parent.querySelector(`.editor-${name}`)
    this.name = data.name
    this.revision = data.revision
    this.vim = new Compartment()
    this.draft = new Draft(
      data.name,
      () => this.view.state.doc.toString(),
      told => (this.part("status").textContent = told),
    )
    const later = this.draft.begin(data.text, data.revision)
    this.part("label").textContent = data.label
    this.view = new EditorView({ parent: this.part("code"), state: this.state(data, later ?? data.text) })
    if (later !== null) this.draft.changed()
    this.leaving = () => this.draft.send()
    for (const event of ["pagehide", "popstate"]) addEventListener(event, this.leaving, true)
  }

  state(data, doc) {
    const config = {
      doc,
      extensions: [
        // Before every other: CodeMirror adds a line at Ctrl+Enter, and vim takes Escape.
        Prec.highest(EditorView.domEventHandlers({
          keydown: event => this.pressed(event),
          blur: () => void this.draft.send(),
        })),
        this.vim.of([]),
        setup,
        completions(data.names),
        EditorView.contentAttributes.of({ "aria-label": data.label, "aria-describedby": "editor-keys" }),
        EditorView.updateListener.of(update => {
          if (update.docChanged && !this.replacing) this.draft.changed()
        }),
      ],
    }
    const before = left.get(this.name)
    return before?.doc === doc ? EditorState.fromJSON(before, config, FIELDS) : EditorState.create(config)
  }

  update(data) {
    if (data.revision !== this.revision) this.replace(data)
    if (data.saved) this.draft.held(data.text)
    this.part("code").style.setProperty("--editor-size", `${data.size}px`)
    this.view.requestMeasure()
    this.useVim(data.vim)
    if (data.problems.of !== this.problems) {
      this.problems = data.problems.of
      mark(this.view, data.problems.lines)
    }
  }

  // Text comes down with a new revision only: a controlled value fights the cursor.
  replace({ revision, text }) {
    this.revision = revision
    this.draft.begin(text, revision)
    this.replacing = true
    const { length } = this.view.state.doc
    this.view.dispatch({
      changes: { from: 0, to: length, insert: text },
      annotations: isolateHistory.of("full"),
    })
    this.replacing = false
  }

  async useVim(wanted) {
    if (wanted === this.wanted) return
    this.wanted = wanted
    const module = wanted ? await import("./vim.js") : null
    if (this.wanted !== wanted) return
    this.idle = module?.idle
    const keys = module ? module.keys(() => this.draft.send()) : []
    this.view.dispatch({ effects: this.vim.reconfigure(keys) })
    const leaves = wanted ? "Escape twice leaves" : "Escape leaves"
    this.part("keys").textContent = `${MOD}+Enter runs, ${MOD}+Shift+Enter submits, ${leaves} the editor`
  }

  // The page's own shortcuts run and submit; they have to find what was typed.
  pressed(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      this.draft.send()
      return true
    }
    if (event.key === "Escape" && this.idle?.(this.view)) {
      this.view.contentDOM.blur()
      return true
    }
    return false
  }

  close() {
    for (const event of ["pagehide", "popstate"]) removeEventListener(event, this.leaving, true)
    left.set(this.name, this.view.state.toJSON(FIELDS))
    this.draft.close()
    this.view.destroy()
  }
}
