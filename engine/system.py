"""The mark that ties a function to the rows of the syllabus it covers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])

SYSTEMS: dict[str, list[str]] = defaultdict(list)
"""Row of the syllabus -> dotted names of the functions that cover it."""


def system(*rows: str) -> Callable[[F], F]:
    """Mark a function as covering `rows`, such as `@system("S42.02")`."""

    def mark(function: F) -> F:
        place = f"{function.__module__}.{function.__qualname__}"
        for row in rows:
            SYSTEMS[row].append(place)
        return function

    return mark
