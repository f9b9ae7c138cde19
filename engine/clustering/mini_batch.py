"""k-means on a few rows at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers, as_matrix, as_rows, check_fitted
from engine.clustering.kmeans import plus_plus
from engine.neighbors.cosine import norm
from engine.neighbors.distances import squared_distances


def mini_batch_step(
    centers: ArrayLike, counts: ArrayLike, batch: ArrayLike
) -> tuple[Array, Array]:
    """Move each centre to the mean of all rows it was ever given.

    With N rows before and m rows of mean x now: `c += m / (N + m) (x - c)`. The
    rate falls as 1/N, so the centres settle.

    Args:
        centers: shape (k, d).
        counts: rows that each centre has had, shape (k,).
        batch: rows, shape (m, d).

    Returns:
        The new centres, shape (k, d), and counts, shape (k,).

    Raises:
        ValueError: shapes do not fit, or a value is not finite.

    Source:
        Sculley, Web-Scale K-Means Clustering (2010), algorithm 1.

    >>> mini_batch_step([[0.0], [10.0]], [1, 0], [[2.0], [12.0]])
    (array([[ 1.],
           [12.]]), array([2., 1.]))
    """
    C = as_matrix(centers, "centers")
    batch = as_rows(batch, C.shape[1])
    labels = squared_distances(batch, C).argmin(axis=1)
    members = (labels == np.arange(len(C))[:, None]).astype(float)  # (k, m)
    new = members.sum(axis=1)
    total = np.asarray(counts, dtype=float) + new
    pull = members @ batch - new[:, None] * C
    return C + pull / np.maximum(total, 1.0)[:, None], total


@dataclass(eq=False)
class MiniBatchKMeans:
    """k-means by `mini_batch_step` on random batches: cheap where n is large.

    Ends a little above the inertia that Lloyd reaches. Stops when no centre moves
    by more than tol, in units of the spread of the rows.

    Args:
        k: number of clusters, 1 to n.
        batch_size: rows a batch; all rows if there are fewer.
        max_iter: batches at most.
        tol: see above.

    Attributes:
        centers_: shape (k, d).
        labels_: cluster of each row, shape (n,).
        inertia_: sum of squared distances over all rows.
        history_: of each batch, how far the centre that moved most did move, by the
            root of the mean variance of the columns.
        converged_: whether it stopped by tol.

    >>> X = np.array([[0.0], [1.0], [10.0], [11.0]])
    >>> model = MiniBatchKMeans(k=2).fit(X, np.random.default_rng(0))
    >>> sorted(model.centers_[:, 0].round(1).tolist())
    [0.5, 10.5]
    """

    k: int = 8
    batch_size: int = 256
    max_iter: int = 200
    tol: float = 1e-3

    def fit(self, X: ArrayLike, rng: np.random.Generator) -> MiniBatchKMeans:
        """Learn from rows X, shape (n, d).

        Raises:
            ValueError: a parameter is out of range, or X is no finite matrix.
        """
        X = as_matrix(X)
        if not min(self.batch_size, self.max_iter) >= 1:
            raise ValueError(
                "batch_size and max_iter must be at least 1, got "
                f"{self.batch_size} and {self.max_iter}"
            )
        size = min(self.batch_size, len(X))
        # Three batches' worth of rows are enough to start from.
        some = rng.permutation(len(X))[: max(3 * size, self.k)]
        centers, counts = plus_plus(X[some], self.k, rng), np.zeros(self.k)
        spread = float(np.sqrt(X.var(axis=0).mean())) or 1.0
        moves: list[float] = []
        self.converged_ = False
        while len(moves) < self.max_iter and not self.converged_:
            batch = X[rng.permutation(len(X))[:size]]
            before = centers
            centers, counts = mini_batch_step(centers, counts, batch)
            moves.append(float(norm(centers - before).max()) / spread)
            self.converged_ = moves[-1] <= self.tol
        self.centers_, self.history_ = centers, np.array(moves)
        D = squared_distances(X, centers)
        self.labels_, self.inertia_ = D.argmin(axis=1), float(D.min(axis=1).sum())
        return self

    def predict(self, X: ArrayLike) -> Integers:
        """The nearest centre of each row, shape (m,).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        check_fitted(self, "centers_")
        X = as_rows(X, self.centers_.shape[1])
        return np.asarray(squared_distances(X, self.centers_).argmin(axis=1))
