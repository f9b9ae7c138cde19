"""Softmax regression: logistic regression for several classes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize

from engine.arrays import Array, as_labels, as_matrix, as_rows, check_fitted
from engine.nn.softmax import softmax
from engine.system import system


@system("S14.10")
@dataclass(eq=False)
class SoftmaxRegression:
    """`P(class) = softmax(X W + b)`, by L-BFGS on our own loss and gradient.

    Minimises `sum_i cross-entropy_i + alpha |W|^2 / 2`, with b free; the gradient
    by the logits is the probabilities, less 1 at the label. A number
    added to all logits changes nothing; the penalty picks the W whose rows sum
    to 0, and b is shifted to sum to 0 as well.

    Args:
        alpha: strength of the penalty, at least 0; `1 / C` of scikit-learn.
        tol: L-BFGS stops where no entry of the mean gradient is above it.
        max_iter: most iterations.

    Attributes:
        classes_: labels, sorted.
        coef_: W, shape (d, k).
        intercept_: b, shape (k,).
        loss_: the objective in the end.
        converged_: whether the gradient is small enough.

    Source:
        Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.4.

    >>> X, y = [[0.0], [1.0], [2.0]], ["a", "b", "c"]
    >>> SoftmaxRegression(alpha=0.1).fit(X, y).predict([[-1.0], [3.0]]).tolist()
    ['a', 'c']
    """

    alpha: float = 1.0
    tol: float = 1e-6
    max_iter: int = 1000

    def fit(self, X: ArrayLike, y: ArrayLike) -> SoftmaxRegression:
        """Learn from rows X, shape (n, d), and labels y, shape (n,).

        Raises:
            ValueError: one class only, alpha is negative, or shapes do not fit.
        """
        X = as_matrix(X)
        labels = as_labels(y, len(X), "y")
        if not self.alpha >= 0:
            raise ValueError(f"alpha must be at least 0, got {self.alpha}")
        self.classes_, codes = np.unique(labels, return_inverse=True)
        n, d, k = *X.shape, len(self.classes_)
        if k < 2:
            raise ValueError("there must be two classes at least")

        rows = np.arange(n)

        def objective(flat: Array) -> tuple[float, Array]:
            W, b = flat[: d * k].reshape(d, k), flat[d * k :]
            z = X @ W + b
            z -= z.max(axis=1, keepdims=True)
            p = np.exp(z)
            total = p.sum(axis=1, keepdims=True)
            value = np.log(total).mean() - z[rows, codes].mean()
            p /= total
            p[rows, codes] -= 1
            by_W = (X.T @ p + self.alpha * W) / n
            penalty = self.alpha / n * (W**2).sum() / 2
            return value + penalty, np.append(by_W.ravel(), p.mean(axis=0))

        found = minimize(
            objective,
            np.zeros(d * k + k),
            jac=True,
            method="L-BFGS-B",
            options={
                "gtol": self.tol,
                "ftol": 0.0,
                "maxiter": self.max_iter,
                "maxfun": 20 * self.max_iter,
            },
        )
        self.coef_ = found.x[: d * k].reshape(d, k)
        self.intercept_ = found.x[d * k :] - found.x[d * k :].mean()
        self.loss_ = float(n * found.fun)
        self.converged_ = bool(np.abs(found.jac).max() <= self.tol)
        return self

    def decision_function(self, X: ArrayLike) -> Array:
        """Logits of all classes, `X W + b`, shape (m, k).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        check_fitted(self, "coef_")
        X = as_rows(X, len(self.coef_))
        return np.asarray(X @ self.coef_ + self.intercept_)

    def predict_proba(self, X: ArrayLike) -> Array:
        """Probabilities of all classes, shape (m, k).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        return softmax(self.decision_function(X))

    def predict(self, X: ArrayLike) -> NDArray[np.generic]:
        """The likeliest class of each row; of equals the first.

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        z = self.decision_function(X)
        return np.asarray(self.classes_[z.argmax(axis=1)])
