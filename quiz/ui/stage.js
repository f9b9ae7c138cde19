// The figure stage. Figures come as JSON whose colours are names, `var(--cycle-1)`; what
// they stand for is read from the page's theme whenever something is drawn.
const stages = new WeakMap()
const PAUSE = 600 // ms a frame
const AWAY = 500 // ms without another move, after which it is told
const AT_ONCE = {
  frame: { duration: 0, redraw: false }, transition: { duration: 0 }, mode: "immediate",
}

const plotly = path =>
  (window.vivaPlotly ??= new Promise((done, failed) => {
    const script = document.createElement("script")
    script.src = new URL(path, document.baseURI).href
    script.onload = () => done(window.Plotly)
    script.onerror = () => {
      window.vivaPlotly = null
      failed(new Error(`${path} was not found`))
    }
    document.head.append(script)
  }))

// Numbers, as Python wrote them: 0.30000000000000004 is nobody's setting.
const plain = value => String(Number(value.toPrecision(6)))

// Of a figure of points and lines, all but where these and the shapes are; of others
// nothing. While it stays the same they are moved, which takes half as long as to draw the
// figure anew.
function scene(data, layout) {
  const points = data.every(({ type, x, y }) => type === "scatter" && x.length && y.length)
  const still = points && layout.xaxis?.range && layout.yaxis?.range
  const numbers = (_, value) => (Array.isArray(value) && value !== data ? null : value)
  const rest = { ...layout, meta: null, shapes: layout.shapes?.length }
  return still && JSON.stringify(data, numbers) + JSON.stringify(rest)
}

function themed(root) {
  const style = getComputedStyle(root)
  const value = name => style.getPropertyValue(name).trim()
  const lists = {
    cycle: value("--st-chart-categorical-colors").split(","),
    sequential: value("--st-chart-sequential-colors").split(","),
    diverging: value("--st-chart-diverging-colors").split(","),
  }
  const known = new Map()
  const look = (_, name) => {
    if (!known.has(name)) {
      const [list, number] = name.split("-")
      const found = lists[list]?.[number - 1] ?? value(`--${name}`)
      known.set(name, found.trim().replaceAll('"', "'"))
    }
    return known.get(name)
  }
  return text => JSON.parse(text.replace(/var\(--([\w-]+)\)/g, look))
}

class Stage {
  constructor(root) {
    this.root = root
    this.places = []
    this.figures = make("div", { className: "figures" })
    root.append(this.figures)
  }

  async update({ data, setTriggerValue }) {
    this.choose = settings => setTriggerValue("chosen", settings)
    this.data = data
    this.read = themed(this.root)
    this.template = this.read(data.template)
    if (data.play && !this.player) this.addPlayer(data.play)
    this.at = Math.min(this.at ?? 0, data.frames.length - 1)
    while (this.places.length < data.frames[0].length) this.addPlace()
    while (this.places.length > data.frames[0].length) this.places.pop().figure.remove()
    // Drawn again even where the figure is the same: the theme may be another.
    for (const place of this.places) place.drawn = place.scene = null
    this.tell()
    this.draw()
    if (this.plotly) return
    try {
      this.plotly = await plotly(data.script)
      this.draw()
    } catch (error) {
      for (const { shows } of this.places)
        shows.before(make("p", { textContent: `It cannot be drawn: ${error.message}.` }))
      for (const { shows } of this.places) shows.parentElement.open = true
    }
  }

  close() {
    clearInterval(this.timer)
    clearTimeout(this.telling)
    for (const place of this.places) this.plotly?.purge(place.plot)
  }

  // The page's URL says what is shown. Replaced, so that Back leaves the page, and after
  // a pause: browsers refuse a page that does it too often.
  tell() {
    clearTimeout(this.telling)
    this.telling = setTimeout(() => this.write(), AWAY)
  }

  write() {
    const url = new URL(window.location.href)
    const entries = { ...this.data.address }
    if (this.player) {
      const { name, values, usual } = this.data.play
      entries[name] = values[this.at] === usual ? null : plain(values[this.at])
    }
    for (const [name, text] of Object.entries(entries)) {
      if (text === null) url.searchParams.delete(name)
      else url.searchParams.set(name, text)
    }
    if (url.href !== window.location.href)
      window.history.replaceState(window.history.state, "", url)
  }

