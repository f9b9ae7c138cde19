"""Margin losses: a score should be on the right side, and by at least 1."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.losses.reduction import Loss, Reduction, alike, reduced
from engine.system import system


@system("S34.10")
def hinge(score: ArrayLike, y: ArrayLike, reduction: Reduction = "mean") -> Loss:
    """`max(0, 1 - y s)`: 0 beyond the margin, linear on the wrong side.

    Labels are -1 and 1. With 0 in place of -1 the product would be 0, and
    every such row would cost 1 whatever its score.

    Args:
        score: raw scores s, any shape; not probabilities.
        y: labels, -1 or 1, the same shape.
        reduction: how the elements' losses are joined.

    Returns:
        Value and gradient by the score: -y inside the margin, 0 from 1 on.

    Raises:
        ValueError: shapes differ, or a label is not -1 or 1.

    Source:
        Hastie, Tibshirani, Friedman, The Elements of Statistical Learning
        (2009), equation 12.25.

    >>> hinge([2.0, 0.5, -1.0], [1.0, 1.0, 1.0], reduction="none")
    (array([0. , 0.5, 2. ]), array([-0., -1., -1.]))
    """
    lack, y = _lack(score, y)
    return reduced(lack, -y * (lack > 0), reduction)


@system("S34.11")
def squared_hinge(
    score: ArrayLike, y: ArrayLike, reduction: Reduction = "mean"
) -> Loss:
    """`max(0, 1 - y s)^2`: differentiable at the margin, harder on big misses.

    Args:
        score: raw scores s, any shape.
        y: labels, -1 or 1, the same shape.
        reduction: how the elements' losses are joined.

    Returns:
        Value and gradient by the score, `-2 y max(0, 1 - y s)`.

    Raises:
        ValueError: shapes differ, or a label is not -1 or 1.

    >>> squared_hinge([2.0, 0.5, -1.0], [1.0, 1.0, 1.0], reduction="none")
    (array([0.  , 0.25, 4.  ]), array([-0., -1., -4.]))
    """
    lack, y = _lack(score, y)
    return reduced(lack**2, -2 * y * lack, reduction)


def _lack(score: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """By how much each score misses the margin, and the labels."""
    score, y = alike(score, y, "score, y")
    if not np.isin(y, (-1, 1)).all():
        raise ValueError("labels must be -1 or 1")
    return np.maximum(0, 1 - y * score), y
