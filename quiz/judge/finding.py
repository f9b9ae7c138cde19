"""What a run comes to: the kind of its verdict, and the sentence that says why."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from quiz.judge import forbidden
from quiz.judge.results import Invalid, Raised, Run
from quiz.judge.runner import Limits
from quiz.judge.verdict import CaseResult


def finding(  # noqa: PLR0911 - one for each way that a run ends
    results: Sequence[CaseResult], run: Run, limits: Limits
) -> tuple[str, str]:
    """Kind and message of a verdict.

    How the whole run ended goes before any single case.
    """
    if run.ended == "done":
        return _by_case(results, limits)
    told = len(run.outcomes)
    place = f" on “{results[told].name}”" if told < len(results) else ""
    if run.ended in {"invalid", "missing", "error"}:
        return _unloaded(run)
    match run.ended:
        case "time":
            return _out_of_time(run, limits, place)
        case "output":
            return "output limit", f"Your code {run.detail}."
        case "memory":
            return "memory limit", _out_of_memory(limits, " while it was loaded")
        case "crashed":
            return "error", f"Your code ended its own process{place} ({run.detail})."
        case "denied":
            return "forbidden", f"Your code made a forbidden system call{place}."
        case "malformed":
            return "error", (
                "Something else than results came through the channel for results, so "
                f"none of them counts ({run.detail})."
            )
        case "cancelled":
            return "cancelled", "Judging was stopped."
    raise ValueError(f"{run.ended!r} is no way for a run to end")


def _unloaded(run: Run) -> tuple[str, str]:
    """Nothing could be called."""
    if run.ended == "invalid":
        return "invalid", _why_invalid(run)
    if run.ended == "missing":
        return "invalid", _why_missing(run.missing, run.defined)
    if run.raised and run.raised.denied:
        return "forbidden", forbidden.explain(run.raised)
    return "error", f"While it was loaded, your code raised {_what(run.raised)}."


def _by_case(results: Sequence[CaseResult], limits: Limits) -> tuple[str, str]:
    failing = next((r for r in results if r.status != "passed"), None)
    if failing is None:
        return "accepted", f"All {len(results)} cases pass."
    alike = sum(r.status == failing.status for r in results)
    place = f"On {alike} of {len(results)} cases, first on “{failing.name}”"
    if failing.difference:
        message = failing.difference.message
        return "wrong answer", f"{place}: {message}."
    if failing.error and failing.error.denied:
        return "forbidden", forbidden.explain(failing.error)
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


def excerpt(problem: Invalid | None) -> str:
    """The line that is no Python, with a caret under the place; "" without one."""
    if problem is None or not problem.text.strip():
        return ""
    indent = len(problem.text) - len(problem.text.lstrip())
    column = max(problem.column - 1 - indent, 0)
    return f"{problem.text.strip()}\n{' ' * column}^"


def _why_missing(function: str, defined: Sequence[str]) -> str:
    near = difflib.get_close_matches(function, defined, n=1, cutoff=0.5)
    hint = f" Is it the one you called “{near[0]}”?" if near else ""
    return f"Your code defines no function “{function}”.{hint}"
