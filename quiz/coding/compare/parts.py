"""Results of several values, each compared in its own way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from quiz.coding.compare.difference import Comparison, Difference, unexpected


def parts(**comparisons: Comparison) -> Comparison:
    """A tuple or list of values: `parts(labels=exact(), centers=close())`.

    Args:
        comparisons: one for each value, in order, by the name that a message gives it.
    """
    names = ", ".join(comparisons)

    def compare(
        got: object, expected: Sequence[object], args: tuple[object, ...]
    ) -> Difference | None:
        if not isinstance(got, tuple | list):
            return unexpected(got, f"a tuple ({names})")
        if len(got) != len(comparisons):
            what = f"Got {len(got)} values where {len(comparisons)} were expected"
            return Difference("type", f"{what}: {names}")
        for (name, one), mine, right in zip(
            comparisons.items(), got, expected, strict=True
        ):
            if difference := one(mine, right, args):
                message = f"In {name}: {difference.message}"
                return replace(difference, message=message)
        return None

    return compare
