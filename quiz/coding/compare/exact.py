"""Whole numbers, words, labels, and whatever is built of them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from quiz.coding.compare.difference import Comparison, Difference, unexpected

LISTED, WIDTH = 3, 60
"""Elements that a message names, and characters that it shows of a value."""


class _Place(NamedTuple):
    path: tuple[Any, ...]
    kind: str
    message: str


def exact() -> Comparison:
    """The very same values, in the same order.

    Arrays, tuples and lists are alike, and so are 1 and 1.0; True is not 1. NaN is
    the same as NaN.
    """

    def compare(got: object, expected: object, _: object) -> Difference | None:
        mine, right = plain(got), plain(expected)
        places = list(_places(mine, right, ()))
        if not places:
            return None
        path, kind, message = places[0]
        total = max(_count(right), len(places))
        count = f"{len(places)} of {total} entries differ; " if total > 1 else ""
        at = f"at {''.join(f'[{part!r}]' for part in path)} " if path else ""
        message = f"{count if kind == 'value' else ''}{at}{message}"
        message = message[0].upper() + message[1:]
        return Difference(kind, message, wrong=len(places), total=total)

    return compare


def as_set() -> Comparison:
    """The same elements, each as often, in any order."""

    def compare(got: object, expected: object, _: object) -> Difference | None:
        mine, right = plain(got), plain(expected)
        if not isinstance(mine, list):
            return unexpected(got, "a list")
        counted, wanted = Counter(map(text, mine)), Counter(map(text, right))
        missing, surplus = wanted - counted, counted - wanted
        parts = [*_listed("Missing", missing), *_listed("Unexpected", surplus)]
        if not parts:
            return None
        wrong = max(missing.total(), surplus.total())
        return Difference("value", ". ".join(parts), wrong=wrong, total=len(right))

    return compare


def plain(value: Any) -> Any:
    """The value with lists for arrays and tuples, and Python's scalars for NumPy's."""
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def text(value: Any) -> str:
    """Plain values in writing: the same text where, and only where, they are the same.

    >>> text([1.0, True, {"a": 0.5}])
    "[1, True, {'a': 0.5}]"
    """
    if isinstance(value, list):
        return f"[{', '.join(map(text, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{k!r}: {text(value[k])}' for k in sorted(value))}}}"
    whole = isinstance(value, float) and value.is_integer()
    return repr(int(value) if whole else value)


def _places(got: Any, expected: Any, path: tuple[Any, ...]) -> Iterator[_Place]:
    if _kind(got) != _kind(expected):
        yield _Place(path, "type", _instead(got, expected))
    elif isinstance(expected, list) and len(got) == len(expected):
        for i, (mine, right) in enumerate(zip(got, expected, strict=True)):
            yield from _places(mine, right, (*path, i))
    elif isinstance(expected, list):
        message = f"got {len(got)} entries where {len(expected)} were expected"
        yield _Place(path, "shape", message)
    elif isinstance(expected, dict) and got.keys() == expected.keys():
        for key, right in expected.items():
            yield from _places(got[key], right, (*path, key))
    elif isinstance(expected, dict):
        yield _Place(path, "shape", f"keys: {_instead(sorted(got), sorted(expected))}")
    elif text(got) != text(expected):
        odd = isinstance(got, float) and not math.isfinite(got)
        yield _Place(path, "not finite" if odd else "value", _instead(got, expected))


def _kind(value: object) -> str:
    """Truth values are no numbers here, though Python says so."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return "number" if number else type(value).__name__


def _instead(got: object, expected: object) -> str:
    return f"got {_short(text(got))} where {_short(text(expected))} was expected"


def _count(value: Any) -> int:
    if isinstance(value, dict):
        value = list(value.values())
    return sum(map(_count, value)) if isinstance(value, list) else 1


def _listed(word: str, elements: Counter[str]) -> list[str]:
    names = [_short(name) for name in elements.elements()]
    more = ", …" if len(names) > LISTED else ""
    return [f"{word} {', '.join(names[:LISTED])}{more}"] if names else []


def _short(what: str) -> str:
    return what if len(what) <= WIDTH else f"{what[:WIDTH]}…"
