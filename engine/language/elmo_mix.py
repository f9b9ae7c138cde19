"""ELMo's mix: which layer is worth how much, learned for each task."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.nn.softmax import softmax, softmax_vjp
from engine.system import system


@system("S57.02")
def elmo_mix(H: ArrayLike, s: ArrayLike, gamma: float = 1.0) -> Array:
    """`gamma sum_j softmax(s)_j H_j`, j = 0 to L: the token's own layer is one of them.

    With two LSTM layers that is three vectors a token.

    Args:
        H: vectors of each layer, shape (L + 1, ..., C).
        s: a number for each layer, shape (L + 1,).
        gamma: scale of the whole.

    Returns:
        Shape (..., C).

    Raises:
        ValueError: s does not have a number for each layer.

    Source:
        Peters et al., Deep Contextualized Word Representations (2018), equation 1.

    >>> elmo_mix([[[1.0]], [[2.0]], [[6.0]]], [0.0, 0.0, 0.0], gamma=2.0)
    array([[6.]])
    """
    H, s = _checked(H, s)
    return np.asarray(gamma * np.tensordot(softmax(s), H, axes=1))


@system("S57.02")
def elmo_mix_gradients(
    H: ArrayLike, s: ArrayLike, gamma: float, g: ArrayLike
) -> tuple[Array, Array, float]:
    """A gradient by the mix, pulled back to H, s and gamma.

    Args:
        H: as `elmo_mix`.
        s: as `elmo_mix`.
        gamma: as `elmo_mix`.
        g: gradient of the loss by the mix, shape (..., C).

    Returns:
        Gradients by H, s and gamma.

    Raises:
        ValueError: as `elmo_mix`, or g has another shape.

    >>> elmo_mix_gradients([[1.0], [3.0]], [0.0, 0.0], 1.0, [1.0])
    (array([[0.5],
           [0.5]]), array([-0.5,  0.5]), 2.0)
    """
    H, s = _checked(H, s)
    by_mix = np.asarray(g, dtype=float)
    if by_mix.shape != H.shape[1:]:
        raise ValueError(f"g must have shape {H.shape[1:]}, got {by_mix.shape}")
    p = softmax(s)
    each = (H * by_mix).reshape(len(H), -1).sum(axis=1)  # <H_j, g>
    by_H = gamma * np.multiply.outer(p, by_mix)
    return by_H, softmax_vjp(p, gamma * each), float(p @ each)


def _checked(H: ArrayLike, s: ArrayLike) -> tuple[Array, Array]:
    H, s = np.asarray(H, dtype=float), as_vector(s, "s")
    if H.ndim < 2 or len(H) != len(s):
        raise ValueError(f"a number for each layer: H {H.shape}, s {s.shape}")
    return H, s
