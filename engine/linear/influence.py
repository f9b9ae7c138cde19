"""Residuals, and the rows that pull the fit."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix, as_pair


def leverage(X: ArrayLike) -> Array:
    """Diagonal of the hat matrix `A (A^T A)^-1 A^T`, A being X behind ones.

    `d y_hat_i / d y_i`: how far a row's own target moves its prediction. Between
    1 / n and 1, and summing to the number of coefficients, d + 1; it does not
    depend on the targets.

    Args:
        X: rows, shape (n, d).

    Returns:
        Leverages, shape (n,).

    Source:
        Hoaglin and Welsch, The Hat Matrix in Regression and ANOVA (1978).

    >>> leverage([[0.0], [0.0], [0.0], [1.0]]).round(3)
    array([0.333, 0.333, 0.333, 1.   ])
    """
    X = as_matrix(X)
    U, s, _ = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)
    real = s > np.finfo(float).eps * max(X.shape) * s.max()
    return np.asarray(1 / len(X) + (U[:, real] ** 2).sum(axis=1))


def influence(X: ArrayLike, y: ArrayLike) -> dict[str, Array]:
    """What to plot of a least-squares fit, row by row.

    Args:
        X: rows, shape (n, d), independent columns, n > d + 1.
        y: targets, shape (n,).

    Returns:
        Arrays of shape (n,):

        - "residual": `e = y - y_hat`;
        - "leverage": h;
        - "standardised": `e / (sigma sqrt(1 - h))`, of variance 1;
        - "cook": `standardised^2 h / ((1 - h) (d + 1))`, how far all predictions
          would move without the row.

        The last two are NaN where h is 1: the fit goes through such a row.

    Raises:
        ValueError: shapes do not fit, or there are too few rows.

    Source:
        Cook, Detection of Influential Observation in Linear Regression (1977).

    >>> found = influence([[0.0], [1.0], [2.0], [3.0]], [0.0, 1.0, 2.0, 7.0])
    >>> found["residual"].round(1), int(found["cook"].argmax())
    (array([ 0.8, -0.4, -1.6,  1.2]), 3)
    """
    X, y = as_pair(X, y)
    n, d = X.shape
    if n <= d + 1:
        raise ValueError(f"{d + 1} coefficients need more than {n} rows")
    h = leverage(X)
    centred, target = X - X.mean(axis=0), y - y.mean()
    e = target - centred @ np.linalg.lstsq(centred, target)[0]
    sigma = np.sqrt((e**2).sum() / (n - d - 1))
    free = np.where(h < 1 - 1e-10, 1 - h, np.nan)
    standardised = e / (sigma * np.sqrt(free))
    return {
        "residual": e,
        "leverage": h,
        "standardised": standardised,
        "cook": standardised**2 * h / (free * (d + 1)),
    }
