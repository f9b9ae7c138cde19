"""The referee: draws the cases, knows the right answers, compares.

The right answers stay in this process; the child gets inputs and nothing else.
"""

from __future__ import annotations

import threading
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from quiz.coding.call import Script
from quiz.coding.challenge import Case, Challenge
from quiz.coding.compare import Difference
from quiz.coding.constraints import Constraint, Note
from quiz.coding.diagnose import Finding, diagnose
from quiz.judge import mistakes, runner
from quiz.judge.finding import excerpt, finding
from quiz.judge.inside import calls, plain
from quiz.judge.results import Outcome, Raised, Run
from quiz.judge.runner import Limits, Runner, Task
from quiz.judge.verdict import CaseResult, Verdict, shown

ATTEMPTS = 3
"""Runs that failed through no fault of the submission are made again, so often."""

BROKEN_OFF = {"time", "memory", "output", "error", "crashed", "denied"}
"""Ends that some case, or loading the module, was to blame for."""

BESIDE = ThreadPoolExecutor(thread_name_prefix="expected")
"""Computes what is right while the submission runs."""

WITHHELD = {
    "type": "Got something of another type than expected",
    "shape": "Got something of another shape than expected",
    "not finite": "Got NaN or infinity where another value was expected",
    "value": "Got another value than expected",
    "property": "What the statement asks for does not hold",
}
"""What is said of a hidden case, by the kind of the difference."""


class Fault(Exception):  # noqa: N818 - reads as what it says
    """The judge's own failure. The message says what failed."""


def judge(  # noqa: PLR0913 - by name, and most have a default
    challenge: Challenge,
    code: str,
    *,
    hidden: bool,
    seed: int,
    limits: Limits | None = None,
    run: Runner | None = None,
    stop: threading.Event | None = None,
) -> Verdict:
    """Judge a submission. Raises nothing: a failure of ours is a "judge fault".

    Args:
        challenge: as `quiz.coding.challenge.load` returns it.
        code: the source of the submission.
        hidden: whether boundary cases and cases drawn anew are judged too. What the
            submission prints is then withheld, for it could print the inputs.
        seed: of the drawn cases, 0 or positive.
        limits: by default what the challenge allows.
        run: by what means; by default the best of this machine.
        stop: set from another thread, it ends the run: "cancelled".
    """
    limits = limits or Limits(seconds=challenge.seconds)
    cases: list[Case] = []
    try:
        cases = _cases(challenge, seed, hidden)
        scripts = [case.calls for case in cases]
        asked = task(challenge, code, scripts, seed, limits, stop)
        right = BESIDE.submit(_expected, challenge, cases, asked)
        ran = execute(asked, run)
        expected = right.result()
        return _verdict(challenge, asked, cases, expected, ran, hidden, seed)
    except Exception as error:
        return _fault(error, cases, seed)


def task(  # noqa: PLR0913, PLR0917
    challenge: Challenge,
    code: str,
    scripts: Sequence[Script],
    seed: int,
    limits: Limits,
    stop: threading.Event | None = None,
) -> Task:
    """The run of a submission on these calls."""
    return Task(
        code,
        challenge.names,
        [[(call.name, call.args) for call in script] for script in scripts],
        limits,
        # Not the seed itself: it would tell which cases are drawn.
        seed=zlib.crc32(f"{seed} of the child".encode()),
        flavour=challenge.flavour,
        stop=stop or threading.Event(),
    )


def execute(asked: Task, run: Runner | None) -> Run:
    """Run a task, again if the judge failed.

    Raises:
        Fault: it failed each time.
    """
    try:
        for _ in range(ATTEMPTS):
            ran = (run or runner.local())(asked)
            if ran.ended != "fault":
                return ran
        raise Fault(ran.detail)
    finally:
        asked.begun.set()


def _cases(challenge: Challenge, seed: int, hidden: bool) -> list[Case]:
    try:
        cases = challenge.cases(seed, hidden)
    except Exception as error:
        raise Fault(f"{type(error).__name__} while drawing the cases") from error
    if not cases:
        raise Fault("there are no cases")
    return cases


def _expected(
    challenge: Challenge, cases: Sequence[Case], asked: Task
) -> list[list[Any]]:
    """The value of each call, made with what the child gets, shared with nobody."""
    asked.begun.wait()
    expected = []
    for case, frame in zip(cases, asked.frames, strict=True):
        try:
            values = calls.perform(challenge.definitions, plain.decode(frame))
        except Exception as error:
            what = f"{type(error).__name__} in the reference on “{case.name}”"
            raise Fault(what) from error
        expected.append(values)
    return expected


