"""What folds say of a classifier: its confusions, its bias, its variance."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Array, Integers
from engine.metrics.counts import confusion_matrix
from engine.system import system
from engine.validation.cross_validation import Data, trained
from engine.validation.splits import Splits


class Report(NamedTuple):
    """One cross-validation, read in three ways."""

    confusion: Integers
    """Counts over all folds, actual by predicted, shape (k, k)."""
    classes: NDArray[Any]
    """In the order of the rows and columns, shape (k,)."""
    training: Array
    """Accuracy of each fold's model on the rows it learned from, shape (folds,)."""
    validation: Array
    """Its accuracy on the rows that it did not see, shape (folds,)."""
    disagreement: float
    """Share of rows, over pairs of folds' models, on which the two differ."""


@system("S08.12")
def cross_validated_report(
    model: Any, data: Data, splits: Splits, rng: np.random.Generator | None = None
) -> Report:
    """Folds give predictions for unseen rows; these give all that one asks next.

    Pooled, they are a confusion matrix, which counts every row once and says
    which mistakes are made. Errors on training rows point to bias: the model
    cannot even say what it was told. A gap between training and validation, and
    models that disagree because they saw other rows, point to variance.

    Args:
        model: a classifier of the engine.
        data: rows, shape (n, d), and labels, shape (n,).
        splits: training and test rows of each fold.
        rng: for a model whose `fit` needs one.

    Returns:
        See `Report`.

    Raises:
        ValueError: fewer than two folds, or as `fit` of the model.

    >>> from engine.neighbors.knn import KNNClassifier
    >>> from engine.validation.splits import k_fold
    >>> x, y = [[0.0], [1.0], [9.0], [8.0]], ["a", "a", "b", "b"]
    >>> report = cross_validated_report(KNNClassifier(1), (x, y), k_fold(4, 4))
    >>> report.confusion.tolist(), report.validation, report.disagreement
    ([[2, 0], [0, 2]], array([1., 1., 1., 1.]), 0.0)
    """
    if len(splits) < 2:
        raise ValueError(f"there must be two folds or more, got {len(splits)}")
    X, y = np.asarray(data[0], dtype=float), np.asarray(data[1])
    actual, predicted, training, validation, says = [], [], [], [], []
    for train, test in splits:
        answers = trained(model, X[train], y[train], rng).predict(X)
        says.append(answers)
        right = answers == y
        training.append(right[train].mean())
        validation.append(right[test].mean())
        actual.append(y[test])
        predicted.append(answers[test])
    counts, classes = confusion_matrix(
        np.concatenate(actual), np.concatenate(predicted)
    )
    first, second = np.triu_indices(len(says), 1)
    votes = np.stack(says)
    return Report(
        counts, classes, np.array(training), np.array(validation),
        float((votes[first] != votes[second]).mean()),
    )  # fmt: skip
