"""What a verdict says: on hidden cases, on classes, on several functions, and why."""

import importlib
import json
from dataclasses import replace

import numpy as np
import pytest

from quiz import content
from quiz.coding.challenge import Challenge, load
from quiz.coding.compare import holds
from quiz.coding.constraints import no_loops
from quiz.coding.source import submission
from quiz.judge.check import check
from quiz.judge.referee import judge
from quiz.judge.runner import Limits
from quiz.judge.verdict import Verdict

SOFTMAX = content.challenge("softmax-derivative/softmax")
RUNNING = load(importlib.import_module("tests.coding.samples.running"))
RUNS = load(importlib.import_module("tests.coding.samples.runs"))
RIGHT = """import numpy as np
def softmax(z):
    weights = np.exp(z - np.max(z))
    return weights / weights.sum()
"""


def verdict(
    code: str,
    challenge: Challenge = SOFTMAX,
    *,
    hidden: bool = True,
    seconds: float = 20,
) -> Verdict:
    return judge(challenge, code, hidden=hidden, seed=7, limits=Limits(seconds))


def before(body: str) -> str:
    """A right softmax that does something else first."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return RIGHT.replace("def softmax(z):\n", f"def softmax(z):\n{lines}")


def test_a_time_limit_names_the_case_that_met_it() -> None:
    """Not an earlier one that raised."""
    found = verdict(
        before("if z[0] == 2: raise ValueError\nif z[0] == 3:\n    while True: pass"),
        seconds=1,
    )

    assert found.kind == "time limit"
    assert found.message == "No result on “one logit” after 1 s."
    assert found.cases[-1].status == "not run"


def test_memory_that_runs_out_slowly_is_a_memory_limit() -> None:
    code = before(
        "if z[0] == 2: raise MemoryError\nif z[0] == 3:\n    while True: pass"
    )

    assert verdict(code, seconds=1).kind == "memory limit"


@pytest.mark.parametrize(
    "change",
    [
        "if len(z) == 1: return np.array([0.123456])",
        "if len(z) == 1: raise ValueError(f'z is {z}')",
        "if len(z) == 1: return z * np.nan",
        "if len(z) == 1: return np.ones((2, 2))",
    ],
)
def test_hidden_cases_show_what_they_try_and_no_number(change: str) -> None:
    """Neither of the input nor of the result nor in a message of the learner's own."""
    found = verdict(before(change))
    (case,) = (c for c in found.cases if c.status != "passed")

    assert case.name == "one logit"
    assert not case.visible
    assert (case.call, case.got, case.expected) == ("", None, None)
    told = json.dumps(found.to_json())
    assert "0.123456" not in told
    assert "z is [" not in told
    assert "one logit" in found.message
    assert "Right on every case but “one logit”." in found.diagnoses


def test_examples_show_everything() -> None:
    found = verdict(before("return z"), hidden=False)
    case = found.cases[0]

    assert case.call == "softmax([2.0, 1.0, 0.1])"
    assert case.got == [2.0, 1.0, 0.1]
    assert case.difference
    assert case.difference.max_abs == pytest.approx(2 - 0.659, abs=1e-3)


def test_diagnoses_explain_all_that_failed() -> None:
    code = RIGHT.replace("return weights", "return 3 * weights")

    assert (
        "Every result that fails is 3 times the right one." in verdict(code).diagnoses
    )


def test_what_is_changed_in_place_is_said_even_where_all_is_right() -> None:
    found = verdict(RIGHT.replace("    return", "    z -= 1\n    return"))

    assert found.accepted
    assert found.diagnoses == [
        "Your code changes `z` in place, which the caller still needs."
    ]


def test_time_and_memory_are_told() -> None:
    found = verdict(before("import time\ntime.sleep(0.02)"))

    assert found.seconds > 0.02 * found.total
    assert found.memory_mb > 10


def test_a_constraint_is_noted_and_decides_nothing() -> None:
    challenge = replace(SOFTMAX, constraints=[no_loops()])
    found = verdict(before("for _ in range(2): pass"), challenge)

    assert found.accepted
    assert [(note.line, note.text) for note in found.notes] == [
        (3, "A Python loop; array operations do without.")
    ]


@pytest.mark.parametrize("challenge", [RUNNING, RUNS], ids=lambda c: c.id)
def test_classes_and_several_functions_are_judged_alike(challenge: Challenge) -> None:
    found = check(challenge, seed=3, runs=3, count=60)

    assert [p for p in found.problems if "mutant" not in p] == []
    assert found.noticed > 0.8 * found.mutants


def test_the_calls_down_to_the_one_that_differs_are_shown() -> None:
    (wrong,) = RUNNING.wrongs
    found = verdict(submission(wrong.definitions(RUNNING)), RUNNING, hidden=False)

    assert found.cases[0].call.splitlines()[:2] == ["Running()", ".push(1.0)"]
    assert found.cases[0].call.splitlines()[-1] == ".variance()"
    assert found.hint == wrong.hint


def test_a_missing_method_is_an_error_that_names_it() -> None:
    found = verdict(
        "class Running:\n    def __init__(self, start=0.0): pass\n", RUNNING
    )

    assert found.kind == "error"
    assert found.cases[0].error
    assert "push" in found.cases[0].error.message


def test_a_property_finds_its_known_mistake() -> None:
    """Many results are right there, so a wrong one is known by its values."""

    def sums_to_one(got: np.ndarray, _: np.ndarray) -> str | None:
        return None if abs(got.sum() - 1) < 1e-9 else "The sum is not 1"

    challenge = replace(SOFTMAX, compare=holds(sums_to_one))
    z = np.array([2.0, 1.0, 0.1])
    wrong = next(w for w in SOFTMAX.wrongs if sums_to_one(w.function(z), z))
    found = verdict(submission(wrong.definitions(challenge)), challenge)

    assert found.kind == "wrong answer"
    assert found.route == wrong.name


def test_a_challenge_that_grades_badly_is_found_out() -> None:
    lax = replace(SOFTMAX, compare=holds(lambda got, z: None, same_shape=False))
    problems = check(lax, seed=0, runs=1, count=20).problems

    assert any(p.startswith("@wrong") and "is accepted" in p for p in problems)
    assert any("mutant is accepted" in p for p in problems)


def test_a_challenge_whose_reference_fails_is_found_out() -> None:
    never = replace(SOFTMAX, compare=holds(lambda got, z: "No", same_shape=False))

    assert any(
        p.startswith("the reference is not accepted with seed 0")
        for p in check(never, seed=0, runs=1, count=1).problems
    )


@pytest.mark.parametrize(
    ("code", "line", "excerpt"),
    [
        ("def softmax(z:\n    return z", 1, "def softmax(z:\n           ^"),
        ("def softmax(z):\n    return (z))", 2, "return (z))\n          ^"),
        ("x = 1\0", 0, ""),
    ],
)
def test_a_caret_stands_under_what_is_no_python(
    code: str, line: int, excerpt: str
) -> None:
    found = verdict(code)

    assert found.kind == "invalid"
    assert (found.line, found.excerpt) == (line, excerpt)
