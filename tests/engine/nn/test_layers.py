"""Normalisation layers, dropout and initial weights."""

from collections.abc import Callable

import numpy as np
import pytest

from engine.autodiff.differences import central_difference
from engine.nn.dropout import dropout
from engine.nn.initialisers import (
    build_layers,
    initial_deviation,
    initialise,
    signal_sizes,
)
from engine.nn.normalisation import (
    batch_norm,
    batch_norm_backward,
    group_norm,
    group_norm_backward,
    instance_norm,
    layer_norm,
    layer_norm_backward,
    what_they_see,
)

RNG = np.random.default_rng(0)
X = 3 * RNG.normal(size=(3, 4, 2, 2)) + 1
GAMMA, BETA = RNG.normal(size=(2, 4))
G = RNG.normal(size=X.shape)
START = np.zeros(4), np.ones(4)


def outputs(kind: str, x: np.ndarray, gamma: np.ndarray, beta: np.ndarray):  # type: ignore[no-untyped-def]
    if kind == "batch":
        return batch_norm(x, gamma, beta, START)[0]
    if kind == "group":
        return group_norm(x, 2, gamma, beta)
    wide = np.broadcast_to(gamma[:, None, None], x.shape[1:])
    shift = np.broadcast_to(beta[:, None, None], x.shape[1:])
    return layer_norm(x, wide, shift)


@pytest.mark.parametrize("kind", ["batch", "group", "layer"])
def test_gradients_are_numeric_derivatives(kind: str) -> None:
    back = {
        "batch": lambda: batch_norm_backward(G, X, GAMMA),
        "group": lambda: group_norm_backward(G, X, 2, GAMMA),
        "layer": lambda: layer_norm_backward(
            G, X, np.broadcast_to(GAMMA[:, None, None], X.shape[1:])
        ),
    }
    dx, dgamma, dbeta = back[kind]()
    by_channel = (0, 1) if kind == "layer" else ()

    def loss(x: np.ndarray, gamma: np.ndarray, beta: np.ndarray) -> float:
        return float((G * outputs(kind, x, gamma, beta)).sum())

    for ours, numeric in (
        (dx, central_difference(lambda v: loss(v.reshape(X.shape), GAMMA, BETA),
                                X.ravel())),
        (dgamma, central_difference(lambda v: loss(X, v, BETA), GAMMA)),
        (dbeta, central_difference(lambda v: loss(X, GAMMA, v), BETA)),
    ):  # fmt: skip
        if by_channel and ours.shape == X.shape[1:]:
            ours = ours.sum(axis=(1, 2))  # noqa: PLW2901
        np.testing.assert_allclose(ours.ravel(), numeric, atol=1e-6)


def test_each_normalises_over_its_own_axes() -> None:
    one, zero = np.ones(4), np.zeros(4)
    for y, axes in (
        (batch_norm(X, one, zero, START)[0], (0, 2, 3)),
        (instance_norm(X), (2, 3)),
        (group_norm(X, 1, one, zero), (1, 2, 3)),
        (layer_norm(X, np.ones(2), np.zeros(2)), (3,)),
    ):
        np.testing.assert_allclose(y.mean(axis=axes), 0, atol=1e-12)
        np.testing.assert_allclose(y.std(axis=axes), 1, atol=1e-2)


def test_groups_lie_between_layer_and_instance() -> None:
    one, zero = np.ones(4), np.zeros(4)

    np.testing.assert_allclose(
        group_norm(X, 1, one, zero), layer_norm(X, np.ones(X.shape[1:]), 0 * X[0])
    )
    np.testing.assert_allclose(group_norm(X, 4, one, zero), instance_norm(X))


def test_running_averages_of_the_worked_batch() -> None:
    x = [[1.0], [2.0], [3.0], [4.0]]
    _, running = batch_norm(x, [1.0], [0.0], (np.zeros(1), np.ones(1)))

    np.testing.assert_allclose(np.concatenate(running), [0.25, 1.0667], atol=5e-5)
    y, same = batch_norm([[2.25]], [2.0], [1.0], running, train=False)
    np.testing.assert_allclose(y[0], 1 + 2 * 2 / np.sqrt(running[1] + 1e-5))
    assert same[0] == running[0]


def test_what_each_sees() -> None:
    assert what_they_see(np.random.default_rng(1)) == {
        "batch": (True, True),
        "layer": (False, True),
        "group": (False, True),
        "instance": (False, False),
    }


