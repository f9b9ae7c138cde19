"""Negative log-likelihood: the loss that a distribution implies."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, xlogy

from engine.arrays import Array
from engine.losses.binary import bce
from engine.losses.reduction import Loss, Reduction, alike, reduced
from engine.system import system


@system("S34.21")
def negative_log_likelihood(
    distribution: str,
    parameter: ArrayLike,
    y: ArrayLike,
    scale: float = 1.0,
    reduction: Reduction = "mean",
) -> Loss:
    """`-ln f(y; parameter)`, with every constant of the density.

    - "gaussian", mean mu and deviation `scale`:
      `(y - mu)^2 / (2 scale^2) + ln scale + ln(2 pi) / 2`, half the squared error;
    - "laplace", median mu: `|y - mu| / scale + ln(2 scale)`, the absolute error;
    - "poisson", mean mu: `mu - y ln mu + ln y!`;
    - "bernoulli", probability p: binary cross-entropy.

    So to choose a loss is to choose a distribution of the errors, and what
    minimises it is the maximum likelihood estimate.

    Args:
        distribution: one of the names above.
        parameter: what is predicted for each element, any shape.
        y: what was observed, the same shape.
        scale: of gaussian and laplace, positive; the others have none.
        reduction: how the elements' losses are joined.

    Returns:
        Value and gradient by the parameter.

    Raises:
        ValueError: another name, shapes differ, or a value is out of range.

    >>> round(negative_log_likelihood("gaussian", [0.0], [1.0])[0], 4)
    1.4189
    >>> round(negative_log_likelihood("laplace", [0.0], [1.0])[0], 4)
    1.6931
    """
    if distribution not in _LOSSES:
        raise ValueError(f"one of {', '.join(_LOSSES)}, got {distribution!r}")
    if not scale > 0:
        raise ValueError(f"scale must be positive, got {scale}")
    parameter, y = alike(parameter, y, "parameter, y")
    value, gradient = _LOSSES[distribution](parameter, y, scale)
    return reduced(value, gradient, reduction)


def _gaussian(mu: Array, y: Array, scale: float) -> tuple[Array, Array]:
    standard = (mu - y) / scale
    constant = np.log(scale) + np.log(2 * np.pi) / 2
    return standard**2 / 2 + constant, standard / scale


def _laplace(mu: Array, y: Array, scale: float) -> tuple[Array, Array]:
    standard = (mu - y) / scale
    return np.abs(standard) + np.log(2 * scale), np.sign(standard) / scale


def _poisson(mu: Array, y: Array, _: float) -> tuple[Array, Array]:
    if not ((mu > 0).all() and (y >= 0).all()):
        raise ValueError("means must be positive, counts at least 0")
    return mu - xlogy(y, mu) + gammaln(y + 1), 1 - y / mu


def _bernoulli(p: Array, y: Array, _: float) -> tuple[Array, Array]:
    return bce(p, y, "none")


_LOSSES: dict[str, Callable[[Array, Array, float], tuple[Array, Array]]] = {
    "gaussian": _gaussian,
    "laplace": _laplace,
    "poisson": _poisson,
    "bernoulli": _bernoulli,
}
