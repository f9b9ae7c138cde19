"""Power iteration: the largest eigenvalue, by multiplying again and again."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix
from engine.system import system


@system("S19.03")
def power_iteration(
    A: ArrayLike, rng: np.random.Generator, max_iter: int = 1000, tol: float = 1e-10
) -> tuple[float, Array, bool]:
    """Eigenvalue of largest size of a symmetric A, and its unit eigenvector.

    `v <- A v / |A v|`: each step shrinks the share of the other eigenvectors by
    their `|lambda_j / lambda_1|`. So it is slow where the second is near the
    first, and finds no one direction where both are of one size.

    Args:
        A: symmetric, shape (d, d).
        rng: draws where to start.
        max_iter: steps at most.
        tol: stops when `|A v - lambda v| <= tol |lambda|`.

    Returns:
        `lambda = v^T A v`; v, whose largest entry is positive, shape (d,);
        whether it stopped by `tol`.

    Raises:
        ValueError: A is not symmetric, or a value is not finite.

    Source:
        Golub and Van Loan, Matrix Computations (2013), section 8.2.1.

    >>> rng = np.random.default_rng(0)
    >>> value, v, converged = power_iteration([[2.0, 1.0], [1.0, 2.0]], rng)
    >>> round(value, 6), v.round(6), converged
    (3.0, array([0.707107, 0.707107]), True)
    """
    A = as_matrix(A, "A")
    if A.shape[0] != A.shape[1] or not np.allclose(A, A.T, rtol=1e-9, atol=1e-12):
        raise ValueError(f"A must be symmetric, got shape {A.shape}")
    v = rng.normal(size=len(A))
    v /= np.linalg.norm(v)
    value, converged = 0.0, False
    for _ in range(max_iter):
        product = A @ v
        value = float(v @ product)
        converged = bool(np.linalg.norm(product - value * v) <= tol * abs(value))
        if converged:
            break
        v = product / np.linalg.norm(product)
    return value, v * np.sign(v[np.abs(v).argmax()]), converged


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
        values[i], vectors[i], _ = power_iteration(A, rng, 100_000, 1e-12)
        A -= values[i] * np.outer(vectors[i], vectors[i])
    return values, vectors
