"""Results that are off by one factor."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from quiz.coding.compare.numbers import Array, numbers
from quiz.coding.diagnose.finding import Pairs, same

_CONSTANTS = {
    "2": 2.0,
    "3": 3.0,
    "4": 4.0,
    "10": 10.0,
    "100": 100.0,
    "e": math.e,
    "π": math.pi,
    "2π": 2 * math.pi,
    "√2": math.sqrt(2),
    "√(2π)": math.sqrt(2 * math.pi),
    "ln(2)": math.log(2),
    "ln(10)": math.log(10),
}
_NAMES = {
    **{value: name for name, value in _CONSTANTS.items()},
    **{1 / value: f"1/({name})" for name, value in _CONSTANTS.items()},
}


def factor(pairs: Pairs) -> str | None:
    """One factor, the same in every case."""
    ratios = [_ratio(pair.got, pair.expected) for pair in pairs]
    # One number alone is always some factor away.
    if sum(np.count_nonzero(pair.expected) for pair in pairs) < 2:
        return None
    ratio = ratios[0]
    if not ratio or not all(r and _near(r, ratio) for r in ratios):
        return None
    if _near(ratio, -1):
        return "The sign is turned round everywhere; the numbers are right."
    named = [name for value, name in _NAMES.items() if _near(value, abs(ratio))]
    size = named[0] if named else f"{abs(ratio):.6g}"
    sign = ", with the sign turned round" if ratio < 0 else ""
    return f"Every result that fails is {size} times the right one{sign}."


def _near(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=1e-6)


def _ratio(got: Array, expected: Array) -> float | None:
    """The one factor between two arrays; None if there is none."""
    at = int(np.abs(expected).argmax()) if expected.any() else None
    if at is None:
        return None
    ratio = float(got.flat[at] / expected.flat[at])
    return ratio if ratio and same(got, ratio * expected) else None


_COUNTS: dict[str, Callable[[float], float]] = {
    "n/(n - 1)": lambda n: n / (n - 1) if n > 1 else math.nan,
    "(n - 1)/n": lambda n: (n - 1) / n,
    "√(n/(n - 1))": lambda n: math.sqrt(n / (n - 1)) if n > 1 else math.nan,
    "√((n - 1)/n)": lambda n: math.sqrt((n - 1) / n),
    "n": lambda n: n,
    "1/n": lambda n: 1 / n,
    "√n": math.sqrt,
    "1/√n": lambda n: 1 / math.sqrt(n),
}
_BY_LESS = "You divided by n - 1 where n was expected."
_BY_MORE = "You divided by n where n - 1 was expected."
_MEANS = {
    "n/(n - 1)": _BY_LESS,
    "(n - 1)/n": _BY_MORE,
    "√(n/(n - 1))": _BY_LESS,
    "√((n - 1)/n)": _BY_MORE,
    "n": "A sum stands where a mean was expected.",
    "1/n": "A mean stands where a sum was expected.",
    "√n": "A division by √n is missing.",
    "1/√n": "There is a division by √n too many.",
}


def factor_of_count(pairs: Pairs) -> str | None:
    """A factor that follows the length of an axis of the input, over several n."""
    ratios = [_ratio(pair.got, pair.expected) for pair in pairs]
    lengths = [_lengths(pair.finding.args) for pair in pairs]
    for argument, axis in set.intersection(*map(set, lengths)):
        counts = [found[argument, axis] for found in lengths]
        # With one n alone, n/(n - 1) is just a number.
        if len(set(counts)) < 2 or min(counts) < 1:
            continue
        for name, formula in _COUNTS.items():
            wanted = [formula(n) for n in counts]
            if all(r and _near(r, w) for r, w in zip(ratios, wanted, strict=True)):
                return (
                    f"Every result that fails is {name} times the right one, n the "
                    f"length of axis {axis} of argument {argument + 1}. {_MEANS[name]}"
                )
    return None


def _lengths(args: tuple[Any, ...]) -> dict[tuple[int, int], int]:
    """(argument, axis) -> its length, in order."""
    arrays = {i: numbers(argument) for i, argument in enumerate(args)}
    return {
        (i, axis): n
        for i, array in arrays.items()
        if array is not None
        for axis, n in enumerate(array.shape)
    }
