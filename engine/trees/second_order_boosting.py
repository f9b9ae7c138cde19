"""Boosting by second-order steps, as XGBoost does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import (
    Array,
    Booleans,
    Integers,
    as_labels,
    as_vector,
    check_fitted,
)
from engine.arrays import check_length as _check_length
from engine.system import system
from engine.trees.second_order import (
    _ROUNDING,
    _best_cuts,
    _cells,
    _histograms,
    as_gaps,
    bin_thresholds,
    leaf_weight,
    to_bins,
)
from engine.trees.tree import Tree

Objective = Callable[[Array, Array], tuple[Array, Array]]
"""From targets and scores F to dL/dF and d^2L/dF^2 of each row."""


def _logistic(y: Array, F: Array) -> tuple[Array, Array]:
    e = np.exp(-np.abs(F))
    p = np.where(F >= 0, 1.0, e) / (1 + e)
    return p - y, p * (1 - p)


OBJECTIVES: dict[str, Objective] = {
    "squared_error": lambda y, F: (F - y, np.ones(len(y))),
    "logistic": _logistic,
}
"""Losses `(F - y)^2 / 2`, and `ln(1 + e^F) - y F` for y of 0 or 1."""


_SMALL = 1e-6
"""A gain up to this, as in XGBoost, is none."""


@dataclass(eq=False)
class _SecondOrder:
    """What both share: trees that fit g and h, and prune themselves."""

    n_estimators: int = 100
    lr: float = 0.3
    max_depth: int = 6
    lam: float = 1.0
    alpha: float = 0.0
    gamma: float = 0.0
    min_child_weight: float = 1.0
    max_bins: int = 256
    objective: str | Objective = "squared_error"

    def _learn(self, X: Array, y: Array, start: float) -> None:
        if not (min(self.n_estimators, self.max_depth) >= 1 and self.lr > 0):
            raise ValueError(
                "n_estimators and max_depth must be at least 1 and lr positive, got "
                f"{self.n_estimators}, {self.max_depth} and {self.lr}"
            )
        penalties = (self.lam, self.alpha, self.gamma, self.min_child_weight)
        if not min(penalties) >= 0:
            raise ValueError(
                "lam, alpha, gamma and min_child_weight must be at least 0, got "
                f"{', '.join(map(str, penalties))}"
            )
        if isinstance(self.objective, str) and self.objective not in OBJECTIVES:
            raise ValueError(
                f"objective: {', '.join(OBJECTIVES)} or a function, got "
                f"{self.objective!r}"
            )
        derive = (
            OBJECTIVES[self.objective]
            if isinstance(self.objective, str)
            else self.objective
        )
        edges = bin_thresholds(X, self.max_bins)
        bins = edges.shape[1] + bool(np.isnan(X).any())
        cells = _cells(to_bins(X, edges), bins)
        gh = np.empty(cells.shape)  # The same for each feature.
        self.start_, self.trees_, self.n_features_ = start, [], X.shape[1]
        F = np.full(len(X), start)
        for _ in range(self.n_estimators):
            gh[0], gh[1] = derive(y, F)
            tree, leaf = self._grow(cells, edges, gh, bins)
            self.trees_.append(self._prune(tree))
            F = F + tree.value[:, 0].take(leaf)

    def _grow(
        self, cells: Integers, edges: Array, gh: Array, bins: int
    ) -> tuple[Tree, Integers]:
        """Split every node of a depth at once, down to max_depth; where rows end."""
        n = gh.shape[2]
        row, node, end = np.arange(n), np.zeros(n, dtype=int), np.zeros(n, dtype=int)
        least = max(self.min_child_weight, _ROUNDING * gh[1, 0].sum())
        levels: list[tuple[Any, ...]] = []
        first, nodes = 0, 1
        while nodes and len(levels) < self.max_depth:
            sums = _histograms(cells, node, gh, (nodes, len(edges), bins))
            cuts = _best_cuts(sums, edges.shape[1], self.lam, self.alpha, least)
            levels.append(cuts)
            splits = cuts[1] > _SMALL
            below = 2 * int(np.count_nonzero(splits))
            some_end = below < 2 * nodes
            if some_end:
                end[row] = first + node
                stays = np.flatnonzero(splits.take(node))
                row, node = row.take(stays), node.take(stays)
                cells, gh = cells.take(stays, axis=2), gh.take(stays, axis=2)
            right = _goes_right(cells, node, cuts, edges, bins)
            if some_end:
                # Those that split, counted from 0.
                node = (splits.cumsum() - 1).take(node)
            node = 2 * node + right
            first, nodes = first + nodes, below
        if nodes:
            end[row] = first + node
            G, H = (np.bincount(node, v[0], nodes) for v in gh)
            none = np.zeros(nodes, dtype=int)
            levels.append((G + 1j * H, none, none, none, none > 0))
        return self._tree(levels, edges), end

    def _tree(self, levels: list[tuple[Any, ...]], edges: Array) -> Tree:
        GH, gain, feature, edge, missing_left = map(
            np.concatenate, zip(*levels, strict=True)
        )
        splits = gain > _SMALL
        right = 2 * splits.cumsum()  # Below the first that splits are nodes 1 and 2.
        value = self.lr * leaf_weight(GH.real, GH.imag, self.lam, self.alpha)
        return Tree(
            np.where(splits, feature, -1),
            edges[feature, edge],
            right - 1,
            right,
            value[:, None],
            gain,
            GH.imag,
            missing_left,
        )

    def _prune(self, tree: Tree) -> Tree:
        """Undo splits into two leaves that gain less than gamma, from below.

        Grown first and pruned after: a split of little gain stays if one of much
        gain hangs below it.
        """
        poor = np.flatnonzero((tree.feature >= 0) & (tree.impurity < self.gamma))
        for node in poor[::-1]:
            if max(tree.feature[[tree.left[node], tree.right[node]]]) < 0:
                tree.feature[node] = -1
        # Rows that were below now get the answer of the node.
        for node in poor[tree.feature[poor] < 0]:
            tree.value[[tree.left[node], tree.right[node]]] = tree.value[node]
        return tree

    def _score(self, X: ArrayLike) -> Array:
        check_fitted(self, "trees_")
        X = as_gaps(X, self.n_features_)
        F = np.full(len(X), self.start_)
        for tree in self.trees_:
            F += tree.value[tree.apply(X), 0]
        return F


def _goes_right(
    cells: Integers, node: Integers, cuts: tuple[Any, ...], edges: Array, bins: int
) -> Booleans:
    """Whether each row goes right at the cut of its node, shape (n,)."""
    _, _, feature, edge, missing_left = cuts
    n, last = len(node), edges.shape[1]
    # Of each row, the cell of the feature that its node asks about.
    asked = (feature * n).take(node) + np.arange(n)
    cell = cells[0].ravel().take(asked)
    right = cell > (2 * (feature * bins + edge)).take(node)
    if bins > last:
        missing = np.where(missing_left, 2 * (feature * bins + last), -1)
        right &= cell != missing.take(node)
    return np.asarray(right)


@system("S28.06", "S28.07", "S28.08", "S28.09", "S28.11")
@dataclass(eq=False)
class SecondOrderRegressor(_SecondOrder):
    """`F(x) = F_0 + sum_t tree_t(x)`, each tree a penalised step of Newton's.

    With g and h, first and second derivatives of each row's loss at F, a tree
    with leaves w minimises

        sum_i (g_i w(x_i) + h_i w(x_i)^2 / 2) + sum_leaves (lam w^2 / 2 + alpha |w|)

    less strictly: leaves are `leaf_weight` times lr, splits those of largest
    `split_gain`, on histograms. Missing values (NaN) go the way that gained more
    in learning; where none was missing, right.

    A loss of one's own is a function of y and F that gives g and h: both are
    needed, so the loss must have a second derivative, and it should be positive.

    Args:
        n_estimators: trees, at least 1.
        lr: learning rate, positive.
        max_depth: questions of a tree on a way down, at least 1.
        lam: L2 penalty on leaves, at least 0.
        alpha: L1 penalty on leaves, at least 0.
        gamma: what a split must gain, at least 0.
        min_child_weight: sum of h on either side of a split at least.
        max_bins: thresholds of a feature plus one; exact up to so many values.
        objective: "squared_error", "logistic", or a function of y and F.

    Attributes:
        start_: F_0: the mean of y.
        trees_: with the learning rate in their values; `impurity` holds gains and
            `weight` sums of h.

    Source:
        Chen and Guestrin, XGBoost: A Scalable Tree Boosting System (2016),
        section 2.

    >>> X, y = [[1.0], [2.0], [3.0], [np.nan]], [0.0, 0.0, 8.0, 8.0]
    >>> model = SecondOrderRegressor(1, lr=1.0, lam=0.0).fit(X, y)
    >>> model.predict([[0.0], [9.0], [np.nan]])
    array([0., 8., 8.])
    """

    def fit(self, X: ArrayLike, y: ArrayLike) -> SecondOrderRegressor:
        """Learn from rows X, NaN where missing, shape (n, d), and targets y, (n,).

        Raises:
            ValueError: a parameter is out of range, shapes do not fit, or an
                infinite value.
        """
        X, y = as_gaps(X), as_vector(y, "y")
        _check_length(y, len(X), "y")
        self._learn(X, y, float(y.mean()))
        return self

    def predict(self, X: ArrayLike) -> Array:
        """`F(x)` for each row, shape (m,).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        return self._score(X)


