"""Items: question templates that draw their numbers from a seed."""

from __future__ import annotations

import inspect
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from types import ModuleType

import numpy as np

from quiz.items.ask import Ask, Grade, Mistake
from quiz.items.kinds.expression import Expression
from quiz.items.kinds.kind import Kind
from quiz.items.kinds.listed import Choice, Choices, Match, Order
from quiz.items.kinds.numbers import STANDARD, Matrix, Number, Shape, Tolerance
from quiz.items.kinds.output import Output
from quiz.items.kinds.recall import Recall
from quiz.items.kinds.worked import Worked

Template = Callable[[np.random.Generator], Ask]
Decorator = Callable[[Template], "Item"]

ATTEMPTS = 100
AS_CHOICE = "~choice"
"""Ends the id of a number that is asked as a choice."""


@dataclass(frozen=True)
class Item:
    """A question template.

    Attributes:
        id: the topic's id, a slash, the function's name.
        title: the first line of the function's docstring.
        kind: how responses are read and compared.
        level: 1 (warm-up) to 3.
        covers: rows of the syllabus.
        version: raised when a change gives old seeds another question.
        template: draws the question.
        proof: the claim that proves a key which is a statement, by its name.
        definition: whether no computation can decide, because it is a matter of words.
    """

    id: str
    title: str
    kind: Kind
    level: int
    covers: tuple[str, ...]
    version: int
    template: Template
    proof: str = ""
    definition: bool = False

    @property
    def topic(self) -> str:
        """The id of the topic that the item belongs to."""
        return self.id.split("/")[0]

    @property
    def basis(self) -> str:
        """Why its key can be trusted: "computed", "proved" or "definition"."""
        return (
            "proved" if self.proof else "definition" if self.definition else "computed"
        )

    def draw(self, seed: int) -> Variant:
        """The variant of this seed; id, version and seed give the same one anywhere.

        Numbers that make the key and a mistake look alike are drawn again, from
        the next stream of the same seed.

        Raises:
            ValueError: the seed is negative, or no draw tells the key from the
                mistakes; the item then needs other numbers.
        """
        if seed < 0:
            raise ValueError(f"a seed is 0 or a positive whole number, got {seed}")
        name = self.id.removesuffix(AS_CHOICE)
        for attempt in range(ATTEMPTS):
            stream = (zlib.crc32(name.encode()), self.version, seed, attempt)
            rng = np.random.Generator(np.random.PCG64(stream))
            ask = self.template(rng)
            if self.kind.tells_apart(ask):
                options = self.kind.options(ask, rng)
                return Variant(self, seed, replace(ask, options=options))
        raise ValueError(f"{self.id}, seed {seed}: key and mistakes never differ")

    def as_choice(self) -> Item:
        """The same question with options: its key, and what its mistakes give.

        Raises:
            ValueError: it is no number, or has fewer than two mistakes to offer.
        """
        if type(self.kind) is not Number or len(self.draw(0).ask.mistakes) < 2:
            raise ValueError(f"{self.id} cannot be asked as a choice")
        kind, template = self.kind, self.template

        def listed(rng: np.random.Generator) -> Ask:
            ask = template(rng)
            return replace(
                ask,
                key=kind.show(ask, ask.key),
                mistakes=[
                    Mistake(m.route, kind.show(ask, m.result), m.hint)
                    for m in ask.mistakes
                ],
                check=None,
            )

        return replace(self, id=self.id + AS_CHOICE, kind=Choice(), template=listed)


@dataclass(frozen=True)
class Variant:
    """An item drawn with a seed: one question, ready to be answered."""

    item: Item
    seed: int
    ask: Ask

    @property
    def help(self) -> str:
        """What may be typed, and how exact it must be."""
        return self.item.kind.help(self.ask)

    @property
    def hints(self) -> list[str]:
        """At most two wrong ways and why they are wrong, for a computed key: enough to
        find the right one, and never the key itself."""
        if self.item.basis != "computed" or self.item.kind.name == "recall":
            return []
        return [mistake.hint for mistake in self.ask.mistakes[:2]]

    @property
    def key(self) -> str:
        """The right answer as text that is graded right."""
        kind = self.item.kind
        return kind.show(self.ask, kind.value_of(self.ask, self.ask.key))

    def read(self, response: str) -> str:
        """How a response is read, as Markdown. Raises Invalid where it cannot be."""
        kind = self.item.kind
        return kind.display(self.ask, kind.parse(self.ask, response))

    def grade(self, response: str) -> Grade:
        """Compare a response with the key and with each known mistake.

        Raises:
            Invalid: the response cannot be read; nothing is graded.
        """
        kind, ask = self.item.kind, self.ask
        value = kind.parse(ask, response)
        score = kind.score(ask, value)
        right = score >= kind.passing
        mistake = None if right else kind.mistake(ask, value)
        return Grade(
            right=right,
            score=score,
            route=mistake.route if mistake else None,
            read_as=kind.display(ask, value),
            feedback=mistake.hint if mistake else "",
            key=kind.display(ask, kind.value_of(ask, ask.key)),
            why=ask.why,
            notes=kind.notes(ask, value),
        )


