"""The sandbox: what honest code may do in it, and how warm processes behave."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

if sys.platform != "linux":
    pytest.skip("the sandbox is Linux's", allow_module_level=True)

from quiz.judge import fresh, level
from quiz.judge.forked import LAYERS, Zygotes
from quiz.judge.inside import seccomp, syscalls
from quiz.judge.inside.plain import NotPlain
from quiz.judge.results import Run
from quiz.judge.runner import Limits, Task
from tests.judge.running import run

DOING = "def f():\n    return {}\n"


@pytest.fixture(scope="module")
def zygotes() -> Iterator[Zygotes]:
    with Zygotes() as zygotes:
        yield zygotes


HONEST = {
    "threads": "from concurrent.futures import ThreadPoolExecutor\n"
    "def f():\n    with ThreadPoolExecutor(4) as pool:\n"
    "        return list(pool.map(abs, [-1, -2]))\n",
    "asyncio": "import asyncio\nasync def g(): return [1, 2]\n"
    "def f(): return asyncio.run(g())\n",
    "imports": "def f():\n    import scipy.cluster.hierarchy, dataclasses, decimal\n"
    "    import hashlib, uuid, heapq, fractions\n    return [1, 2]\n",
    "svd and fft": "import numpy as np\ndef f():\n    np.linalg.svd(np.eye(9))\n"
    "    return [1, round(np.fft.fft(np.ones(2))[0].real)]\n",
    "a limit of its own": "import resource\ndef f():\n"
    "    resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\n    return [1, 2]\n",
}


@pytest.mark.parametrize("code", HONEST.values(), ids=HONEST)
def test_honest_code_works(zygotes: Zygotes, code: str) -> None:
    ran = run(code, "f", [()], by=zygotes.run)

    assert ran.ended == "done", ran.detail
    assert ran.outcomes[0].raised is None
    assert len(ran.outcomes[0].values[0]) == 2  # type: ignore[arg-type]


def test_a_scratch_folder_is_there_where_namespaces_are(zygotes: Zygotes) -> None:
    code = "import tempfile\ndef f():\n    with tempfile.TemporaryFile() as file:\n"
    ran = run(f"{code}        return file.write(b'abc')\n", "f", [()], by=zygotes.run)

    confined = "namespaces" in zygotes.zygote("numpy").layers
    assert (ran.outcomes[0].values == [3]) is confined


def test_the_level_is_isolated_and_says_what_is_open() -> None:
    with Zygotes() as zygotes:
        assert level.measure(zygotes.run) == level.Level("isolated", ())
    found = level.measure(fresh.run)
    assert found.name == "limited"
    assert {"files", "network", "processes"} <= set(found.open)
    assert "memory" not in found.open
    with Zygotes([x for x in LAYERS if x != "limits"]) as zygotes:
        assert level.measure(zygotes.run).name == "your code on your machine"


def test_what_the_seed_draws_and_what_generators_draw(zygotes: Zygotes) -> None:
    """A generator crosses in the state it is in; the global ones start anew."""
    code = "import random\nimport numpy as np\n"
    code += "def f(rng): return [rng.normal(), np.random.rand(), random.random()]\n"
    given = np.random.default_rng(5)
    given.normal(size=3)
    first, again = (
        run(code, "f", [(given,), (given,)], seed=3, by=zygotes.run).outcomes
        for _ in range(2)
    )
    drawn = [outcome.values[0] for outcome in first]

    assert [outcome.values[0] for outcome in again] == drawn
    assert drawn[0][0] == drawn[1][0] == given.normal()  # type: ignore[index]
    assert first[0].mutated == ()


def test_what_a_call_changes_in_place_is_told(zygotes: Zygotes) -> None:
    code = "def f(x, y, z):\n    y[0] = 9.0\n    z.append(1)\n    return 1.0\n"
    given = (np.ones(2), np.ones(2), [1])

    assert run(code, "f", [given], by=zygotes.run).outcomes[0].mutated == (
        (0, 1),
        (0, 2),
    )


def test_calls_of_a_case_share_an_object(zygotes: Zygotes) -> None:
    code = """
