"""Say it in your own words, then tick the points that you made."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.items.ask import Ask, Invalid
from quiz.items.kinds.kind import Kind, letters, named

MARK = "\n---\n"
"""Between what was written and what was ticked."""
LENGTH = 5000
NONE = "none"


class Recall(Kind):
    """Free text and the key points it made, by the learner's own judgement.

    The key is a tuple of points, text or `Point`. A response is the text, a line of
    three hyphens, and the letters of the points that it made, or "none".
    """

    name = "recall"
    passing = 0.75
    malformed = ("", "text alone", "\n---\na", "text\n---\n", "text\n---\nz")

    def options(self, ask: Ask, rng: np.random.Generator) -> tuple[str, ...]:
        """The points, in the order of a good answer."""
        return _points(ask)

    def help(self, ask: Ask) -> str:
        """See Kind."""
        return "Write what you would say; then tick the points that you made."

    def parse(self, ask: Ask, text: str) -> Any:
        """See Kind."""
        said, mark, ticks = text.rpartition(MARK)
        if not mark or not said.strip():
            raise Invalid(self.help(ask))
        if len(said) > LENGTH:
            raise Invalid(f"That is {len(said)} characters; say it in {LENGTH}.")
        if ticks.strip() == NONE:
            return said, frozenset[str]()
        if not ticks.strip():
            raise Invalid(f"Tick the points that you made, or say {NONE}.")
        return said, frozenset(named(ask, ticks, self.help(ask)))

    def show(self, ask: Ask, value: Any) -> str:
        """See Kind."""
        said, made = value
        ticks = [
            letter
            for letter, point in zip(letters(ask.options), ask.options, strict=True)
            if point in made
        ]
        return f"{said}{MARK}{', '.join(ticks) or NONE}"

    def display(self, ask: Ask, value: Any) -> str:
        """See Kind."""
        return f"{len(value[1])} of {len(ask.options)} points"

    def value_of(self, ask: Ask, result: Any) -> Any:
        """See Kind."""
        return "…", frozenset(result)

    def same(self, ask: Ask, one: Any, value: Any) -> bool:
        """See Kind."""
        return bool(one[1] == value[1])

    def score(self, ask: Ask, value: Any) -> float:
        """The share of points made."""
        return len(value[1]) / len(_points(ask))

    def notes(self, ask: Ask, value: Any) -> tuple[str, ...]:
        """The points, and which were not made."""
        return tuple(
            point if point in value[1] else f"{point} (not made)"
            for point in ask.options
        )


def _points(ask: Ask) -> tuple[str, ...]:
    assert isinstance(ask.key, tuple)
    return ask.key
