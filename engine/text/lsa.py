"""Latent semantic analysis: documents and words in one space of few dimensions."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix
from engine.system import system


@system("S52.30")
def latent_semantic(M: ArrayLike, k: int) -> tuple[Array, Array, Array]:
    """The best approximation of rank k, `M ~ U S V^T`, by the singular values.

    Nothing is centred, unlike in PCA: 0 stays 0. Words that meet the same words
    come near each other even where they never meet. Coordinates may be negative,
    so a topic is harder to read than one of NMF or LDA.

    Args:
        M: counts or TF-IDF weights of d words in n documents, shape (n, d).
        k: dimensions, 1 to min(n, d).

    Returns:
        Documents U S, shape (n, k); words V, shape (d, k); singular values,
        falling, shape (k,). The largest entry of each column of V is positive.

    Raises:
        ValueError: k is out of range, or a value is not finite.

    Source:
        Deerwester et al., Indexing by Latent Semantic Analysis (1990).

    >>> documents, words, s = latent_semantic([[2, 2, 0], [1, 1, 0], [0, 0, 1]], 2)
    >>> words.round(2)
    array([[0.71, 0.  ],
           [0.71, 0.  ],
           [0.  , 1.  ]])
    """
    M = as_matrix(M, "M")
    if not 1 <= k <= min(M.shape):
        raise ValueError(f"k must be 1 to {min(M.shape)}, got {k}")
    U, s, Vt = np.linalg.svd(M, full_matrices=False)
    V = Vt[:k].T
    largest = V[np.abs(V).argmax(axis=0), np.arange(k)]
    signs = np.where(largest < 0, -1.0, 1.0)
    return U[:, :k] * s[:k] * signs, V * signs, s[:k]
