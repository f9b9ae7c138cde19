"""Rates of a binary classifier: accuracy, precision, recall, F-beta, specificity."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import as_labels
from engine.metrics.counts import confusion, confusion_matrix
from engine.system import system


@system("S35.02", "S08.05")
def accuracy(y: ArrayLike, y_hat: ArrayLike) -> float:
    """Share of labels that are right: `(TP + TN) / n`, for any number of classes.

    Where one class is rare it says little: always answering the other class
    scores 0.99 on 990 rows of one and 10 of the other.

    Args:
        y: labels, shape (n,).
        y_hat: predicted labels, shape (n,).

    Returns:
        The share, in [0, 1].

    Raises:
        ValueError: lengths differ, none at all, or NaN among the labels.

    >>> accuracy(["a", "b", "c", "c"], ["a", "b", "c", "a"])
    0.75
    """
    y = as_labels(y)
    return float((y == as_labels(y_hat, len(y), "y_hat")).mean())


@system("S35.03", "S08.06")
def precision(
    y: ArrayLike, y_hat: ArrayLike, positive: Any = 1, undefined: float = 0.0
) -> float:
    """Of what was flagged, the share that is positive: `TP / (TP + FP)`.

    Args:
        y: labels, shape (n,).
        y_hat: predicted labels, shape (n,).
        positive: the label that counts as positive; all others are negative.
        undefined: the answer where nothing was flagged.

    Returns:
        The share, in [0, 1].

    Raises:
        ValueError: as `confusion`.

    >>> precision([1, 1, 1, 0, 0], [1, 1, 0, 1, 1])
    0.5
    """
    tp, fp, _, _ = confusion(y, y_hat, positive)
    return _share(tp, tp + fp, undefined)


@system("S35.04", "S08.07")
def recall(
    y: ArrayLike, y_hat: ArrayLike, positive: Any = 1, undefined: float = 0.0
) -> float:
    """Of what is positive, the share that was flagged: `TP / (TP + FN)`.

    Also called sensitivity, hit rate, and true positive rate.

    Args:
        y: labels, shape (n,).
        y_hat: predicted labels, shape (n,).
        positive: the label that counts as positive; all others are negative.
        undefined: the answer where nothing is positive.

    Returns:
        The share, in [0, 1].

    Raises:
        ValueError: as `confusion`.

    >>> recall([1, 1, 1, 1, 0], [1, 1, 1, 0, 1])
    0.75
    """
    tp, _, fn, _ = confusion(y, y_hat, positive)
    return _share(tp, tp + fn, undefined)


@system("S35.06")
def specificity(
    y: ArrayLike, y_hat: ArrayLike, positive: Any = 1, undefined: float = 0.0
) -> float:
    """Of what is negative, the share that was let pass: `TN / (TN + FP)`.

    Recall of the negatives, and 1 minus the false positive rate.

    Args:
        y: labels, shape (n,).
        y_hat: predicted labels, shape (n,).
        positive: the label that counts as positive; all others are negative.
        undefined: the answer where nothing is negative.

    Returns:
        The share, in [0, 1].

    Raises:
        ValueError: as `confusion`.

    >>> specificity([0, 0, 0, 0, 1], [0, 0, 0, 1, 1])
    0.75
    """
    _, fp, _, tn = confusion(y, y_hat, positive)
    return _share(tn, tn + fp, undefined)


@system("S35.05", "S08.08")
def f_beta(
    y: ArrayLike,
    y_hat: ArrayLike,
    beta: float = 1.0,
    positive: Any = 1,
    undefined: float = 0.0,
) -> float:
    """Weighted harmonic mean of precision P and recall R; F1 for beta = 1.

    `(1 + b^2) P R / (b^2 P + R) = (1 + b^2) TP / ((1 + b^2) TP + b^2 FN + FP)`
    with b = beta. The second form has no P that may be undefined. A miss
    weighs b^2 times a false alarm; F1 treats both alike. TN plays no part.

    Args:
        y: labels, shape (n,).
        y_hat: predicted labels, shape (n,).
        beta: above 1 for recall, below 1 for precision, at least 0.
        positive: the label that counts as positive; all others are negative.
        undefined: the answer where nothing is positive and nothing flagged.

    Returns:
        The mean, in [0, 1].

    Raises:
        ValueError: beta is negative, or as `confusion`.

    Source:
        van Rijsbergen, Information Retrieval (1979), chapter 7.

    >>> f_beta([1, 1, 1, 1, 0, 0], [1, 1, 0, 0, 1, 1])  # P = R = 1/2
    0.5
    >>> f_beta([1, 1, 1, 0], [1, 0, 0, 0], beta=2)  # 5 / (5 + 4 * 2)
    0.38461538461538464
    """
    if not beta >= 0:
        raise ValueError(f"beta must be at least 0, got {beta}")
    tp, fp, fn, _ = confusion(y, y_hat, positive)
    hits = (1 + beta**2) * tp
    return _share(hits, hits + beta**2 * fn + fp, undefined)


def balanced_accuracy(y: ArrayLike, y_hat: ArrayLike) -> float:
    """Mean recall of the classes that occur in y: each counts alike.

    Args:
        y: labels, shape (n,).
        y_hat: predicted labels, shape (n,).

    Returns:
        The mean, in [0, 1]; 1/k for any constant prediction among k classes.

    Raises:
        ValueError: lengths differ, none at all, or NaN among the labels.

    >>> balanced_accuracy([0, 0, 0, 1], [0, 0, 0, 0])
    0.5
    """
    counts, _ = confusion_matrix(y, y_hat)
    rows = counts.sum(axis=1)
    occur = rows > 0
    return float((np.diag(counts)[occur] / rows[occur]).mean())


@system("S08.09")
def always_negative(positives: int, negatives: int) -> dict[str, float]:
    """What a fraud detector scores that never reports a fraud.

    Args:
        positives: rows that are frauds.
        negatives: rows that are not.

    Returns:
        Accuracy, balanced accuracy, recall and F1.

    Raises:
        ValueError: a number is negative, or both are 0.

    >>> always_negative(10, 990)
    {'accuracy': 0.99, 'balanced accuracy': 0.5, 'recall': 0.0, 'F1': 0.0}
    """
    if min(positives, negatives) < 0:
        raise ValueError(f"counts must be at least 0, got {positives}, {negatives}")
    y = np.repeat([1, 0], [positives, negatives])
    y_hat = np.zeros_like(y)
    return {
        "accuracy": accuracy(y, y_hat),
        "balanced accuracy": balanced_accuracy(y, y_hat),
        "recall": recall(y, y_hat),
        "F1": f_beta(y, y_hat),
    }


def _share(part: float, whole: float, undefined: float) -> float:
    return part / whole if whole else undefined
