"""Dense networks, and what is inside them."""

import numpy as np
import pytest

from engine.autodiff.differences import central_difference
from engine.datasets.points import moons, xor
from engine.linear.logistic import LogisticRegression
from engine.nn.initialisers import build_layers
from engine.nn.mlp import (
    MLPClassifier,
    backward,
    count_parameters,
    cross_entropy,
    fit_layers,
    forward,
)
from engine.nn.probes import ablate, probe_layers
from engine.optim.adam import Adam


@pytest.mark.parametrize("activation", ["relu", "tanh", "identity"])
def test_gradients_are_the_numeric_ones(activation: str) -> None:
    rng = np.random.default_rng(0)
    layers = build_layers([3, 4, 2], "he", rng)
    X, T = rng.normal(size=(5, 3)), np.eye(2)[[0, 1, 1, 0, 1]]
    held = forward(layers, X, activation)
    found = backward(layers, held, cross_entropy(held[-1], T)[1], activation)

    def loss(W: np.ndarray) -> float:
        changed = [(W.reshape(3, 4), layers[0][1]), layers[1]]
        return cross_entropy(forward(changed, X, activation)[-1], T)[0]

    np.testing.assert_allclose(
        found[0][0].ravel(), central_difference(loss, layers[0][0].ravel()), atol=1e-7
    )


def test_xor_needs_a_hidden_layer() -> None:
    """A line gets three of four corners at best, a network all of them."""
    X, y, _ = xor(80, 0.05, np.random.default_rng(0))
    rng = np.random.default_rng(1)

    assert np.mean(LogisticRegression().fit(X, y).predict(X) == y) <= 0.75
    assert np.mean(MLPClassifier(lr=0.05).fit(X, y, rng).predict(X) == y) == 1.0


def test_labels_keep_their_type_and_the_loss_falls() -> None:
    X, y, _ = moons(100, 0.1, np.random.default_rng(0))
    words = np.array(["a", "b"])[y]
    model = MLPClassifier(hidden=(16,), epochs=40)
    model.fit(X, words, np.random.default_rng(0))

    assert set(model.predict(X)) == {"a", "b"}
    assert model.losses_.shape == (40,)
    assert model.losses_[-1] < model.losses_[0] / 2


def test_deep_layers_know_more() -> None:
    """A line cannot tell moons apart in the plane, but can in the last layers."""
    X, y, _ = moons(300, 0.1, np.random.default_rng(0))
    model = MLPClassifier(hidden=(16, 16)).fit(X, y, np.random.default_rng(0))
    scores = probe_layers(model.layers_, *moons(300, 0.1, np.random.default_rng(1))[:2])

    assert scores[0] < 0.93
    assert scores[-1] > 0.97


def test_training_leaves_the_start_alone_and_counts_every_parameter() -> None:
    rng = np.random.default_rng(0)
    start = build_layers([2, 3, 1], "he", rng)
    before = start[0][0].copy()
    after, _ = fit_layers(
        start, [[1.0, 2.0]], [[1.0]], lambda z, t: (0.0, z - t), Adam(), rng, epochs=1
    )

    np.testing.assert_array_equal(start[0][0], before)
    assert (after[1][0] != start[1][0]).any()
    assert count_parameters(after) == 3 * 2 + 3 + 3 + 1
    assert [e.shape for e in ablate(start, [[1.0, 2.0]])] == [(2, 3), (3, 1)]


def test_what_does_not_fit_is_named() -> None:
    layers = build_layers([2, 1], "he", np.random.default_rng(0))
    with pytest.raises(ValueError, match="got gelu"):
        forward(layers, [[1.0, 2.0]], "gelu")
    with pytest.raises(ValueError, match="3 features"):
        forward(layers, [[1.0, 2.0, 3.0]])
    with pytest.raises(ValueError, match="T has 2 rows, X 1"):
        fit_layers(layers, [[1.0, 2.0]], [[1.0], [2.0]], cross_entropy, Adam(),
                   np.random.default_rng(0))  # fmt: skip
