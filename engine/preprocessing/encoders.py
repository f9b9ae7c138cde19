"""Categories as numbers: one column each, a code, or the mean of the target."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import Array, Integers, as_labels, as_vector, check_length
from engine.system import system
from engine.validation.splits import k_fold


@system("S22.01", "S22.07")
def one_hot(
    x: ArrayLike,
    levels: Sequence[Any] | None = None,
    drop_first: bool = False,
    unknown: str = "error",
) -> tuple[Array, NDArray[Any]]:
    """One column for each level, 1 where the row has it; no order is implied.

    Args:
        x: labels, shape (n,).
        levels: in the order of the columns; by default those of x, sorted.
            Pass those of the training rows for new ones.
        drop_first: leave out the column of the first level, which an intercept
            makes redundant.
        unknown: "error", or "ignore": a row of zeros for a label that is not
            among the levels. With `drop_first` it looks like the first level.

    Returns:
        Zeros and ones, shape (n, levels) or one column fewer, and the levels.

    Raises:
        ValueError: a label is not among the levels, a level is listed twice,
            or `unknown` is neither word.

    >>> one_hot(["red", "blue"], levels=["red", "green", "blue"])[0]
    array([[1., 0., 0.],
           [0., 0., 1.]])
    """
    codes, known = _codes(x, levels, unknown)
    columns = (codes[:, None] == np.arange(len(known))).astype(float)
    return columns[:, int(drop_first) :], known


@system("S22.02", "S22.07")
def label_encode(y: ArrayLike) -> tuple[Integers, NDArray[Any]]:
    """Sorted classes numbered from 0: red, green, blue become 2, 1, 0.

    A name for each class of a target, nothing more. As a feature the numbers
    would claim that blue < green < red, with green in the middle, and that
    low, medium, high run high < low < medium: use `ordinal_encode` there.

    Args:
        y: labels, shape (n,).

    Returns:
        Codes, shape (n,), and the classes: `classes[codes]` is y.

    Raises:
        ValueError: y has another shape, or holds NaN.

    >>> label_encode(["red", "green", "blue"])[0]
    array([2, 1, 0])
    """
    return _codes(y, None, "error")


@system("S22.03")
def ordinal_encode(
    x: ArrayLike, order: Sequence[Any], unknown: str = "error"
) -> Integers:
    """Place of each label in an order that is known, from 0.

    Args:
        x: labels, shape (n,).
        order: the levels, lowest first.
        unknown: "error", or "ignore": -1 for a label that is not among them.

    Returns:
        Codes, shape (n,).

    Raises:
        ValueError: as `one_hot`.

    >>> ordinal_encode(["low", "high", "medium"], order=["low", "medium", "high"])
    array([0, 2, 1])
    """
    return _codes(x, order, unknown)[0]


@system("S22.04")
def target_encode(
    x: ArrayLike, y: ArrayLike, new: ArrayLike, smooth: float = 0.0
) -> Array:
    """Mean target of each label's training rows, drawn towards the mean of all.

    `(sum of y over the n_c rows + smooth mean(y)) / (n_c + smooth)`: as if the
    level had `smooth` more rows of average target. Learned and used on the same
    rows it leaks: a label that occurs once is told its own target. Those rows
    need `target_encode_out_of_fold`.

    Args:
        x: labels of the training rows, shape (n,).
        y: their targets, numbers, 0 and 1 for a class, shape (n,).
        new: labels to encode, shape (m,).
        smooth: in rows, at least 0.

    Returns:
        Codes, shape (m,); mean(y) for a label that no training row has.

    Raises:
        ValueError: lengths differ, or smooth is negative.

    Source:
        Micci-Barreca, A Preprocessing Scheme for High-Cardinality Categorical
        Attributes in Classification and Prediction Problems (2001).

    >>> x, y = ["a", "a", "b", "b", "b"], [1, 0, 1, 1, 0]
    >>> target_encode(x, y, ["a", "b", "c"]).round(4)
    array([0.5   , 0.6667, 0.6   ])
    """
    y = as_vector(y, "y")
    codes, levels = _codes(x, None, "error")
    check_length(codes, len(y), "x")
    if not smooth >= 0:
        raise ValueError(f"smooth must be at least 0, got {smooth}")
    rows = np.bincount(codes)
    means = (np.bincount(codes, y) + smooth * y.mean()) / (rows + smooth)
    asked = _codes(new, levels.tolist(), "ignore")[0]
    return np.asarray(np.where(asked < 0, y.mean(), means[asked]))


@system("S22.05")
def target_encode_out_of_fold(
    x: ArrayLike,
    y: ArrayLike,
    k: int = 5,
    smooth: float = 0.0,
    rng: np.random.Generator | None = None,
) -> Array:
    """Target encoding of training rows, each by the rows of the other folds.

    No row sees its own target. New rows are encoded by `target_encode` on all
    training rows.

    Args:
        x: labels, shape (n,).
        y: targets, shape (n,).
        k: folds, 2 to n.
        smooth: in rows, at least 0.
        rng: shuffles the rows before they are cut into folds, if given.

    Returns:
        Codes, shape (n,).

    Raises:
        ValueError: as `target_encode`, or k is not 2 to n.

    >>> target_encode_out_of_fold(["a", "a", "a", "a"], [1, 0, 0, 0], k=2)
    array([0. , 0. , 0.5, 0.5])
    """
    x, y = as_labels(x, name="x"), as_vector(y, "y")
    check_length(x, len(y), "x")
    codes = np.empty(len(x))
    for others, fold in k_fold(len(x), k, rng):
        codes[fold] = target_encode(x[others], y[others], x[fold], smooth)
    return codes


def _codes(
    x: ArrayLike, levels: Sequence[Any] | None, unknown: str
) -> tuple[Integers, NDArray[Any]]:
    """Place of each label among the levels, -1 for unknown ones; and the levels."""
    x = as_labels(x, name="x")
    if unknown not in ("error", "ignore"):
        raise ValueError(f"unknown is 'error' or 'ignore', got {unknown!r}")
    if levels is None:
        known, codes = np.unique(x, return_inverse=True)
        return codes, known
    known = as_labels(levels, name="levels")
    ordered, place = np.unique(known, return_index=True)
    if len(ordered) < len(known):
        raise ValueError(f"levels must be distinct, got {known.tolist()}")
    at = np.minimum(np.searchsorted(ordered, x), len(ordered) - 1)
    codes = np.where(ordered[at] == x, place[at], -1)
    if unknown == "error" and (codes < 0).any():
        raise ValueError(f"{x[codes < 0].tolist()[0]!r} is not among the levels")
    return codes, known
