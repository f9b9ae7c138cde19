"""The encoder of a transformer: self-attention, then a network at each position."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.attention.blocks import (
    FeedForward,
    Norm,
    add_norm,
    add_norm_backward,
    feed_forward,
    feed_forward_backward,
)
from engine.attention.multi_head import (
    Projections,
    multi_head,
    multi_head_backward,
)
from engine.system import system


class EncoderLayer(NamedTuple):
    """What a layer learns, and its gradients: `4 d^2 + 2 d f + 9 d + f` numbers."""

    attention: Projections
    network: FeedForward
    norms: tuple[Norm, Norm]
    """After (or before) the attention; after (or before) the network."""


def random_projections(d: int, rng: np.random.Generator) -> Projections:
    """Four projections of d features, uniform in Glorot's bounds, biases 0.

    Args:
        d: features.
        rng: of the weights.

    >>> random_projections(3, np.random.default_rng(0)).out[0].shape
    (3, 3)
    """
    query, key, value, out = (_dense(d, d, rng) for _ in range(4))
    return Projections(query, key, value, out)


def random_feed_forward(d: int, f: int, rng: np.random.Generator) -> FeedForward:
    """Two dense layers, d to f to d, uniform in Glorot's bounds, biases 0.

    Args:
        d: features.
        f: hidden units.
        rng: of the weights.

    >>> random_feed_forward(3, 5, np.random.default_rng(0)).up[0].shape
    (3, 5)
    """
    return FeedForward(_dense(d, f, rng), _dense(f, d, rng))


@system("S58.07")
def random_encoder(
    layers: int, d: int, f: int, rng: np.random.Generator
) -> list[EncoderLayer]:
    """An encoder that has learned nothing yet.

    Args:
        layers: how many.
        d: features of a token.
        f: hidden units of each network.
        rng: of the weights.

    >>> stack = random_encoder(1, 512, 2048, np.random.default_rng(0))
    >>> parameters(stack[0])
    3152384
    """
    return [
        EncoderLayer(
            random_projections(d, rng),
            random_feed_forward(d, f, rng),
            (unit_norm(d), unit_norm(d)),
        )
        for _ in range(layers)
    ]


def unit_norm(d: int) -> Norm:
    """A normalisation that has learned nothing yet: gamma 1, beta 0.

    >>> unit_norm(2)
    (array([1., 1.]), array([0., 0.]))
    """
    return np.ones(d), np.zeros(d)


@system("S58.07")
def parameters(layer: Any) -> int:
    """How many numbers a layer, or any nest of sequences of arrays, holds.

    >>> parameters(((np.ones((2, 3)), np.ones(3)), np.ones(4)))
    13
    """
    if isinstance(layer, np.ndarray):
        return layer.size
    return sum(map(parameters, layer))


@system("S58.07", "S31.13")
def encoder_layer(
    x: ArrayLike,
    p: EncoderLayer,
    heads: int,
    mask: ArrayLike | None = None,
    norm_first: bool = False,
) -> Array:
    """Self-attention mixes the positions, the network works on each alone.

    Both stand in an `add_norm`. No position is told apart from another: without
    a mask, and without positions added to x, reordered rows give reordered rows.

    Args:
        x: shape (B, T, d).
        p: what the layer learned.
        heads: divides d.
        mask: True where a position may look, broadcast with (B, T, T).
        norm_first: see `add_norm`.

    Returns:
        Output, shape (B, T, d).

    Raises:
        ValueError: as `multi_head`.

    Source:
        Vaswani et al., Attention Is All You Need (2017), section 3.1.

    >>> p = random_encoder(1, 4, 8, np.random.default_rng(0))[0]
    >>> y = encoder_layer(np.ones((1, 2, 4)), p, heads=2)
    >>> y.shape, bool(np.allclose(y[0, 0], y[0, 1]))
    ((1, 2, 4), True)
    """
    middle = add_norm(
        x, lambda u: multi_head(u, u, p.attention, heads, mask)[0], p.norms[0],
        norm_first,
    )  # fmt: skip
    return add_norm(
        middle, lambda u: feed_forward(u, p.network), p.norms[1], norm_first
    )


@system("S58.07")
def encoder_layer_backward(  # noqa: PLR0913, PLR0917 - the gradient and five inputs
    g: ArrayLike,
    x: ArrayLike,
    p: EncoderLayer,
    heads: int,
    mask: ArrayLike | None = None,
    norm_first: bool = False,
) -> tuple[Array, EncoderLayer]:
    """Gradients of `encoder_layer` by x and by all that it learns.

    Args:
        g: gradient by the output, shape (B, T, d).
        x: as in `encoder_layer`.
        p: as in `encoder_layer`.
        heads: as in `encoder_layer`.
        mask: as in `encoder_layer`.
        norm_first: as in `encoder_layer`.

    Returns:
        Gradient by x, and those by p in the same nest.

    >>> p = random_encoder(1, 2, 3, np.random.default_rng(0))[0]
    >>> dx, dp = encoder_layer_backward(np.ones((1, 2, 2)), np.eye(2)[None], p, 1)
    >>> dp.norms[1][1]  # every output counts once for its beta
    array([2., 2.])
    """

    def attend(u: Array) -> Array:
        return multi_head(u, u, p.attention, heads, mask)[0]

    def attend_back(g: Array, u: Array) -> tuple[Array, Projections]:
        by_x, by_memory, grads = multi_head_backward(g, u, u, p.attention, heads, mask)
        return by_x + by_memory, grads

    def work(u: Array) -> Array:
        return feed_forward(u, p.network)

    def work_back(g: Array, u: Array) -> tuple[Array, FeedForward]:
        return feed_forward_backward(g, u, p.network)

    first, second = p.norms
    middle = add_norm(x, attend, first, norm_first)
    g, network, by_second = add_norm_backward(
        g, middle, work, work_back, second, norm_first
    )
    g, projections, by_first = add_norm_backward(
        g, x, attend, attend_back, first, norm_first
    )
    return g, EncoderLayer(projections, network, (by_first, by_second))


@system("S58.07")
def encoder(
    x: ArrayLike,
    layers: Sequence[EncoderLayer],
    heads: int,
    mask: ArrayLike | None = None,
    norm_first: bool = False,
) -> Array:
    """One layer after the other; `layers` differ in weights only.

    Args:
        x: embeddings with positions added, shape (B, T, d).
        layers: of the stack.
        heads: divides d.
        mask: as in `encoder_layer`, the same in each.
        norm_first: as in `encoder_layer`; add a last norm to the result then.

    Returns:
        Output, shape (B, T, d).

    Raises:
        ValueError: as `multi_head`.

    >>> stack = random_encoder(3, 4, 8, np.random.default_rng(0))
    >>> encoder(np.eye(4)[None], stack, heads=1).std(axis=-1).round(3)
    array([[1., 1., 1., 1.]])
    """
    x = np.asarray(x, dtype=float)
    for p in layers:
        x = encoder_layer(x, p, heads, mask, norm_first)
    return x


def _dense(a: int, b: int, rng: np.random.Generator) -> tuple[Array, Array]:
    bound = np.sqrt(6 / (a + b))
    return rng.uniform(-bound, bound, (a, b)), np.zeros(b)
