"""Light, dark, or as the system has it."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

CHOICES = {"System": "As the system", "Light": "Light", "Dark": "Dark"}
"""What Streamlit calls each, and what is shown."""

HTML = """
<fieldset><legend>Look</legend></fieldset>
"""

CSS = """
fieldset { border: 0; margin: 0; padding: 0; font: 0.875rem/1.6 var(--st-font); }
legend { padding: 0 0 0.25rem; }
label { margin-right: 1.5rem; }
input { accent-color: var(--st-primary-color); }
"""

JS = """
// Streamlit keeps the choice by the path at which the app was opened; a page's path
// has no slash in it.
const base = location.pathname.replace(/[^/]*$/, "")
const key = path => `stActiveTheme-${base}${path}-v2`

export default function ({ data, parentElement }) {
  const field = parentElement.querySelector("fieldset")
  if (field.querySelector("input")) return
  const chosen = JSON.parse(localStorage.getItem(key("settings")) ?? "null")
  for (const [name, shown] of Object.entries(data.choices)) {
    const label = document.createElement("label")
    const input = Object.assign(document.createElement("input"),
      { type: "radio", name: "look", value: name })
    input.checked = name === (chosen ?? "System")
    input.onchange = () => {
      for (const path of data.paths)
        localStorage.setItem(key(path), JSON.stringify(name))
      location.reload()
    }
    label.append(input, ` ${shown}`)
    field.append(label)
  }
}
"""

_component = st.components.v2.component("theme", html=HTML, css=CSS, js=JS)


def choice(paths: Iterable[str]) -> None:
    """Draw the choice; it holds in this browser, at every path of the app."""
    _component(key="theme", data={"choices": CHOICES, "paths": list(paths)})
