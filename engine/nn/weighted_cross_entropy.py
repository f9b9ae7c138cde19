"""Cross-entropy in which classes count differently."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix, as_vector, check_length
from engine.losses.reduction import Loss
from engine.nn.cross_entropy import softmax_cross_entropy_and_gradient
from engine.system import system


@system("S43.06", "S44.11")
def weighted_cross_entropy(
    z: ArrayLike,
    labels: ArrayLike,
    weights: ArrayLike,
    reduction: Literal["mean", "sum", "none"] = "mean",
) -> Loss:
    """`-w_t ln p_t`: each row's cross-entropy times the weight of its own class t.

    The gradient is `w_t (p - y)`: the row's weight scales all of it, and its entries
    still sum to 0, which they would not if each had the weight of its own class. A
    large weight for a rare class raises its recall and moves probabilities away from
    frequencies. The mean divides by the weights of the rows, not by their number.

    Args:
        z: finite logits, shape (n, k).
        labels: class numbers from 0 to k - 1, shape (n,).
        weights: of the classes, positive, shape (k,).
        reduction: "mean" divides by `sum_i w_(t_i)`.

    Returns:
        Value and gradient by z, shape (n, k).

    Raises:
        ValueError: shapes do not fit, a label is out of range, a weight is not
            positive, or another reduction.

    >>> weighted_cross_entropy([[0.0, 0.0]], [1], [1.0, 3.0], "none")[1]
    array([[ 1.5, -1.5]])
    >>> weighted_cross_entropy([[0.0, 0.0]], [1], [1.0, 3.0])[1]  # 3 over 3
    array([[ 0.5, -0.5]])
    """
    z, weights = as_matrix(z, "z"), as_vector(weights, "weights")
    labels, k = np.asarray(labels), z.shape[1]
    check_length(weights, k, "weights")
    if labels.shape != z.shape[:1] or not np.isin(labels, np.arange(k)).all():
        raise ValueError(f"labels must be {len(z)} class numbers from 0 to {k - 1}")
    if not (weights > 0).all():
        raise ValueError(f"weights must be positive, got {weights.min()}")
    Y: Array = np.eye(k)[labels]
    w = weights[labels]
    value, gradient = softmax_cross_entropy_and_gradient(z, Y)
    value, gradient = w * value, w[:, None] * gradient
    if reduction == "none":
        return value, gradient
    if reduction == "sum":
        return float(value.sum()), gradient
    if reduction == "mean":
        return float(value.sum() / w.sum()), gradient / w.sum()
    raise ValueError(f"reduction is mean, sum or none, got {reduction!r}")
