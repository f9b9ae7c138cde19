"""The cosine of the angle between two vectors: likeness without length."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix, as_rows
from engine.system import system


@system("S29.02")
def row_dot(a: ArrayLike, b: ArrayLike) -> Array:
    """Dot product `sum_i a_i b_i = |a| |b| cos(angle)` along the last axis.

    Args:
        a: vectors, shape (..., d).
        b: vectors, of a shape that broadcasts with a's.

    Returns:
        Products, shape (...).

    Raises:
        ValueError: the numbers of features differ, or there are none.

    >>> float(row_dot([1.0, 2.0, 3.0], [4.0, 5.0, 6.0]))
    32.0
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if min(a.ndim, b.ndim) == 0 or a.shape[-1] != b.shape[-1] or a.shape[-1] == 0:
        raise ValueError(f"a and b must share d features, got {a.shape} and {b.shape}")
    return np.asarray((a * b).sum(axis=-1))


@system("S29.02")
def norm(a: ArrayLike) -> Array:
    """Euclidean length `sqrt(sum_i a_i^2)` along the last axis.

    The largest entry is taken out of the root, so that no square overflows.

    Args:
        a: vectors, shape (..., d).

    Returns:
        Lengths, shape (...).

    Raises:
        ValueError: a is a single number, or has no features.

    >>> float(norm([3.0, 4.0]))
    5.0
    """
    scale = _scale(np.asarray(a, dtype=float))
    scaled = np.asarray(a) / scale[..., None]
    return np.asarray(scale * np.sqrt(row_dot(scaled, scaled)))


@system("S29.01", "S29.07")
def cosine_similarity(a: ArrayLike, b: ArrayLike) -> Array:
    """Cosine of the angle between a and b: `<a, b> / (|a| |b|)`.

    1 for one direction, 0 for a right angle, -1 for opposite directions. A zero
    vector has no direction; its cosine with anything is defined here as 0.

    Args:
        a: vectors, shape (..., d).
        b: vectors, of a shape that broadcasts with a's.

    Returns:
        Cosines in [-1, 1] along the last axis, shape (...).

    Raises:
        ValueError: the numbers of features differ, or there are none.

    >>> float(cosine_similarity([1, 2, 3], [4, 5, 6]).round(6))
    0.974632
    """
    return np.asarray(row_dot(_unit(a), _unit(b)).clip(-1.0, 1.0))


@system("S29.01")
def cosine_matrix(X: ArrayLike, Z: ArrayLike) -> Array:
    """Cosine of each row of X with each row of Z: unit rows, one matrix product.

    Args:
        X: rows, shape (m, d).
        Z: rows, shape (n, d).

    Returns:
        Cosines in [-1, 1], shape (m, n); 0 for a row of zeros.

    Raises:
        ValueError: shapes do not fit, or a value is not finite.

    >>> cosine_matrix([[1.0, 0.0]], [[2.0, 0.0], [0.0, 3.0], [-1.0, 0.0]])
    array([[ 1.,  0., -1.]])
    """
    Z = as_matrix(Z, "Z")
    X = as_rows(X, Z.shape[1])
    return np.asarray((_unit(X) @ _unit(Z).T).clip(-1.0, 1.0))


def _unit(a: ArrayLike) -> Array:
    """Vectors of length 1; a zero vector stays."""
    a = np.asarray(a, dtype=float)
    a = a / _scale(a)[..., None]
    length = norm(a)
    return np.asarray(a / np.where(length > 0, length, 1.0)[..., None])


def _scale(a: Array) -> Array:
    """The largest size of an entry; 1 where all are 0."""
    if a.ndim == 0 or a.shape[-1] == 0:
        raise ValueError(f"a vector must have shape (..., d), got {a.shape}")
    largest = np.abs(a).max(axis=-1)
    return np.asarray(np.where(largest > 0, largest, 1.0))
