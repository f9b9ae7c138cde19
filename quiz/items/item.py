"""Items: question templates that draw their numbers from a seed."""

from __future__ import annotations

import inspect
import itertools
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from types import ModuleType

import numpy as np

from quiz.items.ask import Ask, Grade
from quiz.items.kinds import Choice, Kind, Matrix, Number, Tolerance

Template = Callable[[np.random.Generator], Ask]
ATTEMPTS = 100


@dataclass(frozen=True)
class Item:
    """A question template. `id` is the topic's id, a slash, the function's name."""

    id: str
    title: str
    kind: Kind
    level: int
    covers: tuple[str, ...]
    version: int
    template: Template

    @property
    def topic(self) -> str:
        """The id of the topic that the item belongs to."""
        return self.id.split("/")[0]

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
        for attempt in range(ATTEMPTS):
            stream = (zlib.crc32(self.id.encode()), self.version, seed, attempt)
            rng = np.random.Generator(np.random.PCG64(stream))
            ask = self.template(rng)
            if self._tells_apart(ask):
                return Variant(self, seed, self._with_options(ask, rng))
        raise ValueError(f"{self.id}, seed {seed}: key and mistakes never differ")

    def _tells_apart(self, ask: Ask) -> bool:
        results = [ask.key, *(mistake.result for mistake in ask.mistakes)]
        return all(
            self.kind.apart(one, other)
            for one, other in itertools.combinations(results, 2)
        )

    def _with_options(self, ask: Ask, rng: np.random.Generator) -> Ask:
        if not isinstance(self.kind, Choice):
            return ask
        texts = [str(ask.key), *(str(mistake.result) for mistake in ask.mistakes)]
        return replace(
            ask, options=tuple(texts[i] for i in rng.permutation(len(texts)))
        )


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
    def key(self) -> str:
        """The right answer as text."""
        return self.item.kind.show(self.ask.key)

    def read(self, response: str) -> str:
        """How a response is read, as text. Raises Invalid where it cannot be."""
        return self.item.kind.show(self.item.kind.parse(self.ask, response))

    def grade(self, response: str) -> Grade:
        """Compare a response with the key and with each known mistake.

        Raises:
            Invalid: the response cannot be read; nothing is graded.
        """
        kind, ask = self.item.kind, self.ask
        value = kind.parse(ask, response)
        right = kind.same(ask.key, value)
        mistake = None
        if not right:
            matches = (m for m in ask.mistakes if kind.same(m.result, value))
            mistake = next(matches, None)
        return Grade(
            right=right,
            score=float(right),
            route=mistake.route if mistake else None,
            read_as=kind.show(value),
            feedback=mistake.hint if mistake else "",
            key=self.key,
            why=ask.why,
        )


def number(
    *,
    level: int,
    covers: Iterable[str] = (),
    version: int = 1,
    tolerance: Tolerance | None = None,
) -> Callable[[Template], Item]:
    """Make a template an item whose answer is a number."""
    return _decorator(Number(tolerance or Tolerance()), level, covers, version)


def matrix(
    *,
    level: int,
    covers: Iterable[str] = (),
    version: int = 1,
    tolerance: Tolerance | None = None,
) -> Callable[[Template], Item]:
    """Make a template an item whose answer is a vector or matrix."""
    return _decorator(Matrix(tolerance or Tolerance()), level, covers, version)


def choice(
    *, level: int, covers: Iterable[str] = (), version: int = 1
) -> Callable[[Template], Item]:
    """Make a template an item with options: the key and each mistake's result."""
    return _decorator(Choice(), level, covers, version)


def _decorator(
    kind: Kind, level: int, covers: Iterable[str], version: int
) -> Callable[[Template], Item]:
    def make(template: Template) -> Item:
        topic = template.__module__.split(".")[-2].replace("_", "-")
        title = (inspect.getdoc(template) or "").split("\n")[0].removesuffix(".")
        if not title:
            raise ValueError(f"item {template.__name__} needs a docstring: its title")
        name = f"{topic}/{template.__name__}"
        return Item(name, title, kind, level, tuple(covers), version, template)

    return make


def items_of(module: ModuleType) -> list[Item]:
    """The items that a module defines, in the order it defines them."""
    return [value for value in vars(module).values() if isinstance(value, Item)]
