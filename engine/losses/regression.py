"""Losses of a predicted number: functions of the residual `r = y_hat - y`.

Each is a mean over all elements unless `reduction` says otherwise. At a kink the
derivative is the subgradient 0.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.losses.reduction import Loss, Reduction, alike, reduced
from engine.system import system


@system("S34.01", "S06.06", "S06.13", "S14.03", "S01.19", "S37.02")
def mse(y_hat: ArrayLike, y: ArrayLike, reduction: Reduction = "mean") -> Loss:
    """Squared error `r^2`, derivative `2 r`: no factor 1/2.

    The constant that minimises it is the mean of y. Its root, the RMSE, has the
    units of y.

    Args:
        y_hat: predictions, any shape.
        y: targets, the same shape.
        reduction: "mean" makes it the mean squared error.

    Returns:
        Value and gradient by y_hat.

    Raises:
        ValueError: shapes differ, or a value is not finite.

    >>> mse([2.5, 0.0, 2.0, 8.0], [3.0, -0.5, 2.0, 7.0])[0]
    0.375
    """
    y_hat, y = alike(y_hat, y)
    r = y_hat - y
    return reduced(r**2, 2 * r, reduction)


@system("S34.02", "S06.14")
def mae(y_hat: ArrayLike, y: ArrayLike, reduction: Reduction = "mean") -> Loss:
    """Absolute error `|r|`, derivative `sign(r)`.

    The constant that minimises it is the median of y.

    Args:
        y_hat: predictions, any shape.
        y: targets, the same shape.
        reduction: "mean" makes it the mean absolute error.

    Returns:
        Value and gradient by y_hat.

    Raises:
        ValueError: shapes differ, or a value is not finite.

    >>> mae([2.5, 0.0, 2.0, 8.0], [3.0, -0.5, 2.0, 7.0])[0]
    0.5
    """
    y_hat, y = alike(y_hat, y)
    r = y_hat - y
    return reduced(np.abs(r), np.sign(r), reduction)


@system("S34.03")
def huber(
    y_hat: ArrayLike, y: ArrayLike, delta: float = 1.0, reduction: Reduction = "mean"
) -> Loss:
    """`r^2 / 2` where `|r| <= delta`, else `delta (|r| - delta / 2)`.

    The derivative is r clipped to [-delta, delta]: an outlier pulls no harder
    than a point at distance delta. Has the factor 1/2 that `mse` has not.

    Args:
        y_hat: predictions, any shape.
        y: targets, the same shape.
        delta: where squares end, positive, in units of y.
        reduction: how the elements' losses are joined.

    Returns:
        Value and gradient by y_hat.

    Raises:
        ValueError: shapes differ, a value is not finite, or delta is not
            positive.

    Source:
        Huber, Robust Estimation of a Location Parameter (1964).

    >>> huber([0.5, 1.0, 3.0], [0.0, 0.0, 0.0], reduction="none")
    (array([0.125, 0.5  , 2.5  ]), array([0.5, 1. , 1. ]))
    """
    y_hat, y = alike(y_hat, y)
    if not delta > 0:
        raise ValueError(f"delta must be positive, got {delta}")
    r = y_hat - y
    size = np.abs(r)
    value = np.where(size <= delta, r**2 / 2, delta * (size - delta / 2))
    return reduced(value, np.clip(r, -delta, delta), reduction)


@system("S34.04")
def log_cosh(y_hat: ArrayLike, y: ArrayLike, reduction: Reduction = "mean") -> Loss:
    """`ln cosh r = |r| + log1p(exp(-2 |r|)) - ln 2`, derivative `tanh r`.

    About `r^2 / 2` near 0 and `|r| - ln 2` far away, so a smooth relative of
    the absolute error, not of the squared one. `cosh` itself overflows at 711.

    Args:
        y_hat: predictions, any shape.
        y: targets, the same shape.
        reduction: how the elements' losses are joined.

    Returns:
        Value and gradient by y_hat.

    Raises:
        ValueError: shapes differ, or a value is not finite.

    >>> round(log_cosh([1000.0], [0.0])[0], 4)
    999.3069
    """
    y_hat, y = alike(y_hat, y)
    r = y_hat - y
    size = np.abs(r)
    value = size + np.log1p(np.exp(-2 * size)) - np.log(2)
    return reduced(value, np.tanh(r), reduction)


@system("S34.05")
def pinball(
    y_hat: ArrayLike, y: ArrayLike, q: float = 0.5, reduction: Reduction = "mean"
) -> Loss:
    """Quantile loss: `q (y - y_hat)` from below, `(1 - q) (y_hat - y)` from above.

    The constant that minimises it is a q-quantile of y; q = 1/2 is half the
    absolute error.

    Args:
        y_hat: predictions, any shape.
        y: targets, the same shape.
        q: the quantile, between 0 and 1.
        reduction: how the elements' losses are joined.

    Returns:
        Value and gradient by y_hat: `-q`, `1 - q`, or 0 where y_hat is y.

    Raises:
        ValueError: shapes differ, a value is not finite, or q is out of range.

    Source:
        Koenker and Bassett, Regression Quantiles (1978).

    >>> pinball([1.0, 3.0], [2.0, 2.0], q=0.75, reduction="none")
    (array([0.75, 0.25]), array([-0.75,  0.25]))
    """
    y_hat, y = alike(y_hat, y)
    if not 0 < q < 1:
        raise ValueError(f"q must be between 0 and 1, got {q}")
    r = y_hat - y
    slope = np.select([r > 0, r < 0], [1 - q, -q])
    return reduced(slope * r, slope, reduction)


@system("S34.08")
def mape(y_hat: ArrayLike, y: ArrayLike, reduction: Reduction = "mean") -> Loss:
    """Absolute percentage error `|r| / |y|`, a fraction: 0.5 is 50 %.

    A forecast of 0 costs at most 1, one that is too high costs without bound,
    so what minimises it lies below the median.

    Args:
        y_hat: predictions, any shape.
        y: targets, the same shape, none of them 0.
        reduction: how the elements' losses are joined.

    Returns:
        Value and gradient by y_hat, `sign(r) / |y|`.

    Raises:
        ValueError: shapes differ, a value is not finite, or a target is 0.

    >>> mape([50.0, 100.0], [100.0, 50.0], reduction="none")[0]
    array([0.5, 1. ])
    """
    y_hat, y = alike(y_hat, y)
    if (y == 0).any():
        raise ValueError("a percentage of a target of 0 has no meaning")
    r = y_hat - y
    return reduced(np.abs(r / y), np.sign(r) / np.abs(y), reduction)
