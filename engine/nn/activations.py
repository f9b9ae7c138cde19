"""Activations: functions applied entry by entry, each with its derivative.

Every one returns the value and the derivative at z, both of the shape of z: what the
way forth and the way back need. At a kink the derivative is that of the left side.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import erf

from engine.arrays import Array
from engine.system import system

Activation = tuple[Array, Array]
"""The value and the derivative."""


@system("S09.09", "S33.01", "S38.11", "S44.02", "S49.02")
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


@system("S33.02", "S38.11", "S49.02")
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


@system("S09.08", "S33.03", "S38.11", "S39.01", "S45.03", "S49.03")
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


@system("S33.04", "S38.11", "S39.02", "S49.03")
def leaky_relu(z: ArrayLike, slope: float = 0.01) -> Activation:
    """z above 0, else `slope z`; derivative 1 and slope.

    It is `max(slope z, z)` only for a slope up to 1. PReLU is the same with a slope
    that is learned: see `prelu`.

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


@system("S49.04")
def gelu(z: ArrayLike, approximate: bool = False) -> Activation:
    """`z Phi(z)`, Phi the standard normal distribution: a gate that opens smoothly.

    The derivative is `Phi(z) + z phi(z)`, which is negative for z below about
    -0.75. The approximation puts `(1 + tanh u) / 2` in place of Phi, with
    `u = sqrt(2 / pi) (z + 0.044715 z^3)`; the two differ by less than 0.0005.

    Args:
        z: any shape, of magnitude up to 1e100.
        approximate: by tanh.

    Returns:
        Value and derivative.

    Source:
        Hendrycks and Gimpel, Gaussian Error Linear Units (2016), section 2.

    >>> gelu([0.0, 1.0])[0].round(4), gelu([1.0], approximate=True)[0].round(4)
    (array([0.    , 0.8413]), array([0.8412]))
    """
    z = np.asarray(z, dtype=float)
    if approximate:
        scale = np.sqrt(2 / np.pi)
        near = np.clip(z, -20.0, 20.0)  # beyond, tanh is 1 to the last digit
        t = np.tanh(scale * (near + 0.044715 * near**3))
        gate = (1 + t) / 2
        slope = (1 - t**2) / 2 * scale * (1 + 3 * 0.044715 * near**2)
    else:
        gate = (1 + erf(z / np.sqrt(2))) / 2
        slope = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return z * gate, gate + z * slope


def identity(z: ArrayLike) -> Activation:
    """z itself, derivative 1: the output of a network that predicts numbers.

    Args:
        z: any shape.

    Returns:
        Value and derivative.

    >>> identity([-2.0])
    (array([-2.]), array([1.]))
    """
    z = np.array(z, dtype=float)
    return z, np.ones_like(z)


@system("S39.03")
def prelu(z: ArrayLike, slope: ArrayLike, g: ArrayLike) -> tuple[Array, Array, Array]:
    """Leaky ReLU with a slope for each unit that is a parameter, and back.

    The slope's gradient collects what came in below 0: `sum over rows of g min(z, 0)`.

    Args:
        z: shape (n, d).
        slope: of each unit below 0, shape (d,); torch starts at 0.25.
        g: gradient of the loss by the values, shape (n, d).

    Returns:
        Values, shape (n, d), the gradient by z, and that by the slope, shape (d,).

    Raises:
        ValueError: shapes do not fit.

    Source:
        He et al., Delving Deep into Rectifiers (2015), section 2.1.

    >>> prelu([[-2.0], [3.0]], [0.25], [[1.0], [1.0]])[2]
    array([-2.])
    """
    z, slope, g = (np.asarray(v, dtype=float) for v in (z, slope, g))
    if z.ndim != 2 or z.shape != g.shape or slope.shape != z.shape[1:]:
        raise ValueError(
            f"z, slope and g must have shapes (n, d), (d,) and (n, d), "
            f"got {z.shape}, {slope.shape} and {g.shape}"
        )
    derivative = np.where(z > 0, 1.0, slope)
    return derivative * z, derivative * g, (g * np.minimum(z, 0)).sum(axis=0)


@system("S39.05")
def rrelu(
    z: ArrayLike,
    rng: np.random.Generator,
    train: bool = True,
    low: float = 1 / 8,
    high: float = 1 / 3,
) -> Activation:
    """Leaky ReLU whose slope below 0 is drawn anew for each entry, even in a range.

    In use the slope is the middle, `(low + high) / 2`, 11/48 by default.

    Args:
        z: any shape.
        rng: of the slopes; not touched in use.
        train: draw the slopes.
        low: least slope.
        high: largest slope.

    Returns:
        Value and derivative.

    Raises:
        ValueError: low is above high.

    Source:
        Xu et al., Empirical Evaluation of Rectified Activations (2015), section 2.4.

    >>> rrelu([-48.0, 1.0], np.random.default_rng(0), train=False)[0]
    array([-11.,   1.])
    """
    if not low <= high:
        raise ValueError(f"low must be at most high, got {low} and {high}")
    z = np.asarray(z, dtype=float)
    slope = rng.uniform(low, high, z.shape) if train else (low + high) / 2
    derivative = np.where(z > 0, 1.0, slope)
    return derivative * z, derivative


FUNCTIONS: dict[str, Callable[[ArrayLike], Activation]] = {
    "identity": identity,
    "sigmoid": sigmoid,
    "tanh": tanh,
    "relu": relu,
    "leaky_relu": leaky_relu,
    "elu": elu,
    "gelu": gelu,
}
"""Those that need nothing but z, by name."""


@system("S33.07")
def activation_curves(z: ArrayLike) -> dict[str, Activation]:
    """What a graph of the activations shows: value and derivative along an axis.

    Args:
        z: places on the axis, shape (n,).

    Returns:
        Name -> values and derivatives, shape (n,) each.

    >>> {k: float(v[1][0]) for k, v in activation_curves([0.0]).items()}["sigmoid"]
    0.25
    """
    return {name: function(z) for name, function in FUNCTIONS.items()}


def activation(name: str) -> Callable[[ArrayLike], Activation]:
    """The activation of that name.

    Raises:
        ValueError: there is none.

    >>> activation("relu") is relu
    True
    """
    if name not in FUNCTIONS:
        raise ValueError(f"activation must be one of {list(FUNCTIONS)}, got {name!r}")
    return FUNCTIONS[name]
