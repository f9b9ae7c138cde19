"""k-means: every row belongs to the nearest of k centres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Booleans, Integers, as_matrix, as_rows, check_fitted
from engine.neighbors.distances import squared_distances
from engine.system import system


@system("S20.04", "S20.06", "S20.14", "S05.03", "S01.12", "S01.13")
@dataclass(eq=False)
class KMeans:
    """Minimises `sum_i |x_i - c_(label of i)|^2` over k centres c, and labels.

    Lloyd's algorithm: assign each row to its nearest centre, move each centre to
    the mean of its rows, until no row changes side. Each step lowers the sum
    (the inertia, not a mean) or leaves it, so it ends, in a minimum that need
    not be the lowest: the best of `n_init` starts is kept.

    A centre that loses all its rows is put on the row farthest from its centre.

    Args:
        k: number of clusters, 1 to n.
        init: "k-means++" or "random" (k rows, all equally likely).
        n_init: starts.
        max_iter: updates a start at most.

    Attributes:
        centers_: shape (k, d).
        labels_: cluster of each row, shape (n,).
        inertia_: the sum.
        history_: the sum after each assignment of the best start, falling.
        converged_: whether an assignment changed nothing.

    Source:
        Lloyd, Least Squares Quantization in PCM (1982).

    >>> X = [[0.0], [1.0], [10.0], [11.0]]
    >>> model = KMeans(k=2, n_init=3).fit(X, np.random.default_rng(0))
    >>> model.inertia_, sorted(model.centers_[:, 0].tolist())
    (1.0, [0.5, 10.5])
    """

    k: int = 8
    init: str = "k-means++"
    n_init: int = 1
    max_iter: int = 300

    def fit(self, X: ArrayLike, rng: np.random.Generator) -> KMeans:
        """Learn from rows X, shape (n, d).

        Raises:
            ValueError: k is not 1 to n, another parameter is out of range, or X
                is no finite matrix.
        """
        X = as_matrix(X)
        if self.init not in {"k-means++", "random"}:
            raise ValueError(f"init: k-means++ or random, got {self.init!r}")
        if not (self.n_init >= 1 and self.max_iter >= 1):
            raise ValueError(
                f"n_init and max_iter must be at least 1, got {self.n_init} and "
                f"{self.max_iter}"
            )
        start = plus_plus if self.init == "k-means++" else _random_rows
        best = np.inf
        for _ in range(self.n_init):
            found = lloyd(X, start(X, self.k, rng), self.max_iter)
            if found[2][-1] < best:
                self.centers_, self.labels_, self.history_, self.converged_ = found
                best = self.inertia_ = float(self.history_[-1])
        return self

    def predict(self, X: ArrayLike) -> Integers:
        """The nearest centre of each row, shape (m,); of equal ones the first.

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        check_fitted(self, "centers_")
        X = as_rows(X, self.centers_.shape[1])
        return np.asarray(squared_distances(X, self.centers_).argmin(axis=1))


@system("S20.04")
def lloyd_step(X: ArrayLike, centers: ArrayLike) -> tuple[Integers, Array]:
    """One step: assign each row to its nearest centre, then move each centre.

    Both halves lower `sum_i |x_i - c_(label of i)|^2` or leave it: for given centres
    no labels make it smaller, and for given labels no centres do, for the mean has
    the least sum of squares.

    Args:
        X: rows, shape (n, d).
        centers: shape (k, d).

    Returns:
        The label of each row by the centres given, of equally near ones the first,
        shape (n,); and the mean of each label's rows, shape (k, d). A centre that
        no row is nearest to stays where it is.

    Raises:
        ValueError: shapes do not fit, or a value is not finite.

    >>> labels, moved = lloyd_step([[0.0], [2.0], [9.0]], [[0.0], [2.0]])
    >>> labels, moved.ravel()
    (array([0, 1, 1]), array([0. , 5.5]))
    """
    X = as_matrix(X)
    moved = as_rows(centers, X.shape[1]).copy()
    labels = squared_distances(X, moved).argmin(axis=1)
    for j in np.unique(labels):
        moved[j] = X[labels == j].mean(axis=0)
    return np.asarray(labels), moved


@system("S20.04", "S20.06")
def lloyd(
    X: ArrayLike, centers: ArrayLike, max_iter: int = 300
) -> tuple[Array, Integers, Array, bool]:
    """Lloyd's algorithm from given centres: assign, move, until nothing changes.

    Args:
        X: rows, shape (n, d).
        centers: where to start, shape (k, d), k at most n.
        max_iter: updates at most.

    Returns:
        The centres, shape (k, d); the label of each row, shape (n,); the sum of
        squared distances after each assignment; whether the last one changed
        nothing.

    Raises:
        ValueError: shapes do not fit, a value is not finite, or k is above n.

    >>> centers, labels, sums, converged = lloyd([[0.0], [2.0], [9.0]], [[0.0], [2.0]])
    >>> centers.tolist(), labels.tolist(), sums.round(9).tolist(), converged
    ([[1.0], [9.0]], [0, 0, 1], [49.0, 16.25, 2.0], True)
    """
    X = as_matrix(X)
    C = as_rows(centers, X.shape[1]).copy()
    if len(C) > len(X):
        raise ValueError(f"k must be 1 to the {len(X)} rows, got {len(C)}")
    # Near the origin fewer digits cancel.
    mean = X.mean(axis=0)
    x, C = np.asarray(X - mean), C - mean
    squares = np.einsum("ij,ij->i", x, x)
    members = np.zeros((len(C), len(X)), dtype=bool)
    history: list[float] = []
    converged = False
    for step in range(max_iter + 1):
        # |x - c|^2 = |x|^2 + (|c|^2 - 2 c x), and |x|^2 is the same for every c.
        D = (-2 * C) @ x.T  # (k, n)
        D += np.einsum("ij,ij->i", C, C)[:, None]
        nearest = D.min(axis=0)
        before, members = members, _first(nearest == D)
        gaps = np.maximum(squares + nearest, 0.0)
        history.append(float(gaps.sum()))
        converged = np.array_equal(members, before)
        if converged or step == max_iter:
            break
        C = _means(x, members, gaps, C)
    return C + mean, members.argmax(axis=0), np.array(history), converged


