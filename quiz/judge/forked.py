"""Runs tasks in children of warm processes: Linux.

A zygote (`inside/zygote.py`) forks one child a run. The child takes its request, sends
values and prints through three pipes; how it ended comes from the zygote, over a socket
that the child never had.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from quiz.judge.environment import ONE_THREAD
from quiz.judge.inside.confine import LAYERS
from quiz.judge.intake import Intake
from quiz.judge.results import Run
from quiz.judge.runner import Task

RUNS = 1000
"""A zygote is replaced after so many, whatever it may have gathered by then."""
START_SECONDS = 60.0
"""For a zygote to import torch on a machine in trouble."""
GRACE = 1.0
"""Seconds for a killed child to be gone, and for its pipes to close."""
GLANCES = 0.001, 0.02
"""Seconds between two looks at what has come, and whether it is still wanted: at first,
and in the end. Most runs are over after a few milliseconds."""
CHUNK = 1 << 16
SEAT = 5
"""Descriptors by which a child is reached."""

BOOT = (
    "import sys; sys.path.insert(0, {folder!r}); import inside.zygote as zygote; "
    "del sys.path[0]; zygote.main({control}, {flavour!r}, {layers!r})"
)


class Zygotes:
    """One zygote a flavour, started when first needed, replaced when worn or dead.

    Args:
        layers: the layers of the sandbox to close round each child. Fewer than all
            are for proving that each is needed.
        runs: how many runs a zygote serves.
    """

    def __init__(self, layers: Sequence[str] = LAYERS, runs: int = RUNS) -> None:
        self.wanted = tuple(layers)
        self.runs = runs
        self._lock = threading.Lock()
        self._current: dict[str, Zygote] = {}
        self._worn: list[Zygote] = []
        self._starting: dict[str, threading.Lock] = {}
        self._closed = False

    def __enter__(self) -> Zygotes:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, task: Task) -> Run:
        """Run a task in a child of its own; see `runner.Runner`."""
        intake = Intake(task)
        if intake.ended:
            return intake.run(0.0)
        zygote, seconds = None, 0.0
        try:
            zygote = self.zygote(task.flavour)
            with zygote.child() as child:
                child.begin(task)
                task.begun.set()
                seconds = child.follow(task, intake)
        except (OSError, EOFError) as error:
            intake.end("fault", f"no process could be started: {error}")
            if zygote:
                # It may be dying: the next run shall not meet it again.
                zygote.kill()
        return intake.run(seconds)

    def zygote(self, flavour: str) -> Zygote:
        """The one that serves now."""
        with self._lock:
            starting = self._starting.setdefault(flavour, threading.Lock())
        with starting:
            zygote = self._current.get(flavour)
            if zygote is None or not zygote.alive:
                zygote = self._replace(flavour)
            zygote.served += 1
            if zygote.served == self.runs:
                # Nobody should wait for the next one: it takes over when it is warm.
                threading.Thread(target=self._replace, args=[flavour]).start()
            return zygote

    def _replace(self, flavour: str) -> Zygote:
        fresh = Zygote(flavour, self.wanted)
        with self._lock:
            if self._closed:
                # Closed while this one was warming up: nobody would ever end it.
                fresh.kill()
                return fresh
            if worn := self._current.get(flavour):
                worn.retire()
                self._worn.append(worn)
            self._current[flavour] = fresh
            for ended in [zygote for zygote in self._worn if not zygote.alive]:
                self._worn.remove(ended)
                ended.kill()
        return fresh

    def close(self) -> None:
        """End all zygotes. Children that run are killed by their parents' death."""
        with self._lock:
            zygotes = [*self._current.values(), *self._worn]
            self._current, self._worn = {}, []
            self._closed = True
        for zygote in zygotes:
            zygote.kill()


