"""Targets that a known model made."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix, as_vector, check_length
from engine.system import system


@system("S06.01")
def simulate(
    f: Callable[[Array], ArrayLike],
    X: ArrayLike,
    sigma: float,
    rng: np.random.Generator,
) -> Array:
    """`y = f(X) + epsilon`, epsilon normal with mean 0 and deviation sigma.

    What every regression assumes of its data, made: f is what can be learned,
    and no model can have a mean squared error below `sigma^2` on new rows.

    Args:
        f: maps rows, shape (n, d), to means, shape (n,).
        X: rows, shape (n, d).
        sigma: deviation of the noise, at least 0.
        rng: of the noise.

    Returns:
        Targets, shape (n,).

    Raises:
        ValueError: sigma is negative, or f gives another shape.

    >>> double = lambda X: 2 * X[:, 0]
    >>> simulate(double, [[1.0], [2.0]], 0.0, np.random.default_rng(0))
    array([2., 4.])
    """
    X = as_matrix(X)
    if not sigma >= 0:
        raise ValueError(f"sigma must be at least 0, got {sigma}")
    mean = as_vector(f(X), "f(X)")
    check_length(mean, len(X), "f(X)")
    return mean + sigma * rng.normal(size=len(X))
