"""Random forests: trees on bootstrap samples, with few features to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import Array, as_labels, as_matrix, as_pair, as_rows, check_fitted
from engine.system import system
from engine.trees.levels import Grower
from engine.trees.split import CLASSES, NUMBERS, as_targets


@dataclass(eq=False)
class _Forest:
    """What both kinds of forest share."""

    n_trees: int = 100
    criterion: str = ""
    max_features: int | str | None = None
    max_depth: int | None = None
    min_samples_leaf: int = 1
    bootstrap: bool = True
    random_cuts: bool = False

    def _features(self, d: int) -> int:
        """How many of d features each split may choose from."""
        m = self.max_features
        if m == "sqrt":
            return max(int(np.sqrt(d)), 1)
        if m is None or (isinstance(m, int) and 1 <= m <= d):
            return m or d
        raise ValueError(f"max_features: sqrt, None or 1 to {d}, got {m!r}")

    def _learn(self, X: Array, T: Array, rng: np.random.Generator) -> None:
        (n, d), deep = X.shape, self.max_depth
        if not min(self.n_trees, self.min_samples_leaf, deep or 1) >= 1 or deep == 0:
            raise ValueError(
                "n_trees, max_depth and min_samples_leaf must be at least 1, got "
                f"{self.n_trees}, {deep} and {self.min_samples_leaf}"
            )
        grower = Grower(
            self.criterion,
            self._features(d),
            np.inf if deep is None else deep,
            self.min_samples_leaf,
            self.random_cuts,
        )
        bags = np.ones((self.n_trees, n), dtype=int)
        if self.bootstrap:
            drawn = rng.integers(n, size=(self.n_trees, n))
            bags = np.stack([np.bincount(rows, minlength=n) for rows in drawn])
        self.bags_, self.n_features_ = bags, d
        self.trees_, self.roots_ = grower.grow(X, T, bags, rng)
        self.feature_importances_ = self._importances(d)

    def _importances(self, d: int) -> Array:
        """The mean of the trees' own; a tree without a split does not count."""
        tree = self.trees_
        inner = np.flatnonzero(tree.feature >= 0)
        if not inner.size:
            return np.zeros(d)
        mass = tree.weight * tree.impurity
        gain = mass[inner] - mass[tree.left[inner]] - mass[tree.right[inner]]
        # Each node learns from above which tree it belongs to.
        owner = np.zeros(len(mass), dtype=int)
        owner[self.roots_], wave = self.roots_, self.roots_
        while wave.size:
            wave = wave[tree.feature[wave] >= 0]
            below = np.concatenate([tree.left[wave], tree.right[wave]])
            owner[below] = np.tile(owner[wave], 2)
            wave = below
        shares = np.zeros((len(self.roots_), d))
        np.add.at(shares, (owner[inner], tree.feature[inner]), gain)
        totals = shares.sum(axis=1)
        return np.asarray((shares[totals > 0].T / totals[totals > 0]).mean(axis=1))

    def _each(self, X: Array) -> Array:
        """What each tree answers, shape (trees, m, k)."""
        trees, m = len(self.roots_), len(X)
        at = np.repeat(self.roots_, m)
        leaves = self.trees_.walk(X, at, np.tile(np.arange(m), trees))
        return np.asarray(self.trees_.value[leaves].reshape(trees, m, -1))

    def _values(self, X: ArrayLike) -> Array:
        check_fitted(self, "trees_")
        return np.asarray(self._each(as_rows(X, self.n_features_)).mean(axis=0))

    def _out_of_bag(self, X: Array) -> Array:
        """For each row the mean over trees that did not learn from it; NaN if none."""
        out = self.bags_ == 0
        sums = np.einsum("tn,tnk->nk", out, self._each(X))
        voters = out.sum(axis=0)[:, None]
        return np.where(voters > 0, sums / np.maximum(voters, 1), np.nan)


