"""A clock that runs in the browser, and that the learner may hide."""

from __future__ import annotations

import streamlit as st

HTML = """
<p><span role="timer" aria-label="Time"></span><button type="button"></button></p>
"""

CSS = """
p { margin: 0; font: 0.875rem/1.6 var(--st-font); color: var(--st-gray-text-color); }
span { font-variant-numeric: tabular-nums; }
button {
  margin-left: 0.75rem; padding: 0; border: 0; background: none; cursor: pointer;
  font: inherit; color: var(--st-link-color);
}
button:focus-visible { outline: 2px solid var(--st-primary-color); }
"""

JS = """
const clocks = new WeakMap()
const HIDDEN = "viva-timer-hidden"

export default function ({ data, parentElement, setTriggerValue }) {
  const [time, button] = [parentElement.querySelector("span"),
                          parentElement.querySelector("button")]
  const before = clocks.get(parentElement)
  // Drawn again for the same id, it goes on: the server's seconds come late.
  const origin = before?.id === data.id ? before.origin
    : performance.now() - 1000 * data.seconds
  clearInterval(before?.ticking)
  const clock = { id: data.id, origin, over: false }
  const paint = () => {
    let seconds = (performance.now() - origin) / 1000
    if (data.limit) {
      seconds = Math.max(data.limit - seconds, 0)
      if (seconds === 0 && !clock.over) {
        clock.over = true
        setTriggerValue("over", true)
      }
      seconds = Math.ceil(seconds)
    }
    const hidden = localStorage.getItem(HIDDEN) === "yes"
    const shown = `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60))
      .padStart(2, "0")}${data.limit ? " left" : ""}`
    time.textContent = hidden ? "" : shown
    button.textContent = hidden ? "Show the time" : "Hide"
  }
  button.onclick = () => {
    const hidden = localStorage.getItem(HIDDEN) === "yes"
    localStorage.setItem(HIDDEN, hidden ? "no" : "yes")
    paint()
  }
  clock.ticking = setInterval(paint, 250)
  clocks.set(parentElement, clock)
  paint()
  return () => clearInterval(clock.ticking)
}
"""

_component = st.components.v2.component("timer", html=HTML, css=CSS, js=JS)


def timer(name: str, seconds: float, limit: float | None = None) -> bool:
    """Draw the clock: what has passed, or with a limit what is left.

    Args:
        name: what is timed; a clock goes on as long as its name stays.
        seconds: that have passed already.
        limit: seconds after which it is over.

    Returns:
        Whether it has just run out.
    """
    result = _component(
        key=f"timer {name}",
        data={"id": name, "seconds": seconds, "limit": limit},
        on_over_change=lambda: None,
    )
    return bool(result.over)
