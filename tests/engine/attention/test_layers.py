"""Heads, encoder and decoder layers."""

import numpy as np
import pytest

from engine.attention.decoder import (
    decoder_layer,
    decoder_layer_backward,
    random_decoder,
)
from engine.attention.encoder import (
    encoder,
    encoder_layer,
    encoder_layer_backward,
    parameters,
    random_encoder,
    random_projections,
)
from engine.attention.multi_head import Projections, multi_head, multi_head_backward
from engine.autodiff.differences import central_difference

RNG = np.random.default_rng


def test_sizes_of_the_paper() -> None:
    """512 features, 2048 hidden units, six layers on each side."""
    stack = random_encoder(1, 512, 2048, RNG(0))
    layer = random_decoder(1, 512, 2048, RNG(0))

    assert parameters(random_projections(512, RNG(0))) == 1_050_624
    assert parameters(stack) == 3_152_384
    assert parameters(layer) == 4_204_032
    assert 6 * (parameters(stack) + parameters(layer)) == 44_138_496


def test_one_head_with_identities_is_plain_attention() -> None:
    same = np.eye(3), np.zeros(3)
    x = RNG(0).normal(size=(1, 4, 3))
    y, weights = multi_head(x, x, Projections(same, same, same, same), 1)
    scores = np.exp(x[0] @ x[0].T / np.sqrt(3))

    np.testing.assert_allclose(weights[0, 0], scores / scores.sum(1, keepdims=True))
    np.testing.assert_allclose(y[0], weights[0, 0] @ x[0])


@pytest.mark.parametrize("norm_first", [False, True])
def test_gradient_of_an_encoder_layer_is_the_difference(norm_first: bool) -> None:
    rng = RNG(0)
    p = random_encoder(1, 4, 5, rng)[0]
    x, g = rng.normal(size=(2, 1, 3, 4))

    def loss(v: np.ndarray) -> float:
        y = encoder_layer(v.reshape(1, 3, 4), p, 2, None, norm_first)
        return float((g * y).sum())

    found = encoder_layer_backward(g, x, p, 2, None, norm_first)[0]
    np.testing.assert_allclose(
        found.ravel(), central_difference(loss, x.ravel()), atol=1e-6
    )


@pytest.mark.parametrize("norm_first", [False, True])
def test_gradients_of_a_decoder_layer_are_differences(norm_first: bool) -> None:
    rng = RNG(0)
    p = random_decoder(1, 4, 5, rng)[0]
    x, g = rng.normal(size=(2, 1, 3, 4))
    memory, mask = (
        rng.normal(size=(1, 2, 4)),
        [[True, True], [True, False], [False, True]],
    )

    def loss(v: np.ndarray, m: np.ndarray) -> float:
        args = v.reshape(1, 3, 4), m.reshape(1, 2, 4), p, 2, mask, norm_first
        return float((g * decoder_layer(*args)).sum())

    by_x, by_memory, _ = decoder_layer_backward(g, x, memory, p, 2, mask, norm_first)
    numeric = central_difference(lambda v: loss(v, memory), x.ravel())
    np.testing.assert_allclose(by_x.ravel(), numeric, atol=1e-6)
    numeric = central_difference(lambda m: loss(x, m), memory.ravel())
    np.testing.assert_allclose(by_memory.ravel(), numeric, atol=1e-6)


def test_an_encoder_without_positions_is_equivariant_a_mask_breaks_it() -> None:
    rng = RNG(0)
    layers, x = random_encoder(2, 4, 8, rng), rng.normal(size=(1, 5, 4))
    order = [4, 2, 0, 1, 3]
    y = encoder(x, layers, 2)

    np.testing.assert_allclose(encoder(x[:, order], layers, 2), y[:, order])
    causal = np.tri(5, dtype=bool)
    masked = encoder(x, layers, 2, causal)
    assert not np.allclose(encoder(x[:, order], layers, 2, causal), masked[:, order])


def test_a_decoder_looks_back_and_at_its_memory() -> None:
    rng = RNG(0)
    p, x = random_decoder(1, 4, 8, rng)[0], rng.normal(size=(1, 5, 4))
    memory = rng.normal(size=(1, 3, 4))
    y = decoder_layer(x, memory, p, 2)
    later, other = x.copy(), memory.copy()
    later[:, 3] += 1
    other[:, 2] += 1
    changed = decoder_layer(later, memory, p, 2)

    np.testing.assert_array_equal(changed[:, :3], y[:, :3])
    assert (np.abs(changed - y)[:, 3:] > 1e-9).any(axis=-1).all()
    assert (np.abs(decoder_layer(x, other, p, 2) - y) > 1e-9).any(axis=-1).all()
    hidden = np.array([True, True, False])
    np.testing.assert_array_equal(
        decoder_layer(x, other, p, 2, hidden), decoder_layer(x, memory, p, 2, hidden)
    )


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda p: multi_head(np.ones((1, 2, 4)), np.ones((1, 2, 4)), p, 3),
         "3 heads do not divide 4"),
        (lambda p: multi_head(np.ones((1, 2, 4)), np.ones((1, 2, 4)), p, 0), "0 heads"),
        (lambda p: multi_head(np.ones((2, 4)), np.ones((1, 2, 4)), p, 2),
         r"x must have shape \(B, T, 4\), got \(2, 4\)"),
        (lambda p: multi_head(np.ones((1, 2, 4)), np.ones((1, 2, 3)), p, 2),
         r"memory must .* got \(1, 2, 3\)"),
        (lambda p: multi_head_backward(np.ones((1, 1, 4)), np.ones((1, 2, 4)),
                                       np.ones((1, 2, 4)), p, 2), r"got \(1, 1, 4\)"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call(random_projections(4, RNG(0)))
