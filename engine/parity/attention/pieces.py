"""Scores, masks, positions and attention, forward and back, beside torch."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch.nn import functional as tf

from engine.arrays import Array
from engine.attention.masks import causal_mask, padding_mask
from engine.attention.positions import sinusoidal_positions
from engine.attention.scaled_dot import attention, attention_backward
from engine.attention.scores import (
    additive_score,
    additive_score_backward,
    dot_score,
)
from engine.parity import Parity

Rng = np.random.Generator


def pull_back(function: Callable[..., Any]) -> Callable[..., tuple[Array, ...]]:
    """(g, inputs) -> the gradients of the inputs, by torch's autograd."""

    def gradients(g: Array, *inputs: Any) -> tuple[Array, ...]:
        tensors = [torch.from_numpy(a) for a in inputs]
        learned = [t.requires_grad_() for t in tensors if t.is_floating_point()]
        function(*tensors).backward(torch.from_numpy(g))
        return tuple(np.asarray(t.grad) for t in learned)

    return gradients


def _sequences(rng: Rng) -> tuple[Any, ...]:
    m, n, d = (int(v) for v in rng.integers(1, 6, 3))
    lead = tuple(int(v) for v in rng.integers(1, 4, rng.integers(0, 3)))
    mask = rng.random((m, n)) < 0.6
    mask[:, 0] = True
    shapes = ((m, d), (n, d), (n, 3))
    return (*(rng.normal(size=(*lead, *shape)) for shape in shapes), mask)


def _with_gradient(rng: Rng) -> tuple[Any, ...]:
    Q, K, V, mask = _sequences(rng)
    return (rng.normal(size=(*Q.shape[:-1], 3)), Q, K, V, mask)


def _torch_attention(Q: Array, K: Array, V: Array, mask: Array) -> Array:
    q, k, v, m = (torch.from_numpy(a) for a in (Q, K, V, mask))
    result = tf.scaled_dot_product_attention(q, k, v, attn_mask=m)
    return np.asarray(result.numpy())


def _general(rng: Rng) -> tuple[Array, ...]:
    m, n, d, e = (int(v) for v in rng.integers(1, 6, 4))
    return tuple(rng.normal(size=s) for s in ((2, m, d), (2, n, e), (d, e)))


def _additive(rng: Rng) -> tuple[Array, ...]:
    m, n, d, e, a = (int(v) for v in rng.integers(1, 6, 5))
    return tuple(rng.normal(size=s) for s in ((m, d), (n, e), (d, a), (e, a), (a,)))


def _additive_back(rng: Rng) -> tuple[Array, ...]:
    Q, K, *rest = _additive(rng)
    return rng.normal(size=(len(Q), len(K))), Q, K, *rest


def _counts(rng: Rng) -> tuple[int, int]:
    n = int(rng.integers(1, 8))
    return int(rng.integers(1, n + 1)), n


def _written_out(Q: Array, K: Array, W: Array, U: Array, v: Array) -> Array:
    return np.array([[v @ np.tanh(W.T @ q + U.T @ k) for k in K] for q in Q])


def _torch_additive(*tensors: torch.Tensor) -> torch.Tensor:
    Q, K, W, U, v = tensors
    return torch.einsum("mna,a->mn", torch.tanh((Q @ W)[:, None] + K @ U), v)


def _causal(m: int, n: int) -> Array:
    blocked = torch.nn.Transformer.generate_square_subsequent_mask(n)
    return np.asarray(blocked.numpy()[n - m :] == 0)


def _padding(lengths: Any, n: int) -> Any:
    return np.array([[[place < length for place in range(n)]] for length in lengths])


def _clock(n: int, d: int) -> Array:
    """Entry by entry, by powers of a complex number."""
    rows = np.empty((n, d))
    for t in range(n):
        for entry in range(d):
            angle = t / 10000 ** ((entry - entry % 2) / d)
            rows[t, entry] = math.cos(angle) if entry % 2 else math.sin(angle)
    return rows


PAIRS = [
    Parity(attention, _torch_attention, "torch", _sequences,
           ours=lambda *arrays: attention(*arrays)[0], rtol=1e-10, atol=1e-12,
           convention="True means look here, as in scaled_dot_product_attention; in "
                      "MultiheadAttention it means the opposite. Where a query may "
                      "look nowhere torch answers 0; ours refuses."),
    Parity(attention_backward, pull_back(tf.scaled_dot_product_attention), "torch",
           _with_gradient, rtol=1e-10, atol=1e-12),
    Parity(dot_score, lambda Q, K, W: np.einsum("bmi,ij,bnj->bmn", Q, W, K),
           "closed form", _general, rtol=1e-10, atol=1e-12),
    Parity(additive_score, _written_out, "closed form", _additive, rtol=1e-10),
    Parity(additive_score_backward, pull_back(_torch_additive), "torch",
           _additive_back, rtol=1e-10, atol=1e-12),
    Parity(causal_mask, _causal, "torch", _counts,
           convention="torch's is added to the scores: 0 to look, -inf not to."),
    Parity(padding_mask, _padding, "closed form",
           lambda rng: (rng.integers(1, 6, size=4), 5),
           convention="torch's key_padding_mask is True where there is padding."),
    Parity(sinusoidal_positions, _clock, "closed form",
           lambda rng: (int(rng.integers(1, 60)), 2 * int(rng.integers(1, 20))),
           rtol=1e-10, atol=1e-11),
]  # fmt: skip