class Zygote:
    """A warm process, seen from outside. `layers` are those that it can close."""

    def __init__(self, flavour: str, layers: tuple[str, ...]) -> None:
        self.served = 0
        self._lock = threading.Lock()
        self._free = 0
        self._retired = False
        self._link, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = _start(theirs.fileno(), flavour, layers)
        self._link.settimeout(START_SECONDS)
        try:
            hello = self._link.recv(CHUNK)
            if not hello:
                raise EOFError(f"the {flavour} zygote ended at its start")
        except BaseException:
            self.kill()
            raise
        self.layers: tuple[str, ...] = tuple(json.loads(hello)["layers"])

    @property
    def alive(self) -> bool:
        """Whether its process still runs."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    @contextlib.contextmanager
    def child(self) -> Iterator[Child]:
        """A child that waits for its request. It is gone when the context is left.

        Raises:
            OSError, EOFError: the zygote has died.
        """
        handle, request, values, console, status = self._take_seat()
        with contextlib.ExitStack() as ours:
            for descriptor in (handle, values, console):
                ours.callback(os.close, descriptor)
            requests = ours.enter_context(os.fdopen(request, "wb"))
            told = ours.enter_context(socket.socket(fileno=status))
            confined = "seccomp" in self.layers
            child = Child(handle, requests, values, console, told, confined)
            ours.callback(self._give_back)
            # One that is complete is all but gone; one that met a limit is not.
            ours.callback(child.kill)
            yield child

    def _give_back(self) -> None:
        """When the zygote sees the end of a child, it forks another in its place."""
        with self._lock:
            self._free += not self._retired

    def _take_seat(self) -> list[int]:
        with self._lock:
            # One more than are needed at once: who comes right after waits for no fork.
            while self._free < 2:
                self._link.send(b"fork")
                self._free += 1
            self._free -= 1
            message, seat, _, _ = socket.recv_fds(self._link, CHUNK, SEAT)
        if not message:
            raise EOFError("the zygote has died")
        return seat

    def retire(self) -> None:
        """Serve no more; end when the last child has."""
        with self._lock, contextlib.suppress(OSError):
            self._retired, self._free = True, 0
            self._link.send(b"retire")
            seat = [0]
            while seat:
                # Whoever waits there ends, for nobody will give it a request.
                _, seat, _, _ = socket.recv_fds(self._link, CHUNK, SEAT)
                for descriptor in seat:
                    os.close(descriptor)

    def kill(self) -> None:
        """End at once, and take the children along."""
        self._link.close()
        self._process.kill()
        self._process.wait()


@dataclass
class Child:
    """A child, seen from outside: its process, the channels it fills, its end."""

    handle: int
    requests: BinaryIO
    values: int
    console: int
    status: socket.socket
    confined: bool

    def begin(self, task: Task) -> None:
        """Let it run; it reads all of this before it does.

        Raises:
            OSError: it has died.
            NotPlain: see `Task.frames`.
        """
        with self.requests as requests:
            requests.write(task.asked)
            # It gets ready for this task while the calls are written down.
            requests.flush()
            requests.writelines(task.frames)

    def follow(self, task: Task, intake: Intake) -> float:
        """Take what it sends, to its end or to a limit; the seconds that it took."""
        start = time.monotonic()
        deadline = start + task.limits.seconds
        takers = {self.values: intake.values, self.console: intake.console}
        poll = select.poll()
        poll.register(self.status, select.POLLIN)
        for descriptor in takers:
            # Its end alone wakes us: waking for each case would hold the child up.
            poll.register(descriptor, 0)
            os.set_blocking(descriptor, False)
        ended: dict[str, int] = {}
        while (takers or not (ended or intake.complete)) and not intake.ended:
            now = time.monotonic()
            if now >= deadline:
                intake.end("time")
            elif task.stop.is_set():
                intake.end("cancelled")
            shortest, longest = GLANCES
            glance = min(longest, max(shortest, (now - start) / 8))
            woken = dict(poll.poll(1000 * max(0.0, min(deadline - now, glance))))
            if self.status.fileno() in woken:
                poll.unregister(self.status)
                ended = self._ended()
                # What it has left behind may hold the pipes open for ever.
                deadline = min(deadline, time.monotonic() + GRACE)
            for descriptor, take in list(takers.items()):
                if _drain(descriptor, take, intake):
                    poll.unregister(descriptor)
                    del takers[descriptor]
        seconds = time.monotonic() - start
        if intake.complete:
            intake.close(0, confined=self.confined)
        elif not intake.ended:
            self._judge_end(ended, intake)
        return seconds

    def _judge_end(self, ended: dict[str, int], intake: Intake) -> None:
        if "code" in ended:
            intake.close(ended["code"], confined=self.confined)
        else:
            intake.end("fault", "the zygote has died")

    def kill(self) -> None:
        """End it, if it has not ended yet."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)

    def _ended(self) -> dict[str, int]:
        """How it ended, from the zygote; without a code where the zygote has died."""
        message = self.status.recv(CHUNK)
        ended: dict[str, int] = json.loads(message) if message else {"zygote": 0}
        return ended


def _drain(descriptor: int, take: Callable[[bytes], None], intake: Intake) -> bool:
    """Take what has come; whether that is all that will ever come."""
    while not intake.ended:
        try:
            data = os.read(descriptor, CHUNK)
        except BlockingIOError:
            return False
        if not data:
            return True
        take(data)
    return False


def _start(
    control: int, flavour: str, layers: tuple[str, ...]
) -> subprocess.Popen[bytes]:
    folder = str(Path(__file__).parent)
    code = BOOT.format(folder=folder, control=control, flavour=flavour, layers=layers)
    # Nothing of our environment but what a process needs: it may hold secrets.
    environment = ONE_THREAD | {"MALLOC_ARENA_MAX": "2", "JOBLIB_MULTIPROCESSING": "0"}
    # scikit-learn imports pyarrow where it is, whose allocator starts a thread.
    environment["JE_ARROW_MALLOC_CONF"] = "background_thread:false"
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-I", "-X", "utf8", "-c", code],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env=environment,
        cwd="/",
        pass_fds=[control],
        start_new_session=True,
    )
