"""Two groupings of the same rows: do they agree, whatever the groups are called?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln

from engine.arrays import Array, Integers, as_labels
from engine.statistics.information import entropy, mutual_information
from engine.system import system

_MEANS: dict[str, Callable[[float, float], float]] = {
    "arithmetic": lambda a, b: (a + b) / 2,
    "geometric": lambda a, b: np.sqrt(a * b),
    "min": min,
    "max": max,
}


@system("S35.22")
def adjusted_rand(a: ArrayLike, b: ArrayLike) -> float:
    """Pairs of rows that both put together, beyond what chance would give.

    `(S - E) / ((S_a + S_b) / 2 - E)` with the pairs S that are together in
    both, S_a and S_b in each, and `E = S_a S_b / (n (n-1) / 2)`. The plain
    share of pairs on which both agree is high for random groups, too.

    Args:
        a: group of each row, shape (n,), the ground truth for instance.
        b: group of each row in the other, shape (n,).

    Returns:
        1 for the same groups, about 0 for random ones, and at least -1/2.

    Raises:
        ValueError: lengths differ, or there are no labels.

    Source:
        Hubert and Arabie, Comparing partitions (1985), equation 5.

    >>> round(adjusted_rand([0, 0, 1, 1], [0, 0, 1, 2]), 6)  # (1 - 1/3) / (3/2 - 1/3)
    0.571429
    """
    table = _contingency(a, b)
    both = _pairs(table).sum()
    in_a, in_b = _pairs(table.sum(axis=1)).sum(), _pairs(table.sum(axis=0)).sum()
    everything = _pairs(table.sum())
    # All apart, or all together, in both.
    if in_a == in_b and in_a in (0, everything):
        return 1.0
    expected = in_a * in_b / everything
    return float((both - expected) / ((in_a + in_b) / 2 - expected))


@system("S35.23")
def normalised_mutual_information(
    a: ArrayLike, b: ArrayLike, mean: str = "arithmetic"
) -> float:
    """`I(a; b) / mean(H(a), H(b))`: what each grouping tells of the other.

    Not corrected for chance: many small random groups share information. See
    `adjusted_mutual_information`.

    Args:
        a: group of each row, shape (n,).
        b: group of each row in the other, shape (n,).
        mean: of the entropies: "arithmetic", "geometric", "min" or "max".

    Returns:
        The share, in [0, 1]; 1 where both have one group only, 0 where one has.

    Raises:
        ValueError: lengths differ, there are no labels, or no such mean.

    Source:
        Vinh, Epps, Bailey, Information Theoretic Measures for Clusterings
        Comparison (2010), table 2.

    >>> round(normalised_mutual_information([0, 0, 1, 1], [0, 0, 1, 2]), 6)  # 1 / 1.25
    0.8
    """
    information, in_a, in_b = _information(_contingency(a, b))
    if in_a == in_b == 0:
        return 1.0
    if in_a == 0 or in_b == 0:
        return 0.0
    return float(np.clip(information / _mean(mean)(in_a, in_b), 0.0, 1.0))


@system("S35.23")
def adjusted_mutual_information(
    a: ArrayLike, b: ArrayLike, mean: str = "arithmetic"
) -> float:
    """`(I - E[I]) / (mean(H(a), H(b)) - E[I])`, so that chance scores 0.

    E[I] is the mean information over all ways of dealing the rows to groups of
    these sizes: the count in a cell is then hypergeometric.

    Args:
        a: group of each row, shape (n,).
        b: group of each row in the other, shape (n,).
        mean: of the entropies: "arithmetic", "geometric", "min" or "max".

    Returns:
        1 for the same groups, about 0 for random ones.

    Raises:
        ValueError: as `normalised_mutual_information`.

    Source:
        Vinh, Epps, Bailey, Information Theoretic Measures for Clusterings
        Comparison (2010), equation 24a for E[I].

    >>> adjusted_mutual_information([0, 0, 1, 1], [1, 1, 0, 0])
    1.0
    >>> round(adjusted_mutual_information([0, 0, 1, 1], [0, 1, 0, 1]), 6)
    -0.5
    """
    table = _contingency(a, b)
    information, in_a, in_b = _information(table)
    average = _mean(mean)(in_a, in_b)
    k_a, k_b = table.shape
    # One group in both, or every row a group in both.
    if k_a == k_b and k_a in (1, table.sum()):
        return 1.0
    if min(k_a, k_b) == 1:
        return 0.0
    expected = _expected_information(table.sum(axis=1), table.sum(axis=0))
    return float((information - expected) / (average - expected))


def _contingency(a: ArrayLike, b: ArrayLike) -> Integers:
    """Rows in group i of a and j of b, shape (k_a, k_b)."""
    a = as_labels(a, name="a")
    b = as_labels(b, len(a), "b")
    (names_a, i), (names_b, j) = (np.unique(v, return_inverse=True) for v in (a, b))
    k_a, k_b = len(names_a), len(names_b)
    return np.bincount(i * k_b + j, minlength=k_a * k_b).reshape(k_a, k_b)


def _pairs(n: Integers) -> Array:
    return np.asarray(n * (n - 1) / 2)


def _information(table: Integers) -> tuple[float, float, float]:
    """I(a; b), H(a) and H(b), in bits."""
    joint = table / table.sum()
    p, q = joint.sum(axis=1), joint.sum(axis=0)
    return mutual_information(joint), entropy(p), entropy(q)


def _mean(name: str) -> Callable[[float, float], float]:
    if name not in _MEANS:
        raise ValueError(f"mean must be one of {', '.join(_MEANS)}, got {name!r}")
    return _MEANS[name]


def _expected_information(rows: Integers, columns: Integers) -> float:
    """E[I] in bits over tables with these sums."""
    n = int(rows.sum())
    log_factorial = gammaln(np.arange(n + 1) + 1.0)
    total = 0.0
    for a in rows:
        for b in columns:
            m = np.arange(max(1, a + b - n), min(a, b) + 1)
            # The chance of m rows in the cell: C(b, m) C(n - b, a - m) / C(n, a).
            log_chance = (
                log_factorial[a] + log_factorial[b]
                + log_factorial[n - a] + log_factorial[n - b]
                - log_factorial[n] - log_factorial[m]
                - log_factorial[a - m] - log_factorial[b - m]
                - log_factorial[n - a - b + m]
            )  # fmt: skip
            total += (m / n * np.log2(n * m / (a * b)) * np.exp(log_chance)).sum()
    return total
