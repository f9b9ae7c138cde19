"""Shapes: of nested lists, of a layer's output, and what they cost in memory."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from engine.system import system


@system("S09.01", "S48.02")
def describe(data: Any) -> tuple[int, tuple[int, ...]]:
    """Rank and shape of nested lists: 0 a scalar, 1 a vector, 2 a matrix, ...

    The shape of a scalar is the empty tuple (); (0,) is a vector of no numbers.

    Args:
        data: a number, or lists in lists; anything with a shape as it is.

    Returns:
        Number of axes, and their sizes from the outside in.

    Raises:
        ValueError: lists of one level differ in shape, and at which index.

    >>> describe(3.0), describe([1, 2, 3]), describe([[1, 2], [3, 4]])
    ((0, ()), (1, (3,)), (2, (2, 2)))
    """
    shape = tuple(data.shape) if hasattr(data, "shape") else _shape(data)
    return len(shape), shape


@system("S48.03")
def dense_shape(inputs: tuple[int, ...], weights: tuple[int, int]) -> tuple[int, ...]:
    """Shape of `X @ W`: `(..., d) (d, k) -> (..., k)`.

    Args:
        inputs: shape of X, at least one axis.
        weights: shape of W, (d, k). torch stores the transpose, (k, d).

    Raises:
        ValueError: X has no axes, or its last is not d.

    >>> dense_shape((64, 128), (128, 256))
    (64, 256)
    """
    d, k = weights
    if not inputs or inputs[-1] != d:
        raise ValueError(f"{inputs} cannot be multiplied by {weights}")
    return (*inputs[:-1], k)


@system("S48.11")
def memory_bytes(shape: tuple[int, ...], dtype: DTypeLike = np.float32) -> int:
    """Bytes of a dense tensor: the product of the shape times those of a number.

    Args:
        shape: () for a scalar.
        dtype: type of the numbers; 4 bytes for float32, 8 for float64.

    Raises:
        ValueError: a size is negative.

    >>> memory_bytes((32, 224, 224, 3)) / 1e6  # a batch of images, in MB
    19.267584
    """
    if any(size < 0 for size in shape):
        raise ValueError(f"sizes must be at least 0, got {shape}")
    count = 1
    for size in shape:
        count *= size
    return count * np.dtype(dtype).itemsize


def _shape(data: Any) -> tuple[int, ...]:
    if not isinstance(data, list | tuple):
        return ()
    inner = [describe(part)[1] for part in data]
    for i, shape in enumerate(inner):
        if shape != inner[0]:
            raise ValueError(f"ragged: entry {i} has shape {shape}, not {inner[0]}")
    return (len(data), *(inner[0] if inner else ()))
