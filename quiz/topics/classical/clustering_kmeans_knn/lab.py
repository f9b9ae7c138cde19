"""Step the centres of k-means, and watch the sum fall."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import plotly.graph_objects as go

from engine.clustering.kmeans import lloyd, lloyd_step, plus_plus
from engine.datasets.points import blobs
from quiz.figures import COLOURS, GUIDE, looks
from quiz.items.write import num
from quiz.labs import Pick, Slider, lab


@lab(
    "Step the centres",
    covers=["L20.01"],
    ask="Start from random rows with seed 2 and step to the end. What is certain about "
    "where it stops?",
    item="what_lloyd_promises",
)
def step_the_centres(
    k: Annotated[int, Slider(2, 6, 1, "clusters k")] = 4,
    step: Annotated[int, Slider(0, 12, 1, "half-steps: assign, move, ...")] = 0,
    start: Annotated[str, Pick(("random rows", "k-means++"), "start")] = "random rows",
    seed: Annotated[int, Slider(0, 9, 1, "seed of the start")] = 2,
    spread: Annotated[float, Slider(0.3, 2.0, 0.1, "width of the clouds")] = 0.7,
) -> tuple[go.Figure, go.Figure]:
    """Rows and centres after so many half-steps, and the sum after each assignment."""
    X = blobs(160, [[0, 0], [6, 0], [0, 6], [6, 6]], spread, np.random.default_rng(0)).X
    rng = np.random.default_rng(seed)
    if start == "k-means++":
        first = plus_plus(X, k, rng)
    else:
        first = X[rng.choice(len(X), k, replace=False)]
    return _rows(X, first, step), _sums(X, first, step)


def _rows(X: np.ndarray, first: np.ndarray, step: int) -> go.Figure:
    """Half-steps 1, 3, 5, ... assign; 2, 4, 6, ... move."""
    centres, labels = first, None
    for i in range(1, step + 1):
        if i % 2:
            labels, moved = lloyd_step(X, centres)
        else:
            centres = moved
    figure = go.Figure()
    for j in range(len(first)):
        rows = X if labels is None else X[labels == j]
        colour = "#8A8F98" if labels is None else COLOURS[j]
        if labels is not None or j == 0:
            figure.add_scatter(
                x=rows[:, 0].tolist(), y=rows[:, 1].tolist(), mode="markers",
                marker={"color": colour, "size": 6, "opacity": 0.75},
                hovertemplate="(%{x:.2f}, %{y:.2f})<extra></extra>", showlegend=False,
            )  # fmt: skip
        figure.add_scatter(
            x=[float(centres[j, 0])], y=[float(centres[j, 1])], mode="markers",
            marker={"color": COLOURS[j], "size": 16, "symbol": "x",
                    "line": {"width": 2, "color": "white"}},
            hovertemplate=f"centre {j + 1}<extra></extra>", showlegend=False,
        )  # fmt: skip
    done = "the start" if step == 0 else "assigned" if step % 2 else "moved"
    return looks(figure, f"Half-step {step}: {done}", "first feature", "second feature")


def _sums(X: np.ndarray, first: np.ndarray, step: int) -> go.Figure:
    sums = lloyd(X, first)[2]
    seen = min((step + 1) // 2, len(sums))
    figure = go.Figure()
    figure.add_scatter(
        x=list(range(1, len(sums) + 1)), y=sums.tolist(), mode="lines+markers",
        line={"color": GUIDE, "dash": "dot"}, name="to the end",
        hovertemplate="assignment %{x}: %{y:.1f}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=list(range(1, seen + 1)), y=sums[:seen].tolist(), mode="lines+markers",
        line={"color": COLOURS[0], "width": 3}, name="so far",
        hovertemplate="assignment %{x}: %{y:.1f}<extra></extra>",
    )  # fmt: skip
    title = f"Ends at {num(float(sums[-1]))} after {len(sums)} assignments"
    return looks(figure, title, "assignment", "sum of squared distances")
