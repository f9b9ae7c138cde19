"""A network of layers as data, made into one that torch runs and trains."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

from engine.system import system
from engine.vision.layers import (
    Act,
    Conv,
    Dense,
    Drop,
    Flatten,
    GlobalPool,
    Layer,
    Norm,
    Pool,
    Residual,
    Shape,
    Squeeze,
    summary,
)

_ACTIVATIONS = {"relu": nn.ReLU, "silu": nn.SiLU, "tanh": nn.Tanh,
                "sigmoid": nn.Sigmoid}  # fmt: skip


@system("S45.08")
def as_torch(layers: Sequence[Layer], shape: Shape) -> nn.Sequential:
    """The same network as a torch module, its weights drawn by torch's defaults.

    Args:
        layers: of the network.
        shape: of one image, (c, height, width): torch wants to be told how many
            inputs each layer has.

    Returns:
        A module that takes (n, c, height, width).

    Raises:
        ValueError: as `summary`.

    >>> network = as_torch([Conv(2, 3), Flatten(), Dense(5)], (1, 6, 6))
    >>> tuple(network(torch.zeros(4, 1, 6, 6)).shape)
    (4, 5)
    """
    modules = []
    for layer in layers:
        modules.append(_module(layer, shape))
        shape = _after(layer, shape)
    return nn.Sequential(*modules)


def _after(layer: Layer, shape: Shape) -> Shape:
    if isinstance(layer, Residual):
        return summary(layer.branch, shape)[-1].shape
    return summary([layer], shape)[-1].shape


def _module(layer: Layer, shape: Shape) -> nn.Module:  # noqa: C901, PLR0911
    c = shape[0]
    match layer:
        case Conv(out, kernel, stride, padding, groups, bias):
            return nn.Conv2d(c, out, kernel, stride, padding, groups=groups, bias=bias)
        case Norm():
            return nn.BatchNorm2d(c)
        case Act(kind):
            return _ACTIVATIONS[kind]()
        case Pool(kernel, stride, padding, "max"):
            return nn.MaxPool2d(kernel, stride, padding)
        case Pool(kernel, stride, padding, _):
            return nn.AvgPool2d(kernel, stride, padding)
        case GlobalPool():
            return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
        case Flatten():
            return nn.Flatten()
        case Dense(out):
            return nn.Linear(c, out)
        case Drop(p):
            return nn.Dropout(p)
        case Squeeze(hidden):
            return _Squeeze(c, hidden)
        case Residual(branch, shortcut):
            return _Residual(as_torch(branch, shape), as_torch(shortcut, shape))


class _Residual(nn.Module):
    def __init__(self, branch: nn.Module, shortcut: nn.Module) -> None:
        super().__init__()
        self.branch, self.shortcut = branch, shortcut

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        total: torch.Tensor = self.branch(x) + self.shortcut(x)
        return total


class _Squeeze(nn.Module):
    def __init__(self, channels: int, hidden: int) -> None:
        super().__init__()
        self.down, self.up = nn.Linear(channels, hidden), nn.Linear(hidden, channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        means = x.mean(dim=(2, 3))
        weight = torch.sigmoid(self.up(nn.functional.silu(self.down(means))))
        return x * weight[:, :, None, None]
