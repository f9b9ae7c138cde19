"""Learning rates that follow a plan: functions of the step t = 0, 1, 2, ..."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.optim.momentum import Rule, State
from engine.system import system


@system("S62.02", "S25.12", "S38.02", "S31.16")
def cosine(t: ArrayLike, period: float, high: float = 0.1, low: float = 0.0) -> Array:
    """`low + (high - low) (1 + cos(pi t / period)) / 2`.

    Falls from high to low in one period. It does not restart: from there it
    climbs the same way back.

    Args:
        t: steps, any shape.
        period: steps from high to low.
        high: rate at t = 0.
        low: rate at t = period.

    Returns:
        Rates, the shape of t.

    Source:
        Loshchilov and Hutter, SGDR (2017), equation 5.

    >>> cosine([0, 5, 10, 20], period=10, high=0.1).round(3)
    array([0.1 , 0.05, 0.  , 0.1 ])
    """
    phase = np.asarray(t, dtype=float) / period
    return np.asarray(low + (high - low) * (1 + np.cos(np.pi * phase)) / 2)


@system("S62.03")
def warm_restarts(
    t: ArrayLike, first: int, mult: int = 1, high: float = 0.1, low: float = 0.0
) -> Array:
    """SGDR: cosine from high to low, then at once back to high.

    Cycle i lasts `first mult^i` steps; with mult 2 each is twice as long.

    Args:
        t: steps, at least 0, any shape.
        first: length of the first cycle, at least 1.
        mult: how much longer each cycle is, a whole number from 1 on.
        high: rate at the start of each cycle.
        low: rate that each cycle approaches.

    Returns:
        Rates, the shape of t.

    Raises:
        ValueError: first or mult is below 1.

    Source:
        Loshchilov and Hutter, SGDR (2017), section 3.

    >>> warm_restarts([0, 1, 2, 4, 6], first=2, mult=2, high=1.0)
    array([1. , 0.5, 1. , 0.5, 1. ])
    """
    if first < 1 or mult < 1:
        raise ValueError(f"first and mult must be at least 1, got {first} and {mult}")
    t = np.asarray(t, dtype=float)
    if mult == 1:
        return cosine(t % first, first, high, low)
    # After i cycles first (mult^i - 1) / (mult - 1) steps are gone.
    ends = first * (float(mult) ** np.arange(1, 64) - 1) / (mult - 1)
    cycle = np.searchsorted(ends, t, side="right")
    length = first * float(mult) ** cycle
    began = (length - first) / (mult - 1)
    return cosine((t - began) / length, 1, high, low)


@system("S62.04", "S25.12", "S38.02")
def exponential(t: ArrayLike, k: float, high: float = 0.1) -> Array:
    """`high exp(-k t)`: the same share is lost each step, `gamma = exp(-k)`.

    Args:
        t: steps, any shape.
        k: decay, per step.
        high: rate at t = 0.

    Returns:
        Rates, the shape of t.

    >>> exponential([0, 1, 2], k=np.log(2), high=0.4)
    array([0.4, 0.2, 0.1])
    """
    return np.asarray(high * np.exp(-k * np.asarray(t, dtype=float)))


@system("S62.05", "S25.12", "S38.02")
def step_decay(
    t: ArrayLike, every: int, gamma: float = 0.1, high: float = 0.1
) -> Array:
    """`high gamma^floor(t / every)`: constant, then a drop.

    Args:
        t: steps, any shape.
        every: steps between drops.
        gamma: what a drop multiplies by.
        high: rate at t = 0.

    Returns:
        Rates, the shape of t.

    >>> step_decay([0, 9, 10, 20], every=10, gamma=0.5, high=0.4)
    array([0.4, 0.4, 0.2, 0.1])
    """
    return np.asarray(high * gamma ** (np.asarray(t) // every))


@system("S62.06", "S31.16")
def warm_up(t: ArrayLike, n: int, high: float = 0.1) -> Array:
    """`high min(1, (t + 1) / n)`: small steps while nothing is known yet.

    The only one here that lowers the rate early in training.

    Args:
        t: steps, any shape.
        n: steps until the full rate.
        high: rate from t = n - 1 on.

    Returns:
        Rates, the shape of t.

    >>> warm_up([0, 1, 3, 9], n=4, high=0.4)
    array([0.1, 0.2, 0.4, 0.4])
    """
    return np.asarray(high * np.minimum(1, (np.asarray(t) + 1) / n))


@system("S38.02")
def inverse_time(t: ArrayLike, k: float, high: float = 0.1) -> Array:
    """`high / (1 + k t)`: slow enough to get anywhere, fast enough to settle.

    The rates sum to infinity, their squares do not: with both, stochastic
    gradients reach the minimum, where a constant rate hovers about it.

    Args:
        t: steps, any shape.
        k: decay, per step, positive.
        high: rate at t = 0.

    Returns:
        Rates, the shape of t.

    Source:
        Robbins and Monro, A Stochastic Approximation Method (1951).

    >>> inverse_time([0, 1, 3], k=1.0, high=0.4)
    array([0.4, 0.2, 0.1])
    """
    return np.asarray(high / (1 + k * np.asarray(t, dtype=float)))


@system("S25.12", "S38.02")
def scheduled(rule: Any, schedule: Callable[[int], Any]) -> Rule:
    """A rule whose learning rate is `schedule(t)` at its step t = 0, 1, ...

    Args:
        rule: with a field `lr`, such as `SGD` or `Adam`.
        schedule: such as `lambda t: cosine(t, 100)`.

    Returns:
        The rule with the schedule.

    >>> from engine.optim.momentum import SGD
    >>> rule = scheduled(SGD(), lambda t: exponential(t, k=np.log(2), high=0.5))
    >>> theta, state = rule(np.array([1.0]), np.array([1.0]), {})
    >>> rule(theta, np.array([1.0]), state)[0]
    array([0.25])
    """

    def step(theta: Array, g: Array, state: State) -> tuple[Array, State]:
        now = state.get("step", 0)
        theta, state = replace(rule, lr=float(schedule(now)))(theta, g, state)
        return theta, {**state, "step": now + 1}

    return step


@system("S62.07")
def advise(situation: str) -> str:
    """Which schedule suits a situation, by custom rather than by theorem.

    Args:
        situation: "stalls" (a validation metric stops to improve), "smooth"
            (a fixed budget of steps), "cyclic" (several minima are to be
            visited), "fast start" (progress is quick, then fine steps) or
            "unstable start" (the first steps blow up).

    Returns:
        The name of a function of this module or of `plateau`.

    Raises:
        ValueError: another situation.

    >>> advise("cyclic")
    'warm_restarts'
    """
    if situation not in _ADVICE:
        raise ValueError(f"one of {', '.join(_ADVICE)}, got {situation!r}")
    return _ADVICE[situation]


_ADVICE = {
    "stalls": "plateau",
    "smooth": "cosine",
    "cyclic": "warm_restarts",
    "fast start": "exponential",
    "unstable start": "warm_up",
}
