"""The referee: draws the cases, knows the right answers, compares.

The right answers stay in this process; the child gets inputs and nothing else.
"""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Sequence

import numpy as np

from quiz.coding.challenge import Arguments, Case, Challenge, Function, Wrong
from quiz.judge import plain, runner
from quiz.judge.results import Outcome, Raised, Run
from quiz.judge.runner import Limits
from quiz.judge.verdict import CaseResult, Verdict, call, shown

BROKEN_OFF = {"time", "memory", "output", "error", "crashed"}
"""Ends that some case, or loading the module, was to blame for."""


class _Fault(Exception):  # noqa: N818 - reads as what it says
    """The judge's own failure. The message says what failed."""


def judge(
    challenge: Challenge,
    code: str,
    *,
    hidden: bool,
    seed: int,
    limits: Limits | None = None,
) -> Verdict:
    """Judge a submission. Raises nothing: a failure of ours is a "judge fault".

    Args:
        challenge: as `quiz.coding.challenge.load` returns it.
        code: the source of the submission.
        hidden: whether boundary cases and cases drawn anew are judged too. What the
            submission prints is then withheld, for it could print the inputs.
        seed: of the drawn cases, 0 or positive.
        limits: by default `Limits()`.
    """
    limits = limits or Limits()
    cases: list[Case] = []
    try:
        cases = _cases(challenge, seed, hidden)
        expected = [_expected(challenge, case) for case in cases]
        arguments = [case.args for case in cases]
        run = runner.run(code, challenge.function, arguments, limits, seed)
        if run.ended == "fault":
            raise _Fault(run.detail)
        results = _compare(challenge, cases, expected, run)
        kind, message = _finding(challenge, results, run, limits)
        mistake = _known_mistake(challenge, cases, results, run)
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
        console="" if hidden else _console(run),
        seconds=run.seconds,
        seed=seed,
    )


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
    difference = challenge.compare(outcome.value, right)
    status = "failed" if difference else "passed"
    got, expected = shown(outcome.value), shown(np.asarray(right))
    return CaseResult(name, visible, status, text, got, expected, difference)


def _finding(  # noqa: PLR0911 - one for each way that a run ends
    challenge: Challenge, results: Sequence[CaseResult], run: Run, limits: Limits
) -> tuple[str, str]:
    """Kind and message. How the whole run ended goes before any single case."""
    told = len(run.outcomes)
    place = f" on “{results[told].name}”" if told < len(results) else ""
    match run.ended:
        case "time":
            return _out_of_time(run, limits, place)
        case "output":
            return "output limit", f"Your code {run.detail}."
        case "memory":
            return "memory limit", _out_of_memory(limits, " while it was loaded")
        case "invalid":
            return "invalid", _why_invalid(run)
        case "missing":
            return "invalid", _why_missing(challenge.function, run.defined)
        case "error":
            return (
                "error",
                f"While it was loaded, your code raised {_what(run.raised)}.",
            )
        case "crashed":
            return "error", f"Your code ended its own process{place} ({run.detail})."
        case "malformed":
            return "error", (
                "Something else than results came through the channel for results, so "
                f"none of them counts ({run.detail})."
            )
    return _finding_by_case(results, limits)


def _finding_by_case(results: Sequence[CaseResult], limits: Limits) -> tuple[str, str]:
    failing = next((r for r in results if r.status != "passed"), None)
    if failing is None:
        return "accepted", f"All {len(results)} cases pass."
    alike = sum(r.status == failing.status for r in results)
    place = f"On {alike} of {len(results)} cases, first on “{failing.name}”"
    if failing.difference:
        message = failing.difference.message
        return "wrong answer", f"{place}: {message}."
    if failing.error and failing.error.type == "MemoryError":
        return "memory limit", _out_of_memory(limits, f" o{place[1:]}")
    return "error", f"{place}: {_what(failing.error)}."


def _out_of_time(run: Run, limits: Limits, place: str) -> tuple[str, str]:
    # To run out of memory takes long, in case after case: that is then the finding.
    for outcome in run.outcomes:
        if outcome.raised and outcome.raised.type == "MemoryError":
            return "memory limit", _out_of_memory(limits, "")
    what = f"No result{place}" if place else "Your code had not ended"
    return "time limit", f"{what} after {limits.seconds:g} s."


def _out_of_memory(limits: Limits, place: str) -> str:
    return f"Your code ran out of memory{place} ({limits.memory_mb} MB are allowed)."


def _what(raised: Raised | None) -> str:
    if raised is None:
        return "something"
    line = f" on line {raised.lines[-1].line}" if raised.lines else ""
    message = " ".join(raised.message.split())
    return f"{raised.type}{line}" + (f": {message}" if message else "")


def _why_invalid(run: Run) -> str:
    problem = run.invalid
    if problem is None:
        return "Your code is not valid Python."
    place = f" on line {problem.line}, column {problem.column}" if problem.line else ""
    return f"Your code is not valid Python{place}: {problem.message}."


def _why_missing(function: str, defined: Sequence[str]) -> str:
    near = difflib.get_close_matches(function, defined, n=1, cutoff=0.5)
    hint = f" Is it the one you called “{near[0]}”?" if near else ""
    return f"Your code defines no function “{function}”.{hint}"


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
            return Outcome(function(*_fresh(args)))
    except Exception as error:
        return Outcome(raised=Raised(type(error).__name__, ""))


def _alike(challenge: Challenge, got: Outcome, wrong: Outcome) -> bool | None:
    """Whether both did the same; None where only the submission raised."""
    if got.raised or wrong.raised:
        both = bool(got.raised and wrong.raised)
        return None if got.raised and not both else both
    try:
        return challenge.compare(got.value, wrong.value) is None
    except TypeError:
        return False
