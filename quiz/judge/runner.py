"""What is run, within which limits, and by which means on this machine."""

from __future__ import annotations

import atexit
import functools
import platform
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from quiz.judge.inside import plain
from quiz.judge.results import Run

CODE_LIMIT = 200_000


@dataclass(frozen=True)
class Limits:
    """What a submission may use.

    Attributes:
        seconds: wall time from the moment its process is ready.
        memory_mb: memory besides what Python and its libraries take. Linux only.
        console_bytes: what it may print.
        values_bytes: what it may return, all cases together.
    """

    seconds: float = 5.0
    memory_mb: int = 512
    console_bytes: int = 65_536
    values_bytes: int = 1_000_000


@dataclass(frozen=True)
class Task:
    """A submission and the calls to make of it.

    Attributes:
        code: the source of the submission.
        names: what it has to define.
        cases: for each case its calls, as `inside.calls.perform` takes them, with
            plain data as arguments.
        seed: of the child's global random generators.
        flavour: "numpy", or "torch" for torch and scikit-learn as well.
        keep: whether what the calls return is sent back; else only their times are.
        begun: set once the run is on its way: what others compute before holds it up.
        stop: set from another thread, it ends the run.
    """

    code: str
    names: Sequence[str]
    cases: Sequence[Sequence[tuple[str, tuple[Any, ...]]]]
    limits: Limits = field(default_factory=Limits)
    seed: int = 0
    flavour: str = "numpy"
    keep: bool = True
    begun: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def asked(self) -> bytes:
        """What is to be run, as the child reads it before the calls."""
        return plain.encode(
            {
                "code": self.code,
                "names": list(self.names),
                "seed": self.seed % 2**32,
                "memory_mb": self.limits.memory_mb,
                "seconds": self.limits.seconds,
                "flavour": self.flavour,
                "keep": self.keep,
            }
        )

    @functools.cached_property
    def frames(self) -> list[bytes]:
        """The calls of each case as the child reads them.

        Raises:
            NotPlain: an argument is not plain data.
        """
        cases = [[(name, tuple(args)) for name, args in case] for case in self.cases]
        return [plain.encode(case) for case in cases]

    @property
    def unreadable(self) -> str:
        """Why the code cannot even be sent; "" if it can."""
        if len(self.code) > CODE_LIMIT:
            return f"longer than {CODE_LIMIT} characters"
        try:
            self.code.encode("utf-8")
        except UnicodeEncodeError as error:
            line = self.code.count("\n", 0, error.start) + 1
            return f"a character on line {line} is not valid Unicode"
        return ""


class Runner(Protocol):
    """Runs a task. Safe to call from any thread.

    When it returns, the process is gone and everything it left behind too.
    """

    def __call__(self, task: Task, /) -> Run:
        """Raises NotPlain for arguments that are not plain data, nothing else."""
        ...


@functools.cache
def local() -> Runner:
    """The best that this machine offers; the same one for the whole process."""
    if sys.platform == "linux" and platform.machine() in {"x86_64", "aarch64"}:
        from quiz.judge.forked import Zygotes

        zygotes = Zygotes()
        atexit.register(zygotes.close)
        return zygotes.run
    from quiz.judge import fresh

    return fresh.run
