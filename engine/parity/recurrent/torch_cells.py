"""torch's cells with our weights in them, and autograd behind them."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engine.arrays import Array
from engine.recurrent.cell import Cell, State, Weights

Rng = np.random.Generator


def tensor(a: Any) -> torch.Tensor:
    """Float64, with a gradient to come."""
    return torch.from_numpy(np.array(a, dtype=float)).requires_grad_()


def draw_weights(cell: Cell, d: int, k: int, rng: Rng) -> Weights:
    """Normal, about as large as a network would have them."""
    m = cell.blocks * k
    shapes = ((d, m), (k, m), (m,), (m,), (cell.extra * k,))
    return Weights(*(0.7 * rng.normal(size=s) for s in shapes))


def draw_mask(B: int, T: int, rng: Rng) -> Any:
    """True up to the end of each sequence; at least one step."""
    return np.arange(T) < rng.integers(1, T + 1, (B, 1))


def layer(kind: Any, weights: list[Weights], **options: Any) -> Any:
    """`torch.nn.RNN`, `GRU` or `LSTM` that holds the weights, layer by layer.

    Args:
        kind: the class.
        weights: of layers, the two directions of a layer side by side.
        options: of the class.
    """
    first = weights[0]
    ways = 2 if options.get("bidirectional") else 1
    module = kind(len(first.W), len(first.U), len(weights) // ways,
                  batch_first=True, dtype=torch.float64, **options)  # fmt: skip
    with torch.no_grad():
        for i, w in enumerate(weights):
            end = f"l{i // ways}" + ("_reverse" if i % ways else "")
            for name, value in (("weight_ih", w.W.T), ("weight_hh", w.U.T),
                                ("bias_ih", w.b), ("bias_hh", w.c)):  # fmt: skip
                getattr(module, f"{name}_{end}").copy_(torch.from_numpy(value.copy()))
    return module


def as_start(start: State) -> Any:
    """One state as torch takes it: (1, B, k), a pair of them for an LSTM."""
    parts = tuple(tensor(s[None]) for s in start)
    return parts if len(parts) == 2 else parts[0]


def gradient(t: torch.Tensor) -> Array:
    """The gradient that autograd left, zeros where there was none."""
    return np.zeros(t.shape) if t.grad is None else np.asarray(t.grad.numpy())


def nothing(_rng: Rng) -> tuple[()]:
    """For what has no counterpart."""
    return ()
