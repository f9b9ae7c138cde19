"""Challenges: coding tasks with their cases and their known-wrong solutions.

An author writes a module: the docstring is the statement, its first line the title;
`challenge`, `draw`, `EDGES`, `EXAMPLES`, and functions marked `@wrong` and `@accept`.
"""

from __future__ import annotations

import inspect
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import Any, TypeVar

import numpy as np

from quiz.coding.compare import Comparison

Arguments = tuple[Any, ...]
Function = Callable[..., Any]
F = TypeVar("F", bound=Function)

DRAWN = 8
_HINT, _ACCEPTED = "__wrong_hint__", "__accepted__"


def wrong(hint: str) -> Callable[[F], F]:
    """Mark a plausible wrong solution with the hint that its author deserves."""

    def mark(function: F) -> F:
        setattr(function, _HINT, hint)
        return function

    return mark


def accept(function: F) -> F:
    """Mark another right way, which the challenge must accept."""
    setattr(function, _ACCEPTED, True)
    return function


@dataclass(frozen=True)
class Wrong:
    """A known-wrong solution. Its name is the route of a verdict, stable over seeds."""

    name: str
    function: Function
    hint: str


@dataclass(frozen=True)
class Case:
    """One input. Examples are visible; the others are named by what they try."""

    name: str
    args: Arguments
    visible: bool


@dataclass(frozen=True)
class Challenge:
    """A coding task. The author states the first five; `load` reads the rest."""

    reference: Function
    level: int
    minutes: int
    compare: Comparison
    covers: Sequence[str]
    id: str = ""
    title: str = ""
    statement: str = ""
    draw: Callable[[np.random.Generator], Arguments] | None = None
    examples: Sequence[Arguments] = ()
    edges: Mapping[str, Arguments] = field(default_factory=dict)
    wrongs: Sequence[Wrong] = ()
    accepts: Sequence[Function] = ()

    @property
    def function(self) -> str:
        """The name that a submission must define."""
        return self.reference.__name__

    @property
    def starter(self) -> str:
        """What the editor holds at first."""
        parameters = inspect.signature(self.reference).parameters
        names = ", ".join(parameters)
        return f"import numpy as np\n\n\ndef {self.function}({names}):\n    ...\n"

    def cases(self, seed: int, hidden: bool) -> list[Case]:
        """The examples; with `hidden`, the edges and inputs drawn anew as well."""
        shown = [
            Case(f"example {i + 1}", arguments, visible=True)
            for i, arguments in enumerate(self.examples)
        ]
        if not hidden or self.draw is None:
            return shown
        rng = np.random.default_rng([zlib.crc32(self.id.encode()), seed])
        edges = [Case(name, args, visible=False) for name, args in self.edges.items()]
        drawn = [
            Case(f"drawn {i + 1}", self.draw(rng), visible=False) for i in range(DRAWN)
        ]
        return [*shown, *edges, *drawn]


def load(module: ModuleType) -> Challenge:
    """The challenge that a module writes, complete.

    Raises:
        ValueError: the module lacks a part; it is named.
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
    functions = [f for f in parts.values() if inspect.isfunction(f)]
    challenge: Challenge = parts["challenge"]
    return replace(
        challenge,
        id=f"{topic.replace('_', '-')}/{name}",
        title=title.removesuffix("."),
        statement=statement.strip(),
        draw=parts["draw"],
        examples=tuple(parts["EXAMPLES"]),
        edges=dict(parts["EDGES"]),
        wrongs=tuple(
            Wrong(f.__name__.replace("_", "-"), f, getattr(f, _HINT))
            for f in functions
            if hasattr(f, _HINT)
        ),
        accepts=tuple(f for f in functions if hasattr(f, _ACCEPTED)),
    )
