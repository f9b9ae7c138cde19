"""Late interaction: every token of the query finds its best match."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix
from engine.neighbors.cosine import cosine_matrix
from engine.system import system


@system("S60.08")
def maxsim(Q: ArrayLike, documents: Sequence[ArrayLike]) -> Array:
    """`sum_i max_j cos(q_i, d_j)` for each document (ColBERT).

    Documents are encoded before the query is known, as for one vector a text,
    but a vector for each token is kept: finer, and many times the memory.

    Args:
        Q: vectors of the query's tokens, shape (T, d).
        documents: for each the vectors of its tokens, shape (T', d).

    Returns:
        Scores, at most T, shape (n,).

    Raises:
        ValueError: no documents, or shapes do not fit.

    Source:
        Khattab and Zaharia, ColBERT (2020), equation 3.

    >>> maxsim([[1.0, 0.0], [0.0, 1.0]], [[[2.0, 0.0]], [[0.0, 3.0], [1.0, 0.0]]])
    array([1., 2.])
    """
    if not documents:
        raise ValueError("documents must hold one")
    Q = as_matrix(Q, "Q")
    return np.array([cosine_matrix(Q, D).max(axis=1).sum() for D in documents])
