"""An extractive summary: the sentences that are most like the others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix
from engine.recommend.ranking import text_similarity
from engine.system import system


@system("S52.19")
def page_rank(W: ArrayLike, damping: float = 0.85, tol: float = 1e-12) -> Array:
    """Where a walk along the links spends its time.

    From i the walk goes to j with probability `damping W_ij / sum_j W_ij`, else it
    jumps anywhere; from a node without links it always jumps. The shares r solve
    `r = damping P^T r + (1 - damping) / n`, found by walking on until r changes
    by less than tol in sum.

    Args:
        W: strengths of the links from row to column, at least 0, shape (n, n).
        damping: from 0 up to, but not, 1.
        tol: see above.

    Returns:
        Shares of the nodes, which sum to 1, shape (n,).

    Raises:
        ValueError: W is not square, a strength is negative, or damping is out of
            range.

    Source:
        Brin and Page, The Anatomy of a Large-Scale Hypertextual Web Search Engine
        (1998), section 2.1.1.

    >>> page_rank([[0, 1], [1, 0]])
    array([0.5, 0.5])
    """
    W = as_matrix(W, "W")
    if W.shape[0] != W.shape[1] or W.min() < 0:
        raise ValueError(f"W must be square and not negative, got {W.shape}")
    if not 0 <= damping < 1:
        raise ValueError(f"damping must be in [0, 1), got {damping}")
    n, out = len(W), W.sum(axis=1, keepdims=True)
    P = np.where(out > 0, W / np.where(out > 0, out, 1.0), 1 / n)
    r = np.full(n, 1 / n)
    while True:
        # The distance to the answer shrinks by the damping in each step.
        after = damping * (r @ P) + (1 - damping) / n
        if np.abs(after - r).sum() < tol:
            return np.asarray(after)
        r = after


@system("S52.19")
def summarise(sentences: Sequence[str], k: int) -> list[str]:
    """The k sentences that rank highest, in the order of the text (TextRank).

    Links are the cosines of the sentences' TF-IDF weights: a sentence is central
    if central sentences share its words.

    Args:
        sentences: of one text, n of them.
        k: how many to keep, 1 to n.

    Returns:
        The sentences as they were: nothing is put in other words.

    Raises:
        ValueError: k is out of range, or no sentence has a word.

    Source:
        Mihalcea and Tarau, TextRank: Bringing Order into Texts (2004), whose
        links are shares of common words.

    >>> text = ["Rain fell on the hills.", "Rain and wind hit hills and towns.",
    ...         "The wind hit towns.", "Bananas are yellow."]
    >>> summarise(text, 1)
    ['Rain and wind hit hills and towns.']
    """
    if not 1 <= k <= len(sentences):
        raise ValueError(f"k must be 1 to the {len(sentences)} sentences, got {k}")
    links = text_similarity(sentences)
    np.fill_diagonal(links, 0.0)
    # Rounded, so that sentences that rank alike come in the order of the text.
    ranks = page_rank(links).round(9)
    best = np.argsort(-ranks, kind="stable")[:k]
    return [sentences[i] for i in sorted(best)]
