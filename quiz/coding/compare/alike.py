"""Results that are the same but for a sign, an order, or the names of clusters."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from quiz.coding.compare.difference import Comparison, Difference, unexpected
from quiz.coding.compare.exact import plain, text
from quiz.coding.compare.numbers import Array, as_numbers, close


def up_to_sign(
    axis: int | None = None, rtol: float = 1e-6, atol: float = 1e-9
) -> Comparison:
    """Close, where a vector may be turned round, as an eigenvector may.

    Args:
        axis: along which the vectors lie: 0 where each column may be turned by itself,
            1 for rows; None where only the whole may be.
        rtol: as in `close`.
        atol: as in `close`.
    """
    same = close(rtol, atol)

    def compare(got: object, expected: object, _: object) -> Difference | None:
        right = np.asarray(expected, dtype=float)
        mine = as_numbers(got, right.shape)
        if isinstance(mine, Difference):
            return mine
        along = axis if right.ndim else None
        with np.errstate(invalid="ignore", over="ignore"):
            apart, turned = (
                np.abs(mine - sign * right).max(axis=along, keepdims=True, initial=0)
                for sign in (1, -1)
            )
        # What is shown as got stays as it came: the expected vector is turned.
        return same(mine, np.where(turned < apart, -right, right), ())

    return compare


def up_to_permutation(
    axis: int | None = None,
    fixed: Collection[int] = (),
    rtol: float = 1e-6,
    atol: float = 1e-9,
) -> Comparison:
    """The same but for the names of clusters, or for the order of rows.

    Args:
        axis: None for labels, where each may have another name, one for one; 0 for
            numbers whose rows may come in any order, 1 for columns.
        fixed: labels with a meaning of their own, such as -1 for noise.
        rtol: of numbers, as in `close`.
        atol: of numbers, as in `close`.
    """
    if axis is None:
        return _renamed({text(label) for label in fixed})
    same = close(rtol, atol)

    def compare(got: object, expected: object, _: object) -> Difference | None:
        right = np.asarray(expected, dtype=float)
        mine = as_numbers(got, right.shape)
        if isinstance(mine, Difference):
            return mine
        order = _nearest(np.moveaxis(mine, axis, 0), np.moveaxis(right, axis, 0))
        found = same(mine, np.take(right, order, axis), ())
        return found and replace(
            found, message=f"{found.message}, in the order that fits yours best"
        )

    return compare


def _nearest(got: Array, expected: Array) -> list[int]:
    """For each row of got the nearest row of expected, each used once."""
    free = list(range(len(expected)))
    order = []
    for row in got:
        with np.errstate(invalid="ignore", over="ignore"):
            apart = np.abs(expected[free] - row).reshape(len(free), -1).sum(axis=1)
        order.append(free.pop(int(np.nan_to_num(apart, nan=np.inf).argmin())))
    return order


def _renamed(fixed: set[str]) -> Comparison:
    def compare(got: object, expected: object, _: object) -> Difference | None:
        mine, right = plain(got), plain(expected)
        if not isinstance(mine, list):
            return unexpected(got, "a list of labels")
        if len(mine) != len(right):
            message = f"Got {len(mine)} labels where {len(right)} were expected"
            return Difference("shape", message, (len(mine),), (len(right),))
        pairs = list(zip(map(text, mine), map(text, right), strict=True))
        first: dict[str, int] = {}
        wanted: dict[str, int] = {}
        for i, pair in enumerate(pairs):
            j, k = first.setdefault(pair[0], i), wanted.setdefault(pair[1], i)
            broken = _broken(i, j, k) if j != k else _misnamed(i, pair, fixed)
            if broken:
                return Difference("value", broken, index=(i,), total=len(right))
        return None

    return compare


def _broken(i: int, first: int, wanted: int) -> str:
    """Item i is the first of its label, or goes with an earlier one: differently."""
    if first < i:
        return f"Items {first} and {i} are together where they were expected apart"
    return f"Items {wanted} and {i} are apart where they were expected together"


def _misnamed(i: int, pair: tuple[str, str], fixed: set[str]) -> str:
    if pair[0] == pair[1] or not fixed.intersection(pair):
        return ""
    return f"Item {i} got label {pair[0][:60]} where {pair[1]} was expected"
