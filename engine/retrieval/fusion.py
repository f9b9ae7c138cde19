"""Hybrid search: rankings by words and by vectors in one."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def reciprocal_rank_fusion(
    rankings: Sequence[Sequence[T]], k: float = 60.0
) -> list[tuple[T, float]]:
    """`score(x) = sum over rankings of 1 / (k + rank of x)`, ranks from 1.

    Only ranks are used: BM25 and cosines have no common scale. A document that
    one ranking lacks gets nothing from it. A large k makes it matter more in how
    many rankings a document is than how high.

    Args:
        rankings: documents, the best first.
        k: at least 0.

    Returns:
        Documents and scores, the best first; of equal ones the first seen.

    Raises:
        ValueError: k is negative, or a ranking names a document twice.

    Source:
        Cormack, Clarke, Büttcher, Reciprocal Rank Fusion outperforms Condorcet
        and individual Rank Learning Methods (2009).

    >>> reciprocal_rank_fusion([["a", "b"], ["b", "c"]], k=1)
    [('b', 0.8333333333333333), ('a', 0.5), ('c', 0.3333333333333333)]
    """
    if not k >= 0:
        raise ValueError(f"k must be at least 0, got {k}")
    scores: dict[T, float] = {}
    for ranking in rankings:
        if len(set(ranking)) != len(ranking):
            raise ValueError("a ranking names each document once")
        for rank, document in enumerate(ranking, start=1):
            scores[document] = scores.get(document, 0.0) + 1 / (k + rank)
    return sorted(scores.items(), key=lambda item: -item[1])
