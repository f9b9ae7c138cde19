"""Features on one scale: min-max scaling and standardisation.

What is learned comes from the training rows alone; new rows are scaled by it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix, as_rows, check_fitted
from engine.system import system


@system("S17.01")
@dataclass(eq=False)
class MinMaxScaler:
    """`(x - min) / (max - min)` of each column, moved to [low, high].

    One outlier sets the range and squeezes all others together. New rows may
    fall outside.

    Args:
        low: where the smallest training value goes.
        high: where the largest goes, above low.

    Attributes:
        min_: smallest value of each column, shape (d,).
        range_: largest minus smallest; 1 for a constant column, which goes
            to low.

    >>> MinMaxScaler().fit([[1.0], [3.0]]).transform([[2.0], [5.0]])
    array([[0.5],
           [2. ]])
    """

    low: float = 0.0
    high: float = 1.0

    def fit(self, X: ArrayLike) -> MinMaxScaler:
        """Learn minimum and range from rows X, shape (n, d).

        Raises:
            ValueError: low is not below high, or a value is not finite.
        """
        X = as_matrix(X)
        if not self.low < self.high:
            raise ValueError(f"low must be below high, got {self.low}, {self.high}")
        self.min_ = X.min(axis=0)
        self.range_ = _or_one(np.ptp(X, axis=0))
        return self

    def transform(self, X: ArrayLike) -> Array:
        """Scaled rows, shape (m, d).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        check_fitted(self, "min_")
        share = (as_rows(X, len(self.min_)) - self.min_) / self.range_
        return np.asarray(self.low + (self.high - self.low) * share)

    def inverse_transform(self, Z: ArrayLike) -> Array:
        """Rows as they were before `transform`, shape (m, d).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        check_fitted(self, "min_")
        share = (as_rows(Z, len(self.min_)) - self.low) / (self.high - self.low)
        return np.asarray(self.min_ + self.range_ * share)


@system("S17.02", "S19.08")
@dataclass(eq=False)
class StandardScaler:
    """`(x - mean) / deviation` of each column, the deviation with divisor n.

    Moves and stretches, so the shape stays: what was skewed still is, and
    nothing need be normal for it. pandas and torch divide by n - 1.

    Attributes:
        mean_: of each column, shape (d,).
        scale_: standard deviation; 1 for a constant column, which goes to 0.

    >>> StandardScaler().fit([[1.0], [3.0]]).transform([[2.0], [5.0]])
    array([[0.],
           [3.]])
    """

    def fit(self, X: ArrayLike) -> StandardScaler:
        """Learn mean and deviation from rows X, shape (n, d).

        Raises:
            ValueError: a value is not finite.
        """
        X = as_matrix(X)
        self.mean_ = X.mean(axis=0)
        # Rounding gives a constant column a tiny deviation, not 0.
        varies = np.ptp(X, axis=0) > 0
        self.scale_ = np.where(varies, X.std(axis=0), 1.0)
        return self

    def transform(self, X: ArrayLike) -> Array:
        """Scaled rows, shape (m, d).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        check_fitted(self, "mean_")
        return np.asarray((as_rows(X, len(self.mean_)) - self.mean_) / self.scale_)

    def inverse_transform(self, Z: ArrayLike) -> Array:
        """Rows as they were before `transform`, shape (m, d).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        check_fitted(self, "mean_")
        return np.asarray(self.mean_ + self.scale_ * as_rows(Z, len(self.mean_)))


def _or_one(width: Array) -> Array:
    return np.where(width > 0, width, 1.0)