def test_a_constant_stays_finite() -> None:
    same = np.full((2, 4, 3, 3), 7.0)

    assert not instance_norm(same).any()
    np.testing.assert_array_equal(layer_norm([[5.0]], [2.0], [3.0]), [[3.0]])


def test_whole_channels_are_dropped() -> None:
    x = np.ones((200, 5, 3, 3))
    y, mask = dropout(x, 0.4, np.random.default_rng(0), channels=True)
    per_channel = y.reshape(1000, 9)

    assert (per_channel == per_channel[:, :1]).all()
    assert abs((per_channel[:, 0] == 0).mean() - 0.4) < 0.05
    np.testing.assert_array_equal(y, x * mask)


def test_dropout_drops_p_and_keeps_the_mean() -> None:
    rng = np.random.default_rng(0)
    y, mask = dropout(np.ones(100_000), 0.2, rng)

    np.testing.assert_allclose([(y == 0).mean(), y.mean()], [0.2, 1.0], atol=0.01)
    np.testing.assert_allclose(np.unique(mask), [0.0, 1.25])
    x = np.array([1.0, -2.0])
    out, mask = dropout(x, 0.9, rng, train=False)
    np.testing.assert_array_equal(out, x)
    np.testing.assert_array_equal(mask, 1.0)
    assert out is not x
    np.testing.assert_array_equal(dropout(x, 0.0, rng)[0], x)


def test_initial_deviations() -> None:
    found = [initial_deviation(s, 50, 200) for s in ("zeros", "small", "xavier", "he")]

    np.testing.assert_allclose(found, [0.0, 0.01, (2 / 250) ** 0.5, 0.2],
                               rtol=1e-6)  # fmt: skip
    rng = np.random.default_rng(0)
    flat = initialise("he", 50, 200, rng, uniform=True)
    assert np.abs(flat).max() <= 0.2 * 3**0.5
    np.testing.assert_allclose([flat.std(), flat.mean()], [0.2, 0.0], atol=0.005)
    np.testing.assert_allclose(initialise("he", 50, 200, rng).std(), 0.2, rtol=0.03)


def test_he_keeps_signals_and_others_lose_them() -> None:
    sizes = {s: signal_sizes(30, 128, s, np.random.default_rng(0))[-1]
             for s in ("he", "xavier", "small", "zeros")}  # fmt: skip

    assert 0.3 < sizes["he"] < 3
    np.testing.assert_allclose(np.log2(sizes["he"] / sizes["xavier"]), 15, rtol=1e-6)
    assert sizes["small"] < 1e-20
    assert sizes["zeros"] == 0.0
    assert signal_sizes(3, 8, "he", np.random.default_rng(0)).shape == (3,)


def test_layers_start_without_bias() -> None:
    layers = build_layers([3, 5, 2], "xavier", np.random.default_rng(0))

    assert [(W.shape, b.shape) for W, b in layers] == [((3, 5), (5,)), ((5, 2), (2,))]
    assert not any(b.any() for _, b in layers)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: batch_norm([[1.0]], [1.0], [0.0], START), "larger batch"),
        (lambda: batch_norm([1.0], [1.0], [0.0], START), r"got \(1,\)"),
        (lambda: batch_norm(X, [1.0], [0.0], START), r"shape \(4,\)"),
        (lambda: batch_norm_backward(G[:1], X, GAMMA), r"got \(1, 4, 2, 2\)"),
        (lambda: layer_norm(X, np.ones(3), np.zeros(3)), "last axes"),
        (lambda: layer_norm(X, np.ones(2), np.zeros(3)), r"got \(2,\) and \(3,\)"),
        (lambda: layer_norm(X, 1.0, 0.0), "last axes"),
        (lambda: group_norm(X, 3, GAMMA, BETA), "4 channels, got 3"),
        (lambda: group_norm(X, 0, GAMMA, BETA), "got 0"),
        (lambda: instance_norm(X[:, :, 0, 0]), r"got \(3, 4\)"),
        (lambda: instance_norm(X[:, :, :1, :1]), "two places"),
        (lambda: dropout([1.0], 1.0, RNG), "got 1"),
        (lambda: initial_deviation("lecun", 1, 1), "'lecun'"),
        (lambda: initial_deviation("he", 0, 1), "got 0 and 1"),
        (lambda: build_layers([3], "he", RNG), "got 1 widths"),
    ],
)
def test_what_is_refused(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
