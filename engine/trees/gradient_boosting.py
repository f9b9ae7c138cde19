"""Gradient boosting: each tree steps down the gradient of a loss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import Array, as_labels, as_matrix, as_pair, as_rows, check_fitted
from engine.system import system
from engine.trees.cart import DecisionTreeRegressor
from engine.trees.tree import Tree


class _Loss(NamedTuple):
    """Mean loss, its negative gradient by F times n, and where to go."""

    value: Callable[[Array, Array], float]
    downhill: Callable[[Array, Array], Array]
    start: Callable[[Array], float]
    """The best constant F."""
    leaf: Callable[[Array, Array], float]
    """The best step for the rows of a leaf, or one step of Newton's towards it."""


def _sigmoid(F: Array) -> Array:
    return np.asarray(np.exp(-np.logaddexp(0.0, -F)))


def _log_loss_step(y: Array, F: Array) -> float:
    p = _sigmoid(F)
    curvature = float((p * (1 - p)).sum())
    # Where all rows are sure already there is nowhere to go.
    return float((y - p).sum()) / curvature if curvature > 1e-150 else 0.0


LOSSES = {
    "squared_error": _Loss(
        lambda y, F: float(((y - F) ** 2).mean() / 2),
        lambda y, F: y - F,
        lambda y: float(y.mean()),
        lambda y, F: float((y - F).mean()),
    ),
    "absolute_error": _Loss(
        lambda y, F: float(np.abs(y - F).mean()),
        lambda y, F: np.where(y > F, 1.0, -1.0),
        lambda y: float(np.median(y)),
        lambda y, F: float(np.median(y - F)),
    ),
    "log_loss": _Loss(
        lambda y, F: float((np.logaddexp(0.0, F) - y * F).mean()),
        lambda y, F: y - _sigmoid(F),
        lambda y: float(np.log(y.mean()) - np.log1p(-y.mean())),
        _log_loss_step,
    ),
}
"""Losses of one score F: `(y - F)^2 / 2`, `|y - F|`, and `ln(1 + e^F) - y F` for y of 0
or 1 and F the log odds."""


@system("S28.05", "S28.06")
def pseudo_residuals(y: ArrayLike, F: ArrayLike, loss: str) -> Array:
    """What the next tree learns: `-dL/dF`, the direction in which the loss falls.

    For the squared error it is the residual `y - F`; for the absolute error only
    its sign, so that outliers pull no more than others; for the log loss `y - p`.

    Args:
        y: targets; 0 or 1 for "log_loss"; shape (n,).
        F: scores, shape (n,).
        loss: "squared_error", "absolute_error" or "log_loss".

    Returns:
        Shape (n,).

    Raises:
        ValueError: shapes do not fit, a value is not finite, or no such loss.

    >>> pseudo_residuals([3.0, 1.0], [1.0, 1.5], "squared_error")
    array([ 2. , -0.5])
    >>> pseudo_residuals([1.0, 0.0], [0.0, 0.0], "log_loss")
    array([ 0.5, -0.5])
    """
    _, y = as_pair(np.asarray(F, dtype=float)[:, None], y)
    return LOSSES[_known(loss)].downhill(y, np.asarray(F, dtype=float))


def _known(loss: str) -> str:
    if loss not in LOSSES:
        raise ValueError(f"loss must be one of {', '.join(LOSSES)}, got {loss!r}")
    return loss


@system("S28.10")
def no_progress(losses: Sequence[float], patience: int, tol: float = 1e-4) -> bool:
    """Whether the last loss is no better than any of the `patience` losses before it.

    Better: lower by more than tol. Losses are to be those of rows that are not
    learned from: on the others more rounds always look better.

    Args:
        losses: of each round.
        patience: at least 1; until so many have gone before, there is progress.
        tol: see above.

    Raises:
        ValueError: patience is below 1.

    >>> no_progress([3.0, 2.0, 1.0], 2), no_progress([3.0, 1.0, 1.0, 1.0], 2)
    (False, True)
    """
    if not patience >= 1:
        raise ValueError(f"patience must be at least 1, got {patience}")
    if len(losses) <= patience:
        return False
    return losses[-1] + tol >= max(losses[-1 - patience : -1])


