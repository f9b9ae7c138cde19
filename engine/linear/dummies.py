"""Categories as columns of 0 and 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import Array, as_labels
from engine.system import system


@system("S15.06")
def dummies(
    labels: ArrayLike, drop_first: bool = True, levels: Sequence[Any] | None = None
) -> tuple[Array, NDArray[Any]]:
    """One column for each level, 1 where the row has it.

    All columns add up to the constant one, so beside an intercept one of them
    is too many, the dummy trap: the first is dropped, and each weight is then
    the difference to that level.

    Args:
        labels: shape (n,), of any type that can be sorted.
        drop_first: leave out the column of the first level.
        levels: in the order of the columns, as returned for the training rows;
            by default those of the labels, sorted.

    Returns:
        Zeros and ones, shape (n, levels) or one column fewer, and the levels.

    Raises:
        ValueError: a label is not among the levels.

    >>> dummies(["red", "blue", "red"])
    (array([[1.],
           [0.],
           [1.]]), array(['blue', 'red'], dtype='<U4'))
    """
    labels = as_labels(labels)
    known = np.unique(labels) if levels is None else np.asarray(levels)
    unseen = ~np.isin(labels, known)
    if unseen.any():
        raise ValueError(f"{labels[unseen].tolist()[0]!r} is not among the levels")
    columns = (labels[:, None] == known).astype(float)
    return columns[:, int(drop_first) :], known
