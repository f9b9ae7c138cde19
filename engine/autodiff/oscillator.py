"""Sensitivities in physics: dual numbers through a simulation."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.autodiff.dual import Dual
from engine.system import system


@system("S36.10")
def amplitude(damping: Any, stiffness: Any, time: float, n_steps: int) -> Any:
    """Amplitude of a damped oscillator, by integrating its equation of motion.

    `x'' + c x' + k x = 0` from x = 1 at rest, by n_steps of the classic
    Runge-Kutta method; its error is O((time / n_steps)^4). What is returned is the
    envelope that x touches, `sqrt(x^2 + ((x' + c x / 2) / omega)^2)` with
    `omega^2 = k - c^2 / 4`, in closed form `exp(-c t / 2) sqrt(k) / omega`.

    Args:
        damping: c, at least 0, in 1 / time; a number or a Dual.
        stiffness: k, above `c^2 / 4`, in 1 / time^2; a number or a Dual.
        time: how long.
        n_steps: of the integrator.

    Raises:
        ValueError: the system is not underdamped, or n_steps is below 1.

    Source:
        Press et al., Numerical Recipes (2007), section 17.1, for the integrator.

    >>> round(float(amplitude(0.2, 1.0, 3.0, 100)), 5)  # exp(-0.3) / sqrt(0.99)
    0.74455
    """
    if n_steps < 1:
        raise ValueError(f"n_steps must be at least 1, got {n_steps}")
    omega_squared = stiffness - damping * damping / 4
    if damping < 0 or omega_squared <= 0:
        raise ValueError(
            f"damping must be in [0, 2 sqrt(stiffness)), got {damping}, {stiffness}"
        )

    def motion(x: Any, v: Any) -> tuple[Any, Any]:
        return v, -stiffness * x - damping * v

    h = time / n_steps
    x, v = 1.0, 0.0
    for _ in range(n_steps):
        x1, v1 = motion(x, v)
        x2, v2 = motion(x + h / 2 * x1, v + h / 2 * v1)
        x3, v3 = motion(x + h / 2 * x2, v + h / 2 * v2)
        x4, v4 = motion(x + h * x3, v + h * v3)
        x = x + h / 6 * (x1 + 2 * x2 + 2 * x3 + x4)
        v = v + h / 6 * (v1 + 2 * v2 + 2 * v3 + v4)
    return np.sqrt(x * x + (v + damping * x / 2) ** 2 / omega_squared)


@system("S36.10")
def damping_sensitivity(
    damping: float, stiffness: float, time: float, n_steps: int = 200
) -> tuple[float, float]:
    """Amplitude and its derivative by the damping, through every step at once.

    The simulation is run once, on a Dual damping; no second run with a damping
    slightly larger, and no step size to choose.

    Args:
        damping, stiffness, time, n_steps: as for `amplitude`.

    Raises:
        ValueError: as `amplitude`.

    >>> value, slope = damping_sensitivity(0.0, 1.0, 4.0)
    >>> round(value, 6), round(slope, 6)  # exp(-c t / 2): slope -t / 2
    (1.0, -2.0)
    """
    result = amplitude(Dual(damping, 1.0), stiffness, time, n_steps)
    return float(result.value), float(result.tangent)
