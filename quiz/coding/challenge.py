"""Challenges: coding tasks with their cases and their known solutions.

An author writes a module: the docstring is the statement, its first line the title;
`challenge`, `draw`, `EDGES`, `EXAMPLES`, and solutions marked `@wrong` and `@accept`.
`load` makes one `Challenge` of it.
"""

from __future__ import annotations

import inspect
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import Any, Literal

import numpy as np

from quiz.coding.call import Call, Script
from quiz.coding.compare import Comparison, Difference, unexpected
from quiz.coding.constraints import Constraint, Growth
from quiz.coding.solutions import Accept, Wrong, accept, marked, wrong
from quiz.coding.starter import starter

__all__ = [
    "Accept",
    "Call",
    "Case",
    "Challenge",
    "Script",
    "Wrong",
    "accept",
    "load",
    "wrong",
]

DRAWN = 8


@dataclass(frozen=True)
class Case:
    """Calls made in order. Examples are visible; others are named by what they try."""

    name: str
    calls: Script
    visible: bool


@dataclass(frozen=True)
class Challenge:
    """A coding task. The author states the first group; `load` reads the rest.

    Attributes:
        reference: the function or class asked for, or a tuple of several.
        level: 1 (warm-up) to 3.
        minutes: that a prepared candidate needs.
        compare: got against expected; for several calls a comparison for each name.
        covers: rows of the syllabus.
        constraints: what is asked of the code besides right answers; advisory.
        flavour: which libraries a submission may use: "torch" adds torch and
            scikit-learn.
        seconds: that all cases together may take.
        equivalent: parts of the reference that may change without any result changing,
            with the reason; mutants of these say nothing about the cases.
    """

    reference: Any
    level: int
    minutes: int
    compare: Comparison | Mapping[str, Comparison]
    covers: Sequence[str]
    constraints: Sequence[Constraint | Growth] = ()
    flavour: Literal["numpy", "torch"] = "numpy"
    seconds: float = 5.0

    id: str = ""
    title: str = ""
    statement: str = ""
    draw: Callable[[np.random.Generator], tuple[Any, ...]] | None = None
    examples: Sequence[Script] = ()
    edges: Mapping[str, Script] = field(default_factory=dict)
    wrongs: Sequence[Wrong] = ()
    accepts: Sequence[Accept] = ()
    scale: Callable[[np.random.Generator, int], tuple[Any, ...]] | None = None
    sizes: Sequence[int] = ()
    equivalent: Mapping[str, str] = field(default_factory=dict)

    @property
    def definitions(self) -> dict[str, Any]:
        """What a submission must define: name -> our own."""
        several = isinstance(self.reference, tuple)
        parts = self.reference if several else (self.reference,)
        return {part.__name__: part for part in parts}

    @property
    def names(self) -> tuple[str, ...]:
        """The names that a submission must define."""
        return tuple(self.definitions)

    @property
    def starter(self) -> str:
        """What the editor holds at first."""
        scripts = (*self.examples, *self.edges.values())
        asked = {call.name[1:] for script in scripts for call in script}
        return starter(self.definitions, asked, self.flavour)

    def cases(self, seed: int, hidden: bool) -> list[Case]:
        """The examples; with `hidden`, the edges and inputs drawn anew as well.

        Raises:
            ValueError: what was drawn is neither arguments nor calls.
        """
        shown = [
            Case(f"example {i + 1}", calls, visible=True)
            for i, calls in enumerate(self.examples)
        ]
        if not hidden or self.draw is None:
            return shown
        rng = self._rng(seed)
        edges = [Case(name, calls, visible=False) for name, calls in self.edges.items()]
        drawn = [
            Case(f"drawn {i + 1}", self.script(self.draw(rng)), visible=False)
            for i in range(DRAWN)
        ]
        return [*shown, *edges, *drawn]

    def scaled(self, seed: int, n: int) -> Script:
        """The calls on an input of size n.

        Raises:
            ValueError: the challenge has no `scale`.
        """
        if self.scale is None:
            raise ValueError(f"{self.id} has no scale")
        return self.script(self.scale(self._rng(seed), n))

    def difference(
        self, case: Case, got: Sequence[object], expected: Sequence[object]
    ) -> Difference | None:
        """The first call whose value differs; None where all agree.

        Args:
            case: the calls.
            got: the submission's value of each call.
            expected: the reference's.
        """
        for i, (call, mine, right) in enumerate(
            zip(case.calls, got, expected, strict=True)
        ):
            found = self._compare(call, mine, right)
            if found and len(case.calls) > 1:
                message = f"{_place(case.calls, i)}: {found.message}"
                return replace(found, message=message, call=i)
            if found:
                return found
        return None

    def script(self, given: tuple[Any, ...]) -> Script:
        """The calls of one case, from calls or from the arguments of the one function.

        Raises:
            ValueError: neither fits this challenge.
        """
        if not isinstance(given, tuple):
            raise ValueError(f"{self.id}: a case must be a tuple, got {given!r}")
        if not given or not all(isinstance(call, Call) for call in given):
            if len(self.names) > 1 or isinstance(self.reference, type):
                raise ValueError(f"{self.id}: a case must be a tuple of Calls")
            return (Call(self.names[0], given),)
        made = False
        for call in given:
            if call.name.startswith(".") and not made:
                raise ValueError(f"{self.id}: {call.name} comes before a constructor")
            if not call.name.startswith(".") and call.name not in self.names:
                raise ValueError(f"{self.id}: nothing is called {call.name}")
            made |= isinstance(self.definitions.get(call.name), type)
        return given

    def parameter(self, call: Call, position: int) -> str:
        """What our own definition calls an argument of a call."""
        owner: Any = self.definitions.get(call.name)
        if call.name.startswith("."):
            classes = [d for d in self.definitions.values() if isinstance(d, type)]
            owner = next(m for c in classes if (m := getattr(c, call.name[1:], None)))
            position += 1
        names = list(inspect.signature(owner).parameters)
        return names[min(position, len(names) - 1)]

    def _rng(self, seed: int) -> np.random.Generator:
        return np.random.default_rng([zlib.crc32(self.id.encode()), seed])

    def _compare(self, call: Call, got: object, expected: object) -> Difference | None:
        if expected is None:
            return None if got is None else unexpected(got, "None")
        if isinstance(self.compare, Mapping):
            return self.compare[call.name](got, expected, call.args)
        return self.compare(got, expected, call.args)


