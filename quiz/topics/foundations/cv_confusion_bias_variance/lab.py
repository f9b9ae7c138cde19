"""Move the threshold, make one class rare, and see which rate notices."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Annotated

import numpy as np

from engine.arrays import Array, Integers
from engine.metrics.counts import confusion
from engine.metrics.rates import accuracy, f_beta, precision, recall
from quiz.figures import CLASSES, CYCLE, GUIDE, Figure, looks, span
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
    threshold: Annotated[
        float, Slider(-3.0, 5.0, 0.2, "threshold of the score", play=True)
    ] = 1.0,
    positives: Annotated[int, Slider(2, 50, 2, "positives, % of rows")] = 10,
    apart: Annotated[float, Slider(0.0, 4.0, 0.5, "distance of the two classes")] = 2.0,
) -> tuple[Figure, Figure]:
    """Scores of both classes, and what four rates say at every threshold."""
    y, scores = _scored(positives, apart)
    curves = _curves(positives, apart)
    return _classes(y, scores, threshold), _rates(y, scores, curves, threshold)


@lru_cache(8)
def _scored(positives: int, apart: float) -> tuple[Integers, Array]:
    rng = np.random.default_rng(8)
    y = np.repeat([1, 0], [ROWS * positives // 100, ROWS - ROWS * positives // 100])
    return y, rng.normal(size=ROWS) + apart * y


def _classes(y: Integers, scores: Array, threshold: float) -> Figure:
    figure, highest = Figure(), 0
    for label, name in ((0, "negatives"), (1, "positives")):
        counts, edges = np.histogram(scores[y == label], np.linspace(-4, 8, 61))
        highest = max(highest, int(counts.max()))
        figure.add_bar(
            x=((edges[1:] + edges[:-1]) / 2).round(1).tolist(), y=counts.tolist(),
            name=name, width=0.2, opacity=0.65, marker={"color": CLASSES[label]},
            hovertemplate=f"%{{y}} {name} about %{{x:.1f}}<extra></extra>",
        )  # fmt: skip
    figure.add_vline(x=threshold, line={"color": GUIDE, "width": 3, "dash": "dash"})
    figure.update_layout(barmode="overlay")
    figure.update_xaxes(range=[-4, 8])
    figure.update_yaxes(range=[0, 1.05 * highest])
    tp, fp, fn, tn = confusion(y, (scores > threshold).astype(int))
    title = f"Flagged: {tp} of {tp + fn} positives<br>and {fp} of {fp + tn} negatives"
    return looks(
        figure, title, "score", "rows",
        shows=f"Scores of {tp + fn} positives and {fp + tn} negatives. Above the "
        f"threshold {num(threshold, 2)} are {tp} positives and {fp} negatives; {fn} "
        "positives are missed.",
    )  # fmt: skip


RATES: tuple[tuple[str, Callable[..., float], str, str], ...] = (
    ("accuracy", accuracy, GUIDE, "dash"),
    ("precision", partial(precision, undefined=np.nan), CYCLE[0], "solid"),
    ("recall", recall, CYCLE[1], "solid"),
    ("F1", f_beta, CYCLE[2], "solid"),
)


@lru_cache(8)
def _curves(positives: int, apart: float) -> list[list[float | None]]:
    """Each rate at every threshold; None where nothing is flagged, for precision."""
    y, scores = _scored(positives, apart)
    every = [
        [float(rate(y, (scores > t).astype(int))) for t in GRID]
        for _, rate, _, _ in RATES
    ]
    return [[None if np.isnan(v) else round(v, 4) for v in curve] for curve in every]


def _rates(
    y: Integers, scores: Array, curves: list[list[float | None]], threshold: float
) -> Figure:
    figure, now = Figure(), {}
    for (name, rate, colour, dash), curve in zip(RATES, curves, strict=True):
        value = rate(y, (scores > threshold).astype(int))
        now[name] = "of none" if np.isnan(value) else num(value, 2)
        figure.add_scatter(
            x=GRID.round(1).tolist(), y=curve, mode="lines", name=name,
            line={"color": colour, "width": 3, "dash": dash},
            hovertemplate=f"above %{{x:.1f}}: {name} %{{y:.2f}}<extra></extra>",
        )  # fmt: skip
    figure.add_vline(x=threshold, line={"color": GUIDE, "width": 3, "dash": "dash"})
    figure.update_xaxes(range=span(GRID))
    figure.update_yaxes(range=[-0.02, 1.02])
    title = (
        f"Accuracy {now['accuracy']}, precision {now['precision']},<br>"
        f"recall {now['recall']}, F1 {now['F1']}"
    )
    told = ", ".join(f"{name} {value}" for name, value in now.items())
    return looks(
        figure, title, "threshold", "rate",
        shows=f"At threshold {num(threshold, 2)}: {told}. Raised from end to end, recall "
        f"falls from {num(curves[2][0] or 0, 2)} to {num(curves[2][-1] or 0, 2)}.",
    )  # fmt: skip
