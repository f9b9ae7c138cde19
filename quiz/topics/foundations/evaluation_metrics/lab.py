"""Make positives rare, and see which curve notices and where the cheapest threshold goes."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers
from engine.metrics.curves import (
    average_precision,
    precision_recall_curve,
    roc_auc,
    roc_curve,
)
from engine.statistics.continuous import Normal
from quiz.figures import CYCLE, GUIDE, POINTED, PREDICTION, Figure, looks
from quiz.items.write import num
from quiz.labs import Slider, lab

POSITIVES = 200
GRID = np.linspace(-1.0, 4.0, 101)


@lab(
    "The threshold cockpit",
    covers=["L35.01"],
    ask="Let the negatives grow from 1 to 101 for each positive. Which curve moves and which "
    "stands still, and where does the cheapest threshold go? With the threshold held, which "
    "rates change?",
    item="positives_get_rare",
)
def threshold_cockpit(
    negatives: Annotated[
        int, Slider(1, 101, 5, "negatives for each positive", play=True)
    ] = 11,
    threshold: Annotated[float, Slider(-1.0, 4.0, 0.1, "threshold of the score")] = 1.0,
    apart: Annotated[
        float, Slider(0.0, 3.0, 0.25, "distance of the two classes")
    ] = 1.5,
    miss: Annotated[int, Slider(1, 50, 1, "cost of a miss, in false alarms")] = 5,
) -> tuple[Figure, Figure, Figure]:
    """Both curves, and the cost of every threshold."""
    curves = _curves(negatives, apart)
    at = int(curves.at(threshold))
    return (
        _roc(curves, at),
        _precision_recall(curves, at, negatives),
        _costs(curves, threshold, negatives, miss),
    )


class Curves(NamedTuple):
    """Rates at each distinct score, from nothing flagged to all, and the two areas.

    Attributes:
        drawn: which of them are drawn: the scores of positives, and both ends.
    """

    fpr: Array
    tpr: Array
    precision: Array
    thresholds: Array
    drawn: Integers
    roc_area: float
    pr_area: float

    def at(self, threshold: ArrayLike) -> Integers:
        """Where the lowest score stands that is flagged by a threshold."""
        return np.searchsorted(-self.thresholds, -np.asarray(threshold), "right") - 1


def _quantiles(n: int) -> Array:
    """Standard normal scores without luck: evenly spaced quantiles."""
    return Normal().quantile((np.arange(n) + 0.5) / n)


@lru_cache(32)
def _curves(negatives: int, apart: float) -> Curves:
    others = POSITIVES * negatives
    up = _quantiles(POSITIVES) + apart
    scores = np.concatenate([up, _quantiles(others)])
    y = np.repeat([1, 0], [POSITIVES, others])
    fpr, tpr, thresholds = roc_curve(y, scores)
    precision, _, _ = precision_recall_curve(y, scores)
    steps = np.flatnonzero(np.isin(thresholds, up))
    drawn = np.unique([0, *steps.tolist(), len(fpr) - 1])
    areas = roc_auc(y, scores), average_precision(y, scores)
    return Curves(fpr, tpr, precision, thresholds, drawn, *areas)


def _points(values: Array) -> list[float]:
    return [round(float(v), 4) for v in values]


def _unit_square(figure: Figure) -> None:
    figure.update_xaxes(range=[-0.02, 1.02])
    figure.update_yaxes(range=[-0.02, 1.02])


def _roc(curves: Curves, at: int) -> Figure:
    figure = Figure()
    figure.add_scatter(
        x=[0, 1], y=[0, 1], mode="lines", name="noise", hoverinfo="skip",
        line={"color": GUIDE, "width": 2, "dash": "dash"},
    )  # fmt: skip
    figure.add_scatter(
        x=_points(curves.fpr[curves.drawn]), y=_points(curves.tpr[curves.drawn]), mode="lines", name="all thresholds",
        line={"color": PREDICTION, "width": 3},
        hovertemplate="flags %{x:.2f} of negatives, %{y:.2f} of positives<extra></extra>",
    )  # fmt: skip
    fpr, tpr = float(curves.fpr[at]), float(curves.tpr[at])
    _mark(figure, fpr, tpr)
    _unit_square(figure)
    return looks(
        figure, f"ROC curve: area {num(curves.roc_area, 3)}<br>recall {num(tpr, 2)}, "
        f"false positive rate {num(fpr, 2)}",
        "false positive rate", "recall",
        shows=f"The area under the ROC curve is {num(curves.roc_area, 3)}. At the threshold "
        f"{num(100 * tpr, 2)} % of the positives and {num(100 * fpr, 2)} % of the negatives "
        "are flagged.",
    )  # fmt: skip


def _mark(figure: Figure, x: float, y: float) -> None:
    figure.add_scatter(
        x=[round(x, 4)], y=[round(y, 4)], mode="markers", name="your threshold",
        marker={"color": POINTED, "size": 13, "symbol": "diamond"}, hoverinfo="skip",
    )  # fmt: skip


def _precision_recall(curves: Curves, at: int, negatives: int) -> Figure:
    figure = Figure()
    share = 1 / (1 + negatives)
    figure.add_scatter(
        x=[0, 1], y=[round(share, 4)] * 2, mode="lines", name="noise", hoverinfo="skip",
        line={"color": GUIDE, "width": 2, "dash": "dash"},
    )  # fmt: skip
    figure.add_scatter(
        x=_points(curves.tpr[curves.drawn[1:]]),
        y=_points(curves.precision[curves.drawn[1:]]), mode="lines",
        name="all thresholds", line={"color": PREDICTION, "width": 3},
        hovertemplate="recall %{x:.2f}: precision %{y:.2f}<extra></extra>",
    )  # fmt: skip
    precision, recall = float(curves.precision[at]), float(curves.tpr[at])
    _mark(figure, recall, precision)
    _unit_square(figure)
    return looks(
        figure, f"Precision and recall: area {num(curves.pr_area, 3)}<br>"
        f"precision {num(precision, 2)} at recall {num(recall, 2)}",
        "recall", "precision",
        shows=f"Negatives and positives are {negatives} to 1. The area under the "
        f"precision-recall curve is {num(curves.pr_area, 3)}; noise has {num(share, 2)}. Of "
        f"the flagged rows {num(100 * precision, 2)} % are positive.",
    )  # fmt: skip


def _costs(curves: Curves, threshold: float, negatives: int, miss: int) -> Figure:
    # For each positive: its false alarms, at a cost of 1 each, and what is missed.
    at = curves.at([*GRID, threshold])
    cost = negatives * curves.fpr[at] + miss * (1 - curves.tpr[at])
    share = cost / min(negatives, miss)
    best = int(share[:-1].argmin())
    lowest, yours = float(GRID[best]), float(share[-1])
    figure = Figure()
    figure.add_hline(1.0, line={"color": GUIDE, "width": 2, "dash": "dash"})
    figure.add_scatter(
        x=_points(GRID), y=_points(share[:-1]), mode="lines",
        name="cost", line={"color": PREDICTION, "width": 3},
        hovertemplate="threshold %{x:.2f}: %{y:.2f}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=[round(lowest, 4)], y=[round(float(share[best]), 4)], mode="markers",
        name="cheapest", marker={"color": CYCLE[2], "size": 12}, hoverinfo="skip",
    )  # fmt: skip
    figure.add_vline(threshold, line={"color": POINTED, "width": 3, "dash": "dot"})
    figure.update_xaxes(range=[-1.1, 4.1])
    figure.update_yaxes(range=[0, 2.5])
    return looks(
        figure, f"Yours costs {num(yours, 2)}, the cheapest {num(share[best], 2)}<br>"
        f"at threshold {num(lowest, 2)}",
        "threshold", "cost (1: the better of all and none)",
        shows=f"A miss costs {miss} false alarms. The threshold {num(threshold, 2)} costs "
        f"{num(yours, 2)} of what flagging all or none would, whichever is cheaper; the "
        f"best threshold, {num(lowest, 2)}, costs {num(share[best], 2)}.",
    )  # fmt: skip
