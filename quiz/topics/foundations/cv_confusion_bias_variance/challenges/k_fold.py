r"""Cut rows into folds

Cross-validation needs row numbers: for each of k rounds the rows that train and the rows
that test.

- `n`: rows, numbered from 0. `k`: folds, `2 <= k <= n`.
- `rng`: a generator, or `None`. If given, draw `order = rng.permutation(n)` from it once;
  else `order` is `0, 1, ..., n - 1`.
- The first fold takes the first rows of `order`, the second fold those that follow, and so
  on. Where k does not divide n, the first `n % k` folds have one row more than the others.
- Return a list of k pairs `(train, test)`, in the order of the folds, each with its row
  numbers in rising order.

Rows are compared exactly.

    >>> [(train.tolist(), test.tolist()) for train, test in k_fold(5, 2)]
    [([3, 4], [0, 1, 2]), ([0, 1, 2], [3, 4])]
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Integers
from engine.validation.splits import k_fold
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import exact
from quiz.coding.constraints import no_import

challenge = Challenge(
    reference=k_fold,
    level=2,
    minutes=15,
    compare=exact(),
    constraints=[no_import("sklearn")],
    covers=["H08.01", "S08.01"],
)

Rng = np.random.Generator
Splits = list[tuple[Integers, Integers]]

EXAMPLES = [
    (5, 2),
    (6, 3, np.random.default_rng(0)),
]

EDGES = {
    "each row for itself": (4, 4),
    "two rows": (2, 2),
    "sizes 3, 3, 3, 2, 2": (13, 5),
    "five folds if nothing is said": (11,),
    "shuffled, and not even": (11, 4, np.random.default_rng(1)),
    "shuffled, each row for itself": (5, 5, np.random.default_rng(2)),
}

EQUIVALENT = {
    "-> pass": "every case has arguments of the right kind",
    "2 <= k": "every case has folds and rows enough",
    "dtype=int": "rows are counted, and every place is written",
    "np.empty": "every place is written",
    "'rows'": "the text of an error",
}


def draw(rng: Rng) -> tuple[int, int, Rng]:
    """Seven to twenty rows, two to six folds."""
    n, k = int(rng.integers(7, 21)), int(rng.integers(2, 7))
    return n, k, np.random.default_rng(int(rng.integers(1_000)))


def _order(n: int, rng: Rng | None) -> Integers:
    return np.arange(n) if rng is None else rng.permutation(n)


def _pairs(parts: list[Integers]) -> Splits:
    """Each part tests once; the others train."""
    return [
        (
            np.sort(np.concatenate([p for j, p in enumerate(parts) if j != i])),
            np.sort(part),
        )
        for i, part in enumerate(parts)
    ]


@wrong(
    "The rows that are left over all go to your last fold. Deal them to the first ones."
)
def rest_to_the_last(n: int, k: int = 5, rng: Rng | None = None) -> Splits:
    """Folds of n // k, and a large last one."""
    size, order = n // k, _order(n, rng)
    cuts = [size * i for i in range(1, k)]
    return _pairs(np.split(order, cuts))


@wrong("The rows that are left over never test. Each row is to be tested once.")
def rest_is_lost(n: int, k: int = 5, rng: Rng | None = None) -> Splits:
    """Only k * (n // k) rows are dealt."""
    size, order = n // k, _order(n, rng)
    found = []
    for i in range(k):
        test = np.sort(order[i * size : (i + 1) * size])
        found.append((np.setdiff1d(np.arange(n), test), test))
    return found


@wrong("Your models train on all rows, those that they are tested on included.")
def trains_on_all(n: int, k: int = 5, rng: Rng | None = None) -> Splits:
    """A leak."""
    parts = np.array_split(_order(n, rng), k)
    return [(np.arange(n), np.sort(part)) for part in parts]


@wrong("Your pairs are the wrong way round: training rows first, then the fold.")
def turned_round(n: int, k: int = 5, rng: Rng | None = None) -> Splits:
    """(test, train)."""
    return [(b, a) for a, b in _pairs(np.array_split(_order(n, rng), k))]


@wrong(
    "You deal rows like cards, one to each fold in turn. Here a fold is a stretch of the "
    "order."
)
def dealt_in_turn(n: int, k: int = 5, rng: Rng | None = None) -> Splits:
    """Row i goes to fold i mod k."""
    order = _order(n, rng)
    return _pairs([order[i::k] for i in range(k)])


@wrong("You ignore the generator: with one, rows are shuffled first.")
def never_shuffled(n: int, k: int = 5, rng: Rng | None = None) -> Splits:
    """Consecutive folds, always."""
    del rng
    return _pairs(np.array_split(np.arange(n), k))


@wrong("Your rows come in the order of the shuffle. Sort them within each part.")
def not_sorted(n: int, k: int = 5, rng: Rng | None = None) -> Splits:
    """As they were drawn."""
    parts = np.array_split(_order(n, rng), k)
    return [
        (np.concatenate([p for j, p in enumerate(parts) if j != i]), part)
        for i, part in enumerate(parts)
    ]


@wrong(
    "You shuffle anew in every round, so some rows test twice and others never. Draw the "
    "order once."
)
def shuffled_each_round(n: int, k: int = 5, rng: Rng | None = None) -> Splits:
    """k independent splits."""
    found = []
    for i in range(k):
        test = np.sort(np.array_split(_order(n, rng), k)[i])
        found.append((np.setdiff1d(np.arange(n), test), test))
    return found


@accept
def by_split(n: int, k: int = 5, rng: Rng | None = None) -> Splits:
    """`np.array_split` deals the rest as asked."""
    return _pairs(np.array_split(_order(n, rng), k))


@accept(naive=True)
def by_lists(
    n: int, k: int = 5, rng: Rng | None = None
) -> list[tuple[list[int], list[int]]]:
    """Lists, row by row."""
    order = [int(i) for i in _order(n, rng)]
    found, start = [], 0
    for i in range(k):
        stop = start + n // k + (i < n % k)
        test = sorted(order[start:stop])
        found.append(([row for row in range(n) if row not in test], test))
        start = stop
    return found
