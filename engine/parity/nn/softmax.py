"""Softmax and cross-entropy beside torch and SciPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.special
import torch
from numpy.typing import NDArray

from engine.nn.cross_entropy import (
    softmax_cross_entropy,
    softmax_cross_entropy_and_gradient,
    softmax_cross_entropy_gradient,
)
from engine.nn.softmax import softmax, softmax_jacobian, softmax_vjp
from engine.parity import Parity

Array = NDArray[np.float64]


def _logits(rng: np.random.Generator) -> tuple[Array]:
    return (rng.normal(scale=10.0, size=(rng.integers(1, 9),)),)


def _batch(rng: np.random.Generator) -> tuple[Array]:
    return (rng.normal(scale=100.0, size=(3, rng.integers(1, 9))),)


def _output_and_gradient(rng: np.random.Generator) -> tuple[Array, Array]:
    (z,) = _logits(rng)
    return softmax(z), rng.normal(size=z.shape)


def _logits_and_targets(rng: np.random.Generator) -> tuple[Array, Array]:
    (z,) = _batch(rng)
    return z, rng.dirichlet(np.ones(z.shape[-1]), size=z.shape[0])


def _torch_jacobian(z: Array) -> Array:
    logits = torch.from_numpy(z)
    jacobian: Any = torch.autograd.functional.jacobian(
        lambda t: torch.softmax(t, dim=-1), logits
    )
    return np.asarray(jacobian.numpy())


def _torch_vjp(p: Array, g: Array) -> Array:
    # The logits log p are one of the many that give p.
    logits = torch.from_numpy(np.log(p)).requires_grad_()
    torch.softmax(logits, dim=-1).backward(torch.from_numpy(g))
    assert logits.grad is not None
    return np.asarray(logits.grad.numpy())


def _torch_loss(z: Array, y: Array) -> Array:
    loss = torch.nn.functional.cross_entropy(
        torch.from_numpy(z), torch.from_numpy(y), reduction="none"
    )
    return np.asarray(loss.numpy())


def _torch_loss_gradient(z: Array, y: Array) -> Array:
    logits = torch.from_numpy(z).requires_grad_()
    torch.nn.functional.cross_entropy(
        logits, torch.from_numpy(y), reduction="sum"
    ).backward()
    assert logits.grad is not None
    return np.asarray(logits.grad.numpy())


PAIRS = [
    Parity(softmax, lambda z: scipy.special.softmax(z, axis=-1), "scipy", _batch),
    Parity(
        softmax,
        lambda z: torch.softmax(torch.from_numpy(z), dim=-1).numpy(),
        "torch",
        _batch,
    ),
    Parity(softmax_jacobian, _torch_jacobian, "torch", _logits),
    Parity(softmax_vjp, _torch_vjp, "torch", _output_and_gradient, atol=1e-13),
    Parity(
        softmax_cross_entropy,
        _torch_loss,
        "torch",
        _logits_and_targets,
        convention="torch averages over rows unless reduction='none'; ours never does.",
    ),
    Parity(
        softmax_cross_entropy_gradient,
        _torch_loss_gradient,
        "torch",
        _logits_and_targets,
        atol=1e-13,
        convention="torch's default mean divides the gradient by the number of rows.",
    ),
    Parity(
        softmax_cross_entropy_and_gradient,
        lambda z, y: (_torch_loss(z, y), _torch_loss_gradient(z, y)),
        "torch",
        _logits_and_targets,
        atol=1e-13,
    ),
]
