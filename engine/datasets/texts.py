"""Small texts with a meaning that was put in, so that it can be looked for."""

from __future__ import annotations

import numpy as np

from engine.system import system

PEOPLE = {
    ("royal", "he"): "king", ("royal", "she"): "queen",
    ("grown", "he"): "man", ("grown", "she"): "woman",
    ("young", "he"): "boy", ("young", "she"): "girl",
}  # fmt: skip
"""Six words that differ in two ways, which what is around them tells."""

_AROUND = {
    "royal": "crown throne palace court sceptre castle banquet herald",
    "grown": "field work tool market bread cart hammer harvest",
    "young": "school toy game swing puppet lesson slide sweets",
    "he": "his him he",
    "she": "hers her she",
}

CAPITALS = {
    "Serbia": "Belgrade", "France": "Paris", "Peru": "Lima", "Kenya": "Nairobi",
    "Japan": "Tokyo", "Norway": "Oslo", "Egypt": "Cairo", "Cuba": "Havana",
    "Chile": "Santiago", "Ghana": "Accra", "Greece": "Athens", "Latvia": "Riga",
}  # fmt: skip


@system("S54.06")
def royal_sentences(
    n: int, rng: np.random.Generator, noise: float = 0.0
) -> list[list[str]]:
    """Sentences about a king, a queen, a man, a woman, a boy or a girl.

    Each has one of them between two words of their rank and two of their sex.
    So king is to man as queen is to woman, and nothing else is to be learned.

    Args:
        n: sentences.
        rng: of all words.
        noise: chance of a word around to be any of those that are around someone.

    Returns:
        Five words each.

    Raises:
        ValueError: noise is not in [0, 1].

    >>> royal_sentences(1, np.random.default_rng(0))
    [['her', 'game', 'girl', 'game', 'her']]
    """
    if not 0 <= noise <= 1:
        raise ValueError(f"noise must be in [0, 1], got {noise}")
    kinds, around = list(PEOPLE), {key: words.split() for key, words in _AROUND.items()}
    every = [word for words in around.values() for word in words]
    sentences = []
    for kind in rng.integers(0, len(kinds), n):
        rank, sex = kinds[kind]
        (first, last), (before, after) = (
            rng.choice(around[key], 2) for key in (sex, rank)
        )
        chosen = [str(word) for word in (first, before, after, last)]
        if noise:
            odd = rng.random(4) < noise
            chosen = [
                str(rng.choice(every)) if o else w
                for w, o in zip(chosen, odd, strict=True)
            ]
        sentences.append([*chosen[:2], PEOPLE[rank, sex], *chosen[2:]])
    return sentences


def bank_sentences(
    n: int, rng: np.random.Generator
) -> tuple[list[list[str]], list[int]]:
    """Sentences with "bank", of a river (0) or of money (1).

    Four words; "bank" is the third, and the words around it tell which it is.

    Args:
        n: sentences.
        rng: of all words.

    Returns:
        The sentences, and the sense of each.

    >>> bank_sentences(1, np.random.default_rng(0))
    ([['cash', 'the', 'bank', 'cash']], [1])
    """
    around = (["river", "water", "fish"], ["money", "cash", "loan"])
    senses = rng.integers(0, 2, n).tolist()
    found = []
    for sense in senses:
        before, after = (str(word) for word in rng.choice(around[sense], 2))
        found.append([before, str(rng.choice(["the", "a"])), "bank", after])
    return found, senses


def capital_facts(rng: np.random.Generator, wrong: float = 0.0) -> list[str]:
    """A sentence for each country that says what its capital is.

    Args:
        rng: of which are wrong.
        wrong: share of the sentences that name the next country's capital.

    Raises:
        ValueError: wrong is not in [0, 1].

    >>> capital_facts(np.random.default_rng(0))[0]
    'The capital of Serbia is Belgrade.'
    """
    if not 0 <= wrong <= 1:
        raise ValueError(f"wrong must be in [0, 1], got {wrong}")
    countries, cities = list(CAPITALS), list(CAPITALS.values())
    count = round(wrong * len(countries))
    is_wrong = rng.permutation(len(countries)) < count
    named = [cities[(i + is_wrong[i]) % len(cities)] for i in range(len(cities))]
    return [
        f"The capital of {country} is {city}."
        for country, city in zip(countries, named, strict=True)
    ]
