"""Scores on rows that were learned from and on others, as one thing changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Array
from engine.system import system
from engine.validation.cross_validation import Data, Score, rows_and_targets, trained
from engine.validation.splits import Splits


@system("S04.04")
def validation_curve(  # noqa: PLR0913
    model: Any,
    name: str,
    values: Sequence[Any],
    data: Data,
    splits: Splits,
    *,
    score: Score,
    rng: np.random.Generator | None = None,
) -> tuple[Array, Array]:
    """Mean training and test scores for each value of a hyper-parameter.

    As a model grows more complex it fits its own rows ever better, while on
    others it is worst at both ends: too stiff, then too eager. Far beyond the
    point where it can fit every row, the test score may recover.

    Args:
        model: an estimator of the engine with `predict`.
        name: of the hyper-parameter.
        values: to try.
        data: rows, shape (n, d), and targets, shape (n,).
        splits: training and test rows of each fold.
        score: of targets and predictions.
        rng: for a model whose `fit` needs one.

    Returns:
        Scores on training rows and on test rows, each of shape (values,).

    Raises:
        ValueError: as `cross_validate`.

    >>> from engine.linear.goodness import r_squared
    >>> from engine.linear.polynomial import PolynomialRegression
    >>> from engine.validation.splits import k_fold
    >>> x = [[0.0], [1.0], [2.0], [3.0], [4.0], [5.0]]
    >>> data, model = (x, [v[0] ** 2 for v in x]), PolynomialRegression()
    >>> train, test = validation_curve(
    ...     model, "degree", [1, 2], data, k_fold(6, 2), score=r_squared)
    >>> train.round(3), test.round(3)
    (array([0.959, 1.   ]), array([-18.438,   1.   ]))
    """
    pair = rows_and_targets(*data)
    means = [
        _both(replace(model, **{name: value}), pair, splits, score, rng)
        for value in values
    ]
    return np.array([a for a, _ in means]), np.array([b for _, b in means])


def learning_curve(  # noqa: PLR0913
    model: Any,
    sizes: Sequence[int],
    data: Data,
    splits: Splits,
    *,
    score: Score,
    rng: np.random.Generator | None = None,
) -> tuple[Array, Array]:
    """Mean training and test scores for each number of training rows.

    Two curves that have met at a poor score ask for a better model: more rows
    would not help. A gap that still closes asks for more rows.

    Args:
        model: an estimator of the engine with `predict`.
        sizes: training rows to use, each the first ones of a split.
        data: rows, shape (n, d), and targets, shape (n,).
        splits: training and test rows of each fold; shuffled, if the order of
            the rows means something.
        score: of targets and predictions.
        rng: for a model whose `fit` needs one.

    Returns:
        Scores on the rows used and on test rows, each of shape (sizes,).

    Raises:
        ValueError: a size is not 1 to the rows of the smallest training part,
            or as `cross_validate`.

    >>> from engine.linear.goodness import r_squared
    >>> from engine.linear.ridge import Ridge
    >>> from engine.validation.splits import k_fold
    >>> data = [[0.0], [1.0], [2.0], [3.0]], [0.0, 1.0, 2.0, 3.0]
    >>> learning_curve(Ridge(0.0), [2], data, k_fold(4, 2), score=r_squared)
    (array([1.]), array([1.]))
    """
    pair = rows_and_targets(*data)
    most = min(len(train) for train, _ in splits)
    if not all(1 <= size <= most for size in sizes):
        raise ValueError(f"sizes must be 1 to {most}, got {list(sizes)}")
    means = [
        _both(model, pair, [(a[:size], b) for a, b in splits], score, rng)
        for size in sizes
    ]
    return np.array([a for a, _ in means]), np.array([b for _, b in means])


@system("S04.07")
def overfitting_gap(
    train: float, validation: float, good: float, tolerance: float = 0.05
) -> tuple[float, str]:
    """Training score minus validation score, and what the two suggest.

    "overfit": good on the rows it learned from, and clearly worse on others.
    "underfit": not even good on its own rows. "fits": neither. A gap does not
    make a model worse than one without: a forest often has the larger gap and
    the better validation score.

    Args:
        train: score on training rows, larger for better.
        validation: score on other rows.
        good: the score that is wanted.
        tolerance: gap that is put down to chance, at least 0.

    Returns:
        The gap, and the verdict.

    Raises:
        ValueError: tolerance is negative.

    >>> overfitting_gap(train=1.0, validation=0.75, good=0.9)
    (0.25, 'overfit')
    >>> overfitting_gap(train=0.5, validation=0.5, good=0.9)
    (0.0, 'underfit')
    """
    if not tolerance >= 0:
        raise ValueError(f"tolerance must be at least 0, got {tolerance}")
    gap = train - validation
    if train < good:
        return gap, "underfit"
    return gap, "overfit" if gap > tolerance else "fits"


def _both(
    model: Any,
    data: tuple[Array, NDArray[Any]],
    splits: Splits,
    score: Score,
    rng: np.random.Generator | None,
) -> tuple[float, float]:
    """Mean scores over folds, on training rows and on test rows."""
    X, y = data
    found = []
    for train, test in splits:
        fitted = trained(model, X[train], y[train], rng)
        found.append(
            [score(y[rows], fitted.predict(X[rows])) for rows in (train, test)]
        )
    on_train, on_test = np.mean(found, axis=0)
    return float(on_train), float(on_test)