def load(module: ModuleType) -> Challenge:
    """The challenge that a module writes, complete.

    Raises:
        ValueError: the module lacks a part, or one does not fit; it is named.
    """
    parts = vars(module)
    lacking = [
        name for name in ("challenge", "draw", "EDGES", "EXAMPLES") if name not in parts
    ]
    title, _, statement = (inspect.getdoc(module) or "").partition("\n")
    if not statement.strip():
        lacking.append("a docstring with a title and a statement")
    if lacking:
        raise ValueError(f"{module.__name__} lacks {', '.join(lacking)}")
    *_, topic, _, name = module.__name__.split(".")
    challenge: Challenge = replace(
        parts["challenge"],
        id=f"{topic.replace('_', '-')}/{name}",
        title=title.removesuffix("."),
        statement=statement.strip(),
        draw=parts["draw"],
        scale=parts.get("scale"),
        sizes=tuple(parts.get("SIZES", ())),
        equivalent=dict(parts.get("EQUIVALENT", {})),
    )
    return replace(
        challenge,
        examples=tuple(map(challenge.script, parts["EXAMPLES"])),
        edges={edge: challenge.script(given) for edge, given in parts["EDGES"].items()},
        wrongs=marked(parts.values(), Wrong, challenge.names),
        accepts=marked(parts.values(), Accept, challenge.names),
    )


def _place(calls: Script, i: int) -> str:
    before = ", ".join(f"`{call.name}`" for call in calls[:i])
    return f"After {before}, `{calls[i]}`" if before else f"`{calls[i]}`"
