"""Derivatives by central differences."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

STEP = float(np.finfo(float).eps ** (1 / 3))
"""Step that balances truncation, O(h^2), against rounding, O(eps / h)."""


def central_difference(
    f: Callable[[Array], ArrayLike], x: ArrayLike, step: float = STEP
) -> Array:
    """Jacobian of f at x: `J_ij = (f_i(x + h e_j) - f_i(x - h e_j)) / 2h`.

    `h = step * max(1, |x_j|)`; the error is O(h^2), about 1e-10 for smooth f.

    Args:
        f: maps a vector of shape (d,) to a vector of shape (m,) or to a scalar.
        x: the point, shape (d,).
        step: relative step, positive.

    Returns:
        Jacobian, shape (m, d); the gradient, shape (d,), where f gives a scalar.

    Raises:
        ValueError: x is not a vector, or step is not positive.

    Source:
        Nocedal and Wright, Numerical Optimization (2006), section 8.1.

    >>> central_difference(lambda x: x**2, [3.0]).round(6)
    array([[6.]])
    """
    x = np.asarray(x, dtype=float)
    if x.ndim != 1:
        raise ValueError(f"x must be a vector, got shape {x.shape}")
    if not step > 0:
        raise ValueError(f"step must be positive, got {step}")
    h = step * np.maximum(1.0, np.abs(x))
    columns = [
        (np.asarray(f(x + shift)) - np.asarray(f(x - shift))) / (2 * size)
        for shift, size in zip(np.diag(h), h, strict=True)
    ]
    return np.stack(columns, axis=-1)
