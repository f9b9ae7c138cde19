"""The kinds of question: how each reads, shows and compares responses."""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from quiz.items import read, write
from quiz.items.ask import Ask, Invalid


class Kind(Protocol):
    """What every kind of question can do."""

    @property
    def name(self) -> str:
        """The kind's name, as the command line and the database have it."""

    def help(self, ask: Ask) -> str:
        """What may be typed, and how exact it must be."""

    def parse(self, ask: Ask, text: str) -> object:
        """The response's value. Raises Invalid where it cannot be read."""

    def show(self, value: object) -> str:
        """A value as text that `parse` reads back."""

    def same(self, key: object, value: object) -> bool:
        """Whether a value counts as the key."""

    def apart(self, one: object, other: object) -> bool:
        """Whether no response could count as both."""


@dataclass(frozen=True)
class Tolerance:
    """How far a number may be off: `|value - key| <= max(rtol |key|, atol)`."""

    rtol: float = 0.01
    atol: float = 5e-4

    def slack(self, key: ArrayLike) -> NDArray[np.float64]:
        """The largest accepted error, entry by entry, in the shape of `key`."""
        size = np.abs(np.asarray(key, dtype=float))
        # A response on the very edge is right, whichever way the floats round.
        return np.asarray(np.maximum(self.rtol * size, self.atol) * (1 + 1e-9))

    def __str__(self) -> str:
        relative = f"{100 * self.rtol:g} %"
        if not self.atol:
            return f"accepted within {relative}"
        return f"accepted within {relative} or {self.atol:g}, whichever is larger"


@dataclass(frozen=True)
class Number:
    """A number, compared within a tolerance."""

    tolerance: Tolerance = Tolerance()
    name = "number"

    def help(self, ask: Ask) -> str:
        """See Kind."""
        del ask
        return f"A number such as 0.25, 1/4 or 2.5e-1; {self.tolerance}."

    def parse(self, ask: Ask, text: str) -> object:
        """See Kind."""
        del ask
        return read.number(text)

    def show(self, value: object) -> str:
        """See Kind."""
        return write.array(np.asarray(value, float))

    def same(self, key: object, value: object) -> bool:
        """See Kind."""
        a, b = np.asarray(key, float), np.asarray(value, float)
        return a.shape == b.shape and bool(
            (np.abs(b - a) <= self.tolerance.slack(a)).all()
        )

    def apart(self, one: object, other: object) -> bool:
        """See Kind."""
        a, b = np.asarray(one, float), np.asarray(other, float)
        reach = self.tolerance.slack
        return a.shape != b.shape or bool((np.abs(a - b) > reach(a) + reach(b)).any())


@dataclass(frozen=True)
class Matrix(Number):
    """A vector or matrix of the key's shape, compared entry by entry."""

    name = "matrix"

    def help(self, ask: Ask) -> str:
        """See Kind."""
        shape = np.shape(np.asarray(ask.key))
        example = "[0.2, -0.2]" if len(shape) == 1 else "1 2; 3 4 or [[1, 2], [3, 4]]"
        return f"{_shape(shape)}, such as {example}; each entry {self.tolerance}."

    def parse(self, ask: Ask, text: str) -> object:
        """See Kind."""
        value = read.matrix(text)
        expected = np.shape(np.asarray(ask.key))
        if value.shape != expected:
            raise Invalid(
                f"Read as {_shape(value.shape).lower()}; expected "
                f"{_shape(expected).lower()}."
            )
        return value


@dataclass(frozen=True)
class Choice:
    """One option of several; a response is its letter, its number or its text."""

    name = "choice"

    def help(self, ask: Ask) -> str:
        """See Kind."""
        return f"One of {', '.join(string.ascii_lowercase[: len(ask.options)])}."

    def parse(self, ask: Ask, text: str) -> object:
        """See Kind."""
        response = text.strip()
        if response in ask.options:
            return response
        letters = string.ascii_lowercase[: len(ask.options)]
        numbers = [str(i + 1) for i in range(len(ask.options))]
        for names in (list(letters), numbers):
            if response.lower() in names:
                return ask.options[names.index(response.lower())]
        if not response:
            raise Invalid("Choose one of the options.")
        raise Invalid(f"“{response[:40]}” is not an option. {self.help(ask)}")

    def show(self, value: object) -> str:
        """See Kind."""
        return str(value)

    def same(self, key: object, value: object) -> bool:
        """See Kind."""
        return key == value

    def apart(self, one: object, other: object) -> bool:
        """See Kind."""
        return one != other


def _shape(shape: tuple[int, ...]) -> str:
    if len(shape) == 1:
        return f"A vector of {shape[0]} entries"
    return f"A matrix of shape {shape}"
