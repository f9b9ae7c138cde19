"""Bootstrap samples, and bagging: the same learner on many of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import Array, Integers, as_labels, as_matrix, as_rows, check_fitted
from engine.system import system
from engine.trees.cart import DecisionTreeClassifier
from engine.trees.voting import soft_vote


@system("S23.02")
def bootstrap_rows(n: int, rng: np.random.Generator) -> Integers:
    """n rows drawn from n, each time from all: some twice, some not at all.

    Args:
        n: number of rows, at least 1.
        rng: draws them.

    Returns:
        Indices, shape (n,).

    Raises:
        ValueError: n is below 1.

    >>> sample = bootstrap_rows(1000, np.random.default_rng(0))
    >>> len(sample), len(np.unique(sample))
    (1000, 622)
    """
    if not n >= 1:
        raise ValueError(f"n must be at least 1, got {n}")
    return rng.integers(n, size=n)


@system("S23.02")
def left_out(n: int) -> float:
    """Share of the rows that a bootstrap sample is expected to lack: `(1 - 1/n)^n`.

    It rises to 1/e = 0.368: about a third of the rows is out of the bag.

    Args:
        n: number of rows, at least 1.

    Raises:
        ValueError: n is below 1.

    >>> round(left_out(10), 3), round(left_out(100), 3), round(left_out(1000), 4)
    (0.349, 0.366, 0.3677)
    """
    if not n >= 1:
        raise ValueError(f"n must be at least 1, got {n}")
    return float((1 - 1 / n) ** n)


@system("S23.02")
@dataclass(eq=False)
class BaggingClassifier:
    """Bootstrap aggregating: the mean of classifiers learned on bootstrap samples.

    The samples differ, so the classifiers do; their mean keeps the bias and has
    less variance. It helps where one row more or less makes another classifier,
    as with deep trees, and hardly where it does not, as with linear ones.

    Args:
        make: makes an unfitted classifier with `fit(X, y)` and `predict_proba`.
        n_estimators: how many, at least 1.

    Attributes:
        classes_: labels, sorted, shape (k,).
        estimators_: the classifiers.
        samples_: rows of each, shape (n_estimators, n).

    Source:
        Breiman, Bagging Predictors (1996), section 1.

    >>> X, y = [[1.0], [2.0], [8.0], [9.0]], [0, 0, 1, 1]
    >>> BaggingClassifier().fit(X, y, np.random.default_rng(0)).predict([[0.0], [10.0]])
    array([0, 1])
    """

    make: Callable[[], Any] = DecisionTreeClassifier
    n_estimators: int = 10

    def fit(
        self, X: ArrayLike, y: ArrayLike, rng: np.random.Generator
    ) -> BaggingClassifier:
        """Learn from rows X, shape (n, d), and labels y, shape (n,).

        Raises:
            ValueError: n_estimators is below 1, shapes do not fit, or a value is
                not finite.
        """
        X = as_matrix(X)
        if not self.n_estimators >= 1:
            raise ValueError(
                f"n_estimators must be at least 1, got {self.n_estimators}"
            )
        self.classes_, codes = np.unique(as_labels(y, len(X)), return_inverse=True)
        self.n_features_ = X.shape[1]
        samples = [bootstrap_rows(len(X), rng) for _ in range(self.n_estimators)]
        self.samples_ = np.array(samples)
        self.estimators_ = [self.make().fit(X[rows], codes[rows]) for rows in samples]
        return self

    def predict_proba(self, X: ArrayLike) -> Array:
        """Mean of the classifiers' probabilities, shape (m, k).

        A class that a sample lacks has probability 0 for its classifier.

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        check_fitted(self, "estimators_")
        X = as_rows(X, self.n_features_)
        p = np.zeros((len(self.estimators_), len(X), len(self.classes_)))
        for own, model in zip(p, self.estimators_, strict=True):
            own[:, model.classes_] = model.predict_proba(X)
        return soft_vote(p)

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The class of highest mean probability, shape (m,).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        best = self.predict_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[best])
