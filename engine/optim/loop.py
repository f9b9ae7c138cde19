"""The loop around every rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.optim.momentum import SGD, Rule, State
from engine.system import system

LossGradient = Callable[[Array], tuple[float, Array]]


class Path(NamedTuple):
    """Where an optimiser has been.

    Attributes:
        theta: the parameters at the start and after each step, shape (T + 1, d).
        loss: the loss at each of them, shape (T + 1,).
        converged: whether the last gradient was small enough to stop.
    """

    theta: Array
    loss: Array
    converged: bool


@system("S24.01", "S34.24")
def optimise(
    loss: LossGradient,
    theta: ArrayLike,
    rule: Rule,
    steps: int,
    tol: float = 0.0,
) -> Path:
    """Repeat: gradient of the loss, then the rule's step.

    The rule does not know the loss; it only sees gradients. What the loop can
    find is a stationary point, which need not be the lowest.

    Args:
        loss: gives value and gradient at theta, shape (d,).
        theta: where to start, shape (d,).
        rule: such as `SGD` or `Adam`, perhaps `scheduled` or `clipped`.
        steps: how many at most, at least 0.
        tol: stop where no entry of the gradient is above it.

    Returns:
        The path. It ends early where the gradient is within tol, or where a
        loss or gradient is no longer finite: a run that has diverged.

    Raises:
        ValueError: theta is no finite vector, or steps is negative.

    >>> bowl = lambda x: (float(x @ x), 2 * x)
    >>> optimise(bowl, [1.0], SGD(lr=0.25), steps=2).theta.ravel()
    array([1.  , 0.5 , 0.25])
    """
    at = as_vector(theta, "theta")
    if steps < 0:
        raise ValueError(f"steps must be at least 0, got {steps}")
    state: State = {}
    value, g = loss(at)
    thetas, losses = [at], [value]
    for _ in range(steps):
        if np.abs(g).max() <= tol or not _finite(value, g):
            break
        at, state = rule(at, g, state)
        with np.errstate(over="ignore", invalid="ignore"):
            value, g = loss(at)
        thetas.append(at)
        losses.append(value)
    converged = bool(np.abs(g).max() <= tol)
    return Path(np.array(thetas), np.array(losses, dtype=float), converged)


@system("S38.01")
def rate_sweep(
    loss: LossGradient, theta: ArrayLike, rates: Sequence[float], steps: int
) -> Array:
    """The loss after `steps` steps of gradient descent, for each learning rate.

    On a bowl of curvature L each step multiplies the distance by `1 - lr L`:
    too small is slow, 1 / L is perfect, and from 2 / L on it does not fall.

    Args:
        loss: gives value and gradient at theta.
        theta: where each run starts, shape (d,).
        rates: the learning rates.
        steps: of each run.

    Returns:
        Last loss of each run, shape (len(rates),); infinite where the run
        diverged beyond what a float holds.

    >>> bowl = lambda x: (float(x @ x) / 2, x)
    >>> rate_sweep(bowl, [1.0], [0.5, 1.0, 2.0, 3.0], steps=2)
    array([0.03125, 0.     , 0.5    , 8.     ])
    """
    last = [optimise(loss, theta, SGD(lr), steps).loss[-1] for lr in rates]
    return np.where(np.isfinite(last), last, np.inf)


@system("S38.01")
def largest_stable_rate(hessian: ArrayLike) -> float:
    """`2 / lambda_max`: above it gradient descent leaves a quadratic bowl.

    Along the steepest axis each step multiplies the distance by
    `1 - lr lambda_max`, whose size is below 1 only for smaller rates.

    Args:
        hessian: symmetric, shape (d, d), with a positive eigenvalue.

    Returns:
        The bound, in units of theta^2 / loss.

    Raises:
        ValueError: no curvature to fear: no eigenvalue is positive.

    >>> largest_stable_rate([[20.0, 0.0], [0.0, 1.0]])
    0.1
    """
    top = float(np.linalg.eigvalsh(np.asarray(hessian, dtype=float))[-1])
    if not top > 0:
        raise ValueError(f"the largest eigenvalue must be positive, got {top}")
    return 2 / top


def _finite(value: float, g: Array) -> bool:
    return bool(np.isfinite(value) and np.isfinite(g).all())
