"""Numbers, vectors, matrices and shapes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from quiz.items import read, write
from quiz.items.ask import Ask, Invalid
from quiz.items.kinds.kind import Kind

AXES, LONGEST = 8, 10**9


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
        if self == EXACT:
            return "exact"
        relative = f"{100 * self.rtol:g} %"
        if not self.atol:
            return f"accepted within {relative}"
        return f"accepted within {relative} or {self.atol:g}, whichever is larger"


STANDARD = Tolerance()
EXACT = Tolerance(0.0, 0.0)
"""For counts, where close is wrong."""


@dataclass(frozen=True)
class Number(Kind):
    """A number, compared within a tolerance."""

    tolerance: Tolerance = STANDARD
    name = "number"
    malformed = ("", "  ", "???", "1,000.5", "[1, 2", "1 2; 3", "nan", "10**10**8")

    def help(self, ask: Ask) -> str:
        """See Kind."""
        return f"A number such as 0.25, 1/4 or 2.5e-1; {self.tolerance}."

    def parse(self, ask: Ask, text: str) -> Any:
        """See Kind."""
        return read.number(text)

    def show(self, ask: Ask, value: Any) -> str:
        """See Kind."""
        digits = 12 if self.tolerance == EXACT else 4
        return write.array(np.asarray(value, float), digits)

    def value_of(self, ask: Ask, result: Any) -> Any:
        """See Kind."""
        return np.asarray(result, dtype=float)

    def same(self, ask: Ask, one: Any, value: Any) -> bool:
        """See Kind."""
        a, b = np.asarray(one, float), np.asarray(value, float)
        return a.shape == b.shape and bool(
            (np.abs(b - a) <= self.tolerance.slack(a)).all()
        )

    def apart(self, ask: Ask, one: Any, other: Any) -> bool:
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
        return f"{_array(shape)}, such as {example}; each entry {self.tolerance}."

    def parse(self, ask: Ask, text: str) -> Any:
        """See Kind."""
        expected = np.shape(np.asarray(ask.key))
        if missing := len(re.findall(r"(?<!\S)\[*\?\]*,?(?!\S)", text)):
            raise Invalid(f"{missing} of {np.prod(expected)} entries are missing.")
        value = read.matrix(text)
        if value.shape != expected:
            raise Invalid(
                f"Read as {_array(value.shape).lower()}; expected "
                f"{_array(expected).lower()}."
            )
        return value


class Shape(Kind):
    """The shape of an array: a tuple of whole numbers."""

    name = "shape"
    malformed = ("", "???", "(2, x)", "2.5", "-1", "9" * 40)

    def help(self, ask: Ask) -> str:
        """See Kind."""
        return "A shape such as (64, 50), (64,) or () for a scalar."

    def parse(self, ask: Ask, text: str) -> Any:
        """See Kind."""
        inner = text.strip().removeprefix("(").removesuffix(")").strip()
        if not text.strip():
            raise Invalid(self.help(ask))
        parts = re.split(r"[\s,x×*]+", inner.strip(", ")) if inner else []
        if not all(re.fullmatch(r"[0-9]{1,10}", part) for part in parts):
            raise Invalid(f"“{text.strip()[:40]}” is no shape. {self.help(ask)}")
        shape = tuple(map(int, parts))
        if len(shape) > AXES or any(n > LONGEST for n in shape):
            raise Invalid(f"No array has the shape {text.strip()[:40]}.")
        return shape

    def show(self, ask: Ask, value: Any) -> str:
        """See Kind."""
        return str(tuple(value))

    def value_of(self, ask: Ask, result: Any) -> Any:
        """See Kind."""
        return tuple(int(n) for n in result)

    def same(self, ask: Ask, one: Any, value: Any) -> bool:
        """See Kind."""
        return bool(one == value)


def _array(shape: tuple[int, ...]) -> str:
    if len(shape) == 1:
        return f"A vector of {shape[0]} entries"
    return f"A matrix of shape {shape}"
