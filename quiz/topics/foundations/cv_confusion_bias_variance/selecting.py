"""A classifier that first selects features by their correlation with the target."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import Array, Integers
from engine.linear.logistic import LogisticRegression


def most_correlated(X: Array, y: Integers, k: int) -> Integers:
    """The k columns whose correlation with y is largest in size, shape (k,).

    >>> most_correlated(np.array([[0.0, 5.0], [1.0, 5.1], [2.0, 5.0]]), np.array([0, 0, 1]), 1)
    array([0])
    """
    Z = (X - X.mean(axis=0)) / X.std(axis=0)
    return np.asarray(np.argsort(-np.abs(Z.T @ (y - y.mean())), kind="stable")[:k])


@dataclass(eq=False)
class SelectThenFit:
    """Logistic regression on the k columns that go best with the targets it is given.

    Args:
        k: columns kept.
        alpha: penalty of the regression.
    """

    k: int = 10
    alpha: float = 1.0

    def fit(self, X: ArrayLike, y: ArrayLike) -> SelectThenFit:
        """Learn from rows X, shape (n, d), and labels y, shape (n,)."""
        X, y = np.asarray(X, dtype=float), np.asarray(y)
        self.kept_ = most_correlated(X, y, self.k)
        self.model_ = LogisticRegression(self.alpha).fit(X[:, self.kept_], y)
        return self

    def predict(self, X: ArrayLike) -> NDArray[np.generic]:
        """Labels of rows X, shape (m, d); shape (m,)."""
        return self.model_.predict(np.asarray(X, dtype=float)[:, self.kept_])
