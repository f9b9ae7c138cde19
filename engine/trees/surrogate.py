"""Surrogate splits: which way a row goes whose value is missing."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Booleans, as_matrix
from engine.system import system

Surrogate = tuple[int, float, bool, float]
"""Feature, threshold, whether `<=` means left, and the share of rows that agree."""


@system("S21.13")
def surrogate_splits(X: ArrayLike, feature: int, threshold: float) -> list[Surrogate]:
    """Splits on other features that send rows the way of `x_feature <= threshold`.

    For each other feature, the threshold and direction that agree on most rows,
    among rows where both are known. Kept if they agree on more than sending all
    rows the way of the majority would; the best first, of equal ones the first
    feature.

    Args:
        X: rows, NaN where missing, shape (n, d).
        feature: of the split to imitate.
        threshold: of that split.

    Returns:
        Surrogates, see `Surrogate`.

    Raises:
        ValueError: X is no matrix, or infinite; no such feature.

    Source:
        Breiman, Friedman, Olshen, Stone, Classification and Regression Trees
        (1984), section 5.3.

    >>> surrogate_splits([[1, 9, 0], [2, 8, 1], [3, 4, 0], [4, 3, 1]], 0, 2.5)
    [(1, 6.0, False, 1.0)]
    """
    X = _rows(X, feature)
    known = ~np.isnan(X)
    goes_left = X[:, feature] <= threshold
    found = []
    for j in range(X.shape[1]):
        both = known[:, feature] & known[:, j]
        if j != feature and both.any():
            surrogate = _best(X[both, j], goes_left[both], j)
            if surrogate:
                found.append(surrogate)
    return sorted(found, key=lambda surrogate: -surrogate[3])


def _best(x: Array, goes_left: Booleans, j: int) -> Surrogate | None:
    order = x.argsort(kind="stable")
    x, sides = x[order], goes_left[order]
    # Rows on the left up to here, and rows not on the left after.
    agree = sides.cumsum()[:-1] + (~sides)[::-1].cumsum()[::-1][1:]
    may = x[:-1] < x[1:]
    most = max(sides.sum(), (~sides).sum())
    best: Surrogate | None = None
    for low_is_left, agreed in ((True, agree), (False, len(x) - agree)):
        count = np.where(may, agreed, 0)
        if count.size and count.max() > most:
            i, most = int(count.argmax()), count.max()
            t = float((x[i] + x[i + 1]) / 2)
            best = (j, t, low_is_left, float(most / len(x)))
    return best


@system("S21.13")
def goes_left(X: ArrayLike, feature: int, threshold: float) -> Booleans:
    """Which rows go left at a split, those without the value too.

    A row is sent by the split; if its value is missing, by the first surrogate
    whose value it has; if it has none, the way of the majority (left if even).

    Args:
        X: rows, NaN where missing, shape (n, d).
        feature: of the split.
        threshold: of the split.

    Returns:
        Shape (n,).

    Raises:
        ValueError: as `surrogate_splits`, or the feature is known of no row.

    >>> nan = np.nan
    >>> X = [[1, 9], [2, 8], [3, 4], [4, 3], [nan, 7], [nan, nan]]
    >>> goes_left(X, 0, 2.5).astype(int).tolist()
    [1, 1, 0, 0, 1, 1]
    """
    X = _rows(X, feature)
    x = X[:, feature]
    open_ = np.isnan(x)
    if open_.all():
        raise ValueError(f"feature {feature} is missing in every row")
    left = x <= threshold
    majority = left[~open_].mean() >= 0.5
    for j, t, low_is_left, _ in surrogate_splits(X, feature, threshold):
        sent = open_ & ~np.isnan(X[:, j])
        left[sent] = (X[sent, j] <= t) == low_is_left
        open_ &= ~sent
    left[open_] = majority
    return np.asarray(left)


def _rows(X: ArrayLike, feature: int) -> Array:
    X = as_matrix(X, finite=False)
    if np.isinf(X).any() or not 0 <= feature < X.shape[1]:
        raise ValueError(
            f"X must be finite or NaN and feature one of {X.shape[1]}, got {feature}"
        )
    return X