class Mean:
    def __init__(self, start):
        self.total, self.n_ = start, 0
    def fit(self, x):
        self.total += x
        self.n_ += 1
        return self
    def predict(self):
        return self.total / self.n_
"""
    case = [
        ("Mean", (1.0,)),
        (".fit", (2.0,)),
        (".fit", (3.0,)),
        (".predict", ()),
        (".n_", ()),
    ]
    ran = zygotes.run(Task(code, ["Mean"], [case, case]))

    assert [o.values for o in ran.outcomes] == [[None, None, None, 3.0, 2]] * 2


def test_a_zygote_is_replaced_when_worn_and_when_dead() -> None:
    with Zygotes(runs=5) as zygotes:
        first = zygotes.zygote("numpy")
        second, deadline = first, time.monotonic() + 60
        while second is first and time.monotonic() < deadline:
            assert _one(zygotes).ended == "done"
            time.sleep(0.1)
            second = zygotes.zygote("numpy")
        assert second.pid != first.pid
        os.kill(second.pid, signal.SIGKILL)
        ends = {_one(zygotes).ended for _ in range(3)}
        # The one that met the dying zygote may have to be run again.
        assert "done" in ends <= {"done", "fault"}
        deadline = time.monotonic() + 5
        while first.alive and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not first.alive


def test_a_zygote_that_warms_up_while_all_are_closed_is_closed_too() -> None:
    zygotes = Zygotes(runs=1)
    first = zygotes.zygote("numpy")
    zygotes.close()
    late = zygotes._replace("numpy")

    assert not first.alive
    assert not late.alive


def _one(zygotes: Zygotes) -> Run:
    return run(DOING.format("1.0"), "f", [()], by=zygotes.run)


def test_stopping_ends_the_run(zygotes: Zygotes) -> None:
    task = Task("def f():\n    while True: pass\n", ["f"], [[("f", ())]], Limits(30))
    threading.Timer(0.2, task.stop.set).start()
    start = time.monotonic()

    assert zygotes.run(task).ended == "cancelled"
    assert time.monotonic() - start < 5


def test_runs_leave_nothing_behind(zygotes: Zygotes) -> None:
    def held() -> tuple[int, int]:
        zygote = zygotes.zygote("numpy").pid
        return len(os.listdir("/proc/self/fd")), len(os.listdir(f"/proc/{zygote}/fd"))

    for _ in range(3):
        _one(zygotes)
    time.sleep(0.3)
    before, threads = held(), threading.active_count()
    for _ in range(100):
        _one(zygotes)
    time.sleep(0.3)

    assert held() == before
    assert threading.active_count() <= threads


def test_a_task_that_cannot_be_sent_is_not_run(zygotes: Zygotes) -> None:
    def running() -> int:
        folder = Path(f"/proc/{zygotes.zygote('numpy').pid}/task")
        return sum(len(f.read_text().split()) for f in folder.glob("*/children"))

    def settled() -> int:
        assert _one(zygotes).ended == "done"
        time.sleep(0.3)
        return running()

    before = settled()
    task = Task("while True: pass", ["f"], [[("f", (object(),))]])
    with pytest.raises(NotPlain):
        zygotes.run(task)

    assert settled() == before


def test_torch_and_scikit_learn_run_warm() -> None:
    code = """
import torch
from sklearn.cluster import KMeans

def f(x):
    x = torch.tensor(x, requires_grad=True)
    optimiser = torch.optim.Adam([x], lr=0.1)
    (x ** 2).sum().backward()
    optimiser.step()
    labels = KMeans(2, n_init=1, random_state=0).fit_predict([[0.0], [9.0]])
    return [x.tolist(), int(labels[0] != labels[1]), torch.get_num_threads()]
