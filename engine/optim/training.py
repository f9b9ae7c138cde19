"""Training on batches, from one row to all rows a step."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_pair, as_vector
from engine.losses.regression import mse
from engine.optim.batches import batches
from engine.optim.early_stopping import early_stop
from engine.optim.loop import Path, optimise
from engine.optim.momentum import SGD, Rule, State
from engine.system import system

BatchLoss = Callable[[Array, Array, Array], tuple[float, Array]]
"""Parameters, rows and targets -> the mean loss of those rows, and its gradient."""
Data = tuple[ArrayLike, ArrayLike]


class Training(NamedTuple):
    """What came of it.

    Attributes:
        theta: the parameters: the best where patience was set, else the last.
        losses: of all training rows after each epoch.
        validation: of the validation rows after each epoch; empty without any.
        updates: how many steps were taken.
    """

    theta: Array
    losses: Array
    validation: Array
    updates: int


@system("S25.03", "S25.04", "S25.05", "S26.03", "S38.05")
def train(  # noqa: PLR0913
    loss: BatchLoss,
    theta: ArrayLike,
    data: Data,
    rule: Rule,
    rng: np.random.Generator,
    *,
    size: int = 32,
    epochs: int = 10,
    validation: Data | None = None,
    patience: int | None = None,
) -> Training:
    """Repeat for each epoch: shuffle, and one step of the rule a batch.

    `size` 1 is stochastic gradient descent, n steps an epoch; `size` n or more
    is batch gradient descent, one step an epoch; between them is mini-batch
    training. The gradient of a batch is right on average, whatever its size.

    Args:
        loss: mean loss of some rows, and its gradient.
        theta: where to start, shape (d,).
        data: rows, shape (n, d'), and targets, shape (n,).
        rule: such as `SGD` or `Adam`.
        rng: of the order of the rows.
        size: rows in a batch.
        epochs: how often every row is seen, at most.
        validation: rows and targets that only measure.
        patience: stop by `early_stop` on the validation loss, and return the
            parameters of the best epoch.

    Returns:
        Parameters, curves, and the number of updates.

    Raises:
        ValueError: shapes do not fit, or there is patience and no validation.

    >>> squares = lambda theta, X, y: (
    ...     float(np.mean((X @ theta - y) ** 2)), 2 * X.T @ (X @ theta - y) / len(y))
    >>> data, rng = ([[1.0], [2.0]], [2.0, 4.0]), np.random.default_rng(0)
    >>> train(squares, [0.0], data, SGD(lr=0.1), rng, size=1, epochs=30).theta.round(3)
    array([2.])
    """
    X, y = as_pair(*data)
    held = None if validation is None else as_pair(*validation)
    if patience is not None and held is None:
        raise ValueError("patience needs validation rows to look at")
    at, state = as_vector(theta, "theta"), State()
    losses: list[float] = []
    watched: list[float] = []
    kept, updates = [], 0
    for _ in range(epochs):
        for rows in batches(len(X), size, rng):
            at, state = rule(at, loss(at, X[rows], y[rows])[1], state)
            updates += 1
        losses.append(loss(at, X, y)[0])
        if held is None:
            continue
        watched.append(loss(at, *held)[0])
        kept.append(at)
        if patience is not None:
            best, stopped = early_stop(watched, patience)
            if stopped is not None:
                break
    if patience is not None and kept:
        at = kept[best]
    return Training(at, np.array(losses), np.array(watched), updates)


@system("S25.11")
def train_line(
    x: ArrayLike,
    y: ArrayLike,
    lr: float = 0.01,
    momentum: float = 0.9,
    epochs: int = 100,
) -> Path:
    """Fit `y = w x + b` by gradient descent with momentum on the mean square.

    All rows are one batch, so although its name is SGD there is nothing
    stochastic about it.

    Args:
        x: shape (n,).
        y: shape (n,).
        lr: learning rate.
        momentum: share of the velocity that is kept.
        epochs: steps, one each.

    Returns:
        The path of (w, b) from (0, 0).

    Raises:
        ValueError: x and y differ in length, or a value is not finite.

    >>> path = train_line([0.0, 1.0, 2.0], [1.0, 3.0, 5.0], lr=0.1, epochs=200)
    >>> path.theta[-1].round(3)
    array([2., 1.])
    """
    x, y = as_vector(x, "x"), as_vector(y, "y")
    features = np.column_stack([x, np.ones_like(x)])

    def loss(theta: Array) -> tuple[float, Array]:
        value, by_prediction = mse(features @ theta, y)
        return value, features.T @ by_prediction

    return optimise(loss, np.zeros(2), SGD(lr, momentum), epochs)
