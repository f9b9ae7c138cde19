"""Walk a tensor: the order in which its entries are read, and where they lie."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import numpy as np

from engine.algebra.tensor import Tensor
from quiz.figures import GIVEN, GUIDE, POINTED, SEQUENTIAL, Figure, looks
from quiz.labs import Pick, Slider, lab

MOST = 6
VIEWS: dict[str, Callable[[Tensor], Tensor]] = {
    "as made": lambda t: t,
    "transposed": lambda t: t.transpose(),
    "reshaped": lambda t: t.view(*reversed(t.shape)),
    "two columns": lambda t: t[:, 1:3],
    "every other row": lambda t: t[::2],
    "rows backwards": lambda t: t[::-1],
    "first row repeated": lambda t: Tensor(t.buffer, t.shape, (0, 1)),
}


@lab(
    "Walk a tensor",
    covers=["L48.01", "S48.01", "S48.08"],
    ask="Read the views from their first entry to the last. Which of them walk the buffer step by "
    "step, on a line of slope 1, and so are contiguous? Which jump, and which comes back to the "
    "same places?",
    item="which_are_contiguous",
)
def walk(
    read: Annotated[int, Slider(1, 24, 1, "entries read", play=True)] = 24,
    view: Annotated[str, Pick(tuple(VIEWS), "view")] = "transposed",
    rows: Annotated[int, Slider(2, 4, 1, "rows")] = 4,
    columns: Annotated[int, Slider(3, MOST, 1, "columns")] = MOST,
) -> tuple[Figure, Figure]:
    """The view as a grid of places in the buffer, and its walk through the buffer."""
    t = Tensor.of(np.arange(rows * columns).reshape(rows, columns))
    seen = VIEWS[view](t)
    count = min(read, seen.size)
    return _grid(seen, view, count), _path(t, seen, view, count)


def _places(seen: Tensor) -> list[int]:
    """Where each entry lies in the buffer, in the order of reading."""
    return [seen.position(*index) for index in np.ndindex(seen.shape)]


def _grid(seen: Tensor, view: str, count: int) -> Figure:
    """The entries of the view; each is the number of its place in the buffer."""
    figure = Figure()
    height, width = seen.shape
    grid = np.array(_places(seen)).reshape(seen.shape)
    i, j = divmod(count - 1, width)
    figure.add_heatmap(
        z=grid.tolist(), x0=0, dx=1, y0=0, dy=1, zmin=0, zmax=4 * MOST - 1,
        colorscale=SEQUENTIAL, showscale=False, xgap=2, ygap=2,
        text=grid.tolist(), texttemplate="%{text}",
        hovertemplate="row %{y}, column %{x}: place %{z}<extra></extra>",
    )  # fmt: skip
    figure.add_shape(
        type="rect", x0=j - 0.5, x1=j + 0.5, y0=i - 0.5, y1=i + 0.5,
        line={"color": POINTED, "width": 3},
    )  # fmt: skip
    figure.update_xaxes(range=[-0.6, MOST - 0.4], showticklabels=False)
    figure.update_yaxes(range=[MOST - 0.4, -0.6], showticklabels=False, showgrid=False)
    title = f"{view.capitalize()}: shape {seen.shape},<br>strides {seen.strides}, offset {seen.offset}"
    shows = (
        f"The view has shape {seen.shape}, strides {seen.strides} and offset {seen.offset}. Entry "
        f"{count} in order, row {i} and column {j}, lies at place {int(grid[i, j])}."
    )
    return looks(figure, title, f"{width} columns", f"{height} rows", shows=shows)


def _path(t: Tensor, seen: Tensor, view: str, count: int) -> Figure:
    """Place in the buffer against the order of reading."""
    places = _places(seen)
    figure = Figure()
    figure.add_scatter(
        x=list(range(1, len(places) + 1)), y=places, mode="lines", hoverinfo="skip",
        showlegend=False, line={"color": GUIDE, "width": 1},
    )  # fmt: skip
    figure.add_scatter(
        x=list(range(1, count + 1)), y=places[:count], mode="lines+markers", name="read so far",
        line={"color": GIVEN, "width": 2}, marker={"size": 6}, showlegend=False,
        hovertemplate="entry %{x} is at place %{y}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=[count], y=[places[count - 1]], mode="markers", hoverinfo="skip", showlegend=False,
        marker={"color": POINTED, "size": 11},
    )  # fmt: skip
    figure.update_xaxes(range=[0, 4 * MOST + 1])
    figure.update_yaxes(range=[-1, 4 * MOST])
    whole = seen.is_contiguous()
    distinct = len(set(places))
    said = "contiguous" if whole else "not contiguous"
    title = f"{said.capitalize()}: {len(places)} entries<br>from {distinct} of {t.size} places"
    shows = (
        f"The view “{view}” is {said}. Read in order, its first entries lie at places "
        f"{', '.join(map(str, places[:8]))}; all {len(places)} use {distinct} of {t.size} places."
    )
    return looks(figure, title, "order of reading", "place in the buffer", shows=shows)
