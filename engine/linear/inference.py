"""How sure the coefficients are: standard errors, t, p and intervals."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_pair
from engine.linear.tails import f_tail, t_bound, t_tails


class Coefficients(NamedTuple):
    """One entry for the intercept, then one for each feature.

    Attributes:
        estimate: least-squares coefficients, shape (d + 1,).
        error: their standard errors.
        t: estimate / error.
        p: probability of a t at least as large if the coefficient were 0.
        low: lower end of the confidence interval.
        high: upper end.
        sigma: estimated deviation of the noise, `sqrt(SSE / (n - d - 1))`.
        f_p: p-value of the F test that every weight is 0.
    """

    estimate: Array
    error: Array
    t: Array
    p: Array
    low: Array
    high: Array
    sigma: float
    f_p: float


def coefficients(X: ArrayLike, y: ArrayLike, level: float = 0.95) -> Coefficients:
    """Least squares with `Var(theta) = sigma^2 (A^T A)^-1`, A being X behind ones.

    Exact in small samples if the noise is normal, independent and of constant
    variance. The estimates need less: noise of mean 0 given X suffices for
    them to be right on average.

    Args:
        X: rows, shape (n, d), n > d + 1.
        y: targets, shape (n,).
        level: of the confidence intervals, between 0 and 1.

    Returns:
        Estimates and what is known of them.

    Raises:
        ValueError: too few rows, dependent columns, or another level.

    Source:
        Hastie, Tibshirani, Friedman, The Elements of Statistical Learning
        (2009), equations 3.8, 3.12 and 3.13.

    >>> found = coefficients([[-1.0], [0.0], [1.0]], [0.0, 1.0, 5.0])
    >>> found.estimate.round(3), found.error.round(3)  # sigma^2 is 1.5
    (array([2. , 2.5]), array([0.707, 0.866]))
    """
    X, y = as_pair(X, y)
    A = np.column_stack([np.ones(len(X)), X])
    n, parameters = A.shape
    df = n - parameters
    if df < 1:
        raise ValueError(f"{parameters} coefficients need more than {n} rows")
    if np.linalg.matrix_rank(A) < parameters:
        raise ValueError("the columns of X are dependent, or one is constant")
    Q, R = np.linalg.qr(A)
    estimate = np.linalg.solve(R, Q.T @ y)
    sse = float(((y - A @ estimate) ** 2).sum())
    sigma = np.sqrt(sse / df)
    # (A^T A)^-1 = R^-1 R^-T, whose diagonal is the squared rows of R^-1.
    inverse = np.linalg.solve(R, np.eye(parameters))
    error = sigma * np.linalg.norm(inverse, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = estimate / error
        f = (((y - y.mean()) ** 2).sum() - sse) / (parameters - 1) / (sse / df)
    reach = t_bound(level, df) * error
    return Coefficients(
        estimate,
        error,
        t,
        t_tails(t, df),
        estimate - reach,
        estimate + reach,
        float(sigma),
        f_tail(float(f), parameters - 1, df),
    )
