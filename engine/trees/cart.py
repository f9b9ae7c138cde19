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

    targets: Array
    """Of its rows, shape (c, m)."""

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
        """Split, and split the parts, until there is a reason to stop.

        Rows are sorted once: each part keeps the order of what it is part of.
        """
        columns = np.ascontiguousarray(X.T)
        goes_left = np.zeros(len(X), dtype=bool)  # Set for the rows of one part.
        nodes: list[_Node] = []
        # Parts that wait, the next one last: their rows in the order of each feature,
        # depth, and the node above.
        waiting: list[tuple[Integers, int, _Node | None]] = [
            (columns.argsort(axis=1), 0, None)
        ]
        while waiting:
            order, depth, above = waiting.pop()
            node = _Node(T.take(order[0], axis=1))
            if above:
                above.below.append(len(nodes))
            nodes.append(node)
            if self._stops(node.targets, depth):
                continue
            found = search(columns, T, order, self.criterion, self.min_samples_leaf)
            # A gain of 0 is no reason to stop: in XOR the gain comes one split later.
            if found and found[3] / len(X) + 1e-12 >= self.min_impurity_decrease:
                node.feature, left, node.threshold, _ = found
                goes_left[order[0]] = False
                goes_left[order[node.feature, :left]] = True
                part = goes_left.take(order).ravel()
                for rows in (order.compress(~part), order.compress(part)):
                    waiting.append((rows.reshape(len(order), -1), depth + 1, node))
        below = np.array([node.below or [0, 0] for node in nodes])
        return Tree(
            np.array([node.feature for node in nodes]),
            np.array([node.threshold for node in nodes]),
            below[:, 0],
            below[:, 1],
            *self._answers([node.targets for node in nodes]),
        )

    def _stops(self, T: Array, depth: int) -> bool:
        """Whether there is no need to search for a split."""
        deep_enough = self.max_depth is not None and depth >= self.max_depth
        few = T.shape[1] < self.min_samples_split
        return deep_enough or few or bool((T[:, :1] == T).all())

    def _answers(self, parts: list[Array]) -> tuple[Array, Array, Array]:
        """What nodes of such targets answer, their impurity, and their rows."""
        n = np.array([part.shape[1] for part in parts])
        T, starts = np.concatenate(parts, axis=1), n.cumsum() - n
        sums = np.add.reduceat(T, starts, axis=1)
        if self.criterion in CLASSES:
            weigh = CLASSES[self.criterion]
            return (sums / n).T, weigh(sums) / n, n.astype(float)
        y, answer = T[1], sums[1] / n
        if self.criterion == "absolute_error":
            answer = np.array([np.median(part[1]) for part in parts])
            away = np.abs(y - answer.repeat(n))
        elif self.criterion == "squared_error":
            away = (y - answer.repeat(n)) ** 2
        else:
            # 0 ln 0 is 0.
            ratio = np.ones(len(y))
            np.divide(y, answer.repeat(n), out=ratio, where=y > 0)
            away = y * np.log(ratio)
        return answer[:, None], np.add.reduceat(away, starts) / n, n.astype(float)

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
