"""Derived values, kept beside the facts that they follow from.

A fold takes answers one after another and makes a value of each key: the state of a
card, the skill in a topic. Values are kept with how far they have come, so that an
answer costs one step and not all of history; a lost or thrown away table is made again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from db.models import Answer, Derived, Folded, Undo

CHUNK = 5_000

KEEP = text(
    "INSERT INTO derived (kind, key, value) VALUES (:kind, :key, :value) "
    "ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value"
)
REACH = text(
    "INSERT INTO folded (kind, answer) VALUES (:kind, :answer) "
    "ON CONFLICT (kind) DO UPDATE SET answer = excluded.answer"
)


class Fold(Protocol):
    """How values of one kind follow from answers."""

    @property
    def kind(self) -> str:
        """What the values are called."""

    def key(self, answer: Answer) -> str:
        """Whose value the answer changes: the beginning of its item, or all of it."""

    def step(self, value: Any, answer: Answer) -> Any:
        """The value after the answer; None as long as there is none."""

    def dump(self, value: Any) -> str:
        """A value as it is stored."""

    def load(self, text: str) -> Any:
        """A value as it was stored."""


@dataclass(frozen=True)
class Derivation:
    """One fold over one database, in the transaction of a session."""

    session: Session
    fold: Fold

    @property
    def behind(self) -> int:
        """How many ids there are beyond what was taken in."""
        last = select(Answer.id).order_by(Answer.id.desc()).limit(1)
        return (self.session.scalar(last) or 0) - self._reached()

    def catch_up(self) -> int:
        """Take in at most `CHUNK` new answers; how many there were."""
        if not self.behind:
            return 0
        reached = self._reached()
        fresh = select(Answer.id).where(Answer.id > reached).order_by(Answer.id)
        ids = list(self.session.scalars(fresh.limit(CHUNK)))
        values: dict[str, Any] = {}
        for answer in self._counting(reached, ids[-1]):
            key = self.fold.key(answer)
            if key not in values:
                kept = self.session.get(Derived, (self.fold.kind, key))
                values[key] = self.fold.load(kept.value) if kept else None
            values[key] = self.fold.step(values[key], answer)
        for key, value in values.items():
            self._keep(key, value)
        self.session.execute(REACH, {"kind": self.fold.kind, "answer": ids[-1]})
        return len(ids)

    def again(self, key: str) -> None:
        """Make one value anew from all the answers that it follows from."""
        value = None
        for answer in self._counting(0, self._reached(), key):
            value = self.fold.step(value, answer)
        gone = delete(Derived).where(Derived.kind == self.fold.kind, Derived.key == key)
        self.session.execute(gone)
        self._keep(key, value)

    def _reached(self) -> int:
        query = select(Folded.answer).where(Folded.kind == self.fold.kind)
        return self.session.scalar(query) or 0

    def _counting(self, after: int, until: int, key: str = "") -> Iterator[Answer]:
        """The answers in between that were not taken back, the oldest first."""
        query = (
            select(Answer)
            .where(Answer.id.not_in(select(Undo.answer)))
            .where(Answer.id > after, Answer.id <= until)
            .order_by(Answer.id)
        )
        if key:
            query = query.where(Answer.item.startswith(key, autoescape=True))
        for answer in self.session.scalars(query):
            if not key or self.fold.key(answer) == key:
                yield answer

    def _keep(self, key: str, value: Any) -> None:
        if value is not None:
            row = {"kind": self.fold.kind, "key": key, "value": self.fold.dump(value)}
            self.session.execute(KEEP, row)


@dataclass(frozen=True)
class Tally:
    """How one item has gone: answers, right ones, and whether the latest was right."""

    answered: int
    right: int
    last_right: bool


class Tallies:
    """The fold from answers to tallies by item."""

    kind = "tally"

    def key(self, answer: Answer) -> str:
        """The item."""
        return answer.item

    def step(self, value: Tally | None, answer: Answer) -> Tally:
        """One more."""
        so_far = value or Tally(0, 0, False)
        right = so_far.right + answer.right
        return Tally(so_far.answered + 1, right, answer.right)

    def dump(self, value: Tally) -> str:
        """Three numbers."""
        return f"{value.answered} {value.right} {value.last_right:d}"

    def load(self, text: str) -> Tally:
        """The tally."""
        answered, right, last = map(int, text.split())
        return Tally(answered, right, bool(last))
