"""FSRS-6 on arrays: how memory fades, and what a review makes of it.

The `fsrs` package moves one card at a time, as reviews happen; to plan, every card has
to be looked at on every day there is. These are its formulas (a test compares the two),
with whole days t since the last review, stability S in days and difficulty D in 1..10:

    R(t, S)     = (1 + f t / S)^-w20,                       f = 0.9^(-1/w20) - 1
    recalled    S (1 + e^w8 (11 - D) S^-w9 (e^(w10 (1 - R)) - 1) b)
    forgotten   min(w11 D^-w12 ((S + 1)^w13 - 1) e^(w14 (1 - R)), S e^(-w17 w18))
    same day    S e^(w17 (G - 3 + w18)) S^-w19, at least S where it was not forgotten

b is w15 for Hard, w16 for Easy, 1 for Good.

Source: github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm, FSRS-6.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from fsrs.scheduler import DEFAULT_PARAMETERS
from numpy.typing import ArrayLike, NDArray

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
LEAST = 0.001
"""Days; stability never falls below."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Forgetting:
    """The curve and the updates under one set of 21 parameters."""

    w: Sequence[float] = DEFAULT_PARAMETERS

    def recall(self, days: ArrayLike, stability: ArrayLike) -> Array:
        """The chance R to recall after so many whole days, in 0..1."""
        decay = self.w[20]
        factor = 0.9 ** (-1 / decay) - 1
        elapsed = np.maximum(np.asarray(days, float), 0.0)
        recall: Array = (1 + factor * elapsed / np.asarray(stability, float)) ** -decay
        return recall

    def recalled(
        self,
        stability: ArrayLike,
        difficulty: ArrayLike,
        recall: ArrayLike,
        rating: int = GOOD,
    ) -> Array:
        """Stability after a review on another day that was rated Hard, Good or Easy."""
        S, D, R = _floats(stability, difficulty, recall)
        w, bonus = self.w, {HARD: self.w[15], EASY: self.w[16]}.get(rating, 1.0)
        growth = np.exp(w[8]) * (11 - D) * S ** -w[9] * np.expm1(w[10] * (1 - R))
        after: Array = np.maximum(S * (1 + growth * bonus), LEAST)
        return after

    def forgotten(
        self, stability: ArrayLike, difficulty: ArrayLike, recall: ArrayLike
    ) -> Array:
        """Stability after a review on another day that failed."""
        S, D, R = _floats(stability, difficulty, recall)
        w = self.w
        long = w[11] * D ** -w[12] * ((S + 1) ** w[13] - 1) * np.exp(w[14] * (1 - R))
        after: Array = np.minimum(long, S / np.exp(w[17] * w[18]))
        return np.maximum(after, LEAST)

    def same_day(self, stability: ArrayLike, rating: int = GOOD) -> Array:
        """Stability after a further review on the day of the last one."""
        (S,) = _floats(stability)
        w = self.w
        growth: Array = np.exp(w[17] * (rating - 3 + w[18])) * S ** -w[19]
        if rating > AGAIN:
            growth = np.maximum(growth, 1)
        return np.maximum(S * growth, LEAST)

    def reviewed(
        self,
        stability: ArrayLike,
        difficulty: ArrayLike,
        recall: ArrayLike,
        days: ArrayLike,
        rating: int,
    ) -> Array:
        """Stability after a review so many days after the last, whatever its rating."""
        if rating == AGAIN:
            later = self.forgotten(stability, difficulty, recall)
        else:
            later = self.recalled(stability, difficulty, recall, rating)
        today = self.same_day(stability, rating)
        return np.where(np.asarray(days) < 1, today, later)

    def first(self, rating: int) -> float:
        """Stability after the first review ever."""
        return max(self.w[rating - 1], LEAST)

    def harder(self, difficulty: ArrayLike, rating: int) -> Array:
        """Difficulty after a review."""
        (D,) = _floats(difficulty)
        w = self.w
        moved = D - (10 - D) * w[6] * (rating - 3) / 9
        easiest = w[4] - np.exp(w[5] * (EASY - 1)) + 1
        after: Array = w[7] * easiest + (1 - w[7]) * moved
        return np.clip(after, 1, 10)

    def first_difficulty(self, rating: int) -> float:
        """Difficulty after the first review ever."""
        raw = self.w[4] - np.exp(self.w[5] * (rating - 1)) + 1
        return float(np.clip(raw, 1, 10))


def _floats(*values: ArrayLike) -> tuple[Array, ...]:
    return tuple(np.asarray(value, float) for value in values)
