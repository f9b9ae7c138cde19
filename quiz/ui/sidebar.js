// Links to the pages and topics.
const NARROW = "(max-width: 768px)"

function go(event) {
  follow(event)
  if (event.defaultPrevented && matchMedia(NARROW).matches) {
    document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click()
  }
}

class Sidebar {
  constructor(root, { pages, units }) {
    this.links = new Map()
    const list = entries => make("ul", {}, ...entries.map(entry => this.item(entry)))
    this.units = units.map(({ title, topics }) =>
      make("details", {}, make("summary", { textContent: title }), list(topics)))
    root.replaceChildren(
      make("h2", { textContent: "Viva" }),
      make("nav", { ariaLabel: "Pages" }, list(pages)),
      make("nav", { ariaLabel: "Topics" }, ...this.units))
  }

  item({ path, title }) {
    const note = make("span", { className: "note" })
    const link = make("a", { href: `./${path}`, onclick: go }, make("span", { textContent: title }), note)
    this.links.set(path, { link, note })
    return make("li", {}, link)
  }

  // In place: who came here by the keyboard keeps the focus.
  show({ here, pages, units }) {
    for (const { path, note, meaning } of [...pages, ...units.flatMap(unit => unit.topics)]) {
      const entry = this.links.get(path)
      entry.note.textContent = note
      entry.note.ariaLabel = meaning
      mark(entry.link, path === here)
    }
    if (here === this.here) return
    this.here = here
    for (const unit of this.units) {
      if (unit.querySelector("[aria-current]")) unit.open = true
    }
  }
}

const drawn = new WeakMap()

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".sidebar")
  if (!drawn.has(root)) drawn.set(root, new Sidebar(root, data))
  drawn.get(root).show(data)
}
