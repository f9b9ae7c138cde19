"""What is left over: targets minus predictions."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import Array, as_pair, as_vector, check_length
from engine.linear.least_squares import LinearRegression
from engine.system import system


@system("S46.01")
def residuals(y: ArrayLike, y_hat: ArrayLike) -> tuple[Array, NDArray[np.str_]]:
    """`r = y - y_hat`, and what each sign says.

    Above 0 the prediction was too low ("under"), below 0 too high ("over"), and 0
    is "exact". What a residual block adds to its input has the same name, for it
    too is a difference: between what is wanted, `H(x)`, and what is there, x.

    Args:
        y: targets, shape (n,).
        y_hat: predictions, shape (n,).

    Returns:
        Residuals and readings, both of shape (n,).

    Raises:
        ValueError: lengths differ, or a value is not finite.

    >>> r, reads = residuals([3.0, 1.0, 2.0], [2.0, 1.5, 2.0])
    >>> r, reads.tolist()
    (array([ 1. , -0.5,  0. ]), ['under', 'over', 'exact'])
    """
    y, y_hat = as_vector(y, "y"), as_vector(y_hat, "y_hat")
    check_length(y_hat, len(y), "y_hat")
    r = y - y_hat
    return r, np.array(["over", "exact", "under"])[np.sign(r).astype(int) + 1]


class Leftover(NamedTuple):
    """What least squares leaves of the targets."""

    residuals: Array
    """Shape (n,)."""
    total: float
    """Their sum: 0 with an intercept."""
    products: Array
    """`X^T r`, shape (d,): 0 for every feature."""
    curvature: float
    """Share of the variance of r that the square of the fitted values explains."""


@system("S46.02")
def least_squares_residuals(X: ArrayLike, y: ArrayLike) -> Leftover:
    """Fit a line and look at what is left: its sum, its products, its shape.

    The first two are 0 whatever the data are: they are the conditions of the
    minimum, and say nothing for or against the model. What says something is the
    plot of r against the fitted values. A bow in it, measured here by the squared
    correlation of r with the squared fitted values (their own line taken off),
    means that the truth is curved.

    Args:
        X: rows, shape (n, d).
        y: targets, shape (n,).

    Returns:
        See `Leftover`.

    Raises:
        ValueError: shapes do not fit, or a value is not finite.

    >>> x = [[-1.0], [0.0], [1.0], [2.0]]
    >>> found = least_squares_residuals(x, [1.0, 0.0, 1.0, 4.0])
    >>> found.residuals.round(6), round(found.curvature, 6)
    (array([ 1., -1., -1.,  1.]), 1.0)
    """
    X, y = as_pair(X, y)
    fitted = LinearRegression().fit(X, y).predict(X)
    r = y - fitted
    # Of the squared fitted values, what no line in X explains.
    bow = fitted**2 - LinearRegression().fit(X, fitted**2).predict(X)
    size = float((r @ r) * (bow @ bow))
    # Below rounding there is no bow, or nothing left over.
    nothing = size <= 1e-24 * float((y @ y) ** 3) or size == 0
    curvature = 0.0 if nothing else float(r @ bow) ** 2 / size
    return Leftover(r, float(r.sum()), X.T @ r, curvature)