  addPlace() {
    const id = `shows-${Math.random().toString(36).slice(2)}`
    const title = make("figcaption", { id: `${id}-title` })
    const plot = make("div", { className: "plot", role: "img" })
    plot.setAttribute("aria-labelledby", title.id)
    plot.setAttribute("aria-describedby", id)
    const ground = make("div", { className: "ground" }, plot)
    const shows = make("p", { id })
    const words = make("details", {}, make("summary", { textContent: "What this shows" }), shows)
    const place = { title, plot, ground, shows, handles: [] }
    const save = ["png", "svg"].map(format =>
      make("button", {
        type: "button",
        textContent: format.toUpperCase(),
        ariaLabel: `Save the figure as ${format.toUpperCase()}`,
        onclick: () => this.save(place, format),
      }))
    const below = make("div", { className: "below" }, words,
      make("span", { className: "save" }, "Save", ...save))
    place.figure = make("figure", {}, title, ground, below)
    this.figures.append(place.figure)
    this.places.push(place)
  }

  draw() {
    this.data.frames[this.at].forEach((text, number) => {
      const place = this.places[number]
      if (place.drawn === text) return
      const { data, layout } = this.read(text)
      const lines = layout.title.text.split("<br>")
      place.title.replaceChildren(
        ...lines.flatMap(line => [make("span", { textContent: line }), " "]))
      place.shows.textContent = layout.meta ?? ""
      place.name = lines.join("<br>")
      place.plot.style.minHeight = `${layout.height ?? this.template.layout.height}px`
      if (!this.plotly) return
      this.plot(place, data, { ...layout, title: undefined })
      place.drawn = text
    })
    if (this.player) this.showPlace()
  }

  plot(place, data, layout) {
    const before = place.scene
    place.scene = scene(data, layout)
    if (before && before === place.scene) {
      const handles = () => this.addHandles(place)
      const traces = [...data.keys()]
      if (layout.shapes) this.plotly.relayout(place.plot, { shapes: layout.shapes })
      // Refused where a later frame has taken its place.
      this.plotly.animate(place.plot, { data, traces }, AT_ONCE).then(handles, handles)
      return
    }
    Object.assign(layout, {
      template: this.template,
      uirevision: "kept",
      // In running text, and for a finger, to move is to scroll.
      dragmode: this.data.live && matchMedia("(pointer: fine)").matches && "zoom",
    })
    this.plotly.react(place.plot, data, layout, { displayModeBar: false, responsive: true })
    if (place.heard) return
    place.heard = true
    place.plot.on("plotly_click", event => this.clicked(event))
    place.plot.on("plotly_afterplot", () => this.addHandles(place))
    this.addHandles(place)
  }

  save(place, format) {
    const { data, layout, clientWidth: width, clientHeight: height } = place.plot
    const ground = getComputedStyle(this.root).getPropertyValue("--paper")
    const drawn = {
      ...layout,
      title: { text: place.name, x: 0.02, font: { size: 15 } },
      margin: { ...this.template.layout.margin, t: 80 },
      paper_bgcolor: ground,
    }
    const filename = place.name.split("<br>")[0].replace(/[^\p{L}\p{N}]+/gu, "-")
    this.plotly.downloadImage({ data, layout: drawn },
      { format, filename, width, height: height + 48, scale: format === "png" ? 2 : 1 })
  }

  // The player: one slider, moved by hand, step by step, or by itself once it is asked to.
  addPlayer(play) {
    const button = (name, textContent, onclick) =>
      make("button", { type: "button", className: name, textContent, onclick })
    const id = `play-${Math.random().toString(36).slice(2)}`
    this.output = make("output")
    this.slider = make("input", { type: "range", id, min: 0, oninput: () => {
      this.stop()
      // A hand is faster than two figures are drawn: only where it is now counts.
      cancelAnimationFrame(this.moving)
      this.moving = requestAnimationFrame(() => this.goTo(Number(this.slider.value)))
    } })
    this.back = button("back", "◀", () => this.step(-1))
    this.back.ariaLabel = "One step back"
    this.toggle = button("play", "Play", () => (this.timer ? this.stop() : this.start()))
    this.next = button("next", "▶", () => this.step(1))
    this.next.ariaLabel = "One step forward"
    const label = make("label", { htmlFor: id }, make("span", { textContent: play.label }), this.output)
    this.player = make("div", { className: "player", role: "group", ariaLabel: play.label },
      label, this.toggle, this.back, this.next, this.slider)
    this.root.prepend(this.player)
    this.at = Math.max(0, play.values.indexOf(play.at))
  }

