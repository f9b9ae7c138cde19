"""How far predictions can be trusted: what was expected, and what came.

Each prediction was made before its answer and stored with it, so none of them has seen
what it is held against.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from db.store import Answer

BINS = 5
EDGE = 0.01
"""Chances are held to 0.01 .. 0.99, so that one surprise does not cost all."""


@dataclass(frozen=True)
class Bin:
    """Predictions that were alike: their mean, and the share that came true."""

    predicted: float
    observed: float
    count: int


@dataclass(frozen=True)
class Calibration:
    """How predictions did.

    Attributes:
        count: how many there are.
        log_loss: mean of -log of the chance given to what came; lower is better.
        brier: mean squared difference.
        auc: the chance that a right answer was given a higher chance than a wrong
            one; None where all were right or all wrong.
        base: the log loss of always predicting the mean, which knows the future.
        curve: equally many predictions a bin, from the lowest.
    """

    count: int
    log_loss: float
    brier: float
    auc: float | None
    base: float
    curve: tuple[Bin, ...]


def of_predictions(answers: Iterable[Answer]) -> Calibration | None:
    """How the chances did that were given before each answer."""
    known = [(a.predicted, a.right) for a in answers if a.predicted is not None]
    return calibration([p for p, _ in known], [y for _, y in known])


def calibration(
    predicted: Sequence[float], came: Sequence[bool], bins: int = BINS
) -> Calibration | None:
    """How these predictions did; None where there are none.

    Args:
        predicted: chances, 0 to 1.
        came: what happened, as many.
        bins: of the curve.
    """
    if not predicted:
        return None
    p = np.clip(np.asarray(predicted, float), EDGE, 1 - EDGE)
    y = np.asarray(came, float)
    order = np.argsort(p, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    mean = min(max(float(y.mean()), EDGE), 1 - EDGE)
    return Calibration(
        len(p),
        float(-np.mean(y * np.log(p) + (1 - y) * np.log1p(-p))),
        float(np.mean((p - y) ** 2)),
        _auc(p, y),
        -(y.mean() * math.log(mean) + (1 - y.mean()) * math.log1p(-mean)),
        tuple(Bin(float(p[i].mean()), float(y[i].mean()), len(i)) for i in parts),
    )


def _auc(p: np.ndarray, y: np.ndarray) -> float | None:
    right = int(y.sum())
    wrong = len(y) - right
    if not right or not wrong:
        return None
    from scipy.stats import rankdata  # not before it is needed

    ranks = rankdata(p)[y == 1].sum()
    return float((ranks - right * (right + 1) / 2) / (right * wrong))
