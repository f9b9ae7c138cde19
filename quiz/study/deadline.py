"""When to review so that most is recalled on one given day.

Plain spaced repetition asks when memory falls to 90 % and knows no deadline. Here each
card chooses among plans: no further review, one, or two, on days up to the eve. A plan
is worth the chance to recall on the day, over what each of its reviews may come to:

    V(d)      = R(d) R(T - d, S_good) + (1 - R(d)) R(T - d, S_again)
    V(d, e)   = the same, with V(e) of the state after d in place of R

A review costs the price of its day. Prices rise where more is planned than the
learner has time for and fall where time is left, until the plans fit: the dual of the
assignment problem, by subgradient steps. Whatever then still exceeds a day's time goes
to the card's best day that has room.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quiz.study.forgetting import AGAIN, GOOD, Forgetting

DAYS = 14
"""Days that plans choose from; where the deadline is further, evenly spread ones."""
STEPS = 40
WORTH = 0.002
"""A review that adds less than this to the expected recall of its card is not made."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Cards:
    """What is known of n cards: arrays of n.

    Attributes:
        stability: days.
        difficulty: 1 to 10.
        elapsed: whole days since the last review; -k for a card that will be begun in
            k days, with the stability and difficulty that it will have then.
    """

    stability: Array
    difficulty: Array
    elapsed: Array

    def __len__(self) -> int:
        return len(self.stability)


@dataclass(frozen=True)
class Plans:
    """The plan of each of n cards: arrays of n.

    Attributes:
        first: the day of the next review: 0 is today, -1 is never again.
        second: the day of the one after, -1 for none.
        recall: the expected chance to recall on the day.
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    recall: Array


def plan(
    cards: Cards, left: int, capacity: Sequence[float], curve: Forgetting | None = None
) -> Plans:
    """The reviews to make until the interview.

    Args:
        cards: n cards.
        left: days until the interview, at least 0; on that day itself nothing is due.
        capacity: reviews that fit into each of the days 0 .. left-1, today first.
        curve: how memory fades.

    Raises:
        ValueError: the days of `capacity` are not `left`.
    """
    if len(capacity) != left:
        raise ValueError(f"{left} days are left, got {len(capacity)} capacities")
    curve = curve or Forgetting()
    if not len(cards) or left <= 0:
        never = np.full(len(cards), -1)
        return Plans(never, never, curve.recall(cards.elapsed + left, cards.stability))
    days = _choices(left)
    room = _room(capacity, days)
    plans = [(), *((d,) for d in days), *itertools.combinations(days, 2)]
    value = _values(cards, left, days, curve)
    uses = np.array([[day in plan for day in days] for plan in plans], float)
    chosen = _fitted(value, uses, _prices(value, uses, room), room)
    both = np.array([(*plan, -1, -1)[:2] for plan in plans])[chosen]
    return Plans(both[:, 0], both[:, 1], value[np.arange(len(cards)), chosen])


def _choices(left: int) -> list[int]:
    """Today, and at most `DAYS` days in all, the last one included."""
    if left <= DAYS:
        return list(range(left))
    return sorted({round(d) for d in np.linspace(0, left - 1, DAYS)})


def _room(capacity: Sequence[float], days: list[int]) -> Array:
    """Reviews that fit until the next of these days."""
    bounds = [*days, len(capacity)]
    return np.array([sum(capacity[a:b]) for a, b in itertools.pairwise(bounds)])


def _values(cards: Cards, left: int, days: list[int], curve: Forgetting) -> Array:
    """(n, plans): expected recall on the day under no, one and two further reviews."""
    S, D, t = (x[:, None] for x in (cards.stability, cards.difficulty, cards.elapsed))
    day = np.array(days, float)[None, :]
    recall, good, again = _outcomes(curve, S, D, t + day)
    one = _mixed(curve, recall, good, again, left - day)
    pairs = np.array(list(itertools.combinations(range(len(days)), 2)), int)
    columns = [curve.recall(t + left, S), one]
    first = second = np.zeros(0, int)
    if len(pairs):
        first, second = pairs.T
        gap, rest = (day[:, second] - day[:, first]), left - day[:, second]
        two = np.zeros((len(cards), len(pairs)))
        for state, harder, chance in (
            (good, curve.harder(D, GOOD), recall),
            (again, curve.harder(D, AGAIN), 1 - recall),
        ):
            then = _outcomes(curve, state[:, first], harder, gap)
            two += chance[:, first] * _mixed(curve, *then, rest)
        columns.append(two)
    value = np.concatenate(columns, axis=1)
    starts = [np.full(1, np.inf), day[0], day[0][first]]
    # What is not begun yet cannot be reviewed yet.
    return np.where(np.concatenate(starts) > -t, value, -1.0)


def _outcomes(
    curve: Forgetting, stability: Array, difficulty: Array, elapsed: Array
) -> tuple[Array, Array, Array]:
    """Chance to recall, and stability after Good and after Again.

    What failed is asked again the same day, and then known.
    """
    recall = curve.recall(elapsed, stability)
    good = curve.reviewed(stability, difficulty, recall, elapsed, GOOD)
    again = curve.reviewed(stability, difficulty, recall, elapsed, AGAIN)
    return recall, good, curve.same_day(again)


def gains(cards: Cards, left: int, curve: Forgetting) -> Array:
    """What a review today adds to the chance to recall so many days on, shape (n,)."""
    S, D, t = cards.stability, cards.difficulty, cards.elapsed
    rest = np.full(len(cards), float(left))
    after = _mixed(curve, *_outcomes(curve, S, D, t), rest)
    return after - curve.recall(t + left, S)


def _mixed(
    curve: Forgetting, recall: Array, good: Array, again: Array, rest: Array
) -> Array:
    kept = recall * curve.recall(rest, good)
    return kept + (1 - recall) * curve.recall(rest, again)


def _prices(value: Array, uses: Array, room: Array) -> Array:
    """What a review costs on each day, in expected recall."""
    prices = np.full(len(room), WORTH)
    step = 0.05
    for k in range(STEPS):
        net = value - uses @ prices
        used = uses[net.argmax(axis=1)].sum(axis=0)
        excess = (used - room) / np.maximum(room, 1)
        prices = np.maximum(prices + step / (1 + k / 4) * np.clip(excess, -1, 1), WORTH)
    return prices


def _fitted(value: Array, uses: Array, prices: Array, room: Array) -> NDArray[np.int64]:
    """The plan of each card, such that no day is overfull.

    Cards that gain most from their plan choose first.
    """
    net = value - uses @ prices
    free = room.astype(float)
    fits = (uses <= free).all(axis=1)
    chosen = np.zeros(len(value), int)
    for card in np.argsort(net[:, 0] - net.max(axis=1)):
        chosen[card] = np.where(fits, net[card], -np.inf).argmax()
        free -= uses[chosen[card]]
        if free.min() < 1:
            fits = (uses <= free).all(axis=1)
    return chosen
