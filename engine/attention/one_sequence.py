"""Attention over one sequence, without a batch: as it is written at a board."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.attention.masks import causal_mask
from engine.attention.scaled_dot import attention
from engine.nn.softmax import softmax
from engine.system import system


@system("S56.07")
def causal_softmax(scores: ArrayLike) -> Array:
    """Softmax of each row over the keys that its query may see.

    The m queries are the last m of the n positions, so row i sees the first
    `n - m + i + 1` keys. What is forbidden becomes -inf before the softmax: then
    neither its weight nor its size has any effect, not even on the largest score
    that is subtracted.

    Args:
        scores: shape (m, n), m <= n, finite.

    Returns:
        Weights, shape (m, n); 0 where a query may not look.

    Raises:
        ValueError: scores are not a matrix, or there are fewer keys than queries.

    >>> causal_softmax([[1.0, 900.0], [3.0, 3.0]])
    array([[1. , 0. ],
           [0.5, 0.5]])
    """
    scores = np.asarray(scores, dtype=float)
    if scores.ndim != 2:
        raise ValueError(f"scores must have shape (m, n), got {scores.shape}")
    return softmax(np.where(causal_mask(*scores.shape), scores, -np.inf))


@system("S56.05", "S56.06")
def self_attention(
    X: ArrayLike,
    projections: tuple[ArrayLike, ArrayLike, ArrayLike, ArrayLike],
    heads: int,
) -> Array:
    """`concat(head_1, ..., head_h) W_o`: `multi_head` for one sequence, without biases.

    Each projection's columns fall into h equal parts, one a head. So a head's
    queries have `d_k = columns of W_q / h` entries, and the root is of that.

    Args:
        X: tokens, shape (T, d).
        projections: W_q and W_k, shape (d, h d_k) each; W_v, shape (d, h d_v); W_o,
            shape (h d_v, d_out).
        heads: h; with 1, and W_o the identity, plain self-attention.

    Returns:
        Output, shape (T, d_out).

    Raises:
        ValueError: h does not divide the columns, or shapes do not fit.

    Source:
        Vaswani et al., Attention Is All You Need (2017), section 3.2.2.

    >>> X, same = [[1.0, 0.0], [1.0, 2.0]], np.eye(2)
    >>> self_attention(X, (same, same, same, same), heads=2)[0]
    array([1., 1.])
    """
    W_q, W_k, W_v, W_o = projections
    q, k, v = (_heads(X, W, heads) for W in (W_q, W_k, W_v))
    means, _ = attention(q, k, v)  # (h, T, d_v)
    return np.asarray(np.concatenate(means, axis=-1) @ np.asarray(W_o))


class KVCache:
    """Causal self-attention of one head, a token at a time.

    A token sees itself and the past, whose keys and values never change again: they
    are computed once and kept. Queries are used once, and are not kept. A step costs
    one row of scores, and not a square of them.

    Args:
        W_q: shape (d, d_k).
        W_k: shape (d, d_k).
        W_v: shape (d, d_v).

    >>> cache = KVCache(np.eye(1), np.eye(1), np.eye(1))
    >>> cache.step([0.0]), cache.step([4.0]).round(3), cache.keys.shape
    (array([0.]), array([4.]), (2, 1))
    """

    def __init__(self, W_q: ArrayLike, W_k: ArrayLike, W_v: ArrayLike) -> None:
        self.W_q, self.W_k, self.W_v = (np.asarray(W) for W in (W_q, W_k, W_v))
        self.keys = np.zeros((0, self.W_k.shape[1]))
        self.values = np.zeros((0, self.W_v.shape[1]))

    def step(self, x: ArrayLike) -> Array:
        """What the next token takes from itself and all before it.

        Args:
            x: the token, shape (d,).

        Returns:
            Its mean of the values so far, shape (d_v,).
        """
        row = np.asarray(x, dtype=float)[None]
        self.keys = np.concatenate([self.keys, row @ self.W_k])
        self.values = np.concatenate([self.values, row @ self.W_v])
        (mean,), _ = attention(row @ self.W_q, self.keys, self.values)
        return np.asarray(mean)


def _heads(X: ArrayLike, W: ArrayLike, heads: int) -> Array:
    projected = np.asarray(X, dtype=float) @ np.asarray(W)
    T, columns = projected.shape
    if heads < 1 or columns % heads:
        raise ValueError(f"{heads} heads do not divide {columns} columns")
    split = projected.reshape(T, heads, columns // heads)
    return np.asarray(split.swapaxes(0, 1))  # (h, T, columns / h)
