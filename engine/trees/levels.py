"""Many trees at once, level by level: what makes forests fast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.arrays import Array, Booleans, Integers
from engine.trees.split import CLASSES, NUMBERS
from engine.trees.tree import Tree

_CLOSE = 1e-12
"""Gains that differ by less, in units of the node's impurity, are equal."""


@dataclass
class _Level:
    """The rows of all open nodes of all trees; those of a node stand together."""

    rows: Integers
    weights: Array
    nodes: Integers
    """Of each row, the open node it is in, 0, 1, ..., rising."""

    def starts(self) -> Integers:
        return np.flatnonzero(np.diff(self.nodes, prepend=-1))


@dataclass
class Grower:
    """How trees grow.

    Args:
        criterion: "gini", "entropy", "squared_error" or "poisson".
        max_features: features tried at each split, drawn anew for each node.
        max_depth: questions on a way down at most.
        min_samples_leaf: rows of a leaf at least.
        random_cuts: one threshold a feature, drawn between the least and the
            largest value of the node, instead of the best.
    """

    criterion: str
    max_features: int
    max_depth: float = np.inf
    min_samples_leaf: int = 1
    random_cuts: bool = False

    def grow(
        self, X: Array, T: Array, bags: Array, rng: np.random.Generator
    ) -> tuple[Tree, Integers]:
        """A tree for each bag of rows, all in one `Tree`, and their roots.

        All nodes of one depth of all trees are split together: one sort for each
        feature tried, by node and value, serves every node. The trees are those
        that growing one after the other would give.

        Args:
            X: rows, shape (n, d).
            T: targets from `as_targets`, shape (c, n).
            bags: how often each tree has each row, shape (trees, n).
            rng: draws features and thresholds.

        Returns:
            The trees, whose values are sums of T by the weight, and their roots,
            shape (trees,).

        >>> X, T = np.array([[1.0], [2.0]]), np.eye(2)
        >>> tree, roots = Grower("gini", 1).grow(X, T, np.ones((1, 2)), None)
        >>> tree.threshold.tolist(), tree.apply(X).tolist(), roots
        ([1.5, 0.0, 0.0], [1, 2], array([0]))
        """
        trees, rows = np.nonzero(bags)
        level = _Level(rows, bags[trees, rows].astype(float), trees)
        ranks = np.stack([np.unique(x, return_inverse=True)[1] for x in X.T])
        # Of the nodes of each depth: feature, threshold, first child, sums, rows.
        depths: list[tuple[Any, ...]] = []
        before, depth = 0, 0
        while len(level.nodes):
            sums, counts = _sums(T, level)
            gain, feature, threshold = self._cuts(X, T, ranks, level, rng)
            splits = np.isfinite(gain) & (depth < self.max_depth)
            before += len(counts)
            child = before + 2 * (splits.cumsum() - 1)
            feature = np.where(splits, feature, -1)
            depths.append((feature, threshold, child, sums.T))
            level = _descend(X, level, splits, feature, threshold)
            depth += 1
        feature, threshold, child, values = map(
            np.concatenate, zip(*depths, strict=True)
        )
        return self._tree(feature, threshold, child, values), np.arange(len(bags))

    def _tree(
        self, feature: Integers, threshold: Array, child: Integers, sums: Array
    ) -> Tree:
        inner = feature >= 0
        weigh = (CLASSES | NUMBERS)[self.criterion]
        weight = sums.sum(axis=1) if self.criterion in CLASSES else sums[:, 0]
        values = sums if self.criterion in CLASSES else sums[:, 1:2]
        return Tree(
            feature,
            np.where(inner, threshold, 0.0),
            np.where(inner, child, 0),
            np.where(inner, child + 1, 0),
            values / weight[:, None],
            weigh(sums.T) / weight,
            weight,
        )

    def _cuts(
        self, X: Array, T: Array, ranks: Integers, level: _Level,
        rng: np.random.Generator,
    ) -> tuple[Array, Integers, Array]:  # fmt: skip
        """Gain, feature and threshold of each open node's best cut; gain -inf: none."""
        d, nodes = X.shape[1], int(level.nodes[-1]) + 1
        pure = _pure(T, level)
        close = _CLOSE * np.abs((CLASSES | NUMBERS)[self.criterion](_sums(T, level)[0]))
        if self.max_features >= d:
            drawn = np.tile(np.arange(d), (nodes, 1))
        else:
            drawn = rng.random((nodes, d)).argsort(axis=1)
        best = np.full(nodes, -np.inf), np.zeros(nodes, dtype=int), np.zeros(nodes)
        open_ = ~pure
        for tried in range(d):
            # A node that none of its features can cut draws on.
            if tried >= self.max_features:
                open_ = ~pure & np.isinf(best[0])
            if not open_.any():
                break
            here = open_[level.nodes]
            part = _Level(level.rows[here], level.weights[here], level.nodes[here])
            feature = drawn[:, tried]
            if self.random_cuts:
                gain, threshold = self._random(X, T, part, feature, rng)
            else:
                gain, threshold = self._best(X, T, ranks, part, feature)
            nodes_here = part.nodes[part.starts()]
            better = gain > (best[0] + close)[nodes_here]
            for kept, new in zip(
                best, (gain, feature[nodes_here], threshold), strict=True
            ):
                kept[nodes_here[better]] = new[better]
        return best

    def _best(
        self, X: Array, T: Array, ranks: Integers, level: _Level, feature: Integers
    ) -> tuple[Array, Array]:
        """Gain and threshold of each node's best cut on its feature."""
        which = feature[level.nodes]
        n = len(X)
        key = level.nodes * n + ranks.ravel().take(which * n + level.rows)
        order = key.argsort()
        key, rows = key.take(order), level.rows.take(order)
        starts = level.starts()
        ends = np.append(starts[1:], len(rows)) - 1
        node = np.repeat(np.arange(len(starts)), ends - starts + 1)
        up = (T.take(rows, axis=1) * level.weights.take(order)).cumsum(axis=1)
        base = np.where(starts > 0, up[:, starts - 1], 0.0)
        total = up[:, ends] - base
        last = np.zeros(len(rows), dtype=bool)
        last[ends] = True
        place = np.arange(len(rows)) - starts[node] + 1
        size = (ends - starts + 1)[node]
        least = self.min_samples_leaf
        may = ~last & (place >= least) & (size - place >= least)
        may[:-1] &= key[1:] != key[:-1]
        at = np.flatnonzero(may)
        here = node[at]
        left = up.take(at, axis=1) - base.take(here, axis=1)
        right = total.take(here, axis=1) - left
        weigh = (CLASSES | NUMBERS)[self.criterion]
        gains = np.full(len(rows), -np.inf)
        whole = weigh(total)
        gains[at] = whole[here] - weigh(left) - weigh(right)
        gain = np.maximum.reduceat(gains, starts)
        nearly = gain - _CLOSE * np.abs(whole)
        winners = np.flatnonzero((gains >= nearly[node]) & may)
        threshold = np.zeros(len(starts))
        # Backwards: of equal cuts the lowest is written last.
        winners = winners[::-1]
        column = which[order[winners]]
        low, high = X[rows[winners], column], X[rows[winners + 1], column]
        middle = low + (high - low) / 2
        threshold[node[winners]] = np.where(middle >= high, low, middle)
        return gain, threshold

    def _random(
        self, X: Array, T: Array, level: _Level, feature: Integers,
        rng: np.random.Generator,
    ) -> tuple[Array, Array]:  # fmt: skip
        """Gain and threshold of one cut of each node, anywhere in its range."""
        x = X[level.rows, feature[level.nodes]]
        starts = level.starts()
        sizes = np.diff(np.append(starts, len(x)))
        node = np.repeat(np.arange(len(starts)), sizes)
        low, high = np.minimum.reduceat(x, starts), np.maximum.reduceat(x, starts)
        threshold = low + (high - low) * rng.random(len(starts))
        goes_left = x <= threshold[node]
        T = T[:, level.rows] * level.weights
        total = np.add.reduceat(T, starts, axis=1)
        left = np.add.reduceat(T * goes_left, starts, axis=1)
        count = np.add.reduceat(goes_left.astype(int), starts)
        fits = np.minimum(count, sizes - count) >= self.min_samples_leaf
        gain = np.full(len(starts), -np.inf)
        weigh = (CLASSES | NUMBERS)[self.criterion]
        total, left = total[:, fits], left[:, fits]
        gain[fits] = weigh(total) - weigh(left) - weigh(total - left)
        return gain, threshold


