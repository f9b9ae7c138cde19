"""What trained networks show."""

import numpy as np
import pytest

from engine.autodiff.differences import central_difference
from engine.datasets.points import xor
from engine.nn.backpropagation import forward_pass
from engine.nn.initialisers import build_layers
from engine.nn.mlp import count_parameters, forward
from engine.optim.adam import Adam
from engine.optim.momentum import SGD
from engine.training.approximation import approximation_error
from engine.training.augmentation import augmentation_gain
from engine.training.dropout_network import dropout_gradients, train_dropout_network
from engine.training.end_to_end import end_to_end, profiles
from engine.training.limits import limits_of_networks
from engine.training.on_tape import train_on_tape
from engine.training.rare_classes import rare_class
from engine.training.until import train_until
from engine.training.walk_forward import walk_forward
from engine.training.weight_changes import weight_changes
from engine.validation.splits import k_fold


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_training_stops_at_the_target_or_when_patience_ends() -> None:
    X, y, _ = xor(100, 0.1, rng())
    run = train_until(build_layers([2, 16, 2], "he", rng()), X, y)

    assert run.reached
    assert run.accuracies[-1] >= 0.95 > run.accuracies[:-1].max()
    line = train_until(build_layers([2, 2], "he", rng()), X, y, most=20)
    assert not line.reached
    assert line.accuracies.shape == (21,)
    start = build_layers([2, 2], "he", rng())
    assert train_until(start, X, y, target=0.0).layers is start


@pytest.mark.parametrize("rule", [SGD(0.2), Adam(0.02)], ids=["SGD", "Adam"])
def test_a_wrong_sign_breaks_any_rule(rule) -> None:
    X = rng(1).normal(size=(40, 2))
    T = np.sin(3 * X[:, :1]) * X[:, 1:]
    layers = build_layers([2, 16, 1], "xavier", rng())
    right = train_on_tape(layers, X, T, rule, steps=300)
    wrong = train_on_tape(layers, X, T, rule, steps=300, flip=True)

    assert right[0] == wrong[0]
    assert right[-1] < 0.3 * right[0]
    assert wrong[-1] > 2 * right[-1]


def test_early_layers_stand_still_where_gradients_vanish() -> None:
    X = rng(1).normal(size=(32, 8))
    T = np.sin(X[:, :1])
    widths = [8] * 9 + [1]
    sigmoid = weight_changes(build_layers(widths, "xavier", rng()), X, T)
    relu = weight_changes(build_layers(widths, "he", rng()), X, T, activation="relu")

    assert sigmoid[0] < 1e-3 * sigmoid[-1]
    assert relu[0] > 1e-2 * relu[-1]


def test_more_units_come_closer() -> None:
    errors = [
        approximation_error(lambda x: np.sin(3 * x), width, rng(), starts=2)
        for width in (1, 2, 4)
    ]

    assert errors[0] > 1
    assert errors[0] > errors[1] > errors[2]
    assert errors[2] < 0.1


def test_features_can_be_learned_with_the_classifier() -> None:
    found = end_to_end(rng())

    assert found["pixels, network"] > found["pixels, line"] > found["features, line"]
    ones = profiles(np.ones((1, 64)))
    np.testing.assert_array_equal(ones, np.full((1, 16), 8))


def test_moved_copies_teach_that_places_do_not_matter() -> None:
    found = augmentation_gain(rng())

    assert found["augmented"] > found["plain"] + 0.15


def test_gradients_under_one_mask_are_numeric() -> None:
    layers = build_layers([3, 5, 4, 2], "he", rng())
    X, y = rng(1).normal(size=(6, 3)), np.array([0, 1, 0, 1, 1, 0])
    W, b = layers[0]

    def loss(flat: np.ndarray) -> float:
        changed = [(flat.reshape(W.shape), b), *layers[1:]]
        return dropout_gradients(changed, X, y, 0.4, rng(7))[0]

    _, gradients = dropout_gradients(layers, X, y, 0.4, rng(7))
    np.testing.assert_allclose(
        gradients[0][0].ravel(), central_difference(loss, W.ravel()), atol=1e-7
    )
    with pytest.raises(ValueError, match=r"got 1"):
        dropout_gradients(layers, X, y, 1.0, rng())


def test_the_printed_network_has_109386_parameters() -> None:
    layers = train_dropout_network(
        rng().normal(size=(10, 784)), np.arange(10), rng(), epochs=1
    )

    assert count_parameters(layers) == 100_480 + 8_256 + 650 == 109_386


def test_it_learns_with_dropout() -> None:
    X, y, _ = xor(200, 0.1, rng())
    layers = train_dropout_network(X, y, rng(), hidden=(32, 16), lr=0.01, epochs=20)

    assert (forward(layers, X)[-1].argmax(axis=1) == y).mean() > 0.95
    held = forward_pass(layers, X, hidden="relu")
    np.testing.assert_allclose(held.a[-1], forward(layers, X)[-1])
    with pytest.raises(ValueError, match="a hidden layer"):
        train_dropout_network(X, y, rng(), hidden=())


def test_accuracy_hides_a_rare_class_and_weights_find_it() -> None:
    found = rare_class(rng())

    assert found["always no"]["accuracy"] > 0.95
    assert found["always no"]["recall"] == 0
    assert found["weighted"]["recall"] > found["plain"]["recall"] + 0.3
    assert found["weighted"]["precision"] < found["plain"]["precision"]
    assert found["weighted"]["accuracy"] < found["always no"]["accuracy"]
    assert found["plain"]["claimed"] == pytest.approx(0.03, abs=0.015)
    assert found["weighted"]["claimed"] > 0.1
    assert found["plain"]["average precision"] > 0.15


def test_shuffled_rows_of_a_series_promise_too_much() -> None:
    """A law that changes on the way: the past is not like what comes."""
    noise = rng().normal(size=300)
    series = np.empty(300)
    series[0] = 0
    for t in range(1, 300):
        series[t] = np.cos(t / 60) * series[t - 1] + noise[t]
    honest = walk_forward(series, lags=2)
    shuffled = walk_forward(series, lags=2, splits=list(k_fold(298, 5, rng())))

    assert honest.shape == (5,)
    assert honest.mean() > 1.1 * shuffled.mean()
    for lags in (0, 300):
        with pytest.raises(ValueError, match=f"1 to 299, got {lags}"):
            walk_forward(series, lags)


def test_the_table_of_limits() -> None:
    found = limits_of_networks(rng())

    line, network = found["non-linear"]
    assert line < 0.7
    assert network > 0.95
    few, many = found["needs data"]
    assert many > few + 0.04
    known, new = found["memorises"]
    assert known > 0.97
    assert abs(new - 0.5) < 0.15
    assert found["parameters"] == (3, 2 * 32 + 32 + 32 * 2 + 2)
    assert found["noise"][0] > found["noise"][1] + 0.03
