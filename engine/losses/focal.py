"""Focal loss for several classes, in the two forms that go by that name."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.losses.binary import focal
from engine.losses.reduction import Loss, Reduction, ratio, reduced
from engine.nn.softmax import softmax
from engine.system import system


@system("S34.17", "S43.07")
def sigmoid_focal(
    z: ArrayLike, y: ArrayLike, gamma: float = 2.0, alpha: float | None = 0.25
) -> Loss:
    """RetinaNet's loss: binary focal losses of all classes, summed.

    Each class is a yes or no of its own, so a row may have no class at all (the
    background, of which a detector sees thousands). The sum is divided by the
    number of rows that have a class, at least 1, not by the number of rows.

    Args:
        z: logits, shape (n, k).
        y: 0 or 1, the same shape; rows of zeros are background.
        gamma: how fast easy entries fade, at least 0.
        alpha: weight of a yes in [0, 1]; None gives both weight 1.

    Returns:
        Value and gradient by z.

    Raises:
        ValueError: as `focal`, or z is no matrix.

    Source:
        Lin et al., Focal Loss for Dense Object Detection (2017), section 4.1.

    >>> round(sigmoid_focal([[0.0, 0.0]], [[1, 0]], gamma=0.0, alpha=None)[0], 4)
    1.3863
    """
    y = np.asarray(y)
    if y.ndim != 2:
        raise ValueError(f"z and y must have shape (n, k), got {y.shape}")
    value, gradient = focal(z, y, gamma, alpha, reduction="sum")
    foreground = max(1, int(y.any(axis=1).sum()))
    return value / foreground, gradient / foreground


@system("S34.17", "S43.07")
def softmax_focal(
    z: ArrayLike, labels: ArrayLike, gamma: float = 2.0, reduction: Reduction = "mean"
) -> Loss:
    """`-(1 - p_t)^gamma ln p_t` with `p = softmax(z)` and p_t that of the label.

    For classes of which each row has exactly one. The derivative by `ln p_t` is
    `(1 - p_t)^gamma (gamma p_t ln p_t / (1 - p_t) - 1)`, and that of `ln p_t`
    by the logits is 1 at the label minus p.

    Args:
        z: finite logits, shape (n, k).
        labels: class numbers from 0 to k - 1, shape (n,).
        gamma: how fast easy rows fade, at least 0; 0 is cross-entropy.
        reduction: joins the rows.

    Returns:
        Value and gradient by z.

    Raises:
        ValueError: shapes do not fit, or labels or gamma are out of range.

    >>> round(softmax_focal([[0.0, 0.0]], [1], gamma=2.0)[0], 4)  # ln 2 / 4
    0.1733
    """
    z, labels = np.asarray(z, dtype=float), np.asarray(labels)
    if z.ndim != 2 or labels.shape != z.shape[:1]:
        raise ValueError(
            f"z and labels must have shapes (n, k) and (n,), "
            f"got {z.shape} and {labels.shape}"
        )
    if not np.isin(labels, np.arange(z.shape[1])).all():
        raise ValueError(f"labels must be from 0 to {z.shape[1] - 1}")
    if not gamma >= 0:
        raise ValueError(f"gamma must be at least 0, got {gamma}")
    p = softmax(z)
    one_hot = np.eye(z.shape[1])[labels]
    p_t = (p * one_hot).sum(axis=1)
    # What the other classes have, not 1 - p_t: no digits are lost near 1.
    rest = (p * (1 - one_hot)).sum(axis=1)
    top = z.max(axis=1, keepdims=True)
    log_p = ((z - top) * one_hot).sum(axis=1) - np.log(np.exp(z - top).sum(axis=1))
    slope = rest**gamma * (gamma * p_t * ratio(log_p, rest) - 1)
    return reduced(-(rest**gamma) * log_p, slope[:, None] * (one_hot - p), reduction)