@system("S23.01", "S23.03", "S23.05", "S23.08", "S21.12")
@dataclass(eq=False)
class RandomForestClassifier(_Forest):
    """The mean of trees, each grown on a bootstrap sample, each split choosing from
    few features drawn for it.

    Trees have little bias and much variance. The mean of T trees of variance
    `sigma^2` and correlation rho has variance `rho sigma^2 + (1 - rho) sigma^2 / T`:
    more trees take the second part away, other samples and features lower rho.

    A row is out of bag for the 37 % of trees whose sample lacks it. Their mean
    is a prediction by trees that never saw the row: an error estimate for free.

    Args:
        n_trees: how many; more never overfits, it only takes longer.
        criterion: "gini" or "entropy".
        max_features: features drawn for each split: a number, "sqrt", None for all.
        max_depth: questions on a way down at most; None: until pure.
        min_samples_leaf: rows of a leaf at least.
        bootstrap: False: each tree has all rows; then nothing is out of bag.
        random_cuts: thresholds are drawn and the best feature taken; with
            bootstrap=False these are extremely randomised trees.

    Attributes:
        classes_: labels, sorted, shape (k,).
        trees_: all trees in one `Tree`, with roots `roots_`.
        bags_: how often each tree has each row, shape (n_trees, n).
        oob_proba_: out-of-bag probabilities, NaN where no tree lacks the row.
        oob_score_: accuracy out of bag, over rows that have one; NaN if none has.
        feature_importances_: mean decrease in impurity, shape (d,), summing to 1.

    Source:
        Breiman, Random Forests (2001), sections 2 and 3. Geurts, Ernst, Wehenkel,
        Extremely Randomized Trees (2006).

    >>> X, y = [[1.0], [2.0], [3.0], [7.0], [8.0], [9.0]], list("aaabbb")
    >>> model = RandomForestClassifier().fit(X, y, np.random.default_rng(42))
    >>> model.predict([[0.0], [10.0]]).tolist(), model.oob_score_
    (['a', 'b'], 1.0)
    """

    criterion: str = "gini"
    max_features: int | str | None = "sqrt"

    def fit(
        self, X: ArrayLike, y: ArrayLike, rng: np.random.Generator
    ) -> RandomForestClassifier:
        """Learn from rows X, shape (n, d), and labels y, shape (n,).

        Raises:
            ValueError: a parameter is out of range, shapes do not fit, or a value
                is not finite.
        """
        X = as_matrix(X)
        if self.criterion not in CLASSES:
            raise ValueError(f"criterion: gini or entropy, got {self.criterion!r}")
        self.classes_, codes = np.unique(as_labels(y, len(X)), return_inverse=True)
        self._learn(X, as_targets(codes, len(X), self.criterion), rng)
        self.oob_proba_ = self._out_of_bag(X)
        seen = ~np.isnan(self.oob_proba_[:, 0])
        right = self.oob_proba_[seen].argmax(axis=1) == codes[seen]
        self.oob_score_ = float(right.mean()) if seen.any() else float("nan")
        return self

    def predict_proba(self, X: ArrayLike) -> Array:
        """Mean of the trees' shares of the classes, shape (m, k).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        return self._values(X)

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The class of highest mean, shape (m,): not quite a vote of the trees.

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        # Rounded: the order in which trees are added up must not break a tie.
        best = self._values(X).round(12).argmax(axis=1)
        return np.asarray(self.classes_[best])


@system("S23.01", "S23.05")
@dataclass(eq=False)
class RandomForestRegressor(_Forest):
    """The same forest for numbers: the mean of the trees' means.

    With all features for each split, as is usual for numbers, only the samples
    differ: it is bagging.

    Args:
        n_trees: as `RandomForestClassifier`, and so are those below.
        criterion: "squared_error" or "poisson".
        max_features: see there.
        max_depth: see there.
        min_samples_leaf: see there.
        bootstrap: see there.
        random_cuts: see there.

    Attributes:
        oob_prediction_: out of bag, NaN where no tree lacks the row, shape (n,).
        oob_score_: R^2 out of bag; NaN if fewer than two rows have a prediction,
            or their targets are all alike.
        trees_: as `RandomForestClassifier`, and so are `roots_`, `bags_` and
            `feature_importances_`.

    >>> X, y = [[1.0], [2.0], [8.0], [9.0]], [1.0, 1.0, 5.0, 5.0]
    >>> model = RandomForestRegressor().fit(X, y, np.random.default_rng(0))
    >>> model.predict([[0.0]]).round(1)
    array([1.4])
    """

    criterion: str = "squared_error"

    def fit(
        self, X: ArrayLike, y: ArrayLike, rng: np.random.Generator
    ) -> RandomForestRegressor:
        """Learn from rows X, shape (n, d), and targets y, shape (n,).

        Raises:
            ValueError: as `RandomForestClassifier.fit`.
        """
        X, y = as_pair(X, y)
        if self.criterion not in NUMBERS:
            raise ValueError(
                f"criterion: squared_error or poisson, got {self.criterion!r}"
            )
        # Growing adds up squares: near 0 they lose no digits.
        shift = float(y.mean()) if self.criterion == "squared_error" else 0.0
        self._learn(X, as_targets(y - shift, len(X), self.criterion), rng)
        self.trees_ = replace(self.trees_, value=self.trees_.value + shift)
        self.oob_prediction_ = self._out_of_bag(X)[:, 0]
        seen = ~np.isnan(self.oob_prediction_)
        y, guess = y[seen], self.oob_prediction_[seen]
        spread = float(((y - y.mean()) ** 2).sum()) if seen.any() else 0.0
        error = float(((y - guess) ** 2).sum())
        self.oob_score_ = 1 - error / spread if spread > 0 else float("nan")
        return self

    def predict(self, X: ArrayLike) -> Array:
        """Mean of the trees' predictions, shape (m,).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        return np.asarray(self._values(X)[:, 0])


@system("S23.07")
def tune_forest(
    X: ArrayLike,
    y: ArrayLike,
    settings: Sequence[dict[str, Any]],
    rng: np.random.Generator,
) -> Array:
    """Out-of-bag accuracy of a forest for each setting: no second sample is needed.

    Args:
        X: rows, shape (n, d).
        y: labels, shape (n,).
        settings: arguments of `RandomForestClassifier`, such as max_features,
            max_depth, min_samples_leaf or n_trees.
        rng: grows the forests.

    Returns:
        Accuracies, shape (len(settings),).

    Raises:
        ValueError: as `RandomForestClassifier.fit`.

    >>> X, y = np.arange(20.0)[:, None], np.arange(20) >= 10
    >>> settings = [{"max_depth": 1}, {"n_trees": 20}]
    >>> tune_forest(X, y, settings, np.random.default_rng(0)).round(1)
    array([1. , 0.9])
    """
    return np.array(
        [RandomForestClassifier(**how).fit(X, y, rng).oob_score_ for how in settings]
    )
