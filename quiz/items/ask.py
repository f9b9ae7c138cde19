"""What a question template returns, and what grading it gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class Invalid(ValueError):  # noqa: N818 - "invalid" is the word learners see
    """A response that cannot be read: not wrong, no attempt spent.

    The message says what was found and what is expected.
    """


@dataclass(frozen=True)
class Mistake:
    """A wrong method: its name, its result on this variant, and what to say."""

    route: str
    result: object
    hint: str


@dataclass(frozen=True)
class Ask:
    """One drawn question.

    `key` is the right answer and each mistake's `result` a wrong one: a number,
    an array or, for a choice, the text of an option. `why` explains the key.
    `options` are a choice's options in the order shown; drawing fills them in.
    """

    prompt: str
    key: object
    mistakes: Sequence[Mistake]
    why: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grade:
    """The outcome of one response.

    `route` names the recognised mistake, stable over variants, and `feedback`
    is what it deserves; `key` and `why` are shown for right and wrong alike.
    """

    right: bool
    score: float
    route: str | None
    read_as: str
    feedback: str
    key: str
    why: str
