"""Isolation forest: what few random cuts set apart is an outlier."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers, as_matrix, as_rows, check_fitted
from engine.system import system
from engine.trees.levels import Grower
from engine.trees.split import as_targets


def average_path(n: ArrayLike) -> Array:
    """Mean depth of a random search among n rows: `2 H(n - 1) - 2 (n - 1) / n`.

    `H(i) = ln i + 0.5772...`, nearly the sum of 1, 1/2, ... 1/i. 1 for two rows, 0
    for one.

    Args:
        n: numbers of rows, shape (...).

    Returns:
        Shape (...).

    Source:
        Liu, Ting, Zhou, Isolation Forest (2008), equation 1.

    >>> average_path([1, 2, 256]).round(3)
    array([ 0.   ,  1.   , 10.245])
    """
    n = np.asarray(n, dtype=float)
    many = np.maximum(n, 3.0)
    path = 2 * (np.log(many - 1) + np.euler_gamma) - 2 * (many - 1) / many
    return np.where(n > 2, path, np.where(n == 2, 1.0, 0.0))


@system("S01.15")
@dataclass(eq=False)
class IsolationForest:
    """Outliers are alone after few random cuts: `score = 2^(-E[depth] / c(psi))`.

    Each tree has psi rows and cuts them at random: a feature, then a threshold
    between its least and largest value, until rows are alone or the tree is
    log2 psi deep, where `average_path` stands for the cuts not made. c(psi) is
    the mean depth. Scores near 1: outliers; all near 0.5: none.

    Args:
        n_trees: how many, at least 1.
        psi: rows a tree; all rows if there are fewer.

    Attributes:
        trees_: all trees in one `Tree`, with roots `roots_`.
        depth_: of each node, with `average_path` of its rows.
        psi_: rows that each tree has.

    Source:
        Liu, Ting, Zhou, Isolation Forest (2008), equation 2.

    >>> X = [[0.0], [0.1], [0.2], [0.3], [9.0]]
    >>> forest = IsolationForest().fit(X, np.random.default_rng(0))
    >>> forest.score_samples(X).argmax()
    np.int64(4)
    """

    n_trees: int = 100
    psi: int = 256

    def fit(self, X: ArrayLike, rng: np.random.Generator) -> IsolationForest:
        """Learn from rows X, shape (n, d).

        Raises:
            ValueError: n_trees is below 1, psi is below 2, or X is no finite matrix.
        """
        X = as_matrix(X)
        if not (self.n_trees >= 1 and self.psi >= 2):
            raise ValueError(
                "n_trees must be at least 1 and psi 2, got "
                f"{self.n_trees} and {self.psi}"
            )
        self.psi_, self.n_features_ = min(self.psi, len(X)), X.shape[1]
        bags = np.zeros((self.n_trees, len(X)), dtype=int)
        for bag in bags:
            bag[rng.choice(len(X), self.psi_, replace=False)] = 1
        # Any targets that differ will do: no cut is chosen for its gain.
        T = as_targets(np.arange(len(X)), len(X), "squared_error")
        deepest = np.ceil(np.log2(max(self.psi_, 2)))
        grower = Grower("squared_error", 1, deepest, random_cuts=True)
        self.trees_, self.roots_ = grower.grow(X, T, bags, rng)
        self.depth_ = self._depths() + average_path(self.trees_.weight)
        return self

    def _depths(self) -> Array:
        depth = np.zeros(len(self.trees_.feature))
        wave: Integers = self.roots_
        while wave.size:
            wave = wave[self.trees_.feature[wave] >= 0]
            for below in (self.trees_.left[wave], self.trees_.right[wave]):
                depth[below] = depth[wave] + 1
            wave = np.concatenate([self.trees_.left[wave], self.trees_.right[wave]])
        return depth

    def score_samples(self, X: ArrayLike) -> Array:
        """Scores in (0, 1], shape (m,): the higher, the more of an outlier.

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        check_fitted(self, "trees_")
        X = as_rows(X, self.n_features_)
        m, trees = len(X), len(self.roots_)
        at = np.repeat(self.roots_, m)
        leaves = self.trees_.walk(X, at, np.tile(np.arange(m), trees))
        depth = self.depth_[leaves].reshape(trees, m).mean(axis=0)
        # One row alone has depth 0, and nothing to compare it with.
        usual = float(average_path(self.psi_)) or 1.0
        return np.asarray(2.0 ** (-depth / usual))
