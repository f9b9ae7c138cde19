"""The bootstrap: how much a statistic varies, from one sample."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.statistics.quantiles import quantile
from engine.system import system

Statistic = Callable[[Array], float]


@system("S13.25")
def bootstrap(
    x: ArrayLike, statistic: Statistic, n_resamples: int, rng: np.random.Generator
) -> Array:
    """The statistic of n_resamples samples of size n, drawn from x with replacement.

    Their standard deviation estimates the standard error, whatever the statistic.
    The sample stands for the population: what is missing in it, or biased, stays
    so.

    Args:
        x: shape (n,).
        statistic: a number from a sample.
        n_resamples: how many, at least 1.
        rng: source of chance.

    Returns:
        Shape (n_resamples,).

    Raises:
        ValueError: x is not a vector of finite numbers, or n_resamples is below 1.

    Source:
        Efron and Tibshirani, An Introduction to the Bootstrap (1993), algorithm 6.1.

    >>> found = bootstrap([5.0, 5.0], np.mean, 3, np.random.default_rng(0))
    >>> found
    array([5., 5., 5.])
    """
    x = as_vector(x, "x")
    if n_resamples < 1:
        raise ValueError(f"n_resamples must be at least 1, got {n_resamples}")
    rows = rng.integers(0, len(x), (n_resamples, len(x)))
    return np.array([statistic(x[drawn]) for drawn in rows])


@system("S13.18", "S13.25")
def bootstrap_interval(
    x: ArrayLike,
    statistic: Statistic,
    n_resamples: int,
    rng: np.random.Generator,
    level: float = 0.95,
) -> tuple[float, float]:
    """Confidence interval: the middle share `level` of the resampled statistics.

    The percentile interval. It needs no formula and no normality; with few rows
    it is too narrow.

    Args:
        x, statistic, n_resamples, rng: as for `bootstrap`.
        level: of confidence, between 0 and 1.

    Returns:
        Lower and upper end.

    Raises:
        ValueError: as `bootstrap`, or level is not between 0 and 1.

    Source:
        Efron and Tibshirani, An Introduction to the Bootstrap (1993), section 13.3.

    >>> x = np.arange(100.0)
    >>> low, high = bootstrap_interval(x, np.mean, 500, np.random.default_rng(0))
    >>> bool(low < x.mean() < high)
    True
    """
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, got {level}")
    resampled = bootstrap(x, statistic, n_resamples, rng)
    low, high = quantile(resampled, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
