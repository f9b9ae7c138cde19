// Fields in rows and columns. Arrow keys go from one to another; an array that is pasted
// into one fills the others too.
const tables = new WeakMap()
const PAUSE = 250 // ms without a key, after which it is told

// Rows of entries of "1 2; 3 4", "[[1, 2], [3, 4]]" or a piece of a spreadsheet.
function entries(text) {
  return text
    .replaceAll(/\]\s*,?\s*\[/g, ";")
    .replaceAll(/[[\]()]/g, " ")
    .split(/[;\n]/)
    .map(row => row.split(/[,\s]+/).filter(Boolean))
    .filter(row => row.length)
}

class Table {
  constructor(root, { name, label, shape, text }, send) {
    const [rows, columns] = shape.length > 1 ? shape : [1, ...shape]
    this.name = name
    this.vector = shape.length === 1
    this.send = send
    this.fields = Array.from({ length: rows }, (_, i) =>
      Array.from({ length: columns }, (_, j) => this.field(i, j, rows)))
    const body = this.fields.map(row => make("tr", {}, ...row.map(f => make("td", {}, f))))
    root.replaceChildren(make("table", { role: "group", ariaLabel: label }, make("tbody", {}, ...body)))
    this.fill(entries(text), 0, 0)
  }

  field(i, j, rows) {
    return make("input", {
      type: "text",
      inputMode: "text", // decimal keyboards of phones lack the minus
      autocomplete: "off",
      ariaLabel: rows > 1 ? `Row ${i + 1}, column ${j + 1}` : `Entry ${j + 1}`,
      oninput: () => {
        clearTimeout(this.telling)
        this.telling = setTimeout(() => this.tell(), PAUSE)
      },
      onblur: () => this.tell(),
      onkeydown: event => this.pressed(i, j, event),
      onpaste: event => {
        const pasted = entries(event.clipboardData.getData("text"))
        if (pasted.flat().length < 2) return
        event.preventDefault()
        this.fill(pasted, i, j)
        this.tell()
      },
    })
  }

  fill(rows, top, left) {
    rows.forEach((row, i) => row.forEach((entry, j) => {
      const field = this.fields[top + i]?.[left + j]
      if (field) field.value = entry === "?" ? "" : entry
    }))
  }

  pressed(i, j, event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    const { selectionStart: at, selectionEnd: to, value } = event.target
    const next = {
      ArrowUp: this.fields[i - 1]?.[j],
      ArrowDown: this.fields[i + 1]?.[j],
      // Sideways the arrows move in the text first.
      ArrowLeft: at === 0 && to === 0 && this.fields[i][j - 1],
      ArrowRight: at === value.length && this.fields[i][j + 1],
    }[event.key]
    if (!next) return
    event.preventDefault()
    next.focus()
    next.select()
  }

  tell() {
    clearTimeout(this.telling)
    const rows = this.fields.map(row => row.map(field => field.value.trim().replaceAll(/\s+/g, "") || "?"))
    const empty = rows.flat().every(entry => entry === "?")
    const filled = rows.map(row => `[${row.join(" ")}]`).join(", ")
    const text = empty ? "" : this.vector ? filled : `[${filled}]`
    if (text === this.told) return
    this.told = text
    this.send(text)
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".entries")
  if (tables.get(root)?.name !== data.name)
    tables.set(root, new Table(root, data, text => setStateValue("text", text)))
}
