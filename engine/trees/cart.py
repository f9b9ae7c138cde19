"""CART: classification and regression trees."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import Array, Integers, as_labels, as_matrix, as_rows, check_fitted
from engine.system import system
from engine.trees.pruning import prune
from engine.trees.split import CLASSES, NUMBERS, as_targets, search
from engine.trees.tree import Tree


@dataclass
class _Node:
    """A node while the tree grows: a leaf, until it is split."""

    value: Array
    impurity: float
    rows: int
    feature: int = -1
    threshold: float = 0.0
    below: list[int] = field(default_factory=list)
    """Places of the left and the right part, in this order."""


@dataclass(eq=False)
class _Cart:
    """What both kinds of tree share: when to stop, and how to grow."""

    criterion: str
    max_depth: int | None = None
    min_samples_split: int = 2
    min_samples_leaf: int = 1
    min_impurity_decrease: float = 0.0
    ccp_alpha: float = 0.0

    def _learn(self, X: Array, T: Array) -> None:
        deep = np.inf if self.max_depth is None else self.max_depth
        least = min(deep, self.min_samples_leaf, self.min_samples_split - 1)
        if not (least >= 1 and min(self.min_impurity_decrease, self.ccp_alpha) >= 0):
            raise ValueError(
                "max_depth and min_samples_leaf must be at least 1, min_samples_split "
                "2, min_impurity_decrease and ccp_alpha 0, got "
                f"{self.max_depth}, {self.min_samples_leaf}, {self.min_samples_split}, "
                f"{self.min_impurity_decrease} and {self.ccp_alpha}"
            )
        self.n_features_ = X.shape[1]
        self.tree_ = prune(self._grow(X, T), self.ccp_alpha)
        self.feature_importances_ = self.tree_.importances(X.shape[1])

    def _grow(self, X: Array, T: Array) -> Tree:
        """Split, and split the parts, until there is a reason to stop."""
        columns = np.ascontiguousarray(X.T)
        nodes: list[_Node] = []
        # Parts that wait, the next one last: rows, depth, and the node above.
        waiting: list[tuple[Integers, int, _Node | None]] = [
            (np.arange(len(X)), 0, None)
        ]
        while waiting:
            rows, depth, above = waiting.pop()
            targets = T.take(rows, axis=1)
            node = _Node(*self._leaf(targets), len(rows))
            if above:
                above.below.append(len(nodes))
            nodes.append(node)
            found = self._split(columns.take(rows, axis=1), targets, depth, len(X))
            if found:
                node.feature, node.threshold = found
                goes_left = columns[node.feature, rows] <= node.threshold
                waiting.append((rows[~goes_left], depth + 1, node))
                waiting.append((rows[goes_left], depth + 1, node))
        below = np.array([node.below or [0, 0] for node in nodes])
        return Tree(
            np.array([node.feature for node in nodes]),
            np.array([node.threshold for node in nodes]),
            below[:, 0],
            below[:, 1],
            np.array([node.value for node in nodes]),
            np.array([node.impurity for node in nodes]),
            np.array([float(node.rows) for node in nodes]),
        )

    def _split(
        self, columns: Array, T: Array, depth: int, n: int
    ) -> tuple[int, float] | None:
        """The best split, unless there is a reason to stop."""
        deep_enough = self.max_depth is not None and depth >= self.max_depth
        pure = (T[:, :1] == T).all()
        if deep_enough or pure or T.shape[1] < self.min_samples_split:
            return None
        found = search(columns, T, self.criterion, self.min_samples_leaf)
        # A gain of 0 is no reason to stop: in XOR the gain comes one split later.
        if found is None or found[2] / n + 1e-12 < self.min_impurity_decrease:
            return None
        return found[:2]

    def _leaf(self, T: Array) -> tuple[Array, float]:
        """What the node answers, and its impurity."""
        n = T.shape[1]
        if self.criterion in CLASSES:
            counts = T.sum(axis=1)
            return counts / n, float(CLASSES[self.criterion](counts)) / n
        y = T[1]
        if self.criterion == "absolute_error":
            median = float(np.median(y))
            return np.array([median]), float(np.abs(y - median).mean())
        if self.criterion == "squared_error":
            return np.array([y.mean()]), float(y.var())
        ratio = np.log(np.where(y > 0, y, 1.0))
        deviance = (y * ratio).sum() + NUMBERS["poisson"](T.sum(axis=1))
        return np.array([y.mean()]), float(deviance) / n

    def _values(self, X: ArrayLike) -> Array:
        check_fitted(self, "tree_")
        X = as_rows(X, self.n_features_)
        return np.asarray(self.tree_.value[self.tree_.apply(X)])


@system("S21.01", "S21.02", "S21.03", "S21.04", "S21.10", "S21.14")
@dataclass(eq=False)
class DecisionTreeClassifier(_Cart):
    """Asks `x_j <= t?` again and again; a leaf answers with its majority.

    Grown greedily: each node takes the split that lowers the impurity most, with
    no look at what follows. Scaling a feature changes no answer.

    Args:
        criterion: "gini" or "entropy".
        max_depth: questions on a way down at most, at least 1; None: no bound.
        min_samples_split: a node of fewer rows is a leaf, at least 2.
        min_samples_leaf: rows of a leaf at least.
        min_impurity_decrease: gain of a split, by n_t / n, at least.
        ccp_alpha: leaves cost so much each, and are pruned, see `pruning`.

    Attributes:
        classes_: labels, sorted, shape (k,).
        tree_: values are the shares of the classes.
        feature_importances_: shape (d,).

    Source:
        Breiman, Friedman, Olshen, Stone, Classification and Regression Trees
        (1984), chapter 2.

    >>> X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], ["no", "yes", "yes", "no"]
    >>> model = DecisionTreeClassifier().fit(X, y)
    >>> model.predict(X).tolist(), model.tree_.depth()
    (['no', 'yes', 'yes', 'no'], 2)
    """

    criterion: str = "gini"

    def fit(self, X: ArrayLike, y: ArrayLike) -> DecisionTreeClassifier:
        """Learn from rows X, shape (n, d), and labels y, shape (n,).

        Raises:
            ValueError: shapes do not fit, a value is not finite, or a parameter is
                out of range.
        """
        X = as_matrix(X)
        y = as_labels(y, len(X))
        if self.criterion not in CLASSES:
            raise ValueError(f"criterion: gini or entropy, got {self.criterion!r}")
        self._learn(X, as_targets(y, len(X), self.criterion))
        self.classes_ = np.unique(y)
        return self

    def predict_proba(self, X: ArrayLike) -> Array:
        """Shares of the classes in each row's leaf, shape (m, k).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        return self._values(X)

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The majority of each row's leaf, shape (m,); of equal ones the smallest.

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        best = self._values(X).argmax(axis=1)
        return np.asarray(self.classes_[best])


