"""The code editor: CodeMirror, bundled from `frontend/`, as a component of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

HTML = """
<div class="editor">
  <div class="editor-head">
    <span class="editor-label"></span><span class="editor-status"></span>
  </div>
  <div class="editor-code"></div>
</div>
<p class="editor-keys" id="editor-keys"></p>
"""

JS = """
export default async component => {
  const bundle = new URL(component.data.bundle, document.baseURI)
  return (await import(bundle)).draw(component)
}
"""

BUNDLE = "app/static/editor/editor.js"
FILE = Path(__file__).parents[2] / "static/editor/editor.js"

_component = st.components.v2.component(
    "code_editor",
    html=HTML,
    css=Path(__file__).with_suffix(".css").read_text(encoding="utf-8"),
    js=JS,
    # CodeMirror's styles and tooltips and the page's shortcuts share one document.
    isolate_styles=False,
)


def editor(  # noqa: PLR0913 - by name
    label: str,
    text: str,
    *,
    saved: bool,
    key: str,
    revision: str,
    names: Sequence[Mapping[str, str]],
    problems: Mapping[str, Any],
    size: int,
    vim: bool,
) -> None:
    """Draw the editor.

    Args:
        label: its accessible name.
        text: shown where `revision` is new.
        saved: whether the store holds it; until then the browser keeps it too.
        key: of the component; `typed` is asked by it.
        revision: changes when `text` is to replace what was typed.
        names: {label, type} of what is offered while typing.
        problems: {of, lines: [{line, text, message}]}: what to underline, as long as
            the line reads `text`; `of` tells one judgement from another.
        size: of the type, in px.
        vim: whether its keys are vim's.
    """
    data = {
        "bundle": f"{BUNDLE}?{_version()}",
        "name": key,
        "label": label,
        "text": text,
        "saved": saved,
        "revision": revision,
        "names": names,
        "problems": problems,
        "size": size,
        "vim": vim,
    }
    _component(key=key, data=data, on_text_change=lambda: None)


def typed(key: str, revision: str) -> str | None:
    """What was typed in the editor with this key since this revision came; or None."""
    state = st.session_state.get(key)
    sent = None if state is None else state.get("text")
    return sent["text"] if sent and sent["revision"] == revision else None


@st.cache_resource(show_spinner=False)
def _version() -> str:
    """Part of the bundle's address, so that no browser keeps an old one."""
    return str(int(FILE.stat().st_mtime))
