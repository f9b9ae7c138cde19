"""Support vector regression: errors inside a tube are free."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_pair, as_rows, check_fitted
from engine.svm.kernels import Kernel, gamma_scale
from engine.svm.smo import smo
from engine.system import system


@system("S30.07")
@dataclass(eq=False)
class SVR:
    """Minimises `|w|^2 / 2 + C sum_i max(0, |y_i - f(x_i)| - epsilon)`, in its dual.

    `f(x) = sum_i (a_i - a*_i) K(x_i, x) + b`: a_i pulls up where y is above the
    tube, a*_i down where it is below. Both are multipliers of one dual, with signs
    1 and -1, and `smo` solves it. Rows inside the tube have none.

    Args:
        C: price of an error beyond the tube, positive.
        epsilon: half the height of the tube, at least 0, in the unit of y.
        kernel: "linear", "poly", "rbf" or "sigmoid".
        gamma: of the kernel; "scale" for `gamma_scale`.
        degree: of "poly".
        coef0: of "poly" and "sigmoid".
        tol: how far the optimality conditions may be broken.
        max_iter: pairs of multipliers at most.

    Attributes:
        support_: indices of the rows on the tube's edge or beyond.
        support_vectors_: these rows.
        dual_coef_: `a_i - a*_i` for these rows, shape (support vectors,).
        intercept_: b.
        gamma_: the number that was used.
        converged_: whether it stopped by tol.

    Source:
        Smola and Schölkopf, A Tutorial on Support Vector Regression (2004),
        section 1.

    >>> model = SVR(C=100.0, epsilon=0.5, kernel="linear", tol=1e-9)
    >>> model = model.fit([[0.0], [1.0], [2.0]], [0.0, 2.0, 4.0])
    >>> model.predict([[0.0], [2.0]]).round(6)
    array([0.5, 3.5])
    """

    C: float = 1.0
    epsilon: float = 0.1
    kernel: str = "rbf"
    gamma: str | float = "scale"
    degree: int = 3
    coef0: float = 0.0
    tol: float = 1e-3
    max_iter: int = 100_000

    def fit(self, X: ArrayLike, y: ArrayLike) -> SVR:
        """Learn from rows X, shape (n, d), and targets y, shape (n,).

        Raises:
            ValueError: a parameter is out of range, shapes do not fit, or a value
                is not finite.
        """
        X, y = as_pair(X, y)
        if not self.epsilon >= 0:
            raise ValueError(f"epsilon must be at least 0, got {self.epsilon}")
        self.gamma_ = gamma_scale(X) if self.gamma == "scale" else float(self.gamma)
        K, n = self._kernel(X, X), len(X)
        a, self.intercept_, _, self.converged_ = smo(
            np.tile(K, (2, 2)),
            np.repeat([1.0, -1.0], n),
            self.C,
            np.concatenate([self.epsilon - y, self.epsilon + y]),
            (self.tol, self.max_iter),
        )
        weights = a[:n] - a[n:]
        self.support_ = np.flatnonzero(weights)
        self.support_vectors_, self.dual_coef_ = (
            X[self.support_],
            weights[self.support_],
        )
        self.n_features_ = X.shape[1]
        return self

    def _kernel(self, X: Array, Z: Array) -> Array:
        return Kernel(self.kernel, self.gamma_, self.degree, self.coef0)(X, Z)

    def predict(self, X: ArrayLike) -> Array:
        """`f(x)` for each row, shape (m,).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        check_fitted(self, "dual_coef_")
        X = as_rows(X, self.n_features_)
        if not len(self.support_):
            return np.full(len(X), self.intercept_)
        return np.asarray(
            self._kernel(X, self.support_vectors_) @ self.dual_coef_ + self.intercept_
        )
