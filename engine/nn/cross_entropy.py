"""Cross-entropy: of two distributions, and of softmax from logits in one piece."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.nn.softmax import softmax
from engine.statistics.information import entropy, kl_divergence
from engine.system import system

Array = NDArray[np.float64]


class Parts(NamedTuple):
    """What a cross-entropy is made of, in one unit.

    Attributes:
        total: H(p, q), the sum of the other two.
        entropy: H(p), what even the best q pays.
        divergence: KL(p || q), what q pays for not being p.
    """

    total: float
    entropy: float
    divergence: float


@system("S43.01", "S43.02", "S43.09")
def distribution_cross_entropy(p: ArrayLike, q: ArrayLike, base: float = np.e) -> Parts:
    """`H(p, q) = -sum_i p_i log q_i = H(p) + KL(p || q)`: expecting q where p holds.

    Over q it is convex and least at q = p, where it is H(p): 0 only if p is certain,
    one-hot. For a one-hot p it is `-log q_t`. It is not symmetric, and infinite
    where q rules out what p allows.

    Args:
        p: what is true, shape (k,), summing to 1.
        q: what is predicted, shape (k,), summing to 1.
        base: of the logarithm: e for nats, 2 for bits.

    Returns:
        H(p, q), H(p) and KL(p || q).

    Raises:
        ValueError: p or q are no probabilities, or of different sizes, or base is
            not above 1.

    Source:
        Goodfellow, Bengio, Courville, Deep Learning (2016), equation 3.51.

    >>> distribution_cross_entropy([1, 0], [0.25, 0.75], base=2)
    Parts(total=2.0, entropy=0.0, divergence=2.0)
    >>> distribution_cross_entropy([0.5, 0.5], [0.5, 0.5], base=2)  # not 0
    Parts(total=1.0, entropy=1.0, divergence=0.0)
    """
    h, kl = entropy(p, base), kl_divergence(p, q, base)
    return Parts(h + kl, h, kl)


@system("S41.03", "S41.06", "S43.14")
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


@system("S42.05", "S41.07", "S43.10", "S44.06")
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


@system("S41.07", "S43.10")
def softmax_cross_entropy_and_gradient(
    z: ArrayLike, y: ArrayLike
) -> tuple[Array, Array]:
    """`softmax_cross_entropy` and its gradient, from one exponential: for training.

    Args:
        z: finite logits, shape (..., k).
        y: targets, shape (..., k).

    Returns:
        Loss of each row, shape (...), and the gradient of each row's own loss.

    Raises:
        ValueError: shapes differ, or a logit is not finite.

    >>> losses, gradient = softmax_cross_entropy_and_gradient([[0.0, 0.0]], [[0, 1.0]])
    >>> losses.round(4), gradient
    (array([0.6931]), array([[ 0.5, -0.5]]))
    """
    z, y = _pair(z, y)
    shifted = z - z.max(axis=-1, keepdims=True)
    p = np.exp(shifted)
    total, weight = (v.sum(axis=-1, keepdims=True) for v in (p, y))
    losses = np.log(total) * weight - (y * shifted).sum(axis=-1, keepdims=True)
    p *= weight / total
    p -= y
    return losses[..., 0], p


def _pair(z: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    z, y = np.asarray(z, dtype=float), np.asarray(y, dtype=float)
    if z.shape != y.shape or z.ndim == 0 or z.shape[-1] == 0:
        raise ValueError(
            f"z and y must have one shape (..., k), got {z.shape} and {y.shape}"
        )
    if not np.isfinite(z).all():
        raise ValueError("every logit must be finite")
    return z, y
