"""Holes filled with one number a column."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, check_fitted
from engine.preprocessing.holes import with_holes
from engine.system import system

STRATEGIES = ("mean", "median", "most frequent", "constant")


@system("S61.02", "S61.03")
@dataclass(eq=False)
class SimpleImputer:
    """Fill each column's holes with its mean, median, mode, or a constant.

    The mean keeps the mean and nothing else: with 40 % of the values replaced,
    variance falls by 40 %, and correlations with it. A constant far off, such
    as -999, tells a tree which values were missing, and ruins a linear model.

    Args:
        strategy: "mean", "median", "most frequent" (the smallest of equally
            frequent ones), or "constant".
        constant: what fills the holes for "constant".

    Attributes:
        fill_: number for each column, shape (d,).

    >>> X = [[1.0, 2.0], [np.nan, 3.0], [7.0, 6.0]]
    >>> SimpleImputer().fit(X).fill_[0]
    np.float64(4.0)
    >>> SimpleImputer("constant", -999).fit(X).transform(X)[1]
    array([-999.,    3.])
    """

    strategy: str = "mean"
    constant: float = 0.0

    def fit(self, X: ArrayLike) -> SimpleImputer:
        """Learn from rows X, shape (n, d), the training rows alone.

        Raises:
            ValueError: no such strategy, a column without any value (unless
                "constant" fills it), or a value is infinite.
        """
        X = with_holes(X)
        if self.strategy not in STRATEGIES:
            names = ", ".join(STRATEGIES)
            raise ValueError(f"strategy must be one of {names}, got {self.strategy!r}")
        if self.strategy == "constant":
            self.fill_ = np.full(X.shape[1], float(self.constant))
            return self
        empty = np.isnan(X).all(axis=0)
        if empty.any():
            raise ValueError(f"column {int(empty.argmax())} of X has no value")
        if self.strategy == "mean":
            self.fill_ = np.nanmean(X, axis=0)
        elif self.strategy == "median":
            self.fill_ = np.nanmedian(X, axis=0)
        else:
            self.fill_ = np.array([_mode(x[~np.isnan(x)]) for x in X.T])
        return self

    def transform(self, X: ArrayLike) -> Array:
        """Rows X, shape (m, d), with their holes filled.

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features, or a value is infinite.
        """
        check_fitted(self, "fill_")
        X = with_holes(X, len(self.fill_))
        return np.where(np.isnan(X), self.fill_, X)


def _mode(x: Array) -> float:
    values, counts = np.unique(x, return_counts=True)
    return float(values[counts.argmax()])
