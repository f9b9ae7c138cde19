"""DBSCAN: clusters are dense regions of any shape, what is left is noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Booleans, Integers, as_matrix
from engine.neighbors.distances import pairwise


@dataclass(eq=False)
class DBSCAN:
    """Clusters are rows that reach each other over core rows in steps of eps.

    A core row has at least `min_samples` rows, itself included, within eps. Core
    rows within eps of each other share a cluster; a row that is no core but
    near one joins the first cluster that reaches it; all others are noise.
    The number of clusters is found, not chosen. Has no `predict`.

    Args:
        eps: radius, positive, in the unit of the features.
        min_samples: rows that make a place dense, at least 1.
        metric: as in `engine.neighbors.distances.pairwise`.

    Attributes:
        labels_: 0, 1, ... in the order of their first core rows; -1 for noise;
            shape (n,).
        core_: whether each row is a core row, shape (n,).

    Source:
        Ester, Kriegel, Sander, Xu, A Density-Based Algorithm for Discovering
        Clusters in Large Spatial Databases with Noise (1996), section 3.

    >>> X = [[0.0], [0.5], [1.0], [8.0], [8.5], [9.0], [50.0]]
    >>> DBSCAN(eps=0.6, min_samples=2).fit(X).labels_.tolist()
    [0, 0, 0, 1, 1, 1, -1]
    """

    eps: float = 0.5
    min_samples: int = 5
    metric: str | float = "euclidean"

    def fit(self, X: ArrayLike) -> DBSCAN:
        """Learn from rows X, shape (n, d).

        Raises:
            ValueError: a parameter is out of range, or X is no finite matrix.
        """
        X = as_matrix(X)
        if not (self.eps > 0 and self.min_samples >= 1):
            raise ValueError(
                "eps must be positive and min_samples at least 1, got "
                f"{self.eps} and {self.min_samples}"
            )
        near = pairwise(X, X, self.metric) <= self.eps
        self.core_: Booleans = near.sum(axis=1) >= self.min_samples
        self.labels_: Integers = np.full(len(X), -1)
        clusters = 0
        for row in np.flatnonzero(self.core_):
            if self.labels_[row] == -1:
                self._spread(near, int(row), clusters)
                clusters += 1
        return self

    def _spread(self, near: Booleans, row: int, cluster: int) -> None:
        """Give all that the core row reaches its cluster, wave by wave."""
        wave = np.array([row])
        self.labels_[row] = cluster
        while wave.size:
            reached = near[wave].any(axis=0) & (self.labels_ == -1)
            self.labels_[reached] = cluster
            # Only core rows carry it on.
            wave = np.flatnonzero(reached & self.core_)
