"""Parts of the page with a script of their own: what they have in common."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

MAKE = Path(__file__).with_name("make.js").read_text(encoding="utf-8")
"""What every script begins with."""


def component(module: str, root: str) -> ComponentRenderer:
    """A component whose style sheet and script stand beside its module.

    Its styles are not isolated: it shares the document with the page, whose keys look
    for the focus in it, and whose style sheets and Plotly's reach into it.

    Args:
        module: file of the module, whose name the component has too.
        root: class of the element that the script fills.
    """
    file = Path(module)
    return st.components.v2.component(
        file.stem,
        html=f"<div class='{root}'></div>",
        css=file.with_suffix(".css").read_text(encoding="utf-8"),
        js=MAKE + file.with_suffix(".js").read_text(encoding="utf-8"),
        isolate_styles=False,
    )
