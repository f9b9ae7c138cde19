"""What comes of a submission: right, wrong, broken or hostile."""

import json
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from engine.nn.softmax import softmax
from quiz.coding.call import Call, Script
from quiz.coding.challenge import Challenge, Wrong
from quiz.coding.compare import close
from quiz.judge.referee import judge
from quiz.judge.runner import Limits
from quiz.judge.verdict import Verdict
from tests.judge.running import run

LINUX = sys.platform == "linux"
RIGHT = """
import numpy as np

def softmax(z):
    weights = np.exp(z - z.max())
    return weights / weights.sum()
"""


def by_the_largest(z: np.ndarray) -> np.ndarray:
    e = np.exp(z - z.max())
    return e / e.max()


def called(*z: float) -> Script:
    return (Call("softmax", (np.array(z),)),)


def challenge(**changes: object) -> Challenge:
    parts: dict[str, object] = {
        "reference": softmax,
        "level": 1,
        "minutes": 1,
        "compare": close(),
        "covers": (),
        "id": "test/softmax",
        "draw": lambda rng: (rng.normal(size=3),),
        "examples": [called(2.0, 1.0, 0.1)],
        "edges": {"large logits": called(1000.0, 0.0)},
        "wrongs": [
            Wrong("by-the-largest", by_the_largest, "softmax", "Divide by the sum.")
        ],
    }
    return Challenge(**{**parts, **changes})  # type: ignore[arg-type]


def verdict(code: str, *, hidden: bool = True, **limits: float) -> Verdict:
    allowed = Limits(**{"seconds": 3.0, **limits})  # type: ignore[arg-type]
    return judge(challenge(), code, hidden=hidden, seed=1, limits=allowed)


def returning(expression: str, before: str = "") -> str:
    return f"import numpy as np\n{before}\ndef softmax(z):\n    return {expression}\n"


def test_right_is_accepted() -> None:
    outcome = verdict(RIGHT)

    assert outcome.kind == "accepted"
    assert outcome.passed == outcome.total == 10
    json.dumps(outcome.to_json(), allow_nan=False)


def test_a_known_mistake_gets_its_hint_and_the_worst_cell() -> None:
    outcome = verdict(RIGHT.replace("weights.sum()", "weights.max()"))
    case = outcome.cases[0]

    assert (outcome.kind, outcome.route) == ("wrong answer", "by-the-largest")
    assert outcome.hint == "Divide by the sum."
    assert case.difference
    assert case.difference.index == (0,)
    assert case.difference.got == 1.0
    assert case.difference.expected == pytest.approx(0.659001, rel=1e-6)
    assert case.call == "softmax([2.0, 1.0, 0.1])"


def test_overflow_is_found_on_the_edge_that_is_named() -> None:
    outcome = verdict(RIGHT.replace(" - z.max()", ""))
    failing = [case for case in outcome.cases if case.status == "failed"]

    assert [case.name for case in failing] == ["large logits"]
    assert failing[0].difference
    assert failing[0].difference.kind == "not finite"
    json.dumps(outcome.to_json(), allow_nan=False)


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("np.outer(z, z)", "shape"),
        ("z[:1]", "shape"),
        ("None", "type"),
        ("'0.5'", "type"),
        ("[True, False, False]", "type"),
        ("z.astype(complex)", "type"),
        ("z * np.nan", "not finite"),
        ("{'a': 1.0}", "type"),
    ],
)
def test_a_wrong_shape_or_type_is_told(expression: str, kind: str) -> None:
    outcome = verdict(returning(expression), hidden=False)

    assert outcome.kind == "wrong answer"
    assert outcome.cases[0].difference
    assert outcome.cases[0].difference.kind == kind


@pytest.mark.parametrize(
    "expression",
    ["object()", "np.matrix(z)", "np.ma.array(z)", "np.array([z, None], dtype=object)",
     "(lambda: 1)", "type('F', (float,), {})(1.0)", "np.zeros(50_000_000)", "1 << 70"],
)  # fmt: skip
def test_what_is_not_plain_never_passes(expression: str) -> None:
    assert verdict(returning(expression), hidden=False).kind in {
        "error",
        "output limit",
    }


def test_an_exception_shows_the_learners_own_lines() -> None:
    code = """def helper(z):
    return z / undefined

def softmax(z):
    return helper(z)
"""
    outcome = verdict(code)
    error = outcome.cases[0].error

    assert outcome.kind == "error"
    assert error
    assert error.type == "NameError"
    assert [(line.line, line.function) for line in error.lines] == [
        (5, "softmax"),
        (2, "helper"),
    ]
    assert error.lines[-1].text == "return z / undefined"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("while True: pass", "time limit"),
        ("while True:\n        try:\n            while True: pass\n"
         "        except BaseException: pass", "time limit"),
        ("import time; time.sleep(60)", "time limit"),
        ("while True: print('x' * 1000)", "output limit"),
        ("x = [0]\n    while True: x = x + x", "memory limit"),
        ("import numpy; numpy.ones(5_000_000_000)", "memory limit"),
        ("import os; os._exit(0)", "error"),
        ("import sys; sys.exit(0)", "error"),
        ("raise KeyboardInterrupt", "error"),
        ("import ctypes; ctypes.string_at(0)", "error"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
         "forbidden" if LINUX else "error"),
        ("return softmax(z)", "error"),
        ("return input()", "error"),
    ],
)  # fmt: skip
def test_what_does_not_end_well_ends_in_a_verdict(body: str, kind: str) -> None:
    start = time.monotonic()
    # Only what is to meet the limit of time gets a tight one.
    seconds = 1.0 if kind == "time limit" else 20.0
    outcome = verdict(f"def softmax(z):\n    {body}\n", seconds=seconds)

    assert outcome.kind == kind, outcome.message
    assert outcome.passed == 0
    assert time.monotonic() - start < 30


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("def softmax(z:\n", "line 1"),
        ("def softmax(z):\nreturn 1", "line 2"),
        ("x = 1\0", "null bytes"),
        ("def softmx(z): return z", "“softmx”"),
        ("", "no function “softmax”"),
        ("# \ud800", "not valid Unicode"),
        ("x = " + "(" * 5000 + ")" * 5000, "not valid Python"),
        ("#" * 300_000, "longer than"),
    ],
)
def test_no_program_or_no_function_is_invalid(code: str, message: str) -> None:
    outcome = verdict(code)

    assert outcome.kind == "invalid"
    assert message in outcome.message


