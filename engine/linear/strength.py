"""The strength of a penalty, chosen by cross-validation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_pair, as_vector
from engine.system import system


@system("S18.05")
def choose_strength(  # noqa: PLR0913
    model: Callable[[float], Any],
    X: ArrayLike,
    y: ArrayLike,
    alphas: ArrayLike,
    rng: np.random.Generator,
    *,
    folds: int = 5,
) -> tuple[float, Array]:
    """The strength whose models err least on rows that they have not seen.

    The rows are dealt into folds at random. Each is left out once, and for each
    strength a model of the others is measured on it by the mean squared error;
    the means over folds are compared. Scaling learned from all rows would leak:
    it belongs inside the model.

    Args:
        model: strength -> estimator, such as `Ridge`, `Lasso` or `ElasticNet`.
        X: rows, shape (n, d).
        y: targets, shape (n,).
        alphas: strengths to try, shape (m,).
        rng: deals the rows.
        folds: how many, from 2 to n.

    Returns:
        The best strength, and the mean error of each, shape (m,).

    Raises:
        ValueError: folds are out of range, or shapes do not fit.

    Source:
        Hastie, Tibshirani, Friedman, The Elements of Statistical Learning
        (2009), section 7.10.1.

    >>> from engine.linear.ridge import Ridge
    >>> X, y, rng = [[0.0], [1.0], [2.0], [3.0]], [0, 1, 2, 3], np.random.default_rng(0)
    >>> choose_strength(Ridge, X, y, [0.0, 9.0], rng, folds=2)[0]
    0.0
    """
    X, y = as_pair(X, y)
    alphas = as_vector(alphas, "alphas")
    if not 2 <= folds <= len(X):
        raise ValueError(f"folds must be from 2 to {len(X)}, got {folds}")
    errors = np.zeros((folds, len(alphas)))
    parts = np.array_split(rng.permutation(len(X)), folds)
    for fold, left in enumerate(parts):
        kept = np.ones(len(X), dtype=bool)
        kept[left] = False
        for i, alpha in enumerate(alphas):
            fitted = model(float(alpha)).fit(X[kept], y[kept])
            errors[fold, i] = ((fitted.predict(X[left]) - y[left]) ** 2).mean()
    mean = errors.mean(axis=0)
    return float(alphas[mean.argmin()]), mean
