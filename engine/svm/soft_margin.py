"""The soft margin in its primal form: hinge loss, by subgradient steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import (
    Array,
    as_labels,
    as_matrix,
    as_pair,
    as_rows,
    as_vector,
    check_fitted,
)
from engine.system import system


@system("S30.04")
def margins(w: ArrayLike) -> tuple[float, float]:
    """Distance `1 / |w|` from the plane `w x + b = 0` to `w x + b = 1`, and twice it.

    Both are called margin: the distance of the nearest rows, and the width of
    the street between the classes.

    Args:
        w: normal of the plane, shape (d,), not 0.

    Returns:
        Half and full margin, in the unit of the features.

    Raises:
        ValueError: w is 0, or no finite vector.

    >>> margins([3.0, 4.0])
    (0.2, 0.4)
    """
    length = float(np.linalg.norm(as_vector(w, "w")))
    if length == 0:
        raise ValueError("w is 0: there is no plane")
    return 1 / length, 2 / length


@system("S30.02")
def hinge_objective(
    w: ArrayLike, b: float, X: ArrayLike, y: ArrayLike, C: float
) -> tuple[float, Array, float]:
    """`|w|^2 / 2 + C sum_i max(0, 1 - y_i (w x_i + b))`, and a subgradient.

    The first term widens the margin, the second counts by how much rows fall
    short of it: not errors, but slack. Small C: a wide margin that many rows fall
    short of; large C: the reverse.

    Args:
        w: shape (d,).
        b: intercept.
        X: rows, shape (n, d).
        y: labels -1 and 1, shape (n,).
        C: price of slack, positive.

    Returns:
        The objective, and its derivatives by w, shape (d,), and b. On a kink,
        where a row is exactly at the margin, the row counts as beyond it.

    Raises:
        ValueError: shapes do not fit, a value is not finite, another label, or C
            is not positive.

    Source:
        Hastie, Tibshirani, Friedman, The Elements of Statistical Learning
        (2009), equation 12.25.

    >>> hinge_objective([1.0], 0.0, [[0.5], [-2.0]], [1, -1], C=2.0)
    (1.5, array([0.]), -2.0)
    """
    X, y = as_pair(X, y)
    w = as_vector(w, "w")
    X = as_rows(X, len(w))
    if not (np.abs(y) == 1).all() or not C > 0:
        raise ValueError(f"y must hold -1 and 1, and C be positive, got C = {C}")
    slack = np.maximum(1 - y * (X @ w + b), 0.0)
    pull = C * y * (slack > 0)
    objective = float(w @ w / 2 + C * slack.sum())
    return objective, np.asarray(w - pull @ X), float(0.0 - pull.sum())


@system("S30.02")
@dataclass(eq=False)
class SoftMarginClassifier:
    """Minimises `hinge_objective` by subgradient steps; two classes.

    Step t goes `1 / (t + s)` times the subgradient down, s being the most that the
    hinges can pull. A step may go uphill, for the objective has kinks; so the best
    point met is kept. Slow near the end: it is here to show the primal. `SVC`
    solves the dual to any precision.

    Args:
        C: price of slack, positive.
        max_iter: steps.

    Attributes:
        classes_: the two labels, sorted; the second is 1 in the objective.
        coef_: w, shape (d,).
        intercept_: b.
        history_: the objective at each step; not falling at each.

    Source:
        Shalev-Shwartz, Singer, Srebro, Cotter, Pegasos: Primal
        Estimated Sub-Gradient Solver for SVM (2011), section 2.

    >>> X, y = [[-2.0], [-1.0], [1.0], [2.0]], ["a", "a", "b", "b"]
    >>> model = SoftMarginClassifier(C=10.0).fit(X, y)
    >>> model.coef_.round(1), model.predict([[0.5]]).tolist()
    (array([1.]), ['b'])
    """

    C: float = 1.0
    max_iter: int = 2000

    def fit(self, X: ArrayLike, y: ArrayLike) -> SoftMarginClassifier:
        """Learn from rows X, shape (n, d), and labels y, shape (n,).

        Raises:
            ValueError: not two classes, a parameter is out of range, shapes do not
                fit, or a value is not finite.
        """
        X = as_matrix(X)
        self.classes_, codes = np.unique(as_labels(y, len(X)), return_inverse=True)
        if len(self.classes_) != 2 or not self.max_iter >= 1:
            raise ValueError(
                "y must have two classes and max_iter be at least 1, got "
                f"{len(self.classes_)} and {self.max_iter}"
            )
        signs = 2.0 * codes - 1
        w, b, best = np.zeros(X.shape[1]), 0.0, np.inf
        history = np.empty(self.max_iter)
        # Without it the first steps would throw w far away.
        steep = self.C * np.abs(X).sum(axis=0).max() + 1
        for t in range(self.max_iter):
            history[t], slope, slope_b = hinge_objective(w, b, X, signs, self.C)
            if history[t] < best:
                best, self.coef_, self.intercept_ = history[t], w, b
            w = w - slope / (t + steep)
            b -= slope_b / (t + steep)
        self.history_ = history
        return self

    def decision_function(self, X: ArrayLike) -> Array:
        """`w x + b` for each row, shape (m,): its sign is the class.

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        check_fitted(self, "coef_")
        return np.asarray(as_rows(X, len(self.coef_)) @ self.coef_ + self.intercept_)

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The class of each row, shape (m,); on the plane, the first.

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        best = (self.decision_function(X) > 0).astype(int)
        return np.asarray(self.classes_[best])
