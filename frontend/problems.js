// Where the judge found something: a squiggle that goes as soon as its line is edited.
import { forEachDiagnostic, setDiagnostics, setDiagnosticsEffect } from "@codemirror/lint"
import { RangeSet, StateField } from "@codemirror/state"
import { Decoration, EditorView, GutterMarker, gutterLineClass } from "@codemirror/view"

const wrong = Decoration.line({ class: "cm-wrongLine" })

const besideWrong = new (class extends GutterMarker {
  elementClass = "cm-wrongLine"
})()

const tinted = StateField.define({
  create: () => Decoration.none,
  update(lines, transaction) {
    lines = lines.map(transaction.changes)
    for (const effect of transaction.effects)
      if (effect.is(setDiagnosticsEffect)) {
        const starts = effect.value.map(({ from }) => transaction.newDoc.lineAt(from).from)
        lines = Decoration.set([...new Set(starts)].sort((a, b) => a - b).map(start => wrong.range(start)))
      }
    return lines
  },
  provide: field => [
    EditorView.decorations.from(field),
    gutterLineClass.from(field, lines => {
      const beside = []
      for (const at = lines.iter(); at.value; at.next()) beside.push(besideWrong.range(at.from))
      return RangeSet.of(beside)
    }),
  ],
})

// Those that still stand: the line of each reads as it did when it was judged.
const mended = EditorView.updateListener.of(update => {
  if (!update.docChanged) return
  const all = [], standing = []
  forEachDiagnostic(update.state, (diagnostic, from) => {
    all.push(diagnostic)
    const line = update.state.doc.lineAt(from)
    if (line.text === diagnostic.judged) standing.push({ ...diagnostic, ...extent(line) })
  })
  if (standing.length < all.length) update.view.dispatch(setDiagnostics(update.state, standing))
})

const extent = line => {
  const indent = line.text.search(/\S|$/)
  return { from: line.from + indent, to: line.to }
}

export const marks = [tinted, mended]

// problems: [{line, text, message}], line from 1, text as it was judged.
export function mark(view, problems) {
  const { doc } = view.state
  const found = []
  for (const { line: number, text, message } of problems) {
    const line = doc.line(Math.min(Math.max(number, 1), doc.lines))
    if (line.text === text) found.push({ ...extent(line), severity: "error", message, judged: text })
  }
  view.dispatch(setDiagnostics(view.state, found))
}
