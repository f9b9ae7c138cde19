"""Ranking by cosine: which documents are most like a query."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers, as_vector
from engine.neighbors.cosine import cosine_matrix
from engine.system import system
from engine.text.bag_of_words import bag_of_words, build_vocabulary
from engine.text.tfidf import Tfidf
from engine.text.tokens import tokenise


@system("S29.06")
def rank(query: ArrayLike, documents: ArrayLike, k: int) -> tuple[Integers, Array]:
    """The k documents whose vectors have the largest cosine with the query's.

    Args:
        query: a vector, shape (d,).
        documents: vectors in rows, shape (n, d).
        k: how many, 1 to n.

    Returns:
        Indices of the documents, best first, shape (k,), and their cosines,
        shape (k,). Of equal ones the first comes first.

    Raises:
        ValueError: shapes do not fit, a value is not finite, or k is not 1 to n.

    >>> rank([1.0, 1.0], [[0.0, 2.0], [5.0, 5.0], [-1.0, 0.0]], 2)[0]
    array([1, 0])
    """
    cosines = cosine_matrix(as_vector(query, "query")[None], documents)[0]
    if not 1 <= k <= len(cosines):
        raise ValueError(f"k must be 1 to the {len(cosines)} documents, got {k}")
    best = np.argsort(-cosines, kind="stable")[:k]
    return best, cosines[best]


@system("S29.04", "S53.10")
def text_similarity(texts: Sequence[str]) -> Array:
    """Cosine of each text with each, by counts of words that weigh rare words more.

    A word's weight is its count times `ln((1 + n) / (1 + df)) + 1`, where df is
    the number of texts that have it. Words are lower-case and have two letters
    or more. A text without words has cosine 0 with all.

    Args:
        texts: n texts.

    Returns:
        Cosines in [0, 1], shape (n, n).

    Raises:
        ValueError: no text has a word.

    >>> text_similarity(["red car", "red car red car", "blue bike"]).round(6)
    array([[1., 1., 0.],
           [1., 1., 0.],
           [0., 0., 1.]])
    """
    words = [tokenise(text, r"\w\w+") for text in texts]
    if not any(words):
        raise ValueError(f"none of the {len(texts)} texts has a word of two letters")
    counts = bag_of_words(words, build_vocabulary(words))
    weights = Tfidf().fit(counts).transform(counts)
    return cosine_matrix(weights, weights)
