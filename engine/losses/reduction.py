"""From the losses of single elements to one number."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array

Reduction = Literal["mean", "sum", "none"]
Loss = tuple[Any, Array]
"""The value, a float or one for each element, and the gradient."""


def reduced(
    value: ArrayLike, gradient: ArrayLike, reduction: Reduction = "mean"
) -> Loss:
    """The mean or sum of losses, and its gradient.

    The mean divides both by the number of losses, `value.size`. Where a loss
    belongs to a row, the gradient has more entries than there are losses, and
    is divided by the number of rows all the same.

    Args:
        value: one loss for each element or row.
        gradient: derivative of each loss by its own prediction.
        reduction: "mean", "sum", or "none", which leaves both as they are.

    Returns:
        Value and gradient; the value is a float unless reduction is "none".

    Raises:
        ValueError: another reduction.

    >>> value, gradient = reduced([1.0, 4.0], [2.0, 4.0])
    >>> value, gradient
    (2.5, array([1., 2.]))
    """
    value, gradient = np.asarray(value), np.asarray(gradient)
    if reduction == "none":
        return value, gradient
    if reduction == "sum":
        return float(value.sum()), gradient
    if reduction == "mean":
        return float(value.mean()), gradient / value.size
    raise ValueError(f"reduction is mean, sum or none, got {reduction!r}")


def alike(a: ArrayLike, b: ArrayLike, names: str = "y_hat, y") -> tuple[Array, Array]:
    """Two finite arrays of one shape, in float64.

    Nothing is broadcast: (n, 1) beside (n,) would silently make n^2 residuals.

    Args:
        a: prediction.
        b: target.
        names: of both, for the message.

    Returns:
        Both as arrays.

    Raises:
        ValueError: shapes differ, there is nothing, or a value is not finite.

    >>> alike([1], [0.5])
    (array([1.]), array([0.5]))
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if a.shape != b.shape or a.size == 0:
        raise ValueError(
            f"{names} must have one shape, not empty, got {a.shape} and {b.shape}"
        )
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        raise ValueError(f"{names} must be finite")
    return a, b


def ratio(a: Array, b: Array) -> Array:
    """`a / b`, and 0 where a is 0: what is absent has no gradient.

    Args:
        a: any shape.
        b: the same shape; a / 0 is infinite where a is not 0.

    Returns:
        The quotients.

    >>> ratio(np.array([0.0, 1.0]), np.array([0.0, 2.0]))
    array([0. , 0.5])
    """
    with np.errstate(divide="ignore"):
        return np.divide(a, b, out=np.zeros_like(a), where=a != 0)
