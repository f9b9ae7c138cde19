"""QR by Householder reflections, and least squares by QR."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.algebra.elimination import solve
from engine.arrays import Array, as_matrix, as_vector, check_length
from engine.system import system


def qr(A: ArrayLike) -> tuple[Array, Array]:
    """`A = Q R` with orthonormal columns in Q and R upper triangular.

    One reflection a column, `H = I - 2 v v^T / v^T v`, turns what lies below the
    diagonal to 0. It maps x to `-sign(x_0) |x| e_0`, on the far side, so that
    `v = x + sign(x_0) |x| e_0` is a sum and not a difference of near equals.

    Args:
        A: finite numbers, shape (m, n); with r = min(m, n).

    Returns:
        Q, shape (m, r), and R, shape (r, n), whose diagonal has either sign.

    Raises:
        ValueError: A is not such a matrix.

    Source:
        Golub and Van Loan, Matrix Computations (2013), section 5.2.2.

    >>> Q, R = qr([[3.0, 1.0], [4.0, 2.0]])
    >>> Q.round(1), R.round(1)
    (array([[-0.6, -0.8],
           [-0.8,  0.6]]), array([[-5. , -2.2],
           [ 0. ,  0.4]]))
    """
    R = as_matrix(A, "A").copy()
    m, n = R.shape
    Q = np.eye(m)
    for j in range(min(m, n)):
        x = R[j:, j]
        # Nothing to clear; a reflection would only change a sign.
        if not x[1:].any():
            continue
        v = x / np.abs(x).max()
        v[0] += np.copysign(np.sqrt(v @ v), v[0])
        v *= np.sqrt(2 / (v @ v))
        R[j:] -= np.outer(v, v @ R[j:])
        Q[:, j:] -= np.outer(Q[:, j:] @ v, v)
    r = min(m, n)
    return Q[:, :r], np.triu(R[:r])


@system("S09.11")
def least_squares(A: ArrayLike, b: ArrayLike) -> Array:
    """x that minimises `|A x - b|^2`, by `R x = Q^T b`.

    Q keeps lengths, so the condition of R is that of A; the normal equations
    have its square.

    Args:
        A: shape (m, n) with m >= n and independent columns.
        b: shape (m,).

    Returns:
        x, shape (n,).

    Raises:
        ValueError: shapes do not fit, a number is not finite, or R has a 0 on
            its diagonal: the columns are dependent.

    Source:
        Golub and Van Loan, Matrix Computations (2013), section 5.3.3.

    >>> least_squares([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]], [1.0, 3.0, 5.0]).round(9)
    array([1., 2.])
    """
    A, b = _tall(A, b)
    Q, R = qr(A)
    return solve(R, Q.T @ b)


@system("S09.11")
def solve_normal_equations(A: ArrayLike, b: ArrayLike) -> Array:
    """x that minimises `|A x - b|^2`, by `A^T A x = A^T b`.

    Setting the gradient `2 A^T (A x - b)` to 0 gives this square system. Half the
    work of `least_squares`, and twice the digits lost where A is badly
    conditioned, because the condition number of `A^T A` is that of A squared.

    Args:
        A: shape (m, n) with m >= n and independent columns.
        b: shape (m,).

    Returns:
        x, shape (n,).

    Raises:
        ValueError: shapes do not fit, a number is not finite, or a pivot is 0.

    Source:
        Golub and Van Loan, Matrix Computations (2013), section 5.3.2.

    >>> solve_normal_equations([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]], [1.0, 3.0, 5.0])
    array([1., 2.])
    """
    A, b = _tall(A, b)
    return solve(A.T @ A, A.T @ b)


def _tall(A: ArrayLike, b: ArrayLike) -> tuple[Array, Array]:
    A, b = as_matrix(A, "A"), as_vector(b, "b")
    check_length(b, len(A), "b")
    if A.shape[0] < A.shape[1]:
        raise ValueError(f"A must have at least as many rows as columns, got {A.shape}")
    return A, b
