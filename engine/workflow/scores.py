"""How good answers are, on rows that were not learned from."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import as_labels
from engine.system import system


@system("S01.07")
def score(y: ArrayLike, y_hat: ArrayLike) -> dict[str, float]:
    """Accuracy, precision and recall for classes 0 and 1.

    Accuracy: right / all. Precision: true 1 / predicted 1. Recall: true 1 found /
    true 1. A ratio without any case is 0.

    Args:
        y: truth, 0 or 1, shape (n,).
        y_hat: predictions, 0 or 1, shape (n,).

    Raises:
        ValueError: lengths differ.

    >>> score([1, 1, 0, 0], [1, 0, 0, 0])
    {'accuracy': 0.75, 'precision': 1.0, 'recall': 0.5}
    """
    y = as_labels(y)
    y_hat = as_labels(y_hat, len(y), "y_hat")
    hits = int(((y == 1) & (y_hat == 1)).sum())
    return {
        "accuracy": float((y == y_hat).mean()),
        "precision": hits / max(int((y_hat == 1).sum()), 1),
        "recall": hits / max(int((y == 1).sum()), 1),
    }


@system("S01.20")
def diagnose(train: float, validation: float, wanted: float, gap: float = 0.05) -> str:
    """What two scores say: "underfits", "overfits" or "generalises".

    The validation score decides first: a model that reaches what is wanted on new
    rows is good however well it fits the old ones.

    Args:
        train: score on the rows learned from; larger is better.
        validation: score on new rows.
        wanted: score that would do on new rows.
        gap: difference of the two that counts.

    >>> diagnose(1.0, 0.7, wanted=0.8), diagnose(0.7, 0.69, wanted=0.8)
    ('overfits', 'underfits')
    """
    if validation >= wanted:
        return "generalises"
    return "overfits" if train - validation > gap else "underfits"


@system("S07.10")
def split_rows(
    n: int, shares: tuple[float, float], rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Row numbers to train, validate and test on, in random order.

    Args:
        n: rows.
        shares: of validation and test rows, each rounded to whole rows.
        rng: of the order.

    Returns:
        Three arrays that share no row and together have all n.

    Raises:
        ValueError: a part would be empty.

    >>> [len(rows) for rows in split_rows(10, (0.2, 0.2), np.random.default_rng(0))]
    [6, 2, 2]
    """
    validation, test = (round(n * share) for share in shares)
    if min(validation, test, n - validation - test) < 1:
        raise ValueError(f"a part of {n} rows would be empty with shares {shares}")
    order = rng.permutation(n)
    return (
        order[validation + test :],
        order[:validation],
        order[validation : validation + test],
    )