def _first(members: Booleans) -> Booleans:
    """Of several nearest centres the first. Members are a row for each centre."""
    k, n = members.shape
    if np.count_nonzero(members) == n:
        return members
    return np.asarray(members.argmax(axis=0) == np.arange(k)[:, None])


def _means(X: Array, members: Booleans, gaps: Array, C: Array) -> Array:
    """The mean of each cluster's rows; without rows a centre stays."""
    empty = np.flatnonzero(~members.any(axis=1))
    if empty.size:
        # The farthest rows become clusters of one, and leave their old ones.
        farthest = np.argsort(-gaps, kind="stable")[: len(empty)]
        farthest = farthest[gaps[farthest] > 0]
        members = members.copy()
        members[:, farthest] = False
        members[empty[: len(farthest)], farthest] = True
    w = members.astype(float)
    counts = w.sum(axis=1)[:, None]
    return np.where(counts > 0, (w @ X) / np.maximum(counts, 1), C)


@system("S20.05")
def next_center_chances(X: ArrayLike, centers: ArrayLike) -> Array:
    """How likely k-means++ makes each row the next centre: `D_i^2 / sum_j D_j^2`.

    D is the distance to the nearest centre so far. Far rows are likely, but not
    certain, so that one outlier is not always taken; rows that are centres already
    have no chance.

    Args:
        X: rows, shape (n, d).
        centers: those drawn so far, shape (k, d).

    Returns:
        Probabilities, shape (n,); all alike where every row is on a centre.

    Raises:
        ValueError: shapes do not fit, or a value is not finite.

    Source:
        Arthur and Vassilvitskii (2007), section 2.2.

    >>> next_center_chances([[0.0], [1.0], [3.0]], [[0.0]])
    array([0. , 0.1, 0.9])
    """
    X = as_matrix(X)
    C = as_rows(centers, X.shape[1])
    nearest = ((X[:, None] - C) ** 2).sum(axis=2).min(axis=1)
    total = nearest.sum()
    return nearest / total if total > 0 else np.full(len(X), 1 / len(X))


@system("S20.05")
def plus_plus(X: ArrayLike, k: int, rng: np.random.Generator) -> Array:
    """k-means++: rows far from the centres so far are likely to be the next.

    The first is any row. Then row x is drawn with probability `D(x)^2 / sum D^2`,
    D being the distance to the nearest centre drawn before. The expected sum is
    at most `8 (ln k + 2)` times the lowest, before Lloyd's first step.

    Args:
        X: rows, shape (n, d).
        k: how many centres, 1 to n.
        rng: draws them.

    Returns:
        Centres, rows of X, shape (k, d). Where fewer than k rows differ, some
        come twice.

    Raises:
        ValueError: k is not 1 to n, or X is no finite matrix.

    Source:
        Arthur and Vassilvitskii, k-means++: The Advantages of Careful Seeding
        (2007), theorem 1.1.

    >>> sorted(plus_plus([[0.0], [0.0], [9.0]], 2, np.random.default_rng(0)).tolist())
    [[0.0], [9.0]]
    """
    X = as_matrix(X)
    n = len(X)
    if not 1 <= k <= n:
        raise ValueError(f"k must be 1 to the {n} rows, got {k}")
    chosen = [int(rng.integers(n))]
    nearest = np.full(n, np.inf)
    while len(chosen) < k:
        gaps = X - X[chosen[-1]]
        nearest = np.minimum(nearest, np.einsum("ij,ij->i", gaps, gaps))
        reached = nearest.cumsum()
        if reached[-1] > 0:
            # "right" steps over rows of probability 0, the centres among them.
            row = int(np.searchsorted(reached, rng.random() * reached[-1], "right"))
        else:
            row = int(rng.integers(n))
        chosen.append(row)
    return np.asarray(X[chosen])


def _random_rows(X: Array, k: int, rng: np.random.Generator) -> Array:
    if not 1 <= k <= len(X):
        raise ValueError(f"k must be 1 to the {len(X)} rows, got {k}")
    return np.asarray(X[rng.choice(len(X), k, replace=False)])


@system("S20.07")
def elbow(
    X: ArrayLike, ks: Sequence[int], rng: np.random.Generator, n_init: int = 5
) -> Array:
    """The lowest inertia found for each k: it always falls, by less past the bend.

    Args:
        X: rows, shape (n, d).
        ks: numbers of clusters, each 1 to n.
        rng: draws the starts.
        n_init: starts for each k.

    Returns:
        Sums of squared distances, shape (len(ks),).

    Raises:
        ValueError: as `KMeans.fit`.

    >>> elbow([[0.0], [2.0], [10.0]], [1, 2, 3], np.random.default_rng(0))
    array([56.,  2.,  0.])
    """
    sums = [KMeans(k, n_init=n_init).fit(X, rng).inertia_ for k in ks]
    return np.array(sums)
