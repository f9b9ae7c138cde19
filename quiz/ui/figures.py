"""What figures of the app's own pages share; labs have their template elsewhere."""

from __future__ import annotations

from typing import Any

import streamlit as st


def palette() -> list[str]:
    """The colours of the theme, in their order."""
    kind = "dark" if st.context.theme.type == "dark" else "light"
    colours: list[str] = st.get_option(f"theme.{kind}.chartCategoricalColors")
    return colours


def layout(x: str, y: str) -> dict[str, Any]:
    """Axes with titles, a legend above, no box."""
    return {
        "xaxis": {"title": x, "showgrid": False},
        "yaxis": {"title": y, "rangemode": "tozero"},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom"},
        "margin": {"t": 40, "r": 10},
        "showlegend": True,
    }
