"""A calculation in parts. A later part goes by the learner's own earlier answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from quiz.items import read, write
from quiz.items.ask import Ask, Invalid, Mistake
from quiz.items.kinds.kind import Kind
from quiz.items.kinds.numbers import STANDARD, Tolerance


@dataclass(frozen=True)
class Part:
    """One part of a calculation.

    Attributes:
        label: what is asked, such as "the mean".
        key: a number.
        carry: computes the key from the answers to the parts before, so that an early
            slip costs one part and not all; None where it does not depend on them.
        mistakes: of this part.
    """

    label: str
    key: float
    carry: Callable[..., float] | None = None
    mistakes: Sequence[Mistake] = ()


@dataclass(frozen=True)
class Worked(Kind):
    """Several numbers; the key is a tuple of `Part`."""

    tolerance: Tolerance = STANDARD
    name = "steps"
    malformed = ("", "1", "1; 2; 3; 4; 5; 6; 7; 8; 9", "a; b")

    def parts(self, ask: Ask) -> Sequence[Part]:
        """The key."""
        assert isinstance(ask.key, tuple)
        return ask.key

    def help(self, ask: Ask) -> str:
        """See Kind."""
        labels = "; ".join(part.label for part in self.parts(ask))
        return f"A number for each, with semicolons: {labels}. Each {self.tolerance}."

    def parse(self, ask: Ask, text: str) -> Any:
        """See Kind."""
        given = [piece for piece in re.split(r"[;\n]", text) if piece.strip()]
        asked = len(self.parts(ask))
        if len(given) != asked:
            raise Invalid(
                f"{len(given)} of {asked} numbers are there. {self.help(ask)}"
            )
        return tuple(map(read.number, given))

    def show(self, ask: Ask, value: Any) -> str:
        """See Kind."""
        return "; ".join(write.num(number) for number in value)

    def value_of(self, ask: Ask, result: Any) -> Any:
        """See Kind."""
        return tuple(p.key if isinstance(p, Part) else float(p) for p in result)

    def same(self, ask: Ask, one: Any, value: Any) -> bool:
        """See Kind."""
        return all(map(self._near, one, value))

    def score(self, ask: Ask, value: Any) -> float:
        """The share of right parts, each by the answers before it."""
        marks = self._marks(ask, value)
        return sum(mark != "wrong" for mark in marks) / len(marks)

    def mistake(self, ask: Ask, value: Any) -> Mistake | None:
        """The mistake of the first part that is wrong, with the part's number."""
        marks = self._marks(ask, value)
        if "wrong" not in marks:
            return None
        first = marks.index("wrong")
        for known in self.parts(ask)[first].mistakes:
            if self._near(float(known.result), value[first]):  # type: ignore[arg-type]
                return Mistake(f"{first + 1}-{known.route}", value, known.hint)
        return None

    def notes(self, ask: Ask, value: Any) -> tuple[str, ...]:
        """How each part was marked."""
        said = {"right": "right", "carried": "right, by your earlier answer"}
        return tuple(
            f"{part.label}: {said.get(mark, f'the answer is {write.num(part.key)}')}."
            for part, mark in zip(self.parts(ask), self._marks(ask, value), strict=True)
        )

    def tells_apart(self, ask: Ask) -> bool:
        """See Kind."""
        return all(
            abs(one - other) > self._slack(one) + self._slack(other)
            for part in self.parts(ask)
            for results in [[part.key, *(float(m.result) for m in part.mistakes)]]  # type: ignore[arg-type]
            for i, one in enumerate(results)
            for other in results[:i]
        )

    def _marks(self, ask: Ask, value: Any) -> list[str]:
        """Each part: right, carried (right by the answers before it), or wrong."""
        marks = []
        for i, part in enumerate(self.parts(ask)):
            if self._near(part.key, value[i]):
                marks.append("right")
            elif part.carry and self._near(self._carried(part, value[:i]), value[i]):
                marks.append("carried")
            else:
                marks.append("wrong")
        return marks

    def _carried(self, part: Part, earlier: Any) -> float:
        assert part.carry
        try:
            with np.errstate(all="ignore"):
                return float(part.carry(*earlier))
        except (ArithmeticError, ValueError):
            return float("nan")

    def _near(self, key: float, value: float) -> bool:
        return abs(key - value) <= self._slack(key)

    def _slack(self, key: float) -> float:
        return float(self.tolerance.slack(key))
