"""Takes what a child sends, piece by piece, and knows when it has sent too much."""

from __future__ import annotations

import signal

from quiz.judge.inside import plain
from quiz.judge.results import Invalid, Results, Run
from quiz.judge.runner import Task


class Intake:
    """What came of a task so far. `ended` says how it ended, once it has."""

    def __init__(self, task: Task) -> None:
        self.limits = task.limits
        self.results = Results(len(task.cases))
        self.ended = ""
        self.detail = ""
        self._values = bytearray()
        self._taken = 0
        self._console = bytearray()
        self._cut = False
        if task.unreadable:
            self.end("invalid", task.unreadable)

    @property
    def ready(self) -> bool:
        """Whether the child has got as far as the submission."""
        return self.results.ready

    @property
    def complete(self) -> bool:
        """Whether the child said all that it was to say, and nothing after that."""
        return self.results.ended is not None and not self._values

    def end(self, how: str, detail: str = "") -> None:
        """Decide how the run ended. The first decision stands."""
        if not self.ended:
            self.ended, self.detail = how, detail

    def values(self, data: bytes) -> None:
        """Take bytes from the channel for values."""
        self._values += data
        try:
            budget = self.limits.values_bytes - self._taken
            while frame := plain.first(self._values, budget):
                del self._values[: len(frame)]
                self._taken += len(frame)
                self.results.take(plain.decode(frame))
        except plain.TooLarge:
            most = self.limits.values_bytes
            self.end("output", f"returned more than {most:,} bytes")
        except plain.Malformed as reason:
            self.end("malformed", str(reason))

    def console(self, data: bytes) -> None:
        """Take bytes from what is printed."""
        self._console += data
        most = self.limits.console_bytes
        if len(self._console) > most:
            del self._console[most:]
            self._cut = True
            self.end("output", f"printed more than {most:,} bytes")

    def close(self, code: int, *, confined: bool) -> None:
        """The process has ended by itself, or is complete and closed its channels.

        Args:
            code: its exit code, or minus the signal that killed it.
            confined: whether it could not have killed itself with SIGKILL.
        """
        if not self.ready:
            said = self._console[-500:].decode("utf-8", "replace").strip()
            self.end("fault", f"it ended before it was ready ({_name(code)}) {said}")
        elif self._values:
            self.end("malformed", "a frame breaks off")
        elif code == -signal.SIGKILL and confined:
            self.end("fault", "the process was killed from outside")
        elif self.results.ended:
            self.end(self.results.ended)
        elif code == -getattr(signal, "SIGXCPU", 0):
            self.end("time")
        elif code == -getattr(signal, "SIGSYS", 0):
            self.end("denied")
        else:
            self.end("crashed", _name(code))

    def run(self, seconds: float) -> Run:
        """The run as it ended."""
        results = self.results
        unreadable = Invalid(self.detail) if self.ended == "invalid" else None
        return Run(
            self.ended,
            outcomes=[] if self.ended == "malformed" else results.outcomes,
            console=self._console.decode("utf-8", "replace").replace("\r\n", "\n"),
            console_cut=self._cut,
            seconds=seconds,
            memory_mb=results.memory_mb,
            detail=self.detail,
            invalid=results.invalid or unreadable,
            raised=results.raised,
            missing=results.missing,
            defined=results.defined,
        )


def _name(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
