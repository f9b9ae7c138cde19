"""Steps to put in order: dragged, or moved with the arrow keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from quiz.ui.component import component

SOURCE = "steps"
"""Key of the container with the steps as the page writes them; the rows show copies."""

_component = component(__file__, "ordering")


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
