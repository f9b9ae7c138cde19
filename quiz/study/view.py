"""A learner at one moment: what is remembered, and what follows from it.

Pages and commands look once and ask as much as they like: nothing here reads or writes
the store.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from quiz import content
from quiz.content import Outline
from quiz.curriculum import Topic, topics
from quiz.study import plan, today
from quiz.study.forgetting import GOOD, Forgetting
from quiz.study.goal import Goal
from quiz.study.memory import Card
from quiz.study.readiness import Readiness, Recall, chance, readiness
from quiz.study.skill import Skill
from quiz.study.today import Entry

LONG = 15.0
"""Minutes of a challenge that is offered even where the day's time is used up."""


@functools.cache
def written() -> dict[Topic, tuple[Outline, ...]]:
    """The topics that there are, with what their sources say of items."""
    return {topic: content.outline(topic) for topic in content.written()}


@functools.cache
def by_topic() -> dict[str, tuple[Outline, ...]]:
    """The same by the topics' ids."""
    return {topic.id: items for topic, items in written().items()}


@functools.cache
def outline() -> dict[str, Outline]:
    """Every item and challenge by its id."""
    return {item.id: item for items in written().values() for item in items}


@dataclass(frozen=True)
class View:
    """What there is to know at this moment.

    Attributes:
        goal: what the learner chose.
        day: the learner's day.
        cards: by item.
        skills: by topic, with what the diagnosis said.
        solved: challenges.
        spent: minutes of today.
        due: items to review today, as the day began.
    """

    goal: Goal
    day: date
    cards: Mapping[str, Card]
    skills: Mapping[str, Skill]
    solved: frozenset[str]
    spent: float
    due: tuple[str, ...]

    @property
    def curve(self) -> Forgetting:
        """How the learner's memory fades."""
        return self.goal.curve

    @property
    def left(self) -> int | None:
        """Days until the interview; None without a date or after it."""
        return self.goal.left(self.day)

    def today(self) -> list[Entry]:
        """What to do today, in order."""
        return list(self._queue)

    @functools.cached_property
    def _queue(self) -> list[Entry]:
        again = [card for card in self.cards.values() if not card.settled]
        due = [self.cards[item] for item in self.due if item in self.cards]
        waiting = [card for card in due if card.last < self.day and card.settled]
        entries = today.reviews([*waiting, *again], outline(), self.day, self.curve)
        items = by_topic()
        room = self.goal.minutes - self.spent - sum(e.minutes for e in entries)
        code = today.challenge(items, self.cards, self.solved, max(room, LONG))
        room -= sum(entry.minutes for entry in code)
        if self.left is None or self.left > self.goal.quiet:
            share = min(room, today.NEW_SHARE * self.goal.minutes)
            parts = self.readiness().parts
            known = bool(self.cards or self.skills)
            entries += today.fresh(
                parts, topics(), items, self.cards, share, known=known
            )
        entries += code
        return today.interleaved(entries)

    def readiness(self, *, planned: bool = False) -> Readiness:
        """What to expect of the interview, on its day or else today.

        Args:
            planned: if the plan is followed; otherwise as things stand.
        """
        return self._kept if planned and self.left else self._standing

    @functools.cached_property
    def _standing(self) -> Readiness:
        """As things stand."""
        return self._expected(self._recall(self.left or 0))

    @functools.cached_property
    def _kept(self) -> Readiness:
        """If the plan is kept."""
        studied = self._recall(self.left or 0).studied
        return self._expected(Recall(self.plan().recall, studied))

    def _expected(self, recall: Recall) -> Readiness:
        return readiness(written(), recall, self.skills, self.goal.role, self.day)

    def plan(
        self, interview: date | None = None, minutes: int | None = None
    ) -> plan.Plan:
        """The days to the interview, or to another date, or with other minutes.

        Raises:
            ValueError: there is no date.
        """
        until = interview or self.goal.interview
        if until is None:
            raise ValueError("there is no date of an interview to plan for")
        parts = sorted(self.readiness().parts, key=lambda part: -part.gain)
        unseen = [
            item
            for part in parts
            for item in by_topic()[part.topic]
            if item.kind != "challenge" and item.id not in self.cards
        ]
        known = [card for card in self.cards.values() if card.item in outline()]
        daily = minutes or self.goal.minutes
        return plan.plan(
            known, unseen, self.day, until, daily, self.goal.quiet, self.curve
        )

    def coming(self, days: int) -> list[int]:
        """How many reviews fall due on each of the next days, without a date.

        The first is today's, with all that is overdue; no review is done meanwhile.
        """
        counts = [0] * days
        for card in self.cards.values():
            wait = max((card.due - self.day).days, 0)
            if wait < days:
                counts[wait] += 1
        return counts

    def predicted(self, item: str) -> float | None:
        """The chance of a right answer today; None for an item that has no outline."""
        if item not in outline():
            return None
        card = self.cards.get(item)
        recall = card.recall(self.day, self.curve) if card else 0.0
        topic = item.split("/", maxsplit=1)[0]
        skill = self.skills.get(topic, Skill()).on(self.day)
        return round(chance(outline()[item], recall, skill), 4)

    def _recall(self, left: int) -> Recall:
        """The chances on a day so far away, without more study and with one today."""
        curve, until = self.curve, self.day + timedelta(left)
        planned = {i: card.recall(until, curve) for i, card in self.cards.items()}
        studied = dict.fromkeys(outline(), float(curve.recall(left, curve.first(GOOD))))
        if self.cards:
            cards = self.cards.values()
            S = np.array([card.stability for card in cards])
            D = np.array([card.difficulty for card in cards])
            t = np.array([(self.day - card.last).days for card in cards])
            after = curve.reviewed(S, D, curve.recall(t, S), t, GOOD)
            kept = map(float, curve.recall(left, after))
            studied |= dict(zip(self.cards, kept, strict=True))
        return Recall(planned, studied)
