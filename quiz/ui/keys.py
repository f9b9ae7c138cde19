"""Keys of a question: a digit chooses, Enter goes on with the page's one action."""

from __future__ import annotations

import streamlit as st

ANSWER = "answer"
"""Key of the container that holds the options."""

HTML = "<p></p>"

CSS = """
p { margin: 0; font: 0.8125rem/1.6 var(--st-font); color: var(--st-gray-text-color); }
@media (hover: none) { p { display: none; } }
"""

JS = """
const OPTIONS = ".st-key-answer input:is([type=radio], [type=checkbox])"
const ACTION = "[data-testid=stMain] [data-testid=stBaseButton-primary]:not(:disabled)"
let forget

function press(event) {
  const at = selector => event.target.closest?.(selector)
  if (event.isComposing || event.altKey || event.shiftKey) return
  const strong = event.ctrlKey || event.metaKey
  if (event.key === "Enter") {
    if (!strong && at("textarea, button, a, summary, [role=combobox]")) return
    const action = document.querySelector(ACTION)
    if (!action) return
    // What is typed goes up before the click that asks for it.
    at("input, textarea")?.blur()
    setTimeout(() => action.click())
  } else if (!strong && /^[1-9]$/.test(event.key)
             && !at("textarea, input[type=text], [role=combobox], .cm-editor")) {
    document.querySelectorAll(OPTIONS)[event.key - 1]?.click()
  }
}

export default function ({ data, parentElement }) {
  parentElement.querySelector("p").textContent = data.told
  forget?.()
  document.addEventListener("keydown", press)
  forget = () => document.removeEventListener("keydown", press)
  return forget
}
"""

_component = st.components.v2.component("keys", html=HTML, css=CSS, js=JS)


def listen(told: str) -> None:
    """Listen to the keys from here on, and tell which there are."""
    _component(key="keys", data={"told": told})
