"""Broadcasting: how arrays of different shapes meet, and how gradients come back."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.system import system


@system("S09.05", "S48.05")
def broadcast_shapes(*shapes: tuple[int, ...]) -> tuple[int, ...]:
    """Shape of the result when arrays of these shapes are combined.

    Shapes are aligned from the right and padded with 1 on the left. Along each
    axis the sizes must be equal, or 1, which is stretched to the other size; so
    an axis of size 0 meets 1 and gives 0.

    Args:
        shapes: any number of shapes; none at all give the shape of a scalar.

    Raises:
        ValueError: two sizes along one axis differ and neither is 1.

    Source:
        NumPy user guide, "Broadcasting", general broadcasting rules.

    >>> broadcast_shapes((64, 50), (50,))
    (64, 50)
    >>> broadcast_shapes((3, 1), (1, 4))
    (3, 4)
    """
    ndim = max(map(len, shapes), default=0)
    padded = [(1,) * (ndim - len(shape)) + tuple(shape) for shape in shapes]
    result = []
    for axis in range(ndim):
        sizes = {shape[axis] for shape in padded} - {1}
        if len(sizes) > 1:
            raise ValueError(f"{shapes} do not fit: axis {axis} has {sorted(sizes)}")
        result.append(sizes.pop() if sizes else 1)
    return tuple(result)


@system("S48.05")
def broadcast_to(a: ArrayLike, shape: tuple[int, ...]) -> Array:
    """A read-only view of `a` in which stretched axes repeat without a copy.

    A stretched axis has stride 0: a step along it stays at the same number.

    Args:
        a: numbers whose shape broadcasts to `shape`.
        shape: the shape wanted.

    Returns:
        View, shape `shape`.

    Raises:
        ValueError: the shape of `a` does not stretch to `shape`.

    >>> broadcast_to([1.0, 2.0], (2, 2))
    array([[1., 2.],
           [1., 2.]])
    """
    a = np.asarray(a, dtype=float)
    if broadcast_shapes(a.shape, shape) != tuple(shape):
        raise ValueError(f"{a.shape} cannot be stretched to {shape}")
    added = len(shape) - a.ndim
    strides = [0] * added
    for size, wanted, stride in zip(a.shape, shape[added:], a.strides, strict=True):
        strides.append(stride if size == wanted else 0)
    return np.lib.stride_tricks.as_strided(a, shape, strides, writeable=False)


@system("S48.06")
def unbroadcast(g: ArrayLike, shape: tuple[int, ...]) -> Array:
    """Gradient by an operand of shape `shape`, from one by its stretched form.

    A number that was repeated has influenced the result at each repetition, so
    its gradient is the sum over the axes that were added or stretched. That is
    why the gradient of a bias is the sum over the batch.

    Args:
        g: gradient by the broadcast operand; its shape is a stretching of `shape`.
        shape: of the operand itself.

    Returns:
        Gradient, shape `shape`.

    Raises:
        ValueError: `shape` does not stretch to the shape of g.

    >>> unbroadcast([[1.0, 2.0], [3.0, 4.0]], (2,))
    array([4., 6.])
    >>> unbroadcast([[1.0, 2.0], [3.0, 4.0]], (2, 1))
    array([[3.],
           [7.]])
    """
    g = np.asarray(g, dtype=float)
    if broadcast_shapes(g.shape, shape) != g.shape:
        raise ValueError(f"{shape} cannot have been stretched to {g.shape}")
    total = g.sum(axis=tuple(range(g.ndim - len(shape))))
    stretched = [i for i, size in enumerate(shape) if size == 1 and total.shape[i] != 1]
    return np.asarray(total.sum(axis=tuple(stretched), keepdims=True))
