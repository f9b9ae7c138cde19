"""Softmax, its Jacobian and its vector-Jacobian product."""

import warnings

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.autodiff.differences import central_difference
from engine.nn.cross_entropy import (
    softmax_cross_entropy,
    softmax_cross_entropy_gradient,
)
from engine.nn.softmax import softmax, softmax_jacobian, softmax_vjp

any_finite = arrays(
    float, st.integers(1, 6), elements=st.floats(allow_nan=False, allow_infinity=False)
)
moderate = arrays(float, st.integers(1, 6), elements=st.floats(-30, 30))


def test_worked_example() -> None:
    """The example that the course works by hand, with the rows it leaves out."""
    z = [2.0, 1.0, 0.1]

    np.testing.assert_allclose(softmax(z), [0.65900, 0.24243, 0.09857], atol=5e-6)
    np.testing.assert_allclose(
        softmax_jacobian(z),
        [
            [0.22472, -0.15976, -0.06496],
            [-0.15976, 0.18366, -0.02390],
            [-0.06496, -0.02390, 0.08885],
        ],
        atol=5e-6,
    )
    np.testing.assert_allclose(np.exp(z).sum(), 11.21251, atol=5e-6)


@given(any_finite)
def test_probabilities_for_any_finite_logits(z: np.ndarray) -> None:
    """No finite logits, 1e308 included, overflow or lose the sum of 1."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        p = softmax(z)

    assert (p >= 0).all()
    np.testing.assert_allclose(p.sum(), 1.0, rtol=1e-12)


@given(moderate, st.floats(-1000, 1000))
def test_shift_changes_nothing(z: np.ndarray, shift: float) -> None:
    np.testing.assert_allclose(softmax(z + shift), softmax(z), rtol=1e-9)
    np.testing.assert_allclose(
        softmax_jacobian(z + shift), softmax_jacobian(z), rtol=1e-8, atol=1e-12
    )


@given(moderate)
def test_jacobian_is_the_numeric_derivative(z: np.ndarray) -> None:
    np.testing.assert_allclose(
        softmax_jacobian(z), central_difference(softmax, z), atol=1e-7
    )


@given(moderate)
def test_jacobian_is_symmetric_singular_and_semidefinite(z: np.ndarray) -> None:
    jacobian = softmax_jacobian(z)

    np.testing.assert_allclose(jacobian, jacobian.T)
    np.testing.assert_allclose(jacobian.sum(axis=1), 0.0, atol=1e-12)
    assert np.linalg.eigvalsh(jacobian).min() > -1e-12


def test_eigenvalues_show_rank_k_minus_1() -> None:
    eigenvalues = np.linalg.eigvalsh(softmax_jacobian([2.0, 1.0, 0.1]))

    np.testing.assert_allclose(eigenvalues, [0.0, 0.1279, 0.3693], atol=5e-5)


@given(moderate, st.integers(0, 2**32 - 1))
def test_vjp_is_the_product_with_the_full_jacobian(z: np.ndarray, seed: int) -> None:
    g = np.random.default_rng(seed).normal(size=z.shape)

    np.testing.assert_allclose(
        softmax_vjp(softmax(z), g), softmax_jacobian(z).T @ g, atol=1e-12
    )


def test_batches_are_rows() -> None:
    z = np.random.default_rng(0).normal(size=(2, 3, 4))

    assert softmax_jacobian(z).shape == (2, 3, 4, 4)
    np.testing.assert_array_equal(softmax_jacobian(z)[1, 2], softmax_jacobian(z[1, 2]))
    np.testing.assert_array_equal(softmax(z)[1, 2], softmax(z[1, 2]))


def test_jacobian_by_symbols() -> None:
    """sympy differentiates the definition and finds the same matrix."""
    symbols = sympy.symbols("z1:4")
    exponentials = [sympy.exp(z) for z in symbols]
    p = sympy.Matrix([e / sum(exponentials) for e in exponentials])
    point = [0.3, -1.2, 2.0]
    derived = p.jacobian(symbols).subs(dict(zip(symbols, point, strict=True)))

    np.testing.assert_allclose(
        softmax_jacobian(point), np.array(derived.evalf(), dtype=float), rtol=1e-12
    )


def test_edges() -> None:
    np.testing.assert_array_equal(softmax([7.0]), [1.0])
    np.testing.assert_array_equal(softmax_jacobian([7.0]), [[0.0]])
    np.testing.assert_allclose(softmax([3.0, 3.0, 3.0]), [1 / 3] * 3)
    np.testing.assert_array_equal(softmax([1e308, -1e308]), [1.0, 0.0])
    np.testing.assert_array_equal(softmax([0.0, -np.inf]), [1.0, 0.0])


@pytest.mark.parametrize(
    ("z", "message"),
    [
        ([], r"got \(0,\)"),
        (3.0, r"got \(\)"),
        ([1.0, np.nan], r"z\[1\] is nan"),
        ([[0.0, 1.0], [np.inf, 1.0]], r"z\[1, 0\] is inf"),
        ([-np.inf, -np.inf], "every logit"),
    ],
)
def test_unusable_logits_are_named(z: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        softmax(z)  # type: ignore[arg-type]


def test_wrong_shapes_are_named() -> None:
    with pytest.raises(ValueError, match=r"\(2,\) and \(3,\)"):
        softmax_vjp([0.5, 0.5], [1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match=r"\(2,\) and \(3,\)"):
        softmax_cross_entropy([0.5, 0.5], [1.0, 2.0, 3.0])


def test_loss_of_infinite_logits_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        softmax_cross_entropy([0.0, -np.inf], [1.0, 0.0])


@given(moderate, st.integers(0, 2**32 - 1))
def test_loss_gradient_is_p_minus_y(z: np.ndarray, seed: int) -> None:
    y = np.random.default_rng(seed).dirichlet(np.ones(len(z)))
    gradient = softmax_cross_entropy_gradient(z, y)

    np.testing.assert_allclose(gradient, softmax(z) - y, atol=1e-15)
    np.testing.assert_allclose(
        gradient,
        central_difference(lambda t: softmax_cross_entropy(t, y), z),
        atol=1e-6,
    )


def test_loss_of_huge_logits_is_exact() -> None:
    """Where log(softmax) would give log 0, the fused loss is the difference."""
    assert softmax_cross_entropy([1000.0, 0.0], [0.0, 1.0]) == 1000.0
