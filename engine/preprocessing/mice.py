"""Multiple imputation by chained equations, and Rubin's rules to pool the results."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector, check_length
from engine.preprocessing.holes import with_holes
from engine.preprocessing.iterative_imputer import order_of_columns
from engine.preprocessing.simple_imputer import SimpleImputer
from engine.system import system


@system("S61.07")
def mice(X: ArrayLike, rng: np.random.Generator, m: int = 5, rounds: int = 10) -> Array:
    """m completed copies of X, which differ where values were missing.

    Each copy runs its own chain. For a holed column, least squares on the
    others gives weights w, covariance `sigma^2 (X^T X)^-1` and residual
    variance; sigma and w are drawn from their posterior, and each hole is a
    draw from `N(x w, sigma^2)`. So both the noise of values and the doubt about
    the line are kept, and a copy has the variances and correlations of complete
    data. Each is analysed by itself, and the results are pooled by `rubin`.

    Args:
        X: rows, shape (n, d).
        rng: draws.
        m: copies, at least 1.
        rounds: of each chain, at least 1.

    Returns:
        Copies, shape (m, n, d).

    Raises:
        ValueError: m or rounds is below 1, a value is infinite, or a column
            has too few values: at least d + 1 are needed.

    Source:
        van Buuren, Flexible Imputation of Missing Data (2018), algorithm 3.1
        for a draw, 4.3 for the chain.

    >>> X = [[0.0, 1.0], [1.0, 3.0], [2.0, 5.0], [3.0, np.nan]]  # y = 2 x + 1
    >>> mice(X, np.random.default_rng(0), m=2)[:, 3, 1].round(6)
    array([7., 7.])
    """
    X = with_holes(X)
    if m < 1 or rounds < 1:
        raise ValueError(f"m and rounds must be at least 1, got {m} and {rounds}")
    missing = np.isnan(X)
    fewest = int((~missing).sum(axis=0).min())
    if missing.any() and fewest < X.shape[1] + 1:
        raise ValueError(
            f"each column needs {X.shape[1] + 1} values, got one with {fewest}"
        )
    start = SimpleImputer().fit(X).transform(X)
    copies = np.repeat(start[None], m, axis=0)
    for filled in copies:
        for _ in range(rounds):
            for j in order_of_columns(missing):
                holes = missing[:, j]
                A = np.column_stack([np.ones(len(X)), np.delete(filled, j, axis=1)])
                filled[holes, j] = _draw(A[~holes], filled[~holes, j], A[holes], rng)
    return copies


@system("S61.07")
def rubin(estimates: ArrayLike, variances: ArrayLike) -> tuple[float, float]:
    """Pool one estimate from m completed copies, with its variance.

    The mean of the estimates, and `W + (1 + 1/m) B`: W is the mean of their
    variances, B the variance between them, with divisor m - 1. Without B the
    filled values would pass for measured ones.

    Args:
        estimates: shape (m,), m >= 2.
        variances: squared standard error of each, shape (m,), at least 0.

    Returns:
        Estimate and its variance.

    Raises:
        ValueError: lengths differ, m is below 2, or a variance is negative.

    Source:
        Rubin, Multiple Imputation for Nonresponse in Surveys (1987), equations
        3.1.2 to 3.1.5.

    >>> estimate, variance = rubin([1.1, 1.0, 1.2, 0.9, 1.05], [0.04] * 5)
    >>> round(estimate, 4), round(variance, 4)
    (1.05, 0.055)
    """
    q, u = as_vector(estimates, "estimates"), as_vector(variances, "variances")
    check_length(u, len(q), "variances")
    if len(q) < 2:
        raise ValueError("one copy says nothing about the variance between copies")
    if u.min() < 0:
        raise ValueError(f"variances must be at least 0, got {u.min()}")
    return float(q.mean()), float(u.mean() + (1 + 1 / len(q)) * q.var(ddof=1))


def _draw(A: Array, y: Array, new: Array, rng: np.random.Generator) -> Array:
    """Targets of new rows, drawn from the posterior predictive of least squares."""
    w, _, rank, _ = np.linalg.lstsq(A, y, rcond=None)
    free = len(y) - rank
    sigma = np.sqrt(((y - A @ w) ** 2).sum() / rng.chisquare(free))
    # A root of (A^T A)^-1 that also exists where columns are dependent.
    root = np.linalg.pinv(A)
    doubt = root @ rng.normal(size=len(y))
    return np.asarray(new @ (w + sigma * doubt) + sigma * rng.normal(size=len(new)))
