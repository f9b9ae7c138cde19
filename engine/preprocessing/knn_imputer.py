"""Holes filled by the most similar rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, check_fitted
from engine.neighbors.knn import smallest
from engine.preprocessing.holes import with_holes
from engine.system import system


@system("S61.05")
@dataclass(eq=False)
class KNNImputer:
    """Fill a hole with the mean of the k nearest training rows that have the value.

    The distance uses the features that both rows have, scaled up to all d:
    `sqrt(d / |S| sum_{j in S} (x_j - z_j)^2)`. Rows with no feature in common
    are no donors. Features should be on one scale.

    Args:
        k: neighbours, at least 1; all donors where there are fewer.

    Attributes:
        X_: training rows, shape (n, d).
        mean_: mean of each column, for a hole without any donor, shape (d,).

    Source:
        Troyanskaya et al., Missing value estimation methods for DNA
        microarrays (2001).

    >>> X = [[1.0, 2.0], [np.nan, 3.0], [7.0, 6.0]]
    >>> KNNImputer(k=1).fit(X).transform(X)[1]
    array([1., 3.])
    """

    k: int = 5

    def fit(self, X: ArrayLike) -> KNNImputer:
        """Keep rows X, shape (n, d).

        Raises:
            ValueError: k is below 1, a column has no value, or one is infinite.
        """
        X = with_holes(X)
        if self.k < 1:
            raise ValueError(f"k must be at least 1, got {self.k}")
        empty = np.isnan(X).all(axis=0)
        if empty.any():
            raise ValueError(f"column {int(empty.argmax())} of X has no value")
        self.X_ = X.copy()
        self.mean_ = np.nanmean(X, axis=0)
        return self

    def transform(self, X: ArrayLike) -> Array:
        """Rows X, shape (m, d), with their holes filled.

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features, or a value is infinite.
        """
        check_fitted(self, "X_")
        filled = with_holes(X, self.X_.shape[1]).copy()
        missing = np.isnan(filled)
        holed = np.flatnonzero(missing.any(axis=1))
        if len(holed) == 0:
            return filled
        D = nan_euclidean(filled[holed], self.X_)
        for j in np.flatnonzero(missing.any(axis=0)):
            rows = np.flatnonzero(missing[holed, j])
            donors = np.flatnonzero(~np.isnan(self.X_[:, j]))
            apart = np.nan_to_num(D[np.ix_(rows, donors)], nan=np.inf)
            count = np.minimum(np.isfinite(apart).sum(axis=1), self.k)
            near = smallest(apart, min(self.k, len(donors)))
            usable = np.arange(near.shape[1]) < count[:, None]
            total = np.where(usable, self.X_[donors[near], j], 0.0).sum(axis=1)
            filled[holed[rows], j] = np.where(
                count > 0, total / np.maximum(count, 1), self.mean_[j]
            )
        return filled


@system("S61.05")
def nan_euclidean(X: ArrayLike, Z: ArrayLike) -> Array:
    """Distances by the features that both rows have, scaled up to all of them.

    Written out, `(x - z)^2` is `x^2 + z^2 - 2 x z`. With 0 for what is missing
    and a mask M of what is there, each of the three sums over common features
    is a matrix product.

    Args:
        X: rows, shape (m, d).
        Z: rows, shape (n, d).

    Returns:
        Distances, shape (m, n); NaN for rows without a common feature.

    Raises:
        ValueError: shapes do not fit, or a value is infinite.

    >>> nan_euclidean([[3.0, np.nan]], [[0.0, 5.0], [np.nan, 5.0]]).round(4)
    array([[4.2426,    nan]])
    """
    X = with_holes(X)
    Z = with_holes(Z, X.shape[1])
    has_x, has_z = ~np.isnan(X), ~np.isnan(Z)
    # Distances do not depend on the origin, and less cancels near it.
    origin = np.where(has_z.any(axis=0), np.nan_to_num(Z).mean(axis=0), 0.0)
    x, z = np.where(has_x, X - origin, 0.0), np.where(has_z, Z - origin, 0.0)
    squares = x**2 @ has_z.T - 2 * (x @ z.T) + has_x @ (z**2).T
    common = has_x.astype(float) @ has_z.T
    scale = np.where(common > 0, X.shape[1] / np.maximum(common, 1), np.nan)
    return np.asarray(np.sqrt(np.maximum(squares, 0.0) * scale))
