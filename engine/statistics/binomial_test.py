"""The exact test of a proportion."""

from __future__ import annotations

import numpy as np

from engine.statistics.discrete import Binomial
from engine.system import system


@system("S11.09")
def binomial_test(
    k: int, n: int, p: float = 0.5, alternative: str = "two-sided"
) -> float:
    """Is p the probability of success, given k successes in n trials?

    One-sided: `P(K >= k)` or `P(K <= k)`. Two-sided: the sum of the probabilities
    of all counts that are no more likely than k. The probability of k itself is no
    p-value: for 8 heads of 10 it is 0.044, the one-sided p is 0.055, and the
    two-sided 0.109.

    Args:
        k: successes, from 0 to n.
        n: trials, at least 1.
        p: probability of success under H0.
        alternative: two-sided, greater or less.

    Returns:
        The p-value.

    Raises:
        ValueError: k or p is out of range, or another alternative.

    >>> round(binomial_test(8, 10), 4), round(binomial_test(8, 10, 0.5, "greater"), 4)
    (0.1094, 0.0547)
    """
    if not 0 <= k <= n or n < 1:
        raise ValueError(f"k must be from 0 to n, n at least 1; got {k} and {n}")
    null = Binomial(n, p)
    match alternative:
        case "greater":
            return float(null.survival(k - 1))
        case "less":
            return float(null.cdf(k))
        case "two-sided":
            likelihood = null.density(np.arange(n + 1))
            # Counts as likely as k may differ from it by rounding.
            extreme = likelihood <= likelihood[k] * (1 + 1e-7)
            return float(min(1.0, likelihood[extreme].sum()))
    raise ValueError(
        f"alternative must be greater, less or two-sided, got {alternative}"
    )
