"""TF-IDF: a word weighs much where it is frequent here and rare elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix, as_rows, check_fitted
from engine.system import system


@system("S53.06", "S53.07", "S52.09")
@dataclass(eq=False)
class Tfidf:
    """`weight = tf * idf`, with the inverse document frequency learned by `fit`.

    The textbook's `idf = ln(n / df)` is 0 for a word that all n documents have,
    and has no value for one that none has: here 0 as well. The smooth one,
    `idf = ln((1 + n) / (1 + df)) + 1`, acts as if one more document had every
    word, and never is 0. The logarithm is natural.

    Args:
        smooth: which of the two.
        unit: whether rows are divided by their length, so that long documents do
            not weigh more; a row of zeros stays.
        relative: whether tf is the share of the document's words instead of the
            count. With `unit` it makes no difference.

    Attributes:
        idf_: weights of the words, shape (d,).

    Source:
        Manning, Raghavan, Schütze, Introduction to Information Retrieval
        (2008), section 6.2; scikit-learn's user guide for the smooth form.

    >>> M = [[1, 1, 1, 0, 0], [1, 1, 0, 1, 1]]
    >>> Tfidf(smooth=False, unit=False).fit(M).transform(M).round(4)
    array([[0.    , 0.    , 0.6931, 0.    , 0.    ],
           [0.    , 0.    , 0.    , 0.6931, 0.6931]])
    """

    smooth: bool = True
    unit: bool = True
    relative: bool = False

    def fit(self, X: ArrayLike) -> Tfidf:
        """Learn idf from counts X, shape (n, d).

        Raises:
            ValueError: a count is negative or not finite.
        """
        X = _counts(as_matrix(X))
        df, n = (X > 0).sum(axis=0), len(X)
        if self.smooth:
            self.idf_ = np.log((1 + n) / (1 + df)) + 1
        else:
            self.idf_ = np.where(df > 0, np.log(n / np.maximum(df, 1)), 0.0)
        return self

    def transform(self, X: ArrayLike) -> Array:
        """Weights of counts X, shape (m, d).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of words, or a negative count.
        """
        check_fitted(self, "idf_")
        X = _counts(as_rows(X, len(self.idf_)))
        if self.relative:
            X = X / _or_one(X.sum(axis=1, keepdims=True))
        weights = X * self.idf_
        if self.unit:
            weights /= _or_one(np.linalg.norm(weights, axis=1, keepdims=True))
        return np.asarray(weights)


def _counts(X: Array) -> Array:
    if X.min() < 0:
        raise ValueError(f"a count must not be negative, got {X.min()}")
    return X


def _or_one(size: Array) -> Array:
    return np.where(size > 0, size, 1.0)
