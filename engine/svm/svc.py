"""Support vector classification with kernels."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import Array, Integers, as_labels, as_matrix, as_rows, check_fitted
from engine.svm.kernels import Kernel, gamma_scale
from engine.svm.smo import smo
from engine.system import system


class _Machine(NamedTuple):
    """One class against one: `sum_i weights_i K(x_i, x) + b` is above 0 for high."""

    low: int
    high: int
    rows: Integers
    weights: Array
    b: float


@system("S30.02", "S30.03", "S30.06", "S30.08", "S05.02")
@dataclass(eq=False)
class SVC:
    """`sign(sum_i a_i y_i K(x_i, x) + b)`, with few a_i that are not 0.

    The dual of the soft margin: maximises `sum a - sum a_i a_j y_i y_j K_ij / 2`
    with `0 <= a <= C` and `sum a_i y_i = 0`. It needs the rows only in K, so that
    a kernel in place of `<x_i, x_j>` makes the boundary a plane in another space.

    More than two classes: a machine for each pair, and a vote.

    Args:
        C: price of slack, positive; large: few errors on the rows learned from.
        kernel: "linear", "poly", "rbf" or "sigmoid".
        gamma: of the kernel; "scale" for `gamma_scale`.
        degree: of "poly".
        coef0: of "poly" and "sigmoid".
        tol: how far the optimality conditions may be broken.
        max_iter: pairs of multipliers a machine at most.

    Attributes:
        classes_: labels, sorted, shape (k,).
        support_: indices of the rows that some machine needs.
        support_vectors_: these rows.
        dual_coef_: `a_i y_i` of each machine for these rows, y being 1 for the
            later class, shape (machines, support vectors).
        intercepts_: b of each machine; pairs of classes in order.
        gamma_: the number that was used.
        converged_: whether all machines stopped by tol.

    Source:
        Hastie, Tibshirani, Friedman, The Elements of Statistical Learning
        (2009), section 12.3.

    >>> X, y = [[0.0], [1.0], [3.0], [4.0]], ["in", "out", "out", "in"]
    >>> model = SVC(kernel="rbf", C=10.0, gamma="scale").fit(X, y)
    >>> model.predict([[2.0], [9.0]]).tolist()
    ['out', 'in']
    """

    C: float = 1.0
    kernel: str = "rbf"
    gamma: str | float = "scale"
    degree: int = 3
    coef0: float = 0.0
    tol: float = 1e-3
    max_iter: int = 100_000

    def fit(self, X: ArrayLike, y: ArrayLike) -> SVC:
        """Learn from rows X, shape (n, d), and labels y, shape (n,).

        Raises:
            ValueError: one class only, a parameter is out of range, shapes do not
                fit, or a value is not finite.
        """
        X = as_matrix(X)
        self.classes_, codes = np.unique(as_labels(y, len(X)), return_inverse=True)
        k = len(self.classes_)
        if k < 2:
            raise ValueError(f"y must have two classes at least, got {k}")
        self.gamma_ = gamma_scale(X) if self.gamma == "scale" else float(self.gamma)
        K = self._kernel(X, X)
        machines, done = [], []
        for low, high in itertools.combinations(range(k), 2):
            rows = np.flatnonzero((codes == low) | (codes == high))
            signs = np.where(codes[rows] == high, 1.0, -1.0)
            a, b, _, converged = smo(
                K if k == 2 else K[np.ix_(rows, rows)],
                signs,
                self.C,
                -np.ones(len(rows)),
                (self.tol, self.max_iter),
            )
            held = a > 0
            machines.append(_Machine(low, high, rows[held], (a * signs)[held], b))
            done.append(converged)
        self.support_ = np.unique(np.concatenate([m.rows for m in machines]))
        self.support_vectors_ = X[self.support_]
        self.dual_coef_ = np.zeros((len(machines), len(self.support_)))
        for own, m in zip(self.dual_coef_, machines, strict=True):
            own[np.searchsorted(self.support_, m.rows)] = m.weights
        self.intercepts_ = np.array([m.b for m in machines])
        self.converged_ = all(done)
        return self

    def _kernel(self, X: Array, Z: Array) -> Array:
        return Kernel(self.kernel, self.gamma_, self.degree, self.coef0)(X, Z)

    def decision_function(self, X: ArrayLike) -> Array:
        """Scores of each machine, above 0 for the later class.

        Returns:
            Shape (m,) for two classes, else (m, machines), pairs in order.

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        check_fitted(self, "support_vectors_")
        X = as_rows(X, self.support_vectors_.shape[1])
        K = self._kernel(X, self.support_vectors_)
        scores = K @ self.dual_coef_.T + self.intercepts_
        return np.asarray(scores[:, 0] if len(self.classes_) == 2 else scores)

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The class of most votes, shape (m,); of equal ones the first.

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        scores = self.decision_function(X).reshape(-1, len(self.dual_coef_))
        k = len(self.classes_)
        votes = np.zeros((len(scores), k))
        for score, (low, high) in zip(
            scores.T, itertools.combinations(range(k), 2), strict=True
        ):
            votes[:, high] += score > 0
            votes[:, low] += score <= 0
        best = votes.argmax(axis=1)
        return np.asarray(self.classes_[best])
