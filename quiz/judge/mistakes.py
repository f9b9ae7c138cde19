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


def known(  # noqa: PLR0913, PLR0917 - one list for each thing of a case
    challenge: Challenge,
    cases: Sequence[Case],
    frames: Sequence[bytes],
    expected: Sequence[list[Any]],
    outcomes: Sequence[Outcome],
    told: Sequence[tuple[Finding, Raised | None]],
) -> Wrong | None:
    """The first known mistake that does what the submission did, wherever it ran."""
    if not any(found.failed for found, _ in told):
        return None
    for candidate in challenge.wrongs:
        alike = [
            _alike(
                challenge,
                case,
                _values(challenge, frame, candidate),
                right,
                outcome,
                found,
            )
            for case, frame, right, outcome, (found, _) in zip(
                cases, frames, expected, outcomes, told, strict=False
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
    wrong: list[Any] | None,
    right: list[Any],
    outcome: Outcome,
    found: Finding,
) -> bool | None:
    """Whether both did the same; None where only the submission raised."""
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


def _values(challenge: Challenge, frame: bytes, candidate: Wrong) -> list[Any] | None:
    """What the mistake returns on what the child got; None if it raises."""
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            given = plain.decode(frame)
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
