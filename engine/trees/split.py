"""The best split of a node: which feature, and where."""

from __future__ import annotations

import heapq
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers, as_labels, as_matrix, as_vector, check_length
from engine.system import system


def _gini(sums: Array) -> Array:
    n, squares = np.add.reduce(sums), np.add.reduce(sums * sums)
    return np.asarray(n - squares / n)


def _entropy(sums: Array) -> Array:
    n = np.add.reduce(sums)
    # 0 log 0 is 0; the counts are whole numbers.
    parts = np.add.reduce(sums * np.log2(np.maximum(sums, 1.0)))
    return np.asarray(n * np.log2(n) - parts)


def _squared(sums: Array) -> Array:
    n, y, squares = sums
    return np.asarray(np.maximum(squares - y**2 / n, 0.0))


def _poisson(sums: Array) -> Array:
    n, y, _ = sums
    return np.asarray(-y * np.log(np.where(y > 0, y, 1.0) / n))


CLASSES: dict[str, Callable[[Array], Array]] = {"gini": _gini, "entropy": _entropy}
"""Rows times impurity, from the counts of the classes, shape (k, ...)."""

NUMBERS: dict[str, Callable[[Array], Array]] = {
    "squared_error": _squared,
    "poisson": _poisson,
}
"""Rows times impurity, from the sums of 1, y and y^2, shape (3, ...). Poisson's is half
the deviance, `sum y ln(y / mean)`, without the part that no split changes."""

_WEIGH = CLASSES | NUMBERS


@system("S21.02", "S21.08", "S21.09")
def best_split(
    X: ArrayLike, y: ArrayLike, criterion: str = "gini", min_leaf: int = 1
) -> tuple[int, float, float] | None:
    """The split `x_j <= t` that lowers the impurity most, of all j and t.

    One sort a feature: on the way up the sorted values, the sums of the targets
    on either side are known at each step, and the impurity follows from the sums.
    O(d n log n), not O(d n^2). Of equal gains the first feature, the lowest t.

    Args:
        X: rows, shape (n, d).
        y: labels for "gini" and "entropy"; numbers for "squared_error",
            "absolute_error" and "poisson" (0 or more, and not all 0), shape (n,).
        criterion: one of these.
        min_leaf: rows on either side at least, 1 or more.

    Returns:
        Feature j, threshold t halfway between two values, and the gain: impurity
        less the mean of both sides', weighed by their rows. None if no split
        leaves min_leaf rows on either side.

    Raises:
        ValueError: shapes do not fit, a value is not finite, or no such criterion.

    Source:
        Breiman, Friedman, Olshen, Stone, Classification and Regression Trees
        (1984), section 2.4.

    >>> best_split([[1.0, 7.0], [2.0, 7.0], [3.0, 7.0], [4.0, 7.0]], [0, 0, 1, 1])
    (0, 2.5, 0.5)
    """
    X = as_matrix(X)
    T, columns = as_targets(y, len(X), criterion), np.ascontiguousarray(X.T)
    found = search(columns, T, columns.argsort(axis=1), criterion, min_leaf)
    return None if found is None else (found[0], found[2], found[3] / len(X))


def as_targets(y: ArrayLike, n: int, criterion: str) -> Array:
    """What a criterion adds up: one-hot classes, or 1, y and y^2.

    Args:
        y: labels or numbers, shape (n,).
        n: how many there must be.
        criterion: as in `best_split`.

    Returns:
        Shape (k, n), or (3, n).

    Raises:
        ValueError: as `best_split`.

    >>> as_targets(["b", "a"], 2, "gini")
    array([[0., 1.],
           [1., 0.]])
    """
    if criterion in CLASSES:
        classes, codes = np.unique(as_labels(y, n), return_inverse=True)
        return np.asarray(codes == np.arange(len(classes))[:, None], dtype=float)
    if criterion not in {*NUMBERS, "absolute_error"}:
        names = ", ".join([*CLASSES, *NUMBERS, "absolute_error"])
        raise ValueError(f"criterion must be one of {names}, got {criterion!r}")
    y = as_vector(y, "y")
    check_length(y, n, "y")
    if criterion == "poisson" and (y.min() < 0 or not y.any()):
        raise ValueError("for poisson y must be 0 or more, and not all 0")
    return np.stack([np.ones(n), y, y**2])


