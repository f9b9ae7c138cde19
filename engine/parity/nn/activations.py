"""The rest of the activations, and what units do, beside torch and quadrature."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from scipy.integrate import quad
from scipy.stats import norm
from torch.nn import functional as tf

from engine.arrays import Array
from engine.nn.activations import (
    FUNCTIONS,
    activation,
    activation_curves,
    gelu,
    identity,
    prelu,
    rrelu,
)
from engine.nn.units import behaviour, dead_units
from engine.parity import Parity
from engine.parity.nn.backward import TORCH

Rng = np.random.Generator


def _numbers(rng: Rng) -> tuple[Array]:
    """Around 0 and far from it; 0 itself, too."""
    return (np.append(rng.normal(scale=rng.choice([1.0, 30.0]), size=7), 0.0),)


def _both(function: Any, z: Array) -> tuple[Array, Array]:
    """Value and derivative by autograd."""
    t = torch.tensor(z, requires_grad=True)
    value = function(t)
    value.sum().backward()
    assert t.grad is not None
    return value.detach().numpy(), t.grad.numpy()


def _units(rng: Rng) -> tuple[Array, Array, Array]:
    n, d = (int(i) for i in rng.integers(1, 6, 2))
    z = rng.normal(size=(n, d))
    z[0, 0] = 0.0
    return z, rng.uniform(-0.5, 2, d), rng.normal(size=(n, d))


def _their_prelu(z: Array, slope: Array, g: Array) -> tuple[Any, ...]:
    t, a = (torch.tensor(v, requires_grad=True) for v in (z, slope))
    value = tf.prelu(t, a)
    value.backward(torch.tensor(g))
    assert t.grad is not None
    assert a.grad is not None
    return value.detach().numpy(), t.grad.numpy(), a.grad.numpy()


def _slopes(z: Array) -> tuple[Any, ...]:
    """Mean and spread of the slopes of many negative entries."""
    rng = np.random.default_rng(0)
    drawn = rrelu(np.full(100_000, -1.0), rng)[1]
    return *(rrelu(z, rng, train=False)), drawn.mean(), drawn.std()


def _their_slopes(z: Array) -> tuple[Any, ...]:
    generated = tf.rrelu(-torch.ones(100_000, dtype=torch.float64), training=True)
    used = _both(lambda t: tf.rrelu(t, training=False), z)
    return *used, -float(generated.mean()), float(generated.std())


def _expected(name: str) -> tuple[float, ...]:
    """Zeros, mean and squared slope over a standard normal, by quadrature."""
    f = FUNCTIONS[name]
    parts = [
        lambda z: float(f(z)[0]) * norm.pdf(z),
        lambda z: float(f(z)[1]) ** 2 * norm.pdf(z),
    ]
    moments = [quad(part, -9, 0)[0] + quad(part, 0, 9)[0] for part in parts]
    return 0.5 * (name == "relu"), *moments


def _observed(name: str) -> tuple[float, ...]:
    # Even steps of probability: a mean over these is an integral.
    z = norm.ppf((np.arange(200_000) + 0.5) / 200_000)
    return tuple(behaviour(z, name))


def _layer(rng: Rng) -> tuple[Any, ...]:
    n, d = (int(i) for i in rng.integers(1, 6, 2))
    return (rng.normal(size=(d, 8)), rng.normal(size=8) - 2, rng.normal(size=(n, d)),
            str(rng.choice(["relu", "leaky_relu", "tanh"])))  # fmt: skip


def _their_dead(W: Array, b: Array, X: Array, name: str) -> Any:
    """Units whose weights and bias get no gradient from any row."""
    weights, bias = (torch.tensor(v, requires_grad=True) for v in (W, b))
    z = torch.tensor(X) @ weights + bias
    # Absolute slopes, so that rows cannot cancel.
    slopes = torch.autograd.grad(TORCH[name](z).sum(), z)[0].abs()
    return (slopes.sum(dim=0) == 0).numpy()


PAIRS = [
    Parity(gelu, lambda z: _both(tf.gelu, z), "torch", _numbers),
    Parity(gelu, lambda z: _both(lambda t: tf.gelu(t, approximate="tanh"), z), "torch",
           _numbers, ours=lambda z: gelu(z, approximate=True)),
    Parity(identity, lambda z: _both(lambda t: t * 1, z), "torch", _numbers),
    Parity(activation, lambda name, z: _both(TORCH[name], z), "torch",
           lambda rng: (str(rng.choice(list(FUNCTIONS))), *_numbers(rng)),
           ours=lambda name, z: activation(name)(z), atol=1e-12, trials=30),
    Parity(activation_curves,
           lambda z: {name: _both(f, z) for name, f in TORCH.items()}, "torch",
           _numbers, atol=1e-12),
    Parity(prelu, _their_prelu, "torch", _units),
    Parity(rrelu, _their_slopes, "torch", _numbers, ours=_slopes, rtol=0.02,
           convention="Slopes in use are the same; those in training are drawn by "
           "different generators, and compared by mean and deviation."),
    Parity(behaviour, _expected, "closed form",
           lambda rng: (str(rng.choice(list(FUNCTIONS))),), ours=_observed, rtol=1e-4,
           atol=1e-5, convention="An integral beside a mean over 200,000 quantiles."),
    Parity(dead_units, _their_dead, "torch", _layer, trials=30),
]  # fmt: skip
