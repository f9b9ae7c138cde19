"""Several attentions side by side, each in a subspace of its own."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.attention.scaled_dot import attention, attention_backward
from engine.system import system

Linear = tuple[Array, Array]
"""Weights, shape (in, out), and biases, shape (out,): `x W + b`."""


class Projections(NamedTuple):
    """What a layer of attention learns: 4 d^2 + 4 d numbers, whatever the heads."""

    query: Linear
    key: Linear
    value: Linear
    out: Linear


@system("S56.05", "S56.06", "S58.01", "S58.02")
def multi_head(
    x: ArrayLike,
    memory: ArrayLike,
    p: Projections,
    heads: int,
    mask: ArrayLike | None = None,
) -> tuple[Array, Array]:
    """`concat(head_1, ..., head_h) W_o + b_o`, `head_i = attention(Q_i, K_i, V_i)`.

    Q comes from x, K and V from memory. `memory = x` is self-attention; another
    sequence makes it cross-attention. Head i has columns `i d/h` to `(i+1) d/h`
    of the three projections, so more heads are narrower and cost no parameter.

    Args:
        x: what asks, shape (B, m, d).
        memory: what is looked at, shape (B, n, d).
        p: the projections, d to d each.
        heads: h, divides d; 1 with `out` the identity is plain self-attention.
        mask: True where a query may look, broadcast with (B, m, n); one for all
            heads.

    Returns:
        Output, shape (B, m, d), and weights, shape (B, h, m, n).

    Raises:
        ValueError: h does not divide d, or shapes do not fit.

    Source:
        Vaswani et al., Attention Is All You Need (2017), section 3.2.2.

    >>> same = np.eye(2), np.zeros(2)
    >>> x = [[[1.0, 0.0], [1.0, 2.0]]]
    >>> y, weights = multi_head(x, x, Projections(same, same, same, same), heads=2)
    >>> weights.shape, y[0, 0]  # equal keys in the first, a query of 0 in the second
    ((1, 2, 2, 2), array([1., 1.]))
    """
    x, memory = _checked(x, memory, p, heads)
    q, k, v = _projected(x, memory, p, heads)
    means, weights = attention(q, k, v, _for_heads(mask))
    W, b = p.out
    return _merged(means) @ W + b, weights


@system("S56.08")
def multi_head_backward(  # noqa: PLR0913, PLR0917 - the gradient and five inputs
    g: ArrayLike,
    x: ArrayLike,
    memory: ArrayLike,
    p: Projections,
    heads: int,
    mask: ArrayLike | None = None,
) -> tuple[Array, Array, Projections]:
    """Gradients of the output of `multi_head`.

    Args:
        g: gradient by the output, shape (B, m, d).
        x: as in `multi_head`.
        memory: as in `multi_head`.
        p: as in `multi_head`.
        heads: as in `multi_head`.
        mask: as in `multi_head`.

    Returns:
        Gradients by x, by memory and by each projection. In self-attention the
        first two add up.

    Raises:
        ValueError: as `multi_head`, or g is not shaped like x.

    >>> one = np.eye(1), np.zeros(1)
    >>> dx, dm, _ = multi_head_backward([[[1.0]]], [[[2.0]]], [[[3.0]]],
    ...                                 Projections(one, one, one, one), heads=1)
    >>> dx.item(), dm.item()  # one key: its weight is 1, whatever is asked
    (0.0, 1.0)
    """
    x, memory = _checked(x, memory, p, heads)
    g = np.asarray(g, dtype=float)
    if g.shape != x.shape:
        raise ValueError(f"g must have shape {x.shape}, got {g.shape}")
    q, k, v = _projected(x, memory, p, heads)
    mask = _for_heads(mask)
    merged = _merged(attention(q, k, v, mask)[0])
    dmerged, out = linear_backward(g, merged, p.out[0])
    dq, dk, dv = attention_backward(_split(dmerged, heads), q, k, v, mask)
    by_x, query = linear_backward(_merged(dq), x, p.query[0])
    by_key, key = linear_backward(_merged(dk), memory, p.key[0])
    by_value, value = linear_backward(_merged(dv), memory, p.value[0])
    return by_x, by_key + by_value, Projections(query, key, value, out)


def linear_backward(g: Array, x: Array, W: Array) -> tuple[Array, Linear]:
    """Gradients of `x W + b` by x and by (W, b), where leading axes are rows.

    Args:
        g: gradient by the output, shape (..., out).
        x: shape (..., in).
        W: shape (in, out).

    Returns:
        Gradient by x, and those by W and b, summed over the rows.

    >>> linear_backward(np.array([[1.0]]), np.array([[2.0, 3.0]]), np.ones((2, 1)))
    (array([[1., 1.]]), (array([[2.],
           [3.]]), array([1.])))
    """
    rows = g.reshape(-1, g.shape[-1])
    return g @ W.T, (x.reshape(-1, x.shape[-1]).T @ rows, rows.sum(axis=0))


def _projected(
    x: Array, memory: Array, p: Projections, heads: int
) -> tuple[Array, Array, Array]:
    q = x @ p.query[0] + p.query[1]
    k = memory @ p.key[0] + p.key[1]
    v = memory @ p.value[0] + p.value[1]
    return _split(q, heads), _split(k, heads), _split(v, heads)


def _split(x: Array, heads: int) -> Array:
    B, T, d = x.shape
    return x.reshape(B, T, heads, d // heads).swapaxes(1, 2)  # (B, h, T, d/h)


def _merged(x: Array) -> Array:
    B, heads, T, width = x.shape
    return x.swapaxes(1, 2).reshape(B, T, heads * width)


def _for_heads(mask: ArrayLike | None) -> ArrayLike | None:
    if mask is None:
        return None
    mask = np.asarray(mask, dtype=bool)
    return mask[:, None] if mask.ndim == 3 else mask


def _checked(
    x: ArrayLike, memory: ArrayLike, p: Projections, heads: int
) -> tuple[Array, Array]:
    x, memory = np.asarray(x, dtype=float), np.asarray(memory, dtype=float)
    d = p.query[0].shape[0]
    for name, array in (("x", x), ("memory", memory)):
        if array.ndim != 3 or array.shape[-1] != d:
            raise ValueError(f"{name} must have shape (B, T, {d}), got {array.shape}")
    if heads < 1 or d % heads:
        raise ValueError(f"{heads} heads do not divide {d} features")
    return x, memory
