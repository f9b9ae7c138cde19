"""Eigenvalues: power iteration for the largest, the QR algorithm for all."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.algebra.qr import qr
from engine.arrays import Array, as_matrix

EPS = float(np.finfo(float).eps)
STEPS = 100
"""Of the QR algorithm for an eigenvalue at most; two or three are usual."""


def power_iteration(
    A: ArrayLike, rng: np.random.Generator, tol: float = 1e-10, max_iter: int = 10_000
) -> tuple[float, Array, list[float], bool]:
    """Eigenvalue of largest absolute value, and its vector, by repeated `A v`.

    Each step multiplies the share of another eigenvector by `|lambda_2 /
    lambda_1|`, so it converges the faster, the further apart the two are, and
    not at all where two differ in sign only.

    Args:
        A: symmetric, shape (n, n).
        rng: draws the start.
        tol: stops when `|A v - lambda v| <= tol |lambda|`.
        max_iter: stops then in any case.

    Returns:
        lambda; v of length 1, its largest entry positive, shape (n,); the
        residuals `|A v - lambda v|` of all steps; whether it converged.

    Raises:
        ValueError: A is not a symmetric matrix of finite numbers, or max_iter is
            below 1.

    Source:
        Golub and Van Loan, Matrix Computations (2013), section 8.2.1.

    >>> value, v, _, converged = power_iteration(
    ...     [[2.0, 1.0], [1.0, 2.0]], np.random.default_rng(0))
    >>> round(value, 8), v.round(4), converged
    (3.0, array([0.7071, 0.7071]), True)
    """
    A = _symmetric(A)
    if max_iter < 1:
        raise ValueError(f"max_iter must be at least 1, got {max_iter}")
    v = rng.normal(size=len(A))
    v /= np.linalg.norm(v)
    residuals: list[float] = []
    for _ in range(max_iter):
        image = A @ v
        value = float(v @ image)
        residuals.append(float(np.linalg.norm(image - value * v)))
        if residuals[-1] <= tol * abs(value):
            break
        v = image / np.linalg.norm(image)
    v = v * np.sign(v[np.abs(v).argmax()])
    return value, v, residuals, residuals[-1] <= tol * abs(value)


def symmetric_eigen(A: ArrayLike) -> tuple[Array, Array]:
    """All eigenvalues and vectors of a symmetric matrix, by the QR algorithm.

    A step is `A - mu I = Q R`, then `A := R Q + mu I = Q^T A Q`: the same
    eigenvalues, and the last row runs to 0 outside its diagonal. With Wilkinson's
    shift mu, the eigenvalue of the last two by two block nearest to its corner,
    it takes two or three steps an eigenvalue; then the matrix is one smaller.

    Args:
        A: symmetric, shape (n, n).

    Returns:
        Eigenvalues in ascending order, shape (n,), and their orthonormal vectors
        as columns, shape (n, n), each with its largest entry positive.

    Raises:
        ValueError: A is not a symmetric matrix of finite numbers.

    Source:
        Golub and Van Loan, Matrix Computations (2013), section 8.3; there with a
        tridiagonal matrix, which makes a step n times cheaper.

    >>> values, vectors = symmetric_eigen([[2.0, 1.0], [1.0, 2.0]])
    >>> values.round(9), vectors.round(4)
    (array([1., 3.]), array([[ 0.7071,  0.7071],
           [-0.7071,  0.7071]]))
    """
    T = _symmetric(A).copy()
    n = len(T)
    V = np.eye(n)
    # What rounding leaves where exact arithmetic would have reached 0.
    noise = n * EPS * np.abs(T).max()
    for last in range(n - 1, 0, -1):
        for _ in range(STEPS):
            if np.abs(T[last, :last]).max() <= noise:
                break
            block = T[: last + 1, : last + 1]
            shift = _wilkinson(block) * np.eye(last + 1)
            Q, R = qr(block - shift)
            T[: last + 1, : last + 1] = R @ Q + shift
            V[:, : last + 1] = V[:, : last + 1] @ Q
    values = np.diag(T)
    order = values.argsort()
    V = V[:, order]
    largest = np.abs(V).argmax(axis=0)
    return values[order], V * np.sign(V[largest, np.arange(n)])


def _wilkinson(T: Array) -> float:
    a, b, c = T[-2, -2], T[-1, -2], T[-1, -1]
    half = (a - c) / 2
    if b == 0:
        return float(c)
    # Of c +- ..., the one that does not subtract near equals.
    return float(c - np.copysign(b * b, half) / (abs(half) + np.hypot(half, b)))


def _symmetric(A: ArrayLike) -> Array:
    A = as_matrix(A, "A")
    if A.shape[0] != A.shape[1] or not np.allclose(A, A.T, rtol=1e-10, atol=0):
        raise ValueError(f"A must be symmetric, got shape {A.shape}")
    return A
