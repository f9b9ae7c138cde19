"""Products, elimination, factorisations."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

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
from engine.algebra.svd import (
    _sweep,
    condition_number,
    matrix_rank,
    pseudo_inverse,
    svd,
)

A, B = [[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]
seeds = st.integers(0, 10_000)


def test_worked_numbers() -> None:
    np.testing.assert_array_equal(matmul(A, B), [[19, 22], [43, 50]])
    np.testing.assert_array_equal(matmul(B, A), [[23, 34], [31, 46]])
    np.testing.assert_array_equal(transpose(A), [[1, 3], [2, 4]])
    np.testing.assert_array_equal(hadamard(A, B), [[5, 12], [21, 32]])


@given(seeds)
@settings(deadline=None, max_examples=20)
def test_transpose_turns_products_around(seed: int) -> None:
    rng = np.random.default_rng(seed)
    P, Q = rng.normal(size=(3, 2)), rng.normal(size=(2, 4))

    np.testing.assert_allclose(
        transpose(matmul(P, Q)), matmul(transpose(Q), transpose(P)), rtol=1e-12
    )
    np.testing.assert_array_equal(matmul(identity_matrix(3), P), P)
    np.testing.assert_array_equal(matmul(P, identity_matrix(2)), P)


@given(seeds)
@settings(deadline=None, max_examples=20)
def test_what_a_projection_leaves_is_orthogonal(seed: int) -> None:
    a, b = np.random.default_rng(seed).normal(size=(2, 4))
    left = a - project(a, b)

    assert abs(dot(left, b)) < 1e-12
    np.testing.assert_allclose(project(a, b), project(a, -3 * b))


def test_projection_on_tiny_and_huge_vectors() -> None:
    np.testing.assert_allclose(project([2.0, 3.0], [1e-200, 0.0]), [2.0, 0.0])
    np.testing.assert_allclose(project([2.0, 3.0], [0.0, -1e200]), [0.0, 3.0])


def test_norms_do_not_overflow() -> None:
    np.testing.assert_allclose(vector_norm([3e200, 4e200]), 5e200)
    np.testing.assert_allclose(svd([[3e200, 0.0], [4e200, 0.0]])[1], [5e200, 0])
    assert vector_norm([-3.0, 4.0], 1) == 7.0


@given(seeds, st.integers(1, 5))
@settings(deadline=None, max_examples=30)
def test_solve_is_exact_to_rounding(seed: int, n: int) -> None:
    """Beside exact fractions."""
    rng = np.random.default_rng(seed)
    whole = rng.integers(-5, 6, (n, n))
    right = rng.integers(-5, 6, n)
    exact = sympy.Matrix(whole.tolist())
    if exact.det() == 0:
        assert abs(determinant(whole)) < 1e-9
        return
    x = [float(Fraction(str(v))) for v in exact.LUsolve(sympy.Matrix(right.tolist()))]

    np.testing.assert_allclose(solve(whole, right), x, rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(determinant(whole), float(exact.det()), rtol=1e-9)


@given(seeds, st.integers(1, 7))
@settings(deadline=None, max_examples=20)
def test_factors_give_the_matrix_back(seed: int, n: int) -> None:
    M = np.random.default_rng(seed).normal(size=(n, n))
    order, L, U = lu(M)

    np.testing.assert_allclose(L @ U, M[order], atol=1e-12)
    assert np.abs(L).max() == 1.0
    np.testing.assert_array_equal(L, np.tril(L))
    np.testing.assert_array_equal(U, np.triu(U))
    S = M @ M.T + np.eye(n)
    np.testing.assert_allclose(cholesky(S) @ cholesky(S).T, S, rtol=1e-12)


def test_pivoting_saves_what_elimination_alone_would_lose() -> None:
    """Without a swap, 1 - 1e20 rounds the 1 away and x_0 comes out as 0."""
    np.testing.assert_allclose(solve([[1e-20, 1.0], [1.0, 1.0]], [1.0, 2.0]), [1, 1])


def test_a_singular_matrix() -> None:
    singular = [[1.0, 2.0], [2.0, 4.0]]

    assert determinant(singular) == 0.0
    assert matrix_rank(singular) == 1
    assert condition_number(np.zeros((2, 2))) == np.inf
    assert condition_number([[1.0, 0.0], [0.0, 0.0]]) == np.inf
    np.testing.assert_allclose(lu(np.zeros((2, 2)))[1], np.eye(2))
    for way in (lambda: solve(singular, [1.0, 1.0]), lambda: inverse(singular)):
        with pytest.raises(ValueError, match="singular"):
            way()


def test_row_reduction_goes_past_columns_without_a_pivot() -> None:
    R, pivots = row_reduce([[0.0, 2.0, 2.0, 4.0], [0.0, 1.0, 1.0, 5.0], [0, 0, 0, 0]])

    np.testing.assert_array_equal(R, [[0, 1, 1, 0], [0, 0, 0, 1], [0, 0, 0, 0]])
    assert pivots == [1, 3]
    assert row_reduce(np.zeros((2, 2)))[1] == []
    # What rounding leaves is no pivot.
    assert row_reduce([[0.1, 0.3], [0.3, 0.9]])[1] == [0]
    assert row_reduce([[1.0, 1.0], [1.0, 1.0 + 1e-12]])[1] == [0, 1]
    tall = np.ones((8, 2))
    tall[1, 1] += 1e-15
    assert row_reduce(tall)[1] == row_reduce(-tall)[1] == [0]


@given(seeds, st.integers(1, 7), st.integers(1, 7))
@settings(deadline=None, max_examples=30)
def test_orthogonal_factors(seed: int, m: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    M = rng.normal(size=(m, n)) * (rng.random(n) < 0.8)
    Q, R = qr(M)
    U, s, Vt = svd(M)

    np.testing.assert_allclose(Q @ R, M, atol=1e-12)
    np.testing.assert_allclose((U * s) @ Vt, M, atol=1e-12)
    for columns in (Q, U, Vt.T):
        np.testing.assert_allclose(columns.T @ columns, np.eye(min(m, n)), atol=1e-12)
    assert (np.diff(s) <= 1e-12).all()
    assert (s >= 0).all()


def test_a_triangular_matrix_is_its_own_r() -> None:
    R = np.array([[-1.0, 2.0, 3.0], [0.0, 4.0, 5.0]])

    np.testing.assert_array_equal(qr(R)[0], np.eye(2))
    np.testing.assert_array_equal(qr(R)[1], R)


def test_qr_where_squares_overflow_or_vanish() -> None:
    for scale in (1e-200, 1e200):
        Q, R = qr(np.array([[3.0, 1.0], [4.0, 2.0]]) * scale)
        np.testing.assert_allclose(Q @ (R / scale), [[3, 1], [4, 2]], rtol=1e-12)
        np.testing.assert_allclose(Q.T @ Q, np.eye(2), atol=1e-12)


def test_normal_equations_lose_twice_the_digits() -> None:
    V = np.vander(np.linspace(1, 2, 12), 7)
    x = np.ones(7)
    by_qr, by_normal = (
        np.abs(way(V, V @ x) - x).max()
        for way in (least_squares, solve_normal_equations)
    )

    assert by_qr < 1e-8
    assert by_normal > 1e-7


def test_residuals_of_least_squares_are_orthogonal_to_the_columns() -> None:
    rng = np.random.default_rng(1)
    M, b = rng.normal(size=(9, 3)), rng.normal(size=9)

    np.testing.assert_allclose(M.T @ (M @ least_squares(M, b) - b), 0, atol=1e-12)
    np.testing.assert_allclose(pseudo_inverse(M) @ b, least_squares(M, b), rtol=1e-10)


@pytest.mark.parametrize("rank_", [2, 4, 6])
def test_rotations_converge_quadratically(rank_: int) -> None:
    """In a dozen sweeps, though rounding leaves noise in dependent columns."""
    rng = np.random.default_rng(rank_)
    M = rng.normal(size=(8, rank_)) @ rng.normal(size=(rank_, 6)) * 1e3
    sweeps = []

    def counted(W: np.ndarray, V: np.ndarray, noise: float) -> bool:
        sweeps.append(1)
        return _sweep(W, V, noise)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engine.algebra.svd._sweep", counted)
        svd(M)

    assert 2 <= len(sweeps) <= 9


@given(seeds, st.integers(1, 6))
@settings(deadline=None, max_examples=20)
def test_penrose_conditions(seed: int, r: int) -> None:
    rng = np.random.default_rng(seed)
    M = rng.normal(size=(5, r)) @ rng.normal(size=(r, 6))
    P = pseudo_inverse(M)

    np.testing.assert_allclose(M @ P @ M, M, atol=1e-9)
    np.testing.assert_allclose(P @ M @ P, P, atol=1e-9)
    np.testing.assert_allclose(M @ P, (M @ P).T, atol=1e-9)
    np.testing.assert_allclose(P @ M, (P @ M).T, atol=1e-9)


def test_eigenvectors_stretch() -> None:
    rng = np.random.default_rng(2)
    M = rng.normal(size=(8, 8))
    S = M + M.T
    values, V = symmetric_eigen(S)

    np.testing.assert_allclose(S @ V, V * values, atol=1e-12)
    np.testing.assert_allclose(values.sum(), np.trace(S))
    assert (np.diff(values) > 0).all()
    assert (V.max(axis=0) == np.abs(V).max(axis=0)).all()
    # A matrix that is diagonal already, and one with a corner that is a tie.
    np.testing.assert_array_equal(symmetric_eigen(np.diag([2.0, -1.0]))[0], [-1, 2])
    np.testing.assert_allclose(symmetric_eigen([[0.0, 1.0], [1.0, 0.0]])[0], [-1, 1])


def test_shifts_need_two_or_three_steps_an_eigenvalue(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = []
    monkeypatch.setattr("engine.algebra.eigen.qr", lambda T: steps.append(1) or qr(T))
    M = np.random.default_rng(3).normal(size=(10, 10))
    symmetric_eigen(M + M.T)

    assert len(steps) <= 25


def test_power_iteration_converges_by_the_ratio_of_eigenvalues() -> None:
    S = np.diag([4.0, 2.0, 1.0])
    value, v, residuals, converged = power_iteration(S, np.random.default_rng(0))

    np.testing.assert_allclose([value, *v], [4, 1, 0, 0], atol=1e-8)
    np.testing.assert_allclose(residuals[12] / residuals[11], 0.5, rtol=1e-2)
    assert converged
    assert residuals[-1] <= 1e-10 * 4 < residuals[-2]


def test_power_iteration_says_that_it_did_not_converge() -> None:
    """Eigenvalues 1 and -1: the vector swings for ever."""
    S = np.array([[0.0, 1.0], [1.0, 0.0]])
    _, _, residuals, converged = power_iteration(
        S, np.random.default_rng(0), max_iter=50
    )

    assert (len(residuals), converged) == (50, False)


def test_the_inverse_is_the_worse_way() -> None:
    found = inverse_against_solve(10)

    assert found["solve_residual"] < 1e-14
    assert found["inverse_residual"] > 1e-6
    assert found["solve_error"] > 1e-6
    H, b = hilbert(10), hilbert(10).sum(axis=1)
    for way, x in (("solve", solve(H, b)), ("inverse", inverse(H) @ b)):
        assert found[f"{way}_error"] == np.abs(x - 1).max()
        assert found[f"{way}_residual"] == np.abs(H @ x - b).max()
    np.testing.assert_allclose(hilbert(3)[2, 1], 1 / 4)


@pytest.mark.parametrize(
    ("way", "message"),
    [
        (lambda: dot([1.0], [1.0, 2.0]), "2 entries"),
        (lambda: project([1.0], [0.0]), "no direction"),
        (lambda: matmul(A, [[1.0, 2.0]]), "A has 2 columns, B has 1 rows"),
        (lambda: hadamard(A, [1.0, 2.0]), r"\(2, 2\) and \(2,\)"),
        (lambda: transpose([1.0, 2.0]), r"\(n, d\)"),
        (lambda: identity_matrix(0), "got 0"),
        (lambda: vector_norm([1.0], 0.5), "got 0.5"),
        (lambda: matrix_norm(A, "max"), "got max"),
        (lambda: solve([[1.0, 2.0]], [1.0]), r"square, got shape \(1, 2\)"),
        (lambda: solve(A, [1.0]), r"2 rows, got shape \(1,\)"),
        (lambda: solve(A, [1.0, np.nan]), "finite"),
        (lambda: least_squares([[1.0, 2.0]], [1.0]), "as many rows"),
        (lambda: least_squares([[1.0], [2.0]], [1.0]), "b has 1 entries"),
        (lambda: cholesky([[1.0, 2.0], [3.0, 4.0]]), "symmetric"),
        (lambda: cholesky([[1.0, 2.0], [2.0, 1.0]]), "pivot 1 is -3"),
        (lambda: cholesky([[0.0]]), "pivot 0 is 0"),
        (lambda: symmetric_eigen([[1.0, 2.0], [3.0, 4.0]]), "symmetric"),
        (lambda: power_iteration([[1.0]], np.random.default_rng(0), max_iter=0), "0"),
        (lambda: hilbert(0), "got 0"),
    ],
)
def test_bad_input_is_named(way, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        way()
