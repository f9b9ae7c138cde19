"""A card for each item, moved by its reviews as FSRS has it.

A review is a new variant of the item, so the method is recalled and not the number.
Days are the learner's: two reviews on one evening are the same day whatever the hours
between them, and 24 hours that span a night's sleep are not needed for a day to pass.
"""

from __future__ import annotations

import functools
import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

from quiz.study.clock import Clock
from quiz.study.forgetting import AGAIN, EASY, GOOD, HARD, Forgetting

if TYPE_CHECKING:
    from fsrs import Scheduler

    from db.store import Answer

QUICK = 0.5
"""Of the learner's usual time for an item: a right answer within it was easy."""
LEECH = 4
"""Lapses after which a card leads back to what it builds on."""
STEP = timedelta(minutes=10)
DAYS = "last", "begun", "due"


@dataclass(frozen=True)
class Card:
    """What is remembered of an item.

    Attributes:
        item: its id.
        stability: days until the chance to recall has fallen to 90 %.
        difficulty: 1 to 10.
        last: the day of the last review.
        begun: the day of the first one.
        due: the day that FSRS alone would choose for the next one.
        settled: whether the last review was passed; else it is asked again today.
        reviews: how many there were.
        lapses: how often it was forgotten after it had been known.
        seed: of the last variant that was asked.
        sure: how confident the learner was of a last answer that was wrong.
    """

    item: str
    stability: float
    difficulty: float
    last: date
    begun: date
    due: date
    settled: bool = True
    reviews: int = 1
    lapses: int = 0
    seed: int = 0
    sure: float = 0.0

    @property
    def topic(self) -> str:
        """The id of the topic that the item belongs to."""
        return self.item.split("/")[0]

    @property
    def leech(self) -> bool:
        """Whether it was forgotten so often that asking again is no help."""
        return self.lapses >= LEECH

    def recall(self, day: date, curve: Forgetting) -> float:
        """The chance to recall it on a day."""
        return float(curve.recall((day - self.last).days, self.stability))

    def to_json(self) -> str:
        """As it is stored."""
        days = {key: str(getattr(self, key)) for key in DAYS}
        return json.dumps(asdict(self) | days)

    @classmethod
    def from_json(cls, text: str) -> Card:
        """As it was stored."""
        fields = json.loads(text)
        days = {key: date.fromisoformat(fields[key]) for key in DAYS}
        return cls(**(fields | days))


@dataclass(frozen=True)
class Cards:
    """The fold from answers to cards; see `db.folding.Fold`."""

    clock: Clock
    retention: float = 0.9
    parameters: tuple[float, ...] = ()
    kind: str = "card"

    def key(self, answer: Answer) -> str:
        """The item."""
        return answer.item

    def step(self, card: Card | None, answer: Answer) -> Card | None:
        """The card after an answer; one without a rating is no review."""
        if answer.rating is None:
            return card
        day = self.clock.day(answer.at)
        moved = self.review(card, answer.item, answer.rating, day)
        sure = 0.0 if answer.right else answer.confidence or 0.0
        return replace(moved, seed=answer.seed, sure=sure)

    def dump(self, card: Card) -> str:
        """A card as it is stored."""
        return card.to_json()

    def load(self, text: str) -> Card:
        """A card as it was stored."""
        return Card.from_json(text)

    def review(self, card: Card | None, item: str, rating: int, day: date) -> Card:
        """The card after a review on a day; its first one where there is none yet."""
        from fsrs import Card as Fsrs
        from fsrs import Rating, State

        # A learner who moved west may meet yesterday again.
        day = max(day, card.last) if card else day
        before = Fsrs(card_id=0)
        if card:
            state = State.Review if card.settled else State.Relearning
            step = None if card.settled else 0
            before = Fsrs(0, state, step, card.stability, card.difficulty,
                          _moment(card.last), _moment(card.last))  # fmt: skip
        scheduler = _scheduler(self.parameters, self.retention)
        after, _ = scheduler.review_card(before, Rating(rating), _moment(day))
        assert after.stability is not None
        assert after.difficulty is not None
        forgot = card is not None and card.settled and rating == AGAIN
        return Card(
            item,
            after.stability,
            after.difficulty,
            day,
            card.begun if card else day,
            max(day, after.due.date()),
            rating != AGAIN,
            (card.reviews if card else 0) + 1,
            (card.lapses if card else 0) + forgot,
        )


@functools.cache
def _scheduler(parameters: tuple[float, ...], retention: float) -> Scheduler:
    from fsrs import Scheduler
    from fsrs.scheduler import DEFAULT_PARAMETERS

    # Chance in the intervals would make a card depend on more than its reviews.
    return Scheduler(
        parameters or DEFAULT_PARAMETERS,
        retention,
        learning_steps=(STEP,),
        relearning_steps=(STEP,),
        enable_fuzzing=False,
    )


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def rating_of(
    score: float, *, right: bool, hints: int, seconds: float | None, usual: list[float]
) -> int:
    """What an answer says of memory: 1 (again) to 4 (easy).

    Args:
        score: 0 to 1.
        right: whether that was enough.
        hints: how many were taken.
        seconds: until the answer; None where they were not measured.
        usual: of earlier right answers to the same item. Without any, nothing is easy.
    """
    if not right:
        return AGAIN
    if hints or score < 1:
        return HARD
    quick = seconds is not None and usual and seconds < QUICK * median(usual)
    return EASY if quick else GOOD
