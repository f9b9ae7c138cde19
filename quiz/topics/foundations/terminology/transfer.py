"""A hidden layer that was learned on one task is kept for another."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array, Integers
from engine.nn.initialisers import build_layers
from engine.nn.mlp import Layers, cross_entropy, fit_layers, forward
from engine.optim.adam import Adam

FEATURES, NODES = 10, 16


def reuse(
    related: bool, rng: np.random.Generator, rows: int = 30, draws: int = 2
) -> tuple[float, float]:
    """Accuracy on a task with few labels: layer reused, and learned from scratch.

    The first task has 500 rows: are the signs of features 1 and 2 equal? The second asks
    whether `|x_1 + x_2| > 1`, which a layer made for the first can tell, or, if it is not
    related, whether `x_3 + x_4 > 0`. The reused layer is frozen; its new head, and the whole
    network from scratch, learn for the same 60 steps.

    Args:
        related: whether both tasks look at the same features.
        rng: of rows and weights.
        rows: labels of the second task.
        draws: sets of such rows to average over.

    Returns:
        Shares of 500 new rows that are right.
    """
    X = rng.normal(size=(500, FEATURES))
    learned = _train(_start(rng), X, (X[:, 0] * X[:, 1] > 0).astype(int), rng, 30, 50)
    body = learned[0]
    new = rng.normal(size=(500, FEATURES))
    truth = _second(new, related)
    found = np.zeros(2)
    for _ in range(draws):
        few = rng.normal(size=(rows, FEATURES))
        y = _second(few, related)
        start = _start(rng)
        held = forward([body, start[1]], few)[1]
        (head,) = _train([start[1]], held, y, rng, 60, rows)
        scratch = _train(start, few, y, rng, 60, rows)
        found += [_right([body, head], new, truth), _right(scratch, new, truth)]
    return float(found[0] / draws), float(found[1] / draws)


def _second(X: Array, related: bool) -> Integers:
    if related:
        return (np.abs(X[:, 0] + X[:, 1]) > 1).astype(int)
    return (X[:, 2] + X[:, 3] > 0).astype(int)


def _start(rng: np.random.Generator) -> Layers:
    return build_layers([FEATURES, NODES, 2], "he", rng)


def _train(  # noqa: PLR0913, PLR0917
    layers: Layers,
    X: Array,
    y: Integers,
    rng: np.random.Generator,
    epochs: int,
    size: int,
) -> Layers:
    fitted, _ = fit_layers(
        layers, X, np.eye(2)[y], cross_entropy, Adam(0.01), rng, epochs=epochs, size=size
    )  # fmt: skip
    return fitted


def _right(layers: Layers, X: Array, y: Integers) -> float:
    return float(np.mean(forward(layers, X)[-1].argmax(axis=1) == y))
