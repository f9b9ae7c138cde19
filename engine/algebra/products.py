"""Products of vectors and matrices; transpose and identity."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix, as_vector, check_length
from engine.system import system


@system("S09.03")
def dot(a: ArrayLike, b: ArrayLike) -> float:
    """Dot product `sum_i a_i b_i = |a| |b| cos(angle)`.

    A weighted sum of a with the weights b; 0 where the vectors are orthogonal.

    Args:
        a, b: vectors of finite numbers, shape (n,).

    Raises:
        ValueError: not two vectors of one length.

    >>> dot([1.0, 2.0, 3.0], [4.0, 5.0, 6.0])
    32.0
    """
    a, b = as_vector(a, "a"), as_vector(b, "b")
    check_length(b, len(a), "b")
    return float(np.sum(a * b))


@system("S09.03")
def project(a: ArrayLike, b: ArrayLike) -> Array:
    """Projection of a onto the line through b: `(a . b / b . b) b`.

    The point of that line nearest to a; what remains is orthogonal to b.

    Args:
        a, b: vectors of finite numbers, shape (n,); b is not 0.

    Raises:
        ValueError: not two vectors of one length, or b is 0.

    Source:
        Strang, Introduction to Linear Algebra (2016), section 4.2.

    >>> project([2.0, 3.0], [5.0, 0.0])
    array([2., 0.])
    """
    b = as_vector(b, "b")
    if not b.any():
        raise ValueError("b is 0, which has no direction to project on")
    # Scaled first, so that b . b neither overflows nor vanishes.
    direction = b / np.abs(b).max()
    share = dot(a, direction) / dot(direction, direction)
    return np.asarray(share * direction)


@system("S09.02", "S27.03")
def matmul(A: ArrayLike, B: ArrayLike) -> Array:
    """Matrix product by its definition: `C_ij = sum_l A_il B_lj`, three loops.

    Entry (i, j) is the dot product of row i of A with column j of B, 2 n d k
    operations in all. This is the lesson; `A @ B` does the same in compiled code
    (`engine.algebra.vectorised.compare` measures how much faster). The order
    matters: `B A` is another matrix, if it exists at all.

    Args:
        A: shape (n, d).
        B: shape (d, k).

    Returns:
        C, shape (n, k).

    Raises:
        ValueError: not two matrices whose inner sizes agree.

    Source:
        Golub and Van Loan, Matrix Computations (2013), section 1.1.

    >>> matmul([[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]])
    array([[19., 22.],
           [43., 50.]])
    """
    A, B = as_matrix(A, "A"), as_matrix(B, "B")
    (n, d), (rows, k) = A.shape, B.shape
    if d != rows:
        raise ValueError(f"A has {d} columns, B has {rows} rows; they must agree")
    C = np.zeros((n, k))
    for i in range(n):
        for j in range(k):
            for inner in range(d):
                C[i, j] += A[i, inner] * B[inner, j]
    return C


@system("S09.10")
def hadamard(A: ArrayLike, B: ArrayLike) -> Array:
    """Elementwise product `C_ij = A_ij B_ij`, of two arrays of one shape.

    Gates scale by it (LSTM, GRU), and a gradient passes an activation by it:
    `dL/dZ = dL/dA * f'(Z)`.

    Args:
        A, B: numbers of one shape, of any rank; nothing is broadcast.

    Raises:
        ValueError: the shapes differ.

    >>> hadamard([[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]])
    array([[ 5., 12.],
           [21., 32.]])
    """
    A, B = np.asarray(A, dtype=float), np.asarray(B, dtype=float)
    if A.shape != B.shape:
        raise ValueError(f"A and B must have one shape, got {A.shape} and {B.shape}")
    return np.asarray(A * B)


@system("S09.06")
def transpose(A: ArrayLike) -> Array:
    """Rows become columns: `(A^T)_ij = A_ji`, so that `(A B)^T = B^T A^T`.

    A vector has one axis and nothing to swap; it is refused here, where NumPy
    returns it as it is. As a column it is a matrix of shape (n, 1).

    Args:
        A: shape (n, d).

    Returns:
        A copy, shape (d, n).

    Raises:
        ValueError: A is not a matrix of finite numbers.

    >>> transpose([[1.0, 2.0], [3.0, 4.0]])
    array([[1., 3.],
           [2., 4.]])
    """
    A = as_matrix(A, "A")
    n, d = A.shape
    turned = np.empty((d, n))
    for i, row in enumerate(A):
        turned[:, i] = row
    return turned


@system("S09.07")
def identity_matrix(n: int) -> Array:
    """The matrix with `I A = A` and `A I = A`: `I_ij` is 1 where i = j, else 0.

    For A of shape (n, d) these are two matrices, one of size n and one of size d.

    Raises:
        ValueError: n is below 1.

    >>> identity_matrix(2)
    array([[1., 0.],
           [0., 1.]])
    """
    if n < 1:
        raise ValueError(f"n must be at least 1, got {n}")
    index = np.arange(n)
    return np.asarray(index[:, None] == index, dtype=float)
