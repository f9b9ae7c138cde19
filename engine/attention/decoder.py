"""The decoder of a transformer: it sees its own past and all of the encoder."""

from __future__ import annotations

from typing import NamedTuple

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
from engine.attention.encoder import (
    random_feed_forward,
    random_projections,
    unit_norm,
)
from engine.attention.masks import causal_mask
from engine.attention.multi_head import (
    Projections,
    multi_head,
    multi_head_backward,
)
from engine.system import system


class DecoderLayer(NamedTuple):
    """What a layer learns, and its gradients: `8 d^2 + 2 d f + 15 d + f` numbers."""

    own: Projections
    cross: Projections
    network: FeedForward
    norms: tuple[Norm, Norm, Norm]


@system("S58.08")
def random_decoder(
    layers: int, d: int, f: int, rng: np.random.Generator
) -> list[DecoderLayer]:
    """A decoder that has learned nothing yet.

    Args:
        layers: how many.
        d: features of a token.
        f: hidden units of each network.
        rng: of the weights.

    >>> from engine.attention.encoder import parameters
    >>> parameters(random_decoder(1, 512, 2048, np.random.default_rng(0))[0])
    4204032
    """
    return [
        DecoderLayer(
            random_projections(d, rng),
            random_projections(d, rng),
            random_feed_forward(d, f, rng),
            (unit_norm(d), unit_norm(d), unit_norm(d)),
        )
        for _ in range(layers)
    ]


@system("S58.08")
def decoder_layer(  # noqa: PLR0913, PLR0917 - two sequences, weights, a mask, a form
    x: ArrayLike,
    memory: ArrayLike,
    p: DecoderLayer,
    heads: int,
    memory_mask: ArrayLike | None = None,
    norm_first: bool = False,
) -> Array:
    """Masked self-attention, then attention to the encoder, then the network.

    Position t of the output depends on x up to t only, so all positions are
    trained at once although they are generated one by one.

    Args:
        x: targets so far, shape (B, m, d).
        memory: output of the encoder, shape (B, n, d).
        p: what the layer learned.
        heads: divides d.
        memory_mask: True where memory may be looked at, broadcast with (B, m, n).
        norm_first: see `add_norm`; the memory is not normalised again.

    Returns:
        Output, shape (B, m, d).

    Raises:
        ValueError: as `multi_head`.

    Source:
        Vaswani et al., Attention Is All You Need (2017), section 3.1.

    >>> p = random_decoder(1, 4, 8, np.random.default_rng(0))[0]
    >>> x, memory = np.eye(4)[None], np.ones((1, 2, 4))
    >>> whole, start = (decoder_layer(v, memory, p, 2) for v in (x, x[:, :3]))
    >>> bool(np.allclose(whole[:, :3], start))
    True
    """
    x, memory = np.asarray(x, dtype=float), np.asarray(memory, dtype=float)
    past = causal_mask(x.shape[-2])
    first, second, third = p.norms
    x = add_norm(
        x, lambda u: multi_head(u, u, p.own, heads, past)[0], first, norm_first
    )
    x = add_norm(
        x, lambda u: multi_head(u, memory, p.cross, heads, memory_mask)[0], second,
        norm_first,
    )  # fmt: skip
    return add_norm(x, lambda u: feed_forward(u, p.network), third, norm_first)


@system("S58.08")
def decoder_layer_backward(  # noqa: PLR0913, PLR0917 - the gradient and six inputs
    g: ArrayLike,
    x: ArrayLike,
    memory: ArrayLike,
    p: DecoderLayer,
    heads: int,
    memory_mask: ArrayLike | None = None,
    norm_first: bool = False,
) -> tuple[Array, Array, DecoderLayer]:
    """Gradients of `decoder_layer` by x, by the memory and by all that it learns.

    The memory feeds every layer of a decoder: its gradients add up over them before
    they go down the encoder.

    Args:
        g: gradient by the output, shape (B, m, d).
        x: as in `decoder_layer`.
        memory: as in `decoder_layer`.
        p: as in `decoder_layer`.
        heads: as in `decoder_layer`.
        memory_mask: as in `decoder_layer`.
        norm_first: as in `decoder_layer`.

    Returns:
        Gradients by x and by memory, and those by p in the same nest.

    Raises:
        ValueError: as `multi_head`.

    >>> p = random_decoder(1, 2, 3, np.random.default_rng(0))[0]
    >>> x, memory = np.eye(2)[None], np.ones((1, 3, 2))
    >>> dx, dm, dp = decoder_layer_backward(np.ones((1, 2, 2)), x, memory, p, 1)
    >>> dm.shape, dp.norms[2][1]  # every output counts once for its beta
    ((1, 3, 2), array([2., 2.]))
    """
    x, memory = np.asarray(x, dtype=float), np.asarray(memory, dtype=float)
    past = causal_mask(x.shape[-2])

    def look_back(u: Array) -> Array:
        return multi_head(u, u, p.own, heads, past)[0]

    def look_back_pull(g: Array, u: Array) -> tuple[Array, Projections]:
        by_x, by_itself, grads = multi_head_backward(g, u, u, p.own, heads, past)
        return by_x + by_itself, grads

    def look_over(u: Array) -> Array:
        return multi_head(u, memory, p.cross, heads, memory_mask)[0]

    def look_over_pull(g: Array, u: Array) -> tuple[Array, tuple[Array, Projections]]:
        by_x, by_memory, grads = multi_head_backward(
            g, u, memory, p.cross, heads, memory_mask
        )
        return by_x, (by_memory, grads)

    def work(u: Array) -> Array:
        return feed_forward(u, p.network)

    def work_pull(g: Array, u: Array) -> tuple[Array, FeedForward]:
        return feed_forward_backward(g, u, p.network)

    first, second, third = p.norms
    after_own = add_norm(x, look_back, first, norm_first)
    after_cross = add_norm(after_own, look_over, second, norm_first)
    g, network, by_third = add_norm_backward(
        g, after_cross, work, work_pull, third, norm_first
    )
    g, (by_memory, cross), by_second = add_norm_backward(
        g, after_own, look_over, look_over_pull, second, norm_first
    )
    g, own, by_first = add_norm_backward(
        g, x, look_back, look_back_pull, first, norm_first
    )
    norms = by_first, by_second, by_third
    return g, by_memory, DecoderLayer(own, cross, network, norms)
