"""Cholesky: the square root of a positive definite matrix."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix


def cholesky(A: ArrayLike) -> Array:
    """L, lower triangular with a positive diagonal, with `A = L L^T`.

    Column by column: `L_jj = sqrt(A_jj - |L_j,:j|^2)`, and the entries below it
    follow by division. Half the work of LU and no pivots; that every root exists
    is the quickest test of positive definiteness. With z standard normal,
    `mu + L z` has covariance A.

    Args:
        A: symmetric positive definite, shape (n, n).

    Returns:
        L, shape (n, n).

    Raises:
        ValueError: A is not square, not finite, not symmetric, or not positive
            definite.

    Source:
        Golub and Van Loan, Matrix Computations (2013), section 4.2.

    >>> cholesky([[4.0, 2.0], [2.0, 10.0]])
    array([[2., 0.],
           [1., 3.]])
    """
    A = as_matrix(A, "A")
    if A.shape[0] != A.shape[1] or not np.allclose(A, A.T, rtol=1e-10, atol=0):
        raise ValueError(f"A must be symmetric, got shape {A.shape}")
    L = np.zeros_like(A)
    for j in range(len(A)):
        left = A[j:, j] - L[j:, :j] @ L[j, :j]
        if not left[0] > 0:
            raise ValueError(f"A is not positive definite: pivot {j} is {left[0]:g}")
        L[j:, j] = left / np.sqrt(left[0])
    return L
