"""One-way analysis of variance."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import as_vector
from engine.statistics.null_distributions import FisherF
from engine.statistics.p_value import p_value
from engine.system import system


@system("S13.17")
def anova(*groups: ArrayLike) -> tuple[float, tuple[int, int], float]:
    """Do k groups have one mean? `F = (between / (k - 1)) / (within / (n - k))`.

    `between = sum_g n_g (mean_g - mean)^2` and `within = sum_g sum_i (x_gi -
    mean_g)^2`. With one mean and one variance for all, both quotients estimate
    that variance. For two groups F is the square of Student's t.

    Args:
        groups: numbers of each, at least two groups, n > k.

    Returns:
        F, its two degrees of freedom, and p. F is infinite and p is 0 where no
        group varies within.

    Raises:
        ValueError: fewer than two groups, no more numbers than groups, or all
            numbers are equal.

    >>> F, df, p = anova([1.0, 2.0, 3.0], [2.0, 3.0, 4.0], [5.0, 6.0, 7.0])
    >>> round(F, 9), df, round(p, 5)
    (13.0, (2, 6), 0.00659)
    """
    samples = [as_vector(g, f"groups[{i}]") for i, g in enumerate(groups)]
    k, n = len(samples), sum(map(len, samples))
    if k < 2 or n <= k:
        raise ValueError(f"2 groups and more numbers than groups; got {k} and {n}")
    everything = np.concatenate(samples)
    if np.ptp(everything) == 0:
        raise ValueError("all numbers are equal; there is nothing to compare")
    grand = everything.mean()
    between = sum(len(x) * float(x.mean() - grand) ** 2 for x in samples)
    within = sum(float(np.sum((x - x.mean()) ** 2)) for x in samples)
    df = (k - 1, n - k)
    if within == 0:
        return float("inf"), df, 0.0
    F = (between / df[0]) / (within / df[1])
    return F, df, p_value(F, FisherF(*df), "greater")
