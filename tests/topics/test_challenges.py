"""Every challenge of every topic: the right ways pass, each wrong one gets its hint."""

import importlib
import types
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from quiz import content
from quiz.coding.challenge import Challenge, Wrong, load
from quiz.judge.inside import plain
from quiz.judge.referee import judge
from quiz.judge.results import Outcome, Raised, Run
from quiz.judge.runner import Task
from quiz.judge.verdict import Verdict

CHALLENGES = [c for topic in content.written() for c in content.challenges(topic)]
WRONGS = [(c, w) for c in CHALLENGES for w in c.wrongs]
ACCEPTED = [(c, f) for c in CHALLENGES for f in (c.reference, *c.accepts)]
SEEDS = range(3)

every_wrong = pytest.mark.parametrize(
    ("challenge", "wrong"), WRONGS, ids=lambda value: getattr(value, "name", "")
)
each = pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda c: c.id)


def judged(function: Callable[..., Any], challenge: Challenge, seed: int) -> Verdict:
    """Judge a function of ours as if it had been submitted, without a process."""

    def run(task: Task) -> Run:
        given = [arguments for ((_, arguments),) in task.cases]
        return Run("done", [_call(function, arguments) for arguments in given])

    return judge(challenge, "", hidden=True, seed=seed, run=run)


def _call(function: Callable[..., Any], given: tuple[Any, ...]) -> Outcome:
    with np.errstate(all="ignore"):
        try:
            value = function(*plain.decode(plain.encode(given)))
        except Exception as error:
            return Outcome(raised=Raised(type(error).__name__, str(error)))
    return Outcome([plain.decode(plain.encode(value))])


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("challenge", "function"),
    ACCEPTED,
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_every_right_way_is_accepted(
    challenge: Challenge, function: Any, seed: int
) -> None:
    outcome = judged(function, challenge, seed)

    assert outcome.accepted, outcome.message


@pytest.mark.parametrize("seed", SEEDS)
@every_wrong
def test_every_wrong_way_is_rejected_with_its_own_hint(
    challenge: Challenge, wrong: Wrong, seed: int
) -> None:
    outcome = judged(wrong.function, challenge, seed)

    assert outcome.kind in {"wrong answer", "error"}
    assert (outcome.route, outcome.hint) == (wrong.name, wrong.hint)


@every_wrong
def test_a_wrong_way_runs(challenge: Challenge, wrong: Wrong) -> None:
    """A slip in a known-wrong solution would match every submission that raises."""
    assert not [r for c in challenge.examples if (r := _call(wrong.function, c).raised)]


@each
def test_the_starter_fails_and_the_parts_are_there(challenge: Challenge) -> None:
    assert (
        judge(challenge, challenge.starter, hidden=True, seed=0).kind == "wrong answer"
    )
    assert challenge.title
    assert len(challenge.wrongs) >= 5
    assert len(challenge.accepts) >= 2
    assert challenge.examples
    assert challenge.edges


@each
def test_hidden_cases_are_drawn_anew(challenge: Challenge) -> None:
    first, again, other = (challenge.cases(seed, hidden=True) for seed in (1, 1, 2))

    assert [case.name for case in first] == [case.name for case in other]
    assert str(first) == str(again) != str(other)
    assert all(case.visible for case in challenge.cases(1, hidden=False))


def test_a_module_that_lacks_a_part_is_named() -> None:
    real = importlib.import_module(
        "quiz.topics.networks.softmax_derivative.challenges.softmax"
    )
    module = types.ModuleType("quiz.topics.u.t.challenges.x", "Title only")
    module.__dict__["challenge"] = real.challenge

    with pytest.raises(ValueError, match=r"challenges\.x lacks draw, EDGES, EXAMPLES"):
        load(module)