def _sums(T: Array, level: _Level) -> tuple[Array, Integers]:
    """Sums of the targets of each open node, shape (c, nodes), and its rows."""
    starts = level.starts()
    targets = T.take(level.rows, axis=1)
    sums = np.add.reduceat(targets * level.weights, starts, axis=1)
    return np.asarray(sums), np.diff(np.append(starts, len(level.rows)))


def _pure(T: Array, level: _Level) -> Booleans:
    """Whether all rows of an open node have the same target."""
    starts, targets = level.starts(), T.take(level.rows, axis=1)
    low = np.minimum.reduceat(targets, starts, axis=1)
    high = np.maximum.reduceat(targets, starts, axis=1)
    return np.asarray((low == high).all(axis=0))


def _descend(
    X: Array, level: _Level, splits: Booleans, feature: Integers, threshold: Array
) -> _Level:
    """The rows of nodes that split, in the order of their children."""
    stays = splits[level.nodes]
    rows, weights, nodes = level.rows[stays], level.weights[stays], level.nodes[stays]
    goes_right = X[rows, feature[nodes]] > threshold[nodes]
    below = 2 * (splits.cumsum() - 1)[nodes] + goes_right
    order = below.argsort(kind="stable")
    return _Level(rows[order], weights[order], below[order])
