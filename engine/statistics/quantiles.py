"""Quantiles by every method in use; quartiles, and the outliers they flag."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.system import system

PLOTTING = {
    "weibull": (0.0, 0.0),
    "hazen": (0.5, 0.5),
    "linear": (1.0, 1.0),
    "median_unbiased": (1 / 3, 1 / 3),
    "normal_unbiased": (3 / 8, 3 / 8),
    "interpolated_inverted_cdf": (0.0, 1.0),
}
"""Method -> (a, b): between which two of the sorted numbers a quantile lies."""


@system("S10.05")
def quantile(x: ArrayLike, q: ArrayLike, method: str = "linear") -> Array:
    """The number below which a share q of the sample lies.

    There are many answers, as a sample has gaps. With the sorted numbers x_1 ...
    x_n, a method (a, b) looks at the place `h = q (n + 1 - a - b) + a`, between 1
    and n, and interpolates between the two numbers around it. NumPy's, R's and
    Excel's default is `linear`; `median_unbiased` is the choice that Hyndman and
    Fan recommend. `inverted_cdf` takes the smallest x_i with `i / n >= q`.

    Args:
        x: shape (n,).
        q: shares in [0, 1], any shape.
        method: a name in `PLOTTING`, or inverted_cdf; names as in NumPy.

    Returns:
        Quantiles, of the shape of q.

    Raises:
        ValueError: x is not a vector of finite numbers, q is outside [0, 1], or
            an unknown method.

    Source:
        Hyndman and Fan, Sample Quantiles in Statistical Packages (1996), table 1.

    >>> x = [1.0, 2.0, 2.0, 3.0, 4.0, 7.0, 9.0, 100.0]
    >>> quantile(x, [0.25, 0.5, 0.75])
    array([2. , 3.5, 7.5])
    >>> quantile(x, [0.25, 0.5, 0.75], "weibull")
    array([2. , 3.5, 8.5])
    """
    ordered = np.sort(as_vector(x, "x"))
    q = np.asarray(q, dtype=float)
    n = len(ordered)
    if not ((q >= 0) & (q <= 1)).all():
        raise ValueError(f"q must be in [0, 1], got {q}")
    if method == "inverted_cdf":
        # The product n q may exceed a whole number by rounding alone.
        rank = np.ceil(np.round(n * q, 9)).astype(int)
        return np.asarray(ordered[np.maximum(rank, 1) - 1])
    if method not in PLOTTING:
        raise ValueError(
            f"method must be inverted_cdf or in {list(PLOTTING)}, got {method}"
        )
    a, b = PLOTTING[method]
    place = np.clip(q * (n + 1 - a - b) + a, 1, n)
    below = np.clip(place.astype(int), 1, max(n - 1, 1))
    left, right = ordered[below - 1], ordered[np.minimum(below, n - 1)]
    return np.asarray(left + (place - below) * (right - left))


@system("S10.05")
def spread(x: ArrayLike, method: str = "linear") -> dict[str, float]:
    """Range, quartiles and the distance between the outer two.

    The range rests on the two most extreme numbers, the least robust choice there
    is; the interquartile range ignores the outer quarter on either side.

    Args:
        x: shape (n,).
        method: of `quantile`.

    Returns:
        `range`, `q1`, `q2`, `q3`, `iqr`.

    Raises:
        ValueError: as `quantile`.

    >>> found = spread([1.0, 2.0, 2.0, 3.0, 4.0, 7.0, 9.0, 100.0])
    >>> found["range"], found["q1"], found["q3"], found["iqr"]
    (99.0, 2.0, 7.5, 5.5)
    """
    low, q1, q2, q3, high = (float(v) for v in quantile(x, [0, 0.25, 0.5, 0.75, 1],
                                                        method))  # fmt: skip
    return {"range": high - low, "q1": q1, "q2": q2, "q3": q3, "iqr": q3 - q1}


@system("S10.05")
def outliers(x: ArrayLike, fence: float = 1.5, method: str = "linear") -> Array:
    """Tukey's rule: numbers beyond `q1 - fence iqr` or `q3 + fence iqr`.

    Of a normal sample it flags 0.7 %, so a flag is a question and no verdict.

    Args:
        x: shape (n,).
        fence: how many interquartile ranges, at least 0.
        method: of `quantile`.

    Returns:
        Those numbers, in the order of x.

    Raises:
        ValueError: as `quantile`, or a negative fence.

    Source:
        Tukey, Exploratory Data Analysis (1977), chapter 2.

    >>> outliers([1.0, 2.0, 2.0, 3.0, 4.0, 7.0, 9.0, 100.0])
    array([100.])
    """
    if not fence >= 0:
        raise ValueError(f"fence must be at least 0, got {fence}")
    x, found = as_vector(x, "x"), spread(x, method)
    reach = fence * found["iqr"]
    return x[(x < found["q1"] - reach) | (x > found["q3"] + reach)]
