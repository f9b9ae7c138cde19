"""Confusion: how often each class was taken for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import Integers, as_labels
from engine.system import system


@system("S35.01")
def confusion(
    y: ArrayLike, y_hat: ArrayLike, positive: Any = 1
) -> tuple[int, int, int, int]:
    """True positives, false positives, false negatives, true negatives.

    "True" and "false" say whether the prediction is right, "positive" and
    "negative" what was predicted. All labels but one count as negative.

    Args:
        y: labels, shape (n,).
        y_hat: predicted labels, shape (n,).
        positive: the label that counts as positive.

    Returns:
        (tp, fp, fn, tn), which sum to n.

    Raises:
        ValueError: lengths differ, none at all, or NaN among the labels.

    >>> confusion([1, 1, 1, 0, 0, 0], [1, 1, 0, 1, 0, 0])
    (2, 1, 1, 2)
    """
    y = as_labels(y)
    y_hat = as_labels(y_hat, len(y), "y_hat")
    is_so, said_so = y == positive, y_hat == positive
    tp, fp = int((said_so & is_so).sum()), int((said_so & ~is_so).sum())
    fn = int((~said_so & is_so).sum())
    return tp, fp, fn, len(y) - tp - fp - fn


@system("S08.04")
def confusion_matrix(
    y: ArrayLike, y_hat: ArrayLike, labels: Sequence[Any] | None = None
) -> tuple[Integers, NDArray[Any]]:
    """Counts `C_ij` of rows of class i that were predicted as class j.

    Rows are actual and columns predicted. For labels [1, 0] the matrix is
    [[TP, FN], [FP, TN]]; sorted labels put the negatives first and turn it
    into [[TN, FP], [FN, TP]], a frequent source of mistakes.

    Args:
        y: labels, shape (n,).
        y_hat: predicted labels, shape (n,).
        labels: the k classes, distinct, in the order of the rows; by default
            those that occur, sorted.

    Returns:
        Counts, shape (k, k), and the classes, shape (k,).

    Raises:
        ValueError: lengths differ, a class is listed twice, or a label is not
            among the classes.

    >>> confusion_matrix([1, 1, 1, 0, 0], [1, 1, 0, 1, 0], labels=[1, 0])[0]
    array([[2, 1],
           [1, 1]])
    """
    y = as_labels(y)
    y_hat = as_labels(y_hat, len(y), "y_hat")
    known = np.unique(np.concatenate([y, y_hat])) if labels is None else labels
    known = as_labels(known, name="labels")
    order = np.argsort(known)
    if len(np.unique(known)) < len(known):
        raise ValueError(f"labels must be distinct, got {known.tolist()}")
    actual, predicted = (_index(v, known, order) for v in (y, y_hat))
    k = len(known)
    flat = np.bincount(actual * k + predicted, minlength=k * k)
    return flat.reshape(k, k), known


def _index(v: NDArray[Any], known: NDArray[Any], order: Integers) -> Integers:
    """Where each label stands in `known`."""
    at = np.searchsorted(known, v, sorter=order)
    index = order[np.minimum(at, len(known) - 1)]
    missing = known[index] != v
    if missing.any():
        raise ValueError(f"{v[missing].tolist()[0]!r} is not among the labels")
    return np.asarray(index)
