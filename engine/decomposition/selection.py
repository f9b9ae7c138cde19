"""Feature selection: keep the columns that tell the classes apart, as they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_labels, as_matrix, as_rows, check_fitted
from engine.system import system


@system("S19.07")
def f_scores(X: ArrayLike, y: ArrayLike) -> Array:
    """F of each column: variance between the classes by variance within.

    `F = (sum_c n_c (m_c - m)^2 / (k - 1)) / (sum_i (x_i - m_(y_i))^2 / (n - k))`
    for k classes with n_c rows of mean m_c, and m the mean of all. It sees only
    differences of means, of one column at a time.

    Args:
        X: rows, shape (n, d).
        y: labels, shape (n,), 2 to n - 1 different ones.

    Returns:
        Scores, 0 or more, shape (d,); infinite where only the classes differ, 0
        for a constant column.

    Raises:
        ValueError: shapes do not fit, a value is not finite, or another number
            of classes.

    >>> f_scores([[1.0, 5.0], [2.0, 5.0], [4.0, 5.0], [5.0, 5.0]], [0, 0, 1, 1])
    array([18.,  0.])
    """
    X = as_matrix(X)
    classes, codes = np.unique(as_labels(y, len(X)), return_inverse=True)
    n, k = len(X), len(classes)
    if not 2 <= k < n:
        raise ValueError(f"y must have 2 to {n - 1} classes, got {k}")
    own = (codes == np.arange(k)[:, None]).astype(float)  # (k, n)
    counts = own.sum(axis=1)
    # About the mean fewer digits are lost.
    Z = X - X.mean(axis=0)
    means = (own @ Z) / counts[:, None]
    between = (counts @ means**2) / (k - 1)
    within = ((Z - means[codes]) ** 2).sum(axis=0) / (n - k)
    alone = np.where(np.ptp(X, axis=0) > 0, np.inf, 0.0)
    return np.where(within > 0, between / np.where(within > 0, within, 1.0), alone)


@system("S19.07")
@dataclass(eq=False)
class SelectKBest:
    """The k columns with the highest `f_scores`, in their order.

    Unlike PCA it uses the labels, and its columns are those of X; like tests of
    single columns it keeps two copies of a good one.

    Args:
        k: columns kept, 1 to d.

    Attributes:
        scores_: of each column, shape (d,).
        columns_: those kept, rising, shape (k,).

    >>> X, y = [[1.0, 7.0], [2.0, 8.0], [4.0, 8.0], [5.0, 7.0]], [0, 0, 1, 1]
    >>> SelectKBest(k=1).fit(X, y).columns_
    array([0])
    """

    k: int = 1

    def fit(self, X: ArrayLike, y: ArrayLike) -> SelectKBest:
        """Score the columns of X, shape (n, d), by labels y, shape (n,).

        Raises:
            ValueError: k is not 1 to d, or as `f_scores`.
        """
        self.scores_ = f_scores(X, y)
        if not 1 <= self.k <= len(self.scores_):
            raise ValueError(f"k must be 1 to {len(self.scores_)}, got {self.k}")
        best = np.argsort(-self.scores_, kind="stable")[: self.k]
        self.columns_ = np.sort(best)
        return self

    def transform(self, X: ArrayLike) -> Array:
        """The columns kept, shape (m, k).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        check_fitted(self, "columns_")
        return np.asarray(as_rows(X, len(self.scores_))[:, self.columns_])
