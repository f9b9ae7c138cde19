"""Losses of a yes or a no: from a probability, and from its logit."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import xlog1py, xlogy

from engine.arrays import Array
from engine.losses.reduction import Loss, Reduction, alike, ratio, reduced
from engine.system import system


@system("S34.09", "S43.03", "S44.01")
def bce(p: ArrayLike, y: ArrayLike, reduction: Reduction = "mean") -> Loss:
    """Binary cross-entropy `-(y ln p + (1 - y) ln(1 - p))` of probabilities.

    Nothing is clipped: a certain prediction that is wrong costs infinity. Where
    there are logits, `bce_logits` is exact at any confidence.

    Args:
        p: predicted probabilities of a yes, in [0, 1], any shape.
        y: targets in [0, 1], the same shape.
        reduction: "mean" makes it the log loss.

    Returns:
        Value and gradient by p, `(1 - y) / (1 - p) - y / p`, where 0 / 0 is 0.

    Raises:
        ValueError: shapes differ, or a value is outside [0, 1].

    >>> bce([0.5, 0.25], [1.0, 0.0], reduction="none")[0].round(4)
    array([0.6931, 0.2877])
    """
    p, y = alike(p, y, "p, y")
    _in_unit(p, "p")
    _in_unit(y, "y")
    value = -(xlogy(y, p) + xlog1py(1 - y, -p))
    return reduced(value, ratio(1 - y, 1 - p) - ratio(y, p), reduction)


@system("S34.09", "S43.03", "S44.03")
def bce_logits(z: ArrayLike, y: ArrayLike, reduction: Reduction = "mean") -> Loss:
    """Binary cross-entropy of logits, `p = 1 / (1 + exp(-z))`.

    `max(z, 0) - z y + log1p(exp(-|z|))`: no exponent is ever positive, so the
    loss of a logit of 1000 that is wrong is 1000.

    Args:
        z: logits, any shape.
        y: targets in [0, 1], the same shape.
        reduction: how the elements' losses are joined.

    Returns:
        Value and gradient by z, `p - y`.

    Raises:
        ValueError: shapes differ, or a target is outside [0, 1].

    >>> bce_logits([0.0, 1000.0], [1.0, 0.0], reduction="none")
    (array([6.93147181e-01, 1.00000000e+03]), array([-0.5,  1. ]))
    """
    z, y = alike(z, y, "z, y")
    _in_unit(y, "y")
    value = np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))
    return reduced(value, _sigmoid(z) - y, reduction)


@system("S34.12")
def focal(
    z: ArrayLike,
    y: ArrayLike,
    gamma: float = 2.0,
    alpha: float | None = 0.25,
    reduction: Reduction = "mean",
) -> Loss:
    """Cross-entropy that fades for easy rows: `-alpha_t (1 - p_t)^gamma ln p_t`.

    `p_t` is the probability given to what is true: p for a yes, 1 - p for a no,
    and `alpha_t` is alpha for a yes, 1 - alpha for a no. At gamma 0 and alpha
    None it is `bce_logits`.

    Args:
        z: logits, any shape.
        y: targets, 0 or 1, the same shape.
        gamma: how fast easy rows fade, at least 0.
        alpha: weight of the yes in [0, 1]; None gives both weight 1.
        reduction: how the elements' losses are joined.

    Returns:
        Value and gradient by z. With s = z for a yes, -z for a no, the
        derivative by s is
        `alpha_t (1 - p_t)^gamma (gamma p_t ln p_t - (1 - p_t))`.

    Raises:
        ValueError: shapes differ, or y, gamma or alpha are out of range.

    Source:
        Lin et al., Focal Loss for Dense Object Detection (2017), equation 5.

    >>> round(focal([0.0], [1.0])[0], 4)  # 0.25 * 0.5**2 * ln 2
    0.0433
    """
    z, y = alike(z, y, "z, y")
    if not np.isin(y, (0, 1)).all():
        raise ValueError("targets must be 0 or 1")
    if not gamma >= 0:
        raise ValueError(f"gamma must be at least 0, got {gamma}")
    if alpha is not None and not 0 <= alpha <= 1:
        raise ValueError(f"alpha must be in [0, 1], got {alpha}")
    weight = 1.0 if alpha is None else np.where(y == 1, alpha, 1 - alpha)
    sign = 2 * y - 1
    s = sign * z
    log_p = -np.logaddexp(0, -s)
    # 1 - p_t as the sigmoid of -s: no digits are lost where p_t is near 1.
    p, rest = _sigmoid(s), _sigmoid(-s)
    faded = weight * rest**gamma
    slope = faded * (gamma * p * log_p - rest)
    return reduced(-faded * log_p, sign * slope, reduction)


def _sigmoid(z: Array) -> Array:
    e = np.exp(-np.abs(z))
    return np.asarray(np.where(z >= 0, 1, e) / (1 + e))


def _in_unit(v: Array, name: str) -> None:
    if not ((v >= 0) & (v <= 1)).all():
        raise ValueError(f"{name} must be in [0, 1]")
