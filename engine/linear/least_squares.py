"""Least squares with many features, by three routes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_pair, as_rows, check_fitted
from engine.system import system


@system("S05.02", "S06.02", "S06.07", "S06.08", "S13.21")
@system("S14.02", "S14.09", "S15.01", "S16.03")
@dataclass(eq=False)
class LinearRegression:
    """Minimises `|y - X w - b|^2`; of several solutions, the one of least norm.

    Centring X and y removes b. The rest is solved by singular values, of which
    those below `eps max(n, d)` times the largest count as 0: where columns are
    dependent, w is the shortest of all solutions, and equal columns share
    their weight equally. It is a hyperplane, linear in w; with curved columns
    of X it follows curves.

    Attributes:
        coef_: weights w, shape (d,).
        intercept_: b.

    Source:
        Hastie, Tibshirani, Friedman, The Elements of Statistical Learning
        (2009), section 3.2.

    >>> model = LinearRegression().fit([[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0])
    >>> model.coef_.round(6), round(model.intercept_, 6)
    (array([2.]), 1.0)
    >>> model.predict([[3.0]]).round(6)
    array([7.])
    """

    def fit(self, X: ArrayLike, y: ArrayLike) -> LinearRegression:
        """Learn from rows X, shape (n, d), and targets y, shape (n,).

        Raises:
            ValueError: shapes do not fit, or a value is not finite.
        """
        X, y = as_pair(X, y)
        mean_x, mean_y = X.mean(axis=0), y.mean()
        cut = np.finfo(float).eps * max(X.shape)
        self.coef_ = np.linalg.lstsq(X - mean_x, y - mean_y, rcond=cut)[0]
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


@system("S14.04", "S15.02", "S09.20")
def normal_equations(X: ArrayLike, y: ArrayLike) -> Array:
    """Solve `A^T A theta = A^T y`, where A is X behind a column of ones.

    One step, O(n d^2 + d^3): many rows are cheap, many columns are not. The
    condition of `A^T A` is the square of that of A, so half of the digits may
    be lost that `qr_least_squares` keeps.

    Args:
        X: rows, shape (n, d).
        y: targets, shape (n,).

    Returns:
        Intercept and weights, shape (d + 1,).

    Raises:
        ValueError: shapes do not fit, or the columns are dependent, the
            constant one among them; `LinearRegression` solves that as well.

    Source:
        Golub and Van Loan, Matrix Computations (2013), section 5.3.2.

    >>> normal_equations([[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0]).round(6)
    array([1., 2.])
    """
    A, y = _with_ones(X, y)
    return np.asarray(np.linalg.solve(A.T @ A, A.T @ y))


@system("S14.04", "S15.02")
def qr_least_squares(X: ArrayLike, y: ArrayLike) -> Array:
    """Solve `R theta = Q^T y`, where `Q R` is X behind a column of ones.

    Q keeps lengths, so the error is minimised in the coordinates that it gives,
    and `A^T A` is never formed.

    Args:
        X: rows, shape (n, d).
        y: targets, shape (n,).

    Returns:
        Intercept and weights, shape (d + 1,).

    Raises:
        ValueError: as `normal_equations`.

    Source:
        Golub and Van Loan, Matrix Computations (2013), section 5.3.3.

    >>> qr_least_squares([[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0]).round(6)
    array([1., 2.])
    """
    A, y = _with_ones(X, y)
    Q, R = np.linalg.qr(A)
    return np.asarray(np.linalg.solve(R, Q.T @ y))


def _with_ones(X: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    X, y = as_pair(X, y)
    A = np.column_stack([np.ones(len(X)), X])
    if np.linalg.matrix_rank(A) < A.shape[1]:
        raise ValueError("the columns of X are dependent, or one is constant")
    return A, y
