"""Results that are not finite: which inputs bring them about."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quiz.coding.compare.numbers import Array, numbers
from quiz.coding.diagnose.finding import Finding, Pairs

_CONDITIONS: dict[str, Callable[[Array], NDArray[np.bool_]]] = {
    "0": lambda x: x == 0,
    "-inf": np.isneginf,
    "inf": np.isposinf,
    "NaN": np.isnan,
    "negative": lambda x: x < 0,
    "above 709, where exp overflows": lambda x: x > math.log(np.finfo(float).max),
    "below -745, where exp is 0": lambda x: x < -745,
}


def not_finite(findings: Sequence[Finding], pairs: Pairs) -> str | None:
    """What every case with such a result meets, and no passing one."""
    if any(np.isfinite(pair.got).all() for pair in pairs):
        return None
    passing = [finding for finding in findings if not finding.failed]
    for name, condition in _CONDITIONS.items():
        met = [_met(pair.finding, condition) for pair in pairs]
        # Where it passed although the condition was met, that is not the reason.
        if not all(m.any() for m in met) or any(
            _met(finding, condition).any() for finding in passing
        ):
            continue
        exactly = all(
            m.shape == pair.got.shape and np.array_equal(m, ~np.isfinite(pair.got))
            for m, pair in zip(met, pairs, strict=True)
        )
        how = "exactly where the input" if exactly else "wherever an input"
        return f"Not a finite number {how} is {name}."
    return None


def _met(finding: Finding, condition: Callable[[Array], NDArray[np.bool_]]) -> Any:
    """Where the first argument meets it."""
    array = numbers(finding.args[0]) if finding.args else None
    return condition(np.zeros(0) if array is None else array)
