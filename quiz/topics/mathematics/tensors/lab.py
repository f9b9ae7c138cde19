"""Walk a tensor: the order in which its entries are read, and where they lie."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import numpy as np

from engine.algebra.tensor import Tensor
from quiz.figures import GIVEN, GUIDE, POINTED, SEQUENTIAL, Figure, looks
from quiz.labs import Pick, Slider, lab

ROWS, COLUMNS = 4, 6
MOST = ROWS * COLUMNS
STEPS: dict[str, Callable[[Tensor], Tensor]] = {
    "none": lambda t: t,
    "T": lambda t: t.transpose(),
    "reshape": lambda t: t.reshape(*reversed(t.shape)),
    "[:, 1:3]": lambda t: t[:, 1:3],
    "[::-1]": lambda t: t[::-1],
    "repeat": lambda t: Tensor(t.buffer, t.shape, (0, t.strides[1]), t.offset),
}
"""`repeat` shows the first row in place of every row, as broadcasting does."""


@lab(
    "Walk a tensor",
    covers=["L48.01", "S48.01", "S48.08"],
    ask="Do one thing to t, then another, and read what comes of it. Which single steps leave a walk "
    "on a line of slope 1, and so a contiguous view? After which pairs is it contiguous again, and "
    "when did that take a copy?",
    item="which_are_contiguous",
)
def walk(
    read: Annotated[int, Slider(1, MOST, 1, "entries read", play=True)] = MOST,
    first: Annotated[str, Pick(tuple(STEPS), "first")] = "T",
    then: Annotated[str, Pick(tuple(STEPS), "then")] = "none",
) -> tuple[Figure, Figure]:
    """The entries as a grid, and their walk through the buffer."""
    t = Tensor.of(np.arange(MOST).reshape(ROWS, COLUMNS))
    seen = STEPS[then](STEPS[first](t))
    name = _name(first, then)
    count = min(read, seen.size)
    return _grid(seen, name, count), _path(t, seen, name, count)


def _name(first: str, then: str) -> str:
    """What was done, as it would be written."""
    name = "t"
    for step in (first, then):
        if step != "none":
            name += step if step.startswith("[") else f".{step}"
    return name


def _places(seen: Tensor) -> list[int]:
    """Where each entry lies in its buffer, in the order of reading."""
    return [seen.position(*index) for index in np.ndindex(seen.shape)]


def _grid(seen: Tensor, name: str, count: int) -> Figure:
    """The entries; those of t are numbered as they lie in memory."""
    figure = Figure()
    height, width = seen.shape
    entries = seen.to_numpy()
    i, j = divmod(count - 1, width)
    figure.add_heatmap(
        z=entries.tolist(), x0=0, dx=1, y0=0, dy=1, zmin=0, zmax=MOST - 1,
        colorscale=SEQUENTIAL, showscale=False, xgap=2, ygap=2,
        text=entries.tolist(), texttemplate="%{text}",
        hovertemplate="row %{y}, column %{x}: %{z}<extra></extra>",
    )  # fmt: skip
    figure.add_shape(
        type="rect", x0=j - 0.5, x1=j + 0.5, y0=i - 0.5, y1=i + 0.5,
        line={"color": POINTED, "width": 3},
    )  # fmt: skip
    figure.update_xaxes(range=[-0.6, COLUMNS - 0.4], showticklabels=False)
    figure.update_yaxes(
        range=[COLUMNS - 0.4, -0.6], showticklabels=False, showgrid=False
    )
    title = (
        f"{name}, shape {seen.shape}<br>strides {seen.strides}, offset {seen.offset}"
    )
    shows = (
        f"{name} has shape {seen.shape}, strides {seen.strides} and offset {seen.offset}. Entry "
        f"{count} in order, in row {i} and column {j}, is {int(entries[i, j])}, at place "
        f"{seen.position(i, j)} of the buffer."
    )
    return looks(figure, title, f"{width} columns", f"{height} rows", shows=shows)


def _path(t: Tensor, seen: Tensor, name: str, count: int) -> Figure:
    """Place in the buffer against the order of reading."""
    places = _places(seen)
    figure = Figure()
    figure.add_scatter(
        x=list(range(1, len(places) + 1)), y=places, mode="lines", hoverinfo="skip",
        showlegend=False, line={"color": GUIDE, "width": 1},
    )  # fmt: skip
    figure.add_scatter(
        x=list(range(1, count + 1)), y=places[:count], mode="lines+markers", showlegend=False,
        line={"color": GIVEN, "width": 2}, marker={"size": 6},
        hovertemplate="entry %{x} is at place %{y}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=[count], y=[places[count - 1]], mode="markers", hoverinfo="skip", showlegend=False,
        marker={"color": POINTED, "size": 11},
    )  # fmt: skip
    figure.update_xaxes(range=[0, MOST + 1])
    figure.update_yaxes(range=[-1, MOST])
    copied = seen.buffer is not t.buffer
    kind = "A copy" if copied else "A view"
    said = "contiguous" if seen.is_contiguous() else "not contiguous"
    used, there = len(set(places)), len(seen.buffer)
    title = f"{kind}, {said}<br>{len(places)} entries from {used} of {there} places"
    shows = (
        f"{name} is {kind.lower()} and {said}. Read in order, its first entries lie at places "
        f"{', '.join(map(str, places[:8]))}; all {len(places)} use {used} of {there} places."
    )
    return looks(figure, title, "order of reading", "place in the buffer", shows=shows)
