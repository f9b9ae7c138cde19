"""A residual block of two convolutions, forth and back, in NumPy."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.system import system
from engine.vision.convolution import Geometry, conv2d, conv2d_backward


class Block(NamedTuple):
    """Kernels of a block, with square sides of odd length; no biases.

    Args:
        first: shape (m, c, k, k).
        second: shape (o, m, k, k).
        project: shape (o, c, 1, 1), where shapes change; None for the identity.
        stride: of the first, and of the projection.
    """

    first: Array
    second: Array
    project: Array | None = None
    stride: int = 1


@system("S46.04", "S46.06")
def residual_block(x: ArrayLike, block: Block) -> Array:
    """`relu(F(x) + x)`, with `F(x) = second * relu(first * x)`.

    F is what the block learns: the residual, what is missing from the identity. If
    F is 0 the block does nothing, so that more blocks need not make anything
    worse. Where F changes the shape, x is projected by a 1 by 1 convolution first.

    Args:
        x: images, shape (n, c, height, width).
        block: see `Block`.

    Returns:
        Shape (n, o, height out, width out).

    Raises:
        ValueError: shapes do not fit, or a value is not finite.

    Source:
        He, Zhang, Ren, Sun, Deep Residual Learning for Image Recognition (2016),
        equations 1 and 2.

    >>> nothing = Block(np.ones((3, 1, 3, 3)), np.zeros((1, 3, 3, 3)))
    >>> residual_block([[[[1.0, 2.0]]]], nothing)
    array([[[[1., 2.]]]])
    """
    return np.maximum(_parts(x, block)[2], 0.0)


@system("S46.07")
def residual_block_backward(
    x: ArrayLike, block: Block, g: ArrayLike
) -> tuple[Array, Block]:
    """Gradients by x and by the kernels, from the gradient g by the output.

    With J the Jacobian of F, the gradient by x is `(I + J)^T g`: one way through
    the branch, one past it. However small J is, g arrives. Products of many J
    vanish; products of many `I + J` need not.

    Args:
        x: images, shape (n, c, height, width).
        block: see `Block`.
        g: shape of the output.

    Returns:
        Gradient by x, and by each kernel, in a `Block`.

    Raises:
        ValueError: shapes do not fit, or a value is not finite.

    >>> nothing = Block(np.ones((3, 1, 3, 3)), np.zeros((1, 3, 3, 3)))
    >>> residual_block_backward([[[[1.0, 2.0]]]], nothing, [[[[3.0, 4.0]]]])[0]
    array([[[[3., 4.]]]])
    """
    inside, hidden, total = _parts(x, block)
    g = np.where(total > 0, g, 0.0)
    g_hidden, g_second, _ = conv2d_backward(
        hidden, block.second, g, _same(block.second)
    )
    g_inside = np.where(inside > 0, g_hidden, 0.0)
    how = _same(block.first, block.stride)
    gx, g_first, _ = conv2d_backward(x, block.first, g_inside, how)
    if block.project is None:
        return gx + g, Block(g_first, g_second, None, block.stride)
    past, g_project, _ = conv2d_backward(x, block.project, g, Geometry(block.stride))
    return gx + past, Block(g_first, g_second, g_project, block.stride)


def _parts(x: ArrayLike, block: Block) -> tuple[Array, Array, Array]:
    """Before the first activation, after it, and before the last one."""
    inside = _conv(x, block.first, _same(block.first, block.stride))
    hidden = np.maximum(inside, 0.0)
    past = np.asarray(x, dtype=float)
    if block.project is not None:
        past = _conv(x, block.project, Geometry(block.stride))
    branch = _conv(hidden, block.second, _same(block.second))
    if branch.shape != past.shape:
        raise ValueError(
            f"F(x) has shape {branch.shape}, x {past.shape}: a projection must fit them"
        )
    return inside, hidden, branch + past


def _same(w: Array, stride: int = 1) -> Geometry:
    """Padding by which an odd kernel keeps the size."""
    return Geometry(stride, w.shape[2] // 2)


def _conv(x: ArrayLike, w: Array, how: Geometry) -> Array:
    return conv2d(x, w, np.zeros(len(w)), how)
