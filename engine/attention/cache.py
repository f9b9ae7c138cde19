"""Generating token by token without reading the past again."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.attention.masks import causal_mask
from engine.attention.multi_head import Projections
from engine.attention.scaled_dot import attention


class Cache(NamedTuple):
    """Keys and values of the tokens so far, shape (B, h, T, d/h)."""

    keys: Array
    values: Array


def empty_cache(B: int, d: int, heads: int) -> Cache:
    """A cache of no tokens.

    Args:
        B: sequences.
        d: features of a token.
        heads: divides d.

    Raises:
        ValueError: heads do not divide d.

    >>> empty_cache(1, 4, 2).keys.shape
    (1, 2, 0, 2)
    """
    if heads < 1 or d % heads:
        raise ValueError(f"{heads} heads do not divide {d} features")
    nothing = np.zeros((B, heads, 0, d // heads))
    return Cache(nothing, nothing)


def cached_attention(x: ArrayLike, p: Projections, cache: Cache) -> tuple[Array, Cache]:
    """Causal self-attention of new tokens to all so far, and the longer cache.

    Keys and values of old tokens never change, since no token sees a later one.
    So a new one costs a row of scores, O(T d), and not the whole square; what is
    paid is memory, `2 T d` numbers a layer and sequence.

    Args:
        x: new tokens, shape (B, m, d), usually m = 1.
        p: as in `multi_head`.
        cache: what was seen, and by how many heads.

    Returns:
        Output for the new tokens, shape (B, m, d), and the cache with them.

    Raises:
        ValueError: x does not fit the projections and the cache.

    >>> one = np.eye(1), np.zeros(1)
    >>> p, cache = Projections(one, one, one, one), empty_cache(1, 1, 1)
    >>> for token in (0.0, 4.0):
    ...     y, cache = cached_attention([[[token]]], p, cache)
    >>> cache.values.ravel(), bool(y.item() < 4)
    (array([0., 4.]), True)
    """
    x = np.asarray(x, dtype=float)
    B, heads, past, width = cache.keys.shape
    if x.ndim != 3 or x.shape[0] != B or x.shape[2] != heads * width:
        raise ValueError(f"x must have shape ({B}, m, {heads * width}), got {x.shape}")
    m = x.shape[1]

    def split(pair: tuple[Array, Array]) -> Array:
        projected = x @ pair[0] + pair[1]
        return projected.reshape(B, m, heads, width).swapaxes(1, 2)

    keys = np.concatenate([cache.keys, split(p.key)], axis=2)
    values = np.concatenate([cache.values, split(p.value)], axis=2)
    means, _ = attention(split(p.query), keys, values, causal_mask(m, past + m))
    merged = means.swapaxes(1, 2).reshape(x.shape)
    return merged @ p.out[0] + p.out[1], Cache(keys, values)
