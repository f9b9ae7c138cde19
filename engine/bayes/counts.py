"""Naive Bayes for counts, such as words of a text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_labels, as_matrix
from engine.bayes.posterior import _NaiveBayes
from engine.system import system


@dataclass(eq=False)
class _Counting(_NaiveBayes):
    """What multinomial and complement share: counts of each class, smoothed."""

    alpha: float = 1.0

    def _count(self, X: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
        """Rows of each class, shape (k,), and their summed counts, shape (k, d)."""
        X = as_matrix(X)
        if X.min() < 0:
            raise ValueError(f"a count must not be negative, got {X.min()}")
        if not self.alpha > 0:
            raise ValueError(
                f"alpha must be positive, got {self.alpha}: with 0 a word that a "
                "class never had would rule it out, whatever the other words"
            )
        self.n_features_ = X.shape[1]
        self.classes_, codes = np.unique(as_labels(y, len(X)), return_inverse=True)
        own = (codes == np.arange(len(self.classes_))[:, None]).astype(float)
        return own.sum(axis=1), own @ X


@system("S12.01", "S12.05", "S12.04")
@dataclass(eq=False)
class MultinomialNB(_Counting):
    """`P(c | x) proportional to P(c) prod_i p_ci^(x_i)` for counts x.

    `p_ci = (N_ci + alpha) / (N_c + alpha d)`: of the N_c words of class c, the
    share that are word i, as if each word had been seen alpha times before
    (Laplace's smoothing for 1). Logarithms of the posteriors' ratio are linear
    in x.

    Args:
        alpha: smoothing, positive.

    Attributes:
        classes_: labels, sorted, shape (k,).
        priors_: P(c), the share of the rows, shape (k,).
        log_p_: `ln p_ci`, shape (k, d).

    Source:
        Manning, Raghavan, Schütze, Introduction to Information Retrieval (2008),
        section 13.2.

    >>> X, y = [[3, 0, 1], [2, 0, 2], [0, 4, 1], [0, 3, 0]], [0, 0, 1, 1]
    >>> MultinomialNB().fit(X, y).predict_proba([[1, 1, 1]]).round(2)
    array([[0.6, 0.4]])
    """

    def fit(self, X: ArrayLike, y: ArrayLike) -> MultinomialNB:
        """Learn from counts X, shape (n, d), and labels y, shape (n,).

        Raises:
            ValueError: a count is negative or not finite, shapes do not fit, or
                alpha is not positive.
        """
        rows, counts = self._count(X, y)
        smooth = counts + self.alpha
        self.priors_ = rows / rows.sum()
        self.log_p_ = np.log(smooth) - np.log(smooth.sum(axis=1, keepdims=True))
        return self

    def _log_joint(self, X: Array) -> Array:
        return np.asarray(X @ self.log_p_.T + np.log(self.priors_))


@system("S12.01", "S12.05")
@dataclass(eq=False)
class ComplementNB(_Counting):
    """The class whose complement fits worst: `argmin_c sum_i x_i ln p_ci`.

    Here `p_ci` is the smoothed share of word i in all classes but c. A class of
    few rows has a complement of many, so that estimates are equally good for
    all, and no class wins for being long-winded. Priors are left out, unless
    there is one class only.

    Args:
        alpha: smoothing, positive.

    Attributes:
        classes_: labels, sorted, shape (k,).
        log_p_: `ln p_ci` of the complements, shape (k, d).

    Source:
        Rennie, Shih, Teevan, Karger, Tackling the Poor Assumptions of Naive Bayes
        Text Classifiers (2003), section 3.1.

    >>> X, y = [[3, 0, 1], [2, 0, 2], [0, 4, 1], [0, 3, 0]], [0, 0, 1, 1]
    >>> ComplementNB().fit(X, y).predict([[1, 1, 1], [0, 1, 0]])
    array([0, 1])
    """

    def fit(self, X: ArrayLike, y: ArrayLike) -> ComplementNB:
        """Learn from counts X, shape (n, d), and labels y, shape (n,).

        Raises:
            ValueError: as `MultinomialNB.fit`.
        """
        _, counts = self._count(X, y)
        smooth = counts.sum(axis=0) - counts + self.alpha
        self.log_p_ = np.log(smooth) - np.log(smooth.sum(axis=1, keepdims=True))
        return self

    def _log_joint(self, X: Array) -> Array:
        return np.asarray(-X @ self.log_p_.T)
