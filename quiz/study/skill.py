"""Ability by topic, and the chance of a right answer.

The chance of a right answer to a question of difficulty b is sigma(a - b), with the
ability a known as a normal distribution of mean m and variance v. Each answer moves it
(one step of the extended Kalman filter on the logit, which is Elo with a step that
shrinks as more is known):

    p = sigma(m - b),   v' = 1 / (1/v + p (1 - p)),   m' = m + v' (score - p)

Only the first answer to an item moves it: later ones say what was learnt of that item,
which its card holds. With the days v grows: what was known of a learner some weeks ago
is known less now.

Source: Pelánek, Applications of the Elo rating system in adaptive educational systems,
2016; Glickman, Parameter estimation in large dynamic paired comparison experiments,
1999.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from quiz.study.clock import Clock

if TYPE_CHECKING:
    from db.store import Answer

DIFFICULTY = {1: -1.0, 2: 0.0, 3: 1.0}
"""b of a question, by its level."""
START = 0.0, 1.5
"""Mean and variance before any answer."""
DRIFT = 0.01
"""Variance that a day adds."""


@dataclass(frozen=True)
class Skill:
    """Ability in a topic: a normal distribution, as of a day.

    Attributes:
        mean: on the scale of logits.
        variance: of it.
        day: of the last answer that moved it; None before any.
        seen: the items that were answered.
    """

    mean: float = START[0]
    variance: float = START[1]
    day: date | None = None
    seen: frozenset[str] = frozenset()

    def on(self, day: date) -> Skill:
        """What is known of it on a later day."""
        if self.day is None:
            return self
        grown = self.variance + DRIFT * max((day - self.day).days, 0)
        return replace(self, variance=min(grown, max(START[1], self.variance)))

    def moved(self, item: str, score: float, level: int, day: date) -> Skill:
        """After an answer to an item of a level, with a score from 0 to 1."""
        if item in self.seen:
            return self
        now = self.on(day)
        p = sigmoid(now.mean - DIFFICULTY[level])
        variance = 1 / (1 / now.variance + p * (1 - p))
        mean = now.mean + variance * (score - p)
        return Skill(mean, variance, day, self.seen | {item})

    def shifted(self, by: float) -> Skill:
        """With another mean: what answers in other topics say of this one."""
        return replace(self, mean=self.mean + by)

    def chance(self, level: int) -> float:
        """The expected chance of a right answer to a question of a level.

        The mean of a sigmoid of a normal variable, by MacKay's approximation (1992).
        """
        spread = math.sqrt(1 + math.pi * self.variance / 8)
        return sigmoid((self.mean - DIFFICULTY[level]) / spread)

    def to_json(self) -> str:
        """As it is stored."""
        day = str(self.day) if self.day else None
        return json.dumps([self.mean, self.variance, day, sorted(self.seen)])

    @classmethod
    def from_json(cls, text: str) -> Skill:
        """As it was stored."""
        mean, variance, day, seen = json.loads(text)
        return cls(mean, variance, day and date.fromisoformat(day), frozenset(seen))


@dataclass(frozen=True)
class Skills:
    """The fold from answers to skills; see `db.folding.Fold`.

    Attributes:
        clock: the learner's days.
        level: of an item, by its id.
    """

    clock: Clock
    level: Callable[[str], int]
    kind: str = "skill"

    def key(self, answer: Answer) -> str:
        """The topic."""
        return answer.item.split("/")[0]

    def step(self, skill: Skill | None, answer: Answer) -> Skill:
        """The skill after an answer."""
        day = self.clock.day(answer.at)
        before = skill or Skill()
        level = self.level(answer.item)
        return before.moved(answer.item, answer.score, level, day)

    def dump(self, skill: Skill) -> str:
        """A skill as it is stored."""
        return skill.to_json()

    def load(self, text: str) -> Skill:
        """A skill as it was stored."""
        return Skill.from_json(text)


def sigmoid(x: float) -> float:
    """1 / (1 + e^-x), without overflow."""
    return 0.5 * (1 + math.tanh(x / 2))
