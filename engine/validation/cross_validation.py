"""Cross-validation: every row is tested once, by a model that has not seen it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import Array, as_labels, as_matrix
from engine.optim.search import Settings, grid
from engine.system import system
from engine.validation.splits import Splits

Data = tuple[ArrayLike, ArrayLike]
"""Rows, shape (n, d), and targets, shape (n,)."""
Score = Callable[[Any, Any], float]
"""Targets and predictions -> a number, larger for better."""


@system("S32.02")
def trained(
    model: Any, X: ArrayLike, y: ArrayLike, rng: np.random.Generator | None = None
) -> Any:
    """A copy of the model with the same hyper-parameters, fitted to these rows.

    The model itself stays as it was, so one fold cannot leak into the next.

    Args:
        model: an estimator of the engine.
        X: rows, shape (n, d).
        y: targets, shape (n,).
        rng: for a model whose `fit` needs one.

    Returns:
        The fitted copy.

    >>> from engine.linear.ridge import Ridge
    >>> line = Ridge(alpha=0.0)
    >>> trained(line, [[0.0], [1.0]], [1.0, 3.0]).coef_, hasattr(line, "coef_")
    (array([2.]), False)
    """
    asked = inspect.signature(model.fit).parameters
    given: dict[str, Any] = {"X": X, "y": y, "rng": rng}
    return replace(model).fit(**{name: given[name] for name in asked if name in given})


@system("S08.01", "S32.06", "S22.07")
def cross_validate(
    model: Any,
    data: Data,
    splits: Splits,
    *,
    score: Score,
    rng: np.random.Generator | None = None,
) -> Array:
    """The score of each fold by a model fitted to the others.

    Their mean varies less from shuffle to shuffle than the score of a single
    split. It is slightly pessimistic, because a model of all rows has more to
    learn from. Whatever is learned from data belongs inside the model, also
    scaling, imputing and selecting: see `engine.preprocessing.pipeline`.

    Args:
        model: an estimator of the engine with `predict`.
        data: rows, shape (n, d), and targets, shape (n,).
        splits: training and test rows of each fold.
        score: of targets and predictions.
        rng: for a model whose `fit` needs one.

    Returns:
        Scores, shape (folds,).

    Raises:
        ValueError: y has another length than X, or as `fit` of the model.

    >>> from engine.linear.least_squares import LinearRegression
    >>> from engine.linear.goodness import r_squared
    >>> from engine.validation.splits import k_fold
    >>> x = [[0.0], [1.0], [2.0], [3.0]]
    >>> y = [1.0, 3.0, 5.0, 7.0]
    >>> line, folds = LinearRegression(), k_fold(4, 2)
    >>> cross_validate(line, (x, y), folds, score=r_squared).round(6)
    array([1., 1.])
    """
    X, y = rows_and_targets(*data)
    scores = []
    for train, test in splits:
        fitted = trained(model, X[train], y[train], rng)
        scores.append(score(y[test], fitted.predict(X[test])))
    return np.array(scores)


@system("S08.03")
def grid_search(  # noqa: PLR0913
    model: Any,
    space: Mapping[str, Sequence[Any]],
    data: Data,
    splits: Splits,
    *,
    score: Score,
    rng: np.random.Generator | None = None,
) -> tuple[Settings, list[tuple[Settings, float]]]:
    """The hyper-parameters with the best mean score over folds.

    That best score is too good to be true: it was chosen for being the
    largest. `nested_cross_validate` measures what the whole search is worth.

    Args:
        model: an estimator of the engine with `predict`.
        space: name of a hyper-parameter -> values to try.
        data: rows, shape (n, d), and targets, shape (n,).
        splits: training and test rows of each fold, the same for all.
        score: of targets and predictions, larger for better.
        rng: for a model whose `fit` needs one.

    Returns:
        The best settings, the first of equal ones, and each with its mean.

    Raises:
        ValueError: as `cross_validate`.

    >>> from engine.linear.ridge import Ridge
    >>> from engine.linear.goodness import r_squared
    >>> from engine.validation.splits import k_fold
    >>> data = [[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0]
    >>> space = {"alpha": [1.0, 0.0]}
    >>> grid_search(Ridge(), space, data, k_fold(4, 2), score=r_squared)[0]
    {'alpha': 0.0}
    """
    tried = []
    for settings in grid(space):
        candidate = replace(model, **settings)
        scores = cross_validate(candidate, data, splits, score=score, rng=rng)
        tried.append((settings, float(scores.mean())))
    best = int(np.argmax([mean for _, mean in tried]))
    return tried[best][0], tried


@system("S32.03")
def tune(  # noqa: PLR0913
    model: Any,
    space: Mapping[str, Sequence[Any]],
    train: Data,
    validation: Data,
    *,
    score: Score,
    rng: np.random.Generator | None = None,
) -> tuple[Settings, list[tuple[Settings, float]]]:
    """The hyper-parameters with the best score on validation rows.

    Weights never see those rows, but the choice does: the best of a thousand
    random guessers scores 0.72 on 50 rows, and 0.5 on new ones.

    Args:
        model: an estimator of the engine with `predict`.
        space: name of a hyper-parameter -> values to try.
        train: rows and targets that every candidate is fitted to.
        validation: rows and targets that it is scored on.
        score: of targets and predictions, larger for better.
        rng: for a model whose `fit` needs one.

    Returns:
        The best settings, the first of equal ones, and each with its score.

    Raises:
        ValueError: as `cross_validate`.

    >>> from engine.linear.ridge import Ridge
    >>> from engine.linear.goodness import r_squared
    >>> rows, new = ([[0.0], [1.0]], [1.0, 3.0]), ([[2.0], [3.0]], [5.0, 7.0])
    >>> tune(Ridge(), {"alpha": [0.0, 1.0]}, rows, new, score=r_squared)[0]
    {'alpha': 0.0}
    """
    (X, y), (new, truth) = rows_and_targets(*train), rows_and_targets(*validation)
    split = np.arange(len(X)), np.arange(len(X), len(X) + len(new))
    both = np.vstack([X, new]), np.concatenate([y, truth])
    return grid_search(model, space, both, [split], score=score, rng=rng)


def nested_cross_validate(  # noqa: PLR0913
    model: Any,
    space: Mapping[str, Sequence[Any]],
    data: Data,
    outer: Splits,
    inner: Callable[[int], Splits],
    *,
    score: Score,
    rng: np.random.Generator | None = None,
) -> Array:
    """Cross-validation of a grid search: it is run anew inside each outer fold.

    The outer test rows take no part in the choice, so their score is fair.

    Args:
        model: an estimator of the engine with `predict`.
        space: name of a hyper-parameter -> values to try.
        data: rows, shape (n, d), and targets, shape (n,).
        outer: training and test rows of each outer fold.
        inner: number of training rows -> splits of them.
        score: of targets and predictions, larger for better.
        rng: for a model whose `fit` needs one.

    Returns:
        Scores, shape (outer folds,).

    Raises:
        ValueError: as `cross_validate`.

    Source:
        Cawley and Talbot, On Over-fitting in Model Selection and Subsequent
        Selection Bias in Performance Evaluation (2010).

    >>> from engine.linear.ridge import Ridge
    >>> from engine.linear.goodness import r_squared
    >>> from engine.validation.splits import k_fold
    >>> x = [[float(i)] for i in range(8)]
    >>> data, space = (x, [2 * v[0] for v in x]), {"alpha": [1.0, 0.0]}
    >>> outer, inner = k_fold(8, 2), lambda n: k_fold(n, 2)
    >>> nested_cross_validate(
    ...     Ridge(), space, data, outer, inner, score=r_squared).round(6)
    array([1., 1.])
    """
    X, y = rows_and_targets(*data)
    scores = []
    for train, test in outer:
        seen, rows = (X[train], y[train]), inner(len(train))
        best, _ = grid_search(model, space, seen, rows, score=score, rng=rng)
        chosen = replace(model, **best), (X, y), [(train, test)]
        scores.append(cross_validate(*chosen, score=score, rng=rng)[0])
    return np.array(scores)


def rows_and_targets(X: ArrayLike, y: ArrayLike) -> tuple[Array, NDArray[Any]]:
    """X as a matrix, in which values may be missing, and y as numbers or labels.

    Raises:
        ValueError: lengths differ, or there are no rows.

    >>> rows_and_targets([[1, 2]], ["a"])
    (array([[1., 2.]]), array(['a'], dtype='<U1'))
    """
    X = as_matrix(X, finite=False)
    return X, as_labels(y, len(X))
