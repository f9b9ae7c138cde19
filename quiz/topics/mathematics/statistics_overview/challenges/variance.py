r"""A variance that keeps its digits

Compute the variance of numbers that may lie far from 0.

- `x`: at least `ddof + 1` finite numbers, shape `(n,)`.
- `ddof`: delta degrees of freedom: the squares are divided by `n - ddof`. It is 1 if nothing
  is said.
- Return the variance, a number of 0 or more.

The textbook's short cut, the mean of the squares less the square of the mean, subtracts two
numbers that may agree in all their digits. Results are compared with a relative tolerance of
$10^{-6}$.

    >>> variance([1.0, 2.0, 3.0]), variance([1.0, 2.0, 3.0], ddof=0)
    (1.0, 0.6666666666666666)
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.statistics.descriptive import variance
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close
from quiz.coding.constraints import no_call, no_import

challenge = Challenge(
    reference=variance,
    level=1,
    minutes=8,
    compare=close(rtol=1e-6, atol=1e-12),
    constraints=[no_call("np.var"), no_import("statistics")],
    covers=["S10.04", "C10.03", "E10.01"],
)

EXAMPLES = [([1.0, 2.0, 3.0],), ([1.0, 2.0, 3.0], 0), ([4.0, -2.0, 7.5, 0.0], 2)]

EDGES = {
    "far from 0": ([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16],),
    "far below 0": ([-1e9 - 4, -1e9 - 7, -1e9 - 13, -1e9 - 16], 0),
    "all alike": ([0.1, 0.1, 0.1],),
    "alike and far from 0": ([1e8, 1e8, 1e8, 1e8], 0),
    "a single number": ([5.0], 0),
    "two numbers": ([3.0, 8.0],),
    "whole numbers": ([1, 2, 4, 9],),
    "two degrees less": ([1.0, 2.0, 4.0, 9.0], 2),
    "tiny numbers": ([1e-5, 3e-5, 2e-5, 9e-5],),
}

EQUIVALENT = {
    "len(x) > ddof": "every case has more numbers than ddof",
    "True -> False": "every case is finite",
    "-> pass": "every case has arguments of the right kind",
    "mean(x) - x": "the sign is lost in the square",
}


def draw(rng: np.random.Generator) -> tuple[Array, int]:
    """Two to nine numbers, some of them far from 0."""
    n = int(rng.integers(2, 10))
    away = float(rng.choice([0.0, 50.0, 1e8]))
    return rng.normal(size=n).round(2) * 10 + away, int(rng.integers(2))


@wrong(
    "You subtract the square of the mean from the mean of the squares. Far from 0 both are huge "
    "and agree in nearly all of their digits: take the mean off first."
)
def short_cut(x: Any, ddof: int = 1) -> float:
    """Mean of squares less squared mean."""
    x = np.asarray(x, dtype=float)
    n = len(x)
    return float((np.mean(x**2) - np.mean(x) ** 2) * n / (n - ddof))


@wrong("Your ddof is 0 where nothing is said, as NumPy's. Here it is 1.")
def default_of_numpy(x: Any, ddof: int = 0) -> float:
    """Another default."""
    x = np.asarray(x, dtype=float)
    return float(((x - x.mean()) ** 2).sum() / (len(x) - ddof))


@wrong("You divide by n whatever ddof says: it is n - ddof.")
def by_n(x: Any, ddof: int = 1) -> float:
    """ddof is ignored."""
    del ddof
    x = np.asarray(x, dtype=float)
    return float(np.mean((x - x.mean()) ** 2))


@wrong("You always divide by n - 1. The number taken off is ddof.")
def always_less_one(x: Any, ddof: int = 1) -> float:
    """n - 1, or n for a single number."""
    del ddof
    x = np.asarray(x, dtype=float)
    return float(((x - x.mean()) ** 2).sum() / max(len(x) - 1, 1))


@wrong("That is the standard deviation: the variance has no root.")
def with_a_root(x: Any, ddof: int = 1) -> float:
    """The root."""
    x = np.asarray(x, dtype=float)
    return float((((x - x.mean()) ** 2).sum() / (len(x) - ddof)) ** 0.5)


@wrong("You take absolute deviations. A variance adds up their squares.")
def absolute(x: Any, ddof: int = 1) -> float:
    """Absolute values for squares."""
    x = np.asarray(x, dtype=float)
    return float(np.abs(x - x.mean()).sum() / (len(x) - ddof))


@wrong("You measure from the median. The variance is around the mean.")
def around_the_median(x: Any, ddof: int = 1) -> float:
    """The other centre."""
    x = np.asarray(x, dtype=float)
    return float(((x - np.median(x)) ** 2).sum() / (len(x) - ddof))


@wrong(
    "You take ddof off the mean's denominator too. The mean has all n numbers; only the squares "
    "are divided by n - ddof."
)
def mean_by_less(x: Any, ddof: int = 1) -> float:
    """The mean with n - ddof."""
    x = np.asarray(x, dtype=float)
    below = len(x) - ddof
    return float(((x - x.sum() / below) ** 2).sum() / below)


@accept
def less_the_first(x: Any, ddof: int = 1) -> float:
    """The short cut is safe once a number of the sample is taken off."""
    x = np.asarray(x, dtype=float)
    y, n = x - x[0], len(x)
    return max(float((y @ y - y.sum() ** 2 / n) / (n - ddof)), 0.0)


@accept
def one_pass(x: Any, ddof: int = 1) -> float:
    """Welford: mean and squares, corrected with each number."""
    centre = squares = 0.0
    for i, value in enumerate(x):
        step = float(value) - centre
        centre += step / (i + 1)
        squares += step * (float(value) - centre)
    return squares / (len(x) - ddof)


@accept(naive=True)
def by_a_loop(x: Any, ddof: int = 1) -> float:
    """Two passes over a list."""
    values = [float(v) for v in x]
    centre = math.fsum(values) / len(values)
    return math.fsum((v - centre) ** 2 for v in values) / (len(values) - ddof)
