"""Holes in a series filled with the value before, or after."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.system import system


@system("S61.04")
def forward_fill(x: ArrayLike, limit: int | None = None) -> Array:
    """Each hole takes the last value before it.

    Args:
        x: in order of time, shape (T,).
        limit: holes in a row that are filled, at least 1; by default all.

    Returns:
        The filled series; holes at the start stay.

    Raises:
        ValueError: limit is below 1.

    >>> nan = np.nan
    >>> forward_fill([1.0, nan, nan, 4.0, nan])
    array([1., 1., 1., 4., 4.])
    >>> forward_fill([nan, 1.0, nan, nan], limit=1)
    array([nan,  1.,  1., nan])
    """
    x = as_vector(x, "x", finite=False)
    if limit is not None and limit < 1:
        raise ValueError(f"limit must be at least 1, got {limit}")
    place = np.arange(len(x))
    last = np.maximum.accumulate(np.where(np.isnan(x), -1, place))
    near = (last >= 0) & (place - last <= (len(x) if limit is None else limit))
    return np.where(near, x[last], x)


@system("S61.04")
def backward_fill(x: ArrayLike, limit: int | None = None) -> Array:
    """Each hole takes the next value after it: a look into the future.

    For a forecast that is a leak, since the value was not known at the time.

    Args:
        x: in order of time, shape (T,).
        limit: holes in a row that are filled, at least 1; by default all.

    Returns:
        The filled series; holes at the end stay.

    Raises:
        ValueError: limit is below 1.

    >>> backward_fill([1.0, np.nan, np.nan, 4.0, np.nan])
    array([ 1.,  4.,  4.,  4., nan])
    """
    return forward_fill(as_vector(x, "x", finite=False)[::-1], limit)[::-1]
