r"""A test without a formula

Two groups differ in their means. Could that be the deal? If the group says nothing, every way
to deal the same numbers into groups of these sizes was equally likely. Try all of them.

- `a`, `b`: the groups, shapes `(m,)` and `(n,)`, at most 12 numbers together.
- The statistic is `mean(a) - mean(b)`.
- p is the share of all $\binom{m + n}{m}$ ways whose statistic is at least as far from 0 as the
  observed one, on either side. Sizes that differ by at most $10^{-12}$ of the largest number
  (without its sign) differ only by rounding, and count as equal.
- Return `(statistic, p)`.

Equal numbers in different places are different numbers: count ways, not results. Numbers are
compared with a relative tolerance of $10^{-9}$.

    >>> permutation_exact(np.array([1.0, 2.0]), np.array([3.0, 4.0]))  # 2 of 6 ways
    (-2.0, 0.3333333333333333)
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from engine.arrays import Array
from engine.statistics.permutation import permutation_exact
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close, parts

challenge = Challenge(
    reference=permutation_exact,
    level=2,
    minutes=20,
    compare=parts(
        statistic=close(rtol=1e-9, atol=1e-12), p=close(rtol=1e-9, atol=1e-12)
    ),
    covers=["H13.02", "S13.14", "E13.01"],
)

Case = tuple[Array, Array]
Found = tuple[float, float]

EXAMPLES = [
    (np.array([1.0, 2.0]), np.array([3.0, 4.0])),
    (np.array([5.1, 4.9, 5.6, 5.8]), np.array([4.1, 4.6, 4.4, 4.9])),
]

EDGES = {
    "one in a group": (np.array([7.0]), np.array([1.0, 2.0, 4.0])),
    "one in each": (np.array([2.0]), np.array([5.0])),
    "groups of unequal size": (
        np.array([1.0, 9.0]),
        np.array([3.0, 4.0, 5.0, 8.0, 2.0]),
    ),
    "equal means": (np.array([1.0, 3.0]), np.array([2.0, 2.0])),
    "all numbers equal": (np.array([2.0, 2.0, 2.0]), np.array([2.0, 2.0])),
    "ties across the groups": (np.array([1.0, 2.0, 2.0]), np.array([2.0, 3.0, 3.0])),
    "sums that differ by rounding": (
        np.array([0.1, 0.4, 0.8]),
        np.array([0.1, 0.9, 0.9]),
    ),
    "more that differ by rounding": (
        np.array([0.3, 0.5, 0.6]),
        np.array([0.3, 0.7, 0.9]),
    ),
    "no difference but rounding": (
        np.array([0.9, 0.6, 0.2]),
        np.array([0.0, 0.9, 0.8]),
    ),
    "nothing but 0": (np.array([0.0, 0.0]), np.array([0.0])),
    "large numbers": (
        np.array([1e6 + 0.1, 1e6, 1e6 + 0.8]),
        np.array([1e6, 1e6 + 0.5, 1e6]),
    ),
    "far from 0": (np.array([100.1, 100.2, 100.4]), np.array([100.3, 100.6, 100.9])),
    "below 0": (np.array([-5.0, -1.0, -4.0]), np.array([-2.0, -8.0])),
    "the larger group second": (np.array([4.0, 6.0]), np.array([1.0, 2.0, 3.0, 2.5])),
}

EQUIVALENT = {
    "True -> False": "every case is finite",
    "-> pass": "every case has vectors of finite numbers",
    "return array -> return -array": "a statistic of turned numbers is turned in all ways alike",
    "1e-12 -> ": "in the cases either limit tells rounding from a difference",
    "statistic(both[first], both[~first]) -> ": "exchanged groups turn every sign, and the size is compared",
}


def draw(rng: np.random.Generator) -> Case:
    """Three to ten numbers with one digit, often with ties."""
    m, n = (int(v) for v in rng.integers(1, 6, size=2))
    x = rng.integers(0, 30, size=m + n + 1) / 10
    return x[:m], x[m:]


def _ways(a: Array, b: Array) -> tuple[float, Array]:
    """The observed difference, and that of every way."""
    both = np.concatenate([a, b])
    found = []
    for chosen in combinations(range(len(both)), len(a)):
        first = np.isin(np.arange(len(both)), chosen)
        found.append(both[first].mean() - both[~first].mean())
    return float(a.mean() - b.mean()), np.array(found)


def _slack(a: Array, b: Array) -> float:
    return float(1e-12 * np.abs([*a, *b]).max())


def _share(reached: object) -> float:
    return float(np.mean(np.asarray(reached, dtype=float)))


@wrong("You count one side. As far off in the other direction is as extreme.")
def one_side(a: Array, b: Array) -> Found:
    """In the direction that was observed."""
    seen, ways = _ways(a, b)
    return seen, _share(ways * np.sign(seen) >= abs(seen) - _slack(a, b))


@wrong("You count only what is further out. The observed way is at least as extreme as itself, so p "
       "is never 0.")  # fmt: skip
def further_out_only(a: Array, b: Array) -> Found:
    """Strictly more extreme."""
    seen, ways = _ways(a, b)
    return seen, _share(np.abs(ways) > abs(seen) + _slack(a, b))


@wrong(
    "You count the ways that give just this difference. A p-value adds what is more extreme."
)
def exactly_this(a: Array, b: Array) -> Found:
    """The point."""
    seen, ways = _ways(a, b)
    return seen, _share(np.abs(np.abs(ways) - abs(seen)) <= _slack(a, b))


@wrong("Ties are lost to rounding: sums of the same numbers in another order differ in the last "
       "digit. Compare with a little slack.")  # fmt: skip
def without_slack(a: Array, b: Array) -> Found:
    """Exact comparison."""
    seen, ways = _ways(a, b)
    return seen, _share(np.abs(ways) >= abs(seen))


@wrong("Your slack is a share of the observed statistic. Where that is 0 but for rounding, so is the "
       "slack: take a share of the numbers.")  # fmt: skip
def slack_of_nothing(a: Array, b: Array) -> Found:
    """Relative to what is observed."""
    seen, ways = _ways(a, b)
    return seen, _share(np.abs(ways) >= abs(seen) * (1 - 1e-12))


@wrong("You doubled the smaller side. Where groups differ in size the two sides are not alike: count "
       "both.")  # fmt: skip
def doubled(a: Array, b: Array) -> Found:
    """Twice the smaller tail."""
    seen, ways = _ways(a, b)
    slack = _slack(a, b)
    above, below = _share(ways >= seen - slack), _share(ways <= seen + slack)
    return seen, min(1.0, 2 * min(above, below))


@wrong("You compare sums of the first group. With other numbers in it the second changes as well: "
       "the statistic is the difference of the means.")  # fmt: skip
def first_group_alone(a: Array, b: Array) -> Found:
    """|mean of the first group|."""
    both = np.concatenate([a, b])
    ways = [both[list(c)].mean() for c in combinations(range(len(both)), len(a))]
    seen = abs(float(a.mean()))
    return float(a.mean() - b.mean()), _share(np.abs(ways) >= seen - _slack(a, b))


@wrong("The difference has the wrong sign: the mean of `a` less the mean of `b`.")
def other_way_round(a: Array, b: Array) -> Found:
    """b - a."""
    seen, ways = _ways(a, b)
    return -seen, _share(np.abs(ways) >= abs(seen) - _slack(a, b))


@accept
def all_at_once(a: Array, b: Array) -> Found:
    """A table of 0 and 1 for all ways, and two products."""
    both = np.concatenate([a, b])
    rows = np.array(list(combinations(range(len(both)), len(a))))
    member = np.zeros((len(rows), len(both)))
    np.put_along_axis(member, rows, 1.0, axis=1)
    ways = member @ both / len(a) - (1 - member) @ both / len(b)
    seen = float(np.mean(a) - np.mean(b))
    return seen, float((np.abs(ways) >= abs(seen) - _slack(a, b)).mean())


@accept
def by_sums(a: Array, b: Array) -> list[float]:
    """The sum of the first group settles the rest; lists."""
    both = [*a.tolist(), *b.tolist()]
    m, n, total = len(a), len(b), sum(both)
    seen = sum(a.tolist()) / m - sum(b.tolist()) / n
    hits = count = 0
    for chosen in combinations(both, m):
        value = sum(chosen) / m - (total - sum(chosen)) / n
        count += 1
        hits += abs(value) >= abs(seen) - 1e-12 * max(map(abs, both))
    return [seen, hits / count]
