"""Claims: statements of the course, each with a function that runs the evidence.

    @claim("The Jacobian of softmax has rank K - 1.", covers=["C42.02"])
    def rank(rng):
        J = softmax_jacobian(rng.normal(size=5))
        second = np.linalg.eigvalsh(J)[1]
        return Evidence(margin=second / 1e-6 - 1, shown={"second eigenvalue": second})

Evidence holds while its margin is positive. The margin says how far a claim is from
failing, in units that the claim chooses: 0.1 is a close call, 10 is not.
"""

from __future__ import annotations

import hashlib
import inspect
import math
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Literal

import numpy as np

from quiz.figures import Figure

Verdict = Literal["holds", "corrected"]
SEEDS = range(5)


@dataclass(frozen=True)
class Evidence:
    """What a run has shown.

    Attributes:
        margin: how far from failing; the claim holds while it is above 0.
        shown: what was measured, in words and numbers.
        figure: drawn from the same numbers, or None.
    """

    margin: float
    shown: Mapping[str, float | str] = field(default_factory=dict)
    figure: Figure | None = None

    @property
    def holds(self) -> bool:
        """Whether the run supports the claim; NaN does not."""
        return self.margin > 0


Run = Callable[[np.random.Generator], Evidence]


@dataclass(frozen=True)
class Claim:
    """A statement and its evidence.

    Attributes:
        id: the topic's id, a slash, the function's name.
        text: the statement, true as it stands.
        run: runs the evidence with a generator.
        covers: rows of the syllabus.
        verdict: "holds", or "corrected" where the course, or common teaching, says
            something else.
        often: what is said instead, of a corrected claim.
        slow: whether a run takes more than a second.
    """

    id: str
    text: str
    run: Run
    covers: tuple[str, ...]
    verdict: Verdict
    often: str
    slow: bool

    def evidence(self, seed: int) -> Evidence:
        """One run. With the same seed and code it shows the same."""
        return self.run(np.random.default_rng(seed))

    def proved(self, seeds: Iterable[int] = SEEDS) -> list[Evidence]:
        """A run for each seed; the claim stands if every one of them holds."""
        return [self.evidence(seed) for seed in seeds]

    @property
    def digest(self) -> str:
        """Of all our code that a run may use: another digest, another result."""
        home = sys.modules[self.run.__module__]
        sources = [inspect.getsource(home)]
        sources += [inspect.getsource(module) for module in sorted_modules(home)]
        return hashlib.sha256("\0".join(sources).encode()).hexdigest()[:16]


def claim(
    text: str,
    *,
    covers: Sequence[str],
    verdict: Verdict = "holds",
    often: str = "",
    slow: bool = False,
) -> Callable[[Run], Claim]:
    """Make a function from a generator to `Evidence` a claim."""

    def make(run: Run) -> Claim:
        if (verdict == "corrected") != bool(often):
            raise ValueError(f"claim {run.__name__}: `often` goes with a correction")
        topic = run.__module__.split(".")[-2].replace("_", "-")
        name = f"{topic}/{run.__name__}"
        return Claim(name, text, run, tuple(covers), verdict, often, slow)

    return make


def claims_of(module: ModuleType) -> list[Claim]:
    """The claims that a module defines, in the order it defines them."""
    return [value for value in vars(module).values() if isinstance(value, Claim)]


def sorted_modules(home: ModuleType) -> list[ModuleType]:
    """The modules of the engine that a module imports, and those that they import."""
    found: dict[str, ModuleType] = {}
    waiting = [home]
    while waiting:
        for value in vars(waiting.pop()).values():
            name = value.__name__ if inspect.ismodule(value) else None
            name = name or getattr(value, "__module__", None)
            if (
                isinstance(name, str)
                and name.startswith("engine.")
                and name not in found
            ):
                found[name] = sys.modules[name]
                waiting.append(found[name])
    return [found[name] for name in sorted(found)]


def within(error: float, allowed: float) -> float:
    """The margin of an error that may be so large, either way: 1 where there is none.

    >>> within(0.25, 1.0), within(-0.25, 1.0), within(2.0, 1.0)
    (0.75, 0.75, -1.0)
    """
    return 1.0 - abs(error) / allowed if math.isfinite(error) else -math.inf


def above(value: float, floor: float) -> float:
    """The margin of a value that must be above a positive floor: 0 where it is just so.

    >>> above(3.0, 2.0)
    0.5
    """
    return value / floor - 1.0
