"""What vectors of words say: which are alike, and what is to c as b is to a."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix
from engine.neighbors.cosine import cosine_matrix
from engine.system import system

Neighbours = list[tuple[str, float]]


@system("S54.07", "S54.16")
def most_similar(
    word: str, vocabulary: Mapping[str, int], E: ArrayLike, n: int = 10
) -> Neighbours:
    """The n words whose vectors have the largest cosine with the word's.

    Args:
        word: one of the vocabulary; there is no vector for any other.
        vocabulary: word -> row of E.
        E: vectors, shape (v, d).
        n: how many at most.

    Returns:
        Words and cosines, the most similar first; the word itself is left out.

    Raises:
        ValueError: the word is not in the vocabulary.

    >>> most_similar("a", {"a": 0, "b": 1, "c": 2}, [[1, 0], [2, 0], [0, 1]], 1)
    [('b', 1.0)]
    """
    E = as_matrix(E, "E")
    return _nearest(E[_row(word, vocabulary)], vocabulary, E, {word}, n)


@system("S54.08")
def analogy(
    words: tuple[str, str, str], vocabulary: Mapping[str, int], E: ArrayLike, n: int = 1
) -> Neighbours:
    """a is to b as c is to what? The words nearest to `b - a + c` (3CosAdd).

    Vectors are divided by their lengths first. The three words are not offered
    as an answer: otherwise it would often be b or c itself.

    Args:
        words: a, b and c.
        vocabulary: word -> row of E.
        E: vectors, shape (v, d).
        n: how many at most.

    Returns:
        Words and cosines, the best first.

    Raises:
        ValueError: a word is not in the vocabulary.

    Source:
        Levy and Goldberg, Linguistic Regularities in Sparse and Explicit Word
        Representations (2014), equation 3.

    >>> vocabulary = {"man": 0, "king": 1, "woman": 2, "queen": 3}
    >>> E = [[1, 0, 0], [1, 0, 1], [0, 1, 0], [0, 1, 1]]
    >>> analogy(("man", "king", "woman"), vocabulary, E)[0][0]
    'queen'
    """
    E = as_matrix(E, "E")
    a, b, c = (E[_row(word, vocabulary)] for word in words)
    a, b, c = (x / (np.linalg.norm(x) or 1.0) for x in (a, b, c))
    return _nearest(b - a + c, vocabulary, E, words, n)


@system("S54.15")
def analogy_accuracy(
    quiz: Sequence[tuple[str, str, str, str]],
    vocabulary: Mapping[str, int],
    E: ArrayLike,
) -> float:
    """Share of the questions a : b = c : d that `analogy` answers with d.

    Args:
        quiz: a, b, c and d each; one with an unknown word counts as wrong.
        vocabulary: word -> row of E.
        E: vectors, shape (v, d).

    Raises:
        ValueError: no questions.

    >>> analogy_accuracy([("a", "b", "a", "c")], {"a": 0, "b": 1}, [[1.0], [2.0]])
    0.0
    """
    if not quiz:
        raise ValueError("quiz must hold a question")
    known = [q for q in quiz if all(word in vocabulary for word in q)]
    found = [analogy((a, b, c), vocabulary, E) for a, b, c, _ in known]
    right = sum(
        bool(best) and best[0][0] == q[3] for best, q in zip(found, known, strict=True)
    )
    return right / len(quiz)


def _row(word: str, vocabulary: Mapping[str, int]) -> int:
    if word not in vocabulary:
        raise ValueError(f"{word!r} is not in the vocabulary")
    return vocabulary[word]


def _nearest(
    x: Array,
    vocabulary: Mapping[str, int],
    E: Array,
    without: Collection[str],
    n: int,
) -> Neighbours:
    cosines = cosine_matrix(x[None], E)[0]
    words = [word for word in vocabulary if word not in without]
    words.sort(key=lambda word: -cosines[vocabulary[word]])
    return [(word, float(cosines[vocabulary[word]])) for word in words[:n]]
