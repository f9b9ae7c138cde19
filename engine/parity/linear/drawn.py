"""Inputs that several rows of `engine.linear` share."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arrays import Array


def regression(rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """Rows, targets, and rows to predict."""
    n, d = rng.integers(8, 40), rng.integers(1, 5)
    X = rng.normal(scale=rng.uniform(0.1, 10, d), size=(n, d)) + 3
    y = X @ rng.normal(size=d) + rng.normal(size=n)
    return X, y, rng.normal(size=(3, d))


def rows(rng: np.random.Generator) -> tuple[Array, Array]:
    """Rows and targets."""
    return regression(rng)[:2]


def fitted(model: Any, X: Array, y: Array, new: Array) -> tuple[Any, ...]:
    """What a linear model learned, and its predictions."""
    model.fit(X, y)
    return model.coef_, model.intercept_, model.predict(new)


def with_ones(X: Array) -> Array:
    """X behind a column of ones."""
    return np.column_stack([np.ones(len(X)), X])


def solution(X: Array, y: Array) -> Array:
    """Intercept and weights by NumPy."""
    return np.asarray(np.linalg.lstsq(with_ones(X), y, rcond=None)[0], dtype=float)
