r"""Test on what comes after

Rows are days, in their order. Cut them into rounds that only ever learn from the past.

- `n`: rows, numbered from 0. `k`: rounds, at least 1; 5 if it is not given.
- `size`: rows that are tested in a round. If it is not given, or `None`: `n // (k + 1)`.
- `gap`: rows just before a test that nobody learns from, because their targets look ahead;
  0 if it is not given.
- The last `k * size` rows are tested, in blocks of `size`, the earliest block first. A round
  learns from *all* rows before its block, except for the `gap` rows directly before it.
- Return a list of k pairs `(train, test)` of row numbers, each in rising order.
- The first round always has at least one row to learn from, and every block one to test.

Rows are compared exactly.

    >>> [(a.tolist(), b.tolist()) for a, b in time_splits(7, 2, gap=1)]
    [([0, 1], [3, 4]), ([0, 1, 2, 3], [5, 6])]
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Integers
from engine.validation.splits import time_splits
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import exact
from quiz.coding.constraints import no_import

challenge = Challenge(
    reference=time_splits,
    level=2,
    minutes=15,
    compare=exact(),
    constraints=[no_import("sklearn")],
    covers=["E32.05"],
)

Rng = np.random.Generator
Splits = list[tuple[Integers, Integers]]

EXAMPLES = [
    (7, 2, None, 1),
    (10, 3, 2, 0),
]

EDGES = {
    "five rounds if nothing is said": (14,),
    "one round": (9, 1),
    "rows that do not come out even": (11, 3),
    "one row a test": (6, 3, 1, 0),
    "a gap longer than a test": (12, 3, 2, 4),
    "one row to learn from": (7, 3, 2, 0),
    "one row to learn from, behind a gap": (9, 3, 2, 2),
}

EQUIVALENT = {
    "k < 1": "every case has a round",
    "gap < 0": "no case has a negative gap",
    "size < 1": "every case has rows for each block",
    "- gap < 1": "every case has a row to learn from",
}


def draw(rng: Rng) -> tuple[int, int, int | None, int]:
    """Two to four rounds with a gap or without, on rows enough for them."""
    k, gap = int(rng.integers(2, 5)), int(rng.integers(0, 4))
    size = int(rng.integers(1, 5))
    n = k * size + gap + int(rng.integers(1, 8))
    if rng.random() < 0.3:
        return (k + 1) * (gap + 1) + int(rng.integers(0, k + 1)), k, None, gap
    return n, k, size, gap


def _size(n: int, k: int, size: int | None) -> int:
    """Rows of a block."""
    return n // (k + 1) if size is None else size


@wrong(
    "Your rounds learn from rows that come after the test as well. On the day in question "
    "nobody has them."
)
def learns_from_the_future(
    n: int, k: int = 5, size: int | None = None, gap: int = 0
) -> Splits:
    """All rows but the block and its gap."""
    size = _size(n, k, size)
    found = []
    for i in range(k):
        start = n - (k - i) * size
        rows = np.arange(n)
        out = (rows >= start - gap) & (rows < start + size)
        found.append((rows[~out], rows[start : start + size]))
    return found


@wrong(
    "You ignore the gap. A target that looks ahead is made of the rows that are tested: leave "
    "out the rows directly before."
)
def no_gap(n: int, k: int = 5, size: int | None = None, gap: int = 0) -> Splits:
    """Learns up to the test."""
    del gap
    size = _size(n, k, size)
    starts = [n - (k - i) * size for i in range(k)]
    return [(np.arange(s), np.arange(s, s + size)) for s in starts]


@wrong(
    "Your rounds learn from as many rows as a block has. They learn from all rows before the "
    "gap, so the training rows grow from round to round."
)
def sliding_window(n: int, k: int = 5, size: int | None = None, gap: int = 0) -> Splits:
    """A window that moves instead of growing."""
    size = _size(n, k, size)
    starts = [n - (k - i) * size for i in range(k)]
    return [
        (np.arange(max(s - gap - size, 0), s - gap), np.arange(s, s + size))
        for s in starts
    ]


@wrong(
    "You count blocks from the first row, so rows at the end are never tested. The last "
    "`k * size` rows are, and what does not come out even goes to the training of the first "
    "round."
)
def from_the_front(n: int, k: int = 5, size: int | None = None, gap: int = 0) -> Splits:
    """The first block starts after size rows."""
    size = _size(n, k, size)
    starts = [size * (i + 1) for i in range(k)]
    return [
        (np.arange(max(s - gap, 0)), np.arange(s, min(s + size, n))) for s in starts
    ]


@wrong("Your rounds come latest first. The earliest block is to be the first.")
def latest_first(n: int, k: int = 5, size: int | None = None, gap: int = 0) -> Splits:
    """From the end to the front."""
    size = _size(n, k, size)
    starts = [n - (i + 1) * size for i in range(k)]
    return [(np.arange(s - gap), np.arange(s, s + size)) for s in starts]


@wrong(
    "Without a size you divide the rows by k. Then the tests take all rows, and the first "
    "round has none to learn from: it is `n // (k + 1)`."
)
def divided_by_k(n: int, k: int = 5, size: int | None = None, gap: int = 0) -> Splits:
    """n // k."""
    size = n // k if size is None else size
    starts = [n - (k - i) * size for i in range(k)]
    return [(np.arange(max(s - gap, 0)), np.arange(s, s + size)) for s in starts]


@accept
def block_by_block(n: int, k: int = 5, size: int | None = None, gap: int = 0) -> Splits:
    """The tested rows as a table, a block a line."""
    size = _size(n, k, size)
    blocks = np.arange(n - k * size, n).reshape(k, size)
    return [(np.arange(block[0] - gap), block) for block in blocks]


@accept(naive=True)
def by_lists(
    n: int, k: int = 5, size: int | None = None, gap: int = 0
) -> list[tuple[list[int], list[int]]]:
    """Lists, from the last round to the first."""
    size = _size(n, k, size)
    rows, found = list(range(n)), []
    for _ in range(k):
        test = rows[-size:]
        rows = rows[:-size]
        found.append((rows[: len(rows) - gap], test))
    return found[::-1]
