"""What schedules do: near a minimum with noise, and between two minima."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.optim.schedules import cosine, exponential, step_decay, warm_restarts
from engine.optim.surfaces import double_well
from engine.system import system


def noisy_bowl(
    rates: ArrayLike, start: float = 1.0, sigma: float = 1.0, curvature: float = 1.0
) -> Array:
    """Expected squared distance of SGD on `L x^2 / 2`, exactly, step by step.

    With a gradient `L x + sigma noise`, noise of variance 1, a step is
    `x <- (1 - eta L) x - eta sigma noise`, so
    `E x^2 <- (1 - eta L)^2 E x^2 + eta^2 sigma^2`. At a constant rate that ends
    at the floor `eta sigma^2 / (L (2 - eta L))`, about proportional to the rate.

    Args:
        rates: eta of each step, shape (T,).
        start: x at the start.
        sigma: deviation of the gradient's noise.
        curvature: L.

    Returns:
        `E x^2` at the start and after each step, shape (T + 1,).

    >>> noisy_bowl([1.0, 0.5])
    array([1. , 1. , 0.5])
    """
    squares = [start**2]
    for eta in as_vector(rates, "rates"):
        kept = (1 - eta * curvature) ** 2 * squares[-1]
        squares.append(kept + eta**2 * sigma**2)
    return np.array(squares)


@system("S62.08")
def race(steps: int = 200, high: float = 0.5, sigma: float = 1.0) -> dict[str, float]:
    """Expected loss of each schedule at the end, on a noisy bowl.

    All start at the rate `high` and at distance 10. The constant rate is fast
    and hovers at its floor; those that fall end far below it.

    Args:
        steps: of each run.
        high: rate at the start.
        sigma: deviation of the gradient's noise.

    Returns:
        Schedule -> `E x^2 / 2` after the last step.

    >>> losses = race()
    >>> min(losses, key=losses.get), max(losses, key=losses.get)
    ('exponential', 'constant')
    """
    t = np.arange(steps)
    plans = {
        "constant": np.full(steps, high),
        "cosine": cosine(t, steps, high),
        "warm restarts": warm_restarts(t, max(steps // 2, 1), 1, high),
        "exponential": exponential(t, np.log(1000) / steps, high),
        "step": step_decay(t, max(steps // 3, 1), 0.1, high),
    }
    return {
        name: float(noisy_bowl(rates, 10.0, sigma)[-1] / 2)
        for name, rates in plans.items()
    }


@system("S62.09")
def escape_rate(
    schedule: Callable[[int], ArrayLike],
    rng: np.random.Generator,
    runs: int = 500,
    steps: int = 400,
    sigma: float = 4.0,
) -> float:
    """Share of runs that leave the worse minimum of a double well.

    Every run starts in the worse minimum of `double_well`, at 0.946, and takes
    noisy gradient steps. What helps it over the barrier is the size of the
    noise in a step, rate times sigma: restarts bring it back again and again.

    Args:
        schedule: learning rate of step t.
        rng: of the noise.
        runs: how many.
        steps: of each run.
        sigma: deviation of the gradient's noise.

    Returns:
        The share that ends on the side of the better minimum, x < 0.

    >>> rng = np.random.default_rng(0)
    >>> escape_rate(lambda t: 0.05, rng, sigma=0.0)
    0.0
    """
    x = np.full(runs, 0.9456)
    for t in range(steps):
        g = double_well(x)[1] + sigma * rng.normal(size=runs)
        x = x - np.asarray(schedule(t)) * g
    return float((x < 0).mean())
