"""What a child sent, read strictly: in the one order allowed, each thing once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from quiz.judge.inside.plain import Malformed


@dataclass(frozen=True)
class Line:
    """A line of the submission that an exception passed through."""

    line: int
    function: str
    text: str


@dataclass(frozen=True)
class Raised:
    """An exception: its type's name, its message, the submission's own lines.

    `denied` if the sandbox refused something; `through` are the modules, outermost
    first, that the submission asked through.
    """

    type: str
    message: str
    lines: tuple[Line, ...] = ()
    denied: bool = False
    through: tuple[str, ...] = ()


@dataclass(frozen=True)
class Invalid:
    """Why the submission is no program. Line 0 and column 0 where there is none."""

    message: str
    line: int = 0
    column: int = 0
    text: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a case came to: a value for each call, or what it raised.

    `mutated` are the (call, argument) that the submission changed in place; `seconds`
    is what the calls took by the submission's own clock, so good for telling only.
    """

    values: list[object] = field(default_factory=list)
    raised: Raised | None = None
    mutated: tuple[tuple[int, int], ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True)
class Run:
    """One submission that was run.

    `ended` says how:

    - "done": every call came to an outcome
    - "time", "memory", "output": a limit was met
    - "invalid": no Python; `invalid` says why
    - "missing": `missing` is not defined; `defined` names what is
    - "error": an exception while the module was loaded: `raised`
    - "crashed": the process ended too early
    - "denied": the process was killed for a system call that is not one
    - "malformed": something else than results was sent
    - "fault": the judge failed, not the submission
    - "cancelled": whoever asked no longer wants to know

    `outcomes` are the cases that came to one, in order; none if malformed. `detail`
    is a phrase for people. `seconds` is the time from ready to the end; `memory_mb`
    what the process says it held at most, 0 if it did not say.
    """

    ended: str
    outcomes: list[Outcome] = field(default_factory=list)
    console: str = ""
    console_cut: bool = False
    seconds: float = 0.0
    memory_mb: float = 0.0
    detail: str = ""
    invalid: Invalid | None = None
    raised: Raised | None = None
    missing: str = ""
    defined: tuple[str, ...] = ()


class Results:
    """Takes the child's frames one by one. `ended` is None until the last is here."""

    def __init__(self, cases: int) -> None:
        self.cases = cases
        self.ready = False
        self.ended: str | None = None
        self.outcomes: list[Outcome] = []
        self.invalid: Invalid | None = None
        self.raised: Raised | None = None
        self.memory_mb = 0.0
        self.missing = ""
        self.defined: tuple[str, ...] = ()

    def take(self, frame: object) -> None:
        """Take the next frame.

        Raises:
            Malformed: it is not what may come next.
        """
        if self.ended is not None:
            raise Malformed("a frame after the last")
        if not self.ready:
            if frame != {"ready": True}:
                raise Malformed("a frame before the child was ready")
            self.ready = True
            return
        match frame:
            case {
                "case": int(number),
                "values": list(values),
                "seconds": float(seconds),
                "mutated": list(mutated),
                **rest,
            } if not rest:
                self._count(number)
                places = tuple(map(_place, mutated))
                self.outcomes.append(Outcome(values, None, places, seconds))
            case {"case": int(number), "error": error, **rest} if not rest:
                self._count(number)
                self.outcomes.append(Outcome(raised=_raised(error)))
            case {"done": int(number), "memory_mb": float(memory), **rest} if not rest:
                self.memory_mb = memory
                if number != self.cases or number != len(self.outcomes):
                    raise Malformed("done before every case was")
                self.ended = "done"
            case dict() if not self.outcomes:
                self._take_end(frame)
            case _:
                raise Malformed("a frame that is none of ours")

    def _count(self, number: int) -> None:
        if number != len(self.outcomes) or number >= self.cases:
            raise Malformed("a case out of turn")

    def _take_end(self, frame: dict[str, Any]) -> None:
        match frame:
            case {"invalid": problem, **rest} if not rest:
                self.invalid = _invalid(problem)
                self.ended = "invalid"
            case {"missing": str(name), "defined": list(names), **rest} if not rest:
                self.missing = name
                self.defined = _strings(names)
                self.ended = "missing"
            case {"error": error, **rest} if not rest:
                self.raised = _raised(error)
                memory = self.raised.type == "MemoryError"
                self.ended = "memory" if memory else "error"
            case _:
                raise Malformed("a frame that is none of ours")


def _raised(error: object) -> Raised:
    match error:
        case {
            "type": str(kind),
            "message": str(message),
            "lines": list(lines),
            "denied": bool(denied),
            "through": list(through),
            **rest,
        } if not rest and len(lines) <= 20:
            own = tuple(map(_line, lines))
            return Raised(kind[:100], message[:500], own, denied, _strings(through))
    raise Malformed("an error that is none")


def _strings(names: list[Any]) -> tuple[str, ...]:
    if not all(type(name) is str for name in names):
        raise Malformed("names that are none")
    return tuple(names)


def _place(place: object) -> tuple[int, int]:
    match place:
        case [int(call), int(argument)]:
            return call, argument
    raise Malformed("a place that is none")


def _line(line: object) -> Line:
    match line:
        case {"line": int(number), "function": str(name), "text": str(text), **rest}:
            if not rest:
                return Line(number, name[:100], text[:500])
    raise Malformed("a line that is none")


def _invalid(problem: object) -> Invalid:
    match problem:
        case {
            "message": str(message),
            "line": int(line),
            "column": int(column),
            "text": str(text),
            **rest,
        } if not rest:
            return Invalid(message[:500], line, column, text[:500])
    raise Malformed("a problem that is none")
