"""Functions to descend on, each with one hazard. Each gives value and gradient."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.system import system


@system("S24.11")
def bowl(x: ArrayLike, curvatures: ArrayLike = (1.0, 20.0)) -> tuple[float, Array]:
    """`sum_j c_j x_j^2 / 2`: convex, but a ravine if the curvatures differ.

    >>> bowl([1.0, 1.0])
    (10.5, array([ 1., 20.]))
    """
    x, c = as_vector(x, "x", finite=False), np.asarray(curvatures, dtype=float)
    return float(c @ x**2) / 2, c * x


@system("S24.11")
def double_well(x: ArrayLike, tilt: float = 0.1) -> tuple[float, Array]:
    """`sum x^4 / 4 - x^2 / 2 + tilt x`: a good and a worse minimum.

    With tilt 0.1 the worse is at 0.946 (-0.153), the better at -1.047 (-0.352).

    >>> double_well([1.0])
    (-0.15, array([0.1]))
    """
    x = as_vector(x, "x", finite=False)
    return float((x**4 / 4 - x**2 / 2 + tilt * x).sum()), x**3 - x + tilt


@system("S24.11")
def saddle(x: ArrayLike) -> tuple[float, Array]:
    """`u^2 - v^2`: at the origin the gradient is 0, and it is no minimum.

    >>> saddle([1.0, 2.0])
    (-3.0, array([ 2., -4.]))
    """
    u, v = as_vector(x, "x", finite=False)
    return float(u**2 - v**2), np.array([2 * u, -2 * v])


@system("S24.11")
def rosenbrock(x: ArrayLike) -> tuple[float, Array]:
    """`(1 - u)^2 + 100 (v - u^2)^2`: a curved valley, lowest at (1, 1).

    Source:
        Rosenbrock, An automatic method for finding the greatest or least value
        of a function (1960).

    >>> rosenbrock([1.0, 1.0])
    (0.0, array([-0.,  0.]))
    """
    u, v = as_vector(x, "x", finite=False)
    off = v - u**2
    gradient = np.array([-2 * (1 - u) - 400 * u * off, 200 * off])
    return float((1 - u) ** 2 + 100 * off**2), gradient


@system("S24.11")
def plateau(x: ArrayLike) -> tuple[float, Array]:
    """`1 - exp(-|x|^2 / 2)`: flat far away, where the gradient vanishes.

    >>> value, gradient = plateau([6.0])
    >>> bool(value > 0.9999), bool(gradient[0] < 1e-6)
    (True, True)
    """
    x = as_vector(x, "x", finite=False)
    height = float(np.exp(-(x @ x) / 2))
    return 1 - height, x * height


@system("S24.11")
def cliff(x: ArrayLike, steepness: float = 50.0) -> tuple[float, Array]:
    """`sum x^2 / 20 + 1 / (1 + exp(-steepness (x - 1)))`: a wall at x = 1.

    Almost flat on both sides; on the wall the slope is `steepness / 4`, which
    throws a plain step far away.

    >>> value, gradient = cliff([1.0])
    >>> round(value, 2), gradient.round(1)
    (0.55, array([12.6]))
    """
    x = as_vector(x, "x", finite=False)
    s = (1 + np.tanh(steepness * (x - 1) / 2)) / 2
    return float((x**2 / 20 + s).sum()), x / 10 + steepness * s * (1 - s)


@system("S24.11")
def quartic(x: ArrayLike) -> tuple[float, Array]:
    """`sum x^4 - 3 x^2 + x`: minima at 1.131 and, lower, at -1.301.

    >>> quartic([1.0])
    (-1.0, array([-1.]))
    """
    x = as_vector(x, "x", finite=False)
    return float((x**4 - 3 * x**2 + x).sum()), 4 * x**3 - 6 * x + 1


SURFACES: dict[str, Callable[[Array], tuple[float, Array]]] = {
    "bowl": bowl,
    "double well": double_well,
    "saddle": saddle,
    "Rosenbrock": rosenbrock,
    "plateau": plateau,
    "cliff": cliff,
    "quartic": quartic,
}
