"""A vector or matrix to fill in, a field for each entry."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from quiz.ui.component import component

MOST = 8
"""Rows and columns that are drawn as fields; a larger array is written as text."""

_component = component(__file__, "entries")


def fits(shape: tuple[int, ...]) -> bool:
    """Whether an array of this shape is drawn as fields."""
    return len(shape) in {1, 2} and max(shape) <= MOST


def cells(
    label: str,
    shape: tuple[int, ...],
    text: str,
    key: str,
    on_change: Callable[[str], None],
) -> None:
    """Draw the fields.

    Args:
        label: the accessible name of the group.
        shape: (n,) or (rows, columns), which `fits`.
        text: the entries so far, such as `[[1 2], [? 4]]`, with `?` for what is not
            filled in. The browser reads other ways to write an array as well.
        key: of the component; another one begins anew.
        on_change: called with such a text, or with "" where nothing is filled in.
    """

    def changed() -> None:
        on_change(st.session_state[key].get("text") or "")

    _component(
        key=key,
        data={"name": key, "label": label, "shape": list(shape), "text": text},
        on_text_change=changed,
    )
