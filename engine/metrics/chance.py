"""Agreement beyond chance: Cohen's kappa and Matthews' correlation."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.metrics.counts import confusion_matrix
from engine.system import system


@system("S35.10")
def cohen_kappa(y: ArrayLike, y_hat: ArrayLike, undefined: float = 0.0) -> float:
    """`(p_o - p_e) / (1 - p_e)`: agreement, on a scale where chance is 0.

    `p_o` is the share of equal labels, and `p_e = sum_k p_k q_k` the share that
    two raters would reach who draw labels at random, each with its own
    frequencies. The more skewed these are, the larger p_e: the same p_o = 0.8
    is kappa 0.6 for balanced classes, and 0.05 where one is rare.

    Args:
        y: labels, shape (n,).
        y_hat: labels of the other rater, shape (n,).
        undefined: the answer where all labels of both are one class.

    Returns:
        Kappa, in [-1, 1].

    Raises:
        ValueError: as `confusion_matrix`.

    Source:
        Cohen, A Coefficient of Agreement for Nominal Scales (1960).

    >>> cohen_kappa([1, 1, 0, 0], [1, 0, 0, 0])  # (3/4 - 1/2) / (1 - 1/2)
    0.5
    """
    counts, _ = confusion_matrix(y, y_hat)
    if len(counts) == 1:
        return undefined
    n = counts.sum()
    observed = np.trace(counts) / n
    by_chance = counts.sum(axis=1) @ counts.sum(axis=0) / n**2
    return float((observed - by_chance) / (1 - by_chance))


@system("S35.11")
def matthews(y: ArrayLike, y_hat: ArrayLike) -> float:
    """Matthews' correlation: for two classes, Pearson's r of the 0/1 labels.

    `(TP TN - FP FN) / sqrt((TP+FP)(TP+FN)(TN+FP)(TN+FN))`; for k classes, with
    c right labels of n, t_k rows of class k and p_k predictions of it,
    `(c n - sum t_k p_k) / sqrt((n^2 - sum p_k^2)(n^2 - sum t_k^2))`.

    Args:
        y: labels, shape (n,).
        y_hat: predicted labels, shape (n,).

    Returns:
        The correlation: 1 is perfect, 0 no better than chance. 0 where either
        holds one class only, which has no correlation.

    Raises:
        ValueError: as `confusion_matrix`.

    Source:
        Gorodkin, Comparing two K-category assignments by a K-category
        correlation coefficient (2004).

    >>> matthews([1, 1, 0, 0], [1, 1, 0, 1])  # 2 / sqrt(3 * 2 * 1 * 2)
    0.5773502691896258
    """
    counts, _ = confusion_matrix(y, y_hat)
    n, right = float(counts.sum()), np.trace(counts)
    actual, predicted = counts.sum(axis=1), counts.sum(axis=0)
    spread = (n**2 - predicted @ predicted) * (n**2 - actual @ actual)
    if spread == 0:
        return 0.0
    return float((right * n - actual @ predicted) / np.sqrt(spread))
