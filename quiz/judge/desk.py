"""Where submissions are handed in: `submit(job)` gives a future verdict.

The desk belongs to the web process. It starts the referee's process, hands it as many
jobs as it has hands, keeps the others in a queue in which learners take turns, and
starts it again when it has died. It imports neither the engine nor a topic.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import subprocess
import sys
import threading
from collections import OrderedDict, deque
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from quiz.judge.environment import trusted
from quiz.judge.job import Job

QUEUE = 200
ATTEMPTS = 3
ROOT = Path(__file__).parents[2]

Json = dict[str, Any]


class Busy(RuntimeError):  # noqa: N818 - reads as what it says
    """Too many submissions wait. The message says what to do."""


class Ticket(Future[Json]):
    """A verdict to come, or a scaling, as `to_json` has it. Cancelling kills."""

    def __init__(self, desk: Desk, job: Job, number: int) -> None:
        super().__init__()
        self.job = job
        self.number = number
        self.attempts = 0
        self._desk = desk

    def cancel(self) -> bool:
        """Stop judging; False if there is a verdict already."""
        return self._desk.withdraw(self) and super().cancel()


@dataclass
class Line:
    """Jobs that wait: one queue a learner, and the learners in turn."""

    queues: OrderedDict[str, deque[Ticket]] = field(default_factory=OrderedDict)

    def __len__(self) -> int:
        return sum(map(len, self.queues.values()))

    def join(self, ticket: Ticket) -> None:
        """Wait behind one's own earlier jobs."""
        self.queues.setdefault(ticket.job.learner, deque()).append(ticket)

    def leave(self, ticket: Ticket) -> bool:
        """Wait no longer; False if the ticket is not here."""
        queue = self.queues.get(ticket.job.learner, deque())
        if ticket not in queue:
            return False
        queue.remove(ticket)
        return True

    def next(self) -> Ticket | None:
        """The next job of the learner whose turn it is."""
        while self.queues:
            learner, queue = self.queues.popitem(last=False)
            if queue:
                ticket = queue.popleft()
                self.queues[learner] = queue
                return ticket
        return None


class Desk:
    """Takes jobs from any thread.

    Args:
        workers: how many are judged at once; by default as many as there are cores.
        limit: how many may wait.
    """

    def __init__(self, workers: int | None = None, limit: int = QUEUE) -> None:
        self.workers = workers or max(2, os.cpu_count() or 1)
        self.limit = limit
        self.level: Future[Json] = Future()
        self._lock = threading.RLock()
        self._numbers = itertools.count()
        self._line = Line()
        self._running: dict[int, Ticket] = {}
        self._process: subprocess.Popen[str] | None = None
        self._closed = False

    def start(self) -> None:
        """Start the referee, so that the first verdict need not wait for it."""
        with self._lock:
            if self._process is None and not self._closed:
                self._process = _start(self.workers)
                self._listener = threading.Thread(
                    target=self._listen, args=[self._process], daemon=True
                )
                self._listener.start()

    def submit(self, job: Job) -> Ticket:
        """Hand a job in.

        Raises:
            Busy: too many wait already; nothing was handed in.
        """
        with self._lock:
            if len(self._line) >= self.limit:
                raise Busy(
                    f"{self.limit} submissions are waiting to be judged; "
                    "yours was not taken. Try again in a moment."
                )
            ticket = Ticket(self, job, next(self._numbers))
            self._line.join(ticket)
            self.start()
            self._hand_out()
            return ticket

    def withdraw(self, ticket: Ticket) -> bool:
        """Forget a job, and kill it if it runs; False if it is no longer here."""
        with self._lock:
            if self._line.leave(ticket):
                return True
            if self._running.pop(ticket.number, None) is None:
                return False
            self._tell({"cancel": ticket.number})
            self._hand_out()
            return True

    def close(self) -> None:
        """End the referee. What had no verdict is cancelled."""
        with self._lock:
            self._closed = True
            waiting = [*self._running.values()]
            while ticket := self._line.next():
                waiting.append(ticket)
            self._running.clear()
            process, self._process = self._process, None
        for ticket in waiting:
            Future.cancel(ticket)
        if process:
            process.kill()
            self._listener.join()

    def _hand_out(self) -> None:
        while len(self._running) < self.workers and (ticket := self._line.next()):
            self._running[ticket.number] = ticket
            ticket.attempts += 1
            self._tell({"id": ticket.number, **asdict(ticket.job)})

    def _tell(self, message: Json) -> None:
        if self._process:
            try:
                _pipe(self._process.stdin).write(json.dumps(message) + "\n")
                _pipe(self._process.stdin).flush()
            except OSError:
                # It has died. `_listen` finds out, and hands the job to the next.
                self._process.kill()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        for line in _pipe(process.stdout):
            message = json.loads(line)
            if "level" in message:
                if not self.level.done():
                    self.level.set_result(message["level"])
                continue
            with self._lock:
                ticket = self._running.pop(message["id"], None)
                self._hand_out()
            if ticket:
                ticket.set_result(message["verdict"] or _fault(ticket.job))
        with contextlib.suppress(OSError), process:
            # Closes the pipes and waits. What was not sent, nobody is there to read.
            pass
        with self._lock:
            if not self._closed:
                self._begin_again()

    def _begin_again(self) -> None:
        """The referee has died: hand its jobs to another, unless they are poison."""
        self._process = None
        lost, self._running = list(self._running.values()), {}
        for ticket in lost:
            if ticket.attempts < ATTEMPTS:
                self._running[ticket.number] = ticket
            else:
                ticket.set_result(_fault(ticket.job))
        if self._running or len(self._line):
            self.start()
        for ticket in self._running.values():
            ticket.attempts += 1
            self._tell({"id": ticket.number, **asdict(ticket.job)})
        self._hand_out()


def _fault(job: Job) -> Json:
    return {
        "kind": "judge fault",
        "message": "The judge failed, not your code. Please submit again.",
        "passed": 0,
        "total": 0,
        "cases": [],
        "hint": None,
        "route": None,
        "diagnoses": [],
        "excerpt": "",
        "line": 0,
        "notes": [],
        "console": "",
        "console_cut": False,
        "seconds": 0.0,
        "memory_mb": 0.0,
        "seed": job.seed,
    }


def _start(workers: int) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-X", "utf8", "-m", "quiz.judge", str(workers)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
        env=trusted(),
        start_new_session=True,
    )


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe
