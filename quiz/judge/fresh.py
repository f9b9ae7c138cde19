"""Runs a task in a process started for it: where there are no zygotes.

A process of its own with the limits that the platform has. No sandbox.
"""

from __future__ import annotations

import contextlib
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
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from quiz.judge.environment import ONE_THREAD
from quiz.judge.intake import Intake
from quiz.judge.results import Run
from quiz.judge.runner import Task

BOOT = (
    "import sys; sys.path.insert(0, {folder!r}); import inside.fresh as fresh; "
    "del sys.path[0]; fresh.main()"
)
START_SECONDS = 30.0
"""For Python to start and import NumPy; slow only on a machine in trouble."""
GRACE = 0.5
GLANCE = 0.05
CHUNK = 1 << 16

Taker = Callable[[bytes], None]


def run(task: Task) -> Run:
    """Run a task in a fresh process; see `runner.Runner`."""
    intake = Intake(task)
    if intake.ended:
        return intake.run(0.0)
    request = b"".join([task.asked, *task.frames])
    folder = tempfile.mkdtemp(prefix="viva-")
    try:
        process = _start(folder)
        task.begun.set()
        seconds = _follow(process, request, task, intake)
    except OSError as error:
        intake.end("fault", f"no process could be started: {error}")
        seconds = 0.0
    finally:
        _remove(folder)
    return intake.run(seconds)


def _follow(
    process: subprocess.Popen[bytes], request: bytes, task: Task, intake: Intake
) -> float:
    """Feed the process and take what it sends, to its end; seconds from ready on."""
    events: queue.SimpleQueue[tuple[Taker, bytes]] = queue.SimpleQueue()
    over = threading.Event()
    threads = [
        threading.Thread(target=work, args=arguments, daemon=True)
        for work, arguments in (
            (_write, (process.stdin, request)),
            (_drain, (process.stdout, intake.values, events, over)),
            (_drain, (process.stderr, intake.console, events, over)),
        )
    ]
    for thread in threads:
        thread.start()
    start = time.monotonic()
    deadline = start + START_SECONDS
    ready, open_ends = False, 2
    while open_ends and not intake.ended:
        left = deadline - time.monotonic()
        if left <= 0:
            intake.end("time" if ready else "fault", "Python did not start")
        elif task.stop.is_set():
            intake.end("cancelled")
        with contextlib.suppress(queue.Empty):
            take, data = events.get(timeout=max(0.0, min(left, GLANCE)))
            open_ends -= not data
            take(data)
        if intake.ready and not ready:
            ready, start = True, time.monotonic()
            deadline = start + task.limits.seconds
    _wait(process, deadline, intake)
    seconds = time.monotonic() - start
    _kill(process)
    # What the submission has left running may hold the pipes open for ever.
    over.set()
    for thread in threads:
        thread.join(GRACE)
    return seconds


def _wait(process: subprocess.Popen[bytes], deadline: float, intake: Intake) -> None:
    if intake.ended:
        return
    try:
        code = process.wait(max(GRACE, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        intake.end("time")
    else:
        intake.close(code, confined=False)


def _write(pipe: IO[bytes], request: bytes) -> None:
    # A child that has died already is found out by its end.
    with contextlib.suppress(OSError), pipe:
        pipe.write(request)


def _drain(pipe: IO[bytes], take: Taker, events: Any, over: threading.Event) -> None:
    with pipe:
        while not over.is_set():
            if _silent(pipe):
                continue
            data = os.read(pipe.fileno(), CHUNK)
            events.put((take, data))
            if not data:
                break


def _silent(pipe: IO[bytes]) -> bool:
    """Whether nothing can be read yet. On Windows only reading itself tells."""
    return sys.platform != "win32" and not select.select([pipe], [], [], GLANCE)[0]


def _start(folder: str) -> subprocess.Popen[bytes]:
    # Nothing of our environment but what a process needs: it may hold secrets.
    environment = ONE_THREAD | {
        "TMPDIR": folder,
        "TEMP": folder,
        "MALLOC_ARENA_MAX": "2",
    }
    if sys.platform == "win32":
        environment["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
    code = BOOT.format(folder=str(Path(__file__).parent))
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-I", "-X", "utf8", "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=environment,
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _kill(process: subprocess.Popen[bytes]) -> None:
    if sys.platform != "win32":
        # The child leads its own group: what it has forked goes with it.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _remove(folder: str) -> None:
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except RecursionError:
        # A submission may nest folders deeper than Python can follow.
        subprocess.run(["/bin/rm", "-rf", "--", folder], check=False)  # noqa: S603
