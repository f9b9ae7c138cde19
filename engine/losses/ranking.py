"""Pairwise ranking losses: of two items, the right one should score higher."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.losses.binary import bce_logits
from engine.losses.reduction import Loss, Reduction, alike, reduced
from engine.system import system


@system("S34.20")
def margin_ranking(
    difference: ArrayLike,
    y: ArrayLike,
    margin: float = 0.0,
    reduction: Reduction = "mean",
) -> Loss:
    """`max(0, margin - y (s_1 - s_2))`.

    Args:
        difference: `s_1 - s_2`, the scores of a pair, any shape.
        y: 1 where the first should rank higher, -1 where the second should.
        margin: by how much, at least 0.
        reduction: joins the pairs.

    Returns:
        Value and gradient by the difference, which is that by s_1; that by s_2
        is its negative.

    Raises:
        ValueError: shapes differ, y is not -1 or 1, or margin is negative.

    >>> margin_ranking([0.2, -0.2], [1, 1], margin=0.5, reduction="none")[0]
    array([0.3, 0.7])
    """
    difference, y = alike(difference, y, "difference, y")
    if not np.isin(y, (-1, 1)).all():
        raise ValueError("y must be -1 or 1")
    if not margin >= 0:
        raise ValueError(f"margin must be at least 0, got {margin}")
    lack = np.maximum(0, margin - y * difference)
    return reduced(lack, -y * (lack > 0), reduction)


@system("S34.20")
def ranknet(
    difference: ArrayLike, target: ArrayLike, reduction: Reduction = "mean"
) -> Loss:
    """Cross-entropy of `P(1 before 2) = 1 / (1 + exp(-(s_1 - s_2)))`.

    `ln(1 + exp(-(s_1 - s_2)))` where the first should come first: logistic
    regression on differences of scores.

    Args:
        difference: `s_1 - s_2`, any shape.
        target: probability that the first comes first: 1, 0, or 1/2 for a tie.
        reduction: joins the pairs.

    Returns:
        Value and gradient by the difference, `P - target`.

    Raises:
        ValueError: shapes differ, or a target is outside [0, 1].

    Source:
        Burges et al., Learning to Rank using Gradient Descent (2005), equation 3.

    >>> ranknet([0.0], [1.0])
    (0.6931471805599453, array([-0.5]))
    """
    return bce_logits(difference, target, reduction)
