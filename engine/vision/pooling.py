"""Pooling: a window of an image becomes one number."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.nn.convolution_size import convolution_size
from engine.system import system
from engine.vision.convolution import Geometry, taps


@system("S45.04")
def max_pool(
    x: ArrayLike, k: int, stride: int | None = None, padding: int = 0
) -> Array:
    """The largest value of each k by k window.

    Padding is minus infinity: it never wins.

    Args:
        x: images, shape (n, c, height, width).
        k: rows and columns of a window, at least 1.
        stride: from window to window; k if None, so that windows do not overlap.
        padding: at most k / 2.

    Returns:
        Shape (n, c, height out, width out).

    Raises:
        ValueError: no four axes, or the numbers do not fit.

    >>> max_pool([[[[1.0, 5.0, 2.0, 2.0], [4.0, 3.0, 0.0, 2.0]]]], 2)
    array([[[[5., 2.]]]])
    """
    x, how = _windows(x, k, stride, padding)
    x = _padded(x, padding, -np.inf)
    out = _output(x, k, how)
    best = np.full((*x.shape[:2], *out), -np.inf)
    for _, _, seen in taps((k, k), out, how):
        np.maximum(best, x[seen], out=best)
    return best


@system("S45.04")
def max_pool_backward(
    x: ArrayLike, g: ArrayLike, k: int, stride: int | None = None, padding: int = 0
) -> Array:
    """The gradient of a window goes to the entry that won, and nowhere else.

    Of equal entries the first gets it, row after row.

    Args:
        x: images, shape (n, c, height, width).
        g: gradient by the values, shape (n, c, height out, width out).
        k: as in `max_pool`, and so are the rest.
        stride: see there.
        padding: see there.

    Returns:
        Gradient by x, of its shape.

    Raises:
        ValueError: no four axes, or the numbers do not fit.

    >>> max_pool_backward([[[[1.0, 5.0, 5.0]]]], [[[[3.0]]]], 1, stride=3)
    array([[[[3., 0., 0.]]]])
    """
    best = max_pool(x, k, stride, padding)
    x, how = _windows(x, k, stride, padding)
    high = _padded(x, padding, -np.inf)
    gx, waits = np.zeros_like(high), np.ones(best.shape, dtype=bool)
    for _, _, seen in taps((k, k), best.shape[2:], how):
        won = waits & (high[seen] == best)
        gx[seen] += np.where(won, g, 0.0)
        waits &= ~won
    return _inside(gx, x.shape, padding)


@system("S45.05")
def average_pool(
    x: ArrayLike, k: int, stride: int | None = None, padding: int = 0
) -> Array:
    """The mean of each k by k window. Zeros of the padding count.

    Args:
        x: images, shape (n, c, height, width).
        k: rows and columns of a window, at least 1.
        stride: from window to window; k if None.
        padding: at most k / 2.

    Returns:
        Shape (n, c, height out, width out).

    Raises:
        ValueError: no four axes, or the numbers do not fit.

    >>> average_pool([[[[1.0, 5.0, 2.0, 2.0], [4.0, 2.0, 0.0, 0.0]]]], 2)
    array([[[[3., 1.]]]])
    """
    x, how = _windows(x, k, stride, padding)
    x = _padded(x, padding, 0.0)
    out = _output(x, k, how)
    return sum(
        (x[seen] for _, _, seen in taps((k, k), out, how)), np.zeros((1, 1, 1, 1))
    ) / k**2  # fmt: skip


@system("S45.05")
def average_pool_backward(
    g: ArrayLike,
    shape: tuple[int, ...],
    k: int,
    stride: int | None = None,
    padding: int = 0,
) -> Array:
    """Each entry of a window gets `g / k^2`.

    Args:
        g: gradient by the means, shape (n, c, height out, width out).
        shape: of the images.
        k: as in `average_pool`, and so are the rest.
        stride: see there.
        padding: see there.

    Returns:
        Gradient by the images, of that shape.

    Raises:
        ValueError: the shape has not four axes, or the numbers do not fit.

    >>> average_pool_backward([[[[4.0]]]], (1, 1, 2, 2), 2)
    array([[[[1., 1.],
             [1., 1.]]]])
    """
    x, how = _windows(np.zeros(shape), k, stride, padding)
    gx = _padded(x, padding, 0.0)
    share = np.asarray(g, dtype=float) / k**2
    for _, _, seen in taps((k, k), _output(gx, k, how), how):
        gx[seen] += share
    return _inside(gx, shape, padding)


@system("S45.05")
def global_average_pool(x: ArrayLike) -> Array:
    """The mean of each channel: a number for "how much of it", wherever it was.

    After it, an image of any size fits the same dense layer; and only after it is
    a network of convolutions indifferent to shifts.

    Args:
        x: images, shape (n, c, height, width).

    Returns:
        Shape (n, c).

    Raises:
        ValueError: no four axes.

    >>> global_average_pool([[[[1.0, 3.0]], [[0.0, 2.0]]]])
    array([[2., 1.]])
    """
    x = np.asarray(x, dtype=float)
    if x.ndim != 4:
        raise ValueError(f"x must have shape (n, c, height, width), got {x.shape}")
    return np.asarray(x.mean(axis=(2, 3)))


def _windows(
    x: ArrayLike, k: int, stride: int | None, padding: int
) -> tuple[Array, Geometry]:
    x = np.asarray(x, dtype=float)
    if x.ndim != 4:
        raise ValueError(f"x must have shape (n, c, height, width), got {x.shape}")
    if not 0 <= padding <= k / 2:
        raise ValueError(f"padding must be at most half of k = {k}, got {padding}")
    return x, Geometry(k if stride is None else stride)


def _padded(x: Array, padding: int, value: float) -> Array:
    around = (0, 0), (0, 0), (padding, padding), (padding, padding)
    return np.pad(x, around, constant_values=value)


def _inside(x: Array, shape: tuple[int, ...], padding: int) -> Array:
    """Without the padding."""
    rows, columns = shape[2:]
    return x[:, :, padding : padding + rows, padding : padding + columns]


def _output(x: Array, k: int, how: Geometry) -> tuple[int, ...]:
    return tuple(convolution_size(n, k, how.stride) for n in x.shape[2:])
