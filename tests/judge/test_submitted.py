"""Every challenge's known solutions, submitted as source, in a process of their own."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from quiz import content
from quiz.coding.challenge import Challenge, Wrong
from quiz.judge.referee import judge
from quiz.judge.runner import Limits
from quiz.judge.verdict import Verdict

CHALLENGES = [c for topic in content.written() for c in content.challenges(topic)]
LIMITS = Limits(seconds=20)
HEADER = """from __future__ import annotations
import math
import numpy as np

def accept(function):
    return function

def wrong(hint):
    return accept

"""


def source(function: Callable[..., Any], challenge: Challenge) -> str:
    """A submission that holds the function, under the name that is asked for."""
    name = function.__name__
    return f"{HEADER}{inspect.getsource(function)}\n{challenge.function} = {name}\n"


def named(value: object) -> str:
    return getattr(value, "name", getattr(value, "__name__", ""))


@pytest.mark.parametrize(
    ("challenge", "function"),
    [(c, f) for c in CHALLENGES for f in c.accepts],
    ids=named,
)
def test_a_right_way_is_accepted(challenge: Challenge, function: Any) -> None:
    verdict = judge(
        challenge, source(function, challenge), hidden=True, seed=7, limits=LIMITS
    )

    assert verdict.accepted, verdict.message


@pytest.mark.parametrize(
    ("challenge", "wrong"), [(c, w) for c in CHALLENGES for w in c.wrongs], ids=named
)
def test_a_wrong_way_gets_its_own_hint(challenge: Challenge, wrong: Wrong) -> None:
    verdict = judge(
        challenge, source(wrong.function, challenge), hidden=True, seed=7, limits=LIMITS
    )

    assert verdict.kind == "wrong answer"
    assert (verdict.route, verdict.hint) == (wrong.name, wrong.hint)


def submitted(body: str, seconds: float = 20) -> Verdict:
    """The verdict on a softmax with this body, right but for one case."""
    (challenge,) = (c for c in CHALLENGES if c.function == "softmax")
    lines = [*body.splitlines(), "e = np.exp(z - z.max())", "return e / e.sum()"]
    code = "import numpy as np\ndef softmax(z):\n" + "".join(
        f"    {x}\n" for x in lines
    )
    return judge(challenge, code, hidden=True, seed=7, limits=Limits(seconds))


def test_a_time_limit_names_the_case_that_met_it() -> None:
    """Not an earlier one that raised."""
    verdict = submitted(
        "if z[0] == 2: raise ValueError\nif z[0] == 3:\n    while True: pass", 1.0
    )

    assert verdict.kind == "time limit"
    assert verdict.message == "No result on “one logit” after 1 s."
    assert verdict.cases[-1].status == "not run"


def test_memory_that_runs_out_slowly_is_a_memory_limit() -> None:
    verdict = submitted(
        "if z[0] == 2: raise MemoryError\nif z[0] == 3:\n    while True: pass", 1.0
    )

    assert verdict.kind == "memory limit"
