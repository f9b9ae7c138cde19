"""Activations: functions applied entry by entry, each with its derivative.

Every one returns the value and the derivative at z, both of the shape of z: what the
way forth and the way back need. At a kink the derivative is that of the left side.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.system import system

Activation = tuple[Array, Array]
"""The value and the derivative."""


@system("S09.09", "S33.01", "S38.11")
def sigmoid(z: ArrayLike) -> Activation:
    """`s = 1 / (1 + exp(-z))`, derivative `s (1 - s)`, at most 1/4.

    Computed as `exp(-log(1 + exp(-z)))`, whose exponentials cannot overflow.

    Args:
        z: any shape.

    Returns:
        Value, in [0, 1], and derivative.

    >>> sigmoid([0.0, -1000.0])
    (array([0.5, 0. ]), array([0.25, 0.  ]))
    """
    z = np.asarray(z, dtype=float)
    s = np.exp(-np.logaddexp(0.0, -z))
    # 1 - s loses all digits where s is near 1; the sigmoid of -z does not.
    return s, s * np.exp(-np.logaddexp(0.0, z))


@system("S33.02", "S38.11")
def tanh(z: ArrayLike) -> Activation:
    """`t = tanh(z) = 2 sigmoid(2 z) - 1`, derivative `1 - t^2`, at most 1.

    Args:
        z: any shape.

    Returns:
        Value, in [-1, 1], and derivative.

    >>> tanh([0.0])
    (array([0.]), array([1.]))
    """
    t = np.tanh(np.asarray(z, dtype=float))
    return t, 1.0 - t**2


@system("S09.08", "S33.03", "S38.11", "S39.01", "S45.03")
def relu(z: ArrayLike) -> Activation:
    """`max(z, 0)`, derivative 1 above 0, else 0.

    A unit that is below 0 for all inputs passes no gradient, and so stays there.

    Args:
        z: any shape.

    Returns:
        Value, at least 0, and derivative.

    >>> relu([-2.0, 0.0, 3.0])
    (array([0., 0., 3.]), array([0., 0., 1.]))
    """
    return leaky_relu(z, 0.0)


@system("S33.04", "S38.11", "S39.02")
def leaky_relu(z: ArrayLike, slope: float = 0.01) -> Activation:
    """z above 0, else `slope z`; derivative 1 and slope.

    PReLU is the same with a slope that is learned.

    Args:
        z: any shape.
        slope: below 0; torch has 0.01.

    Returns:
        Value and derivative.

    >>> leaky_relu([-2.0, 3.0], 0.1)
    (array([-0.2,  3. ]), array([0.1, 1. ]))
    """
    z = np.asarray(z, dtype=float)
    derivative = np.where(z > 0, 1.0, slope)
    return np.where(z > 0, z, slope * z) + 0.0, derivative


@system("S39.04")
def elu(z: ArrayLike, alpha: float = 1.0) -> Activation:
    """z above 0, else `alpha (exp(z) - 1)`: smooth for alpha 1, and at least -alpha.

    Args:
        z: any shape.
        alpha: the size of the lowest value.

    Returns:
        Value and derivative, `alpha exp(z)` below 0.

    Source:
        Clevert, Unterthiner, Hochreiter, Fast and Accurate Deep Network Learning by
        Exponential Linear Units (2016).

    >>> elu([0.0, 2.0])
    (array([0., 2.]), array([1., 1.]))
    """
    z = np.asarray(z, dtype=float)
    # Above 0 the exponential is not used, and would overflow.
    below = np.minimum(z, 0.0)
    value = np.where(z > 0, z, alpha * np.expm1(below))
    return value, np.where(z > 0, 1.0, alpha * np.exp(below))