"""
    with Zygotes() as zygotes:
        task = Task(code, ["f"], [[("f", ([1.0, 2.0],))]], Limits(20), flavour="torch")
        first, second = (zygotes.run(task) for _ in range(2))
        assert zygotes.zygote("torch").layers == zygotes.zygote("numpy").layers

    moved, apart, threads = first.outcomes[0].values[0]  # type: ignore[misc]
    assert first.outcomes[0].values == second.outcomes[0].values
    assert moved == pytest.approx([0.9, 1.9], abs=1e-6)
    assert (apart, threads) == (1, 1)


@pytest.mark.parametrize("machine", syscalls.MACHINES)
def test_the_filter_of_each_machine_jumps_within_itself(machine: str) -> None:
    """Every jump lands, every path ends, and nothing is allowed by falling through."""
    program = seccomp.program(machine)
    returns = {code for op, _, _, code in program if op == seccomp.RETURN}

    assert len(program) < 256 + 64
    assert returns == {seccomp.KILL, seccomp.ALLOW, seccomp.DENY, seccomp.ABSENT}
    assert program[-1] == (seccomp.RETURN, 0, 0, seccomp.DENY)
    for at, (op, true, false, _) in enumerate(program):
        if op in {seccomp.EQUAL, seccomp.AT_LEAST, seccomp.BITS}:
            assert at + 1 + max(true, false) < len(program)


@pytest.mark.parametrize("machine", syscalls.MACHINES)
def test_what_the_filter_says(machine: str) -> None:
    """The filter, run by a little machine of our own."""
    numbers = syscalls.numbers(machine)
    audit = syscalls.MACHINES[machine].audit
    me = os.getpid()

    def said(name: str, *arguments: int, arch: int = audit) -> int:
        number = numbers[name] if name in numbers else int(name)
        return _filtered(seccomp.program(machine), number, arch, arguments)

    assert said("read") == said("futex") == seccomp.ALLOW
    assert said("clone", 0x3D0F00) == seccomp.ALLOW
    assert said("clone", 0x1200011) == seccomp.DENY
    assert said("clone", 0x10000000 | 0x10000) == seccomp.DENY
    assert said("clone3") == seccomp.ABSENT
    assert said("kill", me, 15) == seccomp.ALLOW
    assert said("kill", me, 9) == said("kill", me + 1, 15) == seccomp.DENY
    assert said("kill", 2**32 - 1, 0) == said("tgkill", me, me, 19) == seccomp.DENY
    assert said("fcntl", 0, 1) == said("ioctl", 1, 0x5401) == seccomp.ALLOW
    assert said("fcntl", 0, 6) == said("ioctl", 0, 0x5412) == seccomp.DENY
    assert said("socketpair", 1) == said("prlimit64", 0) == seccomp.ALLOW
    assert said("socketpair", 2) == said("prlimit64", 1) == seccomp.DENY
    assert said("landlock_create_ruleset") == said("capset") == seccomp.DENY
    assert said("9999") == seccomp.DENY
    assert said("read", arch=0x40000003) == seccomp.KILL
    if machine == "x86_64":
        assert said(str(0x40000000)) == seccomp.KILL


def _filtered(
    program: list[seccomp.Instruction], number: int, arch: int, given: tuple[int, ...]
) -> int:
    words = {seccomp.NUMBER: number, seccomp.ARCHITECTURE: arch}
    words |= {seccomp.FIRST_ARGUMENT + 8 * i: value for i, value in enumerate(given)}
    at = loaded = 0
    while True:
        op, true, false, value = program[at]
        at += 1
        if op == seccomp.LOAD:
            loaded = words.get(value, 0)
        elif op == seccomp.RETURN:
            return value
        else:
            holds = {
                seccomp.EQUAL: loaded == value,
                seccomp.AT_LEAST: loaded >= value,
                seccomp.BITS: bool(loaded & value),
            }[op]
            at += true if holds else false


def test_the_zygote_is_single_threaded_and_reads_nothing_of_ours(
    zygotes: Zygotes,
) -> None:
    zygote = zygotes.zygote("numpy").pid

    assert len(os.listdir(f"/proc/{zygote}/task")) == 1
    maps = Path(f"/proc/{zygote}/environ").read_text() if os.geteuid() == 0 else ""
    assert "VIVA" not in maps