def search(
    columns: Array, T: Array, order: Integers, criterion: str, min_leaf: int = 1
) -> tuple[int, int, float, float] | None:
    """`best_split` of m of the rows, already sorted.

    Args:
        columns: the features in rows, shape (d, n), checked before.
        T: targets as `as_targets` gives them, shape (c, n).
        order: the m rows, in rising order of each feature, shape (d, m).
        criterion: as in `best_split`.
        min_leaf: rows on either side at least.

    Returns:
        Feature j, how many of order[j] go left, threshold, and m times the gain;
        None if there is no split.

    >>> search(np.array([[1.0, 2.0]]), np.eye(2), np.array([[0, 1]]), "gini")
    (0, 1, 1.5, 1.0)
    """
    (d, n), m, least = columns.shape, order.shape[1], max(min_leaf, 1)
    if m < 2 * least:
        return None
    values = columns.ravel().take(order + n * np.arange(d)[:, None])
    gain, impurity = _gains(T.take(order, axis=1), criterion)
    # Between rows i and i + 1, with min_leaf rows on either side.
    gain = gain[:, least - 1 : m - least]
    may = values[:, least - 1 : m - least] < values[:, least : m - least + 1]
    gain = np.where(may, gain, -np.inf)
    most = gain.max()
    if most == -np.inf:
        return None
    # The first of those that only rounding tells apart.
    best = gain >= most - 1e-12 * abs(impurity)
    j, i = divmod(int(best.argmax()), gain.shape[1])
    left = i + least
    low, high = values[j, left - 1 : left + 1].tolist()
    middle = low + (high - low) / 2
    # Neighbouring floats have no middle.
    return j, left, low if middle >= high else middle, float(gain[j, i])


def _gains(T: Array, criterion: str) -> tuple[Array, float]:
    """m times the gain of a split after each sorted row, (d, m - 1); m impurities.

    T holds the targets in the order of each feature, (c, d, m).
    """
    # Up to each row, and from each row on; m times what is impure there.
    if criterion == "absolute_error":
        rows = T[1].tolist()
        up = np.array([_deviations(row) for row in rows])
        down = np.array([_deviations(row[::-1])[::-1] for row in rows])
    else:
        if criterion == "squared_error":
            # About the mean, or y^2 would drown the differences.
            y = T[1] - T[1, 0].mean()
            T = np.stack([T[0], y, y**2])
        sides = np.empty((len(T), 2, *T.shape[1:]))
        left, right = sides[:, 0], sides[:, 1]
        T.cumsum(axis=2, out=left)
        np.subtract(left[..., -1:], left, out=right)
        right += T
        up, down = _WEIGH[criterion](sides)
    return up[:, -1:] - up[:, :-1] - down[:, 1:], float(up[0, -1])


def _deviations(y: list[float]) -> list[float]:
    """`sum |y_i - median|` over the first 1, 2, ... of y.

    Two heaps hold the lower half (negated) and the upper half: the medians are
    on top.
    """
    low: list[float] = []
    high: list[float] = []
    sum_low = sum_high = 0.0
    found = []
    for value in y:
        # Through the upper heap into the lower: what comes out is its smallest.
        smallest = heapq.heappushpop(high, value)
        heapq.heappush(low, -smallest)
        sum_high += value - smallest
        sum_low += smallest
        if len(low) > len(high) + 1:
            largest = -heapq.heappop(low)
            heapq.heappush(high, largest)
            sum_low -= largest
            sum_high += largest
        median = -low[0]
        found.append(sum_high - sum_low + median * (len(low) - len(high)))
    return found
