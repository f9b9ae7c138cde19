"""Bayesian search: a Gaussian process says where to look next."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import erf

from engine.arrays import Array, as_matrix, as_pair, as_rows, as_vector


def gp_posterior(
    X: ArrayLike, y: ArrayLike, new: ArrayLike, length: float = 0.2, noise: float = 1e-6
) -> tuple[Array, Array]:
    """Mean and deviation of a Gaussian process at new points, given n values.

    Prior mean 0 and covariance `k(a, b) = exp(-|a - b|^2 / (2 length^2))`. Then
    `mean = k(new, X) (K + noise I)^-1 y` and
    `variance = 1 - k(new, X) (K + noise I)^-1 k(X, new)`: small near what is
    known, 1 far away.

    Args:
        X: points where the function was tried, shape (n, d).
        y: its values, shape (n,).
        new: points to predict at, shape (m, d).
        length: over which the function changes, positive.
        noise: variance of the values' errors, positive.

    Returns:
        Mean and standard deviation, both of shape (m,).

    Raises:
        ValueError: shapes do not fit, or length or noise is not positive.

    Source:
        Rasmussen and Williams, Gaussian Processes for Machine Learning (2006),
        algorithm 2.1.

    >>> mean, sd = gp_posterior([[0.0]], [1.0], [[0.0], [9.0]])
    >>> mean.round(3), sd.round(3)
    (array([1., 0.]), array([0.001, 1.   ]))
    """
    X, y = as_pair(X, y)
    new = as_rows(new, X.shape[1])
    if not (length > 0 and noise > 0):
        raise ValueError(f"length and noise must be positive, got {length} and {noise}")
    K = _kernel(X, X, length) + noise * np.eye(len(X))
    L = np.linalg.cholesky(K)
    across = _kernel(X, new, length)
    half = np.linalg.solve(L, across)
    mean = half.T @ np.linalg.solve(L, y)
    return mean, np.sqrt(np.maximum(1 - (half**2).sum(axis=0), 0))


def expected_improvement(mean: ArrayLike, sd: ArrayLike, best: float) -> Array:
    """`E max(0, best - f)` for `f ~ N(mean, sd^2)`: how much lower f may be.

    `(best - mean) Phi(u) + sd phi(u)` with `u = (best - mean) / sd`: it rewards
    both a low mean and not knowing.

    Args:
        mean: predicted values, shape (m,).
        sd: their standard deviations, at least 0, shape (m,).
        best: the lowest value so far.

    Returns:
        Expected improvements, shape (m,), at least 0.

    Source:
        Jones, Schonlau, Welch, Efficient Global Optimization of Expensive
        Black-Box Functions (1998), equation 15.

    >>> expected_improvement([0.0, -1.0], [1.0, 0.0], best=0.0).round(4)
    array([0.3989, 1.    ])
    """
    mean, sd = as_vector(mean, "mean"), as_vector(sd, "sd")
    gain = best - mean
    u = np.divide(gain, sd, out=np.zeros_like(gain), where=sd > 0)
    below = (1 + erf(u / np.sqrt(2))) / 2
    density = np.exp(-(u**2) / 2) / np.sqrt(2 * np.pi)
    return np.where(sd > 0, gain * below + sd * density, np.maximum(gain, 0))


def bayesian_search(
    f: Callable[[Array], float],
    bounds: ArrayLike,
    rng: np.random.Generator,
    n: int = 20,
    length: float = 0.2,
) -> tuple[Array, Array]:
    """Minimise an expensive function in n tries.

    The first 4 points are random. Then, again and again: fit a Gaussian process
    to the values so far, standardised, and try the best of 500 random points by
    expected improvement.

    Args:
        f: of a point of shape (d,); rates are best searched as logarithms.
        bounds: lowest and highest of each coordinate, shape (d, 2).
        rng: of all points.
        n: tries.
        length: of the process, as a share of the bounds.

    Returns:
        The points tried, shape (n, d), and their values, shape (n,).

    Raises:
        ValueError: bounds are no intervals.

    >>> well = lambda x: float((x[0] - 0.3) ** 2)
    >>> points, values = bayesian_search(well, [[0, 1]], np.random.default_rng(0))
    >>> bool(abs(points[values.argmin(), 0] - 0.3) < 0.01)
    True
    """
    bounds = as_matrix(bounds, "bounds")
    if bounds.shape[1] != 2 or not (bounds[:, 0] < bounds[:, 1]).all():
        raise ValueError("bounds must be pairs of a lower and a higher number")
    low, width = bounds[:, 0], bounds[:, 1] - bounds[:, 0]
    points: list[Array] = []
    values: list[float] = []
    for i in range(n):
        candidates = rng.random((500, len(bounds)))
        pick = 0
        if i >= 4:
            y = np.array(values)
            y = (y - y.mean()) / (y.std() or 1.0)
            mean, sd = gp_posterior(np.array(points), y, candidates, length)
            pick = int(expected_improvement(mean, sd, y.min()).argmax())
        points.append(candidates[pick])
        values.append(f(low + width * candidates[pick]))
    return low + width * np.array(points), np.array(values)


def _kernel(a: Array, b: Array, length: float) -> Array:
    squares = ((a[:, None] - b) ** 2).sum(axis=2)
    return np.asarray(np.exp(-squares / (2 * length**2)))
