"""Stochastic gradient descent in slow motion, and when to stop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_pair, as_vector
from engine.optim.training import BatchLoss
from engine.system import system


class Step(NamedTuple):
    """One step of SGD.

    Attributes:
        row: the row that was picked.
        loss: of that row, before the step.
        gradient: of that row's loss, not of the mean.
        theta: after the step.
    """

    row: int
    loss: float
    gradient: Array
    theta: Array


@system("S26.01", "S26.02")
def sgd_steps(
    loss: BatchLoss,
    theta: ArrayLike,
    data: tuple[ArrayLike, ArrayLike],
    lr: float,
    rng: np.random.Generator,
) -> Iterator[Step]:
    """Pick a row, take the gradient of its loss, step, repeat: without end.

    `theta <- theta - lr grad J_i(theta)`, where i is drawn anew each time, with
    replacement. The mean of `grad J_i` over i is the gradient of the mean loss,
    so the step is right on average, for 1 / n of the work.

    Args:
        loss: mean loss of some rows, and its gradient.
        theta: where to start, shape (d,).
        data: rows, shape (n, d'), and targets, shape (n,).
        lr: learning rate. A constant one ends in a cloud about the minimum
            whose size is proportional to it.
        rng: picks the rows.

    Yields:
        Each step: take as many as you like.

    Raises:
        ValueError: shapes do not fit.

    >>> from itertools import islice
    >>> squares = lambda t, X, y: (0.0, 2 * X.T @ (X @ t - y))  # value not used
    >>> rng = np.random.default_rng(0)
    >>> steps = sgd_steps(squares, [0.0], ([[1.0]], [3.0]), 0.5, rng)
    >>> [(float(s.gradient[0]), float(s.theta[0])) for s in islice(steps, 2)]
    [(-6.0, 3.0), (0.0, 3.0)]
    """
    X, y = as_pair(*data)
    at = as_vector(theta, "theta")
    while True:
        i = int(rng.integers(len(X)))
        value, g = loss(at, X[i : i + 1], y[i : i + 1])
        at = at - lr * g
        yield Step(i, value, g, at)


@system("S26.05")
def has_settled(losses: ArrayLike, window: int = 10, tol: float = 1e-3) -> bool:
    """Whether the mean of the last losses is no lower than that of those before.

    A single loss of SGD says little: it is that of the rows that were drawn.
    Two windows are compared, and settled means that the newer mean is below the
    older one by at most `tol` times it.

    Args:
        losses: one value a step or epoch, shape (T,), the newest last.
        window: length of each window, at least 1.
        tol: relative improvement that still counts as progress.

    Returns:
        False while there are fewer than two windows.

    Raises:
        ValueError: window is below 1 or tol negative.

    >>> has_settled([4.0, 2.0, 1.0, 1.0], window=2, tol=0.1)
    False
    >>> has_settled([1.0, 1.1, 1.0, 1.1], window=2, tol=0.1)
    True
    """
    if window < 1 or not tol >= 0:
        raise ValueError(f"window is at least 1 and tol 0, got {window} and {tol}")
    losses = as_vector(losses, "losses")
    if len(losses) < 2 * window:
        return False
    new, old = losses[-window:].mean(), losses[-2 * window : -window].mean()
    return bool(old - new <= tol * abs(old))
