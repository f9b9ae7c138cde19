"""Results of which many are right: what must hold of them is checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.autodiff.differences import central_difference
from quiz.coding.compare.difference import Comparison, Difference, unexpected
from quiz.coding.compare.numbers import Array, as_numbers, close, numbers

Check = Callable[..., str | None]


def holds(check: Check, same_shape: bool = True) -> Comparison:
    """A property: `check(got, *args)` says what is violated, or None.

    Where the reference gives finite numbers, so must the submission; `check` gets them
    as a float array.

    Args:
        check: gives a phrase without a full stop, such as "Column 0 has norm 2".
        same_shape: whether the numbers must have the shape of the reference's.
    """

    def compare(
        got: object, expected: object, args: tuple[Any, ...]
    ) -> Difference | None:
        right = numbers(expected)
        if right is not None:
            mine = as_numbers(got, right.shape) if same_shape else numbers(got)
            if mine is None:
                return unexpected(got, "numbers")
            if isinstance(mine, Difference):
                return mine
            if np.isfinite(right).all() and not np.isfinite(mine).all():
                return Difference("not finite", "Got numbers that are not finite")
            got = mine
        try:
            violated = check(got, *args)
        except Exception as error:  # a stranger's value, which no check foresees
            what = type(error).__name__
            return Difference("type", f"The result cannot be checked ({what})")
        return Difference("property", violated) if violated else None

    return compare


def gradient_of(
    loss: Callable[..., Any], argument: int = 0, rtol: float = 1e-5, atol: float = 1e-7
) -> Comparison:
    """The gradient of `loss(*args)`, checked by central differences.

    Args:
        loss: gives a number; smooth near the inputs.
        argument: which argument the gradient is taken by.
        rtol: as in `close`.
        atol: as in `close`.
    """
    same = close(rtol, atol)

    def compare(got: object, _: object, args: tuple[Any, ...]) -> Difference | None:
        x = np.asarray(args[argument], dtype=float)

        def at(point: Array) -> Any:
            moved = point.reshape(x.shape)
            return loss(*args[:argument], moved, *args[argument + 1 :])

        return same(got, central_difference(at, x.ravel()).reshape(x.shape), ())

    return compare
