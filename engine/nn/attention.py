"""Scaled dot-product attention: each query takes a mean of values."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.nn.softmax import softmax
from engine.system import system


@system("S09.18")
def attention(
    Q: ArrayLike, K: ArrayLike, V: ArrayLike, mask: ArrayLike | None = None
) -> tuple[Array, Array]:
    """`softmax(Q K^T / sqrt(d_k)) V`, the softmax over the keys.

    A score is a sum of d_k products: for entries of mean 0 and variance 1 it has
    variance d_k, and the root keeps the softmax from saturating.

    Args:
        Q: queries, shape (..., m, d_k).
        K: keys, shape (..., n, d_k).
        V: values, shape (..., n, d_v).
        mask: True where a query may look, shape (m, n) or one that broadcasts with
            (..., m, n). Other scores are -inf, not a large number.

    Returns:
        The means, shape (..., m, d_v), and the weights, shape (..., m, n), whose
        rows sum to 1.

    Raises:
        ValueError: shapes do not fit, or a query may look nowhere.

    Source:
        Vaswani et al., Attention Is All You Need (2017), equation 1.

    >>> attention([[1.0]], [[0.0], [0.0]], [[2.0], [4.0]])
    (array([[3.]]), array([[0.5, 0.5]]))
    """
    Q, K, V = (np.asarray(a, dtype=float) for a in (Q, K, V))
    if min(Q.ndim, K.ndim, V.ndim) < 2 or Q.shape[-1] != K.shape[-1]:
        raise ValueError(f"Q and K must share d_k, got {Q.shape} and {K.shape}")
    if K.shape[-2] != V.shape[-2]:
        raise ValueError(f"a value for each key is needed: {K.shape} and {V.shape}")
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])  # (..., m, n)
    if mask is not None:
        scores = np.where(np.asarray(mask, dtype=bool), scores, -np.inf)
    weights = softmax(scores)
    return np.asarray(weights @ V), weights