@system("S28.06", "S28.07", "S28.13")
@dataclass(eq=False)
class SecondOrderClassifier(_SecondOrder):
    """The same for two classes: F is the log odds of the second.

    Args:
        n_estimators: as `SecondOrderRegressor`, and so are those below.
        lr: see there.
        max_depth: see there.
        lam: see there.
        alpha: see there.
        gamma: see there.
        min_child_weight: see there; h is `p (1 - p)`, at most 1/4 a row.
        max_bins: see there.
        objective: "logistic", or a function of y (0 or 1) and F.

    Attributes:
        classes_: the two labels, sorted.
        start_: log odds of the second class.
        trees_: as `SecondOrderRegressor`.

    >>> X, y = [[1.0], [2.0], [3.0], [4.0]], ["no", "no", "yes", "yes"]
    >>> model = SecondOrderClassifier(100, max_depth=5, lr=0.1, min_child_weight=0.0)
    >>> model.fit(X, y).predict([[1.5], [np.nan]]).tolist()
    ['no', 'yes']
    """

    objective: str | Objective = "logistic"

    def fit(self, X: ArrayLike, y: ArrayLike) -> SecondOrderClassifier:
        """Learn from rows X, NaN where missing, shape (n, d), and labels y, (n,).

        Raises:
            ValueError: not two classes, or as `SecondOrderRegressor.fit`.
        """
        X = as_gaps(X)
        classes, codes = np.unique(as_labels(y, len(X)), return_inverse=True)
        if len(classes) != 2:
            raise ValueError(f"y must have two classes, got {len(classes)}")
        self.classes_, p = classes, codes.mean()
        self._learn(X, codes.astype(float), float(np.log(p) - np.log1p(-p)))
        return self

    def decision_function(self, X: ArrayLike) -> Array:
        """Log odds of the second class, shape (m,).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        return self._score(X)

    def predict_proba(self, X: ArrayLike) -> Array:
        """Probabilities of both classes, shape (m, 2).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        F = self._score(X)
        return np.exp(-np.logaddexp(0.0, np.stack([F, -F], axis=1)))

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The more probable class, shape (m,); if even, the first.

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        best = (self._score(X) > 0).astype(int)
        return np.asarray(self.classes_[best])
