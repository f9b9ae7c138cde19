"""Move the threshold, make one class rare, and see which rate notices."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import plotly.graph_objects as go

from engine.arrays import Array, Integers
from engine.metrics.counts import confusion
from engine.metrics.rates import accuracy, f_beta, precision, recall
from quiz.figures import COLOURS, GUIDE, POINTED, looks
from quiz.items.write import num
from quiz.labs import Slider, lab

ROWS = 1_000
GRID = np.linspace(-3, 5, 41)


@lab(
    "Threshold and imbalance",
    covers=["L08.01"],
    ask="Set positives to 2 % and move the threshold over its whole range. Accuracy hardly "
    "notices; two of the others do. What is certain when a threshold is raised?",
    item="raise_the_threshold",
)
def threshold_and_imbalance(
    threshold: Annotated[float, Slider(-3.0, 5.0, 0.2, "threshold of the score")] = 1.0,
    positives: Annotated[int, Slider(2, 50, 2, "positives, % of rows")] = 10,
    apart: Annotated[float, Slider(0.0, 4.0, 0.5, "distance of the two classes")] = 2.0,
) -> tuple[go.Figure, go.Figure]:
    """Scores of both classes, and what four rates say at every threshold."""
    y, scores = _scored(positives, apart)
    return _classes(y, scores, threshold), _rates(y, scores, threshold)


def _scored(positives: int, apart: float) -> tuple[Integers, Array]:
    rng = np.random.default_rng(8)
    y = np.repeat([1, 0], [ROWS * positives // 100, ROWS - ROWS * positives // 100])
    return y, rng.normal(size=ROWS) + apart * y


def _classes(y: Integers, scores: Array, threshold: float) -> go.Figure:
    figure = go.Figure()
    for label, name, colour in (
        (0, "negatives", COLOURS[0]),
        (1, "positives", COLOURS[1]),
    ):
        figure.add_histogram(
            x=scores[y == label].tolist(), name=name, marker_color=colour, opacity=0.65,
            xbins={"start": -4, "end": 8, "size": 0.2},
            hovertemplate=f"%{{y}} {name} about %{{x:.1f}}<extra></extra>",
        )  # fmt: skip
    figure.add_vline(x=threshold, line={"color": GUIDE, "width": 3, "dash": "dash"})
    figure.update_layout(barmode="overlay")
    tp, fp, fn, tn = confusion(y, (scores > threshold).astype(int))
    title = f"Flagged: {tp} of {tp + fn} positives<br>and {fp} of {fp + tn} negatives"
    return looks(figure, title, "score", "rows")


def _rates(y: Integers, scores: Array, threshold: float) -> go.Figure:
    lines = (
        ("accuracy", accuracy, GUIDE, "dash"),
        ("precision", precision, COLOURS[0], "solid"),
        ("recall", recall, POINTED, "solid"),
        ("F1", f_beta, COLOURS[2], "solid"),
    )
    figure, now = go.Figure(), {}
    for name, rate, colour, dash in lines:
        found = [rate(y, (scores > t).astype(int)) for t in GRID]
        now[name] = rate(y, (scores > threshold).astype(int))
        figure.add_scatter(
            x=GRID.tolist(), y=found, mode="lines", name=name,
            line={"color": colour, "width": 3, "dash": dash},
            hovertemplate=f"above %{{x:.1f}}: {name} %{{y:.2f}}<extra></extra>",
        )  # fmt: skip
    figure.add_vline(x=threshold, line={"color": GUIDE, "width": 3, "dash": "dash"})
    figure.update_yaxes(range=[-0.02, 1.02])
    title = (
        f"Accuracy {num(now['accuracy'], 2)}, precision {num(now['precision'], 2)},<br>"
        f"recall {num(now['recall'], 2)}, F1 {num(now['F1'], 2)}"
    )
    return looks(figure, title, "threshold", "rate")
