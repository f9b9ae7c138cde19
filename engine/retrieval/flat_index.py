"""Exact search: the query is compared with every document."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers, as_matrix, as_rows
from engine.neighbors.cosine import cosine_matrix
from engine.system import system


@system("S60.05", "S60.10", "S60.17")
def flat_search(
    queries: ArrayLike, documents: ArrayLike, k: int, metric: str = "cosine"
) -> tuple[Integers, Array]:
    """The k best documents for each query.

    "squared" is `|q - x|^2`, without the root, smallest first; "dot" and "cosine"
    are largest first. For vectors of length 1 all three give one order, as
    `|q - x|^2 = 2 - 2 cos`; for others they do not: dot prefers long vectors.

    Args:
        queries: vectors in rows, shape (m, d).
        documents: vectors in rows, encoded once for all queries, shape (n, d).
        k: 1 to n.
        metric: "cosine", "dot" or "squared".

    Returns:
        Rows of documents, the best first, shape (m, k), and their scores. Of
        equal ones the first comes first.

    Raises:
        ValueError: k is out of range, no such metric, or shapes do not fit.

    >>> flat_search([[1.0, 0.0]], [[0.0, 1.0], [3.0, 0.0], [2.0, 0.0]], 2, "squared")
    (array([[2, 0]]), array([[1., 2.]]))
    """
    X = as_matrix(documents, "documents")
    Q = as_rows(queries, X.shape[1])
    if not 1 <= k <= len(X):
        raise ValueError(f"k must be 1 to the {len(X)} documents, got {k}")
    if metric == "cosine":
        scores = cosine_matrix(Q, X)
    elif metric == "dot":
        scores = Q @ X.T
    elif metric == "squared":
        squares = (Q**2).sum(axis=1)[:, None] + (X**2).sum(axis=1) - 2 * Q @ X.T
        scores = np.maximum(squares, 0.0)
    else:
        raise ValueError(f"metric is cosine, dot or squared, got {metric!r}")
    worse = scores if metric == "squared" else -scores
    best = np.argsort(worse, axis=1, kind="stable")[:, :k]
    return best, np.take_along_axis(scores, best, axis=1)
