"""How well predictions fit: shares of variance, and the typical error."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import as_vector, check_length
from engine.losses.regression import mse
from engine.system import system


@system("S06.15", "S14.08")
def r_squared(y: ArrayLike, y_hat: ArrayLike) -> float:
    """`1 - sum (y - y_hat)^2 / sum (y - mean y)^2`.

    1 is perfect, 0 as good as the mean, and there is no lower bound. Only for
    least squares with an intercept, on the rows it was fitted to, is it the
    share of variance that is explained; there it never falls when a feature
    is added.

    Args:
        y: targets, shape (n,).
        y_hat: predictions, shape (n,).

    Returns:
        R2. For constant targets it is 1 if they are all met, else 0.

    Raises:
        ValueError: lengths differ, or a value is not finite.

    >>> r_squared([1, 2, 3], [1, 2, 3]), r_squared([1, 2, 3], [2, 2, 2])
    (1.0, 0.0)
    >>> r_squared([1, 2, 3], [3, 2, 1])
    -3.0
    """
    y, y_hat = as_vector(y, "y"), as_vector(y_hat, "y_hat")
    check_length(y_hat, len(y), "y_hat")
    left = float(((y - y_hat) ** 2).sum())
    total = float(((y - y.mean()) ** 2).sum())
    if total == 0:
        return float(left == 0)
    return 1 - left / total


@system("S15.04")
def adjusted_r_squared(y: ArrayLike, y_hat: ArrayLike, p: int) -> float:
    """`1 - (1 - R2) (n - 1) / (n - p - 1)`: R2 with a price for each feature.

    Unbiased variances in place of sums of squares. It does not prevent
    overfitting, nor does it see new rows: it may rise while the error on them
    does.

    Args:
        y: targets, shape (n,).
        y_hat: predictions, shape (n,).
        p: features of the model, without the intercept, at least 0.

    Returns:
        Adjusted R2.

    Raises:
        ValueError: p is negative, or n is not above p + 1.

    >>> round(adjusted_r_squared([1, 2, 3, 4], [1, 2, 3, 3], p=1), 6)  # 1 - .2 * 3/2
    0.7
    """
    n = len(as_vector(y, "y"))
    if not 0 <= p < n - 1:
        raise ValueError(f"p must be from 0 to n - 2 = {n - 2}, got {p}")
    return 1 - (1 - r_squared(y, y_hat)) * (n - 1) / (n - p - 1)


@system("S06.13", "S15.04")
def root_mean_squared_error(y: ArrayLike, y_hat: ArrayLike) -> float:
    """`sqrt(mean (y - y_hat)^2)`, in the units of y.

    Args:
        y: targets, shape (n,).
        y_hat: predictions, shape (n,).

    Returns:
        The error.

    Raises:
        ValueError: lengths differ, or a value is not finite.

    >>> round(root_mean_squared_error([3, -0.5, 2, 7], [2.5, 0, 2, 8]), 4)
    0.6124
    """
    return float(np.sqrt(mse(y_hat, y)[0]))
