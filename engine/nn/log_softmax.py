"""The logarithm of softmax, and of the sum inside it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.system import system


@system("S41.05")
def logsumexp(z: ArrayLike) -> Array:
    """`ln sum_j exp(z_j)` along the last axis: a smooth maximum.

    Between `max z` and `max z + ln k`. The largest entry is taken out first and
    added back, `max z + ln sum_j exp(z_j - max z)`, so that no exponential is
    above 1. Its gradient is softmax.

    Args:
        z: shape (..., k), k >= 1; -inf adds nothing.

    Returns:
        Shape (...); -inf where every entry is.

    Raises:
        ValueError: no entries along the last axis.

    >>> logsumexp([1000.0, 1000.0]).round(4)
    np.float64(1000.6931)
    """
    z = np.asarray(z, dtype=float)
    if z.ndim == 0 or z.shape[-1] == 0:
        raise ValueError(f"z must have shape (..., k), k at least 1, got {z.shape}")
    top = z.max(axis=-1, keepdims=True)
    # inf - inf would be NaN; a row of -inf, or one with inf, is its own maximum.
    shift = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore", over="ignore"):
        return np.asarray(np.log(np.exp(z - shift).sum(axis=-1)) + shift[..., 0])


@system("S41.05")
def log_softmax(z: ArrayLike) -> Array:
    """`ln p_i = z_i - logsumexp(z)`, exact where p itself would round to 0.

    The logarithm of the result of softmax is -inf as soon as a logit is some 745
    below the largest (104 in float32), and the loss with it.

    Args:
        z: logits, shape (..., k), finite or -inf.

    Returns:
        Log-probabilities, the same shape.

    Raises:
        ValueError: as `logsumexp`.

    >>> log_softmax([0.0, 1000.0])
    array([-1000.,     0.])
    """
    z = np.asarray(z, dtype=float)
    return z - logsumexp(z)[..., None]
