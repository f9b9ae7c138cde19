"""Approximate search: only the lists that are nearest to the query."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers, as_matrix, as_rows, check_fitted
from engine.clustering.kmeans import KMeans
from engine.system import system


@system("S60.11")
@dataclass(eq=False)
class InvertedLists:
    """Documents in lists by their nearest of k centres; a query reads a few lists.

    Reading `probes` of k lists compares about `k + n probes / k` vectors instead
    of n. A near document on the far side of a border is missed: recall rises with
    probes, and with all k lists the search is exact.

    Args:
        k: lists, 1 to n.
        probes: lists read for each query, 1 to k.

    Attributes:
        centers_: of the lists, shape (k, d).
        lists_: rows of the documents in each list.
        documents_: as they were given, shape (n, d).

    Source:
        Sivic and Zisserman, Video Google (2003), for the lists; Jégou,
        Douze, Schmid, Product Quantization for Nearest Neighbor Search (2011),
        section IV.

    >>> X = [[0.0], [1.0], [10.0], [11.0]]
    >>> index = InvertedLists(k=2, probes=1).fit(X, np.random.default_rng(0))
    >>> index.search([[10.4]], 2)
    (array([[2, 3]]), array([[0.16, 0.36]]))
    """

    k: int = 8
    probes: int = 1

    def fit(self, X: ArrayLike, rng: np.random.Generator) -> InvertedLists:
        """Sort documents X, shape (n, d), into lists found by k-means.

        Raises:
            ValueError: probes is not 1 to k, k not 1 to n, or X is not finite.
        """
        X = as_matrix(X)
        if not 1 <= self.probes <= self.k:
            raise ValueError(f"probes must be 1 to k = {self.k}, got {self.probes}")
        model = KMeans(self.k).fit(X, rng)
        self.centers_ = model.centers_
        labels = model.predict(X)
        self.lists_ = [np.flatnonzero(labels == j) for j in range(self.k)]
        self.documents_ = X.copy()
        return self

    def search(self, queries: ArrayLike, k: int) -> tuple[Integers, Array]:
        """The k nearest documents in the lists read, and their squared distances.

        Both of shape (m, k); -1 and infinity where the lists hold fewer.

        Raises:
            NotFitted: before `fit`.
            ValueError: k is below 1, or another number of features.
        """
        check_fitted(self, "lists_")
        Q = as_rows(queries, self.documents_.shape[1])
        if not k >= 1:
            raise ValueError(f"k must be at least 1, got {k}")
        found = np.full((len(Q), k), -1)
        distances = np.full((len(Q), k), np.inf)
        for i, q in enumerate(Q):
            to_centers = ((self.centers_ - q) ** 2).sum(axis=1)
            near = np.argsort(to_centers, kind="stable")[: self.probes]
            rows = np.concatenate([self.lists_[j] for j in near])
            squares = ((self.documents_[rows] - q) ** 2).sum(axis=1)
            best = np.lexsort((rows, squares))[:k]
            found[i, : len(best)] = rows[best]
            distances[i, : len(best)] = squares[best]
        return found, distances
