"""Toys with the shape of translation, summary, speech, questions and dialogue."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.arrays import Integers
from engine.seq2seq.model import END, PAD
from engine.system import system


class Pairs(NamedTuple):
    """Sources and targets, padded with 0."""

    X: Integers
    """Shape (n, S)."""
    Y: Integers
    """Shape (n, T), END after each target."""
    m_in: int
    m_out: int


@system("S55.11")
def make_task(name: str, n: int, rng: np.random.Generator, length: int = 6) -> Pairs:
    """Pairs of sequences whose lengths differ, by a rule.

    - "translation": a number of one or two digits -> its words; 0 to 9 are tokens
      3 to 12, words are 3 ("zero") to 22 ("nineteen") and 23 ("twenty") to 30
      ("ninety");
    - "summary": tokens 3 to 10 -> those of them above 6, in order;
    - "speech": frames 3 to 6, each sound held for one to three -> the sounds, no two
      alike beside each other;
    - "questions": two facts, each a key (3 to 6) and a value (7 to 10), and a key
      -> its value;
    - "dialogue": a greeting (3), a question (4) or a farewell (5) anywhere among
      fillers (6 to 9) -> a reply of one, two or three tokens;
    - "reverse": tokens 3 to 10 -> the same, last first.

    Args:
        name: of the task.
        n: pairs.
        rng: of the sources.
        length: tokens of a source in "summary", "dialogue" and "reverse", sounds
            in "speech".

    Returns:
        The pairs, and how many tokens either side has, three special ones included.

    Raises:
        ValueError: another name, or n or length below 1.

    >>> pairs = make_task("reverse", 1, np.random.default_rng(0), length=3)
    >>> pairs.X[0], pairs.Y[0]
    (array([9, 8, 7]), array([7, 8, 9, 2]))
    """
    if name not in _TASKS:
        raise ValueError(f"one of {', '.join(_TASKS)}, got {name!r}")
    if min(n, length) < 1:
        raise ValueError(f"n and length are at least 1, got {n} and {length}")
    make, m_in, m_out = _TASKS[name]
    pairs = [make(rng, length) for _ in range(n)]
    X = _padded([source for source, _ in pairs])
    return Pairs(X, _padded([[*target, END] for _, target in pairs]), m_in, m_out)


def _padded(rows: list[list[int]]) -> Integers:
    out = np.full((len(rows), max(map(len, rows))), PAD)
    for row, filled in zip(out, rows, strict=True):
        row[: len(filled)] = filled
    return out


def _translation(rng: np.random.Generator, _: int) -> tuple[list[int], list[int]]:
    number = int(rng.integers(100))
    digits = [3 + int(c) for c in str(number)]
    if number < 20:
        return digits, [3 + number]
    tens, ones = divmod(number, 10)
    return digits, [21 + tens, *([3 + ones] if ones else [])]


def _summary(rng: np.random.Generator, length: int) -> tuple[list[int], list[int]]:
    text = rng.integers(3, 11, length).tolist()
    return text, [token for token in text if token > 6]


def _speech(rng: np.random.Generator, length: int) -> tuple[list[int], list[int]]:
    steps = np.cumsum([rng.integers(4), *rng.integers(1, 4, length - 1)]) % 4
    sounds = (3 + steps).tolist()
    return np.repeat(sounds, rng.integers(1, 4, length)).tolist(), sounds


def _questions(rng: np.random.Generator, _: int) -> tuple[list[int], list[int]]:
    keys = (3 + rng.permutation(4)[:2]).tolist()
    values = rng.integers(7, 11, 2).tolist()
    which = int(rng.integers(2))
    source = [keys[0], values[0], keys[1], values[1], keys[which]]
    return source, [values[which]]


def _dialogue(rng: np.random.Generator, length: int) -> tuple[list[int], list[int]]:
    said = rng.integers(6, 10, length).tolist()
    act = int(rng.integers(3, 6))
    said[int(rng.integers(length))] = act
    return said, {3: [3], 4: [4, 5], 5: [6, 7, 8]}[act]


def _reverse(rng: np.random.Generator, length: int) -> tuple[list[int], list[int]]:
    text = rng.integers(3, 11, length).tolist()
    return text, text[::-1]


_TASKS = {
    "translation": (_translation, 13, 31),
    "summary": (_summary, 11, 11),
    "speech": (_speech, 7, 7),
    "questions": (_questions, 11, 11),
    "dialogue": (_dialogue, 10, 9),
    "reverse": (_reverse, 11, 11),
}
