"""`engine.linear` beside scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import sklearn.linear_model as sk

from engine.arrays import Array
from engine.linear.ridge import Ridge
from engine.parity import Parity


def _regression(rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """Rows, targets, and rows to predict."""
    n, d = rng.integers(5, 40), rng.integers(1, 5)
    X = rng.normal(scale=rng.uniform(0.1, 10, d), size=(n, d)) + 3
    y = X @ rng.normal(size=d) + rng.normal(size=n)
    return X, y, rng.normal(size=(3, d))


def _fitted(model: Any, X: Array, y: Array, new: Array) -> tuple[Any, ...]:
    model.fit(X, y)
    return model.coef_, model.intercept_, model.predict(new)


PAIRS = [
    Parity(
        Ridge,
        lambda *data: _fitted(sk.Ridge(0.7), *data),
        "scikit-learn",
        _regression,
        ours=lambda *data: _fitted(Ridge(0.7), *data),
        rtol=1e-9,
        atol=1e-10,
        convention="Both sum the squared errors; neither penalises the intercept.",
    ),
]
