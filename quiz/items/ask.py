"""What a question template returns, and what grading it gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


class Invalid(ValueError):  # noqa: N818 - "invalid" is the word learners see
    """A response that cannot be read: not wrong, no attempt spent.

    The message says what was found and what is expected.
    """


class Point(str):
    """A point of a good answer, and what an interviewer asks who does not hear it."""

    ask: str

    def __new__(cls, text: str, ask: str) -> Point:
        """The text of the point, with the question that leads to it."""
        point = super().__new__(cls, text)
        point.ask = ask
        return point


@dataclass(frozen=True)
class Mistake:
    """A wrong method: its name, its result on this variant, and what to say."""

    route: str
    result: object
    hint: str


@dataclass(frozen=True)
class Ask:
    """One drawn question.

    Attributes:
        prompt: Markdown with formulas.
        key: the right answer; each kind says of what type.
        mistakes: wrong methods, with results of the same type.
        why: explains the key; shown for right and wrong.
        check: computes the key a second way; the sweep compares the two.
        options: what is listed to choose from or to arrange, in the order shown;
            drawing fills it in.
    """

    prompt: str
    key: object
    mistakes: Sequence[Mistake]
    why: str
    check: Callable[[], object] | None = None
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grade:
    """The outcome of one response.

    Attributes:
        right: whether the score is enough.
        score: from 0 to 1.
        route: the recognised mistake, stable over variants.
        read_as: the response as it was understood, as Markdown.
        feedback: what the mistake deserves.
        key: the right answer, as Markdown.
        why: explains it.
        notes: a line for each option, part or point.
    """

    right: bool
    score: float
    route: str | None
    read_as: str
    feedback: str
    key: str
    why: str
    notes: tuple[str, ...] = ()
