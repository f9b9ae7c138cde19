"""Features that say the same: variance inflation."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix
from engine.linear.goodness import r_squared
from engine.linear.least_squares import LinearRegression
from engine.system import system


@system("S14.07", "S15.05")
def variance_inflation(X: ArrayLike) -> Array:
    """`VIF_j = 1 / (1 - R2_j)`, R2_j being that of feature j on all others.

    By how much the variance of w_j is larger than if feature j were
    uncorrelated with the others: 1 at best, 5.3 for two features with
    correlation 0.9, infinite for a duplicate. Predictions hardly suffer.

    Args:
        X: rows, shape (n, d).

    Returns:
        Inflation of each feature, shape (d,); NaN for a constant one, which
        has no weight of its own beside the intercept.

    Raises:
        ValueError: X is no finite matrix.

    Source:
        Belsley, Kuh, Welsch, Regression Diagnostics (1980), section 3.1.

    >>> variance_inflation([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    array([1., 1.])
    """
    X = as_matrix(X)
    found = np.full(X.shape[1], np.nan)
    for j, column in enumerate(X.T):
        if np.ptp(column) == 0:
            continue
        others = np.delete(X, j, axis=1)
        r2 = 0.0
        if others.shape[1]:
            model = LinearRegression().fit(others, column)
            r2 = r_squared(column, model.predict(others))
        # What rounding leaves of 1 - R2 for a duplicate is nothing.
        left = 1 - r2
        found[j] = 1 / left if left > 1e-12 else np.inf
    return found


@system("S15.05")
def correlation(X: ArrayLike) -> Array:
    """Correlations of all pairs of features.

    `sum (a - mean a)(b - mean b) / sqrt(sum (a - mean a)^2 sum (b - mean b)^2)`.
    They show pairs only: three features may be dependent though no two are.

    Args:
        X: rows, shape (n, d).

    Returns:
        Matrix, shape (d, d), ones on its diagonal; NaN for a constant feature.

    Raises:
        ValueError: X is no finite matrix.

    >>> correlation([[0.0, 0.0], [1.0, 2.0], [2.0, 1.0]])
    array([[1. , 0.5],
           [0.5, 1. ]])
    """
    X = as_matrix(X)
    centred = X - X.mean(axis=0)
    length = np.sqrt((centred**2).sum(axis=0))
    unit = np.divide(
        centred, length, out=np.full_like(centred, np.nan), where=length > 0
    )
    return np.asarray(unit.T @ unit)
