"""The days to the interview: what each will bring, and where that leads.

Cards that are there and cards that are still to be begun are planned together, a
number of new ones a day until the last days before the interview, which are for
reviews alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from quiz.content import Outline
from quiz.study import deadline
from quiz.study.forgetting import GOOD, Forgetting
from quiz.study.memory import Card
from quiz.study.today import (
    NEW_FACTOR,
    NEW_SHARE,
    REVIEW_MINUTES,
    capacities,
)


@dataclass(frozen=True)
class Day:
    """One day of the plan."""

    day: date
    reviews: int
    new: int
    minutes: float


@dataclass(frozen=True)
class Plan:
    """The days before the interview.

    Attributes:
        days: today first, the eve last.
        recall: the expected chance to recall each planned item on the day.
        unseen: items for which there is no time.
    """

    days: tuple[Day, ...]
    recall: Mapping[str, float]
    unseen: tuple[str, ...]


def plan(  # noqa: PLR0913, PLR0917
    cards: Sequence[Card],
    unseen: Sequence[Outline],
    today: date,
    interview: date,
    minutes: int,
    quiet: int,
    curve: Forgetting,
) -> Plan:
    """The plan from today to the eve of the interview.

    Args:
        cards: what was begun.
        unseen: items that were not, those to begin first before the others.
        today: the learner's day.
        interview: the day of the interview; today or earlier leaves no day.
        minutes: to study a day.
        quiet: the last days, in which nothing new is begun.
        curve: how memory fades.
    """
    left = max((interview - today).days, 0)
    starts = begun_on(unseen, left - quiet, minutes)
    taken = unseen[: len(starts)]
    table = deadline.Cards(
        np.array([c.stability for c in cards] + [curve.first(GOOD)] * len(taken)),
        np.array(
            [c.difficulty for c in cards] + [curve.first_difficulty(GOOD)] * len(taken)
        ),
        np.array([(today - c.last).days for c in cards] + [-s for s in starts], float),
    )
    room = capacities(left, quiet, minutes)
    plans = deadline.plan(table, left, room, curve)
    names = [card.item for card in cards] + [item.id for item in taken]
    days = []
    for d in range(left):
        reviews = int((plans.first == d).sum() + (plans.second == d).sum())
        new = [item for item, s in zip(taken, starts, strict=True) if s == d]
        spent = reviews * REVIEW_MINUTES + NEW_FACTOR * sum(i.minutes for i in new)
        days.append(Day(today + timedelta(d), reviews, len(new), spent))
    recall = dict(zip(names, map(float, plans.recall), strict=True))
    return Plan(tuple(days), recall, tuple(i.id for i in unseen[len(starts) :]))


def begun_on(unseen: Sequence[Outline], days: int, minutes: int) -> list[int]:
    """The day on which each item is begun, in their order; shorter where time ends."""
    starts, day, spent = list[int](), 0, 0.0
    for item in unseen:
        needed = NEW_FACTOR * item.minutes
        if spent and spent + needed > NEW_SHARE * minutes:
            day, spent = day + 1, 0.0
        if day >= days:
            break
        spent += needed
        starts.append(day)
    return starts
