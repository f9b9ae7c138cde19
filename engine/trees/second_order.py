"""What XGBoost adds to a split: curvature, penalties, histograms, missing values."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import (
    Array,
    Booleans,
    Integers,
    as_matrix,
    as_vector,
    check_length,
)
from engine.system import system


@system("S28.06")
def leaf_weight(G: ArrayLike, H: ArrayLike, lam: float, alpha: float = 0.0) -> Array:
    """The step that minimises `G w + (H + lam) w^2 / 2 + alpha |w|`.

    `w = -T(G) / (H + lam)`, where T moves G towards 0 by alpha and no further.
    Lam shrinks all leaves; alpha makes the small ones exactly 0.

    Args:
        G: sum of the first derivatives in a leaf, shape (...).
        H: sum of the second derivatives, 0 or more, shape (...).
        lam: L2 penalty, at least 0.
        alpha: L1 penalty, at least 0.

    Returns:
        Shape (...); 0 where `H + lam` is 0.

    Source:
        Chen and Guestrin, XGBoost: A Scalable Tree Boosting System (2016),
        equation 5.

    >>> leaf_weight(-6.0, 2.0, lam=1.0), leaf_weight(-6.0, 2.0, lam=1.0, alpha=9.0)
    (array(2.), array(0.))
    """
    G, H = np.asarray(G, dtype=float), np.asarray(H, dtype=float)
    curvature = H + lam
    safe = np.where(curvature > 0, curvature, 1.0)
    return np.where(curvature > 0, 0.0 - _shrink(G, alpha) / safe, 0.0)


@system("S28.06", "S28.09")
def split_gain(
    left: ArrayLike, right: ArrayLike, lam: float, alpha: float = 0.0
) -> Array:
    """What a split gains: `S(left) + S(right) - S(both)`, `S = T(G)^2 / (H + lam)`.

    Twice the fall of the objective in `leaf_weight`: as in XGBoost's code, and
    unlike its paper, the 1/2 is left out. A split is kept if it gains gamma.

    Args:
        left: G and H of the left side, shape (2, ...).
        right: G and H of the right side, shape (2, ...).
        lam: L2 penalty, at least 0.
        alpha: L1 penalty, at least 0.

    Returns:
        Shape (...).

    Source:
        Chen and Guestrin (2016), equation 7, times 2.

    >>> split_gain([-2.0, 2.0], [2.0, 2.0], lam=0.0)
    array(4.)
    """
    left, right = np.asarray(left, dtype=float), np.asarray(right, dtype=float)
    both = _worth(left + right, lam, alpha)
    return np.asarray(_worth(left, lam, alpha) + _worth(right, lam, alpha) - both)


def _worth(sums: Array, lam: float, alpha: float) -> Array:
    curvature = sums[1] + lam
    G = _shrink(sums[0], alpha)
    if curvature.min() > 0:
        return np.asarray(G * G / curvature)
    # Nothing is worth nothing.
    return np.where(curvature > 0, G * G / np.where(curvature > 0, curvature, 1.0), 0.0)


def _shrink(G: Array, alpha: float) -> Array:
    if alpha == 0:
        return G
    return np.asarray(np.sign(G) * np.maximum(np.abs(G) - alpha, 0.0))


@system("S28.07", "S28.08")
def best_histogram_split(
    X: ArrayLike, g: ArrayLike, h: ArrayLike, lam: float = 1.0, max_bins: int = 256
) -> tuple[int, float, bool, float]:
    """The split of largest gain, where missing values go, and the gain.

    Values are put into bins once; a node only adds up g and h in each bin, and
    tries a threshold after each: O(n d) to add up, O(bins d) to try, and no sort.
    Each threshold is tried with missing values on the right and on the left: the
    better side is the default direction.

    Args:
        X: rows, NaN where missing, shape (n, d).
        g: first derivatives of the loss, shape (n,).
        h: second derivatives, 0 or more, shape (n,).
        lam: L2 penalty, at least 0.
        max_bins: of a feature, at least 2; where it has no more distinct values,
            the split is exact.

    Returns:
        Feature, threshold, whether missing values go left, and `split_gain`. A
        threshold of inf: only missing values go right. Gain 0: nothing to split.

    Raises:
        ValueError: shapes do not fit, an infinite value, or max_bins below 2.

    Source:
        Chen and Guestrin (2016), algorithms 1 and 3.

    >>> X = [[1.0], [2.0], [3.0], [np.nan]]
    >>> best_histogram_split(X, [-1.0, -1.0, 2.0, 2.0], np.ones(4), lam=0.0)
    (0, 2.5, False, 9.0)
    """
    X, g, h = as_gaps(X), as_vector(g, "g"), as_vector(h, "h")
    check_length(g, len(X), "g")
    check_length(h, len(X), "h")
    edges = bin_thresholds(X, max_bins)
    node = np.zeros(len(X), dtype=int)
    sums = _histograms(to_bins(X, edges).T, node, np.stack([g, h]), (1, *edges.shape))
    gain, feature, edge, left = _best_cuts(sums, lam, 0.0, 0.0)
    j = int(feature[0])
    if not gain[0] > 0:
        return 0, np.inf, False, 0.0
    return j, float(edges[j, edge[0]]), bool(left[0]), float(gain[0])


@system("S28.08")
def bin_thresholds(X: ArrayLike, max_bins: int = 256) -> Array:
    """Thresholds of each feature: halfway between its values, or its quantiles.

    Args:
        X: rows, NaN where missing, shape (n, d).
        max_bins: bins of a feature at most, at least 2.

    Returns:
        Rising thresholds, and inf behind the last, shape (d, edges): the largest
        values have the bin below inf.

    Raises:
        ValueError: X is no matrix, or infinite; max_bins is below 2.

    >>> bin_thresholds([[1.0], [2.0], [4.0], [np.nan]])
    array([[1.5, 3. , inf]])
    """
    X = as_gaps(X)
    if not max_bins >= 2:
        raise ValueError(f"max_bins must be at least 2, got {max_bins}")
    found = []
    for column in X.T:
        x = column[~np.isnan(column)]
        values = np.unique(x)
        low = np.arange(len(values) - 1)
        if len(values) > max_bins:
            # As many rows in each bin as ties allow.
            shares = np.arange(1, max_bins) / max_bins
            seen = np.quantile(x, shares, method="inverted_cdf")
            low = np.unique(np.searchsorted(values, seen))
            low = low[low < len(values) - 1]
        found.append((values[low] + values[low + 1]) / 2)
    edges = np.full((len(found), max(map(len, found)) + 1), np.inf)
    for row, cuts in zip(edges, found, strict=True):
        row[: len(cuts)] = cuts
    return edges


@system("S28.08")
def to_bins(X: ArrayLike, edges: Array) -> Integers:
    """The bin of each value: `x <= edges[j, b]` where its bin is b or below.

    Args:
        X: rows, NaN where missing, shape (n, d).
        edges: from `bin_thresholds`, shape (d, edges).

    Returns:
        Shape (n, d); the number of edges for a missing value.

    Raises:
        ValueError: X is no matrix, infinite, or has another number of features.

    >>> to_bins([[1.0], [2.0], [4.0], [np.nan]], np.array([[1.5, 3.0, np.inf]]))
    array([[0],
           [1],
           [2],
           [3]])
    """
    X = as_gaps(X, len(edges))
    codes = np.empty(X.shape, dtype=np.int64)
    for j, row in enumerate(edges):
        codes[:, j] = np.searchsorted(row, X[:, j])
    codes[np.isnan(X)] = edges.shape[1]
    return codes


def as_gaps(X: ArrayLike, d: int | None = None) -> Array:
    """X in float64, shape (n, d), finite but for NaN, which is a missing value.

    Args:
        X: numbers in rows.
        d: features that there must be.

    Raises:
        ValueError: another shape, or an infinite value.

    >>> as_gaps([[1, np.nan]])
    array([[ 1., nan]])
    """
    X = as_matrix(X, finite=False)
    as_matrix(np.where(np.isnan(X), 0.0, X))  # raises if a value is infinite
    if d is not None and X.shape[1] != d:
        raise ValueError(f"X has {X.shape[1]} features; fitted on {d}")
    return X


def _histograms(
    codes: Integers, node: Integers, gh: Array, shape: tuple[int, ...]
) -> Array:
    """Sums of g and h in each bin of each feature of each node, (2, nodes, d, bins).

    Codes have a row for each feature. The shape is that of nodes, features and
    edges; one bin more is for missing values.
    """
    nodes, d, width = shape[0], shape[1], shape[2] + 1
    sums = np.empty((2, nodes, d, width))
    first = node * width
    # A feature at a time: what one needs fits into the cache.
    for j, code in enumerate(codes):
        key = first + code
        for total, v in zip(sums, gh, strict=True):
            total[:, j] = np.bincount(key, v, nodes * width).reshape(nodes, width)
    return sums


def _best_cuts(
    sums: Array, lam: float, alpha: float, min_weight: float
) -> tuple[Array, Integers, Integers, Booleans]:
    """For each node: gain, feature, edge, and whether missing values go left."""
    nodes, _, width = sums.shape[1:]
    missing = sums[..., -1:]
    below = sums.cumsum(axis=3)  # (2, nodes, d, edges + 1)
    total = below[..., -1:]
    ways = [below, below + missing] if missing.any() else [below]
    # Sums that should be 0 are so up to rounding.
    least = np.maximum(min_weight, 1e-12 * total[1])
    gains = np.empty((*below.shape[1:], len(ways)))
    for way, left in enumerate(ways):
        right, gain = total - left, gains[..., way]
        np.add(_worth(left, lam, alpha), _worth(right, lam, alpha), out=gain)
        gain[np.minimum(left[1], right[1]) < least] = -np.inf
    # Not cut off before, as whole arrays are faster: behind the last edge is nothing.
    gains[:, :, -1] = -np.inf
    flat = gains.reshape(nodes, -1)
    # The first of those that only rounding tells apart.
    best = (flat >= flat.max(axis=1, keepdims=True) * (1 - 1e-12)).argmax(axis=1)
    feature, rest = np.divmod(best, len(ways) * width)
    edge, way = np.divmod(rest, len(ways))
    gain = flat[np.arange(nodes), best] - _worth(total[:, :, 0, 0], lam, alpha)
    return gain, feature, edge, way == 1
