"""The one template of figures, and colours that mean the same in every lab.

The colours stand on light and on dark ground alike, and are told apart by people with
any colour vision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import plotly.graph_objects as go

COLOURS = ("#3B82D6", "#E07B39", "#3A9D6E", "#B0559B", "#8A7D3B", "#5C6BC0")
"""Classes, clusters or series, in their order."""
GIVEN, POINTED = COLOURS[0], COLOURS[1]
"""What a model gives; a gradient, a slope, what is pointed at."""
GUIDE = "#8A8F98"
"""Lines that help the eye: a reference, the end, an axis of symmetry."""
HEIGHT = 400


def looks(figure: go.Figure, title: str, x: str, y: str) -> go.Figure:
    """The same figure with its title, the titles of its axes, and the template."""
    figure.update_layout(
        title=title,
        height=HEIGHT,
        margin={"l": 8, "r": 8, "t": 64, "b": 8},
        legend={
            "orientation": "h",
            "y": 1.0,
            "yanchor": "bottom",
            "x": 1,
            "xanchor": "right",
        },
    )
    figure.update_xaxes(title=x)
    figure.update_yaxes(title=y)
    return figure
