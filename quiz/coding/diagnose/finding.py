"""What came of a case, and the failing cases as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from quiz.coding.compare import Difference
from quiz.coding.compare.numbers import Array, numbers


@dataclass(frozen=True)
class Finding:
    """What came of one case.

    Attributes:
        case: its name.
        args: the arguments of the call that differs; of the last call where none does.
        got: what that call returned; None where it raised.
        expected: what the reference returned.
        difference: None where the case passed, and where it raised.
        mutated: the names of arguments that the submission changed in place.
        raised: the type of the exception, "" where there was none.
    """

    case: str
    args: tuple[Any, ...]
    got: object
    expected: object
    difference: Difference | None
    mutated: tuple[str, ...] = ()
    raised: str = ""

    @property
    def failed(self) -> bool:
        """Whether another value than the right one came, or none."""
        return bool(self.difference or self.raised)


@dataclass(frozen=True)
class Pair:
    """A failing case whose result and expected result are both numbers."""

    got: Array
    expected: Array
    finding: Finding


Pairs = Sequence[Pair]


def pairs_of(failing: Sequence[Finding]) -> list[Pair]:
    """The failing cases as numbers; none unless all of them are."""
    pairs = []
    for finding in failing:
        got, expected = numbers(finding.got), numbers(finding.expected)
        if finding.raised or got is None or expected is None:
            return []
        pairs.append(Pair(got, expected, finding))
    return pairs


def same(got: Array, expected: Array) -> bool:
    """Whether the numbers are alike, up to rounding."""
    if got.shape != expected.shape:
        return False
    scale = float(np.abs(expected).max(initial=0.0))
    return bool(np.allclose(got, expected, rtol=1e-6, atol=1e-9 * scale))
