"""Pointwise mutual information, and vectors from its singular values."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix
from engine.system import system


@system("S54.13")
def pmi(X: ArrayLike) -> Array:
    """`ln(p_ij / (p_i p_j))`: do i and j meet more often than by chance?

    Args:
        X: co-occurrence counts, at least 0, not all 0, shape (v, u).

    Returns:
        In nats, shape (v, u): 0 for independence, -inf where they never meet.

    Raises:
        ValueError: a count is negative, or all are 0.

    Source:
        Church and Hanks, Word Association Norms, Mutual Information, and
        Lexicography (1990).

    >>> pmi([[2.0, 0.0], [1.0, 1.0]]).round(3)
    array([[ 0.288,   -inf],
           [-0.405,  0.693]])
    """
    X = as_matrix(X, "X")
    if X.min() < 0 or not X.any():
        raise ValueError("counts must be at least 0, and one above 0")
    chance = np.outer(X.sum(axis=1), X.sum(axis=0)) / X.sum()
    ratio = np.divide(X, chance, out=np.zeros(X.shape), where=X > 0)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(ratio))


@system("S54.13", "S52.10")
def pmi_svd(X: ArrayLike, d: int, shift: float = 1.0) -> Array:
    """Vectors `U sqrt(S)` of `max(0, PMI - ln shift)`, S its d singular values.

    Skip-gram with k negatives has at its minimum `w_i c_j = PMI_ij - ln k`: it
    factorises the same matrix, weighed by counts, so shift plays the part of k.

    Args:
        X: co-occurrence counts, at least 0, shape (v, u).
        d: entries of a vector, 1 to min(v, u).
        shift: positive.

    Returns:
        Vectors, shape (v, d), up to the signs of columns.

    Raises:
        ValueError: as `pmi`, or d or shift is out of range.

    Source:
        Levy and Goldberg, Neural Word Embedding as Implicit Matrix Factorization
        (2014), section 4.

    >>> np.abs(pmi_svd([[1, 0], [0, 1]], 2)).round(3)  # sqrt(ln 2) = 0.833
    array([[0.833, 0.   ],
           [0.   , 0.833]])
    """
    M = np.maximum(pmi(X) - np.log(shift), 0.0)
    if not 1 <= d <= min(M.shape):
        raise ValueError(f"d must be 1 to {min(M.shape)}, got {d}")
    U, s, _ = np.linalg.svd(M)
    return np.asarray(U[:, :d] * np.sqrt(s[:d]))
