"""The one door to what is remembered: each method is a short transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Self, TypeVar

from sqlalchemy import (
    Delete,
    Engine,
    bindparam,
    delete,
    func,
    select,
    text,
)
from sqlalchemy.orm import Session, sessionmaker

from db.connect import connect, place, sqlite_file
from db.errors import NewerDatabase, StoreError, told
from db.folding import Derivation, Fold, Tallies, Tally
from db.migrate import upgrade, wait_for_others
from db.models import (
    Answer,
    Base,
    Derived,
    Draft,
    Ending,
    Folded,
    Pending,
    Setting,
    Sitting,
    Submission,
    Undo,
    UTCDateTime,
    Visit,
)

__all__ = [
    "Answer",
    "Ending",
    "Fold",
    "NewerDatabase",
    "Sitting",
    "Store",
    "StoreError",
    "Submission",
    "Tally",
    "Visit",
    "utc_now",
]

Fact = TypeVar("Fact", bound=Base)

# SQLite and PostgreSQL read this alike, and two savers at once cannot clash in it.
SAVE_DRAFT = text(
    "INSERT INTO drafts (key, text, at) VALUES (:key, :text, :at) "
    "ON CONFLICT (key) DO UPDATE SET text = excluded.text, at = excluded.at"
).bindparams(bindparam("at", type_=UTCDateTime()))

COUNTS = Answer.id.not_in(select(Undo.answer))
"""Answers that were not taken back."""


def utc_now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


class Store:
    """What is remembered of one learner. Safe to share between threads.

    What it returns can be read after the call, and after `close`. Every method raises
    `StoreError` where the database cannot be read or written.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self.engine = engine
        self._clock = clock
        self._sessions = sessionmaker(engine, expire_on_commit=False)

    @classmethod
    def open(cls, url: str, clock: Callable[[], datetime] = utc_now) -> Self:
        """Open the database, made or migrated where needed.

        Raises:
            StoreError: it cannot be opened, made or migrated.
            NewerDatabase: a newer Viva made it.
            ValueError: an SQLite URL that names no file.
        """
        file = sqlite_file(url)
        engine = connect(url)
        try:
            with told(place(engine)):
                if file is not None:
                    file.parent.mkdir(parents=True, exist_ok=True)
                upgrade(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, clock)

    def close(self) -> None:
        """Close the connections; the store is not used afterwards."""
        self.engine.dispose()

    def record_answer(  # noqa: PLR0913 - a fact has as many parts as it has
        self,
        *,
        item: str,
        version: int,
        seed: int,
        response: str,
        right: bool,
        score: float,
        route: str | None = None,
        seconds: float | None = None,
        read_as: str | None = None,
        confidence: float | None = None,
        predicted: float | None = None,
        hints: int = 0,
        rating: int | None = None,
        sitting: int | None = None,
    ) -> Answer:
        """Add an answer; once this returns, it is on disk."""
        return self._add(
            Answer(
                item=item,
                version=version,
                seed=seed,
                response=response,
                right=right,
                score=score,
                route=route,
                seconds=seconds,
                at=self._clock(),
                read_as=read_as,
                confidence=confidence,
                predicted=predicted,
                hints=hints,
                rating=rating,
                sitting=sitting,
            )
        )

    def answers(
        self,
        item: str | None = None,
        *,
        sitting: int | None = None,
        since: datetime | None = None,
        latest: int | None = None,
    ) -> list[Answer]:
        """The answers that count: to this item, in this sitting, or all.

        The oldest first; without those that were taken back.

        Args:
            item: its id.
            sitting: the id of an interview, exam or drill.
            since: from this moment on.
            latest: at most so many, the latest.
        """
        query = select(Answer).where(COUNTS).order_by(Answer.id)
        if item is not None:
            query = query.where(Answer.item == item)
        if sitting is not None:
            query = query.where(Answer.sitting == sitting)
        if since is not None:
            query = query.where(Answer.at >= since)
        if latest is not None:
            query = query.order_by(None).order_by(Answer.id.desc()).limit(latest)
        with self._transaction() as session:
            return sorted(session.scalars(query), key=lambda answer: answer.id)

    def answer_to(self, item: str, version: int, seed: int) -> Answer | None:
        """The latest answer to this variant that counts."""
        query = (
            select(Answer)
            .where(
                COUNTS,
                Answer.item == item,
                Answer.version == version,
                Answer.seed == seed,
            )
            .order_by(Answer.id.desc())
            .limit(1)
        )
        with self._transaction() as session:
            return session.scalar(query)

    def undo(self, answer: Answer, folds: Iterable[Fold] = ()) -> None:
        """Take an answer back, and what was derived from it; once, however often."""
        # By its time too: an import may have given it another id meanwhile.
        there = select(Answer.id).where(Answer.id == answer.id, Answer.at == answer.at)
        with self._transaction(writing=True) as session:
            if session.scalar(there.where(COUNTS)) is None:
                return
            session.add(Undo(answer=answer.id, at=self._clock()))
            session.flush()
            for fold in (Tallies(), *folds):
                Derivation(session, fold).again(fold.key(answer))

    def catch_up(self, folds: Iterable[Fold]) -> None:
        """Bring what is derived up to the latest answer."""
        for fold in folds:
            with self._transaction() as session:
                more = Derivation(session, fold).behind
            while more:
                with self._transaction(writing=True) as session:
                    more = Derivation(session, fold).catch_up()

    def derived(self, kind: str) -> dict[str, str]:
        """The derived values of a kind by key, as of the last `catch_up`."""
        query = select(Derived.key, Derived.value).where(Derived.kind == kind)
        with self._transaction() as session:
            return dict(session.execute(query.order_by(Derived.key)).all())

    def folded(self, fold: Fold) -> dict[str, Any]:
        """The values of a fold by key, up to the latest answer."""
        self.catch_up([fold])
        return {key: fold.load(text) for key, text in self.derived(fold.kind).items()}

    def forget_derived(self) -> None:
        """Throw away everything derived. The facts stay."""
        with self._transaction(writing=True) as session:
            session.execute(delete(Derived))
            session.execute(delete(Folded))

    def hand_in(self, *, challenge: str, code: str, seed: int) -> Pending:
        """Keep submitted code until it has a verdict; once this returns, it is on disk.

        With it a verdict is never lost: whatever waits is judged again after a crash.
        """
        return self._add(
            Pending(challenge=challenge, code=code, seed=seed, at=self._clock())
        )

    def pending(self) -> list[Pending]:
        """What waits for a verdict; the oldest first."""
        with self._transaction() as session:
            return list(session.scalars(select(Pending).order_by(Pending.id)))

    def withdraw(self, pending: Pending) -> None:
        """Forget submitted code that nobody is going to judge."""
        with self._transaction(writing=True) as session:
            session.execute(_waiting(pending))

    def record_verdict(
        self, pending: Pending, *, verdict: str, detail: str, seconds: float
    ) -> None:
        """Turn what waited into a submission with this verdict.

        The first verdict counts: a second one on the same code changes nothing, so
        two processes may judge it.
        """
        taken = _waiting(pending).returning(Pending.id)
        with self._transaction(writing=True) as session:
            if session.execute(taken).first() is None:
                return
            session.add(
                Submission(
                    challenge=pending.challenge,
                    code=pending.code,
                    seed=pending.seed,
                    verdict=verdict,
                    detail=detail,
                    seconds=seconds,
                    at=pending.at,
                )
            )

    def submissions(
        self, challenge: str | None = None, *, since: datetime | None = None
    ) -> list[Submission]:
        """The submissions to this challenge, or to all; the oldest first."""
        query = select(Submission).order_by(Submission.id)
        if challenge is not None:
            query = query.where(Submission.challenge == challenge)
        if since is not None:
            query = query.where(Submission.at >= since)
        with self._transaction() as session:
            return list(session.scalars(query))

    def solved(self) -> set[str]:
        """The challenges with an accepted submission."""
        query = select(Submission.challenge).where(Submission.verdict == "accepted")
        with self._transaction() as session:
            return set(session.scalars(query.distinct()))

    def save_draft(self, key: str, text: str) -> None:
        """Keep this text under this key, in place of the one before."""
        values = {"key": key, "text": text, "at": self._clock()}
        with self._transaction(writing=True) as session:
            session.execute(SAVE_DRAFT, values)

    def draft(self, key: str) -> str | None:
        """The text last saved under this key."""
        with self._transaction() as session:
            return session.scalar(select(Draft.text).where(Draft.key == key))

    def visit(self, topic: str, part: str) -> None:
        """Note that the learner is at this part of this topic."""
        self._add(Visit(topic=topic, part=part, at=self._clock()))

    def last_visit(self) -> Visit | None:
        """Where the learner was last."""
        with self._transaction() as session:
            return session.scalar(select(Visit).order_by(Visit.id.desc()).limit(1))

    def set(self, key: str, value: str) -> None:
        """Remember a choice of the learner's."""
        self._add(Setting(key=key, value=value, at=self._clock()))

    def settings(self) -> dict[str, str]:
        """The latest choice for each key."""
        latest = select(func.max(Setting.id)).group_by(Setting.key)
        query = select(Setting.key, Setting.value).where(Setting.id.in_(latest))
        with self._transaction() as session:
            return dict(session.execute(query).all())

    def begin(self, kind: str, plan: str) -> Sitting:
        """Begin an interview, exam or drill; `plan` is JSON."""
        return self._add(Sitting(kind=kind, plan=plan, at=self._clock()))

    def end(self, sitting: int, seconds: float) -> None:
        """End a sitting after so many seconds of it; the first end counts."""
        with self._transaction(writing=True) as session:
            ended = select(Ending.id).where(Ending.sitting == sitting)
            if session.scalar(ended) is None:
                now = self._clock()
                session.add(Ending(sitting=sitting, seconds=seconds, at=now))

    def sittings(self) -> list[tuple[Sitting, Ending | None]]:
        """Every sitting with its end, where it has one; the oldest first."""
        query = (
            select(Sitting, Ending)
            .outerjoin(Ending, Ending.sitting == Sitting.id)
            .order_by(Sitting.id)
        )
        with self._transaction() as session:
            return [(sitting, ending) for sitting, ending in session.execute(query)]

    def tally(self) -> dict[str, Tally]:
        """How each answered item has gone."""
        return self.folded(Tallies())

    def marks(self) -> tuple[int, ...]:
        """Numbers that change with every fact: whoever has seen them has seen all."""
        tables = (Answer, Undo, Submission, Setting, Sitting, Ending)
        newest = [select(func.max(table.id)).scalar_subquery() for table in tables]
        with self._transaction() as session:
            return tuple(n or 0 for n in session.execute(select(*newest)).one())

    def integrity(self) -> str:
        """What SQLite's own check of the whole file says: "ok", or what is broken."""
        if self.engine.dialect.name != "sqlite":
            return "ok"
        with self._transaction() as session:
            return "\n".join(session.scalars(text("PRAGMA integrity_check")))

    def _add(self, fact: Fact) -> Fact:
        # Answers come one after another: what is derived follows them by their ids, and
        # an id that is given before another's must not be on disk after it.
        with self._transaction(writing=True) as session:
            session.add(fact)
        return fact

    @contextmanager
    def _transaction(self, *, writing: bool = False) -> Iterator[Session]:
        """A session that commits at its end.

        One that writes says so, and is the only one: SQLite would let it begin as a
        reader, and refuse the write when another writer came in between; PostgreSQL
        would let both write what follows from what they had read.
        """
        with told(place(self.engine)), self._sessions.begin() as session:
            if writing:
                begun = session.connection(execution_options={"begin": "IMMEDIATE"})
                wait_for_others(begun)
            yield session


def _waiting(pending: Pending) -> Delete:
    """Takes out what waits; by its time too: SQLite gives an id that is free again."""
    return delete(Pending).where(Pending.id == pending.id, Pending.at == pending.at)
