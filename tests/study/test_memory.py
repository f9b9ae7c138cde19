"""Cards: folded from answers, by the learner's days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from fsrs import Card as Fsrs
from fsrs import Rating, Scheduler
from hypothesis import given
from hypothesis import strategies as st

from db.store import Answer
from quiz.study.clock import Clock
from quiz.study.forgetting import AGAIN, EASY, GOOD, HARD, Forgetting
from quiz.study.memory import LEECH, Card, Cards, rating_of

DAY = date(2026, 5, 4)
CARDS = Cards(Clock("UTC", 0))
histories = st.lists(
    st.tuples(st.integers(AGAIN, EASY), st.integers(0, 30)), min_size=1, max_size=12
)


def answer(rating: int | None, at: datetime, **fields: object) -> Answer:
    row = {"item": "a/b", "version": 1, "seed": 5, "response": "1", "at": at}
    row |= {"right": True, "score": 1.0, "route": None, "seconds": 3.0}
    row["rating"] = rating
    return Answer(**(row | fields))


@given(histories)
def test_a_card_moves_as_the_package_moves_it(history: list[tuple[int, int]]) -> None:
    package = Scheduler(enable_fuzzing=False)
    theirs, mine, day = Fsrs(0), None, DAY
    for rating, gap in history:
        day += timedelta(gap)
        at = datetime(day.year, day.month, day.day, tzinfo=UTC)
        theirs, _ = package.review_card(theirs, Rating(rating), at)
        mine = CARDS.review(mine, "a/b", rating, day)
        assert mine.stability == pytest.approx(theirs.stability)
        assert mine.difficulty == pytest.approx(theirs.difficulty)
        assert mine.due >= mine.last == day
    assert mine is not None
    assert mine.reviews == len(history)
    assert Card.from_json(mine.to_json()) == mine


def test_an_answer_without_a_rating_is_no_review() -> None:
    at = datetime(2026, 5, 4, 12, tzinfo=UTC)

    assert CARDS.step(None, answer(None, at)) is None
    kept = CARDS.step(None, answer(GOOD, at))
    assert CARDS.step(kept, answer(None, at)) == kept


def test_what_was_forgotten_is_asked_again_the_same_day() -> None:
    card = CARDS.review(None, "a/b", AGAIN, DAY)
    assert (card.settled, card.due, card.lapses) == (False, DAY, 0)
    card = CARDS.review(card, "a/b", GOOD, DAY)
    assert card.settled
    assert card.due > DAY


def test_lapses_count_what_had_been_known_and_make_a_leech() -> None:
    card, day = None, DAY
    for _ in range(LEECH):
        assert card is None or not card.leech
        card = CARDS.review(card, "a/b", GOOD, day)
        card = CARDS.review(card, "a/b", AGAIN, day + timedelta(3))
        card = CARDS.review(card, "a/b", AGAIN, day + timedelta(3))
        day += timedelta(10)
    assert card is not None
    assert card.lapses == LEECH
    assert card.leech


def test_two_evenings_are_two_days_whatever_the_hours() -> None:
    late = Cards(Clock("Europe/Paris", 4))
    first = datetime(2026, 5, 4, 22, tzinfo=UTC)  # midnight in Paris
    second = datetime(2026, 5, 5, 7, tzinfo=UTC)  # nine hours on, the next day
    card = late.step(None, answer(GOOD, first))
    assert card is not None
    assert card.last == date(2026, 5, 4)
    again = late.step(card, answer(GOOD, second))
    assert again is not None
    assert again.last == date(2026, 5, 5)
    assert again.stability > Forgetting().same_day(card.stability)


def test_a_wrong_answer_leaves_its_seed_and_how_sure_it_was() -> None:
    at = datetime(2026, 5, 4, tzinfo=UTC)
    wrong = answer(AGAIN, at, right=False, confidence=0.9, seed=7)
    card = CARDS.step(None, wrong)
    assert card is not None
    assert (card.seed, card.sure) == (7, 0.9)
    card = CARDS.step(card, answer(GOOD, at))
    assert card is not None
    assert card.sure == 0.0


@pytest.mark.parametrize(
    ("score", "right", "hints", "seconds", "usual", "rating"),
    [
        (0.0, False, 0, 1.0, [30.0], AGAIN),
        (0.75, True, 0, 1.0, [30.0], HARD),
        (1.0, True, 1, 1.0, [30.0], HARD),
        (1.0, True, 0, 15.0, [30.0], GOOD),
        (1.0, True, 0, 14.9, [10.0, 30.0, 90.0], EASY),
        (1.0, True, 0, 1.0, [], GOOD),
        (1.0, True, 0, None, [30.0], GOOD),
    ],
)
def test_the_rating_of_an_answer(
    score: float,
    right: bool,
    hints: int,
    seconds: float | None,
    usual: list[float],
    rating: int,
) -> None:
    given_ = {"right": right, "hints": hints, "seconds": seconds, "usual": usual}
    assert rating_of(score, **given_) == rating
