// The units with their topics: a link, a bar of what to expect, what was done.
function row({ path, title, state, score }) {
  const bar = make("span", { className: "bar", ariaHidden: true })
  if (score !== null) bar.append(make("i", { style: `width: ${100 * score}%` }))
  return make("li", {},
    make("a", { href: `./${path}`, onclick: follow, textContent: title }),
    ...(score === null ? [] : [bar]),
    make("span", { className: "state", textContent: state }))
}

function unit({ title, topics, missing }) {
  const parts = [make("h2", { textContent: title })]
  if (topics.length) parts.push(make("ul", {}, ...topics.map(row)))
  if (missing.length) {
    parts.push(make("p", { textContent: `not written yet: ${missing.join(" · ")}` }))
  }
  return make("section", {}, ...parts)
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".catalogue")
  const units = JSON.stringify(data.units)
  if (root.units !== units) root.replaceChildren(...data.units.map(unit))
  root.units = units
}
