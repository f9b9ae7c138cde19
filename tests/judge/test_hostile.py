"""Submissions that turn against their process where there is no sandbox."""

import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from quiz.judge import fresh
from quiz.judge.results import Run
from quiz.judge.runner import Limits
from tests.judge.running import run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX tricks")

HEADER = "import os, signal, subprocess, sys, time\n"


def called(body: str, cases: int = 1, **limits: float) -> Run:
    """A function `f` with this body, called with no arguments."""
    allowed = Limits(**{"seconds": 20.0, **limits})  # type: ignore[arg-type]
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return run(f"{HEADER}def f():\n{lines}\n", "f", [()] * cases, allowed, by=fresh.run)


@pytest.mark.parametrize(
    ("body", "ended"),
    [
        ("os.kill(os.getpid(), signal.SIGSTOP)", "time"),
        ("for s in range(1, 64):\n    try: signal.signal(s, signal.SIG_IGN)\n"
         "    except (OSError, ValueError): pass\nwhile True: pass", "time"),
        ("os.closerange(0, 100)\nwhile True: pass", "time"),
        ("os.closerange(0, 100)", "crashed"),
        ("os.killpg(0, signal.SIGKILL)", "crashed"),
        ("sys.setrecursionlimit(10**9)\nx = []\n"
         "for _ in range(10**6): x = [x]\nrepr(x)", "crashed"),
        ("while True: os.write(2, b'x' * 65536)", "output"),
        ("import numpy\nreturn numpy.zeros(100_000)", "output"),
    ],
)  # fmt: skip
def test_the_end_is_told(body: str, ended: str) -> None:
    seconds = 1.0 if ended == "time" else 20.0

    assert called(body, cases=2, seconds=seconds).ended == ended


@pytest.mark.parametrize(
    ("body", "kind", "message"),
    [
        ("class M(type):\n    __name__ = property(lambda s: 1 / 0)\n"
         "class E(Exception, metaclass=M): pass\nraise E", "Exception", ""),
        ("class S(str):\n    def __getitem__(s, i): return s\n"
         "class E(Exception):\n    def __str__(s): return S('y' * 10**6)\n"
         "raise E", "E", "y" * 500),
        ("raise ValueError('\\ud800')", "ValueError", "?"),
        ("x = 0\nfor _ in range(99): x = [x]\nreturn x", "TypeError", "deeper than"),
        ("x = [0.0]\nfor _ in range(16): x = [x, x]\nx = [x] * 99\nreturn x",
         "TypeError", "more than 1000000 bytes"),
        ("return '\\ud800'", "TypeError", "not valid Unicode"),
        ("yield 1", "TypeError", "generator"),
    ],
)  # fmt: skip
def test_a_hostile_result_or_exception_is_an_error(
    body: str, kind: str, message: str
) -> None:
    outcome = called(body).outcomes[0]

    assert outcome.raised
    assert outcome.raised.type == kind
    assert message in outcome.raised.message


def test_an_exception_in_one_case_does_not_stop_the_others() -> None:
    code = "def f(x):\n    return 1 / x\n"
    first, second = run(code, "f", [(0,), (2,)], by=fresh.run).outcomes

    assert first.raised
    assert first.raised.type == "ZeroDivisionError"
    assert second.values == [0.5]


@pytest.mark.parametrize("away", ["", "os.setsid();"])
def test_a_process_left_behind_holds_nobody_up(away: str) -> None:
    """Not even one that left the group and holds both pipes open."""
    body = f"if os.fork() == 0:\n    {away} time.sleep(8); os._exit(0)\nreturn 1.0"
    threads = threading.active_count()
    start = time.monotonic()

    assert called(body, seconds=1.0).ended == "time"
    assert time.monotonic() - start < 6
    assert threading.active_count() == threads


def test_folders_nested_by_the_thousand_are_removed() -> None:
    before = set(Path(tempfile.gettempdir()).glob("viva-*"))
    body = "for _ in range(1500):\n    os.mkdir('d'); os.chdir('d')\nreturn 1.0"

    assert called(body).ended == "done"
    assert set(Path(tempfile.gettempdir()).glob("viva-*")) <= before


def test_the_generators_start_from_the_seed() -> None:
    code = "import random\nimport numpy as np\n"
    code += "def f(): return [random.random(), np.random.rand()]\n"
    one, same, other = (
        run(code, "f", [()], seed=seed, by=fresh.run).outcomes[0].values
        for seed in (1, 1, 2)
    )

    assert one == same != other
