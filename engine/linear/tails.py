"""Probabilities beyond a value: Student's t, Fisher's F, chi-squared.

Through the incomplete beta and gamma functions, on which all three rest.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, betaincinv, gammaincc

from engine.arrays import Array


def t_tails(t: ArrayLike, df: float) -> Array:
    """`P(|T| >= |t|)` for Student's t with df degrees of freedom.

    `I_x(df / 2, 1 / 2)` with `x = df / (df + t^2)`, I being the regularised
    incomplete beta function.

    Args:
        t: values, any shape.
        df: degrees of freedom, positive.

    Returns:
        Two-sided p-values, the shape of t.

    Source:
        Abramowitz and Stegun, Handbook of Mathematical Functions (1964),
        equation 26.7.1.

    >>> t_tails([0.0, 1.0], df=1)
    array([1. , 0.5])
    """
    t = np.asarray(t, dtype=float)
    return np.asarray(betainc(df / 2, 0.5, df / (df + t**2)))


def t_bound(level: float, df: float) -> float:
    """The t with `P(|T| <= t) = level`: half the width of an interval.

    Args:
        level: between 0 and 1, such as 0.95.
        df: degrees of freedom, positive.

    Returns:
        The bound, positive; 1.96 for 0.95 and very many degrees.

    Raises:
        ValueError: level is not between 0 and 1.

    >>> round(t_bound(0.95, df=10), 4)
    2.2281
    """
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, got {level}")
    x = betaincinv(df / 2, 0.5, 1 - level)
    return float(np.sqrt(df * (1 - x) / x))


def f_tail(f: float, df1: float, df2: float) -> float:
    """`P(F >= f)` for Fisher's F: `I_x(df2 / 2, df1 / 2)`, `x = df2 / (df2 + df1 f)`.

    Args:
        f: value, at least 0.
        df1: degrees of freedom of the numerator.
        df2: of the denominator.

    Returns:
        The p-value.

    Source:
        Abramowitz and Stegun, Handbook of Mathematical Functions (1964),
        equation 26.6.2.

    >>> round(f_tail(1.0, 4, 4), 6)
    0.5
    """
    return float(betainc(df2 / 2, df1 / 2, df2 / (df2 + df1 * f)))


def chi2_tail(x: float, df: float) -> float:
    """`P(X >= x)` for chi-squared: the upper incomplete gamma function.

    Args:
        x: value, at least 0.
        df: degrees of freedom, positive.

    Returns:
        The p-value.

    >>> round(chi2_tail(2 * np.log(2), df=2), 6)  # exp(-x / 2)
    0.5
    """
    return float(gammaincc(df / 2, x / 2))
