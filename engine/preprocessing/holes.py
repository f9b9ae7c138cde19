"""Rows with holes: a missing value is NaN, and infinity is refused."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix, as_rows
from engine.system import system


def with_holes(X: ArrayLike, d: int | None = None) -> Array:
    """X in float64, in which values may be missing.

    Args:
        X: rows, shape (n, d).
        d: features that it must have, if given.

    Returns:
        Rows, shape (n, d).

    Raises:
        ValueError: another shape, or a value that is infinite, which is named.

    >>> with_holes([[1, None]])
    array([[ 1., nan]])
    """
    X = as_matrix(X, finite=False) if d is None else as_rows(X, d, finite=False)
    if np.isinf(X).any():
        i, j = np.argwhere(np.isinf(X))[0]
        raise ValueError(f"X[{i}, {j}] is {X[i, j]}; it must be a number or missing")
    return X


@system("S61.13")
def complete_rows(X: ArrayLike) -> Array:
    """The rows without a hole: complete-case analysis.

    Unbiased where holes have nothing to do with the values. Of d columns with
    a share p missing, independently, `(1 - p)^d` of the rows are left: of 20
    columns and 5 %, 36 %.

    Args:
        X: rows, shape (n, d).

    Returns:
        Complete rows, shape (m, d), m from 0 to n.

    Raises:
        ValueError: X has another shape or holds infinity.

    >>> complete_rows([[1.0, 2.0], [np.nan, 3.0]])
    array([[1., 2.]])
    """
    X = with_holes(X)
    return X[~np.isnan(X).any(axis=1)]


@system("S61.09")
def missing_indicators(X: ArrayLike, columns: ArrayLike | None = None) -> Array:
    """Columns that say where a value is missing, for a model to learn from.

    Args:
        X: rows, shape (n, d).
        columns: which to give an indicator; by default those with a hole. Pass
            those of the training rows for new ones.

    Returns:
        1 where the value is missing, else 0, shape (n, columns).

    Raises:
        ValueError: X has another shape or holds infinity.

    >>> missing_indicators([[1.0, 2.0], [np.nan, 3.0]])
    array([[0.],
           [1.]])
    """
    missing = np.isnan(with_holes(X))
    which = missing.any(axis=0) if columns is None else np.asarray(columns, dtype=int)
    return missing[:, which].astype(float)
