"""Activations and convolution sizes beside torch."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch.nn import functional as tf

from engine.arrays import Array
from engine.nn.activations import elu, leaky_relu, relu, sigmoid, tanh
from engine.nn.convolution_size import convolution_parameters, convolution_size
from engine.parity import Parity

Rng = np.random.Generator


def _numbers(rng: Rng) -> tuple[Array]:
    """Around 0 and far from it; 0 itself, too."""
    return (np.append(rng.normal(scale=rng.choice([1.0, 30.0]), size=7), 0.0),)


def _torch(function: Any) -> Any:
    """Value and derivative by autograd."""

    def both(z: Array) -> tuple[Array, Array]:
        t = torch.from_numpy(z).requires_grad_()
        value = function(t)
        value.sum().backward()
        assert t.grad is not None
        return value.detach().numpy(), t.grad.numpy()

    return both


def _window(rng: Rng) -> tuple[int, ...]:
    kernel, stride, dilation = (int(v) for v in rng.integers(1, 5, 3))
    padding = int(rng.integers(0, 4))
    least = max(1, dilation * (kernel - 1) + 1 - 2 * padding)
    return least + int(rng.integers(0, 9)), kernel, stride, padding, dilation


def _torch_size(n: int, kernel: int, stride: int, padding: int, dilation: int) -> int:
    layer = torch.nn.Conv1d(1, 1, kernel, stride, padding, dilation)
    return int(layer(torch.zeros(1, 1, n)).shape[-1])


def _torch_count(kernel: tuple[int, int], a: int, b: int, bias: bool) -> int:
    layer = torch.nn.Conv2d(a, b, kernel, bias=bias)
    return sum(p.numel() for p in layer.parameters())


PAIRS = [
    Parity(sigmoid, _torch(torch.sigmoid), "torch", _numbers, atol=1e-15),
    Parity(tanh, _torch(torch.tanh), "torch", _numbers, atol=1e-15),
    Parity(
        relu,
        _torch(torch.relu),
        "torch",
        _numbers,
        convention="Both take the derivative at 0 as 0.",
    ),
    Parity(
        leaky_relu,
        _torch(tf.leaky_relu),
        "torch",
        _numbers,
        convention="torch has the slope 0.01 too; Keras has 0.3.",
    ),
    Parity(elu, _torch(tf.elu), "torch", _numbers),
    Parity(convolution_size, _torch_size, "torch", _window),
    Parity(
        convolution_parameters,
        _torch_count,
        "torch",
        lambda rng: (
            tuple(int(v) for v in rng.integers(1, 5, 2)),
            *(int(v) for v in rng.integers(1, 9, 2)),
            bool(rng.random() < 0.5),
        ),
    ),
]
