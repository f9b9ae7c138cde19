"""Shuffled batches: each row once an epoch."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.arrays import Integers
from engine.system import system


@system("S38.04")
def batches(n: int, size: int, rng: np.random.Generator) -> Iterator[Integers]:
    """One epoch: the rows 0 to n - 1 in random order, cut into batches.

    Without replacement, so that no row is left out; the last batch is smaller
    where size does not divide n. The mean gradient of a batch of B rows has
    about 1 / B of the variance of that of one row.

    Args:
        n: rows, at least 1.
        size: rows in a batch, at least 1; n or more is the whole set.
        rng: of the order.

    Yields:
        Row numbers of a batch.

    Raises:
        ValueError: n or size is below 1.

    >>> [len(rows) for rows in batches(5, 2, np.random.default_rng(0))]
    [2, 2, 1]
    """
    if n < 1 or size < 1:
        raise ValueError(f"n and size must be at least 1, got {n} and {size}")
    order = rng.permutation(n)
    for start in range(0, n, size):
        yield order[start : start + size]
