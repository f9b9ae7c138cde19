"""Steps to put in order: dragged, or moved with the arrow keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

SOURCE = "steps"
"""Key of the container with the steps as the page writes them; the rows show copies."""

_component = st.components.v2.component(
    "ordering",
    html="<div class='ordering'></div>",
    css=Path(__file__).with_suffix(".css").read_text(encoding="utf-8"),
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
    isolate_styles=False,  # what is copied has the page's styles, formulas too
)


def ordering(
    label: str,
    steps: Sequence[str],
    order: Sequence[int],
    key: str,
    on_change: Callable[[tuple[int, ...]], None],
) -> None:
    """Draw the steps.

    Args:
        label: the accessible name of the list.
        steps: Markdown of one line each.
        order: their places in `steps`, from the first row to the last.
        key: of the component; another one begins anew.
        on_change: called with the order, when a step was moved.
    """

    def changed() -> None:
        moved = st.session_state[key].get("order")
        if moved and sorted(moved) == list(range(len(steps))):
            on_change(tuple(moved))

    with st.container(key=SOURCE):
        st.markdown("\n".join(f"1. {step}" for step in steps))
    _component(
        key=key,
        data={"name": key, "label": label, "order": list(order)},
        on_order_change=changed,
    )
