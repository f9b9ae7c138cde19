"""`engine.algebra` beside NumPy, SciPy and torch."""

from __future__ import annotations

import numpy as np
import torch

from engine.algebra.broadcasting import broadcast_shapes, broadcast_to, unbroadcast
from engine.arrays import Array
from engine.parity import Parity

Shape = tuple[int, ...]


def _stretching(rng: np.random.Generator) -> tuple[Shape, Shape]:
    """A shape, and one that stretches to it: fewer axes, some of size 1."""
    full = rng.integers(1, 4, rng.integers(0, 4))
    part = np.where(rng.random(len(full)) < 0.5, 1, full)[rng.integers(0, 4) :]
    return tuple(map(int, full)), tuple(map(int, part))


def _gradient(rng: np.random.Generator) -> tuple[Array, Shape]:
    full, part = _stretching(rng)
    return rng.normal(size=full), part


def _torch_unbroadcast(g: Array, shape: Shape) -> Array:
    leaf = torch.zeros(shape, dtype=torch.float64, requires_grad=True)
    (leaf * torch.from_numpy(np.asarray(g))).sum().backward()
    assert leaf.grad is not None
    return np.asarray(leaf.grad.numpy())


PAIRS = [
    Parity(broadcast_shapes, np.broadcast_shapes, "numpy", _stretching),
    Parity(
        broadcast_to,
        lambda full, part: np.broadcast_to(np.ones(part), full),
        "numpy",
        _stretching,
        ours=lambda full, part: broadcast_to(np.ones(part), full),
    ),
    Parity(unbroadcast, _torch_unbroadcast, "torch", _gradient),
]
