"""How the time of a submission grows, beside the reference's and the naive way's.

All of them run in the same kind of child, so what one pays, all pay. The times come
from the child's own clock: good for telling, not for judging.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from quiz.coding.challenge import Challenge
from quiz.coding.constraints import Growth
from quiz.coding.source import submission
from quiz.judge.referee import execute, task
from quiz.judge.results import Outcome
from quiz.judge.runner import Limits, Runner

REPEATS = 5
"""Runs of each size. The shortest counts: whatever else happens only adds time."""
SECONDS = 6.0


@dataclass(frozen=True)
class Line:
    """One way and its times.

    Attributes:
        name: "yours", "the engine's" or "the naive way".
        seconds: for each size; None where it did not come so far.
    """

    name: str
    seconds: list[float | None]


@dataclass(frozen=True)
class Scaling:
    """Times on a grid of sizes; `notes` say where they grow faster than asked."""

    sizes: list[int]
    lines: list[Line]
    notes: list[str]

    def to_json(self) -> dict[str, Any]:
        """The fields as JSON has them, and `kind`, which is "scaling"."""
        return {"kind": "scaling", **asdict(self)}


def measure(
    challenge: Challenge,
    code: str,
    *,
    seed: int,
    run: Runner | None = None,
    stop: threading.Event | None = None,
) -> Scaling:
    """Time a submission on the sizes of the challenge.

    Args:
        challenge: one with `scale` and `sizes`.
        code: the source of the submission.
        seed: of the inputs.
        run: by what means; by default the best of this machine.
        stop: set from another thread, it ends what runs.

    Raises:
        Fault: the judge failed.
    """
    ways = {"yours": code, "the engine's": submission(challenge.definitions)}
    for way in challenge.accepts:
        if way.naive:
            ways["the naive way"] = submission(way.definitions(challenge))
    scripts = [
        challenge.scaled(seed, n) for n in challenge.sizes for _ in range(REPEATS)
    ]
    lines = []
    for name, source in ways.items():
        asked = task(challenge, source, scripts, seed, Limits(SECONDS), stop)
        ran = execute(replace(asked, keep=False), run)
        lines.append(Line(name, _shortest(ran.outcomes, len(challenge.sizes))))
    mine = dict(zip(challenge.sizes, lines[0].seconds, strict=True))
    return Scaling(list(challenge.sizes), lines, _notes(challenge, mine))


def _shortest(outcomes: list[Outcome], sizes: int) -> list[float | None]:
    groups = [outcomes[REPEATS * i : REPEATS * (i + 1)] for i in range(sizes)]
    return [
        min(outcome.seconds for outcome in group)
        if group and not any(outcome.raised for outcome in group)
        else None
        for group in groups
    ]


def _notes(challenge: Challenge, times: Mapping[int, float | None]) -> list[str]:
    told = {n: seconds for n, seconds in times.items() if seconds is not None}
    if len(told) < 2:
        return []
    asked = [c for c in challenge.constraints if isinstance(c, Growth)]
    return [note for growth in asked if (note := growth.note(told))]
