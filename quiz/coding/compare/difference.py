"""How a result differs from what was expected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Difference:
    """How a result differs from what was expected.

    Attributes:
        kind: "type", "shape", "not finite", "value", or "property" (no one value was
            expected, and a requirement is not met).
        message: a phrase without a full stop.
        got_shape: the shape of the result, where it is an array.
        expected_shape: the shape that was expected, where it is an array.
        index: the worst cell.
        got: the value there.
        expected: the value that was expected there.
        max_abs: the largest absolute difference.
        max_rel: the largest relative difference.
        wrong: how many entries differ.
        total: how many there are.
        call: which call of the case differs, from 0.
    """

    kind: str
    message: str
    got_shape: tuple[int, ...] | None = None
    expected_shape: tuple[int, ...] | None = None
    index: tuple[int, ...] | None = None
    got: float | None = None
    expected: float | None = None
    max_abs: float | None = None
    max_rel: float | None = None
    wrong: int = 0
    total: int = 0
    call: int = 0


Comparison = Callable[[Any, Any, tuple[Any, ...]], Difference | None]
"""(got, expected, args) -> the difference, or None where they agree.

`got` comes from a stranger: any plain data, of any shape, NaN and infinity included.
A comparison raises nothing for it. `args` are the arguments of the call."""


def unexpected(got: object, expected: str) -> Difference:
    """A difference of type: `expected` names what should have come."""
    return Difference("type", f"Got {named(got)} where {expected} was expected")


def named(value: object) -> str:
    """What a value is, in words."""
    return "None" if value is None else f"a value of type {type(value).__name__}"
