"""Figures about habits: mistakes, time, retention, hours, days."""

from datetime import UTC, date, datetime, timedelta

from db.store import Answer
from quiz.study.clock import Clock
from quiz.study.habits import (
    Misconception,
    Week,
    days_this_week,
    hours,
    misconceptions,
    retention,
    seconds,
)

MONDAY = datetime(2026, 5, 4, 18, tzinfo=UTC)
CLOCK = Clock("UTC", 4, lambda: MONDAY + timedelta(10))


def answer(
    item: str, days: float = 0, route: str | None = None, rating: int | None = 3
) -> Answer:
    return Answer(item=item, version=1, seed=0, response="", right=route is None,
                  score=float(route is None), route=route, seconds=10.0 + days,
                  at=MONDAY + timedelta(days), rating=rating)  # fmt: skip


def test_misconceptions_are_counted_over_variants() -> None:
    answers = [answer("a/var", route="n"), answer("a/var", route="n"), answer("a/var")]
    answers.append(answer("b/x", route="ln"))

    assert misconceptions(answers) == [
        Misconception("a/var", "n", 2, 3),
        Misconception("b/x", "ln", 1, 1),
    ]


def test_retention_counts_the_first_review_of_a_day() -> None:
    answers = [
        answer("a/x"),  # the first encounter
        answer("a/x", 1, "wrong"),  # forgotten
        answer("a/x", 1.1),  # repeated the same day
        answer("a/x", 2),
        answer("a/x", 8),  # the week after
        answer("b/x", 8, rating=None),  # no review
        answer("b/x", 9),
    ]

    assert retention(answers, CLOCK) == [
        Week(date(2026, 5, 4), 1, 2),
        Week(date(2026, 5, 11), 1, 1),
    ]


def test_time_by_kind_hours_and_days() -> None:
    answers = [answer("a/x"), answer("a/x", 2), answer("b/y", 6)]

    kinds = seconds(answers, lambda item: {"a/x": "number", "b/y": "choice"}[item])
    assert kinds == {"choice": (16.0, 1), "number": (11.0, 2)}
    assert hours(answers, Clock("Asia/Kolkata")) == {23: (3, 3)}
    assert days_this_week(answers, CLOCK) == 1
    assert days_this_week([answer("a/x", d) for d in range(2, 11)], CLOCK) == 7
