"""Every challenge of every topic: right ways pass, wrong ones get their hints."""

import importlib
import types

import pytest

from quiz import content
from quiz.coding.challenge import Case, Challenge, load
from quiz.judge.check import check
from quiz.judge.inside import plain
from tests.seed import SEED

CHALLENGES = [c for topic in content.written() for c in content.challenges(topic)]
each = pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda c: c.id)


@each
def test_known_solutions_and_mutants_are_judged_rightly(challenge: Challenge) -> None:
    """A sample; `python -m quiz challenge check --runs 200` judges many more."""
    found = check(challenge, seed=SEED, runs=3, count=10)

    assert found.problems == ()
    assert found.mutants > 2


@each
def test_the_parts_are_there(challenge: Challenge) -> None:
    assert challenge.title
    assert len(challenge.wrongs) >= 5
    assert len(challenge.accepts) >= 2
    assert challenge.examples
    assert challenge.edges


@each
def test_hidden_cases_are_drawn_anew(challenge: Challenge) -> None:
    first, again, other = (challenge.cases(seed, hidden=True) for seed in (1, 1, 2))

    assert [case.name for case in first] == [case.name for case in other]
    assert _written(first) == _written(again) != _written(other)
    assert all(case.visible for case in challenge.cases(1, hidden=False))


def _written(cases: list[Case]) -> list[bytes]:
    """What the judge sends; a generator in writing is an address."""
    return [plain.encode(call.args) for case in cases for call in case.calls]


def test_a_module_that_lacks_a_part_is_named() -> None:
    real = importlib.import_module(
        "quiz.topics.networks.softmax_derivative.challenges.softmax"
    )
    module = types.ModuleType("quiz.topics.u.t.challenges.x", "Title only")
    module.__dict__["challenge"] = real.challenge

    with pytest.raises(ValueError, match=r"challenges\.x lacks draw, EDGES, EXAMPLES"):
        load(module)
