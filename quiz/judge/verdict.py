"""What the judge says of a submission, for people and as JSON."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, is_dataclass
from typing import Any

import numpy as np

from quiz.coding.compare import Difference
from quiz.coding.constraints import Note
from quiz.judge.results import Raised

ENTRIES = 1000


@dataclass(frozen=True)
class CaseResult:
    """What came of one case.

    Attributes:
        name: such as "example 1" or "large logits".
        visible: whether the learner may look at the case beforehand.
        status: "passed", "failed" (another value), "error" (raised, or was running
            when the whole run ended) or "not run".
        call: the calls as one would write them, shortened, a line each, down to the
            one that differs.
        got: what that call returned, as numbers and lists; None where nothing was, or
            where it is too long to show.
        expected: what was expected, likewise.
        difference: how the two differ, of a case that failed.
        error: what was raised, of a case with an error.

    Of a hidden case `call`, `got` and `expected` are empty, and neither `difference`
    nor `error` holds a number or a text of it.
    """

    name: str
    visible: bool
    status: str
    call: str
    got: Any = None
    expected: Any = None
    difference: Difference | None = None
    error: Raised | None = None


@dataclass(frozen=True)
class Verdict:
    """What the judge says of a submission.

    Attributes:
        kind: "accepted", "wrong answer", "error", "time limit", "memory limit",
            "output limit", "forbidden" (the sandbox refused something), "invalid" (no
            Python, or not the function asked for), "cancelled" or "judge fault" (never
            the learner's; judge again).
        message: one sentence.
        passed: how many of the cases passed.
        total: how many there are.
        cases: what came of each, in order.
        hint: of the known mistake that explains the results; None if none does.
        route: the name of that mistake, the same for every seed.
        diagnoses: sentences that explain every case that failed.
        excerpt: where it is no Python, the line with a caret under the place.
        line: where it is no Python, the number of that line; 0 elsewhere.
        notes: places that do not keep to a constraint of the challenge; advisory.
        console: what the submission printed; empty when hidden cases were judged.
        console_cut: whether it printed more than that.
        seconds: how long it ran.
        memory_mb: what its process held at most; 0 where it did not say.
        seed: of the cases; with it the same ones are drawn again.
    """

    kind: str
    message: str
    passed: int
    total: int
    cases: list[CaseResult]
    hint: str | None = None
    route: str | None = None
    diagnoses: list[str] = field(default_factory=list)
    excerpt: str = ""
    line: int = 0
    notes: list[Note] = field(default_factory=list)
    console: str = ""
    console_cut: bool = False
    seconds: float = 0.0
    memory_mb: float = 0.0
    seed: int = 0

    @property
    def accepted(self) -> bool:
        """Whether every case passed."""
        return self.kind == "accepted"

    def to_json(self) -> dict[str, Any]:
        """The fields above as JSON has them; `json.dumps(allow_nan=False)` takes it.

        NaN and infinities are the strings "nan", "inf" and "-inf"; complex numbers
        are strings; tuples are lists. A difference has the fields of `Difference`, an
        error is {type, message, lines: [{line, function, text}]}, a note {line, text}.
        """
        fields: dict[str, Any] = as_json(vars(self))
        return fields


def shown(value: object) -> Any:
    """A value as numbers, text and lists; None if it has more than 1000 entries."""
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist() if value.size <= ENTRIES else None
    if isinstance(value, str):
        return value[:ENTRIES]
    if isinstance(value, dict):
        pairs = {key[:ENTRIES]: shown(item) for key, item in value.items()}
        return pairs if len(pairs) <= ENTRIES else None
    if isinstance(value, list | tuple):
        items = [shown(item) for item in value]
        return items if _entries(items) <= ENTRIES else None
    return value


def _entries(value: object) -> int:
    return sum(map(_entries, value)) if isinstance(value, list) else 1


def as_json(value: Any) -> Any:
    """Plain data as JSON has it: objects are dicts of their fields, tuples are lists,
    and numbers that JSON lacks are text."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    if is_dataclass(value):
        return as_json(vars(value))
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return str(value) if isinstance(value, complex) else value
