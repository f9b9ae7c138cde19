"""Clusters without ground truth: are they tight, and apart?

Both measures are made for round clusters: they prefer what k-means makes of two
interleaved moons to the moons themselves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers, as_labels, as_matrix
from engine.neighbors.distances import pairwise, squared_distances
from engine.system import system


@system("S35.20")
def silhouette_samples(X: ArrayLike, labels: ArrayLike) -> Array:
    """`s_i = (b_i - a_i) / max(a_i, b_i)` of each row.

    `a_i` is the mean distance to the other rows of its cluster, and `b_i` the
    least mean distance to the rows of another cluster, the nearest one.

    Args:
        X: rows, shape (n, d).
        labels: cluster of each row, shape (n,), 2 to n - 1 different ones.

    Returns:
        Values in [-1, 1], shape (n,): near 1 well inside, 0 between two
        clusters, below 0 nearer to another one. 0 for a row alone in its
        cluster.

    Raises:
        ValueError: shapes do not fit, or the number of clusters is not 2 to
            n - 1.

    Source:
        Rousseeuw, Silhouettes: a graphical aid to the interpretation and
        validation of cluster analysis (1987).

    >>> silhouette_samples([[0.0], [1.0], [4.0]], [0, 0, 1]).round(3)
    array([0.75 , 0.667, 0.   ])
    """
    X, cluster, rows = _clusters(X, labels)
    D = np.sqrt(squared_distances(X, X))
    # The squares have lost digits; that a row is where it is, is certain.
    np.fill_diagonal(D, 0.0)
    # Sums of distances to each cluster, by one product: shape (n, k).
    total = D @ (cluster[:, None] == np.arange(len(rows))).astype(float)
    own = np.arange(len(X)), cluster
    a = total[own] / np.maximum(rows[cluster] - 1, 1)
    mean = total / rows
    mean[own] = np.inf
    b = mean.min(axis=1)
    larger = np.maximum(a, b)
    alone_or_equal = (rows[cluster] == 1) | (larger == 0)
    return np.where(alone_or_equal, 0.0, (b - a) / np.where(larger > 0, larger, 1.0))


@system("S35.20")
def silhouette(X: ArrayLike, labels: ArrayLike) -> float:
    """Mean of `silhouette_samples`.

    Its peak over the number of clusters is a hint, not a proof: four blobs can
    score less than the two pairs that they form.

    Args:
        X: rows, shape (n, d).
        labels: cluster of each row, shape (n,).

    Returns:
        The mean, in [-1, 1].

    Raises:
        ValueError: as `silhouette_samples`.

    >>> silhouette([[0.0], [1.0], [4.0], [5.0]], [0, 0, 1, 1])  # 7/9 and 5/7
    0.746031746031746
    """
    return float(silhouette_samples(X, labels).mean())


@system("S35.21")
def davies_bouldin(X: ArrayLike, labels: ArrayLike) -> float:
    """Mean over clusters of the worst `(s_i + s_j) / |c_i - c_j|`; lower is better.

    `c_i` is the mean of cluster i, and `s_i` the mean distance of its rows to
    it.

    Args:
        X: rows, shape (n, d).
        labels: cluster of each row, shape (n,), 2 to n - 1 different ones.

    Returns:
        The index, at least 0; infinite where two clusters share a mean and
        have an extent.

    Raises:
        ValueError: as `silhouette_samples`.

    Source:
        Davies and Bouldin, A Cluster Separation Measure (1979).

    >>> davies_bouldin([[0.0], [2.0], [10.0], [14.0]], [0, 0, 1, 1])  # (1 + 2) / 11
    0.2727272727272727
    """
    X, cluster, rows = _clusters(X, labels)
    member = (np.arange(len(rows))[:, None] == cluster) / rows[:, None]  # (k, n)
    centres = member @ X
    s = member @ np.linalg.norm(X - centres[cluster], axis=1)
    apart = pairwise(centres, centres)
    spread = s[:, None] + s
    # Points on one another have no extent to compare with: 0 over 0 is 0.
    ratio = np.where(spread > 0, np.inf, 0.0)
    np.divide(spread, apart, out=ratio, where=apart > 0)
    np.fill_diagonal(ratio, 0.0)
    return float(ratio.max(axis=1).mean())


def _clusters(X: ArrayLike, labels: ArrayLike) -> tuple[Array, Integers, Integers]:
    """Rows, the index of each one's cluster, and the rows of each cluster."""
    X = as_matrix(X)
    _, cluster, rows = np.unique(
        as_labels(labels, len(X), "labels"), return_inverse=True, return_counts=True
    )
    if not 2 <= len(rows) < len(X):
        raise ValueError(
            f"there must be 2 to n - 1 = {len(X) - 1} clusters, got {len(rows)}"
        )
    return X, cluster, rows
