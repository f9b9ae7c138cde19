"""Plans for a deadline: within time and capacity, and worth what they cost."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.study.deadline import Cards, plan
from quiz.study.forgetting import AGAIN, GOOD, Forgetting

CURVE = Forgetting()


@st.composite
def tables(draw: st.DrawFn) -> Cards:
    n = draw(st.integers(0, 30))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    elapsed = rng.integers(-5, 40, n).astype(float)
    return Cards(rng.lognormal(1, 1.5, n), rng.uniform(1, 10, n), elapsed)


@given(tables(), st.integers(0, 40), st.floats(0, 8))
def test_plans_keep_to_the_days_and_to_the_time_of_each(
    cards: Cards, left: int, capacity: float
) -> None:
    plans = plan(cards, left, [capacity] * left)

    assert (plans.first >= -1).all()
    assert (plans.first < max(left, 1)).all()
    assert ((plans.second == -1) | (plans.second > plans.first)).all()
    assert (plans.second < max(left, 1)).all()
    begun = -cards.elapsed
    assert ((plans.first == -1) | (plans.first > begun)).all()
    assert ((plans.recall >= 0) & (plans.recall <= 1)).all()
    if 0 < left <= 14:
        used = np.bincount(plans.first[plans.first >= 0], minlength=left)
        used += np.bincount(plans.second[plans.second >= 0], minlength=left)
        assert (used <= capacity).all()


@given(st.floats(0.3, 60), st.floats(1, 10), st.integers(1, 20), st.integers(1, 12))
def test_a_card_alone_gets_the_best_plan(
    stability: float, difficulty: float, elapsed: int, left: int
) -> None:
    """Against every plan of one or two reviews, walked by hand."""

    def then(S: float, D: float, last: int, days: tuple[int, ...]) -> float:
        if not days:
            return float(CURVE.recall(left - last, S))
        R = float(CURVE.recall(days[0] - last, S))
        good = float(CURVE.recalled(S, D, R))
        again = float(CURVE.same_day(CURVE.forgotten(S, D, R)))
        kept = then(good, float(CURVE.harder(D, GOOD)), days[0], days[1:])
        lost = then(again, float(CURVE.harder(D, AGAIN)), days[0], days[1:])
        return R * kept + (1 - R) * lost

    cards = Cards(*(np.array([x], float) for x in (stability, difficulty, elapsed)))
    found = plan(cards, left, [9] * left)
    mine = tuple(int(d[0]) for d in (found.first, found.second) if d[0] >= 0)
    every = [c for k in range(3) for c in itertools.combinations(range(left), k)]
    cost = 0.002
    best = max(then(stability, difficulty, -elapsed, c) - cost * len(c) for c in every)

    value = then(stability, difficulty, -elapsed, mine)
    assert found.recall[0] == pytest.approx(value)
    assert value - cost * len(mine) == pytest.approx(best, abs=1e-9)


def test_without_time_nothing_is_planned_and_memory_fades() -> None:
    cards = Cards(np.array([5.0]), np.array([5.0]), np.array([2.0]))
    plans = plan(cards, 10, [0] * 10)

    assert plans.first.tolist() == [-1]
    assert plans.recall == pytest.approx(CURVE.recall(12, 5.0))


def test_the_weakest_card_comes_first_where_time_is_short() -> None:
    cards = Cards(np.array([1.0, 90.0]), np.array([5.0, 5.0]), np.array([3.0, 3.0]))

    assert plan(cards, 1, [1]).first.tolist() == [0, -1]


def test_the_days_of_the_capacity_are_those_that_are_left() -> None:
    with pytest.raises(ValueError, match="3 days are left, got 2 capacities"):
        plan(Cards(np.ones(1), np.ones(1), np.ones(1)), 3, [1, 1])
