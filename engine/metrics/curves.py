"""All thresholds at once: the ROC curve, the precision-recall curve, their areas."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Booleans, as_labels, as_vector, check_length
from engine.statistics.correlation import ranks
from engine.system import system


@system("S35.07")
def roc_curve(
    y: ArrayLike, scores: ArrayLike, positive: Any = 1
) -> tuple[Array, Array, Array]:
    """False and true positive rate of flagging `score >= t`, for every t.

    Rows with equal scores are flagged together: one step of the curve,
    sloping where they are of both classes.

    Args:
        y: labels, shape (n,), positive and other ones.
        scores: larger for what looks more positive, shape (n,).
        positive: the label that counts as positive.

    Returns:
        FPR, TPR and thresholds, shape (distinct scores + 1,): from (0, 0) at
        infinity, where nothing is flagged, to (1, 1) at the lowest score.

    Raises:
        ValueError: lengths differ, a score is not finite, or a class is empty.

    Source:
        Fawcett, An introduction to ROC analysis (2006), algorithm 1.

    >>> fpr, tpr, t = roc_curve([1, 0, 1, 0], [0.9, 0.6, 0.4, 0.1])
    >>> fpr, tpr, t
    (array([0. , 0. , 0.5, 0.5, 1. ]), array([0. , 0.5, 0.5, 1. , 1. ]), \
array([inf, 0.9, 0.6, 0.4, 0.1]))
    """
    is_so, scores = _two_classes(y, scores, positive)
    tp, fp, thresholds = _flagged(is_so, scores)
    return fp / fp[-1], tp / tp[-1], thresholds


@system("S35.07")
def roc_auc(y: ArrayLike, scores: ArrayLike, positive: Any = 1) -> float:
    """`P(score of a positive > score of a negative)`, ties counting one half.

    Mann and Whitney's statistic: `(R - n1 (n1 + 1) / 2) / (n1 n0)` for n1
    positives with rank sum R and n0 negatives, in O(n log n). It is the area
    under `roc_curve`. Only the order of the scores counts; how rare the positives
    are does not: it looks as good at 1 in 1000 as at 1 in 2.

    Args:
        y: labels, shape (n,), positive and other ones.
        scores: larger for what looks more positive, shape (n,).
        positive: the label that counts as positive.

    Returns:
        The area, in [0, 1]; 1/2 for scores that are noise.

    Raises:
        ValueError: as `roc_curve`.

    Source:
        Hanley and McNeil, The Meaning and Use of the Area under a Receiver
        Operating Characteristic (ROC) Curve (1982).

    >>> roc_auc([1, 0, 1, 0], [0.9, 0.6, 0.4, 0.1])  # 3 of 4 pairs
    0.75
    """
    is_so, scores = _two_classes(y, scores, positive)
    n1 = int(is_so.sum())
    n0 = len(is_so) - n1
    return float((ranks(scores)[is_so].sum() - n1 * (n1 + 1) / 2) / (n1 * n0))


@system("S35.08")
def precision_recall_curve(
    y: ArrayLike, scores: ArrayLike, positive: Any = 1
) -> tuple[Array, Array, Array]:
    """Precision and recall of flagging `score >= t`, for every t.

    Args:
        y: labels, shape (n,), positive and other ones.
        scores: larger for what looks more positive, shape (n,).
        positive: the label that counts as positive.

    Returns:
        Precision, recall and thresholds, shape (distinct scores + 1,): from
        (1, 0) at infinity, by convention, to recall 1.

    Raises:
        ValueError: as `roc_curve`.

    >>> P, R, _ = precision_recall_curve([1, 0, 1, 0], [0.9, 0.6, 0.4, 0.2])
    >>> P.round(3), R
    (array([1.   , 1.   , 0.5  , 0.667, 0.5  ]), array([0. , 0.5, 0.5, 1. , 1. ]))
    """
    is_so, scores = _two_classes(y, scores, positive)
    tp, fp, thresholds = _flagged(is_so, scores)
    precision = np.append(1.0, tp[1:] / (tp + fp)[1:])
    return precision, tp / tp[-1], thresholds


@system("S35.08")
def average_precision(y: ArrayLike, scores: ArrayLike, positive: Any = 1) -> float:
    """Area under the precision-recall curve in steps: `sum (R_i - R_{i-1}) P_i`.

    Straight lines between the points, `trapezoid(recall, precision)`, would
    promise precisions that no threshold reaches. Noise scores the share of
    positives, so unlike the ROC area this falls as they become rare.

    Args:
        y: labels, shape (n,), positive and other ones.
        scores: larger for what looks more positive, shape (n,).
        positive: the label that counts as positive.

    Returns:
        The area, in (0, 1].

    Raises:
        ValueError: as `roc_curve`.

    Source:
        Davis and Goadrich, The Relationship Between Precision-Recall and ROC
        Curves (2006), on why straight lines are wrong.

    >>> average_precision([1, 0, 1, 0], [0.9, 0.6, 0.4, 0.2])  # 1/2 + 1/2 * 2/3
    0.8333333333333333
    """
    precision, recall, _ = precision_recall_curve(y, scores, positive)
    return float(np.diff(recall) @ precision[1:])


@system("S35.07", "S35.08")
def trapezoid(x: ArrayLike, y: ArrayLike) -> float:
    """Area under straight lines: `sum (x_i - x_{i-1}) (y_i + y_{i-1}) / 2`.

    Args:
        x: in rising order, shape (n,).
        y: shape (n,).

    Returns:
        The area.

    Raises:
        ValueError: lengths differ, a value is not finite, or x falls.

    >>> trapezoid([0.0, 0.5, 1.0], [0.0, 1.0, 1.0])
    0.75
    """
    x, y = as_vector(x, "x"), as_vector(y, "y")
    check_length(y, len(x), "y")
    width = np.diff(x)
    if (width < 0).any():
        raise ValueError("x must not fall")
    return float(width @ (y[1:] + y[:-1]) / 2)


def _two_classes(
    y: ArrayLike, scores: ArrayLike, positive: Any
) -> tuple[Booleans, Array]:
    scores = as_vector(scores, "scores")
    is_so = as_labels(y, len(scores)) == positive
    if is_so.all() or not is_so.any():
        raise ValueError(f"y needs labels {positive!r} and other ones")
    return is_so, scores


def _flagged(is_so: Booleans, scores: Array) -> tuple[Array, Array, Array]:
    """TP and FP at each threshold: infinity, then the distinct scores, falling."""
    order = np.argsort(-scores, kind="stable")
    falling = scores[order]
    last = np.append(np.flatnonzero(np.diff(falling)), len(falling) - 1)
    tp = np.append(0.0, np.cumsum(is_so[order])[last])
    fp = np.append(0.0, last + 1) - tp
    return tp, fp, np.append(np.inf, falling[last])
