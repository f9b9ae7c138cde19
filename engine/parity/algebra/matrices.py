"""Products, norms, factorisations and eigenvalues."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg
import sympy  # type: ignore[import-untyped]

from engine.algebra.cholesky import cholesky
from engine.algebra.conditioning import hilbert, inverse_against_solve
from engine.algebra.eigen import power_iteration, symmetric_eigen
from engine.algebra.elimination import determinant, inverse, lu, solve
from engine.algebra.norms import matrix_norm, vector_norm
from engine.algebra.products import (
    dot,
    hadamard,
    identity_matrix,
    matmul,
    project,
    transpose,
)
from engine.algebra.qr import least_squares, qr, solve_normal_equations
from engine.algebra.row_reduction import row_reduce
from engine.algebra.svd import condition_number, matrix_rank, pseudo_inverse, svd
from engine.arrays import Array
from engine.parity import Parity

Rng = np.random.Generator


def _vectors(rng: Rng) -> tuple[Array, Array]:
    a, b = rng.normal(scale=10, size=(2, rng.integers(1, 8)))
    return a, b


def _matrices(rng: Rng) -> tuple[Array, Array]:
    n, d, k = map(int, rng.integers(1, 6, 3))
    return rng.normal(size=(n, d)), rng.normal(size=(d, k))


def _any_matrix(rng: Rng) -> tuple[Array]:
    """Tall, wide, of low rank, with columns of zeros, or nothing but zeros."""
    m, n = map(int, rng.integers(1, 8, 2))
    r = int(rng.integers(0, min(m, n) + 1))
    if rng.random() < 0.5:
        r = min(m, n)
    A = rng.normal(size=(m, r)) @ rng.normal(size=(r, n))
    return (A * (rng.random(n) < 0.9),)


def _full_matrix(rng: Rng) -> tuple[Array]:
    m, n = map(int, rng.integers(1, 8, 2))
    return (rng.normal(size=(m, n)),)


def _square(rng: Rng) -> tuple[Array]:
    n = int(rng.integers(1, 9))
    return (rng.normal(size=(n, n)),)


def _system(rng: Rng) -> tuple[Array, Array]:
    (A,) = _square(rng)
    shape = (len(A),) if rng.random() < 0.5 else (len(A), 3)
    return A, rng.normal(size=shape)


def _tall(rng: Rng) -> tuple[Array, Array]:
    n = int(rng.integers(1, 6))
    m = n + int(rng.integers(0, 9))
    return rng.normal(size=(m, n)) + 2 * np.eye(m, n), rng.normal(size=m)


def _small_integers(rng: Rng) -> tuple[Array]:
    m, n = map(int, rng.integers(1, 5, 2))
    return (rng.integers(-2, 3, (m, n)).astype(float),)


def _symmetric(rng: Rng) -> tuple[Array]:
    """Some with an eigenvalue that occurs more than once."""
    (A,) = _square(rng)
    Q, _ = np.linalg.qr(A)
    values = rng.choice([-1.0, 0.0, 2.0], len(A)) if rng.random() < 0.3 else rng.normal(
        size=len(A)
    )  # fmt: skip
    S = (Q * values) @ Q.T
    return ((S + S.T) / 2,)


def _definite(rng: Rng) -> tuple[Array]:
    (A,) = _square(rng)
    return (A @ A.T + 0.1 * np.eye(len(A)),)


def _separated(rng: Rng) -> tuple[Array]:
    """Largest eigenvalue in absolute value well apart from the rest."""
    n = int(rng.integers(1, 6))
    Q, _ = np.linalg.qr(rng.normal(size=(n, n)))
    values = np.append(rng.uniform(-1, 1, n - 1), rng.choice([-3.0, 3.0]))
    S = (Q * values) @ Q.T
    return ((S + S.T) / 2,)


def _largest(A: Array) -> tuple[float, Array]:
    values, vectors = np.linalg.eigh(A)
    best = np.abs(values).argmax()
    v = vectors[:, best]
    return values[best], v * np.sign(v[np.abs(v).argmax()])


def _lapack_lu(A: Array) -> tuple[Any, ...]:
    P, L, U = scipy.linalg.lu(A, p_indices=True)
    # SciPy's indices put the rows of L U back; ours take those of A.
    return np.argsort(P), L, U


def _rref(A: Array) -> tuple[Array, Array]:
    form, pivots = sympy.Matrix(A.astype(int).tolist()).rref()
    return np.array(form.tolist(), dtype=float), np.array(pivots, dtype=float)


def _singular(A: Array) -> tuple[Array, Array, Array]:
    """Values, and A back again from orthonormal factors."""
    U, s, Vt = svd(A)
    r = len(s)
    apart = max(np.abs(U.T @ U - np.eye(r)).max(), np.abs(Vt @ Vt.T - np.eye(r)).max())
    return s, (U * s) @ Vt, np.asarray(np.round(apart, 10))


def _eigen(A: Array) -> tuple[Array, Array, Array]:
    values, V = symmetric_eigen(A)
    apart = np.abs(V.T @ V - np.eye(len(A))).max()
    return values, (V * values) @ V.T, np.asarray(np.round(apart, 10))


def _bounds_hold(_: int) -> dict[str, float]:
    """Both residuals and errors are below a bound that theory gives."""
    return {"condition": 1.0, "inverse": 1.0, "solve": 1.0, "residual": 1.0}


def _bounded(n: int) -> dict[str, float]:
    found = inverse_against_solve(n)
    lost = np.linalg.cond(hilbert(n)) * 1e-15
    return {
        "condition": round(found["condition"] / np.linalg.cond(hilbert(n)), 3),
        "solve": float(found["solve_error"] <= lost),
        "inverse": float(found["inverse_error"] <= lost * 100),
        "residual": float(found["solve_residual"] < 1e-14),
    }


KINDS: dict[str, Any] = {
    "frobenius": "fro",
    "columns": 1,
    "rows": np.inf,
    "spectral": 2,
    "nuclear": "nuc",
}

PAIRS = [
    Parity(dot, lambda a, b: a @ b, "numpy", _vectors, atol=1e-11),
    Parity(
        project,
        lambda a, b: np.linalg.lstsq(b[:, None], a)[0] * b,
        "numpy",
        _vectors,
        rtol=1e-11,
        convention="The multiple of b nearest to a is a least squares problem.",
    ),
    Parity(matmul, np.matmul, "numpy", _matrices, atol=1e-13),
    Parity(
        hadamard,
        np.multiply,
        "numpy",
        lambda rng: tuple(rng.normal(size=(2, *rng.integers(0, 4, 2)))),
        convention="NumPy broadcasts; ours wants one shape.",
    ),
    Parity(transpose, np.transpose, "numpy", _full_matrix),
    Parity(identity_matrix, np.eye, "numpy", lambda rng: (int(rng.integers(1, 6)),)),
    Parity(
        vector_norm,
        np.linalg.norm,
        "numpy",
        lambda rng: (
            rng.normal(size=rng.integers(1, 6)) * rng.choice([0.0, 1e-9, 1.0]),
            float(rng.choice([1, 1.5, 2, 3, np.inf])),
        ),
    ),
    Parity(
        matrix_norm,
        lambda A, kind: np.linalg.norm(A, KINDS[kind]),
        "numpy",
        lambda rng: (*_any_matrix(rng), str(rng.choice(list(KINDS)))),
        rtol=1e-11,
        trials=40,
    ),
    Parity(lu, _lapack_lu, "scipy", _square, rtol=1e-10, atol=1e-12),
    Parity(solve, np.linalg.solve, "numpy", _system, rtol=1e-9, atol=1e-11),
    Parity(determinant, np.linalg.det, "numpy", _square, rtol=1e-10),
    Parity(inverse, np.linalg.inv, "numpy", _square, rtol=1e-9, atol=1e-11),
    Parity(
        row_reduce,
        _rref,
        "sympy",
        _small_integers,
        ours=lambda A: (row_reduce(A)[0], np.array(row_reduce(A)[1], dtype=float)),
        atol=1e-12,
        convention="sympy is exact; ours takes what rounding may have left for 0.",
    ),
    Parity(
        qr,
        np.linalg.qr,
        "numpy",
        _full_matrix,
        ours=lambda A: tuple(qr(A)),
        rtol=1e-10,
        atol=1e-12,
        convention="The signs agree, since LAPACK reflects to the same side.",
    ),
    Parity(
        least_squares,
        lambda A, b: np.linalg.lstsq(A, b)[0],
        "numpy",
        _tall,
        rtol=1e-9,
        atol=1e-11,
    ),
    Parity(
        solve_normal_equations,
        lambda A, b: np.linalg.lstsq(A, b)[0],
        "numpy",
        _tall,
        rtol=1e-8,
        atol=1e-8,
        convention="The square of the condition number costs digits.",
    ),
    Parity(cholesky, np.linalg.cholesky, "numpy", _definite, rtol=1e-10, atol=1e-12),
    Parity(
        power_iteration,
        _largest,
        "numpy",
        _separated,
        ours=lambda A: power_iteration(A, np.random.default_rng(1), 1e-12)[:2],
        rtol=1e-10,
        atol=1e-10,
    ),
    Parity(
        symmetric_eigen,
        lambda A: (np.linalg.eigvalsh(A), A, np.array(0.0)),
        "numpy",
        _symmetric,
        ours=_eigen,
        rtol=1e-11,
        atol=1e-12,
        convention="Vectors of an eigenvalue that occurs twice are any basis, so what "
        "is compared is the matrix that they give back, and their orthogonality.",
    ),
    Parity(
        svd,
        lambda A: (np.linalg.svd(A)[1], A, np.array(0.0)),
        "numpy",
        _any_matrix,
        ours=_singular,
        rtol=1e-11,
        atol=1e-12,
        convention="A pair of singular vectors has any sign, so what is compared is "
        "the matrix that they give back, and their orthogonality.",
    ),
    Parity(matrix_rank, np.linalg.matrix_rank, "numpy", _any_matrix),
    Parity(
        condition_number,
        np.linalg.cond,
        "numpy",
        _full_matrix,
        rtol=1e-10,
    ),
    Parity(pseudo_inverse, np.linalg.pinv, "numpy", _any_matrix, rtol=1e-9, atol=1e-10),
    Parity(
        hilbert, scipy.linalg.hilbert, "scipy", lambda rng: (int(rng.integers(1, 9)),)
    ),
    Parity(
        inverse_against_solve,
        _bounds_hold,
        "closed form",
        lambda rng: (int(rng.integers(2, 11)),),
        ours=_bounded,
        convention="Rounding is not the same in two libraries; compared are the "
        "condition number and the bound that it sets to the errors.",
    ),
]
