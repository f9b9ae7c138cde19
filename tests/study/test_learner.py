"""One learner over a real store: answers in, queue and plan out."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quiz import content
from quiz.items.ask import Invalid
from quiz.items.item import Variant
from quiz.study.forgetting import AGAIN, GOOD
from quiz.study.learner import Given, Learner
from quiz.study.simulate import Time
from quiz.study.view import outline, written

ITEMS = [
    f"softmax-derivative/{n}" for n in ("diagonal_entry", "steepest", "same_jacobian")
]
TODAY = date(2026, 5, 4)


def variant(item: str, seed: int = 0) -> Variant:
    return content.item(item).draw(seed)


def wrong(item: str, seed: int = 0) -> tuple[Variant, str]:
    drawn = variant(item, seed)
    kind, ask = drawn.item.kind, drawn.ask
    return drawn, kind.show(ask, kind.value_of(ask, ask.mistakes[0].result))


def test_the_outline_is_what_importing_the_topics_gives() -> None:
    for topic, found in written().items():
        items = [entry for entry in found if entry.kind != "challenge"]
        for entry, item in zip(items, content.items(topic), strict=True):
            assert entry.id == item.id
            assert entry.kind == item.kind.name
            assert (entry.level, entry.covers) == (item.level, item.covers)
        rest = {entry.id: entry for entry in found[len(items) :]}
        for challenge in content.challenges(topic):
            entry = rest.pop(challenge.id)
            assert (entry.level, entry.minutes) == (challenge.level, challenge.minutes)
            assert entry.covers == tuple(challenge.covers)
        assert not rest


def test_an_answer_is_remembered_with_all_that_comes_with_it(learner: Learner) -> None:
    drawn, response = wrong(ITEMS[0])
    expected = learner.view().predicted(ITEMS[0])
    grade = learner.answer(drawn, response, Given(12.5, 0.9, 1))
    (kept,) = learner.store.answers()

    assert (kept.right, kept.route, kept.read_as) == (False, grade.route, grade.read_as)
    assert (kept.seconds, kept.confidence, kept.hints) == (12.5, 0.9, 1)
    assert (kept.rating, kept.predicted) == (AGAIN, expected)
    assert not learner.view().cards[ITEMS[0]].settled


def test_a_hint_costs_a_fifth_and_never_all(learner: Learner) -> None:
    for hints, score in enumerate((1.0, 0.8, 0.64)):
        drawn = variant(ITEMS[0], hints)
        learner.answer(drawn, drawn.key, Given(hints=hints))
        kept = learner.store.answers()[-1]
        assert kept.right
        assert kept.score == pytest.approx(score)


def test_a_variant_is_answered_once_and_nothing_invalid_is_kept(
    learner: Learner,
) -> None:
    drawn = variant(ITEMS[0])
    with pytest.raises(Invalid):
        learner.answer(drawn, "what?")
    assert learner.store.answers() == []
    learner.answer(drawn, drawn.key)
    learner.answer(*wrong(ITEMS[0]))
    (kept,) = learner.store.answers()
    assert (kept.right, kept.rating) == (True, GOOD)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(st.sampled_from(ITEMS), st.booleans(), st.integers(0, 4)), max_size=8
    )
)
def test_undo_restores_and_what_is_derived_can_be_made_again(
    learner: Learner, time: Time, acts: list[tuple[str, bool, int]]
) -> None:
    seed = len(learner.store.answers()) + 1000
    for i, (item, right, days) in enumerate(acts):
        time.now += timedelta(days)
        drawn, response = wrong(item, seed + i)
        learner.answer(drawn, drawn.key if right else response)
    before = learner.view()
    drawn, response = wrong(ITEMS[0], seed + 99)
    learner.answer(drawn, response)
    learner.view()
    assert learner.undo(drawn) is not None
    after = learner.view()
    assert (after.cards, after.skills) == (before.cards, before.skills)

    learner.store.forget_derived()
    again = learner.view()
    assert (again.cards, again.skills) == (before.cards, before.skills)


def test_undo_without_an_answer_does_nothing(learner: Learner) -> None:
    assert learner.undo(variant(ITEMS[0])) is None


def test_undo_takes_back_the_answer_that_is_shown_not_the_latest(
    learner: Learner,
) -> None:
    for item in ITEMS[:2]:
        learner.answer(variant(item), variant(item).key)
    learner.undo(variant(ITEMS[0]))

    assert [answer.item for answer in learner.store.answers()] == [ITEMS[1]]
    assert learner.view().cards.keys() == {ITEMS[1]}


def test_the_goal_is_kept_and_what_is_none_is_refused(learner: Learner) -> None:
    learner.choose(interview=date(2026, 5, 25), minutes=30, zone="Asia/Kolkata")
    again = Learner(learner.store).goal()

    assert (again.interview, again.since) == (date(2026, 5, 25), TODAY)
    assert (again.minutes, again.zone, again.quiet) == (30, "Asia/Kolkata", 7)
    with pytest.raises(ValueError, match="5 to 600, got 2"):
        learner.choose(minutes=2)
    with pytest.raises(ValueError, match="no time zone"):
        learner.choose(zone="Nowhere")
    assert learner.goal() == again
    settings_ = learner.store.settings()
    assert json.loads(settings_["minutes"]) == 30


def test_another_zone_moves_the_days_of_cards(learner: Learner, time: Time) -> None:
    time.now = time.now.replace(hour=23)
    learner.answer(variant(ITEMS[0]), variant(ITEMS[0]).key)
    assert learner.view().cards[ITEMS[0]].last == TODAY
    learner.choose(zone="Asia/Tokyo")
    assert learner.view().cards[ITEMS[0]].last == TODAY + timedelta(1)


def test_what_was_missed_comes_back_today_and_what_is_done_does_not(
    learner: Learner,
) -> None:
    learner.answer(*wrong(ITEMS[0]))
    learner.answer(variant(ITEMS[1]), variant(ITEMS[1]).key)
    queue = {entry.id: entry for entry in learner.view().today()}

    assert queue[ITEMS[0]].kind == "review"
    assert "missed it today" in queue[ITEMS[0]].why
    assert ITEMS[1] not in queue


def test_the_time_of_a_day_is_spent_by_what_is_done(learner: Learner) -> None:
    learner.choose(minutes=10)
    spent, queue = 0.0, learner.view().today()
    assert sum(e.minutes for e in queue if e.kind == "new") <= 10
    while new := [e for e in learner.view().today() if e.kind == "new"]:
        drawn = variant(new[0].id)
        learner.answer(drawn, drawn.key)
        spent += new[0].minutes
        assert learner.view().spent == pytest.approx(spent)
        assert spent <= 10
    assert spent >= 3


def test_nothing_new_is_begun_in_the_quiet_days(learner: Learner, time: Time) -> None:
    learner.choose(interview=TODAY + timedelta(21))
    assert any(entry.kind == "new" for entry in learner.view().today())
    time.now += timedelta(14)
    assert all(entry.kind != "new" for entry in learner.view().today())


def test_reviews_never_lie_beyond_the_interview(learner: Learner, time: Time) -> None:
    day = TODAY + timedelta(10)
    learner.choose(interview=day, minutes=60)
    for item in outline().values():
        if item.kind == "number":
            drawn = variant(item.id)
            learner.answer(drawn, drawn.key)
    plan = learner.view().plan()
    assert [d.day for d in plan.days] == [TODAY + timedelta(i) for i in range(10)]
    assert all(d.minutes <= 60 + 9 for d in plan.days)
    assert sum(d.reviews for d in plan.days) > 0
    time.now += timedelta(11)
    assert learner.view().left is None


def test_readiness_grows_with_what_is_known(learner: Learner) -> None:
    before = learner.view().readiness()
    for item in written()[content.written()[0]]:
        if item.kind in {"number", "choice"}:
            drawn = variant(item.id)
            learner.answer(drawn, drawn.key)
    after = learner.view().readiness()

    assert after.score > before.score
    assert after.high - after.low < before.high - before.low
    assert before.raises_most is not None
    assert sum(part.weight for part in after.parts) == pytest.approx(1)


def test_following_the_plan_is_worth_it(learner: Learner) -> None:
    learner.choose(interview=TODAY + timedelta(21))
    view = learner.view()

    assert view.readiness(planned=True).score > view.readiness().score
    few, many = view.plan(minutes=10), view.plan(minutes=90)
    assert len(many.unseen) < len(few.unseen)
    learner.choose(interview=None)
    with pytest.raises(ValueError, match="no date"):
        learner.view().plan()


def test_predictions_are_calibrated_as_they_were_made(learner: Learner) -> None:
    assert learner.calibration() is None
    learner.answer(variant(ITEMS[0]), variant(ITEMS[0]).key)
    found = learner.calibration()
    assert found is not None
    assert found.count == 1
