"""Backpropagation step by step, what it costs, and single neurons."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.autodiff.differences import central_difference
from engine.losses.categorical import categorical_cross_entropy
from engine.nn.backpropagation import (
    backpropagate,
    forward_pass,
    gradient_step,
    hidden_delta,
    layer_gradient,
    output_delta,
)
from engine.nn.gradient_cost import checkpointed, gradient_costs
from engine.nn.initialisers import build_layers
from engine.nn.mlp import forward
from engine.nn.neuron import collapse, neuron
from engine.nn.softmax import softmax
from engine.nn.training_step import tape_gradients, training_steps


def flat(layers) -> np.ndarray:
    return np.concatenate([p.ravel() for layer in layers for p in layer])


def problem(seed: int = 0, widths=(3, 4, 5, 2), n: int = 6):
    rng = np.random.default_rng(seed)
    layers = [(W, rng.normal(size=b.shape)) for W, b in build_layers(widths, "he", rng)]
    return (
        layers,
        rng.normal(size=(n, widths[0])),
        rng.dirichlet(np.ones(widths[-1]), n),
    )


@pytest.mark.parametrize("output", ["identity", "sigmoid", "softmax"])
@pytest.mark.parametrize("hidden", ["tanh", "sigmoid", "gelu"])
def test_gradients_are_the_numeric_ones(hidden: str, output: str) -> None:
    layers, X, T = problem()
    shapes = [p.shape for layer in layers for p in layer]
    ends = np.cumsum([np.prod(s, dtype=int) for s in shapes])[:-1]

    def loss(theta: np.ndarray) -> float:
        parts = [
            p.reshape(s) for p, s in zip(np.split(theta, ends), shapes, strict=True)
        ]
        pairs = list(zip(parts[::2], parts[1::2], strict=True))
        return backpropagate(pairs, X, T, hidden=hidden, output=output)[0]

    found = backpropagate(layers, X, T, hidden=hidden, output=output)[1]

    np.testing.assert_allclose(
        flat(found), central_difference(loss, flat(layers)), atol=1e-7
    )


def test_softmax_and_cross_entropy_leave_p_minus_y() -> None:
    layers, X, T = problem(widths=(3, 3))
    held = forward_pass(layers, X, output="softmax")
    _, g = categorical_cross_entropy(held.a[-1], T)

    np.testing.assert_allclose(
        output_delta(g, held.z[-1], "softmax"), (held.a[-1] - T) / len(X), atol=1e-15
    )


def test_the_entrywise_rule_is_wrong_for_softmax() -> None:
    """It would leave the other two logits without any gradient."""
    z = np.array([[2.0, 1.0, 0.1]])
    p = softmax(z)
    g = np.array([[0.0, -1 / p[0, 1], 0.0]])

    np.testing.assert_allclose(
        output_delta(g, z, "softmax"), [[0.659, -0.758, 0.099]], atol=5e-4
    )
    np.testing.assert_allclose(g * p * (1 - p), [[0.0, -0.758, 0.0]], atol=5e-4)


def test_the_short_form_holds_the_same() -> None:
    layers, X, _ = problem()
    held = forward_pass(layers, X, hidden="relu").a

    for mine, short in zip(held, forward(layers, X, "relu"), strict=True):
        np.testing.assert_array_equal(mine, short)


def test_a_batch_is_a_sum_of_rows() -> None:
    rng = np.random.default_rng(0)
    delta, a = rng.normal(size=(4, 2)), rng.normal(size=(4, 3))
    rows = [layer_gradient(delta[i : i + 1], a[i : i + 1]) for i in range(4)]

    np.testing.assert_allclose(layer_gradient(delta, a)[0], sum(dW for dW, _ in rows))
    np.testing.assert_allclose(layer_gradient(delta, a)[1], sum(db for _, db in rows))
    assert hidden_delta(delta, rng.normal(size=(3, 2)), a).shape == (4, 3)


def test_a_small_step_downhill_lowers_the_loss_and_spares_the_start() -> None:
    layers, X, T = problem()
    before, (loss, gradients) = flat(layers), backpropagate(layers, X, T)
    after = backpropagate(gradient_step(layers, gradients, 0.01), X, T)[0]
    slope = flat(gradients) @ flat(gradients)

    assert after < loss
    np.testing.assert_allclose(loss - after, 0.01 * slope, rtol=0.1)
    np.testing.assert_array_equal(flat(layers), before)
    by_default = flat(gradient_step(layers, gradients))
    np.testing.assert_allclose(by_default, before - 0.01 * flat(gradients))


def test_a_gradient_that_is_not_forgotten_doubles() -> None:
    layers, X, T = problem()
    once = flat(training_steps(layers, X, T, lr=0).gradients)
    again = training_steps(layers, X, T, lr=0, steps=2)

    np.testing.assert_array_equal(flat(again.gradients), once)
    kept = training_steps(layers, X, T, lr=0, steps=2, zero=False)
    np.testing.assert_array_equal(flat(kept.gradients), 2 * once)
    assert kept.losses.shape == (2,)
    with pytest.raises(ValueError, match="got 0"):
        training_steps(layers, X, T, steps=0)


def test_the_network_of_241_parameters_learns() -> None:
    """Ten inputs, twenty ReLU units, one output, five rows, rate 0.01."""
    rng = np.random.default_rng(0)
    layers = build_layers([10, 20, 1], "he", rng)
    found = training_steps(
        layers, rng.normal(size=(5, 10)), rng.normal(size=(5, 1)), steps=20
    )

    assert (np.diff(found.losses) < 0).all()
    assert flat(found.layers).size == gradient_costs([10, 20, 1])["parameters"] == 241


@given(st.integers(0, 1000), st.integers(1, 8))
def test_checkpoints_and_the_tape_change_no_gradient(seed: int, every: int) -> None:
    layers, X, T = problem(seed, widths=(2, 3, 1, 4, 2), n=3)
    loss, gradients = backpropagate(layers, X, T)
    again, recomputed, _ = checkpointed(layers, X, T, every=every)
    taped, recorded = tape_gradients(layers, X, T)

    assert again == loss
    assert taped == pytest.approx(loss)
    np.testing.assert_array_equal(flat(recomputed), flat(gradients))
    np.testing.assert_allclose(flat(recorded), flat(gradients), atol=1e-13)


def test_memory_is_least_near_the_root_of_the_depth() -> None:
    layers = build_layers([4] * 65, "xavier", np.random.default_rng(0))
    X = np.ones((2, 4))
    held = {k: checkpointed(layers, X, X, every=k)[2] for k in (1, 4, 8, 16, 64)}

    # 64 / k checkpoints, and z and a of k layers, 8 numbers each.
    assert held == {k: 8 * (64 // k + 2 * k) for k in held}
    assert checkpointed(layers, X, X)[2] == 8 * (32 + 2 * 2)
    assert gradient_costs([4, 4, 4], n=3)["backward"] == 3 * (2 * 32 - 16)


def test_backward_costs_at_most_two_ways_forth_whatever_the_size() -> None:
    for width in (10, 100, 1000):
        cost = gradient_costs([width] * 6)
        assert cost["backward"] / cost["forward"] == pytest.approx(1.8)
        assert cost["differences"] / cost["forward"] == 2 * cost["parameters"]


def test_a_stack_without_activations_is_one_layer() -> None:
    layers, X, _ = problem(widths=(3, 1, 4))
    W, b = collapse(layers)

    np.testing.assert_allclose(X @ W + b, forward(layers, X, "identity")[-1])
    assert np.linalg.matrix_rank(W) == 1
    np.testing.assert_array_equal(collapse(layers[:1])[0], layers[0][0])


def test_a_neuron_is_its_activation_of_a_weighted_sum() -> None:
    assert neuron([1.0, 1.0], [20.0, 20.0], -30.0) > 0.99
    assert neuron([1.0, 0.0], [20.0, 20.0], -30.0) < 0.01
    assert neuron([2.0], [-3.0], 1.0, "identity") == -5.0


def test_what_does_not_fit_is_named() -> None:
    layers, X, T = problem()
    with pytest.raises(ValueError, match="got 'swish'"):
        forward_pass(layers, X, hidden="swish")
    with pytest.raises(ValueError, match="2 features"):
        forward_pass(layers, X[:, :2])
    with pytest.raises(ValueError, match="one shape"):
        backpropagate(layers, X, T[:, :1])
    with pytest.raises(ValueError, match="got 0"):
        checkpointed(layers, X, T, every=0)
    with pytest.raises(ValueError, match="got 1 widths"):
        gradient_costs([3])
    with pytest.raises(ValueError, match="2 entries where there are 1"):
        neuron([1.0], [1.0, 2.0])
    with pytest.raises(ValueError, match=r"\(2, 1\) here, got \(1, 1\)"):
        collapse([([[1.0, 1.0]], [0.0, 0.0]), ([[1.0]], [0.0])])
    with pytest.raises(ValueError, match="a layer at least"):
        collapse([])
