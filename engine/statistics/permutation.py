"""Permutation tests: the null distribution made from the data."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.system import system

Statistic = Callable[[Array, Array], float]

ROUNDING = 1e-12
"""Statistics that differ by less, in units of the largest number, count as equal.

In units of the observed one it would not do: where that is 0 but for rounding, all are.
"""


def difference_of_means(a: Array, b: Array) -> float:
    """`mean(a) - mean(b)`.

    >>> difference_of_means(np.array([1.0, 3.0]), np.array([1.0]))
    1.0
    """
    return float(a.mean() - b.mean())


@system("S13.14")
def permutation_test(
    a: ArrayLike,
    b: ArrayLike,
    n_resamples: int,
    rng: np.random.Generator,
    statistic: Statistic = difference_of_means,
) -> tuple[float, float]:
    """Do two groups come from one distribution? Shuffle the labels and see.

    Under H0 every assignment of the numbers to the groups is equally likely. The
    two-sided p is the share of shuffles whose |statistic| reaches the observed
    one; that one counts among them, so `p = (1 + hits) / (1 + n_resamples)` is
    never 0 and the test keeps its level.

    Args:
        a, b: shapes (n_a,) and (n_b,).
        n_resamples: shuffles, at least 1.
        rng: source of chance.
        statistic: of the two groups, in units of their numbers; about 0 under H0.

    Returns:
        The observed statistic, and p.

    Raises:
        ValueError: not two vectors of finite numbers, or n_resamples is below 1.

    Source:
        Phipson and Smyth, Permutation P-values Should Never Be Zero (2010).

    >>> permutation_test([1.0, 1.0], [1.0], 9, np.random.default_rng(0))
    (0.0, 1.0)
    """
    a, b = as_vector(a, "a"), as_vector(b, "b")
    if n_resamples < 1:
        raise ValueError(f"n_resamples must be at least 1, got {n_resamples}")
    both, observed = np.concatenate([a, b]), statistic(a, b)
    least, hits = _least(observed, both), 0
    for _ in range(n_resamples):
        shuffled = rng.permutation(both)
        hits += abs(statistic(shuffled[: len(a)], shuffled[len(a) :])) >= least
    return observed, (1 + hits) / (1 + n_resamples)


@system("S13.14")
def permutation_exact(
    a: ArrayLike, b: ArrayLike, statistic: Statistic = difference_of_means
) -> tuple[float, float]:
    """The same test over all `C(n_a + n_b, n_a)` assignments: no chance left.

    Args:
        a, b, statistic: as for `permutation_test`; few numbers, for 20 there are
            already 184,756 assignments.

    Returns:
        The observed statistic, and p.

    Raises:
        ValueError: not two vectors of finite numbers.

    >>> permutation_exact([1.0, 2.0], [3.0, 4.0])  # 2 of 6 reach a difference of 2
    (-2.0, 0.3333333333333333)
    """
    a, b = as_vector(a, "a"), as_vector(b, "b")
    both, observed = np.concatenate([a, b]), statistic(a, b)
    least, hits = _least(observed, both), []
    for chosen in combinations(range(len(both)), len(a)):
        first = np.isin(np.arange(len(both)), chosen)
        hits.append(abs(statistic(both[first], both[~first])) >= least)
    return observed, sum(hits) / len(hits)


def _least(observed: float, numbers: Array) -> float:
    return abs(observed) - ROUNDING * float(np.abs(numbers).max())
