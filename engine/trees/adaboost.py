"""AdaBoost: each stump learns most from the rows that those before got wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import (
    Array,
    Integers,
    as_labels,
    as_matrix,
    as_rows,
    as_vector,
    check_fitted,
    check_length,
)
from engine.system import system
from engine.trees.split import CLASSES

Stump = tuple[int, float, int, int]
"""Feature, threshold, and the class where `x <= threshold` and where not."""


@system("S28.01")
def best_stump(X: ArrayLike, y: ArrayLike, w: ArrayLike) -> tuple[Any, ...]:
    """One question: the split that lowers the weighted Gini impurity most.

    Either side answers with the class of most weight. A stump is a tree of depth
    1, no more.

    Args:
        X: rows, shape (n, d).
        y: labels, shape (n,).
        w: weights, 0 or more, not all 0, shape (n,).

    Returns:
        Feature, threshold, the label where `x <= threshold`, the label where
        not, and the share of the weight that is answered wrongly. If no two rows
        differ: threshold inf, and the label of most weight.

    Raises:
        ValueError: shapes do not fit, a value is not finite, or weights are
            negative or all 0.

    >>> best_stump([[1.0], [2.0], [3.0]], ["a", "b", "b"], [1.0, 1.0, 1.0])[:4]
    (0, 1.5, np.str_('a'), np.str_('b'))
    """
    X = as_matrix(X)
    classes, codes = np.unique(as_labels(y, len(X)), return_inverse=True)
    w = as_vector(w, "w")
    check_length(w, len(X), "w")
    if w.min() < 0 or not w.any():
        raise ValueError("w must be 0 or more, and not all 0")
    share = np.asarray(w / w.sum())
    stump = _Stumps(X, codes, len(classes)).best(share)
    error = float(share @ (_answers(stump, X) != codes))
    return stump[0], stump[1], classes[stump[2]], classes[stump[3]], error


class _Stumps:
    """Rows sorted once: every round only adds up other weights."""

    def __init__(self, X: Array, codes: Integers, k: int) -> None:
        self.order = X.T.argsort(axis=1)  # (d, n)
        self.values = np.take_along_axis(X.T, self.order, axis=1)
        self.may = self.values[:, :-1] < self.values[:, 1:]
        self.own = (codes == np.arange(k)[:, None]).astype(float)

    def best(self, w: Array) -> Stump:
        """The stump of lowest impurity for weights that sum to 1."""
        T = self.own * w
        total = T.sum(axis=1)
        if not self.may.any():
            return 0, np.inf, int(total.argmax()), int(total.argmax())
        left = T.take(self.order[:, :-1], axis=1).cumsum(axis=2)
        right = np.maximum(total[:, None, None] - left, 0.0)
        # A side may have no weight, and then has no impurity.
        tiny = np.finfo(float).tiny
        gini = CLASSES["gini"]
        impurity = gini(left + tiny) + gini(right + tiny)
        impurity[~self.may] = np.inf
        j, i = divmod(int(impurity.argmin()), impurity.shape[1])
        low, high = self.values[j, i], self.values[j, i + 1]
        middle = low + (high - low) / 2
        threshold = float(low if middle >= high else middle)
        return j, threshold, int(left[:, j, i].argmax()), int(right[:, j, i].argmax())


def _answers(stump: Stump, X: Array) -> Integers:
    feature, threshold, low, high = stump
    return np.where(X[:, feature] <= threshold, low, high)


@system("S28.02")
@dataclass(eq=False)
class AdaBoostClassifier:
    """A weighted vote of stumps, `argmax_c sum_t alpha_t [h_t(x) = c]`.

    Round t: the stump h_t of the weights w has error e, the weight of the rows
    that it gets wrong. Its vote is `alpha = lr (ln((1 - e) / e) + ln(k - 1))`;
    wrong rows' weights are multiplied by `exp(alpha)`, and all are divided by
    their sum. With lr = 1 and two classes, h_t then has error exactly 1/2: the next
    stump must find something else. Textbooks with labels -1 and 1 have half this
    alpha, on both sides of the vote: the same classifier.

    It minimises the exponential loss step by step, and a wrong label that no
    stump can learn gains weight without end.

    Args:
        n_estimators: rounds at most, at least 1. A stump without error, or no
            better than chance, ends it.
        lr: learning rate, positive: less than 1 makes steps smaller.

    Attributes:
        classes_: labels, sorted, shape (k,).
        stumps_: feature, threshold, and the places in `classes_` of both answers.
        alphas_: votes, shape (rounds,).
        errors_: weighted errors, shape (rounds,).
        weights_: of the rows, before each round, shape (rounds, n).

    Source:
        Zhu, Zou, Rosset, Hastie, Multi-class AdaBoost (2009), algorithm 2 (SAMME).

    >>> X, y = [[1.0], [2.0], [3.0], [4.0]], ["a", "a", "b", "a"]
    >>> model = AdaBoostClassifier(n_estimators=3).fit(X, y)
    >>> model.errors_.round(3), model.predict(X).tolist()
    (array([0.25 , 0.167, 0.2  ]), ['a', 'a', 'b', 'a'])
    """

    n_estimators: int = 50
    lr: float = 1.0

    def fit(self, X: ArrayLike, y: ArrayLike) -> AdaBoostClassifier:
        """Learn from rows X, shape (n, d), and labels y, shape (n,).

        Raises:
            ValueError: a parameter is out of range, shapes do not fit, a value is
                not finite, or the first stump is no better than chance.
        """
        X = as_matrix(X)
        if not (self.n_estimators >= 1 and self.lr > 0):
            raise ValueError(
                "n_estimators must be at least 1 and lr positive, got "
                f"{self.n_estimators} and {self.lr}"
            )
        self.classes_, codes = np.unique(as_labels(y, len(X)), return_inverse=True)
        k = len(self.classes_)
        stumps, w = _Stumps(X, codes, k), np.full(len(X), 1 / len(X))
        found: list[Stump] = []
        alphas, errors, weights = [], [], []
        while len(found) < self.n_estimators:
            stump = stumps.best(w)
            wrong = _answers(stump, X) != codes
            error = float(w @ wrong)
            # Chance is right 1 time in k.
            if error >= 1 - 1 / k - 1e-12 and error > 0:
                break
            # Without an error the vote would be infinite: any will do.
            alpha = 1.0
            if error > 0:
                alpha = self.lr * (np.log((1 - error) / error) + np.log(k - 1))
            found.append(stump)
            alphas.append(alpha)
            errors.append(error)
            weights.append(w)
            if error == 0:
                break
            w = w * np.exp(alpha * wrong)
            w /= w.sum()
        if not found:
            raise ValueError("no stump is better than chance on these rows")
        self.n_features_, self.stumps_ = X.shape[1], found
        self.alphas_, self.errors_ = np.array(alphas), np.array(errors)
        self.weights_ = np.array(weights)
        return self

    def decision_function(self, X: ArrayLike) -> Array:
        """Share of the votes for each class, shape (m, k).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        check_fitted(self, "stumps_")
        X = as_rows(X, self.n_features_)
        votes = np.zeros((len(X), len(self.classes_)))
        each = np.arange(len(X))
        for stump, alpha in zip(self.stumps_, self.alphas_, strict=True):
            votes[each, _answers(stump, X)] += alpha
        return np.asarray(votes / self.alphas_.sum())

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The class of most votes, shape (m,).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        best = self.decision_function(X).argmax(axis=1)
        return np.asarray(self.classes_[best])


@system("S28.03")
def exponential_loss(y: ArrayLike, F: ArrayLike) -> float:
    """`mean exp(-y_i F_i)` for labels -1 and 1: what AdaBoost minimises.

    At least the share of wrong signs. For `F = sum_t alpha_t h_t / 2`, with
    AdaBoost's alphas at lr = 1, it is the product of `2 sqrt(e_t (1 - e_t))`.

    Args:
        y: labels -1 or 1, shape (n,).
        F: scores, shape (n,).

    Raises:
        ValueError: shapes do not fit, a value is not finite, or another label.

    >>> round(exponential_loss([1, -1], [1.0, 1.0]), 4)
    1.5431
    """
    y, F = as_vector(y, "y"), as_vector(F, "F")
    check_length(F, len(y), "F")
    if not (np.abs(y) == 1).all():
        raise ValueError("y must hold -1 and 1")
    return float(np.exp(-y * F).mean())
