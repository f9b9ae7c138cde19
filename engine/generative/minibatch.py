"""Minibatch discrimination: a discriminator that sees samples beside one another."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix
from engine.system import system


@system("S47.21")
def minibatch_features(h: ArrayLike, T: ArrayLike) -> Array:
    """`o_ib = sum_{j != i} exp(-|M_ib - M_jb|_1)` with `M_i = h_i T`.

    How many others in the batch look like sample i, in the eyes of b learned
    projections. Appended to h, it lets the discriminator notice a batch of copies,
    which no look at one sample at a time could: a collapsed batch has o = n - 1.

    Args:
        h: features of a batch, shape (n, d).
        T: learned, shape (d, b, c): b projections to c numbers.

    Returns:
        Closeness, shape (n, b), from 0 to n - 1.

    Raises:
        ValueError: shapes do not fit, or a value is not finite.

    Source:
        Salimans et al., Improved Techniques for Training GANs (2016), section 3.2,
        where the sum runs over j = i too, which adds 1.

    >>> T = [[[1.0]]]
    >>> minibatch_features([[0.0], [0.0], [9.0]], T).round(3).ravel()
    array([1., 1., 0.])
    """
    h, T = as_matrix(h, "h"), np.asarray(T, dtype=float)
    if T.ndim != 3 or len(T) != h.shape[1]:
        raise ValueError(f"T must have shape ({h.shape[1]}, b, c), got {T.shape}")
    M = np.einsum("nd,dbc->nbc", h, T)
    apart = np.abs(M[:, None] - M[None]).sum(axis=-1)  # (n, n, b)
    return np.asarray(np.exp(-apart).sum(axis=1) - 1)
