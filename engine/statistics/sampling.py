"""Drawing rows: plainly, or a fixed share of each class."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Integers, as_labels
from engine.system import system


@system("S13.23")
def simple_sample(n_rows: int, n: int, rng: np.random.Generator) -> Integers:
    """Indices of n different rows, every set of n equally likely.

    Args:
        n_rows: how many there are.
        n: how many to draw, from 0 to n_rows.
        rng: source of chance.

    Returns:
        Indices in random order, shape (n,).

    Raises:
        ValueError: n is negative or above n_rows.

    >>> sorted(simple_sample(3, 3, np.random.default_rng(0)).tolist())
    [0, 1, 2]
    """
    if not 0 <= n <= n_rows:
        raise ValueError(f"n must be from 0 to {n_rows}, got {n}")
    # Rows in the order of random numbers: every order is equally likely.
    return rng.random(n_rows).argsort()[:n]


@system("S13.24")
def stratified_sample(y: ArrayLike, n: int, rng: np.random.Generator) -> Integers:
    """Indices of n different rows in which each class keeps its share.

    A class with n_c of N rows is due `n n_c / N` places. It gets the whole part;
    the places left over go to the largest fractions, ties by chance. So no class
    is off by one row or more, where a plain sample of 50 has 5 rows of a class of
    10 % only on average.

    Args:
        y: labels, shape (N,).
        n: how many to draw, from 0 to N.
        rng: source of chance.

    Returns:
        Indices in random order, shape (n,).

    Raises:
        ValueError: y is not a vector of labels, or n is not from 0 to N.

    Source:
        Cochran, Sampling Techniques (1977), chapter 5, proportional allocation.

    >>> y = ["a", "b", "b", "a", "b", "b"]
    >>> picked = stratified_sample(y, 3, np.random.default_rng(0))
    >>> sorted(y[i] for i in picked)
    ['a', 'b', 'b']
    """
    labels = as_labels(y)
    if not 0 <= n <= len(labels):
        raise ValueError(f"n must be from 0 to {len(labels)}, got {n}")
    classes, place, counts = np.unique(labels, return_inverse=True, return_counts=True)
    due = n * counts / len(labels)
    taken = np.floor(due).astype(int)
    by_chance = rng.permutation(len(classes))
    by_fraction = by_chance[np.argsort(-(due - taken)[by_chance], kind="stable")]
    taken[by_fraction[: n - taken.sum()]] += 1
    picked = [
        np.flatnonzero(place == c)[simple_sample(counts[c], taken[c], rng)]
        for c in range(len(classes))
    ]
    return rng.permutation(np.concatenate(picked))
