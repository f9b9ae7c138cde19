"""The code editor: a plain text area that saves as typed."""

from __future__ import annotations

import streamlit as st

HTML = """
<label for="code"></label>
<textarea id="code" spellcheck="false" autocapitalize="off" autocomplete="off"
  aria-describedby="keys"></textarea>
<p id="keys">
  Tab indents, Escape then Tab leaves the field, Ctrl or Cmd with Enter runs.
</p>
"""

CSS = """
label, p {
  margin: 0; font: 0.8125rem/1.6 var(--st-font); color: var(--st-gray-text-color);
}
textarea {
  box-sizing: border-box; width: 100%; min-height: 20rem; padding: 0.75rem;
  font: 0.875rem/1.6 var(--st-code-font); tab-size: 4;
  font-variant-ligatures: none; white-space: pre; overflow: auto;
  color: var(--st-text-color); background: var(--st-secondary-background-color);
  border: 1px solid var(--st-border-color); border-radius: 8px; resize: vertical;
}
textarea:focus { outline: 2px solid var(--st-primary-color); outline-offset: -1px; }
"""

JS = """
const shown = new WeakMap()

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const area = parentElement.querySelector("textarea")
  parentElement.querySelector("label").textContent = data.label
  // Text comes down only with a new revision: a controlled value fights the cursor.
  if (shown.get(area) !== data.revision) {
    shown.set(area, data.revision)
    area.value = data.text
  }
  let timer, sent = area.value
  const send = () => {
    clearTimeout(timer)
    if (area.value !== sent) setStateValue("text", (sent = area.value))
  }
  area.oninput = () => {
    clearTimeout(timer)
    timer = setTimeout(send, 300)
  }
  area.onblur = send
  let leaving = false
  area.onkeydown = event => {
    if (event.key === "Escape") {
      leaving = true
      area.blur()
    } else if (event.key === "Tab" && !leaving && !event.shiftKey) {
      event.preventDefault()
      area.setRangeText("    ", area.selectionStart, area.selectionEnd, "end")
      area.oninput()
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      send()
      setTriggerValue("run", true)
    } else if (event.key !== "Tab") {
      leaving = false
    }
  }
}
"""

_component = st.components.v2.component("code_editor", html=HTML, css=CSS, js=JS)


def editor(label: str, text: str, revision: str, key: str) -> bool:
    """Draw the editor. `text` is shown when `revision` is new.

    Returns:
        Whether the learner pressed Ctrl or Cmd with Enter: run it.
    """
    result = _component(
        key=key,
        data={"label": label, "text": text, "revision": revision},
        on_text_change=lambda: None,
        on_run_change=lambda: None,
    )
    return bool(result.run)


def typed(key: str) -> str | None:
    """The text of the editor with this key; None if nothing was typed since it came."""
    state = st.session_state.get(key)
    return None if state is None else state.get("text")
