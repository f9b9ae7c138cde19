"""Challenges of several calls, their solutions as source, and their mutants.

Sources are run here by `exec`: they are ours.
"""

import copy
import importlib
import sys
import types
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from quiz import content
from quiz.coding.challenge import Call, Challenge, load
from quiz.coding.mutants import mutants
from quiz.coding.source import originals, submission
from quiz.judge.inside.calls import perform

RUNNING = load(importlib.import_module("tests.coding.samples.running"))
RUNS = load(importlib.import_module("tests.coding.samples.runs"))
REAL = [c for topic in content.written() for c in content.challenges(topic)]
CHALLENGES = [RUNNING, RUNS, *REAL]
each = pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda c: c.id)


def run(source: str) -> dict[str, Any]:
    """What a source defines. In a module that is known, as data classes ask for."""
    module = types.ModuleType("submission")
    sys.modules[module.__name__] = module
    exec(compile(source, "submission", "exec"), vars(module))
    return vars(module)


def passes(challenge: Challenge, definitions: Mapping[str, Any], seed: int = 0) -> bool:
    for case in challenge.cases(seed, hidden=True):
        calls = [(call.name, call.args) for call in case.calls]
        expected = perform(challenge.definitions, copy.deepcopy(calls))
        try:
            with np.errstate(all="ignore"):
                got = perform(definitions, copy.deepcopy(calls))
        except Exception:
            return False
        if challenge.difference(case, got, expected):
            return False
    return True


@each
@pytest.mark.parametrize("seed", range(3))
def test_right_sources_pass(challenge: Challenge, seed: int) -> None:
    right = [a.definitions(challenge) for a in challenge.accepts]
    for definitions in (challenge.definitions, *right):
        assert passes(challenge, run(submission(definitions)), seed)


@each
def test_wrong_sources_and_the_starter_fail(challenge: Challenge) -> None:
    for wrong in challenge.wrongs:
        assert not passes(challenge, run(submission(wrong.definitions(challenge))))
    assert not passes(challenge, run(challenge.starter))


@each
def test_a_source_needs_nothing_of_ours(challenge: Challenge) -> None:
    for known in (*challenge.wrongs, *challenge.accepts):
        source = submission(known.definitions(challenge))
        assert "engine" not in source
        assert "quiz" not in source
        assert "@wrong" not in source
        assert set(challenge.names) <= set(run(source))


def test_a_wrong_solution_may_use_the_right_one() -> None:
    (wrong,) = (w for w in RUNS.wrongs if w.name == "without-singles")

    space = run(submission(wrong.definitions(RUNS)))

    assert space["encode"]("aab") == [("a", 2)]


def test_the_call_that_differs_is_named() -> None:
    (wrong,) = RUNNING.wrongs
    (case,) = RUNNING.cases(0, hidden=False)
    calls = [(call.name, call.args) for call in case.calls]

    difference = RUNNING.difference(
        case,
        perform(wrong.definitions(RUNNING), calls),
        perform(RUNNING.definitions, calls),
    )

    assert difference
    assert difference.call == 5
    assert difference.message.startswith("After `Running`, `.push`")
    assert "`.variance()`: Got 1.55556 where 2.33333" in difference.message


def test_a_starter_shows_what_is_asked_for() -> None:
    assert RUNNING.starter == (
        "import numpy as np\n\n\nclass Running:\n"
        "    def __init__(self, start=0.0):\n        ...\n\n"
        "    def push(self, x):\n        ...\n\n"
        "    def variance(self):\n        ...\n"
    )
    assert "def encode(text):\n    ...\n\n\ndef decode(pairs):" in RUNS.starter


@pytest.mark.parametrize(
    "case", [(Call(".push", (1.0,)),), (Call("Runing"),), (1.0,), [1.0]]
)
def test_a_case_that_fits_nothing_is_refused(case: Any) -> None:
    with pytest.raises(ValueError, match="running"):
        RUNNING.script(case)


@each
def test_mutants_are_distinct_programs_drawn_by_the_seed(challenge: Challenge) -> None:
    source = submission(challenge.definitions)

    every = mutants(source, 0, 10_000)
    some = mutants(source, 1, 5)

    assert len({m.source for m in every} | {source}) == len(every) + 1
    assert some == mutants(source, 1, 5)
    assert set(some) <= set(every)
    for mutant in every:
        compile(mutant.source, str(mutant), "exec")


@pytest.mark.parametrize(
    ("source", "change"),
    [
        ("z - z.max()", "z - z.max() -> z"),
        ("x.sum(axis=0)", "axis=0 -> axis=1"),
        ("x.sum(axis=0)", "axis=0 -> nothing"),
        ("x.sum()", "x.sum() -> x.mean()"),
        ("np.exp(x)", "np.exp(x) -> np.exp2(x)"),
        ("f(a, b)", "f(a, b) -> f(b, a)"),
        ("x[:n]", ":n -> :n - 1"),
        ("x < 1", "x < 1 -> x <= 1"),
        ("x == y", "x == y -> x != y"),
        ("x", "return x -> return -x"),
    ],
)
def test_a_change_is_made(source: str, change: str) -> None:
    found = mutants(f"def f(x):\n    return {source}\n", 0, 100)

    assert f"line 2: {change}" in map(str, found)


def test_checks_docstrings_and_imports_stay() -> None:
    source = 'import numpy as np\ndef f(x):\n    "One 1"\n    bad = x < 0\n'
    source += "    if bad:\n        raise ValueError('-')\n    return x\n"

    assert [str(m) for m in mutants(source, 0, 100)] == [
        "line 7: return x -> return -x"
    ]


def test_an_original_keeps_its_comments_and_loses_its_marks() -> None:
    challenge = content.challenge("softmax-derivative/softmax_jacobian")
    texts = originals(challenge.reference)

    assert texts[0].startswith(f"def {challenge.names[0]}(")
    assert "# A spread wider" in "".join(texts)
    assert "@system" not in "".join(texts)
