"""How far boxes overlap, and which of many stands for an object."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers, as_vector, check_length
from engine.system import system


@system("S31.20")
def iou(a: ArrayLike, b: ArrayLike) -> Array:
    """Intersection over union of each box of a with each of b.

    1 for the same box, 0 where they share no area; edges that touch share none. Two
    boxes without area have 0, not 0 / 0.

    Args:
        a: shape (m, 4), `x1, y1, x2, y2` with x1 <= x2 and y1 <= y2.
        b: shape (n, 4).

    Returns:
        Shape (m, n), in [0, 1].

    Raises:
        ValueError: another shape, or a corner on the wrong side.

    >>> iou([[0, 0, 2, 2]], [[1, 0, 3, 2], [2, 0, 4, 2]]).round(4)
    array([[0.3333, 0.    ]])
    """
    a, b = _boxes(a, "a"), _boxes(b, "b")
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    shared = np.maximum(high - low, 0).prod(axis=2)
    union = _area(a)[:, None] + _area(b)[None, :] - shared
    return np.asarray(shared / np.where(union > 0, union, 1))


@system("S31.20")
def non_maximum_suppression(
    boxes: ArrayLike, scores: ArrayLike, threshold: float = 0.5
) -> Integers:
    """Keep the best box, drop what overlaps it, and so on with the rest.

    A detector fires several times at one object; overlap is how that is noticed. Two
    real objects that overlap by more than the threshold become one.

    Args:
        boxes: shape (n, 4), `x1, y1, x2, y2`; n may be 0.
        scores: shape (n,).
        threshold: overlap, as `iou`, above which the lower score goes.

    Returns:
        Rows that stay, best first; of equal scores the first.

    Raises:
        ValueError: shapes do not fit.

    >>> boxes = [[0, 0, 2, 2], [0, 0, 2, 1.9], [5, 5, 6, 6]]
    >>> non_maximum_suppression(boxes, [0.8, 0.9, 0.3])
    array([1, 2])
    """
    if np.size(boxes) == 0 and np.size(scores) == 0:
        return np.empty(0, dtype=np.int64)
    boxes, scores = _boxes(boxes, "boxes"), as_vector(scores, "scores")
    check_length(scores, len(boxes), "scores")
    left = np.argsort(-scores, kind="stable")
    kept = []
    while left.size:
        best, rest = left[0], left[1:]
        kept.append(best)
        left = (
            rest[iou(boxes[[best]], boxes[rest])[0] <= threshold] if rest.size else rest
        )
    return np.array(kept)


def _boxes(boxes: ArrayLike, name: str) -> Array:
    boxes = np.asarray(boxes, dtype=float)
    if boxes.ndim != 2 or boxes.shape[1] != 4:
        raise ValueError(f"{name} must have shape (n, 4), got {boxes.shape}")
    if not (boxes[:, :2] <= boxes[:, 2:]).all():
        raise ValueError(f"{name} must be x1, y1, x2, y2 with x1 <= x2 and y1 <= y2")
    return boxes


def _area(boxes: Array) -> Array:
    return np.asarray((boxes[:, 2:] - boxes[:, :2]).prod(axis=1))
