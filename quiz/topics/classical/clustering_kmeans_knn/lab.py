"""Step the centres of k-means, and watch the sum fall."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

import numpy as np

from engine.clustering.kmeans import lloyd, lloyd_step, plus_plus
from engine.datasets.points import blobs
from quiz.figures import CLASSES, GUIDE, PAPER, TRAIN, Figure, looks, span
from quiz.items.write import num
from quiz.labs import Drag, Pick, Places, Slider, lab

ROWS, SPREAD_OUT, BY_HAND = "random rows", "k-means++", "by hand"
LAST = 12


@lab(
    "Step the centres",
    covers=["L20.01"],
    ask="Start from random rows with seed 2 and step to the end. Drag a centre onto "
    "another, and step again. What is certain about where it stops?",
    item="what_lloyd_promises",
)
def step_the_centres(
    k: Annotated[int, Slider(2, 6, 1, "clusters k")] = 4,
    start: Annotated[str, Pick((ROWS, SPREAD_OUT, BY_HAND), "start")] = ROWS,
    seed: Annotated[int, Slider(0, 9, 1, "seed of the start")] = 2,
    spread: Annotated[float, Slider(0.3, 2.0, 0.1, "width of the clouds")] = 0.7,
    step: Annotated[
        int, Slider(0, LAST, 1, "half-steps: assign, move, ...", play=True)
    ] = 0,
    centres: Annotated[Places, Drag(-10, 16, 6)] = (),
) -> tuple[Figure, Figure]:
    """Rows and centres after so many half-steps, and the sum after each assignment.

    Started by hand, `centres` are the places of the first ones; those that were not
    dragged, for they came with a larger k, begin at random rows.
    """
    X = _clouds(spread)
    rng = np.random.default_rng(seed)
    if start == SPREAD_OUT:
        first = plus_plus(X, k, rng)
    else:
        first = X[rng.choice(len(X), k, replace=False)]
    if start == BY_HAND:
        dragged = np.array(centres[:k]).reshape(-1, 2)
        first[: len(dragged)] = dragged
    sums = lloyd(X, first)[2]
    return _rows(X, first, step), _sums(sums, step)


@lru_cache(4)
def _clouds(spread: float) -> np.ndarray:
    corners = [[0, 0], [6, 0], [0, 6], [6, 6]]
    return blobs(160, corners, spread, np.random.default_rng(0)).X


def _rows(X: np.ndarray, first: np.ndarray, step: int) -> Figure:
    """Half-steps 1, 3, 5, ... assign; 2, 4, 6, ... move."""
    centres, labels = first, None
    for i in range(1, step + 1):
        if i % 2:
            labels, moved = lloyd_step(X, centres)
        else:
            centres = moved
    figure = Figure()
    figure.add_scatter(
        x=X[:, 0].round(3).tolist(), y=X[:, 1].round(3).tolist(), mode="markers",
        marker={
            "color": [GUIDE if labels is None else CLASSES[j] for j in
                      (np.zeros(len(X), int) if labels is None else labels)],
            "size": 6, "opacity": 0.75,
        },
        hovertemplate="(%{x:.2f}, %{y:.2f})<extra></extra>", showlegend=False,
    )  # fmt: skip
    figure.add_scatter(
        x=centres[:, 0].round(3).tolist(), y=centres[:, 1].round(3).tolist(),
        mode="markers", showlegend=False,
        marker={"color": list(CLASSES[: len(first)]), "size": 16, "symbol": "x",
                "line": {"width": 2, "color": PAPER}},
        hovertemplate="centre (%{x:.2f}, %{y:.2f})<extra></extra>",
        # Where it has begun, what is dragged would not be the start.
        meta={"drag": "centres", "start": BY_HAND} if step == 0 else None,
    )  # fmt: skip
    figure.update_xaxes(range=span(X[:, 0]), zeroline=False, showgrid=False)
    figure.update_yaxes(range=span(X[:, 1]), zeroline=False, showgrid=False)
    k = len(first)
    if labels is None:
        title = f"{k} centres at the start<br>drag them"
        shows = f"{len(X)} rows in four clouds, without labels. "
    else:
        done = "rows assigned" if step % 2 else "centres moved"
        sizes = np.bincount(labels, minlength=k)
        title = f"Half-step {step}: {done}<br>{_listed(sizes)} rows a cluster"
        shows = f"After half-step {step} ({done}), clusters of {_listed(sizes)} rows. "
    places = "; ".join(f"({num(x, 2)}, {num(y, 2)})" for x, y in centres)
    return looks(
        figure, title, "first feature", "second feature",
        shows=f"{shows}Centres at {places}.",
    )  # fmt: skip


def _listed(sizes: np.ndarray) -> str:
    *most, last = (str(size) for size in sizes)
    return f"{', '.join(most)} and {last}"


def _sums(sums: np.ndarray, step: int) -> Figure:
    seen = min((step + 1) // 2, len(sums))
    places = list(range(1, len(sums) + 1))
    heights = sums.round(3).tolist()
    figure = Figure()
    figure.add_scatter(
        x=places, y=heights, mode="lines+markers", showlegend=False,
        line={"color": GUIDE, "dash": "dot"},
        hovertemplate="assignment %{x}: %{y:.1f}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=places[:seen], y=heights[:seen], mode="lines+markers", showlegend=False,
        line={"color": TRAIN, "width": 3},
        hovertemplate="assignment %{x}: %{y:.1f}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(range=[0.5, max(len(sums), LAST // 2) + 0.5], dtick=1)
    figure.update_yaxes(range=span([0], sums))
    end = f"ends at {num(float(sums[-1]))} after {len(sums)} assignments"
    if seen == 0:
        now, shows = "Nothing assigned yet", "No sum yet: no row is assigned."
    else:
        now = f"Sum {num(float(sums[seen - 1]))}"
        shows = f"After {seen} assignments the sum is {num(float(sums[seen - 1]))}"
        shows += f", down from {num(float(sums[0]))}." if seen > 1 else "."
    return looks(
        figure, f"{now}<br>{end}", "assignment", "sum of squared distances",
        shows=f"{shows} From this start it {end}, and never rises.",
    )  # fmt: skip
