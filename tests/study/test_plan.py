"""The days to the interview."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.content import Outline
from quiz.study.forgetting import Forgetting
from quiz.study.memory import Card
from quiz.study.plan import begun_on, plan
from quiz.study.today import NEW_FACTOR, NEW_SHARE

DAY = date(2026, 12, 20)
CURVE = Forgetting()


def unseen(n: int, minutes: float = 1.0) -> list[Outline]:
    return [Outline(f"a/{i}", "", "number", 1, (), minutes) for i in range(n)]


def deck(n: int) -> list[Card]:
    last = DAY - timedelta(2)
    return [Card(f"b/{i}", 1.0 + i % 9, 5.0, last, last, last) for i in range(n)]


@given(st.integers(0, 30), st.integers(0, 60), st.integers(5, 120), st.integers(1, 7))
def test_a_plan_ends_before_the_interview_and_keeps_to_the_time(
    left: int, cards: int, minutes: int, quiet: int
) -> None:
    until = DAY + timedelta(left)
    found = plan(deck(cards), unseen(20), DAY, until, minutes, quiet, CURVE)

    assert [d.day for d in found.days] == [DAY + timedelta(d) for d in range(left)]
    assert all(d.new == 0 for d in found.days[max(left - quiet, 0) :])
    begun = sum(d.new for d in found.days)
    assert begun + len(found.unseen) == 20
    assert len(found.recall) == cards + begun
    # Where the horizon is longer than the days to choose from, days share their time.
    if left <= 14:
        for d in found.days:
            assert d.minutes <= minutes + NEW_FACTOR


def test_over_new_year_a_day_follows_a_day() -> None:
    found = plan([], unseen(3), DAY, date(2027, 1, 4), 45, 5, CURVE)

    assert [d.day for d in found.days][11:13] == [date(2026, 12, 31), date(2027, 1, 1)]


def test_a_date_in_the_past_leaves_no_day() -> None:
    assert plan(deck(1), unseen(1), DAY, DAY - timedelta(3), 45, 1, CURVE).days == ()


def test_new_items_are_begun_in_their_order_as_time_allows() -> None:
    starts = begun_on(unseen(5), 9, round(2 * NEW_FACTOR / NEW_SHARE))

    assert starts == [0, 0, 1, 1, 2]
    assert begun_on(unseen(5), 1, round(2 * NEW_FACTOR / NEW_SHARE)) == [0, 0]
    assert begun_on(unseen(2, minutes=99.0), 9, 10) == [0, 1]


def test_more_time_gives_more_recall() -> None:
    until = DAY + timedelta(10)
    little, much = (
        plan(deck(60), [], DAY, until, minutes, 3, CURVE) for minutes in (5, 60)
    )
    assert sum(much.recall.values()) > sum(little.recall.values())
    assert much.recall == pytest.approx(
        plan(deck(60), [], DAY, until, 60, 3, CURVE).recall
    )