@system("S21.01", "S21.03", "S21.04", "S21.08", "S21.09")
@dataclass(eq=False)
class DecisionTreeRegressor(_Cart):
    """The same tree for numbers: a leaf answers with its mean, or its median.

    The prediction is constant in boxes, and never leaves the range of y.

    Args:
        criterion: "squared_error" and "poisson", for means; "absolute_error", for
            medians, which takes longer and minds outliers less.
        max_depth: as `DecisionTreeClassifier`, and so are those below.
        min_samples_split: see there.
        min_samples_leaf: see there.
        min_impurity_decrease: see there.
        ccp_alpha: see there.

    Attributes:
        tree_: values are predictions.
        feature_importances_: shape (d,).

    >>> X, y = [[1.0], [2.0], [3.0], [4.0]], [0.0, 1.0, 11.0, 10.0]
    >>> DecisionTreeRegressor(max_depth=1).fit(X, y).predict([[0.0], [9.0]])
    array([ 0.5, 10.5])
    """

    criterion: str = "squared_error"

    def fit(self, X: ArrayLike, y: ArrayLike) -> DecisionTreeRegressor:
        """Learn from rows X, shape (n, d), and targets y, shape (n,).

        Raises:
            ValueError: as `DecisionTreeClassifier.fit`; a negative y for poisson.
        """
        X = as_matrix(X)
        if self.criterion not in {*NUMBERS, "absolute_error"}:
            raise ValueError(
                "criterion: squared_error, absolute_error or poisson, got "
                f"{self.criterion!r}"
            )
        self._learn(X, as_targets(y, len(X), self.criterion))
        return self

    def predict(self, X: ArrayLike) -> Array:
        """The value of each row's leaf, shape (m,).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        return np.asarray(self._values(X)[:, 0])
