"""Counts of parameters, shapes and products beside torch and published numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn

from engine.parity import Parity
from engine.vision import layers as data
from engine.vision.architectures import (
    alexnet,
    basic_block,
    bottleneck,
    depthwise_separable,
    efficientnet_b0,
    lenet5,
    lenet5_of_1998,
    resnet,
    simple_cnn,
    vgg,
)
from engine.vision.layers import LayerRow, count, summary
from engine.vision.torch_network import as_torch

Rng = np.random.Generator
Layers = tuple[data.Layer, ...]


def _small(rng: Rng) -> tuple[Layers, tuple[int, int, int]]:
    """A network with every kind of layer."""
    c, size = int(rng.integers(1, 4)), int(rng.integers(9, 14))
    inner = data.Conv(4, 3, 1, 1, bias=False), data.Norm(), data.Act("silu")
    return (
        data.Conv(4, 3, int(rng.integers(1, 3)), int(rng.integers(0, 2))),
        data.Residual((*inner, data.Conv(6, 1)), (data.Conv(6, 1),)),
        data.Residual((data.Conv(6, 3, 1, 1, groups=6), data.Squeeze(2))),
        data.Pool(2, int(rng.integers(1, 3)), kind=str(rng.choice(["max", "mean"]))),
        data.GlobalPool() if rng.random() < 0.5 else data.Flatten(),
        data.Dense(5), data.Act("tanh"), data.Drop(), data.Dense(3),
    ), (c, size, size)  # fmt: skip


def _rows(layers: Layers, shape: tuple[int, ...]) -> Any:
    rows = summary(layers, shape)
    learned = [row.parameters for row in rows if row.parameters]
    return np.array(learned), rows[-1].shape, np.array(count(layers, shape))


def _by_torch(layers: Layers, shape: tuple[int, ...]) -> Any:
    """Parameters of each leaf in order; products by a hook on each leaf."""
    network = as_torch(layers, shape).eval()
    leaves = [m for m in network.modules() if not list(m.children())]
    learned = [n for m in leaves if (n := sum(p.numel() for p in m.parameters()))]
    products = 0

    def hook(module: nn.Module, _: object, out: torch.Tensor) -> None:
        nonlocal products
        if isinstance(module, nn.Conv2d | nn.Linear):
            products += module.weight[0].numel() * out[0].numel()

    for leaf in leaves:
        leaf.register_forward_hook(hook)
    after = network(torch.zeros(1, *shape))
    # Squeeze has two linear layers: one row of ours.
    return _merged(learned, layers), after.shape[1:], np.array([sum(learned), products])


def _merged(learned: list[int], layers: Layers) -> Any:
    at = 0
    merged = []
    for layer in _flat(layers):
        parts = {data.Squeeze: 2, data.Conv: 1, data.Norm: 1, data.Dense: 1}
        n = parts.get(type(layer), 0)
        if n:
            merged.append(sum(learned[at : at + n]))
            at += n
    return np.array(merged)


def _flat(layers: Layers) -> list[data.Layer]:
    found: list[data.Layer] = []
    for layer in layers:
        if isinstance(layer, data.Residual):
            found += [*_flat(layer.branch), *_flat(layer.shortcut)]
        else:
            found.append(layer)
    return found


def _field(layers: Layers, shape: tuple[int, ...]) -> int:
    """By experiment: how far apart are pixels that one output depends on?"""
    network = as_torch(layers, shape).eval()
    x = torch.rand(1, *shape, dtype=torch.float32, requires_grad=True)
    y = network(x)
    y[0, :, y.shape[2] // 2, y.shape[3] // 2].sum().backward()
    assert x.grad is not None
    rows = torch.nonzero(x.grad.abs().sum(dim=(0, 1, 3)) > 0)
    return int(rows.max() - rows.min() + 1)


def _windows(rng: Rng) -> tuple[Layers, tuple[int, int, int]]:
    found: list[data.Layer] = []
    for _ in range(3):
        k = int(rng.integers(1, 4))
        kind = data.Pool(k, int(rng.integers(1, 3)), kind="mean")
        found.append(
            kind if rng.random() < 0.4 else data.Conv(2, k, int(rng.integers(1, 3)))
        )
    return tuple(found), (1, 60, 60)


def _published(build: Any, shape: tuple[int, ...], number: int) -> Parity:
    """A published number, and torch's count without memory for the weights."""

    def theirs(_: object) -> tuple[int, int]:
        with torch.device("meta"):
            network = as_torch(build(), shape)
        return number, sum(p.numel() for p in network.parameters())

    parameters = lambda _: (count(build(), shape)[0],) * 2  # noqa: E731
    return Parity(_of(build), theirs, "published", lambda rng: (rng,), trials=1,
                  ours=parameters)  # fmt: skip


def _of(build: Any) -> Any:
    return getattr(build, "func", build)


class _With:
    """A network with an argument: `functools.partial`, which says whose it is."""

    def __init__(self, func: Any, *words: Any, **more: Any) -> None:
        self.func, self.words, self.more = func, words, more

    def __call__(self) -> Any:
        return self.func(*self.words, **self.more)


IMAGE = (3, 224, 224)
_DATA = (data.Conv, data.Norm, data.Act, data.Pool, data.GlobalPool, data.Flatten,
         data.Dense, data.Drop, data.Squeeze, data.Residual)  # fmt: skip

PAIRS = [
    Parity(summary, _by_torch, "torch", _small, ours=_rows, trials=20),
    Parity(summary, _field, "torch", _windows, trials=20,
           ours=lambda layers, shape: summary(layers, shape)[-1].field,
           convention="the field of view by experiment: where a gradient arrives"),
    Parity(count, _by_torch, "torch", _small, ours=_rows, trials=20),
    Parity(as_torch, _by_torch, "torch", _small, ours=_rows, trials=5),
    *(Parity(kind, None, "none", lambda rng: (rng,), convention="data: see summary")
      for kind in (*_DATA, LayerRow)),
    _published(lenet5, (1, 32, 32), 61_706),
    Parity(lenet5_of_1998, lambda _: np.array([156, 12, 1516, 32, 48120, 10164, 0]),
           "published", lambda rng: (rng,), trials=1,
           ours=lambda _: np.array(list(lenet5_of_1998().values()))),
    _published(alexnet, (3, 227, 227), 60_965_224),
    _published(_With(alexnet, towers=1), IMAGE, 61_100_840),
    _published(vgg, IMAGE, 138_357_544),
    _published(_With(vgg, 19), IMAGE, 143_667_240),
    _published(_With(resnet, 18), IMAGE, 11_689_512),
    _published(_With(resnet, 34), IMAGE, 21_797_672),
    _published(_With(resnet, 50), IMAGE, 25_557_032),
    _published(_With(resnet, 101), IMAGE, 44_549_160),
    _published(_With(resnet, 152), IMAGE, 60_192_808),
    _published(efficientnet_b0, IMAGE, 5_288_548),
    _published(simple_cnn, (3, 64, 64), 2_454_090),
    _published(_With(basic_block, 64, 64), (64, 8, 8), 2 * (9 * 64**2 + 128)),
    _published(_With(basic_block, 64, 128, 2), (64, 8, 8),
               9 * 64 * 128 + 9 * 128**2 + 64 * 128 + 3 * 256),
    _published(_With(bottleneck, 256, 64), (256, 8, 8), 17 * 64**2 + 256 + 512),
    _published(_With(depthwise_separable, 32, 64), (32, 8, 8), 2_336 + 64 + 128),
]  # fmt: skip
