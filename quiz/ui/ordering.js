// Steps in a row under another. Moving one moves its neighbours in the document, never the
// step itself: it would lose the pointer and the focus.
const lists = new WeakMap()

class Ordering {
  constructor(root, { name, label, order }, send) {
    this.name = name
    this.send = send
    this.list = make("ol", { ariaLabel: label })
    this.said = make("p", { className: "said", role: "status" })
    this.rows = order.map(step => this.row(step))
    this.list.append(...this.rows)
    root.replaceChildren(this.list, this.said)
    this.number()
    this.copy()
    // Formulas are drawn once their script is there.
    this.watcher = new MutationObserver(() => this.copy())
    const page = document.querySelector("[data-testid=stMain]")
    this.watcher.observe(page, { childList: true, subtree: true })
  }

  row(step) {
    const text = make("span", { className: "step" })
    const row = make("li", { tabIndex: 0 },
      make("span", { className: "place", ariaHidden: true }), text,
      make("span", { className: "grip", ariaHidden: true, textContent: "⠿" }))
    Object.assign(row, {
      step,
      text,
      onkeydown: event => this.pressed(row, event),
      onpointerdown: event => this.grasped(row, event),
      onpointermove: event => row.classList.contains("held") && this.dragged(row, event.clientY),
      onlostpointercapture: () => this.dropped(row),
    })
    return row
  }

  copy() {
    const written = document.querySelectorAll(".st-key-steps li")
    for (const { step, text } of this.rows) {
      const html = written[step]?.innerHTML
      if (html !== undefined && html !== text.held) {
        text.innerHTML = html
        text.held = html
      }
    }
  }

  number() {
    this.rows = [...this.list.children]
    this.rows.forEach((row, place) => {
      row.firstChild.textContent = `${place + 1}`
      row.setAttribute("aria-posinset", place + 1)
      row.setAttribute("aria-setsize", this.rows.length)
    })
  }

  // To the place of the other; what lies between moves up or down by one.
  move(row, other) {
    const [from, to] = [this.rows.indexOf(row), this.rows.indexOf(other)]
    if (from < to) row.before(...this.rows.slice(from + 1, to + 1))
    else row.after(...this.rows.slice(to, from))
    this.number()
  }

  pressed(row, event) {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (!by || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    const place = this.rows.indexOf(row)
    const other = this.rows[place + by]
    if (!other) return
    this.move(row, other)
    this.said.textContent = `Now step ${place + by + 1} of ${this.rows.length}`
    this.tell()
  }

  grasped(row, event) {
    // A finger on the text scrolls the page; on the grip it moves the step.
    if (event.button || (event.pointerType !== "mouse" && !event.target.closest(".grip"))) return
    row.setPointerCapture(event.pointerId)
    row.classList.add("held")
    this.before = this.order()
  }

  dragged(row, y) {
    const other = this.rows.find(candidate => {
      const { top, bottom } = candidate.getBoundingClientRect()
      return candidate !== row && y > top && y < bottom
    })
    if (other) this.move(row, other)
  }

  dropped(row) {
    row.classList.remove("held")
    if (this.before.join() !== this.order().join()) this.tell()
  }

  order() {
    return this.rows.map(row => row.step)
  }

  tell() {
    clearTimeout(this.telling)
    this.telling = setTimeout(() => this.send(this.order()), 250)
  }

  close() {
    this.watcher.disconnect()
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".ordering")
  if (lists.get(root)?.name !== data.name) {
    lists.get(root)?.close()
    lists.set(root, new Ordering(root, data, order => setStateValue("order", order)))
  }
  return () => lists.get(root).close()
}
