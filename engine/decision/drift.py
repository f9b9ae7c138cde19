"""Whether the data of today still look like those a model was trained on."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import kolmogorov

from engine.arrays import as_vector
from engine.system import system


@system("S03.12")
def population_stability(
    expected: ArrayLike, actual: ArrayLike, bins: int = 10
) -> float:
    """PSI, `sum_i (a_i - e_i) ln(a_i / e_i)`, over bins of equal share in `expected`.

    Symmetric in the shares a and e: `KL(a|e) + KL(e|a)`. Custom reads below 0.1
    as stable and above 0.25 as shifted; both are habits, not tests, and two samples
    of n rows of one distribution have about `2 (bins - 1) / n`.

    Args:
        expected: reference values, shape (n,).
        actual: values of today, shape (m,); beyond the range of the reference
            they count in the outer bins.
        bins: at least 2; ties may leave fewer. An empty bin counts half a row,
            without which the logarithm would be infinite.

    Raises:
        ValueError: fewer than two bins, or a value is not finite.

    >>> same, shifted = np.arange(100), np.arange(100) + 25
    >>> population_stability(same, same), population_stability(same, shifted) > 0.25
    (0.0, True)
    """
    expected, actual = as_vector(expected, "expected"), as_vector(actual, "actual")
    if bins < 2:
        raise ValueError(f"bins must be at least 2, got {bins}")
    # Edges that are values themselves: rounding parts no bin from its twin.
    levels = np.arange(1, bins) / bins
    inner = np.unique(np.quantile(expected, levels, method="inverted_cdf"))
    shares = []
    for values in (expected, actual):
        place = np.searchsorted(inner, values, side="left")
        counts = np.bincount(place, minlength=len(inner) + 1)
        shares.append(np.maximum(counts, 0.5) / len(values))
    e, a = shares
    return float(((a - e) * np.log(a / e)).sum())


@system("S03.12")
def ks_test(a: ArrayLike, b: ArrayLike) -> tuple[float, float]:
    """Kolmogorov-Smirnov: the largest gap between two samples' distributions.

    `D = max_x |F_a(x) - F_b(x)|`; its p-value is that of Kolmogorov's distribution
    at `D sqrt(n m / (n + m))`, right for large samples of continuous values, too
    cautious for small ones or ties. As a monitor: raise an alarm where p is below
    alpha, and expect a false one in a share alpha of all looks.

    Args:
        a: values, shape (n,).
        b: values, shape (m,).

    Returns:
        D and p.

    Raises:
        ValueError: a value is not finite.

    >>> ks_test([1.0, 2.0], [3.0, 4.0])[0]
    1.0
    """
    a, b = np.sort(as_vector(a, "a")), np.sort(as_vector(b, "b"))
    every = np.concatenate([a, b])
    below_a = np.searchsorted(a, every, side="right") / len(a)
    below_b = np.searchsorted(b, every, side="right") / len(b)
    D = float(np.abs(below_a - below_b).max())
    return D, float(kolmogorov(D * np.sqrt(len(a) * len(b) / len(every))))
