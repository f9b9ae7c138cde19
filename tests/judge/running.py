"""Running a submission, without a verdict."""

from collections.abc import Sequence
from typing import Any

from quiz.judge.results import Run
from quiz.judge.runner import Limits, Runner, Task, local


def run(
    code: str,
    function: str,
    arguments: Sequence[tuple[Any, ...]],
    limits: Limits | None = None,
    *,
    seed: int = 0,
    by: Runner | None = None,
) -> Run:
    """Call the function once for each tuple of arguments."""
    cases = [[(function, given)] for given in arguments]
    task = Task(code, [function], cases, limits or Limits(), seed)
    return (by or local())(task)
