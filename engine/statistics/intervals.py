"""Confidence intervals, and what their level means."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import as_vector
from engine.statistics.continuous import Normal
from engine.statistics.null_distributions import StudentT
from engine.system import system


@system("S11.02")
def coverage(k: float) -> float:
    """Share of a normal distribution within k standard deviations of its mean.

    `Phi(k) - Phi(-k)`: 68.27 % for 1, 95.45 % for 2, 99.73 % for 3. For exactly
    95 % k is 1.95996.

    Args:
        k: at least 0.

    Raises:
        ValueError: k is negative.

    >>> [round(coverage(k), 6) for k in (1, 2, 3)]
    [0.682689, 0.9545, 0.9973]
    """
    if not k >= 0:
        raise ValueError(f"k must be at least 0, got {k}")
    return float(1 - 2 * Normal().survival(k))


@system("S11.04", "S13.18")
def mean_interval(
    x: ArrayLike, level: float = 0.95, sigma: float | None = None
) -> tuple[float, float]:
    """Confidence interval of the mean: `mean +- q s / sqrt(n)`.

    q is Student's quantile for n - 1 degrees of freedom; where sigma is known it
    takes the place of s, and q is the normal quantile. The level is a property of
    the procedure: of many such intervals this share holds the true mean. Of this
    one interval it says nothing more.

    Args:
        x: independent and about normal, shape (n,); n >= 2 unless sigma is given.
        level: of confidence, between 0 and 1.
        sigma: known standard deviation of one number, positive.

    Returns:
        Lower and upper end.

    Raises:
        ValueError: x is no such vector, or level or sigma is out of range.

    Source:
        Wasserman, All of Statistics (2004), section 6.3.2.

    >>> low, high = mean_interval([4.0, 6.0], sigma=1.0)
    >>> round(low, 4), round(high, 4)
    (3.6141, 6.3859)
    """
    x = as_vector(x, "x")
    n = len(x)
    _check_level(level)
    if sigma is None:
        if n < 2:
            raise ValueError("x must hold at least 2 numbers where sigma is unknown")
        q = StudentT(n - 1).quantile((1 + level) / 2)
        error = q * x.std(ddof=1) / np.sqrt(n)
    elif not sigma > 0:
        raise ValueError(f"sigma must be positive, got {sigma}")
    else:
        error = Normal().quantile((1 + level) / 2) * sigma / np.sqrt(n)
    return float(x.mean() - error), float(x.mean() + error)


@system("S13.18")
def proportion_interval(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Wilson's interval of a probability, from k successes in n trials.

    All p that a z-test would not reject: `|k / n - p| <= z sqrt(p (1 - p) / n)`.
    Unlike `k/n +- z sqrt(k/n (1 - k/n) / n)` it stays in [0, 1] and is not empty
    for k = 0.

    Args:
        k: successes, from 0 to n.
        n: trials, at least 1.
        level: of confidence, between 0 and 1.

    Returns:
        Lower and upper end.

    Raises:
        ValueError: k, n or level is out of range.

    Source:
        Wilson, Probable Inference, the Law of Succession, and Statistical
        Inference (1927).

    >>> low, high = proportion_interval(8, 10)
    >>> round(low, 3), round(high, 3)
    (0.49, 0.943)
    """
    if not 0 <= k <= n or n < 1:
        raise ValueError(f"k must be from 0 to n, n at least 1; got {k} and {n}")
    _check_level(level)
    z = float(Normal().quantile((1 + level) / 2))
    centre = (k + z * z / 2) / (n + z * z)
    reach = z / (n + z * z) * np.sqrt(k * (n - k) / n + z * z / 4)
    return float(max(0.0, centre - reach)), float(min(1.0, centre + reach))


@system("S13.18")
def interval_coverage(
    n: int, n_runs: int, rng: np.random.Generator, level: float = 0.95
) -> float:
    """How often the interval of the mean holds the true mean, by simulation.

    Args:
        n: standard normal numbers in a sample, at least 2.
        n_runs: samples, at least 1.
        rng: source of chance.
        level: of confidence, between 0 and 1.

    Returns:
        Share of the samples; its standard error is `sqrt(level (1 - level) / n_runs)`.

    Raises:
        ValueError: n, n_runs or level is out of range.

    >>> interval_coverage(20, 500, np.random.default_rng(1))
    0.958
    """
    if n_runs < 1:
        raise ValueError(f"n_runs must be at least 1, got {n_runs}")
    held = 0
    for _ in range(n_runs):
        low, high = mean_interval(rng.normal(size=n), level)
        held += low <= 0 <= high
    return held / n_runs


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, got {level}")
