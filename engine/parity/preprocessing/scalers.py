"""Scalers beside scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import sklearn.preprocessing as sk

from engine.arrays import Array
from engine.parity import Parity
from engine.preprocessing.scalers import MinMaxScaler, StandardScaler


def _columns(rng: np.random.Generator) -> tuple[Array, Array]:
    """Columns of many scales, one of them constant; and new rows."""
    n, d = rng.integers(1, 20), rng.integers(1, 5)
    scale = 10.0 ** rng.integers(-3, 4, d)
    X = rng.normal(size=(n, d)) * scale + rng.normal(size=d)
    X[:, 0] = 0.1
    return X, rng.normal(size=(3, d)) * scale


def _scaled(scaler: Any) -> Any:
    def run(X: Array, new: Array) -> tuple[Array, Array, Array]:
        scaler.fit(X)
        Z = scaler.transform(new)
        return scaler.transform(X), Z, scaler.inverse_transform(Z)

    return run


PAIRS = [
    Parity(
        MinMaxScaler,
        _scaled(sk.MinMaxScaler((-1, 3))),
        "scikit-learn",
        _columns,
        ours=_scaled(MinMaxScaler(-1, 3)),
        rtol=1e-11,
        atol=1e-11,
        convention="A constant column has range 1 in both.",
    ),
    Parity(
        MinMaxScaler,
        _scaled(sk.MinMaxScaler()),
        "scikit-learn",
        _columns,
        ours=_scaled(MinMaxScaler()),
        rtol=1e-11,
        atol=1e-11,
    ),
    Parity(
        StandardScaler,
        _scaled(sk.StandardScaler()),
        "scikit-learn",
        _columns,
        ours=_scaled(StandardScaler()),
        rtol=1e-10,
        atol=1e-11,
        convention="Both divide by n, and by 1 where a column is constant.",
    ),
]
