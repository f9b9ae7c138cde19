"""Numbers that are close."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from quiz.coding.compare.difference import Comparison, Difference, unexpected

Array = NDArray[np.float64]


def close(rtol: float = 1e-6, atol: float = 1e-9) -> Comparison:
    """Numbers within `|got - expected| <= atol + rtol |expected|`, in the same shape.

    Nested lists of numbers count as arrays. NaN and infinity agree only where they
    are expected.
    """

    def compare(got: object, expected: object, _: object) -> Difference | None:
        right = np.asarray(expected, dtype=float)
        mine = as_numbers(got, right.shape)
        if isinstance(mine, Difference):
            return mine
        if mine.tobytes() == right.tobytes():
            # To the last bit: most accepted answers, in a tenth of the time.
            return None
        wrong = _apart(mine, right, rtol, atol)
        return cells(mine, right, wrong) if wrong.any() else None

    return compare


def _apart(got: Array, expected: Array, rtol: float, atol: float) -> NDArray[np.bool_]:
    if np.isfinite(got).all() and np.isfinite(expected).all():
        # What isclose does for finite numbers, in a fifth of its time.
        with np.errstate(over="ignore"):
            return np.abs(got - expected) > atol + rtol * np.abs(expected)
    with np.errstate(invalid="ignore", over="ignore"):
        return ~np.isclose(got, expected, rtol=rtol, atol=atol, equal_nan=True)


def as_numbers(got: object, shape: tuple[int, ...]) -> Array | Difference:
    """The result as float64 of this shape, or why it is not."""
    what = f"an array of shape {shape}" if shape else "a number"
    array = numbers(got)
    if array is None:
        return replace(unexpected(got, what), expected_shape=shape)
    if array.shape == shape:
        return array
    hint = ". It is the transpose's shape" if array.T.shape == shape else ""
    message = f"Got shape {array.shape} where {shape} was expected{hint}"
    return Difference("shape", message, array.shape, shape)


def numbers(value: object) -> Array | None:
    """The value as float64, or None where it is not real numbers."""
    if isinstance(value, (bool, str, bytes)) or value is None:
        return None
    # NumPy would turn [True, 0.5] into [1.0, 0.5].
    if isinstance(value, list | tuple) and any(numbers(v) is None for v in value):
        return None
    try:
        array = np.asarray(value)
    except (ValueError, TypeError):
        return None
    if array.dtype.kind not in "iuf":
        return None
    return np.asarray(array, dtype=float)


def cells(got: Array, expected: Array, wrong: NDArray[np.bool_]) -> Difference:
    """The difference of two arrays of one shape, some entries of which are wrong."""
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
