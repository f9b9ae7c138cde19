"""How well a key answers a query: the scores that came before the scaled one."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.system import system


@system("S56.03")
def dot_score(Q: ArrayLike, K: ArrayLike, W: ArrayLike | None = None) -> Array:
    """`q^T W k` for each pair; without W the plain dot product `q^T k`.

    Luong calls them "general" and "dot". Neither has the `1 / sqrt(d_k)` of the
    transformer; W also lets queries and keys have different lengths.

    Args:
        Q: queries, shape (..., m, d_q).
        K: keys, shape (..., n, d_k).
        W: shape (d_q, d_k), or None where d_q = d_k.

    Returns:
        Scores, shape (..., m, n); a softmax over n makes them weights.

    Raises:
        ValueError: shapes do not fit.

    Source:
        Luong, Pham, Manning, Effective Approaches to Attention-based Neural
        Machine Translation (2015), section 3.1.

    >>> dot_score([[1.0, 2.0]], [[3.0, 4.0], [0.0, 1.0]])
    array([[11.,  2.]])
    >>> dot_score([[1.0, 2.0]], [[3.0], [5.0]], [[0.0], [1.0]])
    array([[ 6., 10.]])
    """
    queries, keys = np.asarray(Q, dtype=float), np.asarray(K, dtype=float)
    if W is not None:
        general, wanted = (
            np.asarray(W, dtype=float),
            (queries.shape[-1], keys.shape[-1]),
        )
        if general.shape != wanted:
            raise ValueError(f"W must have shape {wanted}, got {general.shape}")
        queries = queries @ general
    if queries.shape[-1] != keys.shape[-1]:
        raise ValueError(f"Q and K must share d_k, got {queries.shape}, {keys.shape}")
    return np.asarray(queries @ np.swapaxes(keys, -1, -2))


@system("S56.04")
def additive_score(
    Q: ArrayLike, K: ArrayLike, W: ArrayLike, U: ArrayLike, v: ArrayLike
) -> Array:
    """`v^T tanh(W^T q + U^T k)`: a network with one hidden layer scores each pair.

    Every pair needs its own hidden layer, m n a numbers in all, where a dot
    product is one product of matrices. `|score| <= sum |v|`.

    Args:
        Q: queries, shape (..., m, d_q).
        K: keys, shape (..., n, d_k).
        W: shape (d_q, a).
        U: shape (d_k, a).
        v: shape (a,).

    Returns:
        Scores, shape (..., m, n).

    Raises:
        ValueError: shapes do not fit.

    Source:
        Bahdanau, Cho, Bengio, Neural Machine Translation by Jointly Learning to
        Align and Translate (2015), appendix A.1.2.

    >>> additive_score([[0.0]], [[0.0], [1.0]], [[1.0]], [[1.0]], [2.0]).round(4)
    array([[0.    , 1.5232]])
    """
    Q, K, W, U, v = _checked(Q, K, W, U, v)
    hidden = np.tanh((Q @ W)[..., :, None, :] + (K @ U)[..., None, :, :])
    return np.asarray(hidden @ v)


@system("S56.04")
def additive_score_backward(  # noqa: PLR0913, PLR0917 - the gradient and five inputs
    g: ArrayLike,
    Q: ArrayLike,
    K: ArrayLike,
    W: ArrayLike,
    U: ArrayLike,
    v: ArrayLike,
) -> tuple[Array, Array, Array, Array, Array]:
    """Gradients of `additive_score` by Q, K, W, U and v.

    Each pair passes `g v * (1 - tanh^2)` back; a query collects it over the keys,
    a key over the queries.

    Args:
        g: gradient by the scores, shape (m, n).
        Q: shape (m, d_q), without leading axes here.
        K: shape (n, d_k).
        W: as in `additive_score`.
        U: as in `additive_score`.
        v: as in `additive_score`.

    Returns:
        Five gradients, shaped like the five inputs.

    Raises:
        ValueError: shapes do not fit.

    >>> additive_score_backward([[1.0]], [[0.0]], [[0.0]], [[3.0]], [[1.0]], [2.0])[0]
    array([[6.]])
    """
    Q, K, W, U, v = _checked(Q, K, W, U, v)
    g = np.asarray(g, dtype=float)
    if g.shape != (len(Q), len(K)):
        raise ValueError(f"g must have shape {(len(Q), len(K))}, got {g.shape}")
    hidden = np.tanh((Q @ W)[:, None] + K @ U)  # (m, n, a)
    inner = g[..., None] * v * (1 - hidden**2)
    of_query, of_key = inner.sum(axis=1), inner.sum(axis=0)
    by_v = np.tensordot(g, hidden, axes=2)
    return of_query @ W.T, of_key @ U.T, Q.T @ of_query, K.T @ of_key, by_v


def _checked(*arrays: ArrayLike) -> tuple[Array, Array, Array, Array, Array]:
    Q, K, W, U, v = (np.asarray(a, dtype=float) for a in arrays)
    wanted = {"W": (Q.shape[-1], v.size), "U": (K.shape[-1], v.size), "v": (v.size,)}
    for (name, shape), array in zip(wanted.items(), (W, U, v), strict=True):
        if array.shape != shape:
            raise ValueError(f"{name} must have shape {shape}, got {array.shape}")
    return Q, K, W, U, v
