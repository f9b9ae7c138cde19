"""Transposed convolution, forth and back."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch.nn import functional as F  # noqa: N812

from engine.arrays import Array
from engine.nn.convolution_size import convolution_size
from engine.parity import Parity
from engine.vision.transposed import (
    conv_transpose2d,
    conv_transpose2d_backward,
    transposed_size,
)

Rng = np.random.Generator


def _sizes(rng: Rng) -> tuple[int, ...]:
    n, kernel, stride = map(int, rng.integers(1, 6, size=3))
    return n, kernel, stride, int(rng.integers((n - 1) * stride + kernel + 1) // 2)


def _smallest(n: int, kernel: int, stride: int, padding: int) -> int:
    """The first size from which a convolution makes n places."""
    size = max(1, kernel - 2 * padding)
    while convolution_size(size, kernel, stride, padding) < n:
        size += 1
    return size


def _draw_sizes(rng: Rng) -> tuple[int, ...]:
    while True:
        sizes = _sizes(rng)
        if (sizes[0] - 1) * sizes[2] + sizes[1] - 2 * sizes[3] > 0:
            return sizes


def _layer(rng: Rng) -> tuple[Any, ...]:
    """Strides beyond the kernel, which leave gaps, and paddings among them."""
    c, o, n = map(int, rng.integers(1, 4, size=3))
    size, kernel = rng.integers(2, 5, size=2), rng.integers(2, 5, size=2)
    x, w = rng.normal(size=(n, c, *size)), rng.normal(size=(c, o, *kernel))
    return x, w, rng.normal(size=o), int(rng.integers(1, 6)), int(rng.integers(0, 2))


def _theirs(x: Array, w: Array, b: Array, stride: int, padding: int) -> Any:
    return _layered([torch.from_numpy(v) for v in (x, w, b)], stride, padding).numpy()


def _layered(tensors: list[torch.Tensor], stride: int, padding: int) -> torch.Tensor:
    x, w, b = tensors
    return F.conv_transpose2d(x, w, b, stride, padding)


def _direction(shape: tuple[int, ...]) -> Array:
    return np.random.default_rng(0).normal(size=shape)


def _our_back(x: Array, w: Array, b: Array, stride: int, padding: int) -> Any:
    g = _direction(_theirs(x, w, b, stride, padding).shape)
    return conv_transpose2d_backward(x, w, g, stride, padding)


def _their_back(x: Array, w: Array, b: Array, stride: int, padding: int) -> Any:
    tensors = [torch.from_numpy(v).requires_grad_() for v in (x, w, b)]
    y = _layered(tensors, stride, padding)
    y.backward(torch.from_numpy(_direction(tuple(y.shape))))
    return tuple(t.grad.numpy() for t in tensors)  # type: ignore[union-attr]


PAIRS = [
    Parity(
        transposed_size, _smallest, "closed form", _draw_sizes,
        convention="the smallest size that a convolution takes to n, by search",
    ),
    Parity(conv_transpose2d, _theirs, "torch", _layer, atol=1e-12),
    Parity(
        conv_transpose2d_backward, _their_back, "torch", _layer, ours=_our_back,
        atol=1e-12,
    ),
]  # fmt: skip
