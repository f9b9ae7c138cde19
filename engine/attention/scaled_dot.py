"""Scaled dot-product attention: each query takes a mean of values."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.nn.softmax import softmax, softmax_vjp
from engine.system import system


@system("S09.18", "S56.01", "S56.02")
def attention(
    Q: ArrayLike, K: ArrayLike, V: ArrayLike, mask: ArrayLike | None = None
) -> tuple[Array, Array]:
    """`softmax(Q K^T / sqrt(d_k)) V`, the softmax over the keys.

    In a translator Q holds the state of the decoder, K and V those of the encoder:
    the means are then a context drawn anew at each step. The published dot product
    without the root is in `scores`.

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
    scores = Q @ _transposed(K) / np.sqrt(Q.shape[-1])  # (..., m, n)
    if mask is not None:
        scores = np.where(np.asarray(mask, dtype=bool), scores, -np.inf)
    weights = softmax(scores)
    return np.asarray(weights @ V), weights


@system("S56.08")
def attention_backward(
    g: ArrayLike,
    Q: ArrayLike,
    K: ArrayLike,
    V: ArrayLike,
    mask: ArrayLike | None = None,
) -> tuple[Array, Array, Array]:
    """Gradients of the means of `attention` by Q, K and V.

    With weights P and their gradient `dP = g V^T`, softmax passes back
    `dS = P * (dP - sum_j P_j dP_j)`; then `dQ = dS K / sqrt(d_k)`,
    `dK = dS^T Q / sqrt(d_k)`, `dV = P^T g`. A masked score has P = 0, and so
    passes nothing back.

    Args:
        g: gradient by the means, shape (..., m, d_v).
        Q: as in `attention`; here all leading axes are equal.
        K: as in `attention`.
        V: as in `attention`.
        mask: as in `attention`.

    Returns:
        Gradients by Q, K and V, shaped like them.

    Raises:
        ValueError: as `attention`, or g is not shaped like the means.

    >>> K, V = [[0.0], [0.0]], [[2.0], [4.0]]
    >>> dQ, dK, dV = attention_backward([[1.0]], [[1.0]], K, V)
    >>> dQ, dK.ravel(), dV.ravel()
    (array([[0.]]), array([-0.5,  0.5]), array([0.5, 0.5]))
    """
    means, P = attention(Q, K, V, mask)
    g, Q, K, V = (np.asarray(a, dtype=float) for a in (g, Q, K, V))
    if g.shape != means.shape:
        raise ValueError(f"g must have shape {means.shape}, got {g.shape}")
    dS = softmax_vjp(P, g @ _transposed(V)) / np.sqrt(Q.shape[-1])
    return dS @ K, _transposed(dS) @ Q, _transposed(P) @ g


def _transposed(A: Array) -> Array:
    return np.swapaxes(A, -1, -2)
