"""The desk: verdicts in turn, whatever dies on the way."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from quiz.judge.desk import Busy, Desk, Ticket
from quiz.judge.job import Job
from tests.judge.processes import descendants

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

SOFTMAX = "softmax-derivative/softmax"
RIGHT = """import numpy as np
def softmax(z):
    weights = np.exp(z - z.max())
    return weights / weights.sum()
"""
ENDLESS = "def softmax(z):\n    while True: pass\n"


def job(code: str = RIGHT, seed: int = 1, learner: str = "") -> Job:
    return Job(SOFTMAX, code, "verdict", seed, learner)


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    desk = Desk(workers=2, limit=20)
    yield desk
    desk.close()


def test_a_verdict_comes_as_json(desk: Desk) -> None:
    verdict = desk.submit(job()).result(60)

    assert verdict["kind"] == "accepted"
    assert verdict["seed"] == 1


def test_the_level_is_measured(desk: Desk) -> None:
    desk.start()

    assert desk.level.result(60)["name"] in {"isolated", "limited"}


def test_an_unknown_challenge_is_our_fault_and_harms_nobody(desk: Desk) -> None:
    lost = Job("softmax-derivative/gone", RIGHT, "verdict", 1)

    assert desk.submit(lost).result(60)["kind"] == "judge fault"
    assert desk.submit(job()).result(60)["kind"] == "accepted"


def test_cancelling_kills_what_runs(desk: Desk) -> None:
    running, waiting = desk.submit(job(ENDLESS)), desk.submit(job())
    time.sleep(0.5)
    start = time.monotonic()

    assert running.cancel()
    assert running.cancelled()
    assert waiting.result(60)["kind"] == "accepted"
    assert not waiting.cancel()
    # Both hands are free again at once, not after the limit of five seconds.
    assert [desk.submit(job()).result(60)["kind"] for _ in range(2)]
    assert time.monotonic() - start < 4


def test_learners_take_turns_and_the_queue_is_bounded() -> None:
    desk = Desk(workers=1, limit=6)
    order: list[str] = []
    try:
        first = desk.submit(job(ENDLESS, learner="greedy"))
        tickets = [desk.submit(job(learner="greedy")) for _ in range(4)]
        tickets += [desk.submit(job(learner=name)) for name in ("a", "b")]
        with pytest.raises(Busy, match="6 submissions are waiting"):
            desk.submit(job(learner="c"))
        for ticket in tickets:
            ticket.add_done_callback(lambda done: order.append(done.job.learner))  # type: ignore[attr-defined]
        first.cancel()
        for ticket in tickets:
            ticket.result(60)
    finally:
        desk.close()

    assert order == ["greedy", "a", "b", "greedy", "greedy", "greedy"]


def test_closing_leaves_no_process_and_cancels_what_waits() -> None:
    desk = Desk(workers=1)
    desk.submit(job()).result(60)
    below = set(descendants(_referee(desk)))
    tickets = [desk.submit(job(ENDLESS)) for _ in range(3)]
    time.sleep(0.3)
    desk.close()
    time.sleep(0.5)

    assert all(ticket.cancelled() for ticket in tickets)
    assert below
    assert not [p for p in below if lives(p)]


def lives(process: int) -> bool:
    """Whether it runs; a zombie that nobody has buried yet does not."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def _referee(desk: Desk) -> int:
    assert desk._process
    return desk._process.pid


def test_every_submission_gets_one_verdict_whatever_is_killed() -> None:
    """SIGKILL to children, zygotes and the referee at random moments."""
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    desk = Desk(workers=2, limit=300)
    over = threading.Event()
    killed: list[str] = []
    tickets: list[Ticket] = []

    def havoc() -> None:
        done = 0
        while not over.wait(rng.uniform(0.2, 1.0)):
            ours = desk._process
            # However slow the machine: something is judged between two murders.
            if ours is None or sum(t.done() for t in tickets) == done:
                continue
            done = sum(t.done() for t in tickets)
            targets = {ours.pid: "referee"} | {
                process: "zygote" if "zygote" in command else "other"
                for process, command in descendants(ours.pid).items()
            }
            target = rng.choice(sorted(targets))
            killed.append(targets[target])
            try:
                os.kill(target, signal.SIGKILL)
            except ProcessLookupError:
                continue

    chaos = threading.Thread(target=havoc)
    chaos.start()
    verdicts: list[dict[int, str]] = []
    try:
        wrong = RIGHT.replace("weights.sum()", "weights.max()")
        for i in range(200):
            time.sleep(0.03)
            tickets.append(desk.submit(job(wrong if i % 4 == 0 else RIGHT, i)))
        verdicts = [ticket.result(120) for ticket in tickets]
        print(f"killed {killed}")
    finally:
        over.set()
        chaos.join()
        desk.close()

    expected = ["wrong answer" if i % 4 == 0 else "accepted" for i in range(200)]
    kinds = [verdict["kind"] for verdict in verdicts]  # type: ignore[index]
    blamed = [
        k for k, e in zip(kinds, expected, strict=True) if k not in {e, "judge fault"}
    ]
    assert len(killed) > 3
    assert blamed == []
    assert kinds.count("judge fault") <= 20


def test_the_referee_dies_with_its_desk() -> None:
    code = (
        "import sys, time\n"
        "from quiz.judge.desk import Desk\n"
        "from quiz.judge.job import Job\n"
        "desk = Desk(workers=1)\n"
        f"ticket = desk.submit(Job({SOFTMAX!r}, {RIGHT!r}, 'verdict', 1))\n"
        "print(ticket.result()['kind'])\n"
        f"desk.submit(Job({SOFTMAX!r}, {ENDLESS!r}, 'verdict', 1))\n"
        "sys.stdout.flush(); time.sleep(60)\n"
    )
    app = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert app.stdout
    assert app.stdout.readline() == b"accepted\n"
    time.sleep(0.3)
    below = descendants(app.pid)
    app.kill()
    app.wait()
    app.stdout.close()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        left = [p for p in below if lives(p)]
        if not left:
            break
        time.sleep(0.05)

    assert len(below) >= 3
    assert left == []
