"""Gaussian elimination: LU, linear systems, determinant and inverse."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers, as_matrix
from engine.system import system


@system("S09.11")
def lu(A: ArrayLike) -> tuple[Integers, Array, Array]:
    """Factors of a square matrix: `A[order] = L U`, with partial pivoting.

    L is lower triangular with ones on its diagonal and holds the multiples of a
    row that were subtracted; U is what elimination leaves. In each column the
    entry of largest absolute value becomes the pivot, so no multiple exceeds 1 in
    absolute value: that keeps rounding errors from growing. `2 n^3 / 3` operations.

    Args:
        A: shape (n, n); a singular one leaves a 0 on the diagonal of U.

    Returns:
        order, shape (n,), the rows of A as they were taken; L and U, shape (n, n).

    Raises:
        ValueError: A is not a square matrix of finite numbers.

    Source:
        Golub and Van Loan, Matrix Computations (2013), section 3.4.

    >>> order, L, U = lu([[1.0, 2.0], [4.0, 4.0]])
    >>> order, L, U
    (array([1, 0]), array([[1.  , 0.  ],
           [0.25, 1.  ]]), array([[4., 4.],
           [0., 1.]]))
    """
    order, packed, _ = _eliminate(_square(A))
    return order, np.tril(packed, -1) + np.eye(len(packed)), np.triu(packed)


@system("S09.11")
def solve(A: ArrayLike, b: ArrayLike) -> Array:
    """x with `A x = b`: elimination, then substitution forwards and backwards.

    `A[order] x = L (U x) = b[order]`: first `L y = b[order]` from the top, then
    `U x = y` from the bottom. Never by way of the inverse, which costs three times
    as much and loses digits where A is badly conditioned.

    Args:
        A: shape (n, n).
        b: one right-hand side, shape (n,), or several as columns, shape (n, m).

    Returns:
        x, of the shape of b.

    Raises:
        ValueError: shapes do not fit, a number is not finite, or a pivot is
            exactly 0: A is singular. A nearly singular A is not noticed; see
            `condition_number`.

    Source:
        Golub and Van Loan, Matrix Computations (2013), sections 3.1 and 3.4.

    >>> solve([[2.0, 1.0], [1.0, 3.0]], [3.0, 5.0])
    array([0.8, 1.4])
    """
    A = _square(A)
    b = np.asarray(b, dtype=float)
    if b.ndim not in {1, 2} or len(b) != len(A):
        raise ValueError(f"b must have {len(A)} rows, got shape {b.shape}")
    if not np.isfinite(b).all():
        raise ValueError("b must hold finite numbers")
    order, packed, _ = _eliminate(A)
    if not np.diag(packed).all():
        raise ValueError("A is singular: a pivot is 0")
    x = b[order]
    for i in range(len(x)):
        x[i] -= packed[i, :i] @ x[:i]
    for i in reversed(range(len(x))):
        x[i] = (x[i] - packed[i, i + 1 :] @ x[i + 1 :]) / packed[i, i]
    return x


@system("S09.11")
def determinant(A: ArrayLike) -> float:
    """Product of the pivots, negative where an odd number of rows was swapped.

    By how much A scales volumes; 0 where A is singular.

    Args:
        A: shape (n, n).

    Raises:
        ValueError: A is not a square matrix of finite numbers.

    Source:
        Strang, Introduction to Linear Algebra (2016), section 5.1.

    >>> determinant([[1.0, 2.0], [3.0, 4.0]])
    -2.0
    """
    _, packed, swaps = _eliminate(_square(A))
    return float((-1) ** swaps * np.diag(packed).prod())


@system("S09.11")
def inverse(A: ArrayLike) -> Array:
    """The matrix with `A A^-1 = A^-1 A = I`: A solved for each column of I.

    Needed for its entries only; to apply it to a vector, `solve` is cheaper and
    more accurate.

    Args:
        A: shape (n, n).

    Raises:
        ValueError: as `solve`.

    >>> inverse([[2.0, 1.0], [1.0, 1.0]])
    array([[ 1., -1.],
           [-1.,  2.]])
    """
    A = _square(A)
    return solve(A, np.eye(len(A)))


def _eliminate(A: Array) -> tuple[Integers, Array, int]:
    """Order of rows; L below the diagonal and U on it and above; count of swaps."""
    packed, order, swaps = A.copy(), np.arange(len(A)), 0
    for j in range(len(A)):
        best = j + int(np.abs(packed[j:, j]).argmax())
        if best != j:
            packed[[j, best]] = packed[[best, j]]
            order[[j, best]] = order[[best, j]]
            swaps += 1
        if packed[j, j] != 0:
            packed[j + 1 :, j] /= packed[j, j]
            packed[j + 1 :, j + 1 :] -= np.outer(packed[j + 1 :, j], packed[j, j + 1 :])
    return order, packed, swaps


def _square(A: ArrayLike) -> Array:
    A = as_matrix(A, "A")
    if A.shape[0] != A.shape[1]:
        raise ValueError(f"A must be square, got shape {A.shape}")
    return A
