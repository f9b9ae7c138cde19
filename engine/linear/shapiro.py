"""The Shapiro-Wilk test of normality, in Royston's approximation."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from engine.arrays import Array, as_vector
from engine.system import system


@system("S06.12")
def shapiro_wilk(x: ArrayLike) -> tuple[float, float]:
    """`W = (sum a_i x_(i))^2 / sum (x_i - mean x)^2`: how straight is the QQ plot?

    The weights a belong to the sorted values and are made of what a normal
    sample of this size has on average; W is 1 where the values follow it
    exactly. `ln(1 - W)` is close to normal for normal data, with a mean and a
    deviation that are polynomials in ln n, and that gives p.

    Args:
        x: shape (n,), 3 <= n <= 5000, not all equal.

    Returns:
        W and p.

    Raises:
        ValueError: another n, or all values are equal.

    Source:
        Royston, Remark AS R94: A Remark on Algorithm AS 181 (1995).

    >>> W, p = shapiro_wilk([-1.0, 0.0, 1.0])
    >>> round(W, 6), round(p, 6)
    (1.0, 1.0)
    """
    x = np.sort(as_vector(x, "x"))
    n = len(x)
    if not 3 <= n <= 5000:
        raise ValueError(f"the test is for 3 to 5000 values, got {n}")
    if x[0] == x[-1]:
        raise ValueError("all values are equal; they have no shape")
    centred = x - x.mean()
    W = float((_weights(n) @ centred) ** 2 / (centred @ centred))
    return min(W, 1.0), _p_value(min(W, 1.0), n)


def _weights(n: int) -> Array:
    """Odd, of length 1, from the expected order statistics m of Blom."""
    if n == 3:
        return np.array([-(0.5**0.5), 0.0, 0.5**0.5])
    m = ndtri((np.arange(1, n + 1) - 0.375) / (n + 0.25))
    squares = float(m @ m)
    u = 1 / np.sqrt(n)
    a = np.zeros(n)
    a[-1] = np.polyval(_LAST, u) + m[-1] / np.sqrt(squares)
    ends = 1
    if n > 5:
        a[-2] = np.polyval(_NEXT, u) + m[-2] / np.sqrt(squares)
        ends = 2
    outer_m, outer_a = m[-ends:], a[-ends:]
    inside = slice(ends, n - ends)
    # The inner weights are proportional to m and make the length 1.
    rest = (squares - 2 * outer_m @ outer_m) / (1 - 2 * outer_a @ outer_a)
    a[inside] = m[inside] / np.sqrt(rest)
    a[:ends] = -a[: -ends - 1 : -1]
    return a


def _p_value(W: float, n: int) -> float:
    if n == 3:
        angle = np.arcsin(np.sqrt(W)) - np.arcsin(np.sqrt(0.75))
        return float(max(6 / np.pi * angle, 0.0))
    if W == 1:
        return 1.0
    value = np.log(1 - W)
    if n <= 11:
        gamma = 0.459 * n - 2.273
        if value >= gamma:
            return 0.0
        value = -np.log(gamma - value)
        mean = np.polyval(_SMALL_MEAN, n)
        deviation = np.exp(np.polyval(_SMALL_DEVIATION, n))
    else:
        mean = np.polyval(_LARGE_MEAN, np.log(n))
        deviation = np.exp(np.polyval(_LARGE_DEVIATION, np.log(n)))
    return float(ndtr(-(value - mean) / deviation))


# Royston's polynomials, highest power first.
_LAST = [-2.706056, 4.434685, -2.071190, -0.147981, 0.221157, 0.0]
_NEXT = [-3.582633, 5.682633, -1.752461, -0.293762, 0.042981, 0.0]
_SMALL_MEAN = [-0.0006714, 0.025054, -0.39978, 0.5440]
_SMALL_DEVIATION = [-0.0020322, 0.062767, -0.77857, 1.3822]
_LARGE_MEAN = [0.0038915, -0.083751, -0.31082, -1.5861]
_LARGE_DEVIATION = [0.0030302, -0.082676, -0.4803]