FORGERIES = {
    "a comparison that always agrees": returning(
        "z", "np.allclose = np.isclose = lambda *a, **k: True"
    ),
    "frames written past the protocol": returning(
        "z",
        "import os\nfor fd in range(3, 20):\n"
        "    try: os.write(fd, b'VIV1' + bytes(8))\n    except OSError: pass",
    ),
    "every case twice": returning(
        "z",
        "import sys, gc\n"
        "plain = [m for m in gc.get_objects() if getattr(m, 'encode', None)"
        " and getattr(m, 'NotPlain', None)][0]\n"
        "import os\nfor fd in range(3, 20):\n"
        "    try:\n"
        "        for i in range(10):\n"
        "            os.write(fd, plain.encode({'case': i, 'values': [1.0],"
        " 'seconds': 0.0, 'mutated': []}))\n"
        "        os.write(fd, plain.encode({'done': 10, 'memory_mb': 0.0}))\n"
        "    except OSError: pass",
    ),
    "a printed verdict": returning("z", "print('{\"done\": 10}', 'PASSED')"),
    "an object equal to all": returning(
        "E()", "class E:\n    __eq__ = lambda s, o: True\n    __array__ = None"
    ),
    "a hostile message": "def softmax(z):\n    class E(Exception):\n"
    "        def __str__(s): raise SystemExit\n    raise E\n",
    "an end of its own": RIGHT.replace("return", "import os; os._exit(0)\n    return"),
}


@pytest.mark.parametrize("code", FORGERIES.values(), ids=FORGERIES)
def test_forgeries_do_not_pass(code: str) -> None:
    assert verdict(code).kind in {"wrong answer", "error"}


def test_the_child_knows_neither_engine_nor_quiz_nor_our_secrets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VIVA_SECRET", "the moon")
    code = """
import os, sys
found = []
for name in ("engine", "quiz", "db"):
    try:
        __import__(name)
        found.append(name)
    except ImportError:
        pass

def probe():
    return [found, "the moon" in str(dict(os.environ)), os.listdir(".")]
"""
    outcome = run(code, "probe", [()])

    assert outcome.ended == "done"
    assert outcome.outcomes[0].values == [[[], False, []]]


def test_a_call_that_changes_its_input_harms_no_other_case() -> None:
    code = RIGHT.replace("return", "z[:] = 0; return")

    assert verdict(code).kind == "accepted"


def test_prints_are_shown_for_examples_and_withheld_for_hidden_cases() -> None:
    code = RIGHT.replace("    return", "    print('looking at', z[0])\n    return")

    assert "looking at 2.0" in verdict(code, hidden=False).console
    assert verdict(code, hidden=True).console == ""


def test_a_fault_of_ours_is_never_the_learners() -> None:
    def broken(z: np.ndarray) -> np.ndarray:
        raise ArithmeticError

    outcome = judge(challenge(reference=broken), RIGHT, hidden=True, seed=1)

    assert outcome.kind == "judge fault"
    assert "not your code" in outcome.message


def test_the_same_seed_draws_the_same_cases() -> None:
    wrong = RIGHT.replace("weights.sum()", "weights.max()")
    found = [judge(challenge(), wrong, hidden=True, seed=seed) for seed in (5, 5, 6)]
    apart = [[case.difference for case in verdict.cases] for verdict in found]

    assert apart[0] == apart[1] != apart[2]


@pytest.mark.skipif(sys.platform != "linux", reason="the count is read from /proc")
def test_nothing_is_left_behind() -> None:
    """No process, thread, descriptor or folder outlives its submission."""
    endless = "def softmax(z):\n    while True: pass\n"
    verdict(RIGHT)
    before = (len(os.listdir("/proc/self/fd")), threading.active_count(), folders())
    for _ in range(5):
        verdict(RIGHT)
        verdict(endless, seconds=0.2)

    assert (
        len(os.listdir("/proc/self/fd")),
        threading.active_count(),
        folders(),
    ) == before
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    assert "child.py" not in "".join(
        Path(f"/proc/{pid}/cmdline").read_text() for pid in children.split()
    )


def folders() -> int:
    return len(list(Path(tempfile.gettempdir()).glob("viva-*")))


def test_many_threads_may_judge_at_once() -> None:
    outcomes: list[str] = []
    threads = [
        threading.Thread(
            target=lambda: outcomes.append(verdict(RIGHT, seconds=20).kind)
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes == ["accepted"] * 4
