"""Weighted least squares."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_pair, as_vector, check_length


def weighted_least_squares(
    X: ArrayLike, y: ArrayLike, weights: ArrayLike
) -> tuple[Array, float]:
    """Minimises `sum_i c_i (y_i - x_i w - b)^2`.

    Rows times `sqrt(c_i)` make it ordinary least squares. Best where the noise
    of row i has a variance proportional to `1 / c_i`; a weight of 2 is the same
    as the row twice.

    Args:
        X: rows, shape (n, d).
        y: targets, shape (n,).
        weights: c, at least 0 and not all 0, shape (n,).

    Returns:
        Weights w, shape (d,), and b; of several solutions that of least norm.

    Raises:
        ValueError: shapes do not fit, or a weight is negative, or all are 0.

    Source:
        Seber and Lee, Linear Regression Analysis (2003), section 3.10.

    >>> w, b = weighted_least_squares([[0.0], [1.0], [2.0]], [0.0, 1.0, 9.0], [1, 1, 0])
    >>> w.round(6), abs(round(b, 6))
    (array([1.]), 0.0)
    """
    X, y = as_pair(X, y)
    c = as_vector(weights, "weights")
    check_length(c, len(X), "weights")
    if (c < 0).any() or not c.any():
        raise ValueError("weights must be at least 0, and one above it")
    mean_x, mean_y = c @ X / c.sum(), c @ y / c.sum()
    root = np.sqrt(c)
    w = np.linalg.lstsq(root[:, None] * (X - mean_x), root * (y - mean_y))[0]
    return w, float(mean_y - mean_x @ w)
