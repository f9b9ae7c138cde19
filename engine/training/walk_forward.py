"""A model of a series is tested on what came later."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.linear.ridge import Ridge
from engine.system import system
from engine.validation.splits import Splits, time_splits


@system("S31.25")
def walk_forward(
    series: ArrayLike,
    lags: int = 3,
    k: int = 5,
    alpha: float = 1.0,
    splits: Splits | None = None,
) -> Array:
    """Squared error of one step ahead in each of k later stretches of a series.

    Ridge regression on the last `lags` values, fitted anew on all that came before
    each stretch. Shuffled folds would put neighbours of each test row, which are
    nearly the same row, among those it has learned from; a strategy that was chosen
    on them has seen its future.

    Args:
        series: shape (T,).
        lags: values that the model sees.
        k: stretches.
        alpha: of the ridge.
        splits: of the `T - lags` rows, in place of `time_splits`: to see what others
            would have promised.

    Returns:
        Mean squared error of each stretch, shape (k,).

    Raises:
        ValueError: the series is too short, or lags is below 1.

    >>> walk_forward([0.0, 1.0] * 10, lags=1, alpha=1e-9, k=2).round(6)
    array([0., 0.])
    """
    series = as_vector(series, "series")
    if not 1 <= lags < len(series):
        raise ValueError(f"lags must be from 1 to {len(series) - 1}, got {lags}")
    windows = np.lib.stride_tricks.sliding_window_view(series, lags + 1)
    X, y = windows[:, :-1], windows[:, -1]
    errors = []
    for past, later in time_splits(len(y), k) if splits is None else splits:
        model = Ridge(alpha).fit(X[past], y[past])
        errors.append(np.mean((model.predict(X[later]) - y[later]) ** 2))
    return np.array(errors)
