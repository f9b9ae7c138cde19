"""k nearest neighbours: a row is like the rows around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import (
    Array,
    Integers,
    as_labels,
    as_matrix,
    as_pair,
    as_rows,
    check_fitted,
)
from engine.neighbors.distances import minkowski, pairwise
from engine.system import system

_BLOCK = 64
"""Queries at a time: their distances to 2000 rows stay in the cache."""
_PASSES = 16
"""Up to so many neighbours, passes of argmin are faster than sorting."""


def k_nearest(
    X: ArrayLike, queries: ArrayLike, k: int, metric: str | float = "euclidean"
) -> tuple[Array, Integers]:
    """The k rows of X nearest to each query, nearest first.

    Compares each query with every row: O(m n d). Rows at one distance come in
    the order in which they stand in X.

    Args:
        X: rows, shape (n, d).
        queries: rows, shape (m, d).
        k: how many neighbours, 1 to n.
        metric: as in `pairwise`.

    Returns:
        Distances, shape (m, k), and the indices of the rows, shape (m, k).

    Raises:
        ValueError: k is not 1 to n, shapes do not fit, or no such metric.

    >>> distances, rows = k_nearest([[0.0], [5.0], [1.0]], [[0.4]], 2)
    >>> distances, rows
    (array([[0.4, 0.6]]), array([[0, 2]]))
    """
    X = as_matrix(X)
    queries = as_rows(queries, X.shape[1])
    if not 1 <= k <= len(X):
        raise ValueError(f"k must be 1 to the {len(X)} rows, got {k}")
    blocks = [queries[i : i + _BLOCK] for i in range(0, len(queries), _BLOCK)]
    if metric == "euclidean":
        parts = list(_euclidean(X, blocks, k))
    else:
        parts = [_by_metric(X, block, k, metric) for block in blocks]
    return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])


def _by_metric(
    X: Array, queries: Array, k: int, metric: str | float
) -> tuple[Array, Integers]:
    D = pairwise(queries, X, metric)
    rows = smallest(D.copy(), k)
    return np.take_along_axis(D, rows, axis=1), rows


def _euclidean(
    X: Array, blocks: list[Array], k: int
) -> Iterator[tuple[Array, Integers]]:
    # |q - x|^2 = |q|^2 + (|x|^2 - 2 q x), and |q|^2 is the same for every x: the
    # rest is one product, (-2 q, 1) (x, |x|^2).
    # Near the origin less cancels; a row, not the mean: whole numbers stay whole.
    x = X - X[0]
    x = np.column_stack([x, np.einsum("ij,ij->i", x, x)])
    for queries in blocks:
        q = np.column_stack([-2 * (queries - X[0]), np.ones(len(queries))])
        rows = smallest(q @ x.T, k)
        # The fast squares have lost digits; k of n rows are cheap to do again.
        distances = minkowski(queries[:, None], X[rows], 2.0)
        order = np.lexsort((rows, distances))
        yield (
            np.take_along_axis(distances, order, axis=1),
            np.take_along_axis(rows, order, axis=1),
        )


@system("S20.08")
def knn_predict(X: ArrayLike, y: ArrayLike, queries: ArrayLike, k: int) -> Integers:
    """The most frequent class among the k rows nearest to each query.

    Args:
        X: rows, shape (n, d).
        y: classes 0, 1, 2, ..., shape (n,).
        queries: rows, shape (m, d).
        k: how many neighbours vote, 1 to n; of rows at one distance the first ones.

    Returns:
        Classes, shape (m,); where votes are even, the smallest.

    Raises:
        ValueError: k is not 1 to n, shapes do not fit, or a class is no whole number
            from 0 on.

    >>> knn_predict([[0.0], [1.0], [5.0], [6.0]], [1, 1, 0, 0], [[2.0], [4.0]], 3)
    array([1, 0])
    """
    X = as_matrix(X)
    y, queries = as_labels(y, len(X)), as_rows(queries, X.shape[1])
    if y.dtype.kind not in "iu" or y.min() < 0:
        raise ValueError("y must hold whole numbers from 0 on")
    if not 1 <= k <= len(X):
        raise ValueError(f"k must be 1 to the {len(X)} rows, got {k}")
    squares = ((queries[:, None] - X) ** 2).sum(axis=2)  # (m, n)
    votes = y[np.argsort(squares, axis=1, kind="stable")[:, :k]]  # (m, k)
    counts = (votes[..., None] == np.arange(y.max() + 1)).sum(axis=1)
    return np.asarray(counts.argmax(axis=1))


def smallest(D: Array, k: int) -> Integers:
    """Columns of the k smallest of each row, smallest first; of equals the first.

    For few, k passes over the row are faster than to sort it.

    Args:
        D: numbers, shape (m, n); overwritten.
        k: 1 to n; where a row has fewer than k below inf, what follows means nothing.

    Returns:
        Shape (m, k).

    >>> smallest(np.array([[3.0, 1.0, 2.0]]), 2)
    array([[1, 2]])
    """
    if k > _PASSES:
        return np.asarray(np.argsort(D, axis=1, kind="stable")[:, :k])
    each = np.arange(len(D))
    columns = np.empty((len(D), k), dtype=np.int64)
    for j in range(k):
        columns[:, j] = D.argmin(axis=1)
        D[each, columns[:, j]] = np.inf
    return columns


@dataclass(eq=False)
class _Neighbours:
    """What the classifier and the regressor share: a memory of rows."""

    k: int = 5
    metric: str | float = "euclidean"
    weights: str = "uniform"

    def _store(self, X: Array) -> None:
        if not 1 <= self.k <= len(X):
            raise ValueError(f"k must be 1 to the {len(X)} rows, got {self.k}")
        if self.weights not in {"uniform", "distance"}:
            raise ValueError(f"weights: uniform or distance, got {self.weights!r}")
        pairwise(X[:1], X[:1], self.metric)  # raises if there is no such metric
        self.X_ = X.copy()

    def _weighed(self, X: ArrayLike) -> tuple[Array, Integers]:
        """Shares of the neighbours, shape (m, k), summing to 1; their rows."""
        check_fitted(self, "X_")
        X = as_rows(X, self.X_.shape[1])
        distances, rows = k_nearest(self.X_, X, self.k, self.metric)
        if self.weights == "uniform":
            return np.full(distances.shape, 1 / self.k), rows
        # Rows at distance 0 share everything; else weight 1/distance, scaled by
        # the nearest, which keeps the quotient finite.
        nearest = distances[:, :1]
        safe = np.where(distances > 0, distances, 1.0)
        w = np.where(nearest > 0, nearest / safe, distances == 0)
        return w / w.sum(axis=1, keepdims=True), rows


@system("S20.08", "S20.10", "S20.14")
@dataclass(eq=False)
class KNNClassifier(_Neighbours):
    """The class that most of the k nearest rows have.

    Lazy: `fit` stores the rows, and the work is done for each query anew. Of
    classes with equal votes the smallest label wins.

    Args:
        k: how many neighbours vote, 1 to n.
        metric: as in `pairwise`.
        weights: "uniform", or "distance": each vote counts 1/distance.

    Attributes:
        X_: the rows, shape (n, d).
        codes_: for each row the place of its class in `classes_`, shape (n,).
        classes_: the labels, sorted.

    Source:
        Hastie, Tibshirani, Friedman, The Elements of Statistical Learning
        (2009), section 13.3.

    >>> model = KNNClassifier(k=3).fit([[0.0], [1.0], [5.0], [6.0]], list("aabb"))
    >>> model.predict([[2.0]]).tolist(), model.predict_proba([[2.0]]).round(2)
    (['a'], array([[0.67, 0.33]]))
    """

    def fit(self, X: ArrayLike, y: ArrayLike) -> KNNClassifier:
        """Store rows X, shape (n, d), and their labels y, shape (n,).

        Raises:
            ValueError: shapes do not fit, a value is not finite, k is not 1 to n,
                or no such metric or weights.
        """
        X = as_matrix(X)
        y = as_labels(y, len(X))
        self._store(X)
        self.classes_, self.codes_ = np.unique(y, return_inverse=True)
        return self

    def predict_proba(self, X: ArrayLike) -> Array:
        """Share of the votes for each class, shape (m, len(classes_)).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        w, rows = self._weighed(X)
        codes, k = self.codes_[rows], len(self.classes_)
        return np.stack([(w * (codes == c)).sum(axis=1) for c in range(k)], axis=1)

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Labels with the most votes, shape (m,).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        # Rounded: the order in which votes are added up must not break a tie.
        votes = self.predict_proba(X).round(12)
        return np.asarray(self.classes_[votes.argmax(axis=1)])


@system("S20.09")
@dataclass(eq=False)
class KNNRegressor(_Neighbours):
    """The mean of the targets of the k nearest rows.

    Args:
        k: how many neighbours, 1 to n.
        metric: as in `pairwise`.
        weights: "uniform", or "distance": targets are weighed by 1/distance.

    Attributes:
        X_: the rows, shape (n, d).
        y_: the targets, shape (n,).

    >>> KNNRegressor(k=2).fit([[0.0], [1.0], [9.0]], [1.0, 3.0, 50.0]).predict([[0.4]])
    array([2.])
    """

    def fit(self, X: ArrayLike, y: ArrayLike) -> KNNRegressor:
        """Store rows X, shape (n, d), and their targets y, shape (n,).

        Raises:
            ValueError: as `KNNClassifier.fit`.
        """
        X, y = as_pair(X, y)
        self._store(X)
        self.y_ = y.copy()
        return self

    def predict(self, X: ArrayLike) -> Array:
        """Weighted means of the neighbours' targets, shape (m,).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        w, rows = self._weighed(X)
        return np.asarray((w * self.y_[rows]).sum(axis=1))
