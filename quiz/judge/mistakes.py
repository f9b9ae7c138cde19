"""Which known-wrong solution a submission is, told by what it returned."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from quiz.coding.challenge import Case, Challenge, Wrong
from quiz.coding.compare.exact import plain as listed
from quiz.coding.compare.exact import text
from quiz.coding.compare.numbers import numbers
from quiz.coding.diagnose import Finding
from quiz.judge.inside import calls, plain
from quiz.judge.results import Outcome


class Judged(NamedTuple):
    """A case: how it was asked, what is right, what came, and what that came to."""

    case: Case
    frame: bytes
    right: list[Any]
    outcome: Outcome
    found: Finding


def known(challenge: Challenge, cases: Sequence[Judged]) -> Wrong | None:
    """The first known mistake that does what the submission did, wherever it ran."""
    if not any(one.found.failed for one in cases):
        return None
    for candidate in challenge.wrongs:
        alike = [
            _alike(challenge, one, _values(challenge, one.frame, candidate))
            for one in cases
        ]
        explained = any(
            same and one.found.failed for same, one in zip(alike, cases, strict=True)
        )
        if explained and False not in alike:
            return candidate
    return None


def _alike(challenge: Challenge, one: Judged, wrong: list[Any] | None) -> bool | None:
    """Whether both did the same; None where only the submission raised."""
    if one.outcome.raised:
        return True if wrong is None else None
    if wrong is None:
        return False
    try:
        passes = challenge.difference(one.case, wrong, one.right) is None
        if passes or not one.found.failed:
            return passes and not one.found.failed
        return all(map(_same, one.outcome.values, wrong)) or (
            challenge.difference(one.case, one.outcome.values, wrong) is None
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
