"""Dense networks beside torch and scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression

from engine.arrays import Array
from engine.nn.initialisers import build_layers
from engine.nn.mlp import (
    Layers,
    MLPClassifier,
    backward,
    count_parameters,
    cross_entropy,
    fit_layers,
    forward,
)
from engine.nn.probes import ablate, probe_layers
from engine.optim.adam import Adam
from engine.parity import Parity

Rng = np.random.Generator
_TORCH: dict[str, Any] = {
    "relu": torch.relu,
    "tanh": torch.tanh,
    "identity": lambda z: z,
}


def _network(rng: Rng) -> tuple[Layers, Array, str]:
    widths = [int(i) for i in rng.integers(1, 6, rng.integers(2, 5))]
    layers = [(W, rng.normal(size=b.shape)) for W, b in build_layers(widths, "he", rng)]
    X = rng.normal(size=(rng.integers(1, 9), widths[0]))
    return layers, X, str(rng.choice(list(_TORCH)))


def _leaves(layers: Layers) -> list[tuple[Any, Any]]:
    return [
        (torch.tensor(W, requires_grad=True), torch.tensor(b, requires_grad=True))
        for W, b in layers
    ]


def _held(leaves: Any, X: Array, activation: str) -> list[Any]:
    held = [torch.tensor(X)]
    for i, (W, b) in enumerate(leaves):
        z = held[-1] @ W + b
        held.append(z if i == len(leaves) - 1 else _TORCH[activation](z))
    return held


def _arrays(tensors: Any) -> tuple[Array, ...]:
    return tuple(t.detach().numpy() for t in tensors)


def _gradients(layers: Layers, X: Array, activation: str) -> tuple[Array, ...]:
    held = forward(layers, X, activation)
    g = np.sin(held[-1])
    return tuple(p for layer in backward(layers, held, g, activation) for p in layer)


def _their_gradients(layers: Layers, X: Array, activation: str) -> tuple[Array, ...]:
    leaves = _leaves(layers)
    (-torch.cos(_held(leaves, X, activation)[-1]).sum()).backward()
    return tuple(p.grad.numpy() for layer in leaves for p in layer)


def _fitting(rng: Rng) -> tuple[Layers, Array, Array, Rng]:
    layers = build_layers([3, 5, 2], "he", rng)
    return layers, rng.normal(size=(12, 3)), np.eye(2)[rng.integers(0, 2, 12)], rng


def _fit(layers: Layers, X: Array, T: Array, rng: Rng) -> tuple[Any, ...]:
    fitted, losses = fit_layers(
        layers, X, T, cross_entropy, Adam(0.01), rng, activation="tanh", epochs=8
    )
    return losses, *(p for layer in fitted for p in layer)


def _their_fit(layers: Layers, X: Array, T: Array, _: Rng) -> tuple[Any, ...]:
    leaves = _leaves(layers)
    flat = [p for layer in leaves for p in layer]
    rule, losses = torch.optim.Adam(flat, lr=0.01), []
    for _epoch in range(8):
        rule.zero_grad()
        _loss(leaves, X, T).backward()
        rule.step()
        losses.append(_loss(leaves, X, T).item())
    return np.array(losses), *_arrays(flat)


def _loss(leaves: Any, X: Array, T: Array) -> Any:
    out = _held(leaves, X, "tanh")[-1]
    return torch.nn.functional.cross_entropy(out, torch.tensor(T))


def _classes(rng: Rng) -> tuple[Array, Any, Rng]:
    return rng.normal(size=(20, 3)), np.append([0, 1, 2], rng.integers(0, 3, 17)), rng


def _classified(X: Array, y: Any, rng: Rng) -> tuple[Any, ...]:
    how: Any = {"hidden": (5,), "activation": "tanh", "epochs": 8}
    model = MLPClassifier(**how).fit(X, y, rng)
    return model.losses_, *(p for layer in model.layers_ for p in layer)


def _their_classified(X: Array, y: Any, rng: Rng) -> tuple[Any, ...]:
    return _their_fit(build_layers([3, 5, 3], "he", rng), X, np.eye(3)[y], rng)


def _cut(layers: Layers, X: Array, activation: str) -> tuple[Array, ...]:
    whole = _held(_leaves(layers), X, activation)[-1]
    effects = []
    for W, _ in layers:
        effect = np.zeros(W.shape)
        for place in np.ndindex(W.shape):
            kept, W[place] = W[place], 0.0
            moved = _held(_leaves(layers), X, activation)[-1] - whole
            effect[place] = moved.abs().mean().item()
            W[place] = kept
        effects.append(effect)
    return tuple(effects)


def _probing(rng: Rng) -> tuple[Layers, Array, Any, str]:
    X = rng.normal(size=(40, 2))
    return build_layers([2, 6, 4], "he", rng), X, X[:, 0] * X[:, 1] > 0, "relu"


def _their_probes(layers: Layers, X: Array, y: Any, activation: str) -> Array:
    held = _arrays(_held(_leaves(layers), X, activation))
    scores = [LogisticRegression(tol=1e-10).fit(h, y).score(h, y) for h in held]
    return np.array(scores)


PAIRS = [
    Parity(forward, lambda *a: _arrays(_held(_leaves(a[0]), *a[1:])), "torch", _network,
           ours=lambda *a: tuple(forward(*a)), atol=1e-12),
    Parity(backward, _their_gradients, "torch", _network, ours=_gradients, atol=1e-12),
    Parity(count_parameters, lambda layers, *_: sum(
           p.numel() for layer in _leaves(layers) for p in layer), "torch", _network,
           ours=lambda layers, *_: count_parameters(layers)),
    Parity(cross_entropy, lambda z, T: torch.nn.functional.cross_entropy(
           torch.tensor(z), torch.tensor(T)).item(), "torch",
           lambda rng: (rng.normal(size=(4, 3)), rng.dirichlet(np.ones(3), 4)),
           ours=lambda z, T: cross_entropy(z, T)[0]),
    Parity(fit_layers, _their_fit, "torch", _fitting, ours=_fit, rtol=1e-9, atol=1e-10,
           convention="one batch an epoch, so that the order of rows is no matter"),
    Parity(MLPClassifier, _their_classified, "torch", _classes, ours=_classified,
           rtol=1e-9, atol=1e-10),
    Parity(ablate, _cut, "torch", _network, ours=lambda *a: tuple(ablate(*a)),
           atol=1e-12),
    Parity(probe_layers, _their_probes, "scikit-learn", _probing),
]  # fmt: skip
