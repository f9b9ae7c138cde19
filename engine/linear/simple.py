"""The least-squares line through points, in closed form."""

from __future__ import annotations

from numpy.typing import ArrayLike

from engine.arrays import as_vector, check_length
from engine.system import system


@system("S14.01")
def simple_regression(x: ArrayLike, y: ArrayLike) -> tuple[float, float]:
    """Slope and intercept of `y = w x + b` with the least squared error.

    `w = sum (x - mean x)(y - mean y) / sum (x - mean x)^2`, `b = mean y - w mean x`:
    covariance over variance, and a line through the point of means.

    Args:
        x: shape (n,), not all equal.
        y: shape (n,).

    Returns:
        w and b.

    Raises:
        ValueError: lengths differ, a value is not finite, or x is constant.

    Source:
        Hastie, Tibshirani, Friedman, The Elements of Statistical Learning
        (2009), section 3.2.3.

    >>> simple_regression([1, 2, 3, 4, 5], [1, 4, 9, 16, 25])
    (6.0, -7.0)
    """
    x, y = as_vector(x, "x"), as_vector(y, "y")
    check_length(y, len(x), "y")
    dx = x - x.mean()
    if not dx.any():
        raise ValueError("every x is the same; a line needs two places")
    w = float(dx @ (y - y.mean()) / (dx @ dx))
    return w, float(y.mean() - w * x.mean())
