// Never lose a keystroke: what is typed goes up after a pause, and is kept in the browser until
// the server says that it has it.
const PAUSE = 300
const LATE = 3000

export class Draft {
  // read: gives the text; tell: is given "saved", "" or why not.
  constructor(name, read, tell) {
    Object.assign(this, { place: `viva draft ${name}`, read, tell })
  }

  // A text came down; what the browser kept of a later one, or null.
  begin(text, revision) {
    this.revision = revision
    this.known = [text]
    const kept = this.kept()
    const later = kept?.revision === revision && kept.known.includes(text) && kept.text !== text
    if (!later) localStorage.removeItem(this.place)
    return later ? kept.text : null
  }

  kept() {
    try {
      return JSON.parse(localStorage.getItem(this.place))
    } catch {
      return null
    }
  }

  changed() {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.send(), PAUSE)
    this.keep()
    this.tell("")
    this.late ??= setInterval(() => this.insist(), LATE)
  }

  // A message to a server that is away is lost.
  insist() {
    this.tell("not saved yet, kept in this browser")
    this.post("text", { revision: this.revision, text: this.read() })
  }

  keep() {
    // One of the known texts is what the server will hold when the page comes back.
    const { revision, known } = this
    try {
      localStorage.setItem(this.place, JSON.stringify({ revision, known, text: this.read() }))
    } catch {
      // No storage, or none left: the server has it in a moment.
    }
  }

  send() {
    clearTimeout(this.timer)
    const text = this.read()
    if (text === this.known.at(-1)) {
      // Typed and taken back before it went up: nothing will be answered.
      if (this.known.length === 1) this.held(text)
      return
    }
    this.known.push(text)
    this.keep()
    this.post("text", { revision: this.revision, text })
  }

  // The server holds this text.
  held(text) {
    const place = this.known.lastIndexOf(text)
    if (place > 0) this.known.splice(0, place)
    if (text !== this.read()) return
    clearInterval(this.late)
    this.late = undefined
    localStorage.removeItem(this.place)
    this.tell("saved")
  }
  // The editor goes. What did not go up stays in the browser.
  close() {
    clearTimeout(this.timer)
    clearInterval(this.late)
  }
}
