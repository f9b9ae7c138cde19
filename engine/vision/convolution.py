"""Convolution layers, forth and back: by definition, then fast."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.nn.convolution_size import convolution_size
from engine.system import system


class Geometry(NamedTuple):
    """How a kernel moves over an image, the same along both axes.

    Args:
        stride: places from one output to the next, at least 1.
        padding: zeros around the image, at least 0.
        dilation: places from one weight to the next, at least 1.
        groups: parts into which the channels are cut; each output sees one.
    """

    stride: int = 1
    padding: int = 0
    dilation: int = 1
    groups: int = 1


PLAIN = Geometry()


@system("S45.01")
def conv2d_by_definition(
    x: ArrayLike, w: ArrayLike, b: ArrayLike, how: Geometry = PLAIN
) -> Array:
    """`y[n, o, i, j] = b[o] + sum_cuv w[o, c, u, v] x[n, c, i s + u d, j s + v d]`.

    Layers call it a convolution; it is a cross-correlation: the kernel is not
    turned round. With s the stride, d the dilation, and x padded by zeros. One
    output after the other, to be read rather than run.

    Args:
        x: images, shape (n, c, height, width).
        w: kernels, shape (o, c / groups, rows, columns).
        b: biases, shape (o,).
        how: see `Geometry`.

    Returns:
        Shape (n, o, height out, width out), by `convolution_size`.

    Raises:
        ValueError: shapes do not fit, or a value is not finite.

    Source:
        Dumoulin and Visin, A Guide to Convolution Arithmetic for Deep Learning
        (2016), chapter 2.

    >>> x, w = [[[[1.0, 2.0, 3.0]]]], [[[[-1.0, 1.0]]]]
    >>> conv2d_by_definition(x, w, [0.5])
    array([[[[1.5, 1.5]]]])
    """
    x, w, b = _checked(x, w, b, how)
    x = _padded(x, how.padding)
    out = _output(x, w, how)
    inputs, outputs = w.shape[1], len(w) // how.groups
    y = np.empty((len(x), len(w), *out))
    for n, o, i, j in np.ndindex(*y.shape):
        first = o // outputs * inputs
        top, left = i * how.stride, j * how.stride
        seen = x[n, first : first + inputs, top:, left:][
            :, :: how.dilation, :: how.dilation
        ]
        seen = seen[:, : w.shape[2], : w.shape[3]]
        y[n, o, i, j] = (w[o] * seen).sum() + b[o]
    return y


@system("S45.01", "S31.09")
def conv2d(x: ArrayLike, w: ArrayLike, b: ArrayLike, how: Geometry = PLAIN) -> Array:
    """The same, a weight of the kernel at a time instead of an output at a time.

    For one place (u, v) of the kernel, what all outputs see of x is a slice of it,
    and what they make of it is a matrix product over the channels. Products over
    large arrays are what a processor is fast at; there are only as many as the
    kernel has places.

    Args:
        x: images, shape (n, c, height, width).
        w: kernels, shape (o, c / groups, rows, columns).
        b: biases, shape (o,).
        how: see `Geometry`.

    Returns:
        Shape (n, o, height out, width out).

    Raises:
        ValueError: shapes do not fit, or a value is not finite.

    >>> conv2d([[[[1.0, 2.0, 3.0]]]], [[[[-1.0, 1.0]]]], [0.5])
    array([[[[1.5, 1.5]]]])
    """
    x, w, b = _checked(x, w, b, how)
    x = _padded(x, how.padding)
    out = _output(x, w, how)
    kernel = _by_group(w, how.groups)
    y = np.zeros((len(x), how.groups, kernel.shape[1], out[0] * out[1]))
    for u, v, seen in taps(w.shape[2:], out, how):
        y += kernel[..., u, v] @ _columns(x[seen], how.groups)
    return y.reshape(len(x), len(w), *out) + b[:, None, None]


@system("S45.02")
def conv2d_backward(
    x: ArrayLike, w: ArrayLike, g: ArrayLike, how: Geometry = PLAIN
) -> tuple[Array, Array, Array]:
    """Gradients by x, w and b, from the gradient g by the output.

    Each output saw, at place (u, v), one slice of x times one matrix; so that
    matrix gets g times the slice, and the slice gets the matrix times g. Slices
    overlap, and a gradient is the sum over all uses: hence `+=`.

    Args:
        x: images, shape (n, c, height, width).
        w: kernels, shape (o, c / groups, rows, columns).
        g: shape of the output.
        how: as in `conv2d`.

    Returns:
        Of the shapes of x, w and b.

    Raises:
        ValueError: shapes do not fit, or a value is not finite.

    >>> x, w, g = [[[[1.0, 2.0, 3.0]]]], [[[[-1.0, 1.0]]]], [[[[1.0, 1.0]]]]
    >>> gx, gw, gb = conv2d_backward(x, w, g)
    >>> gx.ravel(), gw.ravel(), gb
    (array([-1.,  0.,  1.]), array([3., 5.]), array([2.]))
    """
    x, w, _ = _checked(x, w, np.zeros(len(np.asarray(w))), how)
    height, width = x.shape[2:]
    x, g = _padded(x, how.padding), np.asarray(g, dtype=float)
    out = _output(x, w, how)
    if g.shape != (len(x), len(w), *out):
        raise ValueError(
            f"g must have shape {(len(x), len(w), *out)}, that of the output, got "
            f"{g.shape}"
        )
    kernel, flat = _by_group(w, how.groups), _columns(g, how.groups)
    gx, gw = np.zeros_like(x), np.empty_like(kernel)
    for u, v, seen in taps(w.shape[2:], out, how):
        columns = _columns(x[seen], how.groups)
        gw[..., u, v] = (flat @ columns.swapaxes(2, 3)).sum(axis=0)
        back = kernel[..., u, v].swapaxes(1, 2) @ flat
        gx[seen] += back.reshape(len(x), -1, *out)
    p = how.padding
    return (
        gx[:, :, p : p + height, p : p + width],
        gw.reshape(w.shape),
        g.sum(axis=(0, 2, 3)),
    )


def taps(
    kernel: tuple[int, ...], out: tuple[int, ...], how: Geometry = PLAIN
) -> Iterator[tuple[int, int, Any]]:
    """For each place of a kernel: what all outputs see there, as an index.

    Args:
        kernel: rows and columns.
        out: rows and columns of the output.
        how: stride and dilation are used.

    Yields:
        u, v, and the index of the padded images, which gives shape (n, c, *out).

    >>> [image[0, 0].tolist() for u, v, seen in taps((1, 2), (1, 2))
    ...  for image in [np.array([[[[1, 2, 3]]]])[seen]]]
    [[[1, 2]], [[2, 3]]]
    """
    for u, v in np.ndindex(*kernel):
        axes = [
            slice(at * how.dilation, at * how.dilation + (size - 1) * how.stride + 1,
                  how.stride)
            for at, size in zip((u, v), out, strict=True)
        ]  # fmt: skip
        yield u, v, (slice(None), slice(None), *axes)


def _checked(
    x: ArrayLike, w: ArrayLike, b: ArrayLike, how: Geometry
) -> tuple[Array, Array, Array]:
    x, w, b = (np.asarray(v, dtype=float) for v in (x, w, b))
    if x.ndim != 4 or w.ndim != 4 or b.shape != w.shape[:1]:
        raise ValueError(
            "x and w must have four axes and b one entry for each kernel, got shapes "
            f"{x.shape}, {w.shape} and {b.shape}"
        )
    if x.shape[1] != w.shape[1] * how.groups or len(w) % how.groups:
        raise ValueError(
            f"{x.shape[1]} channels and {len(w)} kernels of {w.shape[1]} channels do "
            f"not fit into {how.groups} groups"
        )
    if not all(np.isfinite(v).all() for v in (x, w, b)):
        raise ValueError("x, w and b must be finite")
    return x, w, b


def _padded(x: Array, padding: int) -> Array:
    if padding == 0:
        return x
    return np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))


def _output(x: Array, w: Array, how: Geometry) -> tuple[int, int]:
    """Rows and columns of the output; x is padded already."""
    rows, columns = (
        convolution_size(n, k, how.stride, 0, how.dilation)
        for n, k in zip(x.shape[2:], w.shape[2:], strict=True)
    )
    return rows, columns


def _by_group(w: Array, groups: int) -> Array:
    """Shape (groups, o / groups, c / groups, rows, columns)."""
    return w.reshape(groups, -1, *w.shape[1:])


def _columns(x: Array, groups: int) -> Array:
    """Shape (n, groups, c / groups, places)."""
    return x.reshape(len(x), groups, x.shape[1] // groups, -1)
