"""t-tests: means, where the deviation is estimated from the sample."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector, check_length
from engine.statistics.null_distributions import StudentT
from engine.statistics.p_value import p_value
from engine.system import system


@system("S13.15")
def t_test_one(
    x: ArrayLike, mu: float = 0.0, alternative: str = "two-sided"
) -> tuple[float, float, float]:
    """Is mu the mean? `t = (mean - mu) / (s / sqrt(n))`, with df = n - 1.

    For pairs, the test of the differences: `t_test_one(a - b)`.

    Args:
        x: independent and about normal, shape (n,), n >= 2, not constant.
        mu: mean under H0.
        alternative: as for `engine.statistics.p_value.p_value`.

    Returns:
        t, df and p.

    Raises:
        ValueError: x is not such a vector, or another alternative.

    Source:
        Wasserman, All of Statistics (2004), section 10.10 ("the t-test").

    >>> t, df, p = t_test_one([1.0, 2.0, 3.0], mu=2.0)
    >>> t, df, p
    (0.0, 2.0, 1.0)
    """
    x = _sample(x, "x")
    t = float((x.mean() - mu) / np.sqrt(_square_error(x)))
    return t, len(x) - 1.0, p_value(t, StudentT(len(x) - 1), alternative)


@system("S13.15")
def t_test_paired(
    a: ArrayLike, b: ArrayLike, alternative: str = "two-sided"
) -> tuple[float, float, float]:
    """Do pairs differ on average? The one-sample test of `a_i - b_i` against 0.

    What the two of a pair have in common cancels, which may leave far less noise
    than between independent groups.

    Args:
        a, b: shape (n,), n >= 2.
        alternative: as for `p_value`; greater says that a is the larger.

    Returns:
        t, df and p.

    Raises:
        ValueError: not two such vectors, equal differences, another alternative.

    >>> t, df, p = t_test_paired([3.0, 5.0, 8.0], [1.0, 4.0, 5.0])
    >>> round(t, 4), df, round(p, 4)
    (3.4641, 2.0, 0.0742)
    """
    a, b = as_vector(a, "a"), as_vector(b, "b")
    check_length(b, len(a), "b")
    return t_test_one(a - b, 0.0, alternative)


@system("S13.15")
def t_test_two(
    a: ArrayLike,
    b: ArrayLike,
    equal_variances: bool = False,
    alternative: str = "two-sided",
) -> tuple[float, float, float]:
    """Do two independent groups have one mean?

    Welch: `t = (mean a - mean b) / sqrt(v_a + v_b)` with the squared standard
    errors `v = s^2 / n`, and `df = (v_a + v_b)^2 / (v_a^2 / (n_a - 1) +
    v_b^2 / (n_b - 1))`. Student assumes one variance and pools it, with
    df = n_a + n_b - 2; where that is wrong and the sizes differ, so do his p-values.

    Args:
        a, b: shapes (n_a,) and (n_b,), at least 2 each, not both constant.
        equal_variances: Student's test in place of Welch's.
        alternative: as for `p_value`; greater says that a is the larger.

    Returns:
        t, df and p.

    Raises:
        ValueError: not two such vectors, or another alternative.

    Source:
        Welch, The Generalization of 'Student's' Problem (1947).

    >>> t, df, p = t_test_two([5.1, 4.9, 5.6, 5.8], [4.1, 4.6, 4.4, 4.9],
    ...                       equal_variances=True)
    >>> round(t, 4), df, round(p, 5)
    (3.1568, 6.0, 0.01964)
    """
    a, b = as_vector(a, "a"), as_vector(b, "b")
    n_a, n_b = len(a), len(b)
    if min(n_a, n_b) < 2 or (np.ptp(a) == 0 and np.ptp(b) == 0):
        raise ValueError(
            f"two varied groups of at least 2 are needed, got {n_a}, {n_b}"
        )
    v_a, v_b = _square_error(a), _square_error(b)
    df = (v_a + v_b) ** 2 / (v_a**2 / (n_a - 1) + v_b**2 / (n_b - 1))
    square_error = v_a + v_b
    if equal_variances:
        df = n_a + n_b - 2.0
        pooled = (v_a * n_a * (n_a - 1) + v_b * n_b * (n_b - 1)) / df
        square_error = pooled * (1 / n_a + 1 / n_b)
    t = float((a.mean() - b.mean()) / np.sqrt(square_error))
    return t, df, p_value(t, StudentT(df), alternative)


def _sample(x: ArrayLike, name: str) -> Array:
    x = as_vector(x, name)
    if len(x) < 2 or np.ptp(x) == 0:
        raise ValueError(f"{name} must hold at least 2 numbers that are not all equal")
    return x


def _square_error(x: Array) -> float:
    """Squared standard error of the mean, `s^2 / n`."""
    return float(x.var(ddof=1) / len(x))
