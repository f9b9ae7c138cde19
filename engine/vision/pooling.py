"""Pooling: a window of an image becomes one number."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers
from engine.nn.convolution_size import convolution_size
from engine.system import system
from engine.vision.convolution import Geometry, taps


@system("S45.04")
def max_pool(
    x: ArrayLike, k: int, stride: int | None = None, padding: int = 0
) -> tuple[Array, Integers]:
    """The largest value of each k by k window, and where in the window it was.

    Of equal values the first counts, row after row. Padding is minus infinity: it
    never wins.

    Args:
        x: images, shape (n, c, height, width).
        k: rows and columns of a window, at least 1.
        stride: from window to window; k if None, so that windows do not overlap.
        padding: at most k / 2.

    Returns:
        Values, shape (n, c, height out, width out), and places 0 to k^2 - 1 of the
        same shape, for `max_pool_backward`.

    Raises:
        ValueError: no four axes, or the numbers do not fit.

    >>> value, place = max_pool([[[[1.0, 5.0, 2.0, 2.0], [4.0, 3.0, 0.0, 2.0]]]], 2)
    >>> value.ravel(), place.ravel()
    (array([5., 2.]), array([1, 0]))
    """
    x, how = _windows(x, k, stride, padding)
    x = np.pad(x, _around(padding), constant_values=-np.inf)
    out = _output(x, k, how)
    best = np.full((*x.shape[:2], *out), -np.inf)
    place = np.zeros(best.shape, dtype=np.int64)
    for u, v, seen in taps((k, k), out, how):
        larger = x[seen] > best
        best[larger] = x[seen][larger]
        place[larger] = u * k + v
    return best, place


@system("S45.04")
def max_pool_backward(  # noqa: PLR0913, PLR0917
    g: ArrayLike,
    place: Integers,
    shape: tuple[int, ...],
    k: int,
    stride: int | None = None,
    padding: int = 0,
) -> Array:
    """The gradient goes to the entry that won, and nowhere else.

    Args:
        g: gradient by the values, shape (n, c, height out, width out).
        place: what `max_pool` gave.
        shape: of its images.
        k: as there, and so are the rest.
        stride: see there.
        padding: see there.

    Returns:
        Gradient by the images, of that shape.

    Raises:
        ValueError: the shape has not four axes, or the numbers do not fit.

    >>> _, place = max_pool([[[[1.0, 5.0]]]] , 1, stride=2)
    >>> max_pool_backward([[[[3.0]]]], place, (1, 1, 1, 2), 1, stride=2)
    array([[[[3., 0.]]]])
    """
    return _spread(shape, k, stride, padding,
                   lambda tap: np.where(place == tap, g, 0.0))  # fmt: skip


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
    x = np.pad(x, _around(padding))
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
    share = np.asarray(g, dtype=float) / k**2
    return _spread(shape, k, stride, padding, lambda _: share)


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


def _around(padding: int) -> tuple[tuple[int, int], ...]:
    return (0, 0), (0, 0), (padding, padding), (padding, padding)


def _output(x: Array, k: int, how: Geometry) -> tuple[int, ...]:
    return tuple(convolution_size(n, k, how.stride) for n in x.shape[2:])


def _spread(
    shape: tuple[int, ...],
    k: int,
    stride: int | None,
    padding: int,
    share: Callable[[int], Array],
) -> Array:
    """What each entry of the images gets, over all windows that it is in."""
    x, how = _windows(np.zeros(shape), k, stride, padding)
    padded = np.pad(x, _around(padding))
    for u, v, seen in taps((k, k), _output(padded, k, how), how):
        padded[seen] += share(u * k + v)
    rows, columns = shape[2:]
    return padded[:, :, padding : padding + rows, padding : padding + columns]
