"""A grown tree, as arrays: every row walks down at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Booleans, Integers
from engine.system import system


@system("S21.01")
@dataclass(eq=False)
class Tree:
    """Nodes in rows. A row of X goes left where `x[feature] <= threshold`.

    Args:
        feature: that a node asks about; -1 for a leaf; shape (nodes,).
        threshold: shape (nodes,).
        left: node below on the left; shape (nodes,).
        right: node below on the right; shape (nodes,).
        value: what a node answers, shape (nodes, k).
        impurity: of the node's rows, shape (nodes,).
        weight: of the node's rows, their number as a rule, shape (nodes,).
        missing_left: where a row goes whose value is NaN, shape (nodes,).

    >>> halves = np.array([0.5, 0.0, 0.0]), np.array([2.0, 1.0, 1.0])
    >>> tree = Tree(np.array([0, -1, -1]), np.array([1.5, 0.0, 0.0]),
    ...             np.array([1, 0, 0]), np.array([2, 0, 0]),
    ...             np.array([[0.5], [0.0], [1.0]]), *halves)
    >>> tree.apply(np.array([[1.0], [2.0]]))
    array([1, 2])
    >>> print(tree.rules(["height"]))
    height <= 1.5
        0
    height > 1.5
        1
    """

    feature: Integers
    threshold: Array
    left: Integers
    right: Integers
    value: Array
    impurity: Array
    weight: Array
    missing_left: Booleans | None = None

    def apply(self, X: ArrayLike, root: int = 0) -> Integers:
        """The leaf that each row of X ends in, shape (m,)."""
        X = np.asarray(X, dtype=float)
        return self.walk(X, np.full(len(X), root), np.arange(len(X)))

    def walk(self, X: Array, at: Integers, row: Integers) -> Integers:
        """The leaves where walkers end; walker i starts at node at[i] with row[i]."""
        at = at.copy()
        active = np.flatnonzero(self.feature[at] >= 0)
        while active.size:
            node = at[active]
            x = X[row[active], self.feature[node]]
            goes_left = x <= self.threshold[node]
            if self.missing_left is not None:
                goes_left |= np.isnan(x) & self.missing_left[node]
            node = np.where(goes_left, self.left[node], self.right[node])
            at[active] = node
            active = active[self.feature[node] >= 0]
        return at

    def leaves(self, root: int = 0) -> int:
        """How many leaves there are below a node, itself included."""
        return int((self.feature[self.below(root)] < 0).sum())

    def depth(self, root: int = 0) -> int:
        """Questions on the longest way down."""
        deep, wave = -1, np.array([root])
        while wave.size:
            deep += 1
            wave = wave[self.feature[wave] >= 0]
            wave = np.concatenate([self.left[wave], self.right[wave]])
        return deep

    def below(self, root: int = 0) -> Integers:
        """All nodes from a node down, the node first."""
        found, wave = [], np.array([root])
        while wave.size:
            found.append(wave)
            wave = wave[self.feature[wave] >= 0]
            wave = np.concatenate([self.left[wave], self.right[wave]])
        return np.concatenate(found)

    @system("S23.06")
    def importances(self, d: int) -> Array:
        """Share of each of d features in all that the splits took off the impurity.

        Mean decrease in impurity: a split of node t into l and r counts
        `w_t i_t - w_l i_l - w_r i_r`. It is measured on the training rows, and so
        flatters features with many values, noise among them. All 0 for a tree
        without a split.
        """
        split = np.flatnonzero(self.feature >= 0)
        left, right = self.left[split], self.right[split]
        mass = self.weight * self.impurity
        gain = mass[split] - mass[left] - mass[right]
        shares = np.bincount(self.feature[split], gain, minlength=d)
        return np.asarray(shares / (shares.sum() or 1.0))

    def rules(self, names: Sequence[str], node: int = 0, depth: int = 0) -> str:
        """The tree in words, a question a line; answers are the leaves' values."""
        pad = "    " * depth
        if self.feature[node] < 0:
            return pad + " ".join(f"{v:.3g}" for v in self.value[node])
        name, t = names[self.feature[node]], self.threshold[node]
        return "\n".join(
            [
                f"{pad}{name} <= {t:.3g}",
                self.rules(names, int(self.left[node]), depth + 1),
                f"{pad}{name} > {t:.3g}",
                self.rules(names, int(self.right[node]), depth + 1),
            ]
        )
