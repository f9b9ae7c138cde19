"""Spherical k-means: clusters of directions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers, as_matrix, as_rows, check_fitted
from engine.clustering.kmeans import plus_plus
from engine.neighbors.cosine import cosine_matrix, norm
from engine.system import system


@system("S29.06")
@dataclass(eq=False)
class SphericalKMeans:
    """Maximises `sum_i cos(x_i, c_(label of i))` over k unit vectors c, and labels.

    Lloyd's algorithm on unit rows: on the sphere `|x - c|^2 = 2 - 2 cos`, so the
    nearest centre is the one of largest cosine; the best centre of a cluster is
    the mean of its unit rows, stretched to length 1. Length, such as that of a
    document, plays no part.

    Args:
        k: number of clusters, 1 to n.
        n_init: starts, of which the best is kept.
        max_iter: updates a start at most.

    Attributes:
        centers_: unit vectors, shape (k, d).
        labels_: cluster of each row, shape (n,).
        history_: the sum after each assignment of the best start, rising.
        converged_: whether the last assignment changed nothing.

    Source:
        Dhillon and Modha, Concept Decompositions for Large Sparse Text Data
        Using Clustering (2001), section 3.

    >>> X = [[1.0, 0.1], [9.0, 0.0], [0.0, 1.0], [0.2, 8.0]]
    >>> labels = SphericalKMeans(k=2).fit(X, np.random.default_rng(0)).labels_
    >>> bool(labels[0] == labels[1] != labels[2] == labels[3])
    True
    """

    k: int = 2
    n_init: int = 5
    max_iter: int = 100

    def fit(self, X: ArrayLike, rng: np.random.Generator) -> SphericalKMeans:
        """Learn from rows X, shape (n, d), none of them all zeros.

        Raises:
            ValueError: k is not 1 to n, a row is all zeros, another parameter is
                below 1, or X is no finite matrix.
        """
        X = as_matrix(X)
        if not (self.n_init >= 1 and self.max_iter >= 1):
            raise ValueError(
                f"n_init and max_iter must be at least 1, got {self.n_init} and "
                f"{self.max_iter}"
            )
        lengths = norm(X)
        if not lengths.all():
            row = int(lengths.argmin())
            raise ValueError(f"row {row} of X is all zeros: it has no direction")
        unit = np.asarray(X / lengths[:, None])
        best = -np.inf
        for _ in range(self.n_init):
            history = self._run(unit, plus_plus(unit, self.k, rng), best)
            best = max(best, history[-1])
        return self

    def _run(self, X: Array, C: Array, best: float) -> list[float]:
        """One start; remembered if it ends above the best so far."""
        labels, history, converged = np.full(len(X), -1), [], False
        for step in range(self.max_iter + 1):
            cosines = X @ C.T
            nearest = cosines.argmax(axis=1)
            converged = bool((nearest == labels).all())
            labels = nearest
            history.append(float(cosines.max(axis=1).sum()))
            if converged or step == self.max_iter:
                break
            sums = (labels == np.arange(self.k)[:, None]).astype(float) @ X
            lengths = norm(sums)[:, None]
            # Without rows, or with rows that cancel, a centre stays.
            C = np.where(lengths > 0, sums / np.where(lengths > 0, lengths, 1.0), C)
        if history[-1] > best:
            self.centers_, self.labels_ = C, labels
            self.history_, self.converged_ = np.array(history), converged
        return history

    def predict(self, X: ArrayLike) -> Integers:
        """The centre of largest cosine for each row, shape (m,).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        check_fitted(self, "centers_")
        X = as_rows(X, self.centers_.shape[1])
        return np.asarray(cosine_matrix(X, self.centers_).argmax(axis=1))
