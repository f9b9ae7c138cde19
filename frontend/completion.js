// What is offered while typing: the challenge's own names and NumPy's.
import { pythonLanguage } from "@codemirror/lang-python"
import { syntaxTree } from "@codemirror/language"

const PATH = /\b(np|numpy)\.((?:\w+\.)*)(\w*)$/
let loading

// Names by module, made by quiz/ui/names.py. Fetched at the first dot, then kept.
const numpy = () => (loading ??= fetch(new URL("numpy.json", import.meta.url)).then(reply => reply.json()))

const inProse = context =>
  /String|Comment/.test(syntaxTree(context.state).resolveInner(context.pos, -1).name)

async function ofNumpy(context) {
  const found = context.matchBefore(PATH)
  if (!found || inProse(context)) return null
  const [, , module, start] = found.text.match(PATH)
  const names = (await numpy())[module.slice(0, -1)]
  if (!names || context.aborted) return null
  const options = Object.entries(names).flatMap(([type, words]) => words.map(label => ({ label, type })))
  return { from: context.pos - start.length, options, validFor: /^\w*$/ }
}

const ofChallenge = names => context => {
  const word = context.matchBefore(/(?<![\w.])[A-Za-z_]\w*$/)
  if (!word || inProse(context)) return null
  return { from: word.from, options: names, validFor: /^\w*$/ }
}

// names: [{label, type}] of the challenge.
export const completions = names =>
  [ofNumpy, ofChallenge(names)].map(autocomplete => pythonLanguage.data.of({ autocomplete }))
