"""BM25: documents ranked by the words of a query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from engine.arrays import Array
from engine.system import system

Tokens = Sequence[str]


@system("S52.21", "S60.14")
def bm25(
    query: Tokens, documents: Sequence[Tokens], k1: float = 1.2, b: float = 0.75
) -> Array:
    """`sum over words of idf tf (k1 + 1) / (tf + k1 (1 - b + b length / mean length))`.

    The second occurrence of a word adds less than the first, and k1 + 1 times the
    first is never reached; a long document is not better for being long.
    `idf = ln(1 + (n - df + 0.5) / (df + 0.5))` is positive for every word.

    Args:
        query: tokens; a word said twice counts twice.
        documents: tokens of each, n of them.
        k1: how slowly counts saturate, at least 0; with 0 only presence counts.
        b: how much length matters, 0 to 1.

    Returns:
        Scores, at least 0, shape (n,).

    Raises:
        ValueError: no documents, or k1 or b is out of range.

    Source:
        Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and
        Beyond (2009), equation 3.15; the 1 in the logarithm is Lucene's.

    >>> documents = [["red", "car"], ["red", "sun"], ["old", "car"]]
    >>> bm25(["sun"], documents).round(3)  # ln(1 + 2.5 / 1.5)
    array([0.   , 0.981, 0.   ])
    """
    if not documents or not (k1 >= 0 and 0 <= b <= 1):
        raise ValueError(
            f"documents, k1 >= 0, b in [0, 1] are needed, got {k1} and {b}"
        )
    counts = [Counter(document) for document in documents]
    lengths = np.array([len(document) for document in documents], dtype=float)
    room = k1 * (1 - b + b * lengths / (lengths.mean() or 1.0))
    scores = np.zeros(len(documents))
    for word in query:
        tf = np.array([count[word] for count in counts], dtype=float)
        df = np.count_nonzero(tf)
        idf = np.log1p((len(documents) - df + 0.5) / (df + 0.5))
        scores += idf * tf * (k1 + 1) / np.where(tf > 0, tf + room, 1.0)
    return scores


@system("S52.21")
def expand_query(
    query: Tokens, documents: Sequence[Tokens], feedback: int = 3, words: int = 3
) -> list[str]:
    """The query and the words that mark the documents it finds first.

    A first search's best documents are taken to be right, unseen. Their words are
    weighed by count times idf, and the heaviest join the query: synonyms that
    stand beside its words are found then. If the first search went wrong, the
    second goes further.

    Args:
        query: tokens.
        documents: tokens of each.
        feedback: best documents that are believed, at most; those with score 0
            are not.
        words: how many are added, at most.

    Returns:
        The query's tokens, then the new ones, the heaviest first.

    Raises:
        ValueError: as `bm25`.

    Source:
        Manning, Raghavan, Schütze, Introduction to Information Retrieval (2008),
        section 9.1.6.

    >>> documents = [["buy", "sneakers", "shoes"], ["shoes", "store"], ["train"]]
    >>> expand_query(["sneakers"], documents, feedback=1, words=2)
    ['sneakers', 'buy', 'shoes']
    """
    scores = bm25(query, documents)
    best = np.argsort(-scores, kind="stable")[:feedback]
    counts = Counter(w for i in best if scores[i] > 0 for w in documents[i])
    df = Counter(w for document in documents for w in set(document))
    n = len(documents)
    weights = {
        w: count * np.log1p((n - df[w] + 0.5) / (df[w] + 0.5))
        for w, count in counts.items()
        if w not in query
    }
    return [*query, *sorted(weights, key=lambda w: (-weights[w], w))[:words]]
