"""Starts one child for one submission, keeps its limits, and reads what it sent.

Nothing here knows what the right answers are.
"""

from __future__ import annotations

import contextlib
import io
import os
import queue
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quiz.judge import plain
from quiz.judge.results import Invalid, Results, Run

CHILD = Path(__file__).with_name("child.py")
CODE_LIMIT = 200_000
START_SECONDS = 30.0
"""For Python to start and import NumPy; slow only on a machine in trouble."""
END_SECONDS = 0.5


@dataclass(frozen=True)
class Limits:
    """What a submission may use.

    Attributes:
        seconds: wall time from the moment its process is ready.
        memory_mb: memory besides what Python and NumPy take. Kept on Linux only.
        console_bytes: what it may print.
        values_bytes: what it may return, all cases together.
    """

    seconds: float = 5.0
    memory_mb: int = 512
    console_bytes: int = 65_536
    values_bytes: int = 1_000_000


def run(
    code: str,
    function: str,
    arguments: Sequence[tuple[Any, ...]],
    limits: Limits | None = None,
    seed: int = 0,
) -> Run:
    """Call a submission's function once for each tuple of arguments.

    Safe to call from any thread. When it returns, the process is gone, its folder too.

    Args:
        code: the source of the submission.
        function: the name of the function in it.
        arguments: plain data, as `plain.encode` has it.
        limits: by default `Limits()`.
        seed: for the global random generators of the child.

    Raises:
        NotPlain: the arguments are not plain data.
    """
    limits = limits or Limits()
    if problem := _unreadable(code):
        return Run("invalid", invalid=Invalid(problem))
    request = {
        "code": code,
        "function": function,
        "cases": len(arguments),
        "seed": seed % 2**32,
        "memory_mb": limits.memory_mb,
        "seconds": limits.seconds,
    }
    frames = [plain.encode(part) for part in (request, *map(tuple, arguments))]
    results = Results(len(arguments))
    try:
        child = _Child(limits)
    except OSError as error:
        return Run("fault", detail=f"no process could be started: {error}")
    try:
        end = child.follow(b"".join(frames), results)
    finally:
        child.close()
    return Run(
        end.ended,
        outcomes=[] if end.ended == "malformed" else results.outcomes,
        console=child.console.decode("utf-8", "replace").replace("\r\n", "\n"),
        console_cut=child.console_cut,
        seconds=child.seconds,
        detail=end.detail,
        invalid=results.invalid,
        raised=results.raised,
        defined=results.defined,
    )


def _unreadable(code: str) -> str:
    if len(code) > CODE_LIMIT:
        return f"longer than {CODE_LIMIT} characters"
    try:
        code.encode("utf-8")
    except UnicodeEncodeError as error:
        line = code.count("\n", 0, error.start) + 1
        return f"a character on line {line} is not valid Unicode"
    return ""


@dataclass(frozen=True)
class _End:
    """How a run ended, as `Run.ended` has it. "" means that the pipe is closed."""

    ended: str
    detail: str = ""


