"""Counts and amounts: a linear model of the logarithm of the mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_pair, as_rows, check_fitted
from engine.losses.counts import tweedie_deviance
from engine.system import system


@system("S11.11")
@dataclass(eq=False)
class TweedieRegression:
    """`E y = exp(X w + b)`, with a variance proportional to `mean^power`.

    Power 1 is Poisson regression, for counts; 2 is gamma regression, for
    positive amounts; between them the compound of both, for sums of claims,
    many of them exactly 0. Minimises `sum_i deviance_i / (2 n) + alpha |w|^2 / 2`
    by Fisher scoring: each step is a least-squares fit with the weights
    `mean^(2 - power)`, halved until the loss falls.

    Args:
        power: 0, or at least 1.
        alpha: strength of the penalty, at least 0.
        tol: stop where no entry of the gradient is above tol times the larger
            of 1 and that at the start.
        max_iter: most steps.

    Attributes:
        coef_: weights w, shape (d,); one unit of a feature multiplies the mean
            by `exp(w_j)`.
        intercept_: b.
        n_iter_: steps done.
        converged_: whether the gradient is small enough.

    Source:
        McCullagh and Nelder, Generalized Linear Models (1989), section 2.5.

    >>> model = TweedieRegression().fit([[0], [0], [1], [1]], [1, 3, 4, 12])
    >>> model.predict([[0], [1]]).round(6)
    array([2., 8.])
    """

    power: float = 1.0
    alpha: float = 0.0
    tol: float = 1e-10
    max_iter: int = 100

    def fit(self, X: ArrayLike, y: ArrayLike) -> TweedieRegression:
        """Learn from rows X, shape (n, d), and targets y, shape (n,).

        Raises:
            ValueError: power or alpha is out of range, a target does not fit
                the power, every target is 0, or alpha is 0 and the columns are
                dependent.
        """
        X, y = as_pair(X, y)
        if not self.alpha >= 0:
            raise ValueError(f"alpha must be at least 0, got {self.alpha}")
        if not y.mean() > 0:
            raise ValueError("the mean of y must be positive to have a logarithm")
        A = np.column_stack([X - X.mean(axis=0), np.ones(len(X))])
        penalty = np.append(np.full(X.shape[1], self.alpha), 0.0)
        # The best constant is the right start: no mean is absurd there.
        theta = np.append(np.zeros(X.shape[1]), np.log(y.mean()))
        value, g, mu = self._objective(A, y, penalty, theta)
        bound = self.tol * max(1.0, float(np.abs(g).max()))
        self.n_iter_ = 0
        while self.n_iter_ < self.max_iter and np.abs(g).max() > bound:
            weights = mu ** (2 - self.power) / len(X)
            H = (A * weights[:, None]).T @ A + np.diag(penalty)
            try:
                step = np.linalg.solve(H, g)
            except np.linalg.LinAlgError:
                raise ValueError(
                    "the columns of X are dependent; alpha must be above 0"
                ) from None
            size = 1.0
            while True:
                after = self._objective(A, y, penalty, theta - size * step)
                if after[0] <= value or size < 1e-6:
                    break
                size /= 2
            theta = theta - size * step
            value, g, mu = after
            self.n_iter_ += 1
        self.converged_ = bool(np.abs(g).max() <= bound)
        self.coef_ = theta[:-1]
        self.intercept_ = float(theta[-1] - X.mean(axis=0) @ self.coef_)
        return self

    def predict(self, X: ArrayLike) -> Array:
        """Means `exp(X w + b)` for rows X, shape (m, d); shape (m,).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        check_fitted(self, "coef_")
        X = as_rows(X, len(self.coef_))
        return np.asarray(np.exp(X @ self.coef_ + self.intercept_))

    def _objective(
        self, A: Array, y: Array, penalty: Array, theta: Array
    ) -> tuple[float, Array, Array]:
        """Value, gradient and means; infinite where a mean overflows."""
        with np.errstate(over="ignore"):
            mu = np.exp(A @ theta)
        if not (np.isfinite(mu).all() and (mu > 0).all()):
            return np.inf, np.zeros_like(theta), mu
        value, by_mu = tweedie_deviance(mu, y, self.power)
        g = A.T @ (by_mu * mu) / 2 + penalty * theta
        return value / 2 + float(penalty @ theta**2) / 2, g, mu
