"""`engine.training` beside torch, SciPy and scikit-learn."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import torch
from sklearn.linear_model import Ridge
from sklearn.model_selection import TimeSeriesSplit
from torch.nn import functional as tf

from engine.arrays import Array
from engine.nn.backpropagation import Layers
from engine.nn.initialisers import build_layers
from engine.optim.adam import Adam
from engine.optim.momentum import SGD
from engine.parity import Parity
from engine.parity.nn.backward import TORCH, flat, leaves, network
from engine.training.approximation import approximation_error
from engine.training.augmentation import augmentation_gain
from engine.training.dropout_network import dropout_gradients, train_dropout_network
from engine.training.end_to_end import end_to_end, profiles
from engine.training.limits import limits_of_networks
from engine.training.on_tape import train_on_tape
from engine.training.rare_classes import rare_class
from engine.training.until import Run, train_until
from engine.training.walk_forward import walk_forward
from engine.training.weight_changes import weight_changes

Rng = np.random.Generator


def _output(parts: Any, a: Any, f: Any) -> Any:
    for i, (W, b) in enumerate(parts):
        z = a @ W + b
        a = z if i == len(parts) - 1 else f(z)
    return a


def _all(parts: Any) -> list[Any]:
    return [p for layer in parts for p in layer]


def _numbers(parts: Any) -> tuple[Any, ...]:
    return tuple(p.detach().numpy() for p in _all(parts))


def _classes(rng: Rng) -> tuple[Layers, Array, Any]:
    layers = build_layers([3, 6, 3], "he", rng)
    return layers, rng.normal(size=(15, 3)), rng.integers(0, 3, 15)


def _their_until(layers: Layers, X: Array, y: Any) -> tuple[Any, ...]:
    parts, target = leaves(layers), torch.tensor(y)
    rule = torch.optim.SGD(_all(parts), lr=0.3)
    right = []
    for step in range(41):
        rule.zero_grad()
        out = _output(parts, torch.tensor(X), torch.relu)
        right.append(float((out.argmax(dim=1) == target).double().mean()))
        if right[-1] >= 0.7 or step == 40:
            break
        tf.cross_entropy(out, target).backward()
        rule.step()
    return np.array(right), right[-1] >= 0.7, *_numbers(parts)


def _until(layers: Layers, X: Array, y: Any) -> tuple[Any, ...]:
    run = train_until(layers, X, y, target=0.7, lr=0.3, most=40)
    return run.accuracies, run.reached, *_all(run.layers)


def _taped(rng: Rng) -> tuple[Any, ...]:
    return *network(rng), bool(rng.integers(2)), bool(rng.integers(2))


def _their_taped(layers: Layers, X: Array, T: Array, adam: bool, flip: bool) -> Array:
    parts = leaves(layers)
    kind: Any = torch.optim.Adam if adam else torch.optim.SGD
    rule = kind(_all(parts), lr=0.02)
    losses = []
    for _ in range(11):
        rule.zero_grad()
        out = _output(parts, torch.tensor(X), torch.tanh)
        loss = tf.mse_loss(out, torch.tensor(T))
        losses.append(loss.item())
        loss.backward()
        if flip:
            parts[0][0].grad.neg_()
        rule.step()
    return np.array(losses)


def _our_taped(layers: Layers, X: Array, T: Array, adam: bool, flip: bool) -> Array:
    rule = Adam(0.02) if adam else SGD(0.02)
    return train_on_tape(layers, X, T, rule, steps=10, flip=flip)


def _deep(rng: Rng) -> tuple[Any, ...]:
    return *network(rng), str(rng.choice(["sigmoid", "tanh", "relu"]))


def _their_changes(layers: Layers, X: Array, T: Array, name: str) -> Array:
    parts = leaves(layers)
    rule = torch.optim.SGD(_all(parts), lr=0.05)
    for _ in range(10):
        rule.zero_grad()
        out = _output(parts, torch.tensor(X), TORCH[name])
        tf.mse_loss(out, torch.tensor(T)).backward()
        rule.step()
    return np.array([
        float(torch.linalg.norm(W.detach() - torch.tensor(V))) / np.linalg.norm(V)
        for (W, _), (V, _) in zip(parts, layers, strict=True)
    ])  # fmt: skip


def _dropped(rng: Rng) -> tuple[Any, ...]:
    layers = build_layers([3, 6, 5, 3], "he", rng)[: int(rng.integers(2, 4))]
    k = layers[-1][1].size
    return (layers, rng.normal(size=(8, 3)), rng.integers(0, k, 8),
            float(rng.uniform(0, 0.8)), int(rng.integers(99)))  # fmt: skip


def _their_dropped(layers: Layers, X: Array, y: Any, p: float, seed: int) -> Any:
    parts, a = leaves(layers), torch.tensor(X)
    drawn = np.random.default_rng(seed).random((len(X), layers[0][1].size))
    mask = torch.tensor((drawn >= p) / (1 - p))
    for i, (W, b) in enumerate(parts):
        z = a @ W + b
        a = z if i == len(parts) - 1 else torch.relu(z)
        a = a * mask if i == 0 else a
    loss = tf.cross_entropy(a, torch.tensor(y))
    loss.backward()
    return flat(loss.detach(), [(W.grad.numpy(), b.grad.numpy()) for W, b in parts])


def _their_built(X: Array, y: Any, seed: int) -> tuple[Any, ...]:
    start = build_layers([4, 6, 5, 3], "he", np.random.default_rng(seed))
    parts = leaves(start)
    rule = torch.optim.Adam(_all(parts), lr=0.01)
    for _ in range(6):
        rule.zero_grad()
        out = _output(parts, torch.tensor(X), torch.relu)
        tf.cross_entropy(out, torch.tensor(y)).backward()
        rule.step()
    return _numbers(parts)


def _built(X: Array, y: Any, seed: int) -> tuple[Any, ...]:
    how: Any = {"hidden": (6, 5), "p": 0.0, "lr": 0.01, "epochs": 6, "size": 99}
    return tuple(_all(train_dropout_network(X, y, np.random.default_rng(seed), **how)))


def _rows(rng: Rng) -> tuple[Array, Any, int]:
    y = np.append([0, 1, 2], rng.integers(0, 3, 9))
    return rng.normal(size=(12, 4)), y, int(rng.integers(99))


def _their_walk(series: Array, lags: int, k: int) -> Array:
    rows = range(lags, len(series))
    X, y = np.array([series[t - lags : t] for t in rows]), series[lags:]
    return np.array([
        np.mean((Ridge(1.0).fit(X[a], y[a]).predict(X[b]) - y[b]) ** 2)
        for a, b in TimeSeriesSplit(k).split(X)
    ])  # fmt: skip


def _their_profiles(X: Array) -> Array:
    down = [X[:, 8 * i : 8 * i + 8].sum(axis=1) for i in range(8)]
    return np.column_stack([*down, *(X[:, j::8].sum(axis=1) for j in range(8))])


_EXPERIMENT = "An experiment made of parts that are compared; a test has its numbers."

_PAIRS = [
    Parity(train_until, _their_until, "torch", _classes, ours=_until, rtol=1e-9,
           atol=1e-11),
    Parity(train_on_tape, _their_taped, "torch", _taped, ours=_our_taped, rtol=1e-8,
           atol=1e-10),
    Parity(weight_changes, _their_changes, "torch", _deep,
           ours=lambda layers, X, T, name: weight_changes(
               layers, X, T, activation=name, lr=0.05, steps=10),
           rtol=1e-9, atol=1e-11),
    Parity(dropout_gradients, _their_dropped, "torch", _dropped,
           ours=lambda layers, X, y, p, seed: flat(*dropout_gradients(
               layers, X, y, p, np.random.default_rng(seed))),
           rtol=1e-10, atol=1e-12, convention="The same mask on both sides."),
    Parity(train_dropout_network, _their_built, "torch", _rows, ours=_built, rtol=1e-8,
           atol=1e-9, convention="Nothing dropped and one batch an epoch, so that the "
           "two generators do not matter."),
    Parity(walk_forward, _their_walk, "scikit-learn",
           lambda rng: (rng.normal(size=int(rng.integers(30, 60))).cumsum(),
                        int(rng.integers(1, 5)), int(rng.integers(2, 6))),
           rtol=1e-9),
    Parity(profiles, _their_profiles, "numpy", lambda rng: (rng.normal(size=(4, 64)),)),
    Parity(approximation_error, None, "", lambda rng: (rng,), convention=_EXPERIMENT),
    Parity(end_to_end, None, "", lambda rng: (rng,), convention=_EXPERIMENT),
    Parity(augmentation_gain, None, "", lambda rng: (rng,), convention=_EXPERIMENT),
    Parity(rare_class, None, "", lambda rng: (rng,), convention=_EXPERIMENT),
    Parity(limits_of_networks, None, "", lambda rng: (rng,), convention=_EXPERIMENT),
]  # fmt: skip

PAIRS = _PAIRS + [
    replace(pair, of=Run, trials=1) for pair in _PAIRS if pair.of is train_until
]
