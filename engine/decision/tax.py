"""Income tax: a task for exact rules, not for a model."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.system import system


@system("S03.08")
def tax(income: ArrayLike, lows: ArrayLike, rates: ArrayLike) -> Array:
    """Progressive tax: each rate applies to the part of income in its bracket.

    `sum_i rate_i clip(income - low_i, 0, low_(i+1) - low_i)`: piecewise linear
    and continuous, so that earning more never leaves less where rates are below 1.

    Args:
        income: any shape, at least 0.
        lows: where each bracket starts, rising from 0, shape (b,).
        rates: share taken within each, shape (b,).

    Returns:
        Tax, of the shape of income.

    Raises:
        ValueError: lows do not rise from 0, another number of rates, or an
            income is negative or NaN.

    >>> tax([5_000, 30_000], lows=[0, 10_000, 20_000], rates=[0.0, 0.1, 0.5])
    array([   0., 6000.])
    """
    lows, rates = as_vector(lows, "lows"), as_vector(rates, "rates")
    income = np.asarray(income, dtype=float)
    if lows[0] != 0 or (np.diff(lows) <= 0).any() or len(lows) != len(rates):
        raise ValueError(f"lows must rise from 0, a rate each; got {lows}, {rates}")
    if not (income >= 0).all():
        raise ValueError("an income must be at least 0")
    widths = np.diff(lows, append=np.inf)
    parts = np.clip(income[..., None] - lows, 0, widths)
    return np.asarray(parts @ rates)
