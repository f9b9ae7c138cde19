"""A mock interview: drawn, walked, reported."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.content import Outline
from quiz.curriculum import Topic
from quiz.items.ask import Point
from quiz.study import interview
from quiz.study.goal import ROLES
from quiz.study.interview import (
    KIND,
    LENGTHS,
    Interview,
    Progress,
    Question,
    Result,
    compose,
    follow_up,
    missed,
)
from quiz.study.learner import Given, Learner
from quiz.study.view import written

POINTS = (
    "The inertia falls with every k, so it cannot be minimised over k",
    "Silhouette: compares distances within and between; look for its peak",
)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("minutes", LENGTHS)
@pytest.mark.parametrize("level", [1, 2, 3])
def test_an_interview_fits_its_time_and_mixes_kinds(
    role: str, minutes: int, level: int
) -> None:
    rng = np.random.default_rng(minutes + level)
    drawn = compose(role, level, minutes, written(), rng)
    ids = [question.id for question in drawn.questions]
    kinds = {o.id: o for items in written().values() for o in items}

    assert 0 < sum(question.minutes for question in drawn.questions) <= minutes
    assert len(set(ids)) == len(ids)
    assert all(abs(kinds[i].level - level) <= 1 for i in ids)
    assert any(kinds[i].kind == "recall" for i in ids)
    assert any(kinds[i].kind not in {"recall", "challenge"} for i in ids)
    challenges = [i for i in ids if kinds[i].kind == "challenge"]
    assert len(challenges) == (minutes >= interview.CODING)
    assert Interview.from_json(drawn.to_json()) == drawn


@pytest.mark.parametrize("topic", written(), ids=lambda topic: topic.id)
def test_one_topic_alone_makes_an_exam(topic: Topic) -> None:
    rng = np.random.default_rng(0)
    drawn = compose("ml-engineer", 2, 30, {topic: written()[topic]}, rng)

    assert len(drawn.questions) >= 4
    assert {question.topic for question in drawn.questions} == {topic.id}


def test_a_seed_gives_the_same_interview_and_what_is_none_is_refused() -> None:
    one, two = (
        compose("nlp-llm", 2, 45, written(), np.random.default_rng(5)) for _ in range(2)
    )
    assert one == two
    with pytest.raises(ValueError, match="level 2 takes 7 minutes"):
        compose("nlp-llm", 2, 7, written(), np.random.default_rng(5))


def test_topics_are_asked_by_the_weight_of_the_role() -> None:
    def topic(name: str, unit: str) -> Topic:
        return Topic(name, unit, 1, name, name, ())

    def items(name: str) -> list[Outline]:
        kinds = ("recall", "number") * 10
        return [Outline(f"{name}/{i}", "", k, 2, (), 2.0) for i, k in enumerate(kinds)]

    outline = {
        topic("llm", "language"): items("llm"),
        topic("tree", "trees"): items("tree"),
    }
    counts = Counter[str]()
    for seed in range(40):
        rng = np.random.default_rng(seed)
        item = interview._item("nlp-llm", 2, outline, [], True, rng)
        assert item is not None
        counts[item.id.split("/")[0]] += 1
    assert counts["llm"] > 3 * counts["tree"]


@given(st.integers(0, 5))
def test_progress_survives_as_text(done: int) -> None:
    progress = Progress()
    for place in range(done):
        progress = progress.after(place, "said" if place % 2 else None)

    assert Progress.from_json(progress.to_json()) == progress


def test_the_next_question_until_all_are_asked_or_time_is_up() -> None:
    questions = tuple(Question("a/b", 1, seed, 2.0) for seed in range(3))
    asked = Interview("nlp-llm", 2, 20, questions)

    assert Progress().next(asked, 0.0) == 0
    assert Progress().after(0).after(2).next(asked, 0.0) == 1
    assert Progress().after(0).after(1).after(2).next(asked, 0.0) is None
    assert Progress().next(asked, 1199.0) == 0
    assert Progress().next(asked, 1200.0) is None


def test_what_an_answer_left_out_is_asked_next() -> None:
    said = "The inertia always falls with k, so you cannot simply minimise it."
    assert missed(POINTS, said) == [POINTS[1]]
    assert missed(POINTS, "") == list(POINTS)
    assert missed(POINTS, " ".join(POINTS)) == []
    assert follow_up(POINTS, said) != follow_up(POINTS, " ".join(POINTS))
    led = (*POINTS, Point("Business: three segments", "What would the business say?"))
    assert follow_up(led, said) == "What would the business say?"
    assert follow_up(led, f"{said} Business segments.") != led[2].ask


def test_the_report_weighs_questions_by_their_minutes(learner: Learner) -> None:
    drawn = compose("ml-engineer", 2, 20, written(), np.random.default_rng(1))
    sitting = learner.store.begin(KIND, drawn.to_json()).id
    for question in drawn.questions[:-1]:
        variant = question.variant()
        learner.answer(variant, variant.key, Given(sitting=sitting))
    learner.store.end(sitting, 900.0)
    report = learner.interview_report(sitting)
    last = drawn.questions[-1]
    total = sum(question.minutes for question in drawn.questions)

    assert report.score == pytest.approx(1 - last.minutes / total)
    assert report.results[-1] == Result(last, 0.0, answered=False)
    assert report.topics[0][0] == last.topic
    assert all(result.answered for result in report.results[:-1])


def test_a_challenge_counts_by_its_best_submission_of_the_sitting(
    learner: Learner,
) -> None:
    drawn = compose("ml-engineer", 2, 45, written(), np.random.default_rng(1))
    challenge = drawn.questions[-1]

    def submit(passed: int) -> None:
        waiting = learner.store.hand_in(challenge=challenge.id, code="", seed=0)
        detail = f'{{"passed": {passed}, "total": 4}}'
        learner.store.record_verdict(waiting, verdict="x", detail=detail, seconds=1.0)

    submit(4)
    sitting = learner.store.begin(KIND, drawn.to_json()).id
    submit(1)
    submit(3)
    submit(2)
    learner.store.end(sitting, 60.0)
    submit(4)

    assert learner.interview_report(sitting).results[-1].score == 0.75
