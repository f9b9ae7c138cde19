"""Decisions under a limit that is raised, and what a model trained on them applies."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array, Booleans
from engine.decision.threshold import learn_threshold

Rng = np.random.Generator
AGES = np.arange(10, 30)
"""Of the people who ask."""


def decisions(
    periods: int, people: int, limits: Array, noise: float, rng: Rng
) -> tuple[Array, Booleans]:
    """Ages of who asked, and what was decided, each of shape (periods, people).

    Args:
        periods: how many.
        people: who ask in each.
        limits: of each period, shape (periods,); right is `age >= limit`.
        noise: share of decisions that are written down wrong.
        rng: of ages and noise.
    """
    ages = rng.choice(AGES, size=(periods, people)).astype(float)
    wrong = rng.random(ages.shape) < noise
    return ages, np.asarray((ages >= limits[:, None]) ^ wrong)


def known_periods(period: int, window: int, delay: int) -> slice:
    """The latest `window` periods whose decisions are known when one begins.

    Args:
        period: the one that begins.
        window: periods to learn from.
        delay: periods until a decision is known, 0 where it is at the period's end.
    """
    end = max(period - delay, 1)
    return slice(max(end - window, 0), end)


def thresholds_in_use(ages: Array, allowed: Booleans, window: int, delay: int) -> Array:
    """The threshold of a model trained anew as each period begins, from the second on.

    Args:
        ages: shape (periods, people).
        allowed: decisions, of the same shape.
        window: periods to learn from.
        delay: periods until a decision is known.

    Returns:
        Shape (periods - 1,).
    """
    found = []
    for period in range(1, len(ages)):
        known = known_periods(period, window, delay)
        t, _ = learn_threshold(ages[known].ravel(), allowed[known].ravel())
        found.append(t)
    return np.array(found)


def periods_to_follow(old: int, new: int, window: int, delay: int) -> int:
    """Periods answered by the old limit after the change, with one of each age in each.

    Args:
        old: the limit until then.
        new: the limit from then on.
        window: periods to learn from.
        delay: periods until a decision is known.
    """
    before = window + delay + 1
    limits = np.array([old] * before + [new] * (window + delay + 2))
    ages = np.tile(AGES.astype(float), (len(limits), 1))
    in_use = thresholds_in_use(ages, ages >= limits[:, None], window, delay)
    return int((in_use[before - 1 :] < old).sum())
