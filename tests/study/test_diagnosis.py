"""The first session: few questions, and what they say of neighbours."""

from datetime import UTC, datetime

import numpy as np
import pytest

from db.store import Answer
from quiz.content import Outline
from quiz.curriculum import Topic
from quiz.study.diagnosis import QUESTIONS, STEP, following, shifts
from quiz.study.skill import Skill, sigmoid

AT = datetime(2026, 5, 4, tzinfo=UTC)
CHAIN = {
    name: Topic(name, "unit", 1, name, name, needs)
    for name, needs in {"a": (), "b": ("a",), "c": ("b",), "d": ("c",)}.items()
}
OUTLINE = {
    name: [Outline(f"{name}/{i}", "", "number", 1 + i % 3, (), 1.0) for i in range(9)]
    for name in CHAIN
}


def answer(topic: str, right: bool) -> Answer:
    return Answer(item=f"{topic}/0", version=1, seed=0, response="", right=right,
                  score=float(right), route=None, seconds=None, at=AT)  # fmt: skip


def test_right_answers_speak_for_what_a_topic_builds_on() -> None:
    assert shifts([answer("c", True)], CHAIN) == {"b": STEP, "a": STEP / 2}


def test_wrong_answers_speak_against_what_builds_on_it() -> None:
    assert shifts([answer("b", False)], CHAIN) == {"c": -STEP, "d": -STEP / 2}


@pytest.mark.parametrize("seed", range(4))
def test_it_ends_and_finds_out_who_knows_what(seed: int) -> None:
    """A learner who knows a and b and not c and d."""
    rng = np.random.default_rng(seed)
    truth = {"a": 3.0, "b": 3.0, "c": -3.0, "d": -3.0}
    answers: list[Answer] = []
    skills: dict[str, Skill] = {}
    asked = set()

    def shifted() -> dict[str, Skill]:
        by = shifts(answers, CHAIN)
        return {t: skills.get(t, Skill()).shifted(by.get(t, 0.0)) for t in CHAIN}

    while item := following(answers, CHAIN, OUTLINE, shifted()):
        assert item.id not in asked
        asked.add(item.id)
        topic = item.id[0]
        right = bool(rng.random() < sigmoid(truth[topic]))
        answers.append(answer(topic, right))
        answers[-1].item = item.id
        skill = skills.get(topic, Skill())
        skills[topic] = skill.moved(item.id, float(right), item.level, AT.date())
    found = {topic: skill.mean for topic, skill in shifted().items()}
    assert 4 <= len(answers) <= QUESTIONS
    assert min(found["a"], found["b"]) > max(found["c"], found["d"])


def test_nothing_is_asked_twice_and_nothing_slow() -> None:
    slow = {"a": [Outline("a/0", "", "recall", 1, (), 3.0)]}
    assert following([], CHAIN, slow, {}) is None
    one = {"a": [Outline("a/0", "", "number", 1, (), 1.0)]}
    assert following([answer("a", True)], CHAIN, one, {}) is None
    assert following([answer("b", True)] * QUESTIONS, CHAIN, OUTLINE, {}) is None
