"""`engine.datasets` beside scikit-learn and what their docstrings promise."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.datasets import make_moons

from engine.arrays import Array
from engine.datasets.digits import digits
from engine.datasets.houses import houses
from engine.datasets.mails import Mails, mails
from engine.datasets.points import Dataset, blobs, moons, xor
from engine.datasets.texts import (
    CAPITALS,
    PEOPLE,
    bank_sentences,
    capital_facts,
    royal_sentences,
)
from engine.parity import Parity

Rng = np.random.Generator
_SHAPES = (
    "#### #..# #..# #..# #..# #..# ####", "...# ...# ...# ...# ...# ...# ...#",
    "#### ...# ...# #### #... #... ####", "#### ...# ...# #### ...# ...# ####",
    "#..# #..# #..# #### ...# ...# ...#", "#### #... #... #### ...# ...# ####",
    "#### #... #... #### #..# #..# ####", "#### ...# ...# ...# ...# ...# ...#",
    "#### #..# #..# #### #..# #..# ####", "#### #..# #..# #### ...# ...# ####",
)  # fmt: skip


def _size(rng: Rng) -> tuple[int, Rng]:
    return int(rng.integers(1, 40)), rng


def _drawn(n: int, rng: Rng) -> tuple[Array, Any]:
    X, y, _ = digits(n, 0.0, rng)
    return X, y


def _pictures(n: int, rng: Rng) -> tuple[Array, Any]:
    images = []
    for i in range(n):
        shape = np.array([[c == "#" for c in row] for row in _SHAPES[i % 10].split()])
        page = np.zeros((8, 8))
        down, across = rng.integers(2), 2 + rng.integers(2)
        page[down : down + 7, across : across + 4] = shape
        images.append(page.ravel())
    return np.array(images), np.arange(n) % 10


def _priced(n: int, rng: Rng) -> Array:
    X, price, _ = houses(n, 0.0, rng)
    return price - 2 * X[:, 0] - 15 * X[:, 1] + 0.8 * X[:, 2]


def _corners(n: int, rng: Rng) -> tuple[Array, Any]:
    X, y, _ = xor(n, 0.0, rng)
    return X, y


def _bits(n: int, _: Rng) -> tuple[Array, Any]:
    corners = [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]
    table = np.array([corners[i % 4] for i in range(n)])
    return table[:, :2] * 1.0, table[:, 2]


def _frequencies(words: int, rng: Rng) -> tuple[float, ...]:
    counts, sender, shouting, spam = mails(20_000, words, rng)
    common = counts[spam == 0].mean(axis=0)[:2] / 20
    return (
        spam.mean(), shouting[spam == 1].mean(), shouting[spam == 0].mean(),
        *(np.mean(sender[spam == 1] == s) for s in range(4)), *common,
    )  # fmt: skip


def _promised(words: int, _: Rng) -> tuple[float, ...]:
    total = float((1 / np.arange(1, words + 1)).sum())
    return 0.4, 0.3, 0.05, 0.1, 0.1, 0.3, 0.5, 1 / total, 0.5 / total


def _people(n: int, rng: Rng) -> Array:
    third = [sentence[2] for sentence in royal_sentences(n, rng, 0.1)]
    return np.array([third.count(person) / n for person in PEOPLE.values()])


def _senses(n: int, rng: Rng) -> Any:
    sentences, senses = bank_sentences(n, rng)
    around = [[s[0], s[3]] for s in sentences]
    money = [[word in ("money", "cash", "loan") for word in pair] for pair in around]
    return np.array(money) == np.array(senses)[:, None]


def _mistakes(n: int, rng: Rng) -> int:
    right = {f"The capital of {c} is {city}." for c, city in CAPITALS.items()}
    return len(right - set(capital_facts(rng, n / 12)))


PAIRS = [
    Parity(Dataset, lambda X: X, "closed form", lambda rng: (rng.normal(size=(3, 2)),),
           ours=lambda X: Dataset(X, X[:, 0], ("a", "b")).X),
    Parity(moons, lambda n, _: make_moons(n, shuffle=False, noise=None), "scikit-learn",
           _size, ours=lambda n, rng: moons(n, 0.0, rng)[:2]),
    Parity(xor, _bits, "closed form", _size, ours=_corners),
    Parity(blobs, lambda n, _: np.array([[0.0, 1.0], [5.0, 2.0]] * n)[:n],
           "closed form", _size,
           ours=lambda n, rng: blobs(n, [[0, 1], [5, 2]], 0.0, rng).X),
    Parity(houses, lambda n, _: np.full(n, 50.0), "closed form", _size, ours=_priced,
           rtol=1e-10),
    Parity(digits, _pictures, "closed form", _size, ours=_drawn),
    Parity(mails, _promised, "closed form",
           lambda rng: (int(rng.integers(20, 60)), rng), ours=_frequencies, atol=0.025,
           rtol=0.0, trials=3, convention="shares of 20,000 mails"),
    Parity(Mails, lambda a: a, "closed form", lambda rng: (rng.integers(0, 2, 5),),
           ours=lambda a: Mails(a[:, None], a, a, a).spam),
    Parity(royal_sentences, lambda *_: np.full(6, 1 / 6), "closed form",
           lambda rng: (3_000, rng), ours=_people, rtol=0.0, atol=0.04, trials=2,
           convention="shares of 3,000 sentences"),
    Parity(bank_sentences, lambda n, _: np.full((n, 2), True), "closed form", _size,
           ours=_senses, convention="the words around tell the sense again"),
    Parity(capital_facts, lambda n, _: n, "closed form",
           lambda rng: (int(rng.integers(0, 13)), rng), ours=_mistakes),
]  # fmt: skip
