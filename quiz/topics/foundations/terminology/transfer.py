"""A hidden layer that was learned on one task is kept for another."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array, Integers
from engine.nn.initialisers import build_layers
from engine.nn.mlp import Layers, cross_entropy, fit_layers, forward
from engine.optim.adam import Adam

FEATURES, NODES = 10, 16


def first_task(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Rows, shape (n, FEATURES), and whether features 1 and 2 have one sign, (n, 2)."""
    X = rng.normal(size=(n, FEATURES))
    return X, np.eye(2)[(X[:, 0] * X[:, 1] > 0).astype(int)]


def reuse(
    learned: Layers, related: bool, rng: np.random.Generator, rows: int = 30
) -> tuple[float, float]:
    """Accuracy on a second task with few labels: layer reused, and learned from scratch.

    The second task asks whether `|x_1 + x_2| > 1`, which a layer made for the first can tell,
    or, if it is not related, whether `x_3 + x_4 > 0`. The reused layer is frozen; its new head,
    and the whole network from scratch, learn for the same 60 steps. Means over two sets of rows.

    Args:
        learned: layers that were fitted to the first task.
        related: whether both tasks look at the same features.
        rng: of rows and weights.
        rows: labels of the second task.

    Returns:
        Shares of 500 new rows that are right.
    """
    new = rng.normal(size=(500, FEATURES))
    truth = _second(new, related)
    found = np.zeros(2)
    for _ in range(2):
        few = rng.normal(size=(rows, FEATURES))
        y = np.eye(2)[_second(few, related)]
        start = build_layers([FEATURES, NODES, 2], "he", rng)
        held = forward([learned[0], start[1]], few)[1]
        head, scratch = _train([start[1]], held, y, rng), _train(start, few, y, rng)
        found[0] += _right([learned[0], *head], new, truth) / 2
        found[1] += _right(scratch, new, truth) / 2
    return float(found[0]), float(found[1])


def _second(X: Array, related: bool) -> Integers:
    if related:
        return (np.abs(X[:, 0] + X[:, 1]) > 1).astype(int)
    return (X[:, 2] + X[:, 3] > 0).astype(int)


def _train(layers: Layers, X: Array, T: Array, rng: np.random.Generator) -> Layers:
    return fit_layers(
        layers, X, T, cross_entropy, Adam(0.01), rng, epochs=60, size=len(X)
    )[0]


def _right(layers: Layers, X: Array, y: Integers) -> float:
    return float(np.mean(forward(layers, X)[-1].argmax(axis=1) == y))
