"""Steps and a model as one estimator, so that nothing is learned outside the folds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import as_matrix, check_fitted
from engine.linear.ridge import Ridge
from engine.preprocessing.scalers import StandardScaler
from engine.system import system


def _scaled_ridge() -> list[Any]:
    return [StandardScaler(), Ridge()]


@system("S61.10")
@dataclass(eq=False)
class Pipeline:
    """Fit each step on the output of those before it, the model on that of the last.

    Steps learn from the rows given to `fit` alone, and are then applied to
    training and new rows alike. Inside cross-validation that makes them learn
    anew from the training rows of each fold, which is what keeps means,
    scales and selections of test rows out of the model.

    Args:
        steps: estimators with `transform`, and last one with `predict`.

    Attributes:
        steps_: fitted copies of them.

    >>> from engine.preprocessing.simple_imputer import SimpleImputer
    >>> model = Pipeline([SimpleImputer(), Ridge(alpha=0.0)])
    >>> model.fit([[0.0], [2.0], [np.nan]], [0.0, 4.0, 2.0]).predict([[np.nan]])
    array([2.])
    """

    steps: Sequence[Any] = field(default_factory=_scaled_ridge)

    def fit(self, X: ArrayLike, y: ArrayLike) -> Pipeline:
        """Learn from rows X, shape (n, d), and targets y, shape (n,).

        Raises:
            ValueError: no steps, or as the steps.
        """
        if not self.steps:
            raise ValueError("a pipeline needs at least a model")
        self.steps_ = [replace(step) for step in self.steps]
        Z = as_matrix(X, finite=False)
        for step in self.steps_[:-1]:
            Z = step.fit(Z).transform(Z)
        self.steps_[-1].fit(Z, y)
        return self

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Prediction of the model for rows X, shape (m, d), after all steps.

        Raises:
            NotFitted: before `fit`.
            ValueError: as the steps.
        """
        check_fitted(self, "steps_")
        Z = as_matrix(X, finite=False)
        for step in self.steps_[:-1]:
            Z = step.transform(Z)
        return np.asarray(self.steps_[-1].predict(Z))
