"""Holes filled by regression of each column on the others, in turns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers, check_fitted
from engine.preprocessing.holes import with_holes
from engine.preprocessing.simple_imputer import SimpleImputer
from engine.system import system


@system("S61.06")
@dataclass(eq=False)
class IterativeImputer:
    """Start from means; then predict each holed column from all others, in rounds.

    The columns take turns, the one with the fewest holes first, each by least
    squares with a small penalty on the rows that have it. A prediction has no
    noise, so filled values lie too close to the line: correlations grow and
    variances shrink. `mice` draws the noise too.

    Args:
        rounds: at most, at least 1.
        alpha: penalty on squared weights, at least 0, as a share of the
            column's rows and variance; keeps dependent columns apart.
        tol: stop when no filled value changed by more than this many times
            the largest absolute value.

    Attributes:
        start_: the imputer of the means.
        models_: column, intercept and weights by the others, in order of use.
        rounds_: how many were made.
        converged_: whether the last changed less than tol.

    Source:
        van Buuren and Groothuis-Oudshoorn, mice: Multivariate Imputation by
        Chained Equations in R (2011), section 2, without its draws.

    >>> X = [[1.0, 2.0], [np.nan, 3.0], [7.0, 6.0]]  # complete rows: x = 1.5 y - 2
    >>> IterativeImputer(alpha=0.0).fit(X).transform(X)[1].round(6)
    array([2.5, 3. ])
    """

    rounds: int = 10
    alpha: float = 1e-6
    tol: float = 1e-3

    def fit(self, X: ArrayLike) -> IterativeImputer:
        """Learn from rows X, shape (n, d).

        Raises:
            ValueError: rounds, alpha or tol is out of range, a column has no
                value, or a value is infinite.
        """
        X = with_holes(X)
        if self.rounds < 1 or not (self.alpha >= 0 and self.tol >= 0):
            raise ValueError(
                "rounds must be at least 1, alpha and tol 0,"
                f" got {self.rounds}, {self.alpha} and {self.tol}"
            )
        self.start_ = SimpleImputer().fit(X)
        missing = np.isnan(X)
        filled = self.start_.transform(X)
        self.models_: list[tuple[int, float, Array]] = []
        self.converged_ = False
        smallest = self.tol * np.abs(filled).max()
        for done in range(1, self.rounds + 1):
            before = filled.copy()
            for j in order_of_columns(missing):
                b, w = regression(filled, j, ~missing[:, j], self.alpha)
                self.models_.append((int(j), b, w))
                _fill(filled, missing, int(j), b, w)
            self.rounds_ = done
            if np.abs(filled - before).max() <= smallest:
                self.converged_ = True
                break
        return self

    def transform(self, X: ArrayLike) -> Array:
        """Rows X, shape (m, d), with their holes filled by the same steps.

        A column that had no hole in training gets its mean.

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features, or a value is infinite.
        """
        check_fitted(self, "start_")
        X = with_holes(X, len(self.start_.fill_))
        filled, missing = self.start_.transform(X), np.isnan(X)
        for j, b, w in self.models_:
            _fill(filled, missing, j, b, w)
        return filled


def order_of_columns(missing: ArrayLike) -> Integers:
    """Columns that have holes, the fewest first.

    Args:
        missing: True for a hole, shape (n, d).

    Returns:
        Indices of columns.

    >>> order_of_columns([[True, False, True], [True, False, False]])
    array([2, 0])
    """
    holes = np.asarray(missing).sum(axis=0)
    order = np.argsort(holes, kind="stable")
    return np.asarray(order[holes[order] > 0])


def regression(X: Array, j: int, rows: ArrayLike, alpha: float) -> tuple[float, Array]:
    """Column j by the others: least squares with an intercept, on some rows.

    Args:
        X: complete rows, shape (n, d).
        j: the column.
        rows: which rows to learn from, True for those, shape (n,).
        alpha: penalty, times the rows, on squared weights of columns that have
            variance 1. Columns that add nothing get weight 0.

    Returns:
        Intercept, and weights of the other columns, shape (d - 1,).

    >>> X = np.array([[1.0, 2.0], [7.0, 6.0], [0.0, 0.0]])
    >>> b, w = regression(X, 0, [True, True, False], alpha=0.0)
    >>> round(b, 6), w.round(6)
    (-2.0, array([1.5]))
    """
    seen = X[np.asarray(rows)]
    mean = seen.mean(axis=0)
    Z = seen - mean
    # One product has what each column shares with every other, column j among them.
    S = Z.T @ Z / len(seen)
    others = np.arange(len(S)) != j
    scale = np.sqrt(np.diag(S))[others]
    scale[scale == 0] = 1.0
    gram = S[others][:, others] / np.outer(scale, scale)
    gram += alpha * np.eye(len(gram))
    # lstsq and not solve: columns may depend on one another where alpha is 0.
    w = np.linalg.lstsq(gram, S[others, j] / scale, rcond=None)[0] / scale
    return float(mean[j] - mean[others] @ w), w


def _fill(filled: Array, missing: Array, j: int, b: float, w: Array) -> None:
    rows = np.flatnonzero(missing[:, j])
    full = np.concatenate([w[:j], [0.0], w[j:]])  # of itself it needs nothing
    filled[rows, j] = filled[rows] @ full + b
