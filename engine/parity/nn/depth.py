"""Gradients through depth beside torch and quadrature."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from scipy.integrate import quad
from scipy.stats import norm as normal

from engine.arrays import Array
from engine.nn.activation_cost import activation_cost
from engine.nn.activations import FUNCTIONS
from engine.nn.gradient_flow import (
    diagnose_gradients,
    gradient_flow,
    predicted_ratio,
    remedies,
    square_weights,
)
from engine.parity import Parity
from engine.parity.nn.backward import TORCH

Rng = np.random.Generator


def _deep(rng: Rng) -> tuple[Any, ...]:
    depth, width, n = (int(i) for i in rng.integers(2, 7, 3))
    weights = square_weights(depth, width, float(rng.uniform(0.5, 2)), rng)
    return (weights, *rng.normal(size=(2, n, width)), str(rng.choice(list(TORCH))),
            bool(rng.integers(2)), bool(rng.integers(2)))  # fmt: skip


def _their_flow(  # noqa: PLR0913, PLR0917
    weights: list[Array], X: Array, G: Array, name: str, norm: bool, skip: bool
) -> tuple[Any, ...]:
    matrices = [torch.tensor(W, requires_grad=True) for W in weights]
    h = torch.tensor(X)
    before, after = [], []
    for W in matrices:
        z = h @ W
        z.retain_grad()
        scaled = torch.nn.functional.batch_norm(z, None, None, training=True)
        value = TORCH[name](scaled if norm else z)
        h = h + value if skip else value
        before.append(z)
        after.append(h.detach().pow(2).mean().sqrt().item())
    h.backward(torch.tensor(G))
    deltas = [float(z.grad.norm()) for z in before if z.grad is not None]
    gradients = [float(W.grad.norm()) for W in matrices if W.grad is not None]
    return np.array(after), np.array(deltas), np.array(gradients)


def _their_ratio(depth: int, gain: float, name: str) -> float:
    f, q, total = FUNCTIONS[name], gain**2, 1.0

    def expected(part: int, q: float) -> float:
        def weighted(u: float) -> float:
            return float(f(q**0.5 * u)[part]) ** 2 * float(normal.pdf(u))

        return float(quad(weighted, -9, 0)[0] + quad(weighted, 0, 9)[0])

    for _ in range(depth - 1):
        total *= gain**2 * expected(1, q)
        q = gain**2 * expected(0, q)
    return float(total**0.5)


def _log(rng: Rng) -> tuple[Array, Array, str]:
    """Four runs whose diagnosis is known."""
    kind = str(rng.choice(["exploding", "vanishing", "plateau", "fine"]))
    norms = rng.uniform(0.5, 1, (10, 4))
    losses = np.ones(10) if kind == "plateau" else np.exp(-np.arange(10.0))
    if kind == "exploding":
        losses[-1] = rng.choice([np.nan, np.inf])
    if kind == "vanishing":
        norms *= [1e-9, 1e-6, 1e-3, 1]
    return losses, norms, kind


PAIRS = [
    Parity(square_weights, lambda gain: gain / 20, "closed form",
           lambda rng: (float(rng.uniform(0.5, 3)),),
           ours=lambda gain: np.std(
               square_weights(2, 400, gain, np.random.default_rng(0))),
           rtol=0.01, convention="The deviation of 320,000 weights."),
    Parity(gradient_flow, _their_flow, "torch", _deep,
           ours=lambda W, X, G, name, norm, skip: tuple(gradient_flow(
               W, X, G, activation=name, norm=norm, skip=skip)),
           rtol=1e-8, atol=1e-11, trials=30),
    Parity(predicted_ratio, _their_ratio, "closed form",
           lambda rng: (int(rng.integers(1, 5)), float(rng.uniform(0.5, 2)),
                        str(rng.choice(["sigmoid", "tanh", "relu", "gelu"]))),
           rtol=1e-6, convention="Expectations by adaptive quadrature."),
    Parity(remedies, None, "", lambda rng: (rng,),
           convention="An experiment with gradient_flow, which is compared; a test "
           "has its ratios."),
    Parity(diagnose_gradients, lambda *log: log[2], "closed form", _log,
           ours=lambda losses, norms, _: diagnose_gradients(losses, norms),
           convention="Runs made so that the diagnosis is known."),
    Parity(activation_cost, None, "", lambda rng: (rng,),
           convention="Measures time, which no two runs share."),
]  # fmt: skip
