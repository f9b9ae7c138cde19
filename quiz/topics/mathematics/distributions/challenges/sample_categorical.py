r"""Draw classes by inversion

A softmax has given probabilities; draw classes from them, and do it by hand: lay the
probabilities end to end along $[0, 1)$, throw a uniform number, and see on which stretch it
lies.

- `p`: probabilities of the classes 0 to k - 1, shape `(k,)`; at least 0, some perhaps 0, with
  the sum 1 up to rounding.
- `size`: how many to draw, 0 or more.
- `rng`: a generator. Take `size` uniform numbers from it, `rng.random(size)`, and nothing else.
- Return the classes, whole numbers of shape `(size,)`: class c for each number $u$ with
  $p_0 + \dots + p_{c-1} \le u < p_0 + \dots + p_c$.

Classes have to agree exactly.

    >>> sample_categorical([0.2, 0.3, 0.5], 5, np.random.default_rng(0))  # u: 0.64 0.27 0.04 0.02 0.81
    array([2, 1, 0, 0, 2])
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arrays import Integers
from engine.statistics.discrete import sample_categorical
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import exact
from quiz.coding.constraints import no_call

challenge = Challenge(
    reference=sample_categorical,
    level=1,
    minutes=8,
    compare=exact(),
    constraints=[no_call("np.random.choice")],
    covers=["S11.19", "H11.03", "C11.09"],
)

Rng = np.random.Generator

EXAMPLES = [
    ([0.2, 0.3, 0.5], 5, np.random.default_rng(0)),
    ([0.6, 0.1, 0.1, 0.2], 8, np.random.default_rng(4)),
]

EDGES = {
    "one class": ([1.0], 4, np.random.default_rng(2)),
    "a class that never comes": ([0.4, 0.0, 0.6], 40, np.random.default_rng(3)),
    "the first never comes": ([0.0, 0.5, 0.5], 40, np.random.default_rng(4)),
    "the last never comes": ([0.5, 0.5, 0.0], 40, np.random.default_rng(5)),
    "certain": ([0.0, 1.0, 0.0], 10, np.random.default_rng(6)),
    "nothing to draw": ([0.5, 0.5], 0, np.random.default_rng(7)),
    "one to draw": ([0.5, 0.25, 0.25], 1, np.random.default_rng(8)),
    "falling probabilities": ([0.6, 0.3, 0.1], 30, np.random.default_rng(9)),
    "many classes": (np.full(10, 0.1), 60, np.random.default_rng(10)),
}

EQUIVALENT = {
    "True -> False": "every case is finite",
    "-> pass": "every case has arguments of the right kind",
    "ends / ends[-1] ->": "the last end is 1 but for rounding",
    "side='right' -> nothing": "no number lies just on an end",
}


def draw(rng: Rng) -> tuple[Any, int, Rng]:
    """Two to seven classes, up to thirty draws."""
    p = rng.dirichlet(np.full(int(rng.integers(2, 8)), 0.8))
    own = np.random.default_rng(int(rng.integers(1_000)))
    return p, int(rng.integers(1, 31)), own


@wrong(
    "You look the numbers up among the probabilities themselves. Stretches lie end to end: add "
    "the probabilities up first."
)
def not_cumulated(p: Any, size: int, rng: Rng) -> Integers:
    """No cumulative sum."""
    p = np.asarray(p, dtype=float)
    return np.minimum(np.searchsorted(p, rng.random(size), side="right"), len(p) - 1)


@wrong(
    "You return the most probable class each time. Draw: every class gets its share."
)
def most_probable(p: Any, size: int, rng: Rng) -> Integers:
    """argmax."""
    rng.random(size)
    return np.full(size, int(np.argmax(p)))


@wrong("All your draws share one uniform number. Each needs its own.")
def one_number_for_all(p: Any, size: int, rng: Rng) -> Integers:
    """A single throw."""
    ends = np.cumsum(p)
    return np.full(size, int(np.searchsorted(ends, rng.random(), side="right")))


@wrong("Your stretches are all of one length. Each is as long as its probability.")
def all_alike(p: Any, size: int, rng: Rng) -> Integers:
    """Uniform classes."""
    return np.asarray(np.floor(rng.random(size) * len(p)), dtype=int)


@wrong(
    "You sort the probabilities, and the classes lose their names. Keep the order of the "
    "classes."
)
def sorted_first(p: Any, size: int, rng: Rng) -> Integers:
    """Largest first."""
    ends = np.cumsum(np.sort(np.asarray(p, dtype=float))[::-1])
    found = np.searchsorted(ends, rng.random(size), side="right")
    return np.minimum(found, len(ends) - 1)


@wrong("Your classes are counted from 1. The first is 0.")
def from_one(p: Any, size: int, rng: Rng) -> Integers:
    """One too many."""
    return 1 + np.searchsorted(np.cumsum(p), rng.random(size), side="right")


@wrong("You lay the stretches from the other end: the last class begins at 0.")
def from_the_other_end(p: Any, size: int, rng: Rng) -> Integers:
    """1 - u."""
    return np.searchsorted(np.cumsum(p), 1 - rng.random(size), side="right")


@wrong(
    "You treat p as weights of independent coins, one for each class. One number decides "
    "between all of them."
)
def a_coin_for_each(p: Any, size: int, rng: Rng) -> Integers:
    """The first class whose own coin falls."""
    p = np.asarray(p, dtype=float)
    coins = rng.random((size, len(p))) < p
    return np.asarray(coins.argmax(axis=1))


@accept
def by_comparing(p: Any, size: int, rng: Rng) -> Integers:
    """How many ends each number has passed."""
    ends = np.cumsum(np.asarray(p, dtype=float))[:-1]
    return np.asarray((rng.random(size)[:, None] >= ends).sum(axis=1))


@accept
def by_digitize(p: Any, size: int, rng: Rng) -> Integers:
    """NumPy's name for it."""
    ends = np.cumsum(np.asarray(p, dtype=float))[:-1]
    return np.asarray(np.digitize(rng.random(size), ends))


@accept(naive=True)
def walk_along(p: Any, size: int, rng: Rng) -> list[int]:
    """One number after the other, from stretch to stretch."""
    found = []
    for u in rng.random(size):
        end, c = float(p[0]), 0
        while u >= end and c < len(p) - 1:
            c += 1
            end += float(p[c])
        found.append(c)
    return found
