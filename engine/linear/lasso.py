"""Lasso and elastic net: penalties that make weights exactly 0."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers, as_pair, as_rows, as_vector, check_fitted
from engine.system import system


@system("S18.04")
@dataclass(eq=False)
class ElasticNet:
    """Minimises, with a free intercept b,

    `|y - X w - b|^2 / (2 n) + alpha (r |w|_1 + (1 - r) |w|^2 / 2)`.

    By coordinate descent. With all other weights fixed the best w_j has a
    closed form, the soft threshold: what is left of the correlation of column j
    with the residual after alpha r is taken off, 0 where nothing is. Where the
    loss is the mean squared error plus `l1 |w|_1 + l2 |w|^2`, alpha is
    `l1 / 2 + l2` and r is `l1 / (l1 + 2 l2)`.

    Args:
        alpha: strength, at least 0.
        l1_ratio: r, in [0, 1]: 1 is lasso; 0 is `Ridge` with n alpha.
        tol: stop where no condition of optimality is violated by more than tol
            times the largest correlation.
        max_iter: most sweeps over all weights.

    Attributes:
        coef_: weights w, shape (d,).
        intercept_: b.
        n_iter_: sweeps done.
        converged_: whether the conditions of optimality hold.

    Source:
        Friedman, Hastie, Tibshirani, Regularization Paths for Generalized
        Linear Models via Coordinate Descent (2010), equation 5.

    >>> X, y = [[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]], [4, 2, -2, -4]
    >>> ElasticNet(alpha=1.0, l1_ratio=0.5).fit(X, y).coef_  # (3 - .5) / 1.5, ...
    array([1.66666667, 0.33333333])
    """

    alpha: float = 1.0
    l1_ratio: float = 0.5
    tol: float = 1e-9
    max_iter: int = 10_000

    def fit(self, X: ArrayLike, y: ArrayLike) -> ElasticNet:
        """Learn from rows X, shape (n, d), and targets y, shape (n,).

        Raises:
            ValueError: alpha or l1_ratio is out of range, shapes do not fit, or
                a value is not finite.
        """
        X, y = as_pair(X, y)
        if not self.alpha >= 0:
            raise ValueError(f"alpha must be at least 0, got {self.alpha}")
        if not 0 <= self.l1_ratio <= 1:
            raise ValueError(f"l1_ratio must be in [0, 1], got {self.l1_ratio}")
        mean_x, mean_y = X.mean(axis=0), y.mean()
        centred = X - mean_x
        self.coef_, self.n_iter_, self.converged_ = sweep_coordinates(
            centred.T @ centred / len(X),
            centred.T @ (y - mean_y) / len(X),
            self.alpha * self.l1_ratio,
            self.alpha * (1 - self.l1_ratio),
            tol=self.tol,
            max_iter=self.max_iter,
        )
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


@system("S06.05", "S18.03")
@dataclass(eq=False)
class Lasso(ElasticNet):
    """Elastic net with r = 1: `|y - X w - b|^2 / (2 n) + alpha |w|_1`.

    Of equal columns it may keep any one. From `alpha >= max_j |x_j . y| / n` on,
    columns and y centred, every weight is 0.

    >>> X, y = [[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]], [4, 2, -2, -4]
    >>> Lasso(alpha=1.0).fit(X, y).coef_  # 3 - 1 and 1 - 1
    array([2., 0.])
    """

    l1_ratio: float = 1.0


def sweep_coordinates(  # noqa: PLR0913
    G: Array,
    c: Array,
    l1: float,
    l2: float,
    *,
    start: Array | None = None,
    tol: float = 1e-9,
    max_iter: int = 10_000,
) -> tuple[Array, int, bool]:
    """Minimise `w^T G w / 2 - c^T w + l1 |w|_1 + l2 |w|^2 / 2`, weight by weight.

    With `G = X^T X / n` and `c = X^T y / n` a sweep costs O(d^2), however many
    rows there are. A weight that stays costs nothing.

    Args:
        G: symmetric, positive semidefinite, shape (d, d).
        c: shape (d,).
        l1: at least 0.
        l2: at least 0.
        start: weights to start from; by default 0.
        tol: see `ElasticNet`.
        max_iter: most sweeps.

    Returns:
        Weights, sweeps done, and whether the conditions of optimality hold:
        the correlation `c - G w - l2 w` is `l1 sign(w_j)` where w_j is not 0,
        and within [-l1, l1] where it is.

    >>> sweep_coordinates(np.eye(2), np.array([3.0, -0.5]), 1.0, 0.0)
    (array([2., 0.]), 1, True)
    """
    w = np.zeros(len(c)) if start is None else start.copy()
    left = c - G @ w
    diagonal = G.diagonal()
    # Columns without variance have no correlation with anything.
    moving = np.flatnonzero(diagonal > 0)
    largest = float(np.abs(c).max())
    bound = tol * largest
    # What rounding leaves of a difference would keep a duplicate from being 0.
    nothing = 8 * np.finfo(float).eps * largest
    signs = np.full(len(c), np.nan)
    for sweep in range(1, max_iter + 1):
        for j in moving:
            rho = left[j] + diagonal[j] * w[j]
            excess = abs(rho) - l1
            size = excess / (diagonal[j] + l2) if excess > nothing else 0.0
            new = size if rho > 0 else -size
            if new != w[j]:
                left -= G[j] * (new - w[j])
                w[j] = new
        if np.array_equal(np.sign(w), signs):
            w = _solved(G, c, w, l1, l2)
            left = c - G @ w
        signs = np.sign(w)
        g = left - l2 * w
        violation = np.where(
            w != 0, np.abs(g - l1 * np.sign(w)), np.maximum(np.abs(g) - l1, 0)
        )
        if violation.max() <= bound:
            return w, sweep, True
    return w, max_iter, False


def _solved(G: Array, c: Array, w: Array, l1: float, l2: float) -> Array:
    """The best weights with the signs of w, or as far that way as signs stay.

    Sweeps find the signs soon, and then crawl if columns are correlated. With
    the signs given the penalty is linear, and one system is left to solve. On
    the way there the objective falls; the first weight to reach 0 stays there.
    """
    used = np.flatnonzero(w)
    signs = np.sign(w[used])
    inner = G[np.ix_(used, used)] + l2 * np.eye(len(used))
    try:
        exact = np.linalg.solve(inner, c[used] - l1 * signs)
    except np.linalg.LinAlgError:
        return w
    flips = np.sign(exact) != signs
    if flips.any():
        share = np.where(flips, w[used] / (w[used] - exact), 1.0)
        exact = w[used] + share.min() * (exact - w[used])
        exact[share.argmin()] = 0.0
    solved = np.zeros_like(w)
    solved[used] = exact
    return solved


@system("S18.07")
def support(coef: ArrayLike) -> Integers:
    """The features that a sparse model uses: where its weights are not 0.

    Exactly 0, not nearly: coordinate descent sets it, gradient descent never
    would.

    Args:
        coef: weights, shape (d,).

    Returns:
        Positions, in order.

    >>> support([0.0, 2.0, 0.0, -1e-9])
    array([1, 3])
    """
    return np.flatnonzero(as_vector(coef, "coef"))
