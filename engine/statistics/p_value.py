"""From a statistic to a p-value; the tests whose null distribution is normal."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import as_vector
from engine.statistics.continuous import Normal
from engine.statistics.distribution import Distribution
from engine.system import system


@system("S13.14")
def p_value(
    statistic: float, null: Distribution, alternative: str = "two-sided"
) -> float:
    """Probability, if H0 holds, of a statistic at least as extreme as this one.

    Not the probability of the data, which is tiny whatever happens, and not that
    of H0. H0 is rejected where it is at most alpha; then a true H0 is rejected
    with probability alpha. A large p-value is no proof of H0.

    Args:
        statistic: what was observed.
        null: its continuous distribution under H0.
        alternative: greater (right tail), less (left tail), or two-sided (twice
            the smaller of the two).

    Raises:
        ValueError: another alternative.

    Source:
        Wasserman, All of Statistics (2004), definition 10.11 and theorem 10.12.

    >>> round(p_value(1.959963984540054, Normal()), 6)
    0.05
    """
    right, left = float(null.survival(statistic)), float(null.cdf(statistic))
    match alternative:
        case "greater":
            return right
        case "less":
            return left
        case "two-sided":
            return 2 * min(left, right)
    raise ValueError(
        f"alternative must be greater, less or two-sided, got {alternative}"
    )


@system("S13.14")
def z_test(
    x: ArrayLike, mu: float, sigma: float, alternative: str = "two-sided"
) -> tuple[float, float]:
    """Is mu the mean, where the deviation is known? `z = (mean - mu) sqrt(n) / sigma`.

    Args:
        x: independent numbers, shape (n,).
        mu: mean under H0.
        sigma: standard deviation of one number, known, positive.
        alternative: as for `p_value`.

    Returns:
        z and p.

    Raises:
        ValueError: x is not a vector of finite numbers, sigma is not positive, or
            another alternative.

    >>> z, p = z_test([1.0, 3.0, 2.0, 2.0], mu=1.0, sigma=1.0)
    >>> z, round(p, 4)
    (2.0, 0.0455)
    """
    x = as_vector(x, "x")
    if not sigma > 0:
        raise ValueError(f"sigma must be positive, got {sigma}")
    z = float((x.mean() - mu) * np.sqrt(len(x)) / sigma)
    return z, p_value(z, Normal(), alternative)
