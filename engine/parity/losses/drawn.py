"""Inputs and counterparts that several rows of `engine.losses` share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from engine.arrays import Array

Rng = np.random.Generator


Draw = Callable[[Rng], tuple[Any, ...]]


def by_autograd(
    loss: Callable[..., Any], *inputs: int
) -> Callable[..., tuple[Any, ...]]:
    """Value and gradients, by autograd, of a loss of torch.

    Args:
        loss: called with the arguments, arrays among them as tensors.
        inputs: positions of the arguments to differentiate by; the first alone
            unless told.
    """

    def run(*arguments: Any) -> tuple[Any, ...]:
        tensors = [
            torch.tensor(a) if isinstance(a, np.ndarray) else a for a in arguments
        ]
        by = [tensors[i].requires_grad_() for i in inputs or (0,)]
        value = loss(*tensors)
        gradients = [g.numpy() for g in torch.autograd.grad(value.sum(), by)]
        found = value.detach().numpy()
        if len(gradients) == 1:
            return found, gradients[0]
        return found, tuple(gradients)

    return run


def any_shape(rng: Rng) -> tuple[int, ...]:
    """One to three axes, none of them empty."""
    return tuple(int(n) for n in rng.integers(1, 5, rng.integers(1, 4)))


def drawing(draw: Draw, *more: Callable[[Rng], Any]) -> Draw:
    """Arguments of `draw`, and more of them after those."""
    return lambda rng: (*draw(rng), *(part(rng) for part in more))


def any_reduction(rng: Rng) -> str:
    """mean, sum or none."""
    return str(rng.choice(["mean", "sum", "none"]))


def chances(rng: Rng) -> tuple[Array, Array]:
    """Probabilities, and targets that are certain or soft."""
    shape = any_shape(rng)
    y = rng.choice([0.0, 1.0, 0.3], size=shape)
    return rng.uniform(0.001, 0.999, shape), y
