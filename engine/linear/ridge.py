"""Ridge regression: least squares with a penalty on the squared weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_pair, as_rows, check_fitted
from engine.system import system


@system("S06.04", "S18.02", "S18.11")
@dataclass(eq=False)
class Ridge:
    """Minimises `|y - X w - b|^2 + alpha |w|^2`; the intercept b is free.

    The loss is a sum, not a mean: where it is the mean squared error with a
    penalty `lam |w|^2`, alpha is `n lam`. Centring X and y removes b, and the
    rest is one positive definite system, `(X^T X + alpha I) w = X^T y`.

    Args:
        alpha: strength of the penalty, at least 0, in units of `X^T X`.

    Attributes:
        coef_: weights, shape (d,).
        intercept_: b.

    Source:
        Hastie, Tibshirani, Friedman, The Elements of Statistical Learning
        (2009), equation 3.44.

    >>> model = Ridge(alpha=2.0).fit([[-1.0], [1.0]], [-2.0, 2.0])
    >>> model.coef_, model.intercept_
    (array([1.]), 0.0)
    """

    alpha: float = 1.0

    def fit(self, X: ArrayLike, y: ArrayLike) -> Ridge:
        """Learn from rows X, shape (n, d), and targets y, shape (n,).

        Raises:
            ValueError: alpha is negative, shapes do not fit, a value is not
                finite, or alpha is 0 and the columns are dependent.
        """
        X, y = as_pair(X, y)
        if not self.alpha >= 0:
            raise ValueError(f"alpha must be at least 0, got {self.alpha}")
        mean_x, mean_y = X.mean(axis=0), y.mean()
        centred = X - mean_x
        A = centred.T @ centred + self.alpha * np.eye(X.shape[1])
        try:
            self.coef_ = np.linalg.solve(A, centred.T @ (y - mean_y))
        except np.linalg.LinAlgError:
            raise ValueError(
                "the columns of X are dependent; alpha must be above 0"
            ) from None
        self.intercept_ = float(mean_y - mean_x @ self.coef_)
        return self

    def predict(self, X: ArrayLike) -> Array:
        """`X w + b` for rows X, shape (m, d); shape (m,).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        check_fitted(self, "coef_")
        X = as_rows(X, len(self.coef_))
        return np.asarray(X @ self.coef_ + self.intercept_)
