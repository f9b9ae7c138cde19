"""Results of the wrong shape, and transposes, which may have the right one."""

from __future__ import annotations

from collections.abc import Sequence

from quiz.coding.diagnose.finding import Pairs, same


def transposed(pairs: Pairs) -> str | None:
    """The transpose, square or not."""
    if all(same(pair.got.T, pair.expected) for pair in pairs):
        return "Every result that fails is the transpose of the right one."
    return None


def missing_axis(pairs: Pairs) -> str | None:
    """An axis was summed or indexed away."""
    return _axis(
        [(pair.got.shape, pair.expected.shape) for pair in pairs],
        "Axis {axis} of the result is missing: shape {got} came where {expected} was "
        "expected.",
    )


def superfluous_axis(pairs: Pairs) -> str | None:
    """An axis was kept that should be gone."""
    swapped = [(pair.expected.shape, pair.got.shape) for pair in pairs]
    return _axis(
        swapped,
        "Axis {axis} of the result is one too many: shape {expected} came where {got} "
        "was expected.",
    )


def _axis(shapes: Sequence[tuple[tuple[int, ...], ...]], sentence: str) -> str | None:
    """The sentence, if one axis, and only that one, makes short shapes long ones."""
    candidates = [
        {k for k in range(len(long)) if (*long[:k], *long[k + 1 :]) == short}
        for short, long in shapes
    ]
    axes = set.intersection(*candidates)
    if len(axes) != 1:
        return None
    short, long = shapes[0]
    return sentence.format(axis=axes.pop(), got=short, expected=long)
