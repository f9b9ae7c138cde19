"""The largest eigenvalues by power iteration, one after the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.algebra.eigen import power_iteration
from engine.arrays import Array, as_matrix
from engine.system import system


@system("S19.03")
def top_eigenpairs(
    A: ArrayLike, k: int, rng: np.random.Generator
) -> tuple[Array, Array]:
    """The k largest eigenvalues, by size, one after the other.

    Deflation: `A - lambda v v^T` has the same eigenvectors as A, and 0 in the
    place of lambda; the next largest is then the largest.

    Args:
        A: symmetric, shape (d, d).
        k: how many, 1 to d.
        rng: draws where to start.

    Returns:
        Eigenvalues, shape (k,), and eigenvectors in rows, shape (k, d).

    Raises:
        ValueError: k is not 1 to d, or as `power_iteration`.

    >>> rng = np.random.default_rng(0)
    >>> top_eigenpairs([[2.0, 1.0], [1.0, 2.0]], 2, rng)[0].round(6)
    array([3., 1.])
    """
    A = as_matrix(A, "A").copy()
    if not 1 <= k <= len(A):
        raise ValueError(f"k must be 1 to {len(A)}, got {k}")
    values, vectors = np.empty(k), np.empty((k, len(A)))
    for i in range(k):
        values[i], vectors[i], _, _ = power_iteration(A, rng, 1e-12, 100_000)
        A -= values[i] * np.outer(vectors[i], vectors[i])
    return values, vectors
