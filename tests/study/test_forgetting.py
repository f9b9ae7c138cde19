"""The formulas on arrays beside the package, one card at a time."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from fsrs import Card, Rating, Scheduler, State
from hypothesis import given
from hypothesis import strategies as st

from quiz.study.forgetting import AGAIN, EASY, Forgetting

START = datetime(2026, 3, 1, tzinfo=UTC)
PACKAGE = Scheduler(enable_fuzzing=False)
CURVE = Forgetting()

stabilities = st.floats(0.01, 500)
difficulties = st.floats(1, 10)
ratings = st.integers(AGAIN, EASY)


def known(stability: float, difficulty: float) -> Card:
    return Card(0, State.Review, None, stability, difficulty, START, START)


@given(stabilities, difficulties, ratings, st.integers(0, 400))
def test_a_review_gives_what_the_package_gives(
    stability: float, difficulty: float, rating: int, days: int
) -> None:
    card, now = known(stability, difficulty), START + timedelta(days=days)
    after, _ = PACKAGE.review_card(card, Rating(rating), now)
    recall = CURVE.recall(days, stability)

    assert recall == pytest.approx(PACKAGE.get_card_retrievability(card, now))
    if days == 0:
        mine = CURVE.same_day(stability, rating)
    elif rating == AGAIN:
        mine = CURVE.forgotten(stability, difficulty, recall)
    else:
        mine = CURVE.recalled(stability, difficulty, recall, rating)
    assert mine == pytest.approx(after.stability)
    assert CURVE.harder(difficulty, rating) == pytest.approx(after.difficulty)


@pytest.mark.parametrize("rating", range(AGAIN, EASY + 1))
def test_the_first_review_gives_what_the_package_gives(rating: int) -> None:
    after, _ = PACKAGE.review_card(Card(0), Rating(rating), START)

    assert CURVE.first(rating) == pytest.approx(after.stability)
    assert CURVE.first_difficulty(rating) == pytest.approx(after.difficulty)


def test_arrays_are_taken_entry_by_entry() -> None:
    S, D = np.array([1.0, 5.0, 20.0]), np.array([3.0, 5.0, 9.0])
    R = CURVE.recall(4, S)

    for formula in (CURVE.recalled, CURVE.forgotten):
        one_by_one = [formula(s, d, r) for s, d, r in zip(S, D, R, strict=True)]
        np.testing.assert_allclose(formula(S, D, R), one_by_one)
