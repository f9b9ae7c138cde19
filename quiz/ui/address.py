"""Choices that the URL names, so that it shows the same again anywhere."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st


def select(
    label: str, options: Mapping[str, str], parameter: str, every: str = ""
) -> str | None:
    """A select box whose choice stands in the URL by its id.

    Args:
        label: of the box.
        options: id -> what is shown of it.
        parameter: its name in the URL.
        every: what an empty box stands for; without it the first is chosen.

    Returns:
        The id; None where the box is empty.
    """
    key = f"address {parameter}"
    named = st.query_params.get(parameter)
    if named in options:
        st.session_state[key] = named
    elif st.session_state.get(key) not in options:
        st.session_state[key] = None if every else next(iter(options))

    def remember() -> None:
        if chosen := st.session_state[key]:
            st.query_params[parameter] = chosen
        else:
            st.query_params.pop(parameter, None)

    return st.selectbox(
        label,
        options,
        format_func=lambda name: options.get(name, name),
        key=key,
        on_change=remember,
        placeholder=every or None,
        index=None if every else 0,
    )
