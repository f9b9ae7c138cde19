"""Forward and reverse mode, Jacobians, and what is remembered."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.autodiff.chain import compose_derivative
from engine.autodiff.differences import central_difference
from engine.autodiff.dual import Dual, jvp
from engine.autodiff.jacobian import (
    chain_jacobian,
    hessian,
    jacobian_forward,
    jacobian_reverse,
)
from engine.autodiff.memory import chain_jvp, chain_vjp, tape_floats
from engine.autodiff.tape import Value, gradient, vjp

seeds = st.integers(0, 10_000)


def both_ways(x):
    """Many kinds of operation, from a vector of 4 to a matrix of 2 by 3."""
    A = np.reshape(x, (2, 2))
    B = np.stack([A[0] * 2, np.exp(A[1]), x[1:3] / (1 + x[0] ** 2)])
    C = A @ np.transpose(B) - np.mean(B, axis=1)
    return C * np.sum(A, axis=1, keepdims=True) + np.maximum(C, -C) @ B @ A[:, :1] ** 2


@settings(deadline=None, max_examples=20)
@given(seeds)
def test_modes_agree_with_each_other_and_with_differences(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, v, u = rng.normal(size=4), rng.normal(size=4), rng.normal(size=(2, 3))
    J = central_difference(both_ways, x)
    y, forward = jvp(both_ways, x, v)
    _, reverse = vjp(both_ways, x, u)

    np.testing.assert_array_equal(y, both_ways(x))
    np.testing.assert_allclose(forward, J @ v, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(
        reverse, np.tensordot(u, J, axes=2), rtol=1e-6, atol=1e-6
    )
    np.testing.assert_allclose((u * forward).sum(), reverse @ v, rtol=1e-10)


def test_worked_example() -> None:
    """(3 x^2 + 1)^2 at 2 is 169 and rises by 312."""
    assert gradient(lambda x: (3 * x**2 + 1) ** 2)(2.0)[0] == 312.0
    y = (3 * Dual(2.0, 1.0) ** 2 + 1) ** 2
    assert (y.value, y.tangent) == (169.0, 312.0)


def test_an_empty_composition_is_the_identity() -> None:
    assert compose_derivative([], 3.0) == (3.0, 1.0)
    with pytest.raises(ValueError, match="at least one"):
        chain_jacobian([], [1.0])


def test_what_is_used_twice_gets_the_sum() -> None:
    x = Value(3.0)
    square = x * x
    (square * x + square).backward()

    assert x.grad == 3 * 9 + 2 * 3


def test_backward_starts_anew() -> None:
    x = Value(3.0)
    y = x * x
    y.backward()
    y.backward()

    assert x.grad == 6.0
    assert y.grad == 1.0


def test_a_detached_value_is_a_constant() -> None:
    x = Value(3.0)
    (x.detach() * x).backward()

    assert x.grad == 3.0


def test_data_cannot_be_edited_in_place() -> None:
    given_data = np.ones(2)
    x = Value(given_data)
    given_data[0] = 7.0

    np.testing.assert_array_equal(x.data, [1.0, 1.0])
    with pytest.raises(ValueError, match="read-only"):
        (x * 2).data[0] = 5.0
    with pytest.raises(TypeError, match="ufunc"):
        x += 1.0


def test_an_index_that_occurs_twice_adds_twice() -> None:
    _, g = vjp(lambda x: x[[0, 0, 1]], [1.0, 2.0, 3.0], [1.0, 10.0, 100.0])

    np.testing.assert_array_equal(g, [11.0, 100.0, 0.0])


def test_a_thousand_nested_functions() -> None:
    """Deeper than Python's recursion limit; sin has slope 1 at 0."""
    _, g = vjp(lambda x: _repeat(np.sin, x, 5000), 0.0, 1.0)
    _, small = vjp(lambda x: _repeat(lambda t: t / 2, x, 40), 1.0, 1.0)

    assert g == 1.0
    assert small == 2.0**-40


def test_constants_have_no_derivative() -> None:
    np.testing.assert_array_equal(jvp(lambda _: [1.0, 2.0], 3.0, 1.0)[1], [0, 0])
    np.testing.assert_array_equal(vjp(lambda _: [1.0, 2.0], [3.0], [1, 1])[1], [0])
    assert gradient(lambda x, y: x * 2)(1.0, 5.0) == (2.0, 0.0)
    assert gradient(lambda x: 4.0)(1.0) == (0.0,)
    for whole in (jacobian_forward, jacobian_reverse):
        np.testing.assert_array_equal(whole(lambda _: [1.0, 2.0], [3.0]), [[0], [0]])
    np.testing.assert_array_equal(hessian(lambda x: 4.0, [1.0, 2.0]), np.zeros((2, 2)))
    np.testing.assert_array_equal(hessian(lambda x: x[0], [1.0]), [[0.0]])
    # x ** 2 never needs the logarithm of a negative x.
    assert gradient(lambda x: x**2)(-3.0) == (-6.0,)


def test_the_value_decides_a_branch() -> None:
    def kinked(x):
        return x * 2 if x > 1 else x * 3

    assert [float(jvp(kinked, x, 1.0)[1]) for x in (0.0, 2.0)] == [3.0, 2.0]
    assert [float(vjp(kinked, x, 1.0)[1]) for x in (0.0, 2.0)] == [3.0, 2.0]
    assert Value(1.0) != 2.0
    assert Dual(1.0) <= 1.0


