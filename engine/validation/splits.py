"""Rows to learn from and rows to test on, as lists of indices.

A split measures how a model does on new rows; it does not change any one fit.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import Integers, as_labels
from engine.system import system

Splits = list[tuple[Integers, Integers]]
"""Training rows and test rows of each fold."""


@system("S08.01", "S22.06")
def k_fold(n: int, k: int = 5, rng: np.random.Generator | None = None) -> Splits:
    """Cut n rows into k folds; each is tested once by a model of the others.

    The first `n mod k` folds have one row more. Without a generator folds are
    consecutive, so that rows sorted by class give folds of one class.

    Args:
        n: rows.
        k: folds, 2 to n; n of them leave one row out at a time.
        rng: shuffles the rows first, if given.

    Returns:
        Training and test rows of each fold, each in rising order.

    Raises:
        ValueError: k is not 2 to n.

    Source:
        Stone, Cross-Validatory Choice and Assessment of Statistical
        Predictions (1974).

    >>> [test.tolist() for _, test in k_fold(5, 3)]
    [[0, 1], [2, 3], [4]]
    """
    _check_folds(k, n, "rows")
    order = np.arange(n) if rng is None else rng.permutation(n)
    fold = np.empty(n, dtype=int)
    fold[order] = np.sort(np.arange(n) % k)
    return _by_fold(fold, k)


@system("S08.02")
def fold_schedule(k: int = 5) -> NDArray[np.str_]:
    """Who tests when: row i, column j say what fold j does in round i.

    Args:
        k: folds, at least 2.

    Returns:
        "test" on the diagonal and "train" elsewhere, shape (k, k).

    Raises:
        ValueError: k is below 2.

    >>> fold_schedule(2).tolist()
    [['test', 'train'], ['train', 'test']]
    """
    if k < 2:
        raise ValueError(f"k must be at least 2, got {k}")
    return np.where(np.eye(k, dtype=bool), "test", "train")


def stratified_k_fold(
    y: ArrayLike, k: int = 5, rng: np.random.Generator | None = None
) -> Splits:
    """Folds that hold each class in the same share, as far as rows allow.

    The rows, sorted by class, are dealt to the folds in turn like cards; the
    numbers of rows of a class in two folds differ by at most one.

    Args:
        y: labels, shape (n,).
        k: folds, 2 to n.
        rng: shuffles the rows within each class first, if given.

    Returns:
        Training and test rows of each fold, each in rising order.

    Raises:
        ValueError: k is not 2 to n.

    >>> [test.tolist() for _, test in stratified_k_fold([0, 0, 0, 0, 1, 1], 2)]
    [[0, 2, 4], [1, 3, 5]]
    """
    y = as_labels(y)
    _check_folds(k, len(y), "rows")
    fold = np.empty(len(y), dtype=int)
    fold[_sorted_by(y, rng)] = np.arange(len(y)) % k
    return _by_fold(fold, k)


def group_k_fold(groups: ArrayLike, k: int = 5) -> Splits:
    """Folds that never part the rows of a group, such as one patient's.

    The largest group first, each goes to the fold with the fewest rows so far.

    Args:
        groups: group of each row, shape (n,).
        k: folds, 2 to the number of groups.

    Returns:
        Training and test rows of each fold, each in rising order.

    Raises:
        ValueError: k is not 2 to the number of groups.

    >>> [test.tolist() for _, test in group_k_fold(["a", "b", "a", "c"], 2)]
    [[0, 2], [1, 3]]
    """
    _, group, rows = np.unique(
        as_labels(groups, name="groups"), return_inverse=True, return_counts=True
    )
    _check_folds(k, len(rows), "groups")
    held = np.zeros(k, dtype=int)
    fold = np.empty(len(rows), dtype=int)
    for g in np.argsort(-rows, kind="stable"):
        fold[g] = held.argmin()
        held[fold[g]] += rows[g]
    return _by_fold(fold[group], k)


def time_splits(n: int, k: int = 5, size: int | None = None, gap: int = 0) -> Splits:
    """Test rows that come after all training rows, which grow from split to split.

    The last k blocks of `size` rows are tested, one at a time.

    Args:
        n: rows in order of time.
        k: splits, at least 1.
        size: rows of a test block; by default `n // (k + 1)`.
        gap: rows between that are left out, for targets that look ahead.

    Returns:
        Training and test rows of each split, the earliest first.

    Raises:
        ValueError: a number is out of range, or no training row is left.

    >>> [(train.tolist(), test.tolist()) for train, test in time_splits(5, 2, gap=1)]
    [([0, 1], [3]), ([0, 1, 2], [4])]
    """
    if k < 1 or gap < 0:
        raise ValueError(f"k is at least 1 and gap 0, got {k} and {gap}")
    size = n // (k + 1) if size is None else size
    if size < 1 or n - k * size - gap < 1:
        raise ValueError(f"{n} rows are too few for {k} blocks of {size} after {gap}")
    starts = range(n - k * size, n, size)
    return [(np.arange(s - gap), np.arange(s, s + size)) for s in starts]


@system("S32.05")
def split_sizes(
    n: int, fractions: tuple[float, float, float] = (0.7, 0.15, 0.15)
) -> tuple[int, int, int]:
    """How many of n rows train, validate and test.

    Validation and test get their share rounded to the nearest row, halves to
    the even number, training what is left. An accuracy p measured on m test
    rows has standard error `sqrt(p (1 - p) / m)`, so it is m that counts, not
    the share: of millions of rows, 1 % is plenty.

    Args:
        n: rows.
        fractions: of the three parts, positive, with sum 1. Usual ranges such
            as 70-80, 10-15 and 10-15 % cannot be combined at will.

    Returns:
        The three sizes, which sum to n.

    Raises:
        ValueError: fractions are not positive or do not sum to 1, or a part
            would be empty.

    >>> split_sizes(1000, (0.8, 0.1, 0.1))
    (800, 100, 100)
    """
    if min(fractions) <= 0 or abs(sum(fractions) - 1) > 1e-9:
        raise ValueError(f"fractions must be positive with sum 1, got {fractions}")
    validate, test = (round(n * share) for share in fractions[1:])
    sizes = n - validate - test, validate, test
    if min(sizes) < 1:
        raise ValueError(f"{n} rows are too few: the parts would be {sizes}")
    return sizes


@system("S32.01")
def three_way_split(
    n: int,
    rng: np.random.Generator,
    fractions: tuple[float, float, float] = (0.7, 0.15, 0.15),
    y: ArrayLike | None = None,
) -> tuple[Integers, Integers, Integers]:
    """Rows to fit on, rows to choose by, and rows to score once, at the end.

    Args:
        n: rows.
        rng: shuffles the rows.
        fractions: of the three parts, as `split_sizes`.
        y: labels, shape (n,), if each part is to hold every class in its
            share, to within less than two rows; of two classes, within one.

    Returns:
        Training, validation and test rows, each in rising order: disjoint, and
        together all.

    Raises:
        ValueError: as `split_sizes`, or y has another length.

    >>> parts = three_way_split(20, np.random.default_rng(0), (0.6, 0.2, 0.2))
    >>> [len(part) for part in parts]
    [12, 4, 4]
    """
    sizes = split_sizes(n, fractions)
    if y is None:
        order = rng.permutation(n)
        part = np.repeat([0, 1, 2], sizes)
    else:
        y = as_labels(y, n)
        order = _sorted_by(y, rng)
        # Spread each part evenly along the rows sorted by class: a class, which
        # is a stretch of them, then gets its share.
        places = [(np.arange(size) + 0.5) / size for size in sizes]
        ranked = np.argsort(np.concatenate(places), kind="stable")
        part = np.repeat([0, 1, 2], sizes)[ranked]
    train, validate, test = (np.sort(order[part == i]) for i in range(3))
    return train, validate, test


def _sorted_by(y: NDArray[Any], rng: np.random.Generator | None) -> Integers:
    """Rows in order of their label, shuffled among equals if rng is given."""
    order = np.arange(len(y)) if rng is None else rng.permutation(len(y))
    return np.asarray(order[np.argsort(y[order], kind="stable")])


def _by_fold(fold: Integers, k: int) -> Splits:
    return [(np.flatnonzero(fold != i), np.flatnonzero(fold == i)) for i in range(k)]


def _check_folds(k: int, n: int, of: str) -> None:
    if not 2 <= k <= n:
        raise ValueError(f"k must be 2 to the {n} {of}, got {k}")
