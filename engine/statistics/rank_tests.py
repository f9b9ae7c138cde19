"""Tests without a normal distribution: Mann-Whitney and Kolmogorov-Smirnov."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.statistics.continuous import Normal
from engine.statistics.correlation import ranks
from engine.statistics.distribution import Distribution


def mann_whitney(
    a: ArrayLike, b: ArrayLike, exact: bool = False
) -> tuple[float, float]:
    """Does one of two groups tend to larger numbers?

    U counts the pairs with `a_i > b_j`, ties half: `U = R_a - n_a (n_a + 1) / 2`
    with the sum R_a of a's ranks. `U / n_a n_b` estimates `P(a > b) + P(a = b) / 2`,
    the area under a ROC curve. Under H0 its mean is `n_a n_b / 2` and its variance
    `n_a n_b / 12 (n + 1 - sum (t^3 - t) / n (n - 1))`, t the sizes of ties.

    Args:
        a, b: shapes (n_a,) and (n_b,), not all numbers equal.
        exact: count all orders in place of a normal with continuity correction;
            without ties only.

    Returns:
        U of a, and the two-sided p.

    Raises:
        ValueError: not two vectors of finite numbers, all are equal, or ties
            where exact.

    Source:
        Mann and Whitney, On a Test of Whether one of Two Random Variables is
        Stochastically Larger than the Other (1947).

    >>> mann_whitney([1.0, 2.0], [3.0, 4.0], exact=True)  # 2 of 6 orders
    (0.0, 0.3333333333333333)
    """
    a, b = as_vector(a, "a"), as_vector(b, "b")
    both = np.concatenate([a, b])
    n_a, n_b, n = len(a), len(b), len(both)
    ties = np.unique(both, return_counts=True)[1]
    if len(ties) == 1:
        raise ValueError("all numbers are equal; there is nothing to compare")
    U = float(ranks(both)[:n_a].sum() - n_a * (n_a + 1) / 2)
    far = max(U, n_a * n_b - U)
    if exact:
        if len(ties) < n:
            raise ValueError("exact p-values are for numbers without ties")
        ways = _orders(n_a, n_b)
        p = 2 * ways[int(far) :].sum() / ways.sum()
    else:
        variance = n_a * n_b / 12 * (n + 1 - np.sum(ties**3 - ties) / (n * (n - 1)))
        # U moves in steps of 1, so half a step is taken off.
        z = (far - n_a * n_b / 2 - 0.5) / np.sqrt(variance)
        p = 2 * float(Normal().survival(z))
    return U, float(min(p, 1.0))


def ks_one(x: ArrayLike, null: Distribution) -> tuple[float, float]:
    """Do numbers come from this distribution? The largest gap between two cdfs.

    `D = max_x |F_n(x) - F(x)|`, where F_n jumps by 1 / n at each number, so both
    ends of each jump are looked at. `p = P(K > sqrt(n) D)` with Kolmogorov's
    limit, `2 sum_j (-1)^(j - 1) exp(-2 j^2 t^2)`: close from n = 50 on. Where the
    parameters were fitted to the same numbers, p is far too large.

    Args:
        x: shape (n,).
        null: a continuous distribution.

    Returns:
        D and p.

    Raises:
        ValueError: x is not a vector of finite numbers.

    Source:
        Press et al., Numerical Recipes (2007), section 14.3.3.

    >>> D, p = ks_one([-0.5, 0.5], Normal())
    >>> round(D, 4), round(p, 3)
    (0.3085, 0.991)
    """
    x = np.sort(as_vector(x, "x"))
    n = len(x)
    F, steps = null.cdf(x), np.arange(n + 1) / n
    D = float(max((steps[1:] - F).max(), (F - steps[:-1]).max()))
    return D, _kolmogorov(np.sqrt(n) * D)


def ks_two(a: ArrayLike, b: ArrayLike) -> tuple[float, float]:
    """Do two samples have one distribution? The largest gap between their cdfs.

    `D = max_x |F_a(x) - F_b(x)|`, with the p of `ks_one` for
    `n = n_a n_b / (n_a + n_b)`.

    Args:
        a, b: shapes (n_a,) and (n_b,).

    Returns:
        D and p.

    Raises:
        ValueError: not two vectors of finite numbers.

    Source:
        Press et al., Numerical Recipes (2007), section 14.3.3.

    >>> ks_two([1.0, 2.0], [3.0, 4.0])[0], ks_two([1.0, 2.0], [2.0, 1.0])
    (1.0, (0.0, 1.0))
    """
    a, b = np.sort(as_vector(a, "a")), np.sort(as_vector(b, "b"))
    everywhere = np.concatenate([a, b])
    F_a, F_b = (np.searchsorted(s, everywhere, side="right") / len(s) for s in (a, b))
    D = float(np.abs(F_a - F_b).max())
    return D, _kolmogorov(np.sqrt(len(a) * len(b) / len(everywhere)) * D)


def _orders(n_a: int, n_b: int) -> Array:
    """In how many of all orders of a's and b's there are u pairs with a above b.

    The coefficients of `prod_i (1 - q^(n_b + i)) / (1 - q^i)`, i from 1 to n_a.
    """
    ways = np.zeros(n_a * n_b + 1)
    ways[0] = 1.0
    for i in range(1, n_a + 1):
        ways[n_b + i :] -= ways[: -(n_b + i)].copy()
        for u in range(i, len(ways)):
            ways[u] += ways[u - i]
    return ways


def _kolmogorov(t: float) -> float:
    """`P(K > t)` of Kolmogorov's distribution."""
    if t < 0.2:  # where 1 - p is below 1e-12, and the series needs many terms
        return 1.0
    j = np.arange(1, 30)
    p = 2 * np.sum((-1.0) ** (j - 1) * np.exp(-2 * (j * t) ** 2))
    return float(np.clip(p, 0.0, 1.0))
