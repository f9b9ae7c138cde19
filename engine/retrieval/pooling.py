"""Pooling: the vectors of a text's tokens as one vector."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.system import system


@system("S60.02")
def pool(H: ArrayLike, mask: ArrayLike, kind: str = "mean") -> Array:
    """The mean over real tokens, the largest entry over them, or the first token.

    Padding must not count: a mean over all T places would depend on the longest
    text of the batch.

    Args:
        H: vectors of tokens, shape (B, T, C).
        mask: True for tokens, False for padding, shape (B, T).
        kind: "mean", "max", or "cls", the first.

    Returns:
        Shape (B, C).

    Raises:
        ValueError: no such kind, shapes do not fit, or a text has no token.

    Source:
        Reimers and Gurevych, Sentence-BERT (2019), section 3.

    >>> pool([[[1.0], [3.0], [9.0]]], [[True, True, False]])
    array([[2.]])
    """
    H, mask = np.asarray(H, dtype=float), np.asarray(mask, dtype=bool)
    if H.ndim != 3 or mask.shape != H.shape[:2]:
        raise ValueError(f"(B, T, C) and (B, T) are needed: {H.shape}, {mask.shape}")
    if not mask.any(axis=1).all():
        raise ValueError("every text must have a token")
    if kind == "mean":
        total = np.where(mask[..., None], H, 0.0).sum(axis=1)
        return np.asarray(total / mask.sum(axis=1, keepdims=True))
    if kind == "max":
        return np.asarray(np.where(mask[..., None], H, -np.inf).max(axis=1))
    if kind == "cls":
        return np.asarray(H[:, 0])
    raise ValueError(f"kind is mean, max or cls, got {kind!r}")
