"""Losses that shape distances between embeddings."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix
from engine.losses.reduction import Loss, Reduction, alike, reduced
from engine.system import system


@system("S34.18")
def triplet(
    anchor: ArrayLike, positive: ArrayLike, negative: ArrayLike, margin: float = 1.0
) -> tuple[float, tuple[Array, Array, Array]]:
    """Mean of `max(0, |a - p| - |a - n| + margin)` over rows, Euclidean norms.

    0 as soon as the negative is farther than the positive by the margin.

    Args:
        anchor: rows a, shape (n, d).
        positive: rows p of the same class as the anchor, the same shape.
        negative: rows n of another class, the same shape.
        margin: positive, in units of distance.

    Returns:
        Value, and its gradients by anchor, positive and negative. Where two
        points coincide their distance has derivative 0.

    Raises:
        ValueError: shapes differ, or margin is not positive.

    Source:
        Schroff, Kalenichenko, Philbin, FaceNet (2015), section 3.1, which
        has squared norms.

    >>> triplet([[0.0]], [[1.0]], [[1.5]])[0]
    0.5
    """
    a = as_matrix(anchor, "anchor")
    p = as_matrix(positive, "positive")
    n = as_matrix(negative, "negative")
    if not a.shape == p.shape == n.shape:
        raise ValueError(
            f"three matrices of one shape, got {a.shape}, {p.shape} and {n.shape}"
        )
    if not margin > 0:
        raise ValueError(f"margin must be positive, got {margin}")
    near, to_positive = _distance(a - p)
    far, to_negative = _distance(a - n)
    lack = np.maximum(0, near - far + margin)
    share = (lack > 0)[:, None] / len(a)
    by_positive, by_negative = -share * to_positive, share * to_negative
    return float(lack.mean()), (-(by_positive + by_negative), by_positive, by_negative)


@system("S34.19")
def contrastive(
    distance: ArrayLike,
    similar: ArrayLike,
    margin: float = 1.0,
    reduction: Reduction = "mean",
) -> Loss:
    """`s d^2 + (1 - s) max(0, margin - d)^2`: pull likes together, push others.

    Pairs that are not alike stop to matter beyond the margin.

    Args:
        distance: between the two of a pair, at least 0, any shape.
        similar: s, 1 for likes and 0 for others, the same shape.
        margin: positive, in units of distance.
        reduction: joins the pairs.

    Returns:
        Value and gradient by the distance.

    Raises:
        ValueError: shapes differ, or an input is out of range.

    Source:
        Hadsell, Chopra, LeCun, Dimensionality Reduction by Learning an
        Invariant Mapping (2006), equation 4, which halves it and writes Y = 0
        for similar pairs.

    >>> contrastive([0.8, 0.8, 1.2], [1, 0, 0], reduction="none")[0].round(2)
    array([0.64, 0.04, 0.  ])
    """
    d, s = alike(distance, similar, "distance, similar")
    if (d < 0).any() or not np.isin(s, (0, 1)).all():
        raise ValueError("distances are at least 0, similar is 0 or 1")
    if not margin > 0:
        raise ValueError(f"margin must be positive, got {margin}")
    lack = np.maximum(0, margin - d)
    value = s * d**2 + (1 - s) * lack**2
    return reduced(value, 2 * (s * d - (1 - s) * lack), reduction)


def _distance(difference: Array) -> tuple[Array, Array]:
    """Norms of rows, and their gradients by the rows."""
    norm = np.linalg.norm(difference, axis=1)
    column = norm[:, None]
    gradient = np.divide(
        difference, column, out=np.zeros_like(difference), where=column > 0
    )
    return norm, gradient
