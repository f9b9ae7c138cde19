"""Cross-entropy of softmax, computed from logits in one piece."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.nn.softmax import softmax
from engine.system import system

Array = NDArray[np.float64]


def softmax_cross_entropy(z: ArrayLike, y: ArrayLike) -> Array:
    """Loss per row: `L = -sum_i y_i log p_i = logsumexp(z) sum_i y_i - <y, z>`.

    Working on logits means that no probability is rounded to 0 before its
    logarithm is taken. Natural logarithm: the unit is the nat.

    Args:
        z: finite logits, shape (..., k).
        y: targets, shape (..., k): one-hot rows or any distribution.

    Returns:
        Loss of each row, not averaged, shape (...).

    Raises:
        ValueError: shapes differ, or a logit is not finite.

    >>> float(softmax_cross_entropy([0.0, 0.0], [1.0, 0.0]).round(4))
    0.6931
    """
    z, y = _pair(z, y)
    top = z.max(axis=-1)
    logsumexp = top + np.log(np.exp(z - top[..., None]).sum(axis=-1))
    return np.asarray(logsumexp * y.sum(axis=-1) - (y * z).sum(axis=-1))


@system("S42.05")
def softmax_cross_entropy_gradient(z: ArrayLike, y: ArrayLike) -> Array:
    """Gradient by the logits: `dL/dz = p sum_i y_i - y`, so `p - y` if y sums to 1.

    The logarithm's `-y_i / p_i` and softmax's `p_i (delta_ij - p_j)` cancel.

    Args:
        z: finite logits, shape (..., k).
        y: targets, shape (..., k).

    Returns:
        Gradient of each row's own loss, shape (..., k).

    Raises:
        ValueError: shapes differ, or a logit is not finite.

    >>> softmax_cross_entropy_gradient([0.0, 0.0], [1.0, 0.0])
    array([-0.5,  0.5])
    """
    z, y = _pair(z, y)
    return np.asarray(softmax(z) * y.sum(axis=-1, keepdims=True) - y)


def _pair(z: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    z, y = np.asarray(z, dtype=float), np.asarray(y, dtype=float)
    if z.shape != y.shape or z.ndim == 0 or z.shape[-1] == 0:
        raise ValueError(
            f"z and y must have one shape (..., k), got {z.shape} and {y.shape}"
        )
    if not np.isfinite(z).all():
        raise ValueError("every logit must be finite")
    return z, y
