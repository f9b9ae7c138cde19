r"""FILL IN: the title

FILL IN: what to compute.

- `x`: an array of shape `(n,)`, finite, `n >= 1`.
- Return the mean, a number.

Numbers are compared with a relative tolerance of $10^{-6}$.

    >>> mean(np.array([1.0, 2.0, 6.0]))
    3.0
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.statistics.descriptive import mean
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close

challenge = Challenge(
    reference=mean, level=1, minutes=5, compare=close(rtol=1e-6), covers=[]
)

EXAMPLES = [(np.array([1.0, 2.0, 6.0]),), (np.array([0.5, -2.0]),)]

EDGES = {
    "one value": (np.array([3.0]),),
    "values far from 0": (np.array([1e9, 1e9 + 1]),),
}

EQUIVALENT = {
    "as_vector(x, 'x') -> pass": "every case has a vector of floats",
    "True -> False": "every case is finite",
}


def draw(rng: np.random.Generator) -> tuple[Array]:
    """FILL IN: what a hidden case is."""
    return (rng.normal(size=rng.integers(3, 9)).round(2),)


@wrong("FILL IN: what was computed, and what to do instead: that is the median.")
def gave_the_median(x: Array) -> float:
    """The middle value."""
    return float(np.median(x))


@wrong("FILL IN: divided by one too few.")
def divided_by_one_less(x: Array) -> float:
    """n - 1 in the denominator."""
    return float(x.sum() / max(len(x) - 1, 1))


@wrong("FILL IN: not divided at all.")
def gave_the_sum(x: Array) -> float:
    """The sum."""
    return float(x.sum())


@wrong("FILL IN: halfway between the ends.")
def middle_of_the_range(x: Array) -> float:
    """Only the ends count."""
    return float((x.min() + x.max()) / 2)


@wrong("FILL IN: the sign is turned round.")
def negated(x: Array) -> float:
    """Minus the mean."""
    return float(-x.mean())


@accept
def by_numpy(x: Array) -> float:
    """A method of the array."""
    return float(x.mean())


@accept(naive=True)
def by_a_loop(x: Array) -> float:
    """One value after the other."""
    total = 0.0
    for value in x:
        total += value
    return total / len(x)
