"""Logistic regression: the probability of one of two classes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import (
    Array,
    as_labels,
    as_matrix,
    as_pair,
    as_rows,
    check_fitted,
)
from engine.linear.least_squares import LinearRegression
from engine.losses.binary import bce_logits
from engine.optim.momentum import Rule
from engine.optim.training import Training, train
from engine.system import system


@system("S14.10", "S05.02", "S43.11")
@dataclass(eq=False)
class LogisticRegression:
    """`P(class 1) = 1 / (1 + exp(-(X w + b)))`, by Newton's method.

    Minimises `sum_i cross-entropy_i + alpha |w|^2 / 2`, a sum, with b free. Each
    step solves `(A D A^T + alpha I) step = gradient`, where `D = diag(p (1 - p))`
    and A is X^T above a row of ones: a weighted least-squares fit. A step
    that does not lower the loss is halved. Without a penalty, classes that a
    plane separates have no minimum: the weights would grow without end.

    Args:
        alpha: strength of the penalty, at least 0; `1 / C` of scikit-learn.
        tol: stop where no entry of the gradient is above tol times n.
        max_iter: most steps.

    Attributes:
        classes_: the two labels, sorted.
        coef_: weights w, shape (d,): changes of the log-odds of the second.
        intercept_: b.
        losses_: the objective at the start and after each step.
        converged_: whether the gradient is small enough.

    Source:
        Hastie, Tibshirani, Friedman, The Elements of Statistical Learning
        (2009), section 4.4.1.

    >>> model = LogisticRegression(alpha=0.0).fit([[0], [0], [1], [1], [1]],
    ...                                           [0, 1, 1, 0, 1])
    >>> round(model.intercept_, 6), model.coef_.round(4)  # odds 1 and 2
    (0.0, array([0.6931]))
    """

    alpha: float = 1.0
    tol: float = 1e-10
    max_iter: int = 100

    def fit(self, X: ArrayLike, y: ArrayLike) -> LogisticRegression:
        """Learn from rows X, shape (n, d), and two labels y, shape (n,).

        Raises:
            ValueError: not two classes, alpha is negative, shapes do not fit,
                or alpha is 0 and the minimum is not one finite point.
        """
        X = as_matrix(X)
        labels = as_labels(y, len(X), "y")
        if not self.alpha >= 0:
            raise ValueError(f"alpha must be at least 0, got {self.alpha}")
        self.classes_, codes = np.unique(labels, return_inverse=True)
        if len(self.classes_) != 2:
            raise ValueError(f"there must be two classes, got {len(self.classes_)}")
        A = np.vstack([X.T, np.ones(len(X))])  # (d + 1, n): a long axis last is fast
        penalty = np.append(np.full(X.shape[1], self.alpha), 0.0)
        theta = np.zeros(len(A))
        target = codes.astype(float)
        value, g, p = _objective(A, target, penalty, theta)
        self.losses_ = [value]
        for _ in range(self.max_iter):
            if np.abs(g).max() <= self.tol * len(X):
                break
            if self.alpha == 0 and np.abs(p - target).max() < 0.5:
                raise ValueError(_NO_MINIMUM)
            H = (A * (p * (1 - p))) @ A.T + np.diag(penalty)
            try:
                step = np.linalg.solve(H, g)
            except np.linalg.LinAlgError:
                raise ValueError(_NO_MINIMUM) from None
            size = 1.0
            while True:
                after = _objective(A, target, penalty, theta - size * step)
                if after[0] <= value or size < 1e-6:
                    break
                size /= 2
            theta = theta - size * step
            value, g, p = after
            self.losses_.append(value)
        self.converged_ = bool(np.abs(g).max() <= self.tol * len(X))
        self.coef_, self.intercept_ = theta[:-1], float(theta[-1])
        return self

    def decision_function(self, X: ArrayLike) -> Array:
        """Log-odds of the second class, `X w + b`, shape (m,).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        check_fitted(self, "coef_")
        X = as_rows(X, len(self.coef_))
        return np.asarray(X @ self.coef_ + self.intercept_)

    def predict_proba(self, X: ArrayLike) -> Array:
        """Probabilities of both classes, shape (m, 2).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        z = self.decision_function(X)
        return np.column_stack([_sigmoid(-z), _sigmoid(z)])

    def predict(self, X: ArrayLike) -> NDArray[np.generic]:
        """The likelier class of each row; of equals the first.

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        above = self.decision_function(X) > 0
        return np.asarray(self.classes_[above.astype(int)])