@dataclass(eq=False)
class _Boosting:
    """What both share: start at the best constant, add trees."""

    n_estimators: int = 100
    lr: float = 0.1
    max_depth: int = 3
    subsample: float = 1.0
    patience: int | None = None
    loss: str = "squared_error"

    def _learn(self, X: Array, y: Array, rng: np.random.Generator) -> None:
        loss = LOSSES[_known(self.loss)]
        if not (self.n_estimators >= 1 and self.lr > 0 and 0 < self.subsample <= 1):
            raise ValueError(
                "n_estimators must be at least 1, lr positive, subsample in (0, 1], "
                f"got {self.n_estimators}, {self.lr} and {self.subsample}"
            )
        self.n_features_ = X.shape[1]
        kept = np.ones(len(X), dtype=bool)
        if self.patience is not None:
            # A tenth is held out, to see when to stop.
            kept[rng.permutation(len(X))[: max(len(X) // 10, 1)]] = False
        held_X, held_y, X, y = X[~kept], y[~kept], X[kept], y[kept]
        self.start_ = loss.start(y)
        F, held = np.full(len(y), self.start_), np.full(len(held_y), self.start_)
        trees: list[Tree] = []
        history, held_history = [loss.value(y, F)], []
        size = max(int(self.subsample * len(y)), 1)
        for _ in range(self.n_estimators):
            rows = np.arange(len(y))
            if size < len(y):
                rows = rng.permutation(len(y))[:size]
            tree = self._step(X[rows], y[rows], F[rows])
            trees.append(tree)
            F = F + tree.value[tree.apply(X), 0]
            history.append(loss.value(y, F))
            if self.patience is not None:
                held = held + tree.value[tree.apply(held_X), 0]
                held_history.append(loss.value(held_y, held))
                if no_progress(held_history, self.patience):
                    break
        self.trees_, self.history_ = trees, np.array(history)
        self.held_out_history_ = np.array(held_history)

    def _step(self, X: Array, y: Array, F: Array) -> Tree:
        """A tree of the gradient's shape, with leaves that suit the loss."""
        loss = LOSSES[self.loss]
        learner = DecisionTreeRegressor(max_depth=self.max_depth)
        tree = learner.fit(X, loss.downhill(y, F)).tree_
        value, leaves = np.zeros_like(tree.value), tree.apply(X)
        for leaf in np.unique(leaves):
            own = leaves == leaf
            value[leaf] = self.lr * loss.leaf(y[own], F[own])
        return replace(tree, value=value)

    def _score(self, X: ArrayLike) -> Array:
        check_fitted(self, "trees_")
        X = as_rows(X, self.n_features_)
        F = np.full(len(X), self.start_)
        for tree in self.trees_:
            F += tree.value[tree.apply(X), 0]
        return F


@system("S28.04", "S28.05")
@dataclass(eq=False)
class GradientBoostingRegressor(_Boosting):
    """`F(x) = F_0 + lr sum_t tree_t(x)`: gradient descent, a tree for each step.

    A tree is fitted to the `pseudo_residuals`, by squared error whatever the
    loss; then each leaf takes the step that is best for its rows: the mean of
    `y - F`, or its median for the absolute error. Small lr and many trees are
    better than the other way round.

    Args:
        n_estimators: trees at most.
        lr: learning rate, positive.
        max_depth: questions of a tree on a way down, at least 1.
        subsample: share of the rows that each tree learns from, drawn anew.
        patience: stop early: a tenth of the rows is held out, and boosting ends
            when `no_progress` says so. None: never.
        loss: "squared_error" or "absolute_error".

    Attributes:
        start_: F_0, the best constant.
        trees_: with the learning rate in their values.
        history_: mean loss on the rows learned from, before the first tree and
            after each; half the mean square for squared errors.
        held_out_history_: mean loss on rows held out, after each tree.

    Source:
        Friedman, Greedy Function Approximation: A Gradient Boosting Machine
        (2001), algorithms 1 to 3.

    >>> X, y = [[1.0], [2.0], [3.0], [4.0]], [1.0, 1.0, 5.0, 5.0]
    >>> rng = np.random.default_rng(0)
    >>> model = GradientBoostingRegressor(2, lr=0.5).fit(X, y, rng)
    >>> model.predict(X), model.history_
    (array([1.5, 1.5, 4.5, 4.5]), array([2.   , 0.5  , 0.125]))
    """

    def fit(
        self, X: ArrayLike, y: ArrayLike, rng: np.random.Generator
    ) -> GradientBoostingRegressor:
        """Learn from rows X, shape (n, d), and targets y, shape (n,).

        Raises:
            ValueError: a parameter is out of range, shapes do not fit, or a value
                is not finite.
        """
        X, y = as_pair(X, y)
        if self.loss == "log_loss":
            raise ValueError("loss: log_loss is for GradientBoostingClassifier")
        self._learn(X, y, rng)
        return self

    def predict(self, X: ArrayLike) -> Array:
        """`F(x)` for each row, shape (m,).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        return self._score(X)


@system("S28.04", "S28.05", "S21.12")
@dataclass(eq=False)
class GradientBoostingClassifier(_Boosting):
    """Two classes: F is the log odds of the second, the loss is the log loss.

    A leaf takes one step of Newton's, `sum (y - p) / sum p (1 - p)`: the best
    step has no formula.

    Args:
        n_estimators: as `GradientBoostingRegressor`, and so are those below.
        lr: see there.
        max_depth: see there.
        subsample: see there.
        patience: see there.
        loss: "log_loss".

    Attributes:
        classes_: the two labels, sorted.
        start_: log odds of the second.
        trees_: as `GradientBoostingRegressor`, and so are `history_` and
            `held_out_history_`.

    >>> X, y = [[1.0], [2.0], [3.0], [4.0]], ["no", "no", "yes", "yes"]
    >>> rng = np.random.default_rng(0)
    >>> model = GradientBoostingClassifier(1, lr=1.0).fit(X, y, rng)
    >>> model.decision_function(X)
    array([-2., -2.,  2.,  2.])
    """

    loss: str = "log_loss"

    def fit(
        self, X: ArrayLike, y: ArrayLike, rng: np.random.Generator
    ) -> GradientBoostingClassifier:
        """Learn from rows X, shape (n, d), and labels y, shape (n,), of two classes.

        Raises:
            ValueError: not two classes, or as `GradientBoostingRegressor.fit`.
        """
        X = as_matrix(X)
        classes, codes = np.unique(as_labels(y, len(X)), return_inverse=True)
        if len(classes) != 2 or self.loss != "log_loss":
            raise ValueError(
                "y must have two classes and loss be log_loss, got "
                f"{len(classes)} and {self.loss!r}"
            )
        self.classes_ = classes
        self._learn(X, codes.astype(float), rng)
        return self

    def decision_function(self, X: ArrayLike) -> Array:
        """Log odds of the second class, shape (m,).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        return self._score(X)

    def predict_proba(self, X: ArrayLike) -> Array:
        """Probabilities of both classes, shape (m, 2).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        F = self._score(X)
        return np.stack([_sigmoid(-F), _sigmoid(F)], axis=1)

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The more probable class, shape (m,); if even, the first.

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        best = (self._score(X) > 0).astype(int)
        return np.asarray(self.classes_[best])
