"""The judge: latency beside cold processes, throughput, memory, ten thousand runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

from quiz import content
from quiz.judge import fresh
from quiz.judge.desk import Desk
from quiz.judge.forked import Zygotes
from quiz.judge.job import Job
from quiz.judge.referee import judge
from quiz.judge.results import Run
from quiz.judge.runner import Limits, Task

CHALLENGE = "softmax-derivative/softmax_jacobian"
SOLUTION = """
import numpy as np

def softmax_jacobian(z):
    p = np.exp(z - z.max())
    p /= p.sum()
    return np.diag(p) - np.outer(p, p)
"""
TEST = """
def test_it():
    p = softmax_jacobian(np.array([1.0, 2.0]))
    assert np.allclose(p, [[0.19661193, -0.19661193], [-0.19661193, 0.19661193]])
"""
ATTENTION = """
import torch

def f(n):
    torch.manual_seed(0)
    q, k, v = torch.randn(3, 8, n, 16, requires_grad=True)
    p = torch.softmax(q @ k.transpose(-1, -2) / 4, -1)
    (p @ v).sum().backward()
    return float(p.sum())
"""
PAUSE = 0.05
"""Seconds between two submissions: people read the verdict before the next one."""
SOAK = 10_000


def main() -> None:
    """Run them all."""
    with Zygotes() as zygotes:
        desk = Desk()
        try:
            verdicts(desk, zygotes)
            otter()
            torch(zygotes)
            throughput(desk)
        finally:
            desk.close()
        memory(zygotes)
        soak(zygotes)


def verdicts(desk: Desk, zygotes: Zygotes) -> None:
    """A NumPy verdict by each way of running it."""
    challenge = content.challenge(CHALLENGE)
    desk.submit(Job(CHALLENGE, SOLUTION, "verdict", 0)).result()

    def by_desk() -> None:
        job = Job(CHALLENGE, SOLUTION, "verdict", 0)
        assert desk.submit(job).result()["kind"] == "accepted"

    def in_process(run: Callable[[Task], Run]) -> Callable[[], None]:
        def once() -> None:
            assert judge(challenge, SOLUTION, hidden=True, seed=0, run=run).accepted

        return once

    with tempfile.TemporaryDirectory() as folder:
        test = Path(folder, "test_it.py")
        test.write_text(SOLUTION + TEST)
        pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        table(
            "NumPy verdict, 14 cases",
            {
                "through the desk": (by_desk, 100),
                "in the referee": (in_process(zygotes.run), 100),
                "cold subprocess": (in_process(fresh.run), 10),
                "pytest subprocess": (command([*pytest, str(test)], folder), 5),
                "python -c 'import numpy'": (
                    command([sys.executable, "-c", "import numpy"]),
                    10,
                ),
            },
        )


def otter(rounds: int = 5) -> None:
    """otter-grader on the same submission, where VIVA_BENCH_OTTER names a Python that
    has it: `pip install otter-grader ipykernel numpy`."""
    python = os.environ.get("VIVA_BENCH_OTTER")
    if python is None:
        print(f"{'otter-grader':34}   VIVA_BENCH_OTTER names no Python that has it")
        return
    words = [python, str(Path(__file__).parent / "otter_peer.py"), str(rounds)]
    run = subprocess.run(
        words, input=SOLUTION, capture_output=True, text=True, check=True
    )
    times = [json.loads(line) for line in run.stdout.splitlines()]
    print(f"{'otter-grader':34}{median(times):7.1f} ms{max(times):7.1f} ms")


def torch(zygotes: Zygotes) -> None:
    """Attention forward and backward, warm and cold."""
    task = Task(ATTENTION, ["f"], [[("f", (16,))]] * 5, Limits(60), flavour="torch")

    def by(run: Callable[[Task], Run]) -> Callable[[], None]:
        def once() -> None:
            assert run(task).ended == "done"

        return once

    table(
        "torch run, 5 cases",
        {"forked": (by(zygotes.run), 50), "cold subprocess": (by(fresh.run), 3)},
    )


def command(words: list[str], folder: str | None = None) -> Callable[[], None]:
    def once() -> None:
        subprocess.run(words, cwd=folder, check=True, capture_output=True)

    return once


def table(title: str, ways: dict[str, tuple[Callable[[], None], int]]) -> None:
    """p50 and p95 of each way, and how often the first fits into it."""
    print(f"\n{title:34}{'p50':>10}{'p95':>10}{'ratio':>8}")
    first = 0.0
    for name, (once, rounds) in ways.items():
        once()
        times = []
        for _ in range(rounds):
            time.sleep(PAUSE)
            start = time.perf_counter()
            once()
            times.append(1000 * (time.perf_counter() - start))
        middle = median(times)
        first = first or middle
        high = quantiles(times, n=20)[-1]
        print(f"{name:34}{middle:7.1f} ms{high:7.1f} ms{middle / first:8.1f}")


def throughput(desk: Desk, clients: int = 4, each: int = 50) -> None:
    """Verdicts a second when several learners submit without pause."""

    def client(name: str) -> None:
        for seed in range(each):
            job = Job(CHALLENGE, SOLUTION, "verdict", seed, name)
            assert desk.submit(job).result()["kind"] == "accepted"

    threads = [threading.Thread(target=client, args=(str(i),)) for i in range(clients)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = clients * each / (time.perf_counter() - start)
    print(
        f"\n{clients} clients: {rate:.0f} verdicts a second on {os.cpu_count()} cores"
    )


def memory(zygotes: Zygotes, children: int = 8) -> None:
    """What a zygote and its children take together (PSS: shared pages shared out)."""
    for flavour in ("numpy", "torch"):
        sleeping = Task("def f():\n    import time; time.sleep(3)\n", ["f"],
                        [[("f", ())]], Limits(2), flavour=flavour)  # fmt: skip
        threads = [
            threading.Thread(target=zygotes.run, args=(sleeping,))
            for _ in range(children)
        ]
        for thread in threads:
            thread.start()
        time.sleep(1)
        zygote = zygotes.zygote(flavour).pid
        below = Path(f"/proc/{zygote}/task/{zygote}/children").read_text().split()
        alone, together = pss(zygote), sum(map(pss, [zygote, *map(int, below)]))
        print(
            f"{flavour}: {alone:.0f} MB, with {len(below)} children {together:.0f} MB"
        )
        for thread in threads:
            thread.join()


def pss(process: int) -> float:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith("Pss:"))
    return int(line.split()[1]) / 1024


def soak(zygotes: Zygotes, runs: int = SOAK) -> None:
    """Many runs in a row: what is held before and after."""
    task = Task(SOLUTION, ["softmax_jacobian"], [])

    def held() -> str:
        resident = int(Path("/proc/self/statm").read_text().split()[1]) / 256
        descriptors = len(os.listdir("/proc/self/fd"))
        me = f"/proc/self/task/{os.getpid()}/children"
        children = len(Path(me).read_text().split())
        return f"{resident:.0f} MB, {descriptors} descriptors, {children} processes"

    for _ in range(100):
        zygotes.run(task)
    before, start = held(), time.perf_counter()
    for _ in range(runs):
        assert zygotes.run(task).ended == "done"
    rate = runs / (time.perf_counter() - start)
    print(f"\n{runs} runs at {rate:.0f} a second\n  before {before}\n  after  {held()}")


if __name__ == "__main__":
    main()
