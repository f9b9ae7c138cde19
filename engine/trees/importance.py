"""Permutation importance: how much worse without a feature's order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import Array, as_labels, as_matrix
from engine.system import system


@system("S23.06")
def permutation_importance(
    predict: Callable[[Array], NDArray[Any]],
    X: ArrayLike,
    y: ArrayLike,
    rng: np.random.Generator,
    repeats: int = 5,
) -> Array:
    """Share of right answers lost when one column is shuffled.

    A shuffled column keeps its values and loses its link to the rows. On rows
    that the model did not learn from, noise has importance about 0, which a
    forest's own measure does not give it. Two copies of a good column hide each
    other: either can be shuffled at no loss.

    Args:
        predict: of a fitted classifier: rows, shape (m, d), to labels, shape (m,).
        X: rows, shape (n, d), best not those learned from.
        y: labels, shape (n,).
        rng: shuffles.
        repeats: shuffles of each column, at least 1.

    Returns:
        Accuracy less accuracy after the shuffle, shape (d, repeats).

    Raises:
        ValueError: shapes do not fit, a value is not finite, or repeats is below 1.

    Source:
        Breiman, Random Forests (2001), section 10.

    >>> X, y = [[0.0, 5.0], [1.0, 5.0], [0.0, 5.0], [1.0, 5.0]], [0, 1, 0, 1]
    >>> lost = permutation_importance(lambda X: X[:, 0], X, y, np.random.default_rng(1))
    >>> lost.mean(axis=1).round(2)
    array([0.5, 0. ])
    """
    X = as_matrix(X)
    y = as_labels(y, len(X))
    if not repeats >= 1:
        raise ValueError(f"repeats must be at least 1, got {repeats}")
    right = np.mean(predict(X) == y)
    lost = np.empty((X.shape[1], repeats))
    for j in range(X.shape[1]):
        for r in range(repeats):
            shuffled = X.copy()
            shuffled[:, j] = rng.permutation(X[:, j])
            lost[j, r] = right - np.mean(predict(shuffled) == y)
    return lost
