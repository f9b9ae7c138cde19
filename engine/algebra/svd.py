"""Singular values: the SVD, and what it decides: rank, condition, pseudo-inverse."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.algebra.qr import qr
from engine.arrays import Array, as_matrix
from engine.system import system

EPS = float(np.finfo(float).eps)
SWEEPS = 60
"""Over all pairs of columns at most; ten are usual, since convergence is quadratic."""


def svd(A: ArrayLike) -> tuple[Array, Array, Array]:
    """`A = U diag(s) V^T`, by one-sided Jacobi rotations.

    Columns of A are turned in pairs until all are orthogonal: `A V = U diag(s)`.
    The rotation that makes columns x and y orthogonal has the tangent t with
    `t^2 + 2 zeta t - 1 = 0`, `zeta = (y.y - x.x) / 2 x.y`. Shorter than the usual
    way through a bidiagonal matrix, and slower.

    Args:
        A: finite numbers, shape (m, n); with r = min(m, n).

    Returns:
        U, shape (m, r); s, shape (r,), descending, at least 0; V^T, shape (r, n).
        The signs of a pair of singular vectors are arbitrary.

    Raises:
        ValueError: A is not such a matrix.

    Source:
        Golub and Van Loan, Matrix Computations (2013), section 8.6.

    >>> U, s, Vt = svd([[3.0, 0.0], [4.0, 5.0]])
    >>> s.round(4)  # the roots of 45 and 5
    array([6.7082, 2.2361])
    """
    A = as_matrix(A, "A")
    if A.shape[0] < A.shape[1]:
        V, s, Ut = svd(A.T)
        return Ut.T, s, V.T
    # Entries of at most 1: no square overflows.
    scale = float(np.abs(A).max()) or 1.0
    W, V = A / scale, np.eye(A.shape[1])
    # A column shorter than this is what rounding has left of a dependent one.
    noise = max(A.shape) * EPS * float(np.sqrt(np.sum(W * W)))
    for _ in range(SWEEPS):
        if not _sweep(W, V, noise):
            break
    order = np.argsort(-np.sqrt(np.sum(W * W, axis=0)), kind="stable")
    # W has orthogonal columns, so R is diagonal; where a singular value is 0,
    # Q still has a column orthogonal to the rest.
    Q, R = qr(W[:, order])
    s = np.diag(R)
    return Q * np.where(s < 0, -1.0, 1.0), scale * np.abs(s), V[:, order].T


@system("S09.12")
def matrix_rank(A: ArrayLike) -> int:
    """Number of independent rows, which is that of independent columns.

    Counted as the singular values above `max(m, n) eps s_1`: below that, rounding
    in the entries alone could have made them.

    Args:
        A: finite numbers, shape (m, n).

    Raises:
        ValueError: A is not such a matrix.

    Source:
        Golub and Van Loan, Matrix Computations (2013), section 5.4.

    >>> matrix_rank([[1.0, 2.0], [2.0, 4.0]]), matrix_rank([[1.0, 2.0], [3.0, 4.0]])
    (1, 2)
    """
    A = as_matrix(A, "A")
    return int(_meaningful(svd(A)[1], max(A.shape)).sum())


def condition_number(A: ArrayLike) -> float:
    """`s_1 / s_r`: by how much a relative error of b can grow in x of `A x = b`.

    About `log10` of it many digits are lost. 1 for an orthogonal matrix, infinite
    for a singular one.

    Args:
        A: finite numbers, shape (m, n).

    Raises:
        ValueError: A is not such a matrix.

    Source:
        Golub and Van Loan, Matrix Computations (2013), section 2.6.

    >>> round(condition_number([[1.0, 0.0], [0.0, 0.01]]), 9)
    100.0
    """
    s = svd(A)[1]
    return float(s[0] / s[-1]) if s[-1] > 0 else float("inf")


def pseudo_inverse(A: ArrayLike) -> Array:
    """`A^+ = V diag(1 / s) U^T`, over the singular values that count (`matrix_rank`).

    `A^+ b` is the least squares solution, and the shortest one if there are many.

    Args:
        A: finite numbers, shape (m, n).

    Returns:
        Shape (n, m).

    Raises:
        ValueError: A is not such a matrix.

    Source:
        Golub and Van Loan, Matrix Computations (2013), section 5.5.

    >>> pseudo_inverse([[2.0, 0.0], [0.0, 0.0]])
    array([[0.5, 0. ],
           [0. , 0. ]])
    """
    A = as_matrix(A, "A")
    U, s, Vt = svd(A)
    kept = _meaningful(s, max(A.shape))
    return np.asarray((Vt[kept].T / s[kept]) @ U[:, kept].T)


def _sweep(W: Array, V: Array, noise: float) -> bool:
    """Turn each pair of columns once, in place; whether any had to be turned."""
    turned = False
    n = W.shape[1]
    for i in range(n - 1):
        for j in range(i + 1, n):
            x, y = W[:, i], W[:, j]
            xx, yy, xy = float(x @ x), float(y @ y), float(x @ y)
            orthogonal = abs(xy) <= len(W) * EPS * np.sqrt(xx * yy)
            if orthogonal or min(xx, yy) <= noise * noise:
                continue
            zeta = (yy - xx) / (2 * xy)
            t = np.copysign(1.0, zeta) / (abs(zeta) + np.hypot(1.0, zeta))
            c = 1 / np.hypot(1.0, t)
            rotation = np.array([[c, c * t], [-c * t, c]])
            W[:, [i, j]] = W[:, [i, j]] @ rotation
            V[:, [i, j]] = V[:, [i, j]] @ rotation
            turned = True
    return turned


def _meaningful(s: Array, size: int) -> Array:
    return np.asarray(s > size * EPS * s[0])
