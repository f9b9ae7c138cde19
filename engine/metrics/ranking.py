"""Ranked lists, of search results or recommendations: is what matters near the top?

A list is given by its relevances in the order in which it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.system import system


def ranked_precision(
    relevant: ArrayLike, total: int | None = None, k: int | None = None
) -> float:
    """Average precision of one list: `sum_i P@i rel_i / min(total, k)`.

    `P@i` is the share of relevant items among the first i; it is added up at
    the ranks of relevant items only. Relevant items that the list lacks count
    as found with precision 0.

    Args:
        relevant: 0 or 1 in order of rank, shape (n,).
        total: relevant items there are; by default those in the list.
        k: look at the first k ranks only; by default at all.

    Returns:
        The average, in [0, 1]; 0 where nothing is relevant.

    Raises:
        ValueError: a relevance is not 0 or 1, k is below 1, or total is less
            than what the list holds.

    Source:
        Manning, Raghavan, Schütze, Introduction to Information Retrieval
        (2008), equation 8.8.

    >>> ranked_precision([1, 0, 1, 0, 0, 1])  # (1 + 2/3 + 3/6) / 3
    0.7222222222222222
    >>> ranked_precision([1, 0, 1, 0, 0, 1], total=4)
    0.5416666666666666
    """
    shown, total = _shown(relevant, total, k)
    found = np.cumsum(shown)
    precision = found / np.arange(1, len(shown) + 1)
    best = total if k is None else min(total, k)
    return float(precision @ shown / best) if best else 0.0


@system("S35.24")
def mean_average_precision(lists: Sequence[ArrayLike], k: int | None = None) -> float:
    """MAP: mean of `ranked_precision` over queries, each counting alike.

    Args:
        lists: for each query 0 or 1 in order of rank.
        k: look at the first k ranks only; by default at all.

    Returns:
        The mean, in [0, 1].

    Raises:
        ValueError: no lists, or as `ranked_precision`.

    >>> mean_average_precision([[1, 0], [0, 1]])
    0.75
    """
    return _mean([ranked_precision(relevant, k=k) for relevant in lists])


@system("S35.25")
def dcg(relevance: ArrayLike, k: int | None = None, gain: str = "linear") -> float:
    """Discounted cumulative gain: `sum_i g(rel_i) / log2(i + 1)`, ranks i from 1.

    Args:
        relevance: at least 0, in order of rank, shape (n,).
        k: look at the first k ranks only; by default at all.
        gain: "linear", `g = rel`, or "exponential", `g = 2^rel - 1`; equal for
            relevances of 0 and 1.

    Returns:
        The gain.

    Raises:
        ValueError: a relevance is negative, k is below 1, or no such gain.

    Source:
        Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR
        techniques (2002), for the linear gain; Burges et al., Learning to Rank
        using Gradient Descent (2005), for the exponential one.

    >>> dcg([3, 0, 1])  # 3 / 1 + 1 / 2
    3.5
    >>> dcg([3, 0, 1], gain="exponential")
    7.5
    """
    relevance = as_vector(relevance, "relevance")
    if relevance.min() < 0:
        raise ValueError(f"relevance must be at least 0, got {relevance.min()}")
    shown = relevance[: _cut(k)]
    if gain not in ("linear", "exponential"):
        raise ValueError(f"gain is linear or exponential, got {gain!r}")
    gains = shown if gain == "linear" else np.exp2(shown) - 1
    return float((gains / np.log2(np.arange(2, len(shown) + 2))).sum())


@system("S35.25")
def ndcg(relevance: ArrayLike, k: int | None = None, gain: str = "linear") -> float:
    """`DCG / DCG of the best order`: 1 where nothing is shown below less.

    The best order takes the k most relevant of all n items, so the list must
    hold every item, the first k ranks alone do not do.

    Args:
        relevance: at least 0, in order of rank, shape (n,).
        k: look at the first k ranks only; by default at all.
        gain: as `dcg`.

    Returns:
        The share, in [0, 1]; 0 where nothing is relevant.

    Raises:
        ValueError: as `dcg`.

    >>> round(ndcg([1, 0, 1, 0, 0, 1]), 4)
    0.8711
    """
    best = dcg(-np.sort(-as_vector(relevance, "relevance")), k, gain)
    return dcg(relevance, k, gain) / best if best else 0.0


@system("S35.26")
def hit_rate(lists: Sequence[ArrayLike], k: int) -> float:
    """Share of lists with a relevant item among the first k.

    One hit is as good as ten: it equals recall at k only where each list has
    exactly one relevant item.

    Args:
        lists: for each user or query 0 or 1 in order of rank.
        k: ranks that are looked at, at least 1.

    Returns:
        The share, in [0, 1].

    Raises:
        ValueError: no lists, a relevance is not 0 or 1, or k is below 1.

    >>> hit_rate([[0, 1, 1], [0, 0, 1]], k=2)
    0.5
    """
    return _mean([float(_shown(relevant, None, k)[0].any()) for relevant in lists])


@system("S35.27", "S60.15")
def recall_at_k(relevant: ArrayLike, k: int, total: int | None = None) -> float:
    """Share of the relevant items that are among the first k.

    Args:
        relevant: 0 or 1 in order of rank, shape (n,).
        k: ranks that are looked at, at least 1.
        total: relevant items there are; by default those in the list.

    Returns:
        The share, in [0, 1]; 0 where nothing is relevant.

    Raises:
        ValueError: as `ranked_precision`.

    >>> recall_at_k([1, 0, 1, 0, 0, 1], k=3)
    0.6666666666666666
    """
    shown, total = _shown(relevant, total, k)
    return float(shown.sum() / total) if total else 0.0


@system("S60.15")
def mean_reciprocal_rank(lists: Sequence[ArrayLike]) -> float:
    """MRR: mean of `1 / rank of the first relevant item`, 0 where there is none.

    Args:
        lists: for each query 0 or 1 in order of rank.

    Returns:
        The mean, in [0, 1].

    Raises:
        ValueError: no lists, or a relevance is not 0 or 1.

    >>> mean_reciprocal_rank([[0, 1, 1], [1, 0, 0], [0, 0, 0]])  # (1/2 + 1 + 0) / 3
    0.5
    """
    shown = [_shown(relevant, None, None)[0] for relevant in lists]
    return _mean([1 / (1 + int(r.argmax())) if r.any() else 0.0 for r in shown])


def _shown(relevant: ArrayLike, total: int | None, k: int | None) -> tuple[Array, int]:
    """The first k relevances, and how many items are relevant in all."""
    relevant = as_vector(relevant, "relevant")
    if not np.isin(relevant, [0, 1]).all():
        raise ValueError(f"relevances must be 0 or 1, got {relevant.tolist()}")
    held = int(relevant.sum())
    if total is not None and total < held:
        raise ValueError(f"the list holds {held} relevant items; total is {total}")
    return relevant[: _cut(k)], held if total is None else total


def _cut(k: int | None) -> int | None:
    if k is not None and k < 1:
        raise ValueError(f"k must be at least 1, got {k}")
    return k


def _mean(scores: Sequence[float]) -> float:
    if not scores:
        raise ValueError("there must be at least one list")
    return float(np.mean(scores))
