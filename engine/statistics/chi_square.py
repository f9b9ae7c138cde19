"""Chi-square tests: counts against what was expected."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix, as_vector
from engine.statistics.gamma_beta import Gamma
from engine.statistics.p_value import p_value
from engine.system import system


@system("S13.16")
def goodness_of_fit(observed: ArrayLike, p: ArrayLike) -> tuple[float, int, float]:
    """Do counts have these probabilities? `X^2 = sum (O - E)^2 / E`, `E = n p`.

    X^2 has about a chi-square distribution with k - 1 degrees of freedom, well
    enough where every E is 5 or more.

    Args:
        observed: counts of k >= 2 classes, shape (k,).
        p: their probabilities under H0, positive, summing to 1.

    Returns:
        X^2, degrees of freedom, p-value.

    Raises:
        ValueError: counts are negative or all 0, or p are no such probabilities.

    Source:
        Wasserman, All of Statistics (2004), section 10.4.

    >>> statistic, df, p = goodness_of_fit([8, 12], [0.5, 0.5])
    >>> statistic, df, round(p, 4)
    (0.8, 1, 0.3711)
    """
    counts, p = as_vector(observed, "observed"), as_vector(p, "p")
    if (
        counts.shape != p.shape
        or len(p) < 2
        or (p <= 0).any()
        or abs(p.sum() - 1) > 1e-9
    ):
        raise ValueError(f"p must be positive, one for each count, and sum to 1: {p}")
    _check(counts)
    return _compare(counts, counts.sum() * p, len(p) - 1)


@system("S13.16")
def independence(table: ArrayLike) -> tuple[float, int, float]:
    """Are rows and columns of a table of counts independent?

    Under H0 a cell is due `E_ij = row_i column_j / n`; then `X^2 = sum (O - E)^2 / E`
    has about (rows - 1)(columns - 1) degrees of freedom. No continuity correction.

    Args:
        table: counts, shape (r, c) with r, c >= 2 and no row or column of zeros.

    Returns:
        X^2, degrees of freedom, p-value.

    Raises:
        ValueError: not such a table.

    Source:
        Wasserman, All of Statistics (2004), section 15.2.

    >>> statistic, df, p = independence([[30, 10], [20, 40]])
    >>> round(statistic, 3), df, round(p, 7)
    (16.667, 1, 4.46e-05)
    """
    counts = as_matrix(table, "table")
    _check(counts)
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    if min(counts.shape) < 2 or not (rows.all() and columns.all()):
        raise ValueError("table needs 2 rows and 2 columns or more, none of them all 0")
    df = (len(rows) - 1) * (len(columns) - 1)
    return _compare(counts, np.outer(rows, columns) / counts.sum(), df)


def _check(counts: Array) -> None:
    if (counts < 0).any() or not counts.any():
        raise ValueError("counts must be at least 0, and not all 0")


def _compare(observed: Array, expected: Array, df: int) -> tuple[float, int, float]:
    statistic = float(np.sum((observed - expected) ** 2 / expected))
    return statistic, df, p_value(statistic, Gamma(df / 2, 0.5), "greater")
