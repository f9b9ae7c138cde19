"""Transposed convolution: the layer that makes images larger."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.system import system
from engine.vision.convolution import Geometry, conv2d, conv2d_backward, taps


@system("S47.10")
def transposed_size(n: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """`(n - 1) stride - 2 padding + kernel`: places of the output along one axis.

    The smallest input from which a convolution of the same numbers makes n places.
    Kernel 4, stride 2, padding 1 doubles exactly.

    Args:
        n: places of the input, at least 1.
        kernel: places of the kernel, at least 1.
        stride: places from one stamp to the next, at least 1.
        padding: places cut off at each end, at least 0.

    Raises:
        ValueError: a number is too small, or nothing is left of the output.

    Source:
        Dumoulin and Visin, A Guide to Convolution Arithmetic for Deep Learning
        (2016), relationship 13.

    >>> transposed_size(1, 4), transposed_size(4, 4, stride=2, padding=1)
    (4, 8)
    """
    if min(n, kernel, stride) < 1 or padding < 0:
        raise ValueError(
            "n, kernel and stride must be at least 1, padding at least 0, got "
            f"{n}, {kernel}, {stride} and {padding}"
        )
    size = (n - 1) * stride - 2 * padding + kernel
    if size < 1:
        raise ValueError(f"a padding of {padding} leaves {size} places")
    return size


@system("S47.10")
def conv_transpose2d(
    x: ArrayLike, w: ArrayLike, b: ArrayLike, stride: int = 1, padding: int = 0
) -> Array:
    """`y[n, o, i s + u - p, j s + v - p] += w[c, o, u, v] x[n, c, i, j]`, plus `b[o]`.

    Each input stamps the kernel, times its value, onto the output; stamps are s
    apart, add up where they overlap, and p places are cut off all round. It is how
    a convolution sends gradients back: its matrix transposed, not its inverse. If
    s does not divide the kernel's size, places are stamped unequally often, which
    shows as a checkerboard.

    Args:
        x: images, shape (n, c, height, width).
        w: kernels, shape (c, o, rows, columns): inputs first.
        b: biases, shape (o,).
        stride: s, at least 1.
        padding: p, at least 0.

    Returns:
        Shape (n, o, height out, width out), by `transposed_size`.

    Raises:
        ValueError: shapes do not fit, or a value is not finite.

    Source:
        Dumoulin and Visin (2016), chapter 4.

    >>> conv_transpose2d([[[[1.0, 2.0]]]], [[[[1.0, 10.0]]]], [0.0])
    array([[[[ 1., 12., 20.]]]])
    >>> conv_transpose2d([[[[1.0, 2.0]]]], [[[[1.0, 10.0]]]], [0.0], stride=2)
    array([[[[ 1., 10.,  2., 20.]]]])
    """
    x, w, b = _checked(x, w, b)
    n, _, *size = x.shape
    rows, columns = (
        transposed_size(k, r, stride, padding)
        for k, r in zip(size, w.shape[2:], strict=True)
    )
    p = padding
    y = np.zeros((n, w.shape[1], rows + 2 * p, columns + 2 * p))
    for u, v, stamped in taps(w.shape[2:], tuple(size), Geometry(stride)):
        y[stamped] += np.einsum("co,ncij->noij", w[:, :, u, v], x, optimize=True)
    return y[:, :, p : p + rows, p : p + columns] + b[:, None, None]


@system("S47.10")
def conv_transpose2d_backward(
    x: ArrayLike, w: ArrayLike, g: ArrayLike, stride: int = 1, padding: int = 0
) -> tuple[Array, Array, Array]:
    """Gradients by x, w and b, from the gradient g by the output.

    The transpose of the transpose: x gets the convolution of g with w. In that
    convolution x and g change places, and so they do in the gradient by w.

    Args:
        x: as in `conv_transpose2d`.
        w: likewise.
        g: shape of the output.
        stride: s.
        padding: p.

    Returns:
        Of the shapes of x, w and b.

    Raises:
        ValueError: shapes do not fit, or a value is not finite.

    >>> gx, gw, gb = conv_transpose2d_backward(
    ...     [[[[1.0, 2.0]]]], [[[[1.0, 10.0]]]], [[[[1.0, 1.0, 0.0]]]])
    >>> gx.ravel(), gw.ravel(), gb
    (array([11.,  1.]), array([3., 1.]), array([2.]))
    """
    g = np.asarray(g, dtype=float)
    x, w, _ = _checked(x, w, np.zeros(np.shape(w)[1] if np.ndim(w) > 1 else 0))
    how = Geometry(stride, padding)
    expected = tuple(
        transposed_size(k, r, stride, padding)
        for k, r in zip(x.shape[2:], w.shape[2:], strict=True)
    )
    if g.shape != (len(x), w.shape[1], *expected):
        raise ValueError(
            f"g must have shape {(len(x), w.shape[1], *expected)}, that of the "
            f"output, got {g.shape}"
        )
    gx = conv2d(g, w, np.zeros(len(w)), how)
    _, gw, _ = conv2d_backward(g, w, x, how)
    return gx, gw, g.sum(axis=(0, 2, 3))


def _checked(x: ArrayLike, w: ArrayLike, b: ArrayLike) -> tuple[Array, Array, Array]:
    x, w, b = (np.asarray(v, dtype=float) for v in (x, w, b))
    fits = x.ndim == w.ndim == 4 and x.shape[1] == len(w) and b.shape == (w.shape[1],)
    if not fits:
        raise ValueError(
            "x, w and b must have shapes (n, c, height, width), (c, o, rows, columns) "
            f"and (o,), got {x.shape}, {w.shape} and {b.shape}"
        )
    if not all(np.isfinite(v).all() for v in (x, w, b)):
        raise ValueError("x, w and b must be finite")
    return x, w, b
