"""FSRS fitted to one learner: the 21 parameters that make their reviews most likely.

The loss is the mean of -log of the chance given to what came, over reviews on another
day than the one before, with a pull towards the default parameters that fades as
reviews grow in number. All cards are walked at once, their k-th reviews together, and
differences give the slope.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from fsrs.scheduler import (
    DEFAULT_PARAMETERS,
    LOWER_BOUNDS_PARAMETERS,
    UPPER_BOUNDS_PARAMETERS,
)
from numpy.typing import NDArray

from quiz.study.clock import Clock
from quiz.study.forgetting import AGAIN, EASY, Forgetting

if TYPE_CHECKING:
    from db.store import Answer

ENOUGH = 512
"""Reviews below which the default parameters serve better."""
PULL = 20.0
"""Reviews that the default parameters count for: each is held within a third of it."""
EDGE = 1e-4

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Histories:
    """The reviews of n cards, at most m of each: arrays of (m, n).

    Attributes:
        rating: 1 to 4; 0 where a card has fewer reviews.
        days: whole days since the review before.
    """

    rating: NDArray[np.int64]
    days: Array

    @property
    def count(self) -> int:
        """Reviews on another day than the one before: those that are predicted."""
        return int(((self.days > 0) & (self.rating > 0)).sum())

    def half(self, which: int) -> Histories:
        """Every second card, from the first (0) or the second (1) on."""
        return Histories(self.rating[:, which::2], self.days[:, which::2])

    @classmethod
    def of(cls, answers: Iterable[Answer], clock: Clock) -> Histories:
        """From answers, the oldest first."""
        cards: dict[str, list[tuple[int, float]]] = {}
        last: dict[str, date] = {}
        for answer in answers:
            if answer.rating is not None:
                day = clock.day(answer.at)
                gap = (day - last.get(answer.item, day)).days
                last[answer.item] = day
                cards.setdefault(answer.item, []).append((answer.rating, max(gap, 0)))
        return cls.stacked(list(cards.values()))

    @classmethod
    def stacked(cls, cards: list[list[tuple[int, float]]]) -> Histories:
        """From (rating, days) of each review of each card."""
        longest = max(map(len, cards), default=0)
        rating = np.zeros((longest, len(cards)), int)
        days = np.zeros((longest, len(cards)))
        for n, reviews in enumerate(cards):
            for m, (said, gap) in enumerate(reviews):
                rating[m, n], days[m, n] = said, gap
        return cls(rating, days)


@dataclass(frozen=True)
class Fit:
    """Parameters, and what they are worth on cards that they were not fitted to.

    Attributes:
        parameters: fitted to all cards.
        before: loss of the default parameters on every second card.
        after: loss there of parameters fitted to the others.
    """

    parameters: tuple[float, ...]
    before: float
    after: float

    @property
    def better(self) -> bool:
        """Whether they are worth having."""
        return self.after < self.before


def fit(histories: Histories) -> Fit:
    """Fit to a learner, and see whether that helps.

    Raises:
        ValueError: there are fewer than `ENOUGH` reviews to fit.
    """
    parameters = fitted(histories)
    seen, held = histories.half(0), histories.half(1)
    default = np.array(DEFAULT_PARAMETERS)
    after = loss(held, np.array(_minimised(seen)))
    return Fit(parameters, loss(held, default), after)


def fitted(histories: Histories) -> tuple[float, ...]:
    """The parameters of a learner.

    Raises:
        ValueError: there are fewer than `ENOUGH` reviews to fit.
    """
    if histories.count < ENOUGH:
        raise ValueError(
            f"fitting takes {ENOUGH} reviews on another day than the one before; "
            f"there are {histories.count}"
        )
    return _minimised(histories)


def _minimised(histories: Histories) -> tuple[float, ...]:
    from scipy.optimize import minimize

    start = np.array(DEFAULT_PARAMETERS)
    scale = np.abs(start) / 3 + 0.02

    def objective(z: Array) -> float:
        w = start + scale * z
        return loss(histories, w) + PULL / histories.count * float(z @ z) / len(z)

    bounds = zip(
        (np.array(LOWER_BOUNDS_PARAMETERS) - start) / scale,
        (np.array(UPPER_BOUNDS_PARAMETERS) - start) / scale,
        strict=True,
    )
    found = minimize(
        objective,
        np.zeros(len(start)),
        method="L-BFGS-B",
        bounds=list(bounds),
        options={"maxiter": 40, "eps": 1e-4, "maxfun": 10_000},
    )
    clipped = np.clip(
        start + scale * found.x, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS
    )
    return tuple(map(float, clipped))


def loss(histories: Histories, w: Array) -> float:
    """The mean of -log of the chance given to what came, under these parameters."""
    curve = Forgetting(tuple(map(float, w)))
    first, hard = np.array([[curve.first(r), curve.first_difficulty(r)]
                            for r in range(AGAIN, EASY + 1)]).T  # fmt: skip
    index = np.maximum(histories.rating[0], 1) - 1
    S, D = first[index], hard[index]
    total, count = 0.0, 0
    for rating, days in zip(histories.rating[1:], histories.days[1:], strict=True):
        there = rating > 0
        recall = curve.recall(days, S)
        asked = there & (days > 0)
        chance = np.clip(recall[asked], EDGE, 1 - EDGE)
        came = rating[asked] > AGAIN
        total -= float(np.where(came, np.log(chance), np.log1p(-chance)).sum())
        count += int(asked.sum())
        after, harder = S.copy(), D.copy()
        for said in range(AGAIN, EASY + 1):
            mine = there & (rating == said)
            after[mine] = curve.reviewed(
                S[mine], D[mine], recall[mine], days[mine], said
            )
            harder[mine] = curve.harder(D[mine], said)
        S, D = after, harder
    return total / max(count, 1)
