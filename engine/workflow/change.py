"""What becomes of programs and models when the world changes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Booleans, as_vector
from engine.decision.drift import ks_test
from engine.decision.threshold import learn_threshold
from engine.linear.logistic import LogisticRegression
from engine.system import system


@system("S01.08")
def serve(
    batches: Sequence[tuple[ArrayLike, ArrayLike]], every: int
) -> dict[str, Array]:
    """Accuracy over time of a model that is trained again, and of one that is not.

    Both learn from the first batch. Each later batch is answered first, then its
    labels become known; every few batches one model is fitted on the latest.

    Args:
        batches: rows and two labels of each period, both labels in each.
        every: periods between trainings, at least 1.

    Returns:
        "frozen" and "retrained", shape (periods - 1,) each.

    Raises:
        ValueError: every is below 1.
    """
    if every < 1:
        raise ValueError(f"every must be at least 1, got {every}")
    frozen = current = LogisticRegression().fit(*batches[0])
    old, new = [], []
    for period, (X, y) in enumerate(batches[1:], start=1):
        old.append(np.mean(frozen.predict(X) == y))
        new.append(np.mean(current.predict(X) == y))
        if period % every == 0:
            current = LogisticRegression().fit(X, y)
    return {"frozen": np.array(old), "retrained": np.array(new)}


@system("S03.05")
def follow_policy(ages: ArrayLike, limits: Sequence[float]) -> dict[str, Array]:
    """A rule written down, a model frozen, a model retrained, as the limit moves.

    Each period has its own policy, `age >= limit`, and labels that follow it.

    Args:
        ages: of the people in every period, shape (n,).
        limits: of each period; the first is written into the program.

    Returns:
        Accuracy of each period: "written", "frozen", "retrained" (at the start
        of each period, on its labels), and "threshold", the learned one.

    >>> found = follow_policy(np.arange(60), [18, 21])
    >>> found["threshold"], found["retrained"], found["written"]
    (array([17.5, 20.5]), array([1., 1.]), array([1.  , 0.95]))
    """
    ages = as_vector(ages, "ages")
    allowed = [ages >= limit for limit in limits]
    learned = [learn_threshold(ages, yes)[0] for yes in allowed]
    rules = {"written": [ages >= limits[0]] * len(limits),
             "frozen": [ages > learned[0]] * len(limits),
             "retrained": [ages > t for t in learned]}  # fmt: skip
    found = {
        name: np.array([np.mean(a == b) for a, b in zip(said, allowed, strict=True)])
        for name, said in rules.items()
    }
    return {**found, "threshold": np.array(learned)}


@system("S03.11", "S03.12")
def monitor(
    reference: ArrayLike, periods: Sequence[ArrayLike], alpha: float
) -> Booleans:
    """Which periods look unlike the reference: alarms of a KS test per feature.

    A period is alarming where the smallest p-value is below alpha / d, so that d
    features together give a false alarm in a share alpha of periods at most.

    Args:
        reference: rows that the model was trained on, shape (n, d).
        periods: rows of each period, shape (m, d).
        alpha: share of false alarms.

    Returns:
        Whether each period raises an alarm, shape (periods,).
    """
    reference = np.asarray(reference, dtype=float)
    smallest = [
        min(ks_test(a, b)[1] for a, b in zip(reference.T, np.transpose(X), strict=True))
        for X in periods
    ]
    return np.asarray(np.array(smallest) < alpha / reference.shape[1])
