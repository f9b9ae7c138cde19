"""How two variables move together: covariance, and correlation of values or ranks."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix, as_vector, check_length
from engine.system import system


@system("S13.19", "S19.02")
def covariance(X: ArrayLike, ddof: int = 1) -> Array:
    """Covariance matrix: `C_ij = sum_l (x_li - m_i)(x_lj - m_j) / (n - ddof)`.

    Variances on the diagonal. In the product of the units of two columns, so its
    size says nothing until it is divided by both deviations.

    Args:
        X: shape (n, d) with n above ddof.
        ddof: 1 for an unbiased estimate, 0 for the rows at hand.

    Returns:
        Shape (d, d), symmetric, positive semidefinite.

    Raises:
        ValueError: X is not a matrix of finite numbers, or has too few rows.

    >>> covariance([[1.0, 2.0], [3.0, 6.0]])
    array([[2., 4.],
           [4., 8.]])
    """
    X = as_matrix(X)
    if not len(X) > ddof:
        raise ValueError(f"X must have more than {ddof} rows, got {len(X)}")
    centred = X - X.mean(axis=0)
    return np.asarray(centred.T @ centred / (len(X) - ddof))


@system("S13.20")
def pearson(x: ArrayLike, y: ArrayLike) -> float:
    """Linear correlation: `r = cov(x, y) / (s_x s_y)`, from -1 to 1.

    1 exactly where y rises linearly with x. 0 means no linear trend: for y = x^2
    on [-1, 1] it is 0 although y is determined by x. Units and n cancel.

    Args:
        x, y: shape (n,), n >= 2.

    Returns:
        r; NaN where x or y is constant.

    Raises:
        ValueError: not two vectors of finite numbers, of one length, at least 2.

    >>> pearson([1.0, 2.0, 3.0], [10.0, 20.0, 30.0])
    1.0
    """
    x, y = _columns(x, y)
    a, b = x - x.mean(), y - y.mean()
    largest_a, largest_b = np.abs(a).max(), np.abs(b).max()
    if largest_a == 0 or largest_b == 0:
        return float("nan")
    # Scaled first: the squares of tiny deviations would vanish.
    a, b = a / largest_a, b / largest_b
    r = np.sum(a * b) / np.sqrt(np.sum(a * a) * np.sum(b * b))
    return float(np.clip(r, -1, 1))


@system("S13.20")
def spearman(x: ArrayLike, y: ArrayLike) -> float:
    """Rank correlation: Pearson's r of the ranks.

    1 where y rises with x in whatever way, so no monotone change of scale and no
    far outlier matters.

    Args:
        x, y: shape (n,), n >= 2.

    Returns:
        Correlation, NaN where x or y is constant.

    Raises:
        ValueError: as `pearson`.

    >>> spearman([1.0, 2.0, 3.0], [1.0, 10.0, 1000.0])
    1.0
    """
    x, y = _columns(x, y)
    return pearson(ranks(x), ranks(y))


def ranks(x: ArrayLike) -> Array:
    """Places in ascending order, from 1; equal numbers share the mean of theirs.

    Args:
        x: shape (n,).

    Returns:
        Shape (n,); their sum is `n (n + 1) / 2`.

    Raises:
        ValueError: x is not a vector of finite numbers.

    >>> ranks([30.0, 10.0, 20.0, 20.0])
    array([4. , 1. , 2.5, 2.5])
    """
    _, place, counts = np.unique(
        as_vector(x, "x"), return_inverse=True, return_counts=True
    )
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[place])


def _columns(x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    x, y = as_vector(x, "x"), as_vector(y, "y")
    check_length(y, len(x), "y")
    if len(x) < 2:
        raise ValueError(f"at least 2 pairs are needed, got {len(x)}")
    return x, y
