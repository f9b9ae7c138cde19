"""Which known-wrong solution a submission is, told by what it returned."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from quiz.coding.challenge import Case, Challenge, Wrong
from quiz.coding.compare.exact import plain as listed
from quiz.coding.compare.exact import text
from quiz.coding.compare.numbers import numbers
from quiz.coding.diagnose import Finding
from quiz.judge.inside import calls, plain
from quiz.judge.results import Outcome, Raised


def known(
    challenge: Challenge,
    cases: Sequence[Case],
    expected: Sequence[list[Any]],
    outcomes: Sequence[Outcome],
    told: Sequence[tuple[Finding, Raised | None]],
) -> Wrong | None:
    """The first known mistake that does what the submission did, wherever it ran."""
    if not any(found.failed for found, _ in told):
        return None
    for candidate in challenge.wrongs:
        alike = [
            _alike(challenge, case, right, outcome, found, candidate)
            for case, right, outcome, (found, _) in zip(
                cases, expected, outcomes, told, strict=False
            )
        ]
        explained = any(
            same and found.failed for same, (found, _) in zip(alike, told, strict=True)
        )
        if explained and False not in alike:
            return candidate
    return None


def _alike(  # noqa: PLR0913, PLR0917
    challenge: Challenge,
    case: Case,
    right: list[Any],
    outcome: Outcome,
    found: Finding,
    candidate: Wrong,
) -> bool | None:
    """Whether both did the same; None where only the submission raised."""
    wrong = _values(challenge, case, candidate)
    if outcome.raised:
        return True if wrong is None else None
    if wrong is None:
        return False
    try:
        passes = challenge.difference(case, wrong, right) is None
        if passes or not found.failed:
            return passes and not found.failed
        return all(map(_same, outcome.values, wrong)) or (
            challenge.difference(case, outcome.values, wrong) is None
        )
    except (TypeError, ValueError):
        # A wrong result need not be one that a comparison can expect.
        return False


def _values(challenge: Challenge, case: Case, candidate: Wrong) -> list[Any] | None:
    """What the mistake returns; None if it raises."""
    sent = [(call.name, call.args) for call in case.calls]
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            given = plain.decode(plain.encode(sent))
            return calls.perform(candidate.definitions(challenge), given)
    except Exception:
        return None


def _same(got: object, wrong: object) -> bool:
    """Whether two results are one, however the challenge compares."""
    mine, other = numbers(got), numbers(wrong)
    if mine is None or other is None:
        return text(listed(got)) == text(listed(wrong))
    return mine.shape == other.shape and np.allclose(
        mine, other, rtol=1e-6, atol=1e-9, equal_nan=True
    )
