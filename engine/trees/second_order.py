"""What XGBoost adds to a split: curvature, penalties, histograms, missing values."""

from __future__ import annotations

from collections.abc import Sequence

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

_ROUNDING = 1e-12
"""Sums of h that should be 0 are so up to this share of all."""


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
    return np.asarray(0.0 - _shrink(G, alpha) / _curvature(H, lam))


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
    parts = (left, right, left + right)
    L, R, both = (_worth(sums[0], sums[1], lam, alpha) for sums in parts)
    return np.asarray(L + R - both)


def _worth(G: Array, H: Array, lam: float, alpha: float) -> Array:
    G = _shrink(G, alpha)
    return np.asarray(G * G / _curvature(H, lam))


def _curvature(H: Array, lam: float) -> Array:
    curvature = H + lam
    if curvature.min() > 0:
        return curvature
    # Where there is none there is no step, and nothing is worth nothing.
    return np.where(curvature > 0, curvature, np.inf)


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
    d, bins = len(edges), edges.shape[1] + 1
    cells = _cells(to_bins(X, edges), bins)
    gh = np.repeat([[g], [h]], d, axis=1)
    sums = _histograms(cells, np.zeros(len(X), dtype=int), gh, (1, d, bins))
    _, gain, feature, edge, left = _best_cuts(
        sums, bins - 1, lam, 0.0, _ROUNDING * h.sum()
    )
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


def _cells(codes: Integers, bins: int) -> Integers:
    """The cells of a node's histograms that each value adds its g and h to, (2, d, n).

    A feature has `bins` pairs of cells; codes are those of `to_bins`, (n, d).
    """
    pairs = codes.T + bins * np.arange(codes.shape[1])[:, None]
    return np.array([2 * pairs, 2 * pairs + 1])


def _histograms(
    cells: Integers, node: Integers, gh: Array, shape: Sequence[int]
) -> Array:
    """Sums of g + ih in each bin of each feature of each node, (nodes, d, bins).

    As complex numbers both are added up in one pass. Cells and gh have shape
    (2, d, n); the shape is that of nodes, features and bins.
    """
    nodes, d, bins = shape
    size = 2 * d * bins
    keys = cells + size * node
    sums = np.bincount(keys.ravel(), gh.ravel(), nodes * size)
    return sums.view(complex).reshape(shape)


def _best_cuts(
    sums: Array, edges: int, lam: float, alpha: float, least: float
) -> tuple[Array, Array, Integers, Integers, Booleans]:
    """For each node: G + iH, gain, feature, edge, and if missing values go left.

    Behind the bins of the edges, sums have one of missing values, if there are any.
    H is at least `least` on either side of a cut.
    """
    nodes, d, bins = sums.shape
    ways = 1 if bins == edges else 2  # Missing values on the right, and on the left.
    left, right = sides = np.empty((2, nodes, d, edges, ways), dtype=complex)
    sums[..., :edges].cumsum(axis=2, out=left[..., 0])
    if ways == 2:
        np.add(left[..., 0], sums[..., edges:], out=left[..., 1])
    # Below the last edge, infinity, is everything: there a node is not split.
    total = left[..., -1:, -1:]
    np.subtract(total, left, out=right)
    worth = np.add(*_worth(sides.real, sides.imag, lam, alpha))
    unsplit = worth[:, 0, -1, -1]
    heavy = np.minimum(left.imag, right.imag) >= least
    flat = (worth * heavy).reshape(nodes, -1)
    most = flat.max(axis=1)
    # The first of those that only rounding tells apart.
    best = (flat >= most[:, None] * (1 - 1e-12)).argmax(axis=1)
    feature, edge, way = np.unravel_index(best, (d, edges, ways))
    return total[:, 0, 0, 0].copy(), most - unsplit, feature, edge, way == 1
