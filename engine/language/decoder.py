"""A decoder-only transformer, forward: each token sees itself and what came before."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.attention.cache import Cache, cached_attention, empty_cache
from engine.attention.multi_head import Projections
from engine.nn.normalisation import layer_norm
from engine.system import system

Weights = Mapping[str, Array]
"""Arrays by the names that torch gives them."""


@system("S59.02", "S59.09")
def masked_multi_head(
    X: ArrayLike, p: Weights, heads: int, past: Cache | None = None
) -> tuple[Array, Cache]:
    """Causal attention in several heads at once, each on C / h of the entries.

    With the keys and values of earlier tokens in `past`, X holds the new tokens
    only: what was computed for a token never changes, since it never sees later
    ones. So a step costs the work of one token, and memory for all.

    Args:
        X: vectors of tokens, shape (B, T, C).
        p: "in_proj_weight" (3 C, C) and "in_proj_bias" for queries, keys and
            values, "out_proj.weight" (C, C) and "out_proj.bias".
        heads: h, which divides C.
        past: of the tokens before X.

    Returns:
        Shape (B, T, C), and the keys and values of all tokens.

    Raises:
        ValueError: X is not (B, T, C), or h does not divide C.

    Source:
        Vaswani et al., Attention Is All You Need (2017), section 3.2.

    >>> p = {"in_proj_weight": np.ones((3, 1)), "in_proj_bias": np.zeros(3),
    ...      "out_proj.weight": np.ones((1, 1)), "out_proj.bias": np.zeros(1)}
    >>> masked_multi_head([[[0.0], [0.0], [3.0]]], p, 1)[0][0, :2].tolist()
    [[0.0], [0.0]]
    """
    X = np.asarray(X, dtype=float)
    if X.ndim != 3 or heads < 1 or X.shape[2] % heads:
        raise ValueError(f"(B, T, C), C in {heads} parts, is needed, got {X.shape}")
    B, _, C = X.shape
    weights, biases = np.split(p["in_proj_weight"], 3), np.split(p["in_proj_bias"], 3)
    query, key, value = ((W.T, b) for W, b in zip(weights, biases, strict=True))
    out = p["out_proj.weight"].T, p["out_proj.bias"]
    return cached_attention(
        X, Projections(query, key, value, out), past or empty_cache(B, C, heads)
    )


@system("S59.03")
def decoder_block(
    X: ArrayLike, p: Weights, heads: int, past: Cache | None = None
) -> tuple[Array, Cache]:
    """`X' = norm(X + attention(X))`, then `norm(X' + W_2 relu(W_1 X' + b_1) + b_2)`.

    The second part treats every place alike and by itself. It is an encoder's
    block but for the mask; the decoder of 2017 has a third part, which looks at
    an encoder. GPT-2 moved the norms to where the parts begin.

    Args:
        X: shape (B, T, C).
        p: "self_attn." and the names of `masked_multi_head`; "linear1.weight",
            "linear1.bias", "linear2...", "norm1.weight", "norm1.bias", "norm2...".
        heads: h, which divides C.
        past: of the tokens before X.

    Returns:
        Shape (B, T, C), and keys and values of all tokens.

    Raises:
        ValueError: as `masked_multi_head`.

    Source:
        Radford et al., Improving Language Understanding by Generative
        Pre-Training (2018), section 3.1.
    """
    X = np.asarray(X, dtype=float)
    seen, cache = masked_multi_head(X, _below(p, "self_attn."), heads, past)
    X = layer_norm(X + seen, p["norm1.weight"], p["norm1.bias"])
    hidden = np.maximum(X @ p["linear1.weight"].T + p["linear1.bias"], 0.0)
    X = X + hidden @ p["linear2.weight"].T + p["linear2.bias"]
    return layer_norm(X, p["norm2.weight"], p["norm2.bias"]), cache


@system("S59.05", "S59.16", "S59.04", "S59.09", "S58.10")
def gpt_logits(
    ids: ArrayLike, weights: Weights, heads: int, past: list[Cache] | None = None
) -> tuple[Array, list[Cache]]:
    """Embeddings of tokens and places, blocks, a linear layer to the vocabulary.

    Softmax of a row of logits is the distribution of the token after it.

    Args:
        ids: tokens, shape (B, T).
        weights: "tokens.weight" (v, C), "positions.weight" (longest, C),
            "layers.0." and the names of `decoder_block`, ..., "head.weight"
            (v, C) and "head.bias".
        heads: of each block.
        past: what the call on the tokens before gave.

    Returns:
        Logits, shape (B, T, v), and keys and values of each block.

    Raises:
        ValueError: ids is not (B, T), or there are more tokens than places.
    """
    ids = np.asarray(ids)
    if ids.ndim != 2 or ids.size == 0:
        raise ValueError(f"ids must have shape (B, T), none of it 0, got {ids.shape}")
    start = past[0][0].shape[2] if past else 0
    places, end = weights["positions.weight"], start + ids.shape[1]
    if end > len(places):
        raise ValueError(f"there are {len(places)} places, for {end} tokens")
    X = weights["tokens.weight"][ids] + places[start:end]
    caches: list[Cache] = []
    while any(name.startswith(f"layers.{len(caches)}.") for name in weights):
        i = len(caches)
        own = _below(weights, f"layers.{i}.")
        X, cache = decoder_block(X, own, heads, past[i] if past else None)
        caches.append(cache)
    return X @ weights["head.weight"].T + weights["head.bias"], caches


def _below(p: Weights, prefix: str) -> dict[str, Array]:
    return {k.removeprefix(prefix): v for k, v in p.items() if k.startswith(prefix)}
