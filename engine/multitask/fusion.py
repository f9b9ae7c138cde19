"""Where several sources are joined: before the model, after it, or both."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.multitask.branches import merge
from engine.system import system

Learn = Callable[[Array, ArrayLike], Callable[[Array], Array]]
"""Rows and labels -> a function from rows to probabilities, shape (m, k)."""


@system("S40.10")
def late_fusion(
    probabilities: Sequence[ArrayLike | None], weights: Sequence[float] | None = None
) -> Array:
    """Weighted mean of what one model a source says, over the sources that are there.

    Args:
        probabilities: shape (m, k) each; None where a source is missing.
        weights: of the sources, at least 0; equal by default.

    Returns:
        Shape (m, k), rows summing to 1.

    Raises:
        ValueError: every source is missing or has weight 0, a weight is negative, or
            shapes differ.

    >>> late_fusion([[[0.5, 0.5]], None, [[0.75, 0.25]]], weights=[1, 5, 3])
    array([[0.6875, 0.3125]])
    """
    given = [1.0] * len(probabilities) if weights is None else list(weights)
    if len(given) != len(probabilities):
        raise ValueError(f"{len(given)} weights for {len(probabilities)} sources")
    if any(w < 0 for w in given):
        raise ValueError(f"weights must be at least 0, got {min(given)}")
    there = [
        (w * np.asarray(p, dtype=float), w)
        for p, w in zip(probabilities, given, strict=True)
        if p is not None
    ]
    total = sum(w for _, w in there)
    if total == 0:
        raise ValueError("no source is there that has weight")
    return merge([p for p, _ in there], "add") / total


@system("S40.09", "S40.10", "S40.11")
def fuse(
    how: str,
    sources: Sequence[Array],
    y: ArrayLike,
    new: Sequence[Array],
    learn: Learn,
) -> Array:
    """Probabilities for new rows from a model of several sources.

    - "early": one model of all columns side by side. It can learn what the sources
      mean together, and needs every one of them;
    - "late": one model a source, `late_fusion` of their answers. It copes with a
      source that is missing, and cannot see an interaction such as exclusive or;
    - "hybrid": the mean of both answers.

    Args:
        how: one of the names above.
        sources: rows to learn from, shape (n, d_i) each.
        y: labels, shape (n,).
        new: rows of each source to answer, shape (m, d_i).
        learn: makes a model.

    Returns:
        Probabilities, shape (m, k).

    Raises:
        ValueError: another name, or shapes that do not fit.
    """
    if how not in {"early", "late", "hybrid"}:
        raise ValueError(f"early, late or hybrid, got {how!r}")
    if len(sources) != len(new):
        raise ValueError(f"{len(new)} new sources where there were {len(sources)}")
    answers = []
    if how != "late":
        answers.append(learn(merge(sources), y)(merge(new)))
    if how != "early":
        alone = [learn(X, y)(Z) for X, Z in zip(sources, new, strict=True)]
        answers.append(late_fusion(alone))
    return late_fusion(answers)
