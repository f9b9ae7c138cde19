"""The parts of a topic's page, as links: the part shown is in the URL."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from quiz.ui.component import component

PARAMETER = "part"

_component = component(__file__, "parts")


def parts(counts: Mapping[str, int]) -> str:
    """Draw the links; the part that the URL names, or the first.

    Args:
        counts: how many there are of what a part has; 0 where that says nothing.
    """
    here = st.query_params.get(PARAMETER, "")
    if here not in counts:
        here = next(iter(counts))
    data = {"parameter": PARAMETER, "here": here, "counts": list(counts.items())}
    _component(key="parts", data=data)
    return here
