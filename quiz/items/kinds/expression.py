"""Formulas: right is whatever has the key's value everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quiz.items import formula
from quiz.items.ask import Ask, Invalid
from quiz.items.formula import Formula
from quiz.items.kinds.kind import Kind
from quiz.items.symbols import equal

POINTS, CLOSE, FAR = 40, 1e-9, 1e-6


@dataclass(frozen=True)
class Expr:
    """The key of an expression.

    Attributes:
        text: as one would type it.
        domain: each variable and the interval that it is from.
    """

    text: str
    domain: Mapping[str, tuple[float, float]]


class Expression(Kind):
    """A formula in given variables, typed as plain text.

    Compared at random points of the domain. Where that leaves a doubt, because rounding
    is large or a value is missing, sympy is asked, in a process that is killed after a
    while; without an answer from it the points decide.
    """

    name = "expression"
    malformed = ("", "((", "2 3", "unknown", "1/", "exec(1)")

    def help(self, ask: Ask) -> str:
        """See Kind."""
        names = ", ".join(_key(ask).domain)
        return f"A formula in {names}, such as 2x(1 - x)^2 or sqrt(x)/3."

    def parse(self, ask: Ask, text: str) -> Any:
        """See Kind."""
        read = formula.read(text, _key(ask).domain)
        if not np.isfinite(_values(ask, read)).any():
            raise Invalid(
                f"“{read}” has no value for any {', '.join(_key(ask).domain)}."
            )
        return read

    def show(self, ask: Ask, value: Any) -> str:
        """See Kind."""
        return str(value)

    def value_of(self, ask: Ask, result: Any) -> Any:
        """See Kind."""
        text = result.text if isinstance(result, Expr) else result
        return formula.read(text, _key(ask).domain)

    def same(self, ask: Ask, one: Any, value: Any) -> bool:
        """See Kind."""
        a, b = _values(ask, one), _values(ask, value)
        both = np.isfinite(a) & np.isfinite(b)
        if not both.any():
            return False
        off = np.abs(a - b)[both] / np.maximum(np.abs(a[both]), 1e-3)
        if off.max() > FAR:
            return False
        if off.max() <= CLOSE and both.all():
            return True
        answer = equal(str(one), str(value), _key(ask).domain)
        return bool(both.all()) if answer is None else answer


def _key(ask: Ask) -> Expr:
    assert isinstance(ask.key, Expr)
    return ask.key


def _values(ask: Ask, read: Formula) -> NDArray[np.float64]:
    """At points that are the same for every response to every question."""
    rng = np.random.default_rng(20)
    points = {
        name: rng.uniform(low, high, POINTS)
        for name, (low, high) in _key(ask).domain.items()
    }
    return np.broadcast_to(np.asarray(read.at(points), dtype=float), (POINTS,))