def number(
    *,
    level: int,
    covers: Iterable[str] = (),
    version: int = 1,
    tolerance: Tolerance = STANDARD,
) -> Decorator:
    """Make a template an item whose answer is a number."""
    return _decorator(Number(tolerance), level, covers, version)


def matrix(
    *,
    level: int,
    covers: Iterable[str] = (),
    version: int = 1,
    tolerance: Tolerance = STANDARD,
) -> Decorator:
    """Make a template an item whose answer is a vector or matrix."""
    return _decorator(Matrix(tolerance), level, covers, version)


def shape(*, level: int, covers: Iterable[str] = (), version: int = 1) -> Decorator:
    """Make a template an item whose answer is the shape of an array."""
    return _decorator(Shape(), level, covers, version)


def expression(
    *, level: int, covers: Iterable[str] = (), version: int = 1
) -> Decorator:
    """Make a template an item whose answer is a formula: the key is an `Expr`."""
    return _decorator(Expression(), level, covers, version)


def output(*, level: int, covers: Iterable[str] = (), version: int = 1) -> Decorator:
    """Make a template an item on what code prints: the key is `printed(code)`."""
    return _decorator(Output(), level, covers, version)


def steps(
    *,
    level: int,
    covers: Iterable[str] = (),
    version: int = 1,
    tolerance: Tolerance = STANDARD,
) -> Decorator:
    """Make a template a calculation in parts: the key is a tuple of `Part`."""
    return _decorator(Worked(tolerance), level, covers, version)


def choice(
    *,
    level: int,
    covers: Iterable[str] = (),
    version: int = 1,
    proof: str = "",
    definition: bool = False,
) -> Decorator:
    """Make a template an item with options: the key and each mistake's result.

    Where the key is a statement, `proof` names the claim that proves it, or
    `definition` says that it is a matter of words.
    """
    return _decorator(Choice(), level, covers, version, proof, definition)


def choices(
    *,
    level: int,
    covers: Iterable[str] = (),
    version: int = 1,
    proof: str = "",
    definition: bool = False,
) -> Decorator:
    """Make a template an item of which several options hold: {option: reason}."""
    return _decorator(Choices(), level, covers, version, proof, definition)


def order(
    *,
    level: int,
    covers: Iterable[str] = (),
    version: int = 1,
    proof: str = "",
    definition: bool = False,
) -> Decorator:
    """Make a template an item on the order of steps: the key is `Steps`."""
    return _decorator(Order(), level, covers, version, proof, definition)


def match(
    *,
    level: int,
    covers: Iterable[str] = (),
    version: int = 1,
    proof: str = "",
    definition: bool = False,
) -> Decorator:
    """Make a template an item on pairs: the key is {left: right}."""
    return _decorator(Match(), level, covers, version, proof, definition)


def recall(*, level: int, covers: Iterable[str] = (), version: int = 1) -> Decorator:
    """Make a template an item to be said in one's own words: the key is its points."""
    return _decorator(Recall(), level, covers, version, definition=True)


def _decorator(  # noqa: PLR0913, PLR0917
    kind: Kind,
    level: int,
    covers: Iterable[str],
    version: int,
    proof: str = "",
    definition: bool = False,
) -> Decorator:
    def make(template: Template) -> Item:
        topic = template.__module__.split(".")[-2].replace("_", "-")
        title = (inspect.getdoc(template) or "").split("\n")[0].removesuffix(".")
        if not title:
            raise ValueError(f"item {template.__name__} needs a docstring: its title")
        if proof and definition:
            raise ValueError(f"item {template.__name__}: proved, or a definition?")
        name = f"{topic}/{template.__name__}"
        rows = tuple(covers)
        return Item(
            name, title, kind, level, rows, version, template, proof, definition
        )

    return make


def items_of(module: ModuleType) -> list[Item]:
    """The items that a module defines, in the order it defines them."""
    return [value for value in vars(module).values() if isinstance(value, Item)]
