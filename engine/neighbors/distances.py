"""Distances between vectors, and between all rows of two matrices."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix, as_rows
from engine.neighbors.cosine import cosine_matrix
from engine.system import system

ORDERS = {"manhattan": 1.0, "euclidean": 2.0, "chebyshev": np.inf}
"""Names of Minkowski's distances, and their order p."""


@system("S20.02", "S29.03")
def euclidean(a: ArrayLike, b: ArrayLike) -> Array:
    """Length of the straight line: `sqrt(sum_i (a_i - b_i)^2)`.

    Args:
        a: vectors, shape (..., d).
        b: vectors, of a shape that broadcasts with a's.

    Returns:
        Distances along the last axis, shape (...).

    Raises:
        ValueError: as `minkowski`.

    >>> float(euclidean([0.0, 0.0], [3.0, 4.0]))
    5.0
    """
    return minkowski(a, b, 2.0)


@system("S20.03")
def manhattan(a: ArrayLike, b: ArrayLike) -> Array:
    """Way along the axes, as in a city of square blocks: `sum_i |a_i - b_i|`.

    Args:
        a: vectors, shape (..., d).
        b: vectors, of a shape that broadcasts with a's.

    Returns:
        Distances along the last axis, shape (...).

    Raises:
        ValueError: as `minkowski`.

    >>> float(manhattan([0.0, 0.0], [3.0, 4.0]))
    7.0
    """
    return minkowski(a, b, 1.0)


@system("S20.03")
def minkowski(a: ArrayLike, b: ArrayLike, p: float = 2.0) -> Array:
    """Distance of order p: `(sum_i |a_i - b_i|^p)^(1/p)`; `max_i` for p = inf.

    p = 1 is Manhattan's, 2 Euclid's, infinity Chebyshev's. The largest gap is
    taken out of the sum first, so that no power overflows or vanishes.

    Args:
        a: vectors, shape (..., d).
        b: vectors, of a shape that broadcasts with a's.
        p: order, at least 1: below, the triangle inequality fails.

    Returns:
        Distances along the last axis, shape (...).

    Raises:
        ValueError: p is below 1, the numbers of features differ, or there are none.

    >>> float(minkowski([0.0, 0.0], [3.0, 4.0], np.inf))
    4.0
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if not p >= 1:
        raise ValueError(f"p must be at least 1, got {p}")
    if min(a.ndim, b.ndim) == 0 or a.shape[-1] != b.shape[-1] or a.shape[-1] == 0:
        raise ValueError(f"a and b must share d features, got {a.shape} and {b.shape}")
    gap = np.abs(a - b)
    largest = gap.max(axis=-1)
    if p == np.inf:
        return np.asarray(largest)
    scale = np.where(largest > 0, largest, 1.0)
    powers = (gap / scale[..., None]) ** p
    return np.asarray(scale * powers.sum(axis=-1) ** (1 / p))


@system("S20.01")
def pairwise(X: ArrayLike, Z: ArrayLike, metric: str | float = "euclidean") -> Array:
    """Distance of each row of X to each row of Z.

    Adds up one feature at a time, so that the memory is that of the result.

    Args:
        X: rows, shape (m, d).
        Z: rows, shape (n, d).
        metric: "euclidean", "manhattan", "chebyshev", "cosine" (one minus the
            cosine), or Minkowski's order p as a number, at least 1.

    Returns:
        Distances, shape (m, n).

    Raises:
        ValueError: shapes do not fit, a value is not finite, or no such metric.

    >>> pairwise([[0.0, 0.0], [3.0, 0.0]], [[0.0, 4.0]], "manhattan")
    array([[4.],
           [7.]])
    """
    Z = as_matrix(Z, "Z")
    X = as_rows(X, Z.shape[1])
    if metric == "cosine":
        return np.asarray(1 - cosine_matrix(X, Z))
    p = ORDERS.get(metric, 0.0) if isinstance(metric, str) else metric
    if not p >= 1:
        names = ", ".join([*ORDERS, "cosine"])
        raise ValueError(f"metric must be one of {names} or p >= 1, got {metric!r}")
    total = np.zeros((len(X), len(Z)))
    for x, z in zip(X.T, Z.T, strict=True):
        gap = np.abs(x[:, None] - z)
        total = np.maximum(total, gap) if p == np.inf else total + gap**p
    return total if p == np.inf else np.asarray(total ** (1 / p))


def squared_distances(X: ArrayLike, Z: ArrayLike) -> Array:
    """Squared Euclidean distances by one product: `|x|^2 + |z|^2 - 2 x z`.

    Several times faster than differences, at a price: where two rows are much
    closer to each other than to Z's first, most digits cancel. What rounding
    makes negative is 0.

    Args:
        X: rows, shape (m, d).
        Z: rows, shape (n, d).

    Returns:
        Squared distances, shape (m, n).

    Raises:
        ValueError: shapes do not fit, or a value is not finite.

    >>> squared_distances([[0.0, 0.0]], [[3.0, 4.0], [0.0, 1.0]])
    array([[25.,  1.]])
    """
    Z = as_matrix(Z, "Z")
    X = as_rows(X, Z.shape[1])
    # Distances do not depend on the origin, and less cancels near it. A row, not
    # the mean: whole numbers stay whole, so that equal distances stay equal.
    origin = Z[0]
    x, z = X - origin, Z - origin
    squares = (-2 * x) @ z.T
    squares += np.einsum("ij,ij->i", x, x)[:, None]
    squares += np.einsum("ij,ij->i", z, z)
    return np.asarray(np.maximum(squares, 0.0, out=squares))
