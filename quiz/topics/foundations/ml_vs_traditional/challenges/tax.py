r"""A rule that is known: income tax

The law is the rule, so it is written and not learned. Incomes are taxed in brackets: each
rate is taken from the part of the income that lies within its bracket, not from all of it.

- `income`: a number or an array of any shape, each at least 0.
- `lows`: where each bracket begins, shape `(b,)`, rising from 0. A bracket ends where the
  next begins; the last has no end.
- `rates`: the share that is taken in each, shape `(b,)`. They need not rise.
- Return the tax, of the shape of `income`.

Numbers are compared with a relative tolerance of $10^{-6}$.

    >>> tax(np.array([5_000.0, 30_000.0]), [0, 10_000, 20_000], [0.0, 0.1, 0.5])
    array([   0., 6000.])
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array, Integers
from engine.decision.tax import tax
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close

challenge = Challenge(
    reference=tax,
    level=1,
    minutes=12,
    compare=close(atol=1e-9),
    covers=["S03.08", "C03.05"],
)

Rng = np.random.Generator
Case = tuple[Array, Array, Array]


def _case(income: object, lows: list[float], rates: list[float]) -> Case:
    return np.array(income, dtype=float), np.array(lows, float), np.array(rates, float)


EXAMPLES = [
    _case([5_000, 30_000], [0, 10_000, 20_000], [0.0, 0.1, 0.5]),
    _case(12_000, [0, 10_000], [0.1, 0.2]),
]

EDGES = {
    "no income": _case([0, 0], [0, 10], [0.1, 0.2]),
    "exactly where a bracket begins": _case([10, 20], [0, 10, 20], [0.1, 0.3, 0.5]),
    "just above": _case([10.01, 20.01], [0, 10, 20], [0.1, 0.3, 0.5]),
    "one bracket": _case([7, 70], [0], [0.25]),
    "a single number": _case(35, [0, 10, 20], [0.1, 0.2, 0.4]),
    "a table of incomes": _case([[5, 15], [25, 95]], [0, 10, 20], [0.1, 0.2, 0.4]),
    "the first bracket is taxed": _case([4, 40], [0, 10], [0.5, 0.6]),
    "a higher bracket is taxed less": _case([5, 15, 50], [0, 10, 20], [0.3, 0.1, 0.2]),
    "far beyond the last limit": _case([1e6], [0, 10, 20], [0.0, 0.1, 0.5]),
    "brackets of unequal width": _case([2, 50, 300], [0, 1, 100], [0.2, 0.3, 0.4]),
}

EQUIVALENT = {
    "as_vector": "every case has vectors of the right kind",
    "return array": "every case has vectors of the right kind",
    "-> pass": "every case has brackets and incomes of the right kind",
    "lows[0] != 0": "every case has brackets that rise from 0",
    "np.diff(lows) <= 0": "every case has brackets that rise from 0",
    "len(lows) != len": "every case has a rate for each bracket",
    "income >= 0": "every case has incomes of the right kind",
    "True -> False": "every case is finite",
    "np.clip(0, income[..., None] - lows, widths)": "the same, for the widths are above 0",
}


def draw(rng: Rng) -> Case:
    """Up to five brackets, and incomes within and at their limits."""
    b = int(rng.integers(1, 6))
    lows = np.append(0.0, np.cumsum(rng.integers(3, 30, size=b - 1)))
    rates = rng.integers(0, 60, size=b) / 100
    income = rng.uniform(0, lows[-1] + 40, size=5).round(2)
    return np.append(income, rng.choice(lows)), lows, rates


def _place(income: Array, lows: Array) -> Integers:
    """The bracket that each income ends in."""
    return np.asarray(np.searchsorted(lows, income, side="right") - 1)


@wrong(
    "You take the rate of the highest bracket from the whole income. It is taken from the part "
    "above the limit alone, so that a raise never leaves less."
)
def one_rate_for_all(income: Array, lows: Array, rates: Array) -> Array:
    """The rate of the bracket, times the income."""
    return np.asarray(income * rates[_place(income, lows)])


@wrong(
    "You tax the part in the highest bracket only. The brackets below are taxed too, each at "
    "its own rate."
)
def the_last_part_alone(income: Array, lows: Array, rates: Array) -> Array:
    """What is above the limit, times its rate."""
    at = _place(income, lows)
    return np.asarray((income - lows[at]) * rates[at])


@wrong(
    "You take each rate from everything above the beginning of its bracket, so that high "
    "incomes are taxed twice. A bracket ends where the next begins."
)
def brackets_without_an_end(income: Array, lows: Array, rates: Array) -> Array:
    """Nothing is cut above."""
    return np.asarray(np.maximum(income[..., None] - lows, 0) @ rates)


@wrong("You forgot what lies above the last limit. The last bracket has no end.")
def the_last_has_an_end(income: Array, lows: Array, rates: Array) -> Array:
    """Only brackets between two limits."""
    parts = np.clip(income[..., None] - lows[:-1], 0, np.diff(lows))
    return np.asarray(parts @ rates[:-1])


@wrong(
    "Your rates are one place off: the first rate belongs to the bracket that begins at 0."
)
def rates_moved(income: Array, lows: Array, rates: Array) -> Array:
    """Each rate for the bracket before it."""
    widths = np.diff(lows, append=np.inf)
    parts = np.clip(income[..., None] - lows, 0, widths)
    return np.asarray(parts @ np.append(rates[1:], rates[-1]))


@wrong(
    "Below the beginning of a bracket nothing is taxed. Yours gives money back there."
)
def negative_parts(income: Array, lows: Array, rates: Array) -> Array:
    """Nothing is cut below."""
    widths = np.diff(lows, append=np.inf)
    return np.asarray(np.minimum(income[..., None] - lows, widths) @ rates)


@wrong("You added all taxes up. Each income has its own.")
def all_together(income: Array, lows: Array, rates: Array) -> float:
    """One sum."""
    widths = np.diff(lows, append=np.inf)
    return float((np.clip(income[..., None] - lows, 0, widths) @ rates).sum())


@accept
def by_rises(income: Array, lows: Array, rates: Array) -> Array:
    """Each limit adds the rise of the rate to all that is above it."""
    total = np.zeros(np.shape(income))
    for low, rise in zip(lows, np.diff(rates, prepend=0.0), strict=True):
        total = total + rise * np.maximum(income - low, 0)
    return total


@accept
def bracket_by_bracket(income: Array, lows: Array, rates: Array) -> Array:
    """One income after the other."""
    found = []
    for one in np.ravel(income):
        owed = 0.0
        for i, rate in enumerate(rates):
            end = lows[i + 1] if i + 1 < len(lows) else one
            owed += rate * max(min(one, end) - lows[i], 0)
        found.append(owed)
    return np.reshape(found, np.shape(income))


@accept
def from_the_limits(income: Array, lows: Array, rates: Array) -> Array:
    """What is owed at each limit, and the rest at the rate of its bracket."""
    owed = np.append(0.0, np.cumsum(np.diff(lows) * rates[:-1]))
    at = np.searchsorted(lows, income, side="right") - 1
    return np.asarray(owed[at] + (income - lows[at]) * rates[at])
