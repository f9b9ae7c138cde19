"""Derivatives by differences: the check that needs no calculus."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.system import system

STEP = float(np.finfo(float).eps ** (1 / 3))
"""Step that balances truncation, O(h^2), against rounding, O(eps / h)."""

FORWARD_STEP = float(np.finfo(float).eps ** (1 / 2))
"""The same balance where truncation is O(h)."""


@system("S36.07", "S14.06")
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
    x, h = _point(x, step)
    columns = [
        (np.asarray(f(x + shift)) - np.asarray(f(x - shift))) / (2 * size)
        for shift, size in zip(np.diag(h), h, strict=True)
    ]
    return np.stack(columns, axis=-1)


@system("S36.07")
def forward_difference(
    f: Callable[[Array], ArrayLike], x: ArrayLike, step: float = FORWARD_STEP
) -> Array:
    """Jacobian of f at x: `J_ij = (f_i(x + h e_j) - f_i(x)) / h`.

    Half the calls of `central_difference`, but the error is O(h), about 1e-8.

    Args:
        f: maps a vector of shape (d,) to a vector of shape (m,) or to a scalar.
        x: the point, shape (d,).
        step: relative step, positive: `h = step * max(1, |x_j|)`.

    Returns:
        Jacobian, shape (m, d); the gradient, shape (d,), where f gives a scalar.

    Raises:
        ValueError: x is not a vector, or step is not positive.

    Source:
        Nocedal and Wright, Numerical Optimization (2006), section 8.1.

    >>> forward_difference(lambda x: x**2, [3.0], step=0.125)
    array([[6.375]])
    """
    x, h = _point(x, step)
    here = np.asarray(f(x))
    columns = [
        (np.asarray(f(x + shift)) - here) / size
        for shift, size in zip(np.diag(h), h, strict=True)
    ]
    return np.stack(columns, axis=-1)


@system("S36.07")
def step_sweep(
    f: Callable[[Array], ArrayLike], derivative: float, x: float, steps: ArrayLike
) -> tuple[Array, Array]:
    """Absolute error of both differences for each step: a V on log axes.

    From the right the error falls with h (forward) or h^2 (central), which is
    truncation; to the left it rises as eps / h, which is rounding.

    Args:
        f: a function of one number, applied elementwise.
        derivative: its exact derivative at x.
        x: the point.
        steps: relative steps, shape (s,), all positive.

    Returns:
        Errors of `forward_difference` and of `central_difference`, shape (s,).

    Raises:
        ValueError: a step is not positive.

    >>> forward, central = step_sweep(np.square, 2.0, 1.0, [0.5, 0.25])
    >>> forward, central  # the central difference is exact for a parabola
    (array([0.5 , 0.25]), array([0., 0.]))
    """
    forward, central = (
        np.array([abs(rule(f, [x], float(h)).item() - derivative)
                  for h in np.asarray(steps)])
        for rule in (forward_difference, central_difference)
    )  # fmt: skip
    return forward, central


@system("S36.07", "S25.02")
def gradient_error(
    f: Callable[[Array], ArrayLike], x: ArrayLike, g: ArrayLike
) -> float:
    """How far a gradient is from the numeric one: `max_i |g_i - n_i| / max(1, |n_i|)`.

    Below 1e-7 for the gradient of a smooth f; a wrong sign or factor gives 1e-2
    and more. A kink within the step, such as ReLU's at 0, is no fault of g.

    Args:
        f: maps a vector of shape (d,) to a scalar.
        x: the point, shape (d,).
        g: the gradient to check, shape (d,).

    Raises:
        ValueError: x is not a vector, or g has another shape.

    >>> gradient_error(lambda x: (x**2).sum(), [1.0, 2.0], [2.0, 4.0]) < 1e-9
    True
    >>> round(gradient_error(lambda x: (x**2).sum(), [1.0, 2.0], [2.0, 2.0]), 6)
    0.5
    """
    numeric, g = central_difference(f, x), np.asarray(g, dtype=float)
    if g.shape != numeric.shape:
        raise ValueError(f"g must have shape {numeric.shape}, got {g.shape}")
    return float((np.abs(g - numeric) / np.maximum(1.0, np.abs(numeric))).max())


def _point(x: ArrayLike, step: float) -> tuple[Array, Array]:
    x = np.asarray(x, dtype=float)
    if x.ndim != 1:
        raise ValueError(f"x must be a vector, got shape {x.shape}")
    if not step > 0:
        raise ValueError(f"step must be positive, got {step}")
    return x, step * np.maximum(1.0, np.abs(x))
