"""The referee: draws the cases, knows the right answers, compares.

The right answers stay in this process; the child gets inputs and nothing else.
"""

from __future__ import annotations

import threading
import warnings
import zlib
from collections.abc import Sequence

import numpy as np

from quiz.coding.challenge import Arguments, Case, Challenge, Function, Wrong
from quiz.judge import runner
from quiz.judge.finding import finding
from quiz.judge.inside import plain
from quiz.judge.results import Outcome, Raised, Run
from quiz.judge.runner import Limits, Runner, Task
from quiz.judge.verdict import CaseResult, Verdict, call, shown

ATTEMPTS = 3
"""Runs that failed through no fault of the submission are made again, so often."""

BROKEN_OFF = {"time", "memory", "output", "error", "crashed", "denied"}
"""Ends that some case, or loading the module, was to blame for."""


class _Fault(Exception):  # noqa: N818 - reads as what it says
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
        limits: by default `Limits()`.
        run: by what means; by default the best of this machine.
        stop: set from another thread, it ends the run: "cancelled".
    """
    limits = limits or Limits()
    cases: list[Case] = []
    try:
        cases = _cases(challenge, seed, hidden)
        expected = [_expected(challenge, case) for case in cases]
        task = Task(
            code,
            [challenge.function],
            [[(challenge.function, case.args)] for case in cases],
            limits,
            # Not the seed itself: it would tell which cases are drawn.
            zlib.crc32(f"{seed} of the child".encode()),
            stop=stop or threading.Event(),
        )
        ran = _run(task, run or runner.local())
        results = _compare(challenge, cases, expected, ran)
        kind, message = finding(results, ran, limits)
        mistake = _known_mistake(challenge, cases, results, ran)
    except Exception as error:
        return _fault(error, challenge, cases, seed)
    return Verdict(
        kind,
        message,
        passed=sum(result.status == "passed" for result in results),
        total=len(results),
        cases=results,
        hint=mistake.hint if mistake else None,
        route=mistake.name if mistake else None,
        console="" if hidden else _console(ran),
        seconds=ran.seconds,
        seed=seed,
    )


def _run(task: Task, run: Runner) -> Run:
    for _ in range(ATTEMPTS):
        ran = run(task)
        if ran.ended != "fault":
            return ran
    raise _Fault(ran.detail)


def _cases(challenge: Challenge, seed: int, hidden: bool) -> list[Case]:
    try:
        cases = challenge.cases(seed, hidden)
    except Exception as error:
        raise _Fault(f"{type(error).__name__} while drawing the cases") from error
    if not cases:
        raise _Fault("there are no cases")
    return cases


def _fresh(args: Arguments) -> Arguments:
    """The arguments exactly as the child gets them, and shared with nobody."""
    copied: Arguments = plain.decode(plain.encode(tuple(args)))
    return copied


def _expected(challenge: Challenge, case: Case) -> object:
    try:
        return challenge.reference(*_fresh(case.args))
    except Exception as error:
        what = f"{type(error).__name__} in the reference on “{case.name}”"
        raise _Fault(what) from error


def _fault(
    error: Exception, challenge: Challenge, cases: Sequence[Case], seed: int
) -> Verdict:
    what = str(error) if isinstance(error, _Fault) else type(error).__name__
    name = challenge.function
    return Verdict(
        "judge fault",
        f"The judge failed, not your code: {what}. Please submit again.",
        passed=0,
        total=len(cases),
        cases=[
            CaseResult(case.name, case.visible, "not run", call(name, case.args))
            for case in cases
        ],
        seed=seed,
    )


def _console(run: Run) -> str:
    return run.console + ("\n… (cut)" if run.console_cut else "")


def _compare(
    challenge: Challenge, cases: Sequence[Case], expected: Sequence[object], run: Run
) -> list[CaseResult]:
    results = []
    for number, (case, right) in enumerate(zip(cases, expected, strict=True)):
        text = call(challenge.function, case.args)
        result = CaseResult(case.name, case.visible, "not run", text)
        if number < len(run.outcomes):
            result = _compare_one(challenge, result, run.outcomes[number], right)
        elif number == len(run.outcomes) and run.ended in BROKEN_OFF:
            error = run.raised or Raised(run.ended, run.detail or "no result")
            result = CaseResult(case.name, case.visible, "error", text, error=error)
        results.append(result)
    return results


def _compare_one(
    challenge: Challenge, case: CaseResult, outcome: Outcome, right: object
) -> CaseResult:
    name, visible, text = case.name, case.visible, case.call
    if outcome.raised:
        return CaseResult(name, visible, "error", text, error=outcome.raised)
    (value,) = outcome.values
    difference = challenge.compare(value, right)
    status = "failed" if difference else "passed"
    got, expected = shown(value), shown(np.asarray(right))
    return CaseResult(name, visible, status, text, got, expected, difference)


def _known_mistake(
    challenge: Challenge, cases: Sequence[Case], results: Sequence[CaseResult], run: Run
) -> Wrong | None:
    """The first wrong solution that does what the submission did, wherever it ran."""
    told = run.outcomes
    if all(result.status == "passed" for result in results[: len(told)]):
        return None
    for candidate in challenge.wrongs:
        alike = [
            _alike(challenge, outcome, _outcome(candidate.function, case.args))
            for case, outcome in zip(cases, told, strict=False)
        ]
        explained = any(
            same and result.status != "passed"
            for same, result in zip(alike, results, strict=False)
        )
        if explained and False not in alike:
            return candidate
    return None


def _outcome(function: Function, args: Arguments) -> Outcome:
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Outcome([function(*_fresh(args))])
    except Exception as error:
        return Outcome(raised=Raised(type(error).__name__, ""))


def _alike(challenge: Challenge, got: Outcome, wrong: Outcome) -> bool | None:
    """Whether both did the same; None where only the submission raised."""
    if got.raised or wrong.raised:
        both = bool(got.raised and wrong.raised)
        return None if got.raised and not both else both
    try:
        return challenge.compare(got.values[0], wrong.values[0]) is None
    except TypeError:
        return False
