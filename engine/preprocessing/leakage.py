"""What test rows give away when something is learned before the split."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers
from engine.linear.goodness import r_squared
from engine.linear.logistic import LogisticRegression
from engine.linear.ridge import Ridge
from engine.metrics.curves import roc_auc
from engine.metrics.rates import accuracy
from engine.preprocessing.encoders import target_encode, target_encode_out_of_fold
from engine.preprocessing.pipeline import Pipeline
from engine.preprocessing.simple_imputer import SimpleImputer
from engine.system import system
from engine.trees.cart import DecisionTreeRegressor
from engine.trees.second_order_boosting import SecondOrderRegressor
from engine.validation.cross_validation import cross_validate, rows_and_targets
from engine.validation.splits import Splits, k_fold

Score = Callable[[Any, Any], float]


@system("S61.11")
def leakage_gap(
    pipeline: Pipeline,
    data: tuple[ArrayLike, ArrayLike],
    splits: Splits,
    *,
    score: Score,
) -> tuple[float, float]:
    """Cross-validation with the steps inside the folds, and with them outside.

    Outside, each step is fitted once, to all rows, test rows among them, and
    only the model is cross-validated. That score describes no situation that
    will ever occur.

    Args:
        pipeline: steps and a model.
        data: rows, shape (n, d), in which values may be missing, and targets,
            shape (n,).
        splits: training and test rows of each fold.
        score: of targets and predictions.

    Returns:
        Mean score with the steps inside, which is honest, and outside.

    Raises:
        ValueError: as `Pipeline.fit`.

    >>> x = [[np.nan], [10.0], [12.0], [0.0], [1.0], [2.0]]
    >>> data = x, [5.0, 10.0, 12.0, 0.0, 1.0, 2.0]  # 5 is the mean of all rows
    >>> model = Pipeline([SimpleImputer(), Ridge(alpha=0.0)])
    >>> error = lambda y, y_hat: float(np.mean((y - y_hat) ** 2))
    >>> inside, outside = leakage_gap(model, data, k_fold(6, 2), score=error)
    >>> round(inside, 1), round(outside, 1)
    (4.7, 0.0)
    """
    X, y = rows_and_targets(*data)
    inside = cross_validate(pipeline, (X, y), splits, score=score)
    Z = X
    for step in pipeline.fit(X, y).steps_[:-1]:
        Z = step.transform(Z)
    outside = cross_validate(pipeline.steps[-1], (Z, y), splits, score=score)
    return float(inside.mean()), float(outside.mean())


def selection_leak(
    rng: np.random.Generator, n: int = 60, d: int = 2000, keep: int = 10
) -> tuple[float, float]:
    """Select features that go with the labels, before or inside cross-validation.

    Features and labels are noise, so no model is better than 0.5.

    Args:
        rng: draws the data.
        n: rows, at least 10.
        d: features.
        keep: features that are kept, those that correlate most with the label.

    Returns:
        Accuracy by 5 folds with the selection inside, and outside.

    Source:
        Hastie, Tibshirani, Friedman, The Elements of Statistical Learning
        (2009), section 7.10.2.

    >>> inside, outside = selection_leak(np.random.default_rng(0))
    >>> inside < 0.65, outside > 0.8
    (True, True)
    """
    X, y = rng.normal(size=(n, d)), np.arange(n) % 2
    all_rows = _most_correlated(X, y, keep)
    right: dict[bool, list[float]] = {True: [], False: []}
    for train, test in k_fold(n, 5):
        own = _most_correlated(X[train], y[train], keep)
        for leaks, columns in ((False, own), (True, all_rows)):
            model = LogisticRegression().fit(X[np.ix_(train, columns)], y[train])
            told = model.predict(X[np.ix_(test, columns)])
            right[leaks].append(accuracy(y[test], told))
    return float(np.mean(right[False])), float(np.mean(right[True]))


def target_leak(
    rng: np.random.Generator, n: int = 400, levels: int = 200
) -> dict[str, tuple[float, float]]:
    """Target encoding of a category that has nothing to do with the target.

    Args:
        rng: draws the data.
        n: rows for training, and as many new ones.
        levels: of the category.

    Returns:
        "naive" and "out of fold" -> ROC AUC of the codes on training rows and
        on new rows. What is not 0.5 on training rows is leakage.

    >>> found = target_leak(np.random.default_rng(0))
    >>> found["naive"][0] > 0.8, abs(found["naive"][1] - 0.5) < 0.1
    (True, True)
    """
    x, y = rng.integers(0, levels, (2, n)), rng.integers(0, 2, (2, n))
    new = roc_auc(y[1], target_encode(x[0], y[0], x[1]))
    return {
        "naive": (roc_auc(y[0], target_encode(x[0], y[0], x[0])), new),
        "out of fold": (
            roc_auc(y[0], target_encode_out_of_fold(x[0], y[0], rng=rng)),
            new,
        ),
    }


@system("S61.14")
def models_on_holes(rng: np.random.Generator, n: int = 500) -> dict[str, float]:
    """A line and trees where a fifth of the values is missing at random.

    A constant of -999 is an outlier to the line, and one more cut to a tree.
    Second-order boosting needs no filling: at each split the missing values go
    to the side where they lower the loss most.

    Args:
        rng: draws the data, y = 3 x + z + noise with holes in x.
        n: rows for training, and as many new ones.

    Returns:
        R2 on new rows: "line, mean", "line, -999", "tree, -999" and "boosting,
        none".

    >>> found = models_on_holes(np.random.default_rng(0))
    >>> found["line, -999"] < 0.3 < 0.6 < min(found["line, mean"],
    ...     found["tree, -999"], found["boosting, none"])
    True
    """
    X = rng.normal(size=(2 * n, 2))
    y = X @ [3.0, 1.0] + 0.3 * rng.normal(size=2 * n)
    X[rng.random(2 * n) < 0.2, 0] = np.nan
    mean, constant = SimpleImputer(), SimpleImputer("constant", -999.0)
    models: dict[str, Any] = {
        "line, mean": Pipeline([mean, Ridge()]),
        "line, -999": Pipeline([constant, Ridge()]),
        "tree, -999": Pipeline([constant, DecisionTreeRegressor(max_depth=5)]),
        "boosting, none": SecondOrderRegressor(),
    }
    return {
        name: r_squared(y[n:], model.fit(X[:n], y[:n]).predict(X[n:]))
        for name, model in models.items()
    }


def _most_correlated(X: Array, y: Integers, keep: int) -> Integers:
    Z = X - X.mean(axis=0)
    r = np.abs((y - y.mean()) @ Z) / np.linalg.norm(Z, axis=0)
    return np.argsort(-r, kind="stable")[:keep]
