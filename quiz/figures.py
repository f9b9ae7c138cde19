"""Figures: traces and a layout, one template, colours that mean the same in every lab.

    figure = Figure()
    figure.add_scatter(x=[1, 2], y=[3, 4], mode="lines", line={"color": PREDICTION})
    looks(figure, "Two rows", "feature x, m", "target y, s", shows="It rises by 1.")

The names are Plotly's. Plotly's own objects check every entry as it is set, 40 to 90 ms
a lab: too much for one that is drawn at each setting of a slider. These check nothing;
the tests hand each figure to Plotly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Json = dict[str, Any]

CYCLE = tuple(f"var(--cycle-{number})" for number in range(1, 11))
"""Ten colours, told apart with any colour vision, in light and in dark.

Like all colours here they are names: the page knows their values in its theme.
"""
CLASSES = CYCLE
"""Classes and clusters, in their order."""
TRAIN, TEST = CYCLE[0], CYCLE[1]
TRUTH, PREDICTION = "var(--ink)", CYCLE[0]
GIVEN, GRADIENT = CYCLE[0], CYCLE[1]
"""What a model gives; a gradient or a slope."""
POINTED = CYCLE[1]
"""What the learner points at."""
GUIDE = "var(--guide)"
"""What helps the eye: a reference, the end, an axis of symmetry; rows without label."""
PAPER = "var(--paper)"
"""The ground, for rims that set a mark off from what lies under it."""
SEQUENTIAL = [[i / 9, f"var(--sequential-{i + 1})"] for i in range(10)]
"""From nothing to much, for heat maps."""
DIVERGING = [[i / 9, f"var(--diverging-{i + 1})"] for i in range(10)]
"""From below to above a middle, for heat maps."""
HEIGHT = 340

_AXIS: Json = {
    "automargin": True,
    "gridcolor": "var(--line)",
    "linecolor": "var(--line)",
    "ticks": "",
    "title": {"standoff": 8, "font": {"size": 13, "color": "var(--guide)"}},
    "tickfont": {"size": 12, "color": "var(--guide)"},
    "zeroline": False,
}
TEMPLATE: Json = {
    "data": {"scatter": [{"line": {"simplify": False}}]},
    "layout": {
        "colorway": list(CYCLE),
        "font": {"family": "var(--font)", "size": 13, "color": "var(--ink)"},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "height": HEIGHT,
        "margin": {"l": 8, "r": 8, "t": 12, "b": 8},
        "legend": {
            "orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom",
            "bgcolor": "rgba(0,0,0,0)",
        },
        "hoverlabel": {
            "bgcolor": "var(--surface)", "bordercolor": "var(--line)",
            "font": {"family": "var(--font)", "color": "var(--ink)"},
        },
        "xaxis": {**_AXIS, "showgrid": False},
        "yaxis": _AXIS,
    }
}  # fmt: skip
"""One look for all: no box, a light grid where values are read off, the page's type."""


class Figure:
    """Traces and a layout as Plotly's JSON; numbers in lists.

    Attributes:
        data: the traces.
        layout: axes, shapes, title; `meta` is what the figure shows, in words.
    """

    def __init__(
        self, data: list[Json] | None = None, layout: Json | None = None
    ) -> None:
        self.data = data or []
        self.layout = layout or {}

    def add_scatter(self, **trace: object) -> None:
        """Points or lines."""
        self.data.append({"type": "scatter", **trace})

    def add_bar(self, **trace: object) -> None:
        """Bars."""
        self.data.append({"type": "bar", **trace})

    def add_heatmap(self, **trace: object) -> None:
        """Cells, coloured by their value."""
        self.data.append({"type": "heatmap", **trace})

    def add_shape(self, **shape: object) -> None:
        """A line or box that is no data."""
        self.layout.setdefault("shapes", []).append(shape)

    def add_vline(self, x: float, line: Json) -> None:
        """A line through x, as high as the figure."""
        self.add_shape(type="line", x0=x, x1=x, y0=0, y1=1, yref="y domain", line=line)

    def add_hline(self, y: float, line: Json) -> None:
        """A line through y, as wide as the figure."""
        self.add_shape(type="line", x0=0, x1=1, y0=y, y1=y, xref="x domain", line=line)

    def update_xaxes(self, **axis: object) -> None:
        """Entries of the x axis."""
        self.layout.setdefault("xaxis", {}).update(axis)

    def update_yaxes(self, **axis: object) -> None:
        """Entries of the y axis."""
        self.layout.setdefault("yaxis", {}).update(axis)

    def update_layout(self, **entries: object) -> None:
        """Entries of the layout."""
        self.layout.update(entries)

    def to_json(self) -> Json:
        """Plain data, from which the same figure can be made again."""
        return {"data": self.data, "layout": self.layout}


def looks(figure: Figure, title: str, x: str, y: str, *, shows: str) -> Figure:
    """The same figure with its titles, and in words what it shows.

    Args:
        title: one or two lines, parted by `<br>`: what is drawn, and the number that
            matters.
        x, y: what the axes are, with units where there are any.
        shows: for who cannot see it: a sentence or two with the numbers that are read
            off, computed like the figure itself.
    """
    figure.update_layout(title={"text": title}, meta=shows)
    figure.update_xaxes(title={"text": x})
    figure.update_yaxes(title={"text": y})
    return figure


def span(*values: Iterable[float], room: float = 0.05) -> Sequence[float]:
    """A range for an axis that holds all values and some room, the same in each frame.

    >>> span([0, 10], [20])
    [-1.0, 21.0]
    """
    every = [float(value) for part in values for value in part]
    low, high = min(every), max(every)
    rest = room * ((high - low) or 1)
    return [low - rest, high + rest]
