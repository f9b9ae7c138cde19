"""Results of the right shape, with wrong numbers in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quiz.coding.compare.numbers import Array
from quiz.coding.diagnose.finding import Pairs, same


def cut_to_integers(pairs: Pairs) -> str | None:
    """Whole numbers where there should be fractions."""
    cut = all(np.array_equal(pair.got, np.trunc(pair.expected)) for pair in pairs)
    # A zero everywhere may have other reasons, unless it stands in an integer array.
    integers = all(
        isinstance(pair.finding.got, np.ndarray) and pair.finding.got.dtype.kind in "iu"
        for pair in pairs
    )
    if not cut or not (integers or all(pair.got.any() for pair in pairs)):
        return None
    return (
        "Fractions are cut off: an array of integers cannot hold them; make it float."
    )


def single_precision(pairs: Pairs) -> str | None:
    """Right, but for rounding to a shorter type."""
    for name, dtype in (("float16", np.float16), ("float32", np.float32)):
        limit = 100 * float(np.finfo(dtype).eps)
        with np.errstate(over="ignore"):
            rounded = [pair.got.astype(dtype) for pair in pairs]
        near = all(
            np.abs(pair.got - pair.expected).max(initial=0.0)
            <= limit * np.abs(pair.expected).max(initial=0.0)
            for pair in pairs
        )
        exact = all(
            np.array_equal(pair.got, short)
            for pair, short in zip(pairs, rounded, strict=True)
        )
        if near and exact and any((pair.got % 1).any() for pair in pairs):
            return f"The results are right to the precision of {name}. Use float64."
    return None


def sign(pairs: Pairs) -> str | None:
    """Right, but for some signs."""
    if all(same(np.abs(pair.got), np.abs(pair.expected)) for pair in pairs):
        return "The numbers are right but for their signs."
    return None


def offset(pairs: Pairs) -> str | None:
    """Too large or too small by one number."""
    if sum(pair.got.size for pair in pairs) < 2:
        return None
    offset = float((pairs[0].got - pairs[0].expected).flat[0])
    if not all(same(pair.got - offset, pair.expected) for pair in pairs):
        return None
    how = "large" if offset > 0 else "small"
    return f"Every number that fails is too {how} by the same {abs(offset):.6g}."


def order(pairs: Pairs) -> str | None:
    """Right numbers in another order."""
    if not all(pair.got.ndim for pair in pairs):
        return None
    for axis, what in ((0, "The order"), (-1, "The order along the last axis")):
        if all(same(np.flip(pair.got, axis), pair.expected) for pair in pairs):
            return f"{what} is turned round: sorted the other way?"
    if all(
        same(np.sort(pair.got, axis=None), np.sort(pair.expected, axis=None))
        for pair in pairs
    ):
        return "The numbers are right but stand in another order."
    return None


_NORMS: dict[str, Callable[[Array], NDArray[Any]]] = {
    "each row sums to 1": lambda a: a.sum(axis=-1),
    "each column sums to 1": lambda a: a.sum(axis=-2),
    "everything together sums to 1": lambda a: a.sum(),
    "the squares of each row sum to 1": lambda a: (a**2).sum(axis=-1),
    "the squares of each column sum to 1": lambda a: (a**2).sum(axis=-2),
    "the largest of each row is 1": lambda a: a.max(axis=-1),
    "the largest of each column is 1": lambda a: a.max(axis=-2),
}


def normalised(pairs: Pairs) -> str | None:
    """Sums to 1 along another axis, or in another norm."""
    if not all(pair.got.ndim == 2 and min(pair.got.shape) > 1 for pair in pairs):
        return None

    def first(arrays: Sequence[Array]) -> str | None:
        held = (
            n for n, f in _NORMS.items() if all(np.allclose(f(a), 1) for a in arrays)
        )
        return next(held, None)

    mine, right = first([p.got for p in pairs]), first([p.expected for p in pairs])
    if not mine or not right or mine == right:
        return None
    return f"Normalised differently: {mine}, where it was expected that {right}."
