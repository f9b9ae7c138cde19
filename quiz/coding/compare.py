"""Got against expected: the difference, in words and numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Difference:
    """How a result differs from what was expected.

    `kind` is "type", "shape", "not finite" or "value". `index` is the worst cell;
    `got` and `expected` are its values.
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


Comparison = Callable[[object, object], Difference | None]
"""(got, expected) -> the difference, or None where they agree."""


def close(rtol: float = 1e-6, atol: float = 1e-9) -> Comparison:
    """Numbers within `|got - expected| <= atol + rtol |expected|`, in the same shape.

    Nested lists of numbers count as arrays. NaN and infinity agree only where they
    are expected.
    """

    def compare(got: object, expected: object) -> Difference | None:
        right = np.asarray(expected, dtype=float)
        mine = _numbers(got)
        if mine is None:
            message = f"Got {_name(got)} where {_shape_name(right.shape)} was expected"
            return Difference("type", message, expected_shape=right.shape)
        if mine.shape != right.shape:
            return _shape(mine, right)
        with np.errstate(invalid="ignore", over="ignore"):
            wrong = ~np.isclose(mine, right, rtol=rtol, atol=atol, equal_nan=True)
        return _value(mine, right, wrong) if wrong.any() else None

    return compare


def _numbers(value: object) -> Array | None:
    """The value as float64, or None where it is not real numbers."""
    if isinstance(value, (bool, str, bytes)) or value is None:
        return None
    # NumPy would turn [True, 0.5] into [1.0, 0.5].
    if isinstance(value, list | tuple) and any(_numbers(v) is None for v in value):
        return None
    try:
        array = np.asarray(value)
    except (ValueError, TypeError):
        return None
    if array.dtype.kind not in "iuf":
        return None
    return np.asarray(array, dtype=float)


def _shape(got: Array, expected: Array) -> Difference:
    hint = ". It is the transpose's shape" if got.T.shape == expected.shape else ""
    message = f"Got shape {got.shape} where {expected.shape} was expected{hint}"
    return Difference("shape", message, got.shape, expected.shape)


def _value(got: Array, expected: Array, wrong: NDArray[np.bool_]) -> Difference:
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        error = np.where(wrong, np.abs(got - expected), 0.0)
        relative = np.where(wrong, error / np.abs(expected), 0.0)
    # Not finite where a finite number was expected is the worst there is.
    error = np.where(np.isnan(error), np.inf, error)
    relative = np.where(np.isnan(relative), np.inf, relative)
    index = tuple(int(i) for i in np.unravel_index(np.argmax(error), error.shape))
    mine, right = float(got[index]), float(expected[index])
    odd = not np.isfinite(got[wrong]).all()
    place = f"at {list(index)} " if index else ""
    count = f"{wrong.sum()} of {wrong.size} entries differ; " if wrong.size > 1 else ""
    message = f"{count}{place}got {mine:.6g} where {right:.6g} was expected"
    return Difference(
        kind="not finite" if odd else "value",
        message=message[0].upper() + message[1:],
        got_shape=got.shape,
        expected_shape=expected.shape,
        index=index,
        got=mine,
        expected=right,
        max_abs=float(error.max()),
        max_rel=float(relative.max()),
        wrong=int(wrong.sum()),
        total=int(wrong.size),
    )


def _name(value: object) -> str:
    kind = type(value).__name__
    return "None" if value is None else f"a value of type {kind}"


def _shape_name(shape: tuple[int, ...]) -> str:
    return f"an array of shape {shape}" if shape else "a number"
