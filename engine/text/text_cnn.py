"""A convolution over words: does a pattern occur, anywhere?"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.system import system


@system("S52.13")
def text_cnn(E: ArrayLike, W: ArrayLike, b: ArrayLike) -> Array:
    """`f_k = max_t relu(b_k + sum_(i,c) W_kic E_(t+i)c)`: one number a filter.

    A filter looks at w words in a row, at every place, and only its strongest
    answer is kept: texts of any length give as many numbers as there are filters.

    Args:
        E: vectors of words, shape (B, T, C).
        W: k filters that are w words wide, w at most T, shape (k, w, C).
        b: biases, shape (k,).

    Returns:
        Features, at least 0, shape (B, k).

    Raises:
        ValueError: shapes do not fit, or the text is shorter than a filter.

    Source:
        Kim, Convolutional Neural Networks for Sentence Classification (2014),
        section 2.

    >>> text_cnn([[[1.0], [5.0], [2.0]]], [[[1.0], [-1.0]]], [0.0])  # max(0, -4, 3)
    array([[3.]])
    """
    E, W, b = _checked(E, W, b)
    return np.asarray(np.maximum(_scores(E, W, b).max(axis=1), 0.0))


@system("S52.13")
def text_cnn_gradients(
    E: ArrayLike, W: ArrayLike, b: ArrayLike, g: ArrayLike
) -> tuple[Array, Array, Array]:
    """A gradient by the features, pulled back to E, W and b.

    It reaches only the words where a filter answered most strongly (the first
    such place), and nothing where the answer was not above 0.

    Args:
        E: as `text_cnn`.
        W: as `text_cnn`.
        b: as `text_cnn`.
        g: gradient of the loss by the features, shape (B, k).

    Returns:
        Gradients by E, W and b, of their shapes.

    Raises:
        ValueError: as `text_cnn`, or g has another shape.

    >>> text_cnn_gradients([[[1.0], [5.0], [2.0]]], [[[1.0], [-1.0]]], [0.0], [[1.0]])
    (array([[[ 0.],
            [ 1.],
            [-1.]]]), array([[[5.],
            [2.]]]), array([1.]))
    """
    E, W, b = _checked(E, W, b)
    by_feature = np.asarray(g, dtype=float)
    if by_feature.shape != (len(E), len(W)):
        raise ValueError(
            f"g must have shape {(len(E), len(W))}, got {by_feature.shape}"
        )
    scores = _scores(E, W, b)
    place = scores.argmax(axis=1)  # (B, k)
    active: Array = by_feature * (scores.max(axis=1) > 0)
    taps = place[..., None] + np.arange(W.shape[1])  # (B, k, w)
    seen = E[np.arange(len(E))[:, None, None], taps]  # (B, k, w, C)
    dE = np.zeros(E.shape)
    np.add.at(dE, (np.arange(len(E))[:, None, None], taps), active[..., None, None] * W)
    return dE, np.einsum("bk,bkwc->kwc", active, seen), active.sum(axis=0)


def _scores(E: Array, W: Array, b: Array) -> Array:
    """Of each filter at each place, shape (B, T - w + 1, k)."""
    windows = sliding_window_view(E, W.shape[1], axis=1)  # (B, places, C, w)
    return np.asarray(np.tensordot(windows, W, axes=([3, 2], [1, 2])) + b)


def _checked(E: ArrayLike, W: ArrayLike, b: ArrayLike) -> tuple[Array, Array, Array]:
    E, W, b = (np.asarray(a, dtype=float) for a in (E, W, b))
    if E.ndim != 3 or W.ndim != 3 or E.shape[2] != W.shape[2] or b.shape != W.shape[:1]:
        raise ValueError(
            f"(B, T, C), (k, w, C), (k,) are needed: {E.shape}, {W.shape}, {b.shape}"
        )
    if not 1 <= W.shape[1] <= E.shape[1]:
        raise ValueError(f"a filter of {W.shape[1]} words, a text of {E.shape[1]}")
    return E, W, b
