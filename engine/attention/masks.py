"""Who may look where: masks for attention, True where a query may look."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Booleans
from engine.system import system


@system("S56.07", "S59.01")
def causal_mask(m: int, n: int | None = None) -> Booleans:
    """Each position sees itself and those before it.

    The mask belongs before the softmax, where a forbidden score becomes -inf:
    weights set to 0 after it leave rows that do not sum to 1.

    Where there are more keys than queries, the queries are the last m of the n
    positions: so it is with a cache of keys, and `m = 1` sees everything.

    Args:
        m: queries, at least 1.
        n: keys, at least m; by default m.

    Returns:
        Mask, shape (m, n).

    Raises:
        ValueError: fewer keys than queries, or no query.

    >>> causal_mask(2, 3).astype(int)
    array([[1, 1, 0],
           [1, 1, 1]])
    """
    n = m if n is None else n
    if not 1 <= m <= n:
        raise ValueError(f"1 <= m <= n is needed, got m = {m} and n = {n}")
    return np.tri(m, n, n - m, dtype=bool)


@system("S56.07")
def padding_mask(lengths: ArrayLike, n: int) -> Booleans:
    """No query sees the keys that only fill a batch up.

    `causal_mask(n) & padding_mask(lengths, n)` does both. Queries that are
    padding themselves still look at the first tokens; their rows are ignored.

    Args:
        lengths: tokens of each sequence, shape (B,), from 1 to n.
        n: keys of the padded batch.

    Returns:
        Mask, shape (B, 1, n), for scores of shape (B, m, n).

    Raises:
        ValueError: a length is not in 1 to n.

    >>> padding_mask([1, 3], 3).astype(int)[:, 0]
    array([[1, 0, 0],
           [1, 1, 1]])
    """
    lengths = np.asarray(lengths)
    if lengths.ndim != 1 or not ((lengths >= 1) & (lengths <= n)).all():
        raise ValueError(f"lengths must be from 1 to {n}, shape (B,), got {lengths}")
    return np.asarray(np.arange(n) < lengths[:, None, None])
