"""F1 of several classes, averaged."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.metrics.counts import confusion_matrix
from engine.system import system


@system("S35.12")
def f1_average(y: ArrayLike, y_hat: ArrayLike, average: str = "macro") -> float:
    """F1 of each class against the rest, `2 TP / (2 TP + FP + FN)`, averaged.

    "macro" is the plain mean, so a rare class counts as much as a common one;
    "weighted" weighs each class by its rows in y; "micro" sums the counts of
    all classes first. Each wrong label is one FP and one FN, so micro-F1 is
    accuracy under another name, not a second view.

    Args:
        y: labels, shape (n,).
        y_hat: predicted labels, shape (n,).
        average: "macro", "weighted" or "micro".

    Returns:
        The average over the classes in y or y_hat, in [0, 1].

    Raises:
        ValueError: an unknown average, or as `confusion_matrix`.

    >>> y, y_hat = ["a", "a", "b", "c"], ["a", "a", "b", "b"]
    >>> f1_average(y, y_hat)  # (1 + 2/3 + 0) / 3
    0.5555555555555555
    >>> f1_average(y, y_hat, "micro")
    0.75
    """
    counts, _ = confusion_matrix(y, y_hat)
    tp, actual, predicted = np.diag(counts), counts.sum(axis=1), counts.sum(axis=0)
    if average == "micro":
        return float(tp.sum() / counts.sum())
    # TP + FN and TP + FP; a class in the table occurs in one of them.
    f1 = 2 * tp / (actual + predicted)
    if average == "macro":
        return float(f1.mean())
    if average == "weighted":
        return float(f1 @ actual / actual.sum())
    raise ValueError(f"average is macro, weighted or micro, got {average!r}")
