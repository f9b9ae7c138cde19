"""Run lengths

Write `encode`, which turns a string into pairs of a letter and how often it stands in
a row, and `decode`, which turns the pairs back into the string.
"""

from __future__ import annotations

import itertools

import numpy as np

from quiz.coding.challenge import Call, Challenge, Script, accept, wrong
from quiz.coding.compare import exact


def encode(text: str) -> list[tuple[str, int]]:
    """Letters and how often each stands in a row."""
    return [(letter, len(list(run))) for letter, run in itertools.groupby(text)]


def decode(pairs: list[tuple[str, int]]) -> str:
    """The string of the pairs."""
    return "".join(letter * count for letter, count in pairs)


challenge = Challenge((encode, decode), level=1, minutes=8, compare=exact(), covers=[])


def script(text: str) -> Script:
    """There and back."""
    return Call("encode", (text,)), Call("decode", (encode(text),))


EXAMPLES = [script("aab")]
EDGES = {"nothing": script(""), "long": script("a" * 12)}


def draw(rng: np.random.Generator) -> Script:
    """Four to nine letters of three."""
    return script("".join(rng.choice(list("abc"), size=rng.integers(4, 10))))


@wrong(
    "Each letter is counted over the whole string; count within each run.", of="encode"
)
def over_all(text: str) -> list[tuple[str, int]]:
    """Counts over the whole string."""
    return [(letter, text.count(letter)) for letter in dict.fromkeys(text)]


@wrong("A letter that stands alone is lost.", of="encode")
def without_singles(text: str) -> list[tuple[str, int]]:
    """Uses the right way, and loses some."""
    return [pair for pair in encode(text) if pair[1] > 1]


@wrong("The count is missing.", of="decode")
def each_once(pairs: list[tuple[str, int]]) -> str:
    """One letter a run."""
    return "".join(letter for letter, _ in pairs)


@accept(of="decode", naive=True)
def by_adding(pairs: list[tuple[str, int]]) -> str:
    """Adds letter by letter."""
    text = ""
    for letter, count in pairs:
        for _ in range(count):
            text += letter
    return text
