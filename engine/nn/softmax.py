"""Softmax: from logits to probabilities, and how it passes gradients back."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.system import system

Array = NDArray[np.float64]


@system("S42.01", "S42.06", "S33.05", "S41.01", "S41.04", "S41.08")
def softmax(z: ArrayLike) -> Array:
    """Probabilities of the last axis: `p_i = exp(z_i) / sum_j exp(z_j)`.

    The largest logit is subtracted first. That leaves `p` unchanged, because the
    factor `exp(-max z)` cancels, and keeps every exponent at or below zero.

    Args:
        z: logits, shape (..., k), k >= 1. A logit of -inf has probability 0.

    Returns:
        Probabilities, shape (..., k); each row is positive or 0 and sums to 1.

    Raises:
        ValueError: no logits, NaN, +inf, or a row in which every logit is -inf.

    Source:
        Goodfellow, Bengio, Courville, Deep Learning (2016), section 4.1.

    >>> softmax([2.0, 1.0, 0.1]).round(3)
    array([0.659, 0.242, 0.099])
    """
    z = _logits(z)
    # A spread wider than the largest float overflows to -inf; its exponential
    # is 0 all the same, which is the right probability.
    with np.errstate(over="ignore"):
        shifted = z - z.max(axis=-1, keepdims=True)
    e = np.exp(shifted)
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


@system("S42.02", "S42.03", "S42.04", "S42.08", "S44.04")
def softmax_jacobian(z: ArrayLike) -> Array:
    """All partial derivatives: `J_ij = dp_i / dz_j = p_i (delta_ij - p_j)`.

    `delta_ij`, Kronecker's delta, is 1 where i = j and 0 elsewhere, so the whole
    matrix is `diag(p) - p p^T`: symmetric, rows summing to 0, rank k - 1.

    Args:
        z: logits, shape (..., k).

    Returns:
        Jacobian, shape (..., k, k), row i for the output p_i.

    Raises:
        ValueError: as `softmax`.

    >>> softmax_jacobian([0.0, 0.0])
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])
    """
    p = softmax(z)
    delta = np.eye(p.shape[-1])
    return np.asarray(p[..., :, None] * (delta - p[..., None, :]))


@system("S42.07")
def softmax_vjp(p: ArrayLike, g: ArrayLike) -> Array:
    """Pull a gradient back through softmax: `J^T g = p * (g - <g, p>)`.

    O(k) in time and memory; the k by k Jacobian is never formed.

    Args:
        p: the output of softmax, shape (..., k).
        g: gradient of the loss by that output, shape (..., k).

    Returns:
        Gradient of the loss by the logits, shape (..., k).

    Raises:
        ValueError: p and g differ in shape.

    >>> softmax_vjp([0.5, 0.5], [1.0, 0.0])
    array([ 0.25, -0.25])
    """
    p, g = np.asarray(p, dtype=float), np.asarray(g, dtype=float)
    if p.shape != g.shape:
        message = f"p and g must have one shape, got {p.shape} and {g.shape}"
        raise ValueError(message)
    inner = np.sum(g * p, axis=-1, keepdims=True)
    return np.asarray(p * (g - inner))


def _logits(z: ArrayLike) -> Array:
    z = np.asarray(z, dtype=float)
    if z.ndim == 0 or z.shape[-1] == 0:
        raise ValueError(f"z must hold logits, shape (..., k), got {z.shape}")
    unusable = np.isnan(z) | np.isposinf(z)
    if unusable.any():
        where = tuple(int(i) for i in np.argwhere(unusable)[0])
        raise ValueError(f"z{list(where)} is {z[where]}; logits are finite or -inf")
    if np.isneginf(z).all(axis=-1).any():
        raise ValueError("every logit of a row is -inf; at least one must be finite")
    return z
