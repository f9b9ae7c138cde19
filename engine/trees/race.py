"""Boosters side by side."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import as_labels, as_matrix
from engine.system import system
from engine.trees.adaboost import AdaBoostClassifier
from engine.trees.gradient_boosting import GradientBoostingClassifier
from engine.trees.second_order_boosting import SecondOrderClassifier


@system("S28.12")
def boosting_race(
    X: ArrayLike, y: ArrayLike, X_new: ArrayLike, y_new: ArrayLike, rounds: int = 100
) -> dict[str, float]:
    """Accuracy of four learners on rows that none of them has seen.

    One stump; AdaBoost, which weighs rows; gradient boosting, which fits
    gradients; and second-order boosting, which adds curvature and penalties. The
    last three have as many rounds, depths 1, 3, 3 and learning rates 1, 0.1, 0.1.

    Args:
        X: rows to learn from, shape (n, d).
        y: their labels, of two classes, shape (n,).
        X_new: rows to predict, shape (m, d).
        y_new: their labels, shape (m,).
        rounds: of each booster.

    Returns:
        "stump", "adaboost", "gradient", "second order": shares of right labels.

    Raises:
        ValueError: shapes do not fit, a value is not finite, or not two classes.

    >>> X, y = np.arange(20.0)[:, None] % 7, np.arange(20) % 7 == 3
    >>> boosting_race(X, y, X, y, rounds=20)["adaboost"]
    1.0
    """
    X_new = as_matrix(X_new, "X_new")
    y_new = as_labels(y_new, len(X_new), "y_new")
    models: dict[str, Any] = {
        "stump": AdaBoostClassifier(1).fit(X, y),
        "adaboost": AdaBoostClassifier(rounds).fit(X, y),
        "gradient": GradientBoostingClassifier(rounds).fit(
            X, y, np.random.default_rng(0)
        ),
        "second order": SecondOrderClassifier(rounds, lr=0.1, max_depth=3).fit(X, y),
    }
    return {
        name: float((model.predict(X_new) == y_new).mean())
        for name, model in models.items()
    }
