"""What every kind of question can do."""

from __future__ import annotations

import itertools
import string
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np

from quiz.items.ask import Ask, Invalid, Mistake


class Kind(ABC):
    """Reads, shows and compares responses to one kind of question.

    A value is a response that was read. `value_of` makes one of a key or of a mistake's
    result, so that all three can be compared.
    """

    name = ""
    """As the command line and the database have it."""

    passing = 1.0
    """The score from which on an answer counts as right."""

    malformed: tuple[str, ...] = ("", "  ", "???")
    """Responses that cannot be read, for whoever checks that they are not graded."""

    def options(self, ask: Ask, rng: np.random.Generator) -> tuple[str, ...]:
        """What is listed, in an order drawn with the seed; nothing by default."""
        return ()

    @abstractmethod
    def help(self, ask: Ask) -> str:
        """What may be typed, and how exact it must be."""

    @abstractmethod
    def parse(self, ask: Ask, text: str) -> Any:
        """The response's value. Raises Invalid where it cannot be read."""

    @abstractmethod
    def show(self, ask: Ask, value: Any) -> str:
        """A value as text that `parse` reads back."""

    def display(self, ask: Ask, value: Any) -> str:
        """A value for people, as Markdown."""
        return f"`{self.show(ask, value)}`"

    @abstractmethod
    def value_of(self, ask: Ask, result: Any) -> Any:
        """The value of a key, or of a mistake's result."""

    @abstractmethod
    def same(self, ask: Ask, one: Any, value: Any) -> bool:
        """Whether a value counts as the one, which is a key or a mistake's."""

    def apart(self, ask: Ask, one: Any, other: Any) -> bool:
        """Whether no response could count as both."""
        return not self.same(ask, one, other)

    def score(self, ask: Ask, value: Any) -> float:
        """From 0 to 1."""
        return float(self.same(ask, self.value_of(ask, ask.key), value))

    def mistake(self, ask: Ask, value: Any) -> Mistake | None:
        """The known mistake that a wrong value comes from."""
        matches = (
            mistake
            for mistake in ask.mistakes
            if self.same(ask, self.value_of(ask, mistake.result), value)
        )
        return next(matches, None)

    def notes(self, ask: Ask, value: Any) -> tuple[str, ...]:
        """A line for each option, part or point; none by default."""
        return ()

    def tells_apart(self, ask: Ask) -> bool:
        """Whether key and mistakes differ on this variant."""
        results = [ask.key, *(mistake.result for mistake in ask.mistakes)]
        values = [self.value_of(ask, result) for result in results]
        return all(
            self.apart(ask, one, other)
            for one, other in itertools.combinations(values, 2)
        )


def letters(options: Sequence[str]) -> str:
    """The letters that name the options."""
    return string.ascii_lowercase[: len(options)]


def named(ask: Ask, text: str, what: str) -> list[str]:
    """The options that a response names by their letters, such as "b, a".

    Raises:
        Invalid: a letter that names none, or the same one twice.
    """
    # A question mark is a place left open.
    found = text.lower().replace(",", " ").replace("?", " ").split()
    if len(found) == 1 and len(found[0]) > 1 and found[0].isalpha():
        found = list(found[0])
    known = letters(ask.options)
    for mark in found:
        if len(mark) != 1 or mark not in known:
            raise Invalid(f"“{mark[:20]}” is none of {', '.join(known)}. {what}")
    if len(set(found)) < len(found):
        raise Invalid(f"A letter stands there twice. {what}")
    return [ask.options[known.index(mark)] for mark in found]
