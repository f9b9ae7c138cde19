"""Squared error on softmax's probabilities: what not to train a classifier with."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.nn.softmax import softmax, softmax_vjp
from engine.system import system


@system("S41.15")
def squared_error_on_softmax(z: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """`sum_i (p_i - y_i)^2` of `p = softmax(z)`, and its gradient by the logits.

    The gradient is `J 2 (p - y)`, and J goes to 0 where softmax saturates, right or
    wrong. A row that is wrong by a margin of 20 gets a gradient of 1e-8, where
    cross-entropy gives about 1: its `1 / p` cancels the same factor of J.

    Args:
        z: logits, shape (..., k).
        y: targets, shape (..., k).

    Returns:
        Loss of each row, shape (...), and its gradient, shape (..., k).

    Raises:
        ValueError: shapes differ, or as `softmax`.

    >>> squared_error_on_softmax([0.0, 0.0], [1.0, 0.0])
    (array(0.5), array([-0.5,  0.5]))
    """
    p, y = softmax(z), np.asarray(y, dtype=float)
    if p.shape != y.shape:
        raise ValueError(f"z and y must have one shape, got {p.shape} and {y.shape}")
    return np.asarray(((p - y) ** 2).sum(axis=-1)), softmax_vjp(p, 2 * (p - y))
