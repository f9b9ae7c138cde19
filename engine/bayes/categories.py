"""Naive Bayes for features that are yes or no, or one of a few values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_labels, as_matrix
from engine.bayes.posterior import _NaiveBayes
from engine.system import system


@system("S12.01", "S12.05", "S12.04")
@dataclass(eq=False)
class BernoulliNB(_NaiveBayes):
    """`P(c | x) proportional to P(c) prod_i p_ci^(x_i) (1 - p_ci)^(1 - x_i)`.

    `p_ci = (n_ci + alpha) / (n_c + 2 alpha)`: of the n_c rows of class c, the
    share with feature i. Unlike the multinomial, a word that is absent speaks
    too, and one that comes twice does not speak louder.

    Args:
        alpha: smoothing, positive.
        threshold: a feature is present where its value is above.

    Attributes:
        classes_: labels, sorted, shape (k,).
        priors_: P(c), the share of the rows, shape (k,).
        p_: shape (k, d).

    Source:
        Manning, Raghavan, Schütze, Introduction to Information Retrieval (2008),
        section 13.3.

    >>> model = BernoulliNB().fit([[1, 0], [1, 1], [0, 1]], ["a", "a", "b"])
    >>> model.p_.round(2)
    array([[0.75, 0.5 ],
           [0.33, 0.67]])
    """

    alpha: float = 1.0
    threshold: float = 0.0

    def fit(self, X: ArrayLike, y: ArrayLike) -> BernoulliNB:
        """Learn from rows X, shape (n, d), and labels y, shape (n,).

        Raises:
            ValueError: shapes do not fit, a value is not finite, or alpha is not
                positive.
        """
        X = as_matrix(X)
        _check_alpha(self.alpha)
        self.n_features_ = X.shape[1]
        self.classes_, codes = np.unique(as_labels(y, len(X)), return_inverse=True)
        own = (codes == np.arange(len(self.classes_))[:, None]).astype(float)
        rows = own.sum(axis=1)
        present = own @ (self.threshold < X)
        self.priors_ = rows / rows.sum()
        self.p_ = (present + self.alpha) / (rows[:, None] + 2 * self.alpha)
        return self

    def _log_joint(self, X: Array) -> Array:
        present = (self.threshold < X).astype(float)
        absent = np.log1p(-self.p_)
        # Everything absent, then what presence makes of it.
        joint = absent.sum(axis=1) + present @ (np.log(self.p_) - absent).T
        return np.asarray(joint + np.log(self.priors_))


@system("S12.01", "S12.05", "S12.04")
@dataclass(eq=False)
class CategoricalNB(_NaiveBayes):
    """`P(c | x) proportional to P(c) prod_i P(x_i | c)`, each P a table.

    `P(x_i = v | c) = (n_civ + alpha) / (n_c + alpha m_i)`: of the n_c rows of
    class c, the share whose feature i is v, m_i being the number of values seen.

    Args:
        alpha: smoothing, positive.

    Attributes:
        classes_: labels, sorted, shape (k,).
        priors_: P(c), the share of the rows, shape (k,).
        values_: of each feature, the values seen, sorted.
        tables_: of each feature, `P(v | c)`, shape (k, m_i).

    >>> X, y = [[0, 1], [0, 2], [1, 2]], ["a", "a", "b"]
    >>> CategoricalNB().fit(X, y).tables_[0].round(2)
    array([[0.75, 0.25],
           [0.33, 0.67]])
    """

    alpha: float = 1.0

    def fit(self, X: ArrayLike, y: ArrayLike) -> CategoricalNB:
        """Learn from numbers of categories X, shape (n, d), and labels y, shape (n,).

        Raises:
            ValueError: shapes do not fit, a value is not finite, or alpha is not
                positive.
        """
        X = as_matrix(X)
        _check_alpha(self.alpha)
        self.n_features_ = X.shape[1]
        self.classes_, codes = np.unique(as_labels(y, len(X)), return_inverse=True)
        k = len(self.classes_)
        rows = np.bincount(codes)
        self.priors_ = rows / len(X)
        self.values_, self.tables_ = [], []
        for column in X.T:
            values, cells = np.unique(column, return_inverse=True)
            m = len(values)
            counts = np.bincount(codes * m + cells, minlength=k * m).reshape(k, m)
            table = (counts + self.alpha) / (rows[:, None] + self.alpha * m)
            self.values_.append(values)
            self.tables_.append(table)
        return self

    def _log_joint(self, X: Array) -> Array:
        """Raises a ValueError where a value was never seen: it has no table."""
        joint = np.log(self.priors_) + np.zeros((len(X), 1))
        for i, column in enumerate(X.T):
            values = self.values_[i]
            cells = np.minimum(np.searchsorted(values, column), len(values) - 1)
            unseen = values[cells] != column
            if unseen.any():
                row = int(unseen.argmax())
                raise ValueError(f"X[{row}, {i}] is {column[row]}, never seen in fit")
            joint += np.log(self.tables_[i][:, cells]).T
        return np.asarray(joint)


def _check_alpha(alpha: float) -> None:
    if not alpha > 0:
        raise ValueError(
            f"alpha must be positive, got {alpha}: with 0 a value that a class "
            "never had would rule it out, whatever the other features"
        )
