"""A model as a file: its numbers, and what it expects."""

from __future__ import annotations

import io
import json
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix, as_rows
from engine.system import system


@system("S65.05")
class LinearModel(NamedTuple):
    """What a linear model predicts with, and the signature of its input.

    Attributes:
        coef: shape (d,).
        intercept: b.
        features: names of the d columns, in order.

    >>> LinearModel(np.array([2.0]), 1.0, ("area",)).predict([[3.0]])
    array([7.])
    """

    coef: Array
    intercept: float
    features: tuple[str, ...]

    def predict(self, X: ArrayLike) -> Array:
        """`X w + b`, shape (m,).

        Raises:
            ValueError: another number of features, or a value is not finite.
        """
        return np.asarray(as_rows(X, len(self.features)) @ self.coef + self.intercept)

    def predict_records(self, records: list[dict[str, float]]) -> Array:
        """Predictions for records by name, in any order of names, shape (m,).

        Raises:
            ValueError: a record's names are not those of the signature.
        """
        for record in records:
            if set(record) != set(self.features):
                raise ValueError(f"expected {self.features}, got {tuple(record)}")
        rows = [[record[name] for name in self.features] for record in records]
        return self.predict(as_matrix(rows, "records"))


@system("S65.05")
def save_model(model: LinearModel) -> bytes:
    """Numbers in NumPy's format, names as JSON: data, not code.

    A pickle runs code when it is opened; these bytes cannot.

    >>> load_model(save_model(LinearModel(np.array([2.0]), 1.0, ("area",)))).features
    ('area',)
    """
    buffer = io.BytesIO()
    signature = json.dumps(model.features)
    np.savez(buffer, coef=model.coef, intercept=model.intercept, features=signature)
    return buffer.getvalue()


@system("S65.05")
def load_model(content: bytes) -> LinearModel:
    """What `save_model` was given.

    Raises:
        ValueError: weights and names differ in number.

    >>> load_model(save_model(LinearModel(np.array([2.0]), 1.0, ("area",)))).intercept
    1.0
    """
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        features = tuple(json.loads(str(file["features"])))
        coef, intercept = file["coef"], float(file["intercept"])
    if coef.shape != (len(features),):
        raise ValueError(f"{coef.shape} weights for {len(features)} names")
    return LinearModel(coef, intercept, features)
