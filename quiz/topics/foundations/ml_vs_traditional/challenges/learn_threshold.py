r"""The limit behind the answers

Somebody has decided on each of some values, yes above a limit and no below it, and has
written a few answers down wrong. Find the limit.

- `x`: an array of shape `(n,)`, finite, in any order, n at least 1; values may repeat.
- `yes`: as many answers, true where the decision was yes.
- The rule to learn says yes where `x > t`. Find the `t` that disagrees with the fewest
  answers.
- Candidates for `t` are: minus infinity (always yes), the middle between each two
  *different* neighbouring values, and infinity (always no). Of several best ones take the
  smallest.
- Return `(t, wrong)`: the threshold, and with how many answers it disagrees.

Numbers are compared with a relative tolerance of $10^{-6}$.

    >>> learn_threshold(np.array([15.0, 21.0, 17.0, 18.0]), np.array([0, 1, 0, 1]))
    (17.5, 0)
    >>> learn_threshold(np.array([15.0, 16.0, 17.0, 18.0]), np.array([1, 0, 0, 1]))
    (17.5, 1)
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from engine.arrays import Array, Integers
from engine.decision.threshold import learn_threshold
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close, exact, parts

challenge = Challenge(
    reference=learn_threshold,
    level=2,
    minutes=15,
    compare=parts(t=close(), wrong=exact()),
    covers=["H03.01", "S03.02", "E03.01"],
)

Rng = np.random.Generator
Found = tuple[float, int]


def _case(x: list[float], yes: list[int]) -> tuple[Array, Integers]:
    return np.array(x, dtype=float), np.array(yes)


EXAMPLES = [
    _case([15, 21, 17, 18], [0, 1, 0, 1]),
    _case([15, 16, 17, 18], [1, 0, 0, 1]),
    _case([3, 1, 2, 2], [1, 0, 0, 1]),
]

EDGES = {
    "one value, yes": _case([4], [1]),
    "one value, no": _case([4], [0]),
    "always yes": _case([3, 1, 2], [1, 1, 1]),
    "always no": _case([3, 1, 2], [0, 0, 0]),
    "all values alike, mostly yes": _case([5, 5, 5], [1, 0, 1]),
    "all values alike, mostly no": _case([5, 5, 5], [1, 0, 0]),
    "the same value with both answers": _case([1, 2, 2, 2, 3], [0, 0, 1, 1, 1]),
    "several limits are best": _case([1, 2, 3, 4], [0, 1, 0, 1]),
    "as good to say always yes": _case([1, 2], [1, 0]),
    "turned round": _case([1, 2, 3, 4, 5, 6], [1, 1, 1, 0, 0, 0]),
    "below zero": _case([-9, -4, -1, 0], [0, 0, 1, 1]),
    "a wide gap": _case([-100, 1, 0, 200], [0, 1, 0, 1]),
    "a yes far below": _case([1, 10, 11, 12, 20], [1, 0, 0, 0, 1]),
    "a no far above": _case([1, 10, 11, 12, 20], [0, 1, 1, 1, 0]),
}

EQUIVALENT = {
    "as_vector": "every case has a vector of the right kind",
    "return array": "every case has a vector of the right kind",
    "dtype=bool": "every case has answers of the right kind",
    "-> pass": "every case has as many answers as values",
    "check_length": "every case has as many answers as values",
    "True -> False": "every case is finite",
}


def draw(rng: Rng) -> tuple[Array, Integers]:
    """Whole values that repeat, a limit among them, and a fifth of the answers wrong."""
    n = int(rng.integers(4, 14))
    x = rng.integers(-8, 9, size=n).astype(float)
    yes = (x > rng.integers(-7, 8)) ^ (rng.random(n) < 0.2)
    return x, yes.astype(np.int64)


def _cuts(x: Array) -> list[float]:
    values = sorted({float(v) for v in x})
    between = [(a + b) / 2 for a, b in pairwise(values)]
    return [-np.inf, *between, np.inf]


def _wrong(x: Array, yes: Array | Integers, t: float) -> int:
    return int(((x > t) != (yes > 0)).sum())


def _best(x: Array, yes: Integers, cuts: list[float]) -> Found:
    errors = [_wrong(x, yes, t) for t in cuts]
    best = int(np.argmin(errors))
    return cuts[best], errors[best]


@wrong(
    "Your limit is one of the values. Take the middle between two neighbours: it leaves room "
    "on both sides for values that were not seen."
)
def at_a_value(x: Array, yes: Integers) -> Found:
    """The largest value below the cut."""
    return _best(x, yes, [-np.inf, *sorted({float(v) for v in x})])


@wrong(
    "You cut below the first yes. One yes that was written down wrong then moves the limit: "
    "count with how many answers each candidate disagrees."
)
def below_the_first_yes(x: Array, yes: Integers) -> Found:
    """Trusts the smallest yes."""
    accepted = x[yes > 0]
    if len(accepted) == 0:
        return np.inf, 0
    t = max(c for c in _cuts(x) if c < accepted.min())
    return t, _wrong(x, yes, t)


@wrong(
    "Your limit lies halfway between the mean of those with a yes and of those with a no. How "
    "far the others are away does not matter: count disagreements."
)
def between_the_means(x: Array, yes: Integers) -> Found:
    """Groups instead of neighbours."""
    if yes.min() == yes.max():
        t = -np.inf if yes[0] else np.inf
    else:
        t = float((x[yes > 0].mean() + x[yes == 0].mean()) / 2)
    return t, _wrong(x, yes, t)


@wrong("Of several best limits the smallest is asked for; yours is the largest.")
def the_largest_of_the_best(x: Array, yes: Integers) -> Found:
    """The last minimum."""
    return _best(x, yes, _cuts(x)[::-1])


@wrong(
    "You left out the rules that always say the same: minus infinity and infinity. Sometimes "
    "no limit between two values is as good."
)
def only_between(x: Array, yes: Integers) -> Found:
    """No infinite candidates."""
    cuts = _cuts(x)[1:-1]
    return _best(x, yes, cuts) if cuts else (float(x[0]), _wrong(x, yes, x[0]))


@wrong(
    "You take the value of a yes and a no that stand next to each other in a sorted list, even "
    "if they are the same value. No limit parts equal values."
)
def cuts_between_equals(x: Array, yes: Integers) -> Found:
    """Running counts without grouping equal values."""
    order = np.argsort(x, kind="stable")
    x, yes = x[order], yes[order]
    errors = [int(yes[:i].sum() + (1 - yes[i:]).sum()) for i in range(len(x) + 1)]
    best = int(np.argmin(errors))
    if best in (0, len(x)):
        return (-np.inf if best == 0 else np.inf), errors[best]
    return float(x[best - 1] + x[best]) / 2, errors[best]


@wrong(
    "The rule says yes above t. You looked for the best rule that says yes below it as well."
)
def either_way(x: Array, yes: Integers) -> Found:
    """Polarity chosen too."""
    t, errors = _best(x, yes, _cuts(x))
    other, turned = _best(x, 1 - yes, _cuts(x))
    return (other, turned) if turned < errors else (t, errors)


@wrong("Sort values and answers together. You sorted the values alone.")
def sorted_alone(x: Array, yes: Integers) -> Found:
    """The answers stay where they were."""
    return _best(np.sort(x), yes, _cuts(x))


@wrong("Return how many answers are wrong. You returned which share.")
def a_share(x: Array, yes: Integers) -> tuple[float, float]:
    """Divided by n."""
    t, errors = _best(x, yes, _cuts(x))
    return t, errors / len(x)


@accept(naive=True)
def every_candidate(x: Array, yes: Integers) -> Found:
    """Counts for each candidate anew."""
    return _best(x, yes, _cuts(x))


@accept
def one_walk(x: Array, yes: Integers) -> list[float | int]:
    """Begins with always yes and changes the count as the limit passes each value."""
    wrong_now = int((yes == 0).sum())
    best, t = wrong_now, -np.inf
    values = sorted({float(v) for v in x})
    for i, value in enumerate(values):
        here = x == value
        wrong_now += int((yes[here] > 0).sum()) - int((yes[here] == 0).sum())
        if wrong_now < best:
            last = i + 1 == len(values)
            best, t = wrong_now, np.inf if last else (value + values[i + 1]) / 2
    return [t, best]