class _Child:
    """One process, the two threads that drain it, and its empty folder."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.console = bytearray()
        self.console_cut = False
        self.seconds = 0.0
        self._stop = threading.Event()
        self._events: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._drains = [
            threading.Thread(target=drain, daemon=True)
            for drain in (self._drain_values, self._drain_console)
        ]
        self._folder = tempfile.mkdtemp(prefix="viva-")
        try:
            self._process = _start(self._folder)
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    def follow(self, request: bytes, results: Results) -> _End:
        """Send the request, take the results, and stop at the first limit."""
        for drain in self._drains:
            drain.start()
        end = self._next(results, time.monotonic() + START_SECONDS)
        if not results.ready:
            said = self.console[-500:].decode("utf-8", "replace")
            why = f" ({end.detail})" if end and end.detail else ""
            return _End(
                "fault", f"Python with NumPy did not start{why}. {said}".strip()
            )
        started = time.monotonic()
        deadline = started + self.limits.seconds
        # A child that has died already is found out below.
        with contextlib.suppress(OSError):
            self._pipe("stdin").write(request)
            self._pipe("stdin").close()
        while end is None:
            end = self._next(results, deadline)
        if not end.ended:
            end = self._at_rest(results, deadline)
        self.seconds = time.monotonic() - started
        return end

    def _next(self, results: Results, deadline: float) -> _End | None:
        """Take one event; None if it was a frame that belongs here."""
        try:
            event = self._events.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            return _End("time")
        if isinstance(event, _End):
            return event
        try:
            results.take(event)
        except plain.Malformed as reason:
            return _End("malformed", str(reason))
        return None

    def _at_rest(self, results: Results, deadline: float) -> _End:
        """The end of a child that closed its pipe: what it sent, or how it died."""
        try:
            code = self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            return _End("time")
        self._drains[1].join(END_SECONDS)
        if self.console_cut:
            return self._flood()
        if results.ended:
            return _End(results.ended)
        if sys.platform != "win32" and code == -signal.SIGXCPU:
            return _End("time")
        return _End("crashed", _death(code))

    def close(self) -> None:
        """Kill what is left, and give everything back."""
        self._kill()
        for drain in self._drains:
            if drain.ident is not None:
                drain.join(END_SECONDS)
        # What the submission has left running may hold the pipes open for ever.
        self._stop.set()
        for drain in self._drains:
            if drain.ident is not None:
                drain.join()
        for name in ("stdin", "stdout", "stderr"):
            with contextlib.suppress(OSError):
                self._pipe(name).close()
        _remove(self._folder)

    def _kill(self) -> None:
        if sys.platform != "win32":
            # The child leads its own group: what it has forked goes with it.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()

    def _drain_values(self) -> None:
        stream = io.BufferedReader(_Pipe(self._pipe("stdout"), self._stop))
        budget = self.limits.values_bytes
        try:
            while frame := plain.read(stream, budget):
                budget -= len(frame)
                self._events.put(plain.decode(frame))
            self._events.put(_End(""))
        except plain.TooLarge:
            most = self.limits.values_bytes
            self._events.put(_End("output", f"returned more than {most:,} bytes"))
        except plain.Malformed as reason:
            self._events.put(_End("malformed", str(reason)))

    def _drain_console(self) -> None:
        pipe = _Pipe(self._pipe("stderr"), self._stop)
        most = self.limits.console_bytes
        while chunk := pipe.read(most + 1 - len(self.console)):
            self.console += chunk
            if len(self.console) > most:
                del self.console[most:]
                self.console_cut = True
                self._events.put(self._flood())
                return

    def _flood(self) -> _End:
        return _End("output", f"printed more than {self.limits.console_bytes:,} bytes")

    def _pipe(self, name: str) -> Any:
        return getattr(self._process, name)


class _Pipe(io.RawIOBase):
    """The read end of a pipe, whose reader can be told to stop.

    Closing the pipe from another thread would not wake a reader.
    """

    def __init__(self, pipe: Any, stop: threading.Event) -> None:
        self._descriptor: int = pipe.fileno()
        self._stop = stop

    def readable(self) -> bool:
        """Yes: BufferedReader asks."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read at least one byte; 0 at the end, or when told to stop."""
        while not self._stop.is_set():
            if _has_something(self._descriptor):
                data = os.read(self._descriptor, len(buffer))
                buffer[: len(data)] = data
                return len(data)
        return 0


def _has_something(descriptor: int) -> bool:
    if sys.platform == "win32":
        return True
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(100))


def _start(folder: str) -> subprocess.Popen[bytes]:
    # Nothing of our environment but what a process needs: it may hold secrets.
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    environment = dict.fromkeys(threads, "1")
    environment |= {"TMPDIR": folder, "TEMP": folder, "MALLOC_ARENA_MAX": "2"}
    if sys.platform == "win32":
        environment["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-I", "-X", "utf8", str(CHILD)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=environment,
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _remove(folder: str) -> None:
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except RecursionError:
        # A submission may nest folders deeper than Python can follow.
        subprocess.run(["/bin/rm", "-rf", "--", folder], check=False)  # noqa: S603


def _death(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
