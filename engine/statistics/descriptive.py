"""Descriptive measures: centre, spread and shape of a sample."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_labels, as_vector
from engine.system import system


@system("S10.01")
def mean(x: ArrayLike) -> float:
    """`sum_i x_i / n`: the balance point, which one outlier can move anywhere.

    Raises:
        ValueError: x is not a vector of finite numbers.

    >>> mean([1.0, 2.0, 3.0, 4.0, 100.0])
    22.0
    """
    x = as_vector(x, "x")
    return float(x.sum() / len(x))


@system("S10.02")
def median(x: ArrayLike) -> float:
    """The middle of the sorted numbers; of an even count, the mean of the middle two.

    Half of the numbers would have to be wrong to move it beyond the right ones.

    Raises:
        ValueError: x is not a vector of finite numbers.

    >>> median([1.0, 2.0, 3.0, 4.0, 100.0]), median([4.0, 1.0])
    (3.0, 2.5)
    """
    ordered = np.sort(as_vector(x, "x"))
    n = len(ordered)
    return float((ordered[(n - 1) // 2] + ordered[n // 2]) / 2)


@system("S10.03")
def mode(x: ArrayLike) -> list[Any]:
    """Every value that occurs most often, in ascending order; there may be many.

    Args:
        x: numbers or labels, shape (n,).

    Raises:
        ValueError: x is not a vector, is empty, or holds NaN.

    >>> mode([1, 2, 2, 3, 3]), mode(["b", "a", "b"])
    ([2, 3], ['b'])
    """
    values, counts = np.unique(as_labels(x, name="x"), return_counts=True)
    most: list[Any] = values[counts == counts.max()].tolist()
    return most


@system("S10.04")
def variance(x: ArrayLike, ddof: int = 1) -> float:
    """`sum_i (x_i - mean)^2 / (n - ddof)`.

    Around the mean of the same sample the squares come out too small, on average
    by the factor `(n - 1) / n`; `ddof=1` makes the estimate unbiased. `ddof=0` is
    the variance of the numbers at hand, which NumPy computes by default; pandas
    and `statistics.variance` take n - 1.

    Args:
        x: shape (n,) with n above ddof.
        ddof: delta degrees of freedom.

    Raises:
        ValueError: x is not a vector of finite numbers, or n is not above ddof.

    Source:
        Wasserman, All of Statistics (2004), theorem 3.17.

    >>> variance([1.0, 2.0, 3.0]), variance([1.0, 2.0, 3.0], ddof=0)
    (1.0, 0.6666666666666666)
    """
    x = as_vector(x, "x")
    if not len(x) > ddof:
        raise ValueError(f"x must have more than {ddof} entries, got {len(x)}")
    return float(np.sum((x - mean(x)) ** 2) / (len(x) - ddof))


@system("S10.04")
def standard_deviation(x: ArrayLike, ddof: int = 1) -> float:
    """Root of the variance, in the units of x; slightly biased whatever ddof is.

    Raises:
        ValueError: as `variance`.

    >>> standard_deviation([1.0, 2.0, 3.0])
    1.0
    """
    return float(np.sqrt(variance(x, ddof)))


@system("S11.03")
def z_scores(x: ArrayLike, ddof: int = 0) -> Array:
    """`(x_i - mean) / standard deviation`: how many deviations from the mean.

    Mean 0 and variance 1 afterwards; the shape of the distribution stays. All 0
    where x is constant.

    Args:
        x: shape (n,).
        ddof: as for `variance`.

    Raises:
        ValueError: as `variance`.

    >>> z_scores([1.0, 3.0])
    array([-1.,  1.])
    """
    x = as_vector(x, "x")
    spread = standard_deviation(x, ddof)
    centred = x - mean(x)
    return np.asarray(centred / spread if spread > 0 else np.zeros_like(x))


def moment_shape(x: ArrayLike) -> tuple[float, float]:
    """Skewness `m_3 / m_2^1.5` and excess kurtosis `m_4 / m_2^2 - 3`.

    With the central moments `m_k = mean((x - mean)^k)`. Both are 0 for a normal
    distribution; a tail to the right makes the skewness positive. NaN where x is
    constant.

    Raises:
        ValueError: x is not a vector of finite numbers.

    >>> moment_shape([-1.0, 0.0, 1.0])
    (0.0, -1.5)
    """
    x = as_vector(x, "x")
    centred = x - mean(x)
    m2, m3, m4 = (float(np.mean(centred**k)) for k in (2, 3, 4))
    if m2 == 0:
        return float("nan"), float("nan")
    return m3 / m2**1.5, m4 / m2**2 - 3
