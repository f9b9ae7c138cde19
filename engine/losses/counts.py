"""Losses of a predicted positive mean: counts, amounts, claims."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import xlogy

from engine.arrays import Array
from engine.losses.reduction import Loss, Reduction, alike, reduced
from engine.system import system


@system("S34.06")
def poisson_nll(mu: ArrayLike, y: ArrayLike, reduction: Reduction = "mean") -> Loss:
    """`mu - y ln mu`: negative Poisson log-likelihood without `ln y!`.

    The part that is left out does not depend on mu, so the gradient is exact
    and the value may be negative.

    Args:
        mu: predicted means, positive, any shape; not their logarithms.
        y: counts, at least 0, the same shape.
        reduction: how the elements' losses are joined.

    Returns:
        Value and gradient by mu, `1 - y / mu`.

    Raises:
        ValueError: shapes differ, a mean is not positive, or a count negative.

    >>> poisson_nll([2.0], [2.0], reduction="none")
    (array([0.61370564]), array([0.]))
    """
    mu, y = _means(mu, y)
    return reduced(mu - y * np.log(mu), 1 - y / mu, reduction)


@system("S34.07")
def tweedie_deviance(
    mu: ArrayLike, y: ArrayLike, power: float = 1.5, reduction: Reduction = "mean"
) -> Loss:
    """Unit deviance of the family with variance proportional to `mu^power`.

    `2 (y^(2-p) / ((1-p) (2-p)) - y mu^(1-p) / (1-p) + mu^(2-p) / (2-p))`, whose
    limits are squared error (p = 0), Poisson (p = 1) and gamma (p = 2). Only
    between 1 and 2 is it the compound Poisson-gamma distribution: a mass at
    exactly 0 beside positive amounts, as insurance claims have.

    Args:
        mu: predicted means, positive, any shape.
        y: targets, the same shape: any for power 0, at least 0 below 2,
            positive from 2 on.
        power: 0, or at least 1: between them there is no such distribution.
        reduction: how the elements' losses are joined.

    Returns:
        Value and gradient by mu, `-2 (y - mu) / mu^power`.

    Raises:
        ValueError: shapes differ, or mu, y or power are out of range.

    Source:
        Dunn and Smyth, Generalized Linear Models With Examples in R (2018),
        section 12.2.

    >>> round(tweedie_deviance([2.0], [1.0], power=1.5)[0], 4)
    0.4853
    """
    if not (power == 0 or power >= 1):
        raise ValueError(f"power must be 0 or at least 1, got {power}")
    if power == 0:
        mu, y = alike(mu, y, "mu, y")
    else:
        mu, y = _means(mu, y)
    if power >= 2 and (y == 0).any():
        raise ValueError(f"targets must be positive where power is {power}")
    p = power
    value: Array
    if p == 0:
        value = (y - mu) ** 2
    elif p == 1:
        value = 2 * (xlogy(y, y / mu) - y + mu)
    elif p == 2:
        value = 2 * (np.log(mu / y) + y / mu - 1)
    else:
        value = 2 * (
            y ** (2 - p) / ((1 - p) * (2 - p))
            - y * mu ** (1 - p) / (1 - p)
            + mu ** (2 - p) / (2 - p)
        )
    return reduced(value, -2 * (y - mu) / mu**p, reduction)


def _means(mu: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    mu, y = alike(mu, y, "mu, y")
    if not (mu > 0).all():
        raise ValueError(f"means must be positive, got {mu.min()}")
    if not (y >= 0).all():
        raise ValueError(f"targets must be at least 0, got {y.min()}")
    return mu, y