  showPlace() {
    const { values } = this.data.play
    const text = plain(values[this.at])
    this.slider.max = values.length - 1
    this.slider.value = this.at
    this.slider.style.setProperty("--part", `${(100 * this.at) / (values.length - 1)}%`)
    this.slider.setAttribute("aria-valuetext", `${text}. ${this.places[0].title.innerText}`)
    this.output.textContent = text
  }

  goTo(at) {
    this.at = Math.max(0, Math.min(this.data.frames.length - 1, at))
    this.draw()
    this.tell()
  }

  step(by) {
    this.stop()
    this.goTo(this.at + by)
  }

  start() {
    const last = this.data.frames.length - 1
    if (this.at === last) this.goTo(0)
    this.toggle.textContent = "Pause"
    this.timer = setInterval(() => {
      this.goTo(this.at + 1)
      if (this.at === this.data.frames.length - 1) this.stop()
    }, PAUSE)
  }

  stop() {
    if (!this.timer) return
    clearInterval(this.timer)
    this.timer = null
    this.toggle.textContent = "Play"
    this.goTo(this.at)
  }

  clicked(event) {
    const settings = event.points[0]?.customdata
    if (settings?.constructor !== Object) return
    this.stop()
    this.choose(settings)
  }

  // Handles: buttons over the points of a trace that can be dragged, for pointer and keys.
  addHandles(place) {
    const curve = this.data.live ? place.plot.data.findIndex(trace => trace.meta?.drag) : -1
    const trace = place.plot.data[curve] ?? { x: [] }
    while (place.handles.length > trace.x.length) place.handles.pop().remove()
    while (place.handles.length < trace.x.length)
      place.handles.push(this.addHandle(place, place.handles.length))
    const { xaxis, yaxis } = place.plot._fullLayout
    place.handles.forEach((handle, point) => {
      const [x, y] = [trace.x[point], trace.y[point]]
      handle.style.left = `${xaxis._offset + xaxis.d2p(x)}px`
      handle.style.top = `${yaxis._offset + yaxis.d2p(y)}px`
      handle.ariaLabel =
        `Point ${point + 1} at ${plain(x)}, ${plain(y)}: drag it, or move it with the arrow keys`
    })
  }

  addHandle(place, point) {
    const handle = make("button", { type: "button", className: "handle" })
    const curve = () => place.plot.data.findIndex(trace => trace.meta?.drag)
    const move = (x, y) => {
      const { xaxis, yaxis } = place.plot._fullLayout
      const within = (value, [low, high]) =>
        Number(Math.max(low, Math.min(high, value)).toPrecision(4))
      const trace = place.plot.data[curve()]
      const xs = trace.x.with(point, within(x, xaxis.range))
      const ys = trace.y.with(point, within(y, yaxis.range))
      this.plotly.restyle(place.plot, { x: [xs], y: [ys] }, [curve()])
    }
    const told = () => {
      const { x, y, meta: { drag, ...others } } = place.plot.data[curve()]
      this.choose({ ...others, [drag]: x.flatMap((value, i) => [value, y[i]]).join(",") })
    }
    handle.onpointerdown = event => {
      handle.setPointerCapture(event.pointerId)
      handle.onpointermove = ({ clientX, clientY }) => {
        const { xaxis, yaxis } = place.plot._fullLayout
        const box = place.plot.getBoundingClientRect()
        move(xaxis.p2d(clientX - box.left - xaxis._offset),
          yaxis.p2d(clientY - box.top - yaxis._offset))
        handle.moved = true
      }
    }
    handle.onlostpointercapture = () => {
      handle.onpointermove = null
      if (handle.moved) told()
      handle.moved = false
    }
    handle.onkeydown = event => {
      const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] }[event.key]
      if (!by) return
      event.preventDefault()
      const { xaxis, yaxis } = place.plot._fullLayout
      const step = axis => (axis.range[1] - axis.range[0]) / 50
      const trace = place.plot.data[curve()]
      move(trace.x[point] + by[0] * step(xaxis), trace.y[point] + by[1] * step(yaxis))
      clearTimeout(handle.timer)
      handle.timer = setTimeout(told, AWAY)
    }
    place.ground.append(handle)
    return handle
  }
}

export default function (component) {
  const root = component.parentElement.querySelector(".stage")
  if (!stages.has(root)) stages.set(root, new Stage(root))
  stages.get(root).update(component)
  return () => stages.get(root).close()
}
