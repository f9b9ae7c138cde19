"""Re-ranking: a few candidates, each read together with the query."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import as_labels
from engine.linear.logistic import LogisticRegression
from engine.system import system
from engine.text.bag_of_words import bag_of_words, build_vocabulary

Tokens = Sequence[str]
Score = Callable[[Tokens, Tokens], float]
"""Query and document to how well they fit, seen together."""


@system("S60.07")
def rerank(
    query: Tokens, candidates: Sequence[Tokens], score: Score, k: int
) -> list[int]:
    """The k candidates that score highest, as their places, the best first.

    Nothing can be computed before the query is known, so a fast search finds
    candidates first; what it misses cannot come back here.

    Args:
        query: tokens.
        candidates: tokens of each.
        score: such as what `learn_pair_score` gives.
        k: how many at most.

    Raises:
        ValueError: k is below 1.

    >>> def length(query: Tokens, document: Tokens) -> float:
    ...     return len(document)
    >>> rerank(["a"], [["a"], ["a", "b"], ["c"]], length, 2)
    [1, 0]
    """
    if not k >= 1:
        raise ValueError(f"k must be at least 1, got {k}")
    scores = np.array([score(query, candidate) for candidate in candidates])
    return [int(i) for i in np.argsort(-scores, kind="stable")[:k]]


@system("S60.07")
def learn_pair_score(
    pairs: Sequence[tuple[Tokens, Tokens]], fits: ArrayLike, alpha: float = 0.1
) -> Score:
    """A score learned from pairs: `sum w_ab` over words a of the query, b of the text.

    Logistic regression on the products of the counts, so there is a weight for
    each word of a query with each of a document: "cheap" may fit "budget", and
    "python" may not fit "snake". Two vectors made apart cannot know that.

    Args:
        pairs: a query's and a document's tokens.
        fits: 1 where they belong together, else 0, shape (n,).
        alpha: penalty of the squared weights.

    Returns:
        A function of a query and a document: the log-odds that they fit. Words
        that no pair had count for nothing.

    Raises:
        ValueError: no pairs, or there are not two kinds.

    >>> cheap, fast = ["cheap"], ["fast"]
    >>> pairs = [(cheap, ["budget"]), (cheap, ["sports"]), (fast, ["sports"]),
    ...          (fast, ["budget"])]
    >>> score = learn_pair_score(pairs, [1, 0, 1, 0])
    >>> score(cheap, ["budget"]) > 0 > score(cheap, ["sports"])
    True
    """
    as_labels(fits, len(pairs), "fits")
    asked = build_vocabulary([query for query, _ in pairs])
    told = build_vocabulary([document for _, document in pairs])

    def features(some: Sequence[tuple[Tokens, Tokens]]) -> ArrayLike:
        Q = bag_of_words([query for query, _ in some], asked)
        D = bag_of_words([document for _, document in some], told)
        return (Q[:, :, None] * D[:, None, :]).reshape(len(some), -1)

    model = LogisticRegression(alpha).fit(features(pairs), fits)
    return lambda query, document: float(
        model.decision_function(features([(query, document)]))[0]
    )
