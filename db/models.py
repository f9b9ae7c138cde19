"""The tables.

Answers, undone answers, submissions, sittings, settings and visits are facts: added,
never changed. Drafts and what waits are overwritten. What is derived can be computed
again from the facts at any time.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Dialect, ForeignKey, Text
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column
from sqlalchemy.types import TypeDecorator


class NaiveTime(DontWrapMixin, ValueError):  # noqa: N818 - reads as what it says
    """A time without a zone. `DontWrapMixin` keeps it a ValueError in a flush."""


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: any zone goes in, UTC is stored, an aware UTC datetime comes out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, _dialect: Dialect
    ) -> datetime | None:
        """The same moment in UTC.

        Raises:
            NaiveTime: the datetime has no zone, so it names no moment.
        """
        if value is None:
            return None
        if value.utcoffset() is None:
            raise NaiveTime(f"{value!r} has no time zone; give an aware datetime.")
        return value.astimezone(UTC)

    def process_result_value(
        self, value: datetime | None, _dialect: Dialect
    ) -> datetime | None:
        """The stored moment, aware. SQLite gives it bare, PostgreSQL in any zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """What the tables share: text is of any length, times are in UTC."""

    type_annotation_map = {str: Text, datetime: UTCDateTime}  # noqa: RUF012


class Answer(Base):
    """One graded answer to one variant of an item.

    Attributes:
        read_as: the response as it was understood.
        confidence: how sure the learner was before seeing the grade, 0 to 1.
        predicted: the chance of a right answer as it was expected before it came.
        hints: how many were taken.
        rating: 1 (again) to 4 (easy), where the answer is a review of the item's card.
        sitting: the interview, exam or drill that it belongs to.
    """

    __tablename__ = "answers"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    item: Mapped[str] = mapped_column(index=True)
    version: Mapped[int]
    seed: Mapped[int] = mapped_column(BigInteger)
    response: Mapped[str]
    right: Mapped[bool]
    score: Mapped[float]
    route: Mapped[str | None]
    seconds: Mapped[float | None]
    at: Mapped[datetime] = mapped_column(index=True)
    read_as: Mapped[str | None] = mapped_column(default=None)
    confidence: Mapped[float | None] = mapped_column(default=None)
    predicted: Mapped[float | None] = mapped_column(default=None)
    hints: Mapped[int] = mapped_column(default=0)
    rating: Mapped[int | None] = mapped_column(default=None)
    sitting: Mapped[int | None] = mapped_column(
        ForeignKey("sittings.id"), index=True, default=None
    )


class Undo(Base):
    """An answer that the learner took back: it stays, and counts no more."""

    __tablename__ = "undos"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    answer: Mapped[int] = mapped_column(ForeignKey("answers.id"), unique=True)
    at: Mapped[datetime]


class Sitting(Base):
    """An interview, exam, drill or diagnosis that was begun; `plan` is JSON."""

    __tablename__ = "sittings"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    kind: Mapped[str]
    plan: Mapped[str]
    at: Mapped[datetime]


class Ending(Base):
    """The end of a sitting; `seconds` is the time it took of the learner."""

    __tablename__ = "endings"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    sitting: Mapped[int] = mapped_column(ForeignKey("sittings.id"), unique=True)
    seconds: Mapped[float]
    at: Mapped[datetime]


class Setting(Base):
    """What the learner chose, such as the day of the interview; the latest counts."""

    __tablename__ = "settings"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    key: Mapped[str] = mapped_column(index=True)
    value: Mapped[str]
    at: Mapped[datetime]


class Submission(Base):
    """One run of submitted code, with its verdict; `detail` is the verdict in JSON."""

    __tablename__ = "submissions"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    challenge: Mapped[str] = mapped_column(index=True)
    code: Mapped[str]
    seed: Mapped[int] = mapped_column(BigInteger)
    verdict: Mapped[str]
    detail: Mapped[str]
    seconds: Mapped[float]
    at: Mapped[datetime]


class Pending(Base):
    """Submitted code that has no verdict yet. Leaves when it gets one."""

    __tablename__ = "pending"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    challenge: Mapped[str]
    code: Mapped[str]
    seed: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]


class Draft(Base):
    """The latest text not yet sent, one for each key."""

    __tablename__ = "drafts"

    key: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    at: Mapped[datetime]


class Visit(Base):
    """Where the learner was."""

    __tablename__ = "visits"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    topic: Mapped[str]
    part: Mapped[str]
    at: Mapped[datetime]


class Derived(Base):
    """What follows from the facts about one card or skill, as JSON. Not a fact."""

    __tablename__ = "derived"

    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Folded(Base):
    """How far the derived values of a kind have come: up to this answer. Not a fact."""

    __tablename__ = "folded"

    kind: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[int]
