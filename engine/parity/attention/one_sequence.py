"""Attention over one sequence beside torch, and step by step beside all at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch.nn import functional as tf

from engine.arrays import Array
from engine.attention.one_sequence import KVCache, causal_softmax, self_attention
from engine.parity import Parity

Rng = np.random.Generator


def _scores(rng: Rng) -> tuple[Array]:
    n = int(rng.integers(1, 8))
    return (rng.normal(scale=5, size=(int(rng.integers(1, n + 1)), n)),)


def _torch_softmax(scores: Array) -> Array:
    m, n = scores.shape
    later = torch.ones(m, n, dtype=torch.bool).triu(n - m + 1)
    found = torch.from_numpy(scores).masked_fill(later, -torch.inf).softmax(dim=1)
    return np.asarray(found.numpy())


def _tokens(rng: Rng) -> tuple[Any, ...]:
    T, h, k, v, d = (int(i) for i in rng.integers(1, 5, 5))
    shapes = (T, d), (d, h * k), (d, h * k), (d, h * v), (h * v, d)
    X, *projections = (rng.normal(size=shape) for shape in shapes)
    return X, tuple(projections), h


def _torch_heads(tokens: Array, projections: tuple[Array, ...], heads: int) -> Array:
    X, W_q, W_k, W_v, W_o = (torch.from_numpy(a) for a in (tokens, *projections))
    q, k, v = ((X @ W).unflatten(1, (heads, -1)) for W in (W_q, W_k, W_v))
    found = tf.scaled_dot_product_attention(*(a.transpose(0, 1) for a in (q, k, v)))
    return np.asarray((found.transpose(0, 1).flatten(1) @ W_o).numpy())


def _one_head(rng: Rng) -> tuple[Array, ...]:
    T, d, k, v = (int(i) for i in rng.integers(1, 6, 4))
    return tuple(rng.normal(size=s) for s in ((T, d), (d, k), (d, k), (d, v)))


def _at_once(*arrays: Array) -> Array:
    X, W_q, W_k, W_v = (torch.from_numpy(a) for a in arrays)
    found = tf.scaled_dot_product_attention(X @ W_q, X @ W_k, X @ W_v, is_causal=True)
    return np.asarray(found.numpy())


def _step_by_step(X: Array, *projections: Array) -> Array:
    cache = KVCache(*projections)
    return np.array([cache.step(x) for x in X])


PAIRS = [
    Parity(causal_softmax, _torch_softmax, "torch", _scores, rtol=1e-10, atol=1e-12),
    Parity(self_attention, _torch_heads, "torch", _tokens, rtol=1e-10, atol=1e-12),
    Parity(KVCache, _at_once, "torch", _one_head, ours=_step_by_step, rtol=1e-10,
           atol=1e-12,
           convention="token by token gives what the causal mask gives at once"),
]  # fmt: skip
