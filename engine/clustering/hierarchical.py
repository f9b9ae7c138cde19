"""Agglomerative clustering: merge the two nearest clusters, again and again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers, as_matrix
from engine.neighbors.distances import pairwise
from engine.system import system

_Sizes = tuple[float, float, Array]
LINKAGES: dict[str, Callable[[Array, Array, float, _Sizes], Array]] = {
    "single": lambda a, b, _ab, _n: np.minimum(a, b),
    "complete": lambda a, b, _ab, _n: np.maximum(a, b),
    "average": lambda a, b, _ab, n: (n[0] * a + n[1] * b) / (n[0] + n[1]),
    "ward": lambda a, b, ab, n: np.sqrt(
        ((n[0] + n[2]) * a**2 + (n[1] + n[2]) * b**2 - n[2] * ab**2)
        / (n[0] + n[1] + n[2])
    ),
}
"""Distance of cluster c to the union of a and b, from its distances to a and to b,
theirs to each other, and the sizes of a, b, c (Lance and Williams's formulas)."""


@system("S05.05")
def linkage(X: ArrayLike, method: str = "ward") -> Array:
    """The n - 1 merges of n rows, from the nearest pair to the last two clusters.

    Distance of two clusters: "single", the nearest pair of rows; "complete", the
    farthest; "average", the mean of all pairs; "ward",
    `sqrt(2 n_a n_b / (n_a + n_b)) |mean_a - mean_b|`, whose square is twice what
    the merge adds to the sum of squared distances to the means.

    Follows chains of nearest neighbours: two clusters that are nearest to each
    other will be merged sooner or later whatever else happens, so they may be
    merged at once. O(n^2) in time and memory instead of O(n^3).

    Args:
        X: rows, shape (n, d), n >= 2.
        method: "single", "complete", "average" or "ward"; Euclidean distances.

    Returns:
        One merge a row, shape (n - 1, 4), in order of distance: the two clusters,
        their distance, the size of the union. Rows of X are clusters 0 to n - 1,
        the i-th merge makes cluster n + i.

    Raises:
        ValueError: fewer than 2 rows, no such method, or a value is not finite.

    Source:
        Müllner, Modern Hierarchical, Agglomerative Clustering Algorithms (2011),
        figures 2 and 3.

    >>> linkage([[0.0], [1.0], [5.0]], "single")
    array([[0., 1., 1., 2.],
           [2., 3., 4., 3.]])
    """
    X = as_matrix(X)
    n = len(X)
    if n < 2 or method not in LINKAGES:
        raise ValueError(
            f"n must be at least 2 and method one of {', '.join(LINKAGES)}, "
            f"got {n} and {method!r}"
        )
    D = pairwise(X, X)
    np.fill_diagonal(D, np.inf)
    sizes = np.ones(n)
    merges: list[tuple[int, int, float]] = []
    chain: list[int] = []
    while len(merges) < n - 1:
        if not chain:
            chain.append(int(sizes.argmax()))
        a = chain[-1]
        b = int(D[a].argmin())
        # Of equal neighbours the one before in the chain, or it may never end.
        if len(chain) > 1 and D[a, chain[-2]] <= D[a, b]:
            b = chain[-2]
            del chain[-2:]
            merges.append((a, b, float(D[a, b])))
            _merge(D, sizes, a, b, method)
        else:
            chain.append(b)
    return _in_order(merges, n)


def _merge(D: Array, sizes: Array, a: int, b: int, method: str) -> None:
    """Let b stand for the union, and take a out."""
    others = (sizes > 0) & (np.arange(len(D)) != a) & (np.arange(len(D)) != b)
    n = (sizes[a], sizes[b], sizes[others])
    union = LINKAGES[method](D[a, others], D[b, others], D[a, b], n)
    D[b, others] = D[others, b] = union
    D[a] = D[:, a] = np.inf
    sizes[b] += sizes[a]
    sizes[a] = 0


def _in_order(merges: list[tuple[int, int, float]], n: int) -> Array:
    """Sort by distance, and name each cluster after the merge that made it."""
    merges = sorted(merges, key=lambda merge: merge[2])
    parent = list(range(2 * n - 1))
    sizes = [1.0] * n
    table = np.empty((n - 1, 4))
    for i, (a, b, distance) in enumerate(merges):
        low, high = sorted((_top(parent, a), _top(parent, b)))
        parent[low] = parent[high] = n + i
        sizes.append(sizes[low] + sizes[high])
        table[i] = low, high, distance, sizes[-1]
    return table


def _top(parent: list[int], cluster: int) -> int:
    while parent[cluster] != cluster:
        # Shorten the way for the next one who asks.
        parent[cluster] = parent[parent[cluster]]
        cluster = parent[cluster]
    return cluster


@system("S05.05")
def cut(merges: ArrayLike, k: int) -> Integers:
    """The clusters that are left when all but the last k - 1 merges are done.

    Args:
        merges: from `linkage`, shape (n - 1, 4).
        k: number of clusters, 1 to n.

    Returns:
        Labels 0 to k - 1 in the order in which rows show them, shape (n,).

    Raises:
        ValueError: merges has another shape, or k is not 1 to n.

    >>> cut(linkage([[0.0], [5.0], [1.0]], "single"), 2)
    array([0, 1, 0])
    """
    merges = as_matrix(merges, "merges")
    n = len(merges) + 1
    if merges.shape[1] != 4 or not 1 <= k <= n:
        raise ValueError(
            f"merges must have 4 columns and k be 1 to {n}, got {merges.shape} and {k}"
        )
    parent = list(range(2 * n - 1))
    for i, (a, b) in enumerate(merges[: n - k, :2].astype(int)):
        parent[a] = parent[b] = n + i
    names: dict[int, int] = {}
    tops = [_top(parent, row) for row in range(n)]
    return np.array([names.setdefault(top, len(names)) for top in tops])