def test_matmul_of_every_rank() -> None:
    rng = np.random.default_rng(0)
    shapes = [((3,), (3,)), ((3,), (3, 2)), ((2, 3), (3,)), ((4, 2, 3), (3, 2)),
              ((3,), (4, 3, 2)), ((1, 2, 3), (5, 3, 1))]  # fmt: skip
    for left, right in shapes:
        a, b = rng.normal(size=left), rng.normal(size=right)
        w = rng.normal(size=(a @ b).shape)
        got = gradient(lambda s, t, w=w: np.sum((s @ t) * w))(a, b)
        by_left = central_difference(
            lambda t, s=left, b=b, w=w: ((t.reshape(s) @ b) * w).sum(), a.ravel()
        )
        by_right = central_difference(
            lambda t, s=right, a=a, w=w: ((a @ t.reshape(s)) * w).sum(), b.ravel()
        )
        np.testing.assert_allclose(got[0].ravel(), by_left, atol=1e-8)
        np.testing.assert_allclose(got[1].ravel(), by_right, atol=1e-8)
        np.testing.assert_allclose(
            (Dual(a, a) @ Dual(b, 2 * b)).tangent, 3 * a @ b, rtol=1e-12
        )
        np.testing.assert_array_equal((a @ Dual(b, b)).tangent, a @ b)


def test_axes_of_transpose_and_stack() -> None:
    rng = np.random.default_rng(1)
    x, u = rng.normal(size=(2, 3, 4)), rng.normal(size=(4, 2, 3))
    _, g = vjp(lambda t: np.transpose(t, (2, 0, 1)), x, u)
    np.testing.assert_array_equal(g, u.transpose(1, 2, 0))

    _, g = vjp(lambda t: np.stack([t[0], np.ones(3), t[1]], axis=1), x[:, :, 0],
               rng.normal(size=(3, 3)))  # fmt: skip
    assert g.shape == (2, 3)
    _, g = vjp(lambda t: np.mean(t, axis=-1, keepdims=True), x, np.ones((2, 3, 1)))
    np.testing.assert_allclose(g, np.full((2, 3, 4), 0.25))
    np.testing.assert_array_equal(
        jvp(lambda t: np.concatenate([t, 2 * t]).T, x[0], x[1])[1],
        np.concatenate([x[1], 2 * x[1]]).T,
    )


def test_what_a_dual_shows() -> None:
    pair = Dual([1.0, 2.0], 3.0)

    assert len(pair) == len(Value([1.0, 2.0])) == 2
    assert pair.shape == (2,)
    assert repr(pair) == "Dual([1. 2.], [3. 3.])"
    assert repr(Value([1.0, 2.0])) == "Value([1. 2.])"


def test_passes_are_counted_by_inputs_or_by_outputs() -> None:
    calls = []

    def f(x):
        calls.append(1)
        return np.stack([np.sum(x * x), x[0]])

    jacobian_forward(f, np.arange(5.0))
    assert len(calls) == 5
    jacobian_reverse(f, np.arange(5.0))
    assert len(calls) == 6


def test_shapes_of_jacobians() -> None:
    assert jacobian_forward(np.sum, [1.0, 2.0]).shape == (2,)
    assert jacobian_reverse(np.sum, [1.0, 2.0]).shape == (2,)
    assert jacobian_reverse(lambda x: np.stack([x, x]), [1.0, 2.0]).shape == (2, 2, 2)


@given(seeds)
@settings(deadline=None, max_examples=10)
def test_hessian_is_the_jacobian_of_the_gradient(seed: int) -> None:
    x = np.random.default_rng(seed).normal(size=3)

    def f(t):
        return np.sum(np.exp(t) * t[::-1]) + t[0] * t[1] * t[2] ** 2

    np.testing.assert_allclose(
        hessian(f, x),
        central_difference(lambda t: gradient(f)(t)[0], x),
        atol=1e-7,
        rtol=1e-7,
    )


def test_checkpoints_save_memory_and_change_nothing() -> None:
    stages = [np.tanh if i % 2 else np.sin for i in range(64)]
    x, u = np.linspace(0.1, 0.9, 5), np.ones(5)
    whole, most = chain_vjp(stages, x, u)
    again, fewest = chain_vjp(stages, x, u, segment=8)
    along, two = chain_jvp(stages, x, u)

    np.testing.assert_array_equal(whole, again)
    np.testing.assert_allclose(along, whole, rtol=1e-13)
    assert (most, fewest, two) == (65 * 5, 16 * 5, 4 * 5)
    assert min(chain_vjp(stages, x, u, s)[1] for s in range(1, 65)) == fewest


def test_memory_of_stages_that_change_the_size() -> None:
    stages = [np.sum, lambda x: x * np.ones(4), np.sin]

    assert chain_jvp(stages, [1.0, 2.0], [1.0, 1.0])[1] == 16
    assert chain_vjp(stages, [1.0, 2.0], np.ones(4), segment=2)[1] == 2 + 4 + 4
    assert tape_floats(Value(np.ones((2, 3)))) == 6


def test_bad_input_is_named() -> None:
    with pytest.raises(ValueError, match=r"\(1,\) and \(2,\)"):
        jvp(np.sin, [1.0], [1.0, 2.0])
    for whole in (jacobian_forward, jacobian_reverse, hessian):
        with pytest.raises(ValueError, match=r"x must have shape \(n,\)"):
            whole(np.sum, [[1.0]])
    with pytest.raises(ValueError, match=r"\(2,\), got \(\)"):
        gradient(np.sin)([1.0, 2.0])
    with pytest.raises(ValueError, match="got 0"):
        chain_vjp([np.sin], 1.0, 1.0, segment=0)
    for number in (Dual(1.0), Value(1.0)):
        with pytest.raises(TypeError, match="logaddexp"):
            np.logaddexp(number, 1.0)
        with pytest.raises(TypeError, match="ufunc"):
            np.add.reduce(number)
        with pytest.raises(TypeError, match="median"):
            np.median(number)


def _repeat(f, x, times):
    for _ in range(times):
        x = f(x)
    return x