@system("S25.09")
def train_logistic(  # noqa: PLR0913
    X: ArrayLike,
    y: ArrayLike,
    rule: Rule,
    rng: np.random.Generator,
    *,
    size: int = 32,
    epochs: int = 100,
) -> Training:
    """Logistic regression by mini-batches of the mean cross-entropy.

    Where Newton solves a d by d system a step, this costs O(size d), and it
    needs no more than one batch in memory.

    Args:
        X: rows, shape (n, d).
        y: 0 or 1, shape (n,).
        rule: such as `SGD(0.1)`.
        rng: of the order of the rows.
        size: rows in a batch.
        epochs: how often each row is seen.

    Returns:
        What `train` gives; theta has the weights and, last, the intercept.

    Raises:
        ValueError: shapes do not fit, or a target is outside [0, 1].

    >>> from engine.optim.momentum import SGD
    >>> rng = np.random.default_rng(0)
    >>> found = train_logistic([[0], [1]], [1, 1], SGD(1.0), rng, epochs=9)
    >>> bool(found.losses[-1] < found.losses[0] < np.log(2))
    True
    """
    X, y = as_pair(X, y)
    A = np.column_stack([X, np.ones(len(X))])

    def loss(theta: Array, rows: Array, targets: Array) -> tuple[float, Array]:
        value, by_logit = bce_logits(rows @ theta, targets)
        return value, rows.T @ by_logit

    start = np.zeros(A.shape[1])
    return train(loss, start, (A, y), rule, rng, size=size, epochs=epochs)


@system("S14.10")
def line_beside_logistic(
    X: ArrayLike, y: ArrayLike, new: ArrayLike
) -> tuple[Array, Array]:
    """Predictions for a yes or no by least squares, and by logistic regression.

    The line knows no bounds: far away it predicts less than 0 and more than 1,
    and rows that are right beyond doubt pull it as outliers do.

    Args:
        X: rows, shape (n, d).
        y: 0 or 1, shape (n,).
        new: rows to predict, shape (m, d).

    Returns:
        The line's values and the probabilities, both of shape (m,).

    Raises:
        ValueError: shapes do not fit, or there is one class only.

    >>> line, p = line_beside_logistic([[0], [1], [2], [3]], [0, 0, 1, 1], [[9]])
    >>> bool(line[0] > 1), bool(p[0] < 1)
    (True, True)
    """
    line = LinearRegression().fit(X, y).predict(new)
    return line, LogisticRegression().fit(X, y).predict_proba(new)[:, 1]


_NO_MINIMUM = "classes are separable or columns dependent; alpha must be above 0"


def _objective(
    A: Array, y: Array, penalty: Array, theta: Array
) -> tuple[float, Array, Array]:
    """Value, gradient and probabilities."""
    z = theta @ A
    e = np.exp(-np.abs(z))  # once, for the loss and the sigmoid: it is the dearest
    p = np.where(z >= 0, 1, e) / (1 + e)
    value = np.maximum(z, 0) - y * z + np.log1p(e)
    g = A @ (p - y) + penalty * theta
    return float(value.sum() + penalty @ theta**2 / 2), g, p


def _sigmoid(z: Array) -> Array:
    e = np.exp(-np.abs(z))
    return np.asarray(np.where(z >= 0, 1, e) / (1 + e))
