"""Vanishing and exploding gradients."""

import numpy as np
import pytest

from engine.nn.activation_cost import activation_cost
from engine.nn.gradient_flow import (
    diagnose_gradients,
    gradient_flow,
    predicted_ratio,
    remedies,
    square_weights,
)


def flow(depth: int, gain: float, **how):
    rng = np.random.default_rng(0)
    X, G = rng.normal(size=(2, 32, 128))
    return gradient_flow(square_weights(depth, 128, gain, rng), X, G, **how)


@pytest.mark.parametrize(
    ("gain", "activation"),
    [(1.0, "relu"), (2**0.5, "relu"), (2.0, "relu"), (1.0, "tanh"), (1.0, "sigmoid")],
)
def test_the_prediction_is_what_a_wide_network_does(
    gain: float, activation: str
) -> None:
    deltas = flow(12, gain, activation=activation).deltas
    expected = predicted_ratio(12, gain, activation)

    assert np.log(deltas[0] / deltas[-1]) == pytest.approx(np.log(expected), abs=0.4)


def test_the_effect_is_exponential_in_depth() -> None:
    """ReLU loses half of the square a layer with gain 1, and doubles it with 2."""
    for gain, factor in ((1.0, 0.5), (2.0, 2.0)):
        for depth in (1, 2, 30):
            found = predicted_ratio(depth, gain)
            assert found == pytest.approx(factor ** ((depth - 1) / 2), rel=1e-9)
    assert predicted_ratio(30, 2**0.5) == pytest.approx(1.0)
    # Signals shrink as deltas do, so gradients by weights are even, and tiny.
    small = flow(12, 1.0)
    assert small.weights.max() / small.weights.min() < 3
    assert small.signals[-1] < 0.05 * small.signals[0]


def test_remedies() -> None:
    found = remedies(np.random.default_rng(0))

    assert found["sigmoid"] < 1e-16
    assert found["ReLU"] < 1e-3
    assert 0.1 < found["ReLU, He"] < 10
    assert 0.1 < found["leaky ReLU, He"] < 10
    assert 0.3 < found["sigmoid, batch norm"] < 30
    assert 30 < found["ReLU, He, batch norm"] < 3000
    assert 0.1 < found["sigmoid, skip"] < 10
    assert found["tanh"] < 1


def test_weights_of_zero_stop_all_but_a_skip() -> None:
    X = np.ones((2, 3))
    nothing = [np.zeros((3, 3))] * 4

    assert (gradient_flow(nothing, X, X).signals == 0).all()
    np.testing.assert_array_equal(gradient_flow(nothing, X, X, skip=True).signals, 1)


def test_logs_are_told_apart() -> None:
    steady = np.full((6, 2), [0.5, 1.0])
    falling = np.exp(-np.arange(6.0))

    assert diagnose_gradients(falling, steady) == "fine"
    assert diagnose_gradients(falling, steady * [1e-5, 1]) == "vanishing"
    assert diagnose_gradients(np.ones(6), steady) == "plateau"
    assert (
        diagnose_gradients(falling, steady * 10.0 ** np.arange(6)[:, None])
        == "exploding"
    )
    assert diagnose_gradients(np.append(falling[:-1], np.nan), steady) == "exploding"
    assert diagnose_gradients(
        falling, np.where(np.arange(6)[:, None] == 5, np.inf, steady)
    ) == ("exploding")
    for losses, norms in (([], np.ones((0, 2))), ([1.0], [1.0]), ([1.0], [[1.0]] * 2)):
        with pytest.raises(ValueError, match=r"\(T, layers\)"):
            diagnose_gradients(losses, norms)


def test_a_comparison_costs_less_than_an_exponential() -> None:
    cost = activation_cost(200_000, np.random.default_rng(0))

    assert cost["relu"] < min(cost["tanh"], cost["sigmoid"])
    with pytest.raises(ValueError, match="got 0"):
        activation_cost(0, np.random.default_rng(0))
    with pytest.raises(ValueError, match="got 0"):
        predicted_ratio(0, 1.0)
