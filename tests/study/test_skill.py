"""Ability by topic: the filter beside exact Bayes on a grid."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.store import Answer
from quiz.study.clock import Clock
from quiz.study.skill import DIFFICULTY, DRIFT, START, Skill, Skills

DAY = date(2026, 5, 4)
GRID = np.linspace(-8, 8, 4001)


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 3)), max_size=15))
def test_the_filter_follows_exact_bayes(answers: list[tuple[bool, int]]) -> None:
    log = -((GRID - START[0]) ** 2) / (2 * START[1])
    skill = Skill()
    for i, (right, level) in enumerate(answers):
        sign = 1 if right else -1
        log -= np.logaddexp(0, -sign * (GRID - DIFFICULTY[level]))
        skill = skill.moved(f"a/{i}", float(right), level, DAY)
    weights = np.exp(log - log.max())
    weights /= weights.sum()
    mean = float(weights @ GRID)
    deviation = float(np.sqrt(weights @ (GRID - mean) ** 2))

    assert skill.mean == pytest.approx(mean, abs=0.6)
    assert np.sqrt(skill.variance) == pytest.approx(deviation, abs=0.25)
    for level, difficulty in DIFFICULTY.items():
        exact = float(weights @ (1 / (1 + np.exp(difficulty - GRID))))
        assert skill.chance(level) == pytest.approx(exact, abs=0.1)


def test_answers_say_less_with_time() -> None:
    skill = Skill().moved("a/x", 1.0, 2, DAY)
    later = skill.on(DAY + timedelta(30))

    assert later.variance == pytest.approx(min(skill.variance + 30 * DRIFT, START[1]))
    assert skill.on(DAY + timedelta(10_000)).variance == START[1]
    assert later.mean == skill.mean


def test_a_skill_is_folded_from_the_answers_of_its_topic() -> None:
    fold = Skills(Clock("UTC", 0), lambda item: 3 if item == "a/hard" else 1)
    at = datetime(2026, 5, 4, tzinfo=UTC)
    row = {"version": 1, "seed": 1, "response": "", "route": None, "seconds": None}
    first = Answer(item="a/hard", right=True, score=1.0, at=at, **row)
    second = Answer(item="a/easy", right=False, score=0.5, at=at, **row)
    kept = fold.step(fold.step(None, first), second)

    assert fold.key(first) == fold.key(second) == "a"
    alone = Skill().moved("a/hard", 1.0, 3, DAY)
    assert kept == alone.moved("a/easy", 0.5, 1, DAY)
    assert fold.load(fold.dump(kept)) == kept
    # What is answered again says what was learnt, not what was known.
    assert fold.step(kept, first) == kept