def _verdict(  # noqa: PLR0913, PLR0917
    challenge: Challenge,
    asked: Task,
    cases: Sequence[Case],
    expected: Sequence[list[Any]],
    ran: Run,
    hidden: bool,
    seed: int,
) -> Verdict:
    told = [
        _find(challenge, case, outcome, right)
        for case, outcome, right in zip(cases, ran.outcomes, expected, strict=False)
    ]
    results = [
        _result(case, told[i] if i < len(told) else _untold(case, i, ran))
        for i, case in enumerate(cases)
    ]
    kind, message = finding(results, ran, asked.limits)
    judged = [
        mistakes.Judged(case, frame, right, outcome, found)
        for case, frame, right, outcome, (found, _) in zip(
            cases, asked.frames, expected, ran.outcomes, told, strict=False
        )
    ]
    mistake = mistakes.known(challenge, judged)
    return Verdict(
        kind,
        message,
        passed=sum(result.status == "passed" for result in results),
        total=len(results),
        cases=results,
        hint=mistake.hint if mistake else None,
        route=mistake.name if mistake else None,
        diagnoses=diagnose([found for found, _ in told]),
        excerpt=excerpt(ran.invalid),
        line=ran.invalid.line if ran.invalid else 0,
        notes=_notes(challenge, asked.code),
        console="" if hidden else ran.console,
        console_cut=ran.console_cut and not hidden,
        seconds=ran.seconds,
        memory_mb=ran.memory_mb,
        seed=seed,
    )


Told = tuple[Finding, Raised | None]


def _find(challenge: Challenge, case: Case, outcome: Outcome, right: list[Any]) -> Told:
    """What a case came to."""
    difference = None
    if not outcome.raised:
        difference = challenge.difference(case, outcome.values, right)
    at = difference.call if difference else len(case.calls) - 1
    found = Finding(
        case.name,
        case.calls[at].args,
        None if outcome.raised else outcome.values[at],
        right[at],
        difference,
        mutated=tuple(
            challenge.parameter(case.calls[call], argument)
            for call, argument in outcome.mutated
        ),
        raised=outcome.raised.type if outcome.raised else "",
    )
    return found, outcome.raised


def _untold(case: Case, number: int, ran: Run) -> Told | None:
    """A case that has no outcome: the one that broke the run off, or a later one."""
    if number != len(ran.outcomes) or ran.ended not in BROKEN_OFF:
        return None
    error = ran.raised or Raised(ran.ended, ran.detail or "no result")
    return Finding(case.name, (), None, None, None, raised=error.type), error


def _result(case: Case, told: Told | None) -> CaseResult:
    if told is None:
        calls_ = _called(case, None) if case.visible else ""
        return CaseResult(case.name, case.visible, "not run", calls_)
    found, error = told
    status = "error" if error else "failed" if found.difference else "passed"
    if not case.visible:
        return _withheld(case.name, status, found.difference, error)
    return CaseResult(
        case.name,
        True,
        status,
        _called(case, found.difference),
        None if error else shown(found.got),
        None if error else shown(found.expected),
        found.difference,
        error,
    )


def _called(case: Case, difference: Difference | None) -> str:
    last = difference.call + 1 if difference else len(case.calls)
    return "\n".join(call.text() for call in case.calls[:last])


def _withheld(
    name: str, status: str, difference: Difference | None, error: Raised | None
) -> CaseResult:
    """A hidden case, without its numbers, and without texts that may hold them."""
    if difference:
        difference = replace(
            difference,
            message=_without_numbers(difference),
            index=None,
            got=None,
            expected=None,
            max_abs=None,
        )
    if error:
        error = replace(error, message="")
    return CaseResult(name, False, status, "", difference=difference, error=error)


def _without_numbers(difference: Difference) -> str:
    if difference.kind in {"type", "shape"} and not difference.wrong:
        return difference.message
    if difference.kind == "value" and difference.total > 1:
        worst = difference.max_rel
        apart = "" if worst is None else f", the worst by {worst:.0%}"
        return f"{difference.wrong} of {difference.total} entries differ{apart}"
    return WITHHELD[difference.kind]


def _notes(challenge: Challenge, code: str) -> list[Note]:
    asked = [c for c in challenge.constraints if isinstance(c, Constraint)]
    return [note for constraint in asked for note in constraint.notes(code)]


def _fault(error: Exception, cases: Sequence[Case], seed: int) -> Verdict:
    what = str(error) if isinstance(error, Fault) else type(error).__name__
    return Verdict(
        "judge fault",
        f"The judge failed, not your code: {what}. Please submit again.",
        passed=0,
        total=len(cases),
        cases=[_result(case, None) for case in cases],
        seed=seed,
    )
