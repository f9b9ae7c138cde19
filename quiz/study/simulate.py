"""Learners who do not exist, walking the real code: `python -m quiz simulate`.

Such a learner knows each topic so well, forgets as FSRS has it (or twice as fast), does
what the queue says, answers in the form that is asked for, and sits the interview on
the day. What Viva expected of them is held against what came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import numpy as np

from db.store import Store
from quiz import content
from quiz.items.item import Variant
from quiz.study import diagnosis, interview
from quiz.study.calibration import Calibration
from quiz.study.forgetting import AGAIN, GOOD, Forgetting
from quiz.study.learner import Given, Learner
from quiz.study.readiness import KNOWN, shares
from quiz.study.skill import DIFFICULTY, sigmoid
from quiz.study.view import outline, written

START = datetime(2026, 3, 2, 18, tzinfo=UTC)
SECONDS = 30.0


@dataclass
class Simulated:
    """Who answers.

    Attributes:
        rng: decides.
        ability: by topic, on the scale of logits.
        fades: how many times as fast as FSRS has it they forget.
        memory: (stability, difficulty, day of the last review) by item.
    """

    rng: np.random.Generator
    ability: dict[str, float]
    fades: float = 1.0
    memory: dict[str, tuple[float, float, date]] = field(default_factory=dict)

    def chance(self, item: str, day: date) -> float:
        """The true chance of a right answer."""
        recall = 0.0
        if item in self.memory:
            stability, _, last = self.memory[item]
            days = self.fades * (day - last).days
            recall = float(Forgetting().recall(days, stability))
        known = sigmoid(
            self.ability[item.split("/", maxsplit=1)[0]]
            - DIFFICULTY[outline()[item].level]
        )
        return recall * KNOWN + (1 - recall) * known

    def respond(self, variant: Variant, day: date) -> str | None:
        """What they type: the key, what a mistake gives, or None: "I do not know"."""
        if self.rng.random() < self.chance(variant.item.id, day):
            return variant.key
        kind, ask = variant.item.kind, variant.ask
        if not ask.mistakes:
            return None
        chosen = ask.mistakes[int(self.rng.integers(len(ask.mistakes)))]
        return kind.show(ask, kind.value_of(ask, chosen.result))

    def studied(self, item: str, right: bool, day: date) -> None:
        """What reading the explanation leaves in memory."""
        curve, rating = Forgetting(), GOOD if right else AGAIN
        if item not in self.memory:
            stability: float = curve.first(rating)
            difficulty = curve.first_difficulty(rating)
        else:
            stability, difficulty, last = self.memory[item]
            days = (day - last).days
            recall = curve.recall(days, stability)
            stability = float(
                curve.reviewed(stability, difficulty, recall, days, rating)
            )
            difficulty = float(curve.harder(difficulty, rating))
        self.memory[item] = stability, difficulty, day


@dataclass(frozen=True)
class Evening:
    """What a day came to."""

    day: date
    done: int
    right: int
    reviews: int
    new: int
    expected: float


@dataclass(frozen=True)
class Outcome:
    """What Viva expected of the interview, and what came.

    Attributes:
        evenings: day by day.
        expected: the score of an interview, on the eve.
        low: with `high`, holds 90 % of the scores expected.
        high: see `low`.
        true: the learner's true chance, the mean over topics and items.
        scores: of the interviews on the day.
        predictions: how the chances given before each answer came true.
    """

    evenings: tuple[Evening, ...]
    expected: float
    low: float
    high: float
    true: float
    scores: tuple[float, ...]
    predictions: Calibration | None


@dataclass
class Time:
    """A clock that is set."""

    now: datetime = START

    def __call__(self) -> datetime:
        """The moment, a second later at each look."""
        self.now += timedelta(seconds=1)
        return self.now


def simulate(
    open_store: Callable[[Callable[[], datetime]], Store],
    days: int,
    minutes: int,
    rng: np.random.Generator,
    fades: float = 1.0,
) -> Iterator[Evening | Outcome]:
    """Each evening, and in the end the outcome.

    Args:
        open_store: an empty store that tells the time by this clock.
        days: until the interview.
        minutes: to study a day.
        rng: of the learner.
        fades: how many times as fast as FSRS has it they forget.
    """
    time = Time()
    learner = Learner(open_store(time), time)
    ability = {topic.id: float(rng.normal(-0.5, 0.8)) for topic in written()}
    person = Simulated(rng, ability, fades)
    first = learner.clock().today
    learner.choose(interview=first + timedelta(days), minutes=minutes)
    _diagnose(learner, person)
    evenings = []
    for number in range(days):
        time.now = START + timedelta(number)
        evenings.append(_evening(learner, person))
        yield evenings[-1]
    time.now = START + timedelta(days) - timedelta(hours=8)
    ready, day = learner.view().readiness(), learner.clock().today
    parts = {part.topic: part.weight for part in ready.parts}
    true = sum(
        parts[topic.id] * share * person.chance(item, day)
        for topic, items in written().items()
        for item, share in shares(items).items()
    )
    predictions = learner.calibration()
    scores = tuple(_interview(learner, person) for _ in range(3))
    yield Outcome(
        tuple(evenings),
        ready.score,
        ready.low,
        ready.high,
        float(true),
        scores,
        predictions,
    )


def _diagnose(learner: Learner, person: Simulated) -> None:
    sitting = learner.store.begin(diagnosis.KIND, "{}").id
    while item := learner.next_diagnosed(sitting):
        _answer(learner, person, item.id, sitting)
    learner.store.end(sitting, 0.0)


def _evening(learner: Learner, person: Simulated) -> Evening:
    view = learner.view()
    budget, day = float(view.goal.minutes), view.day
    rights, kinds = list[bool](), list[str]()
    while budget > 0:
        queue = [e for e in learner.view().today() if e.kind != "challenge"]
        if not queue:
            break
        for entry in queue:
            rights.append(_answer(learner, person, entry.id))
            kinds.append(entry.kind)
            budget -= entry.minutes
            if budget <= 0:
                break
    score = learner.view().readiness(planned=True).score
    reviews = kinds.count("review")
    return Evening(day, len(rights), sum(rights), reviews, kinds.count("new"), score)


def _answer(
    learner: Learner, person: Simulated, item: str, sitting: int | None = None
) -> bool:
    day = learner.clock().today
    variant = content.item(item).draw(int(person.rng.integers(2**31)))
    right = _send(learner, variant, person.respond(variant, day), sitting)
    person.studied(item, right, day)
    return right


def _send(
    learner: Learner, variant: Variant, response: str | None, sitting: int | None
) -> bool:
    if response is None:
        learner.unknown(variant, sitting)
        return False
    return learner.answer(variant, response, Given(SECONDS, sitting=sitting)).right


def _interview(learner: Learner, person: Simulated) -> float:
    goal = learner.goal()
    asked = interview.compose(goal.role, 2, 20, written(), person.rng)
    sitting = learner.store.begin(interview.KIND, asked.to_json()).id
    day, memory = learner.clock().today, dict(person.memory)
    for question in asked.questions:
        variant = question.variant()
        _send(learner, variant, person.respond(variant, day), sitting)
    learner.store.end(sitting, 60.0 * asked.minutes)
    # The next interview is of the same learner, not of one who has learnt from this.
    person.memory = memory
    return learner.interview_report(sitting).score
