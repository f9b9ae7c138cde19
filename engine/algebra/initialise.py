"""First weights: uniform within bounds that keep the scale, or the identity."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.system import system


@system("S11.16")
def uniform_bound(fan_in: int, fan_out: int, kind: str = "glorot") -> float:
    """The a for which weights from U(-a, a) keep the variance of the signal.

    U(-a, a) has variance `a^2 / 3`. `glorot` asks for `2 / (fan_in + fan_out)`, a
    compromise between the way forth and the way back: `a = sqrt(6 / (fan_in +
    fan_out))`. `he` asks for `2 / fan_in`, since ReLU halves what passes:
    `a = sqrt(6 / fan_in)`.

    Args:
        fan_in, fan_out: inputs and outputs of the layer, at least 1.
        kind: glorot or he.

    Raises:
        ValueError: a fan is below 1, or another kind.

    Source:
        Glorot and Bengio (2010), equation 16; He et al., Delving Deep into
        Rectifiers (2015), section 2.2.

    >>> uniform_bound(1, 5), uniform_bound(6, 2, "he")
    (1.0, 1.0)
    """
    if min(fan_in, fan_out) < 1:
        raise ValueError(f"fans must be at least 1, got {fan_in} and {fan_out}")
    match kind:
        case "glorot":
            return float(np.sqrt(6 / (fan_in + fan_out)))
        case "he":
            return float(np.sqrt(6 / fan_in))
    raise ValueError(f"kind must be glorot or he, got {kind}")


@system("S11.16")
def init_uniform(
    fan_in: int, fan_out: int, rng: np.random.Generator, kind: str = "glorot"
) -> Array:
    """Weights from the uniform distribution within `uniform_bound`.

    Args:
        fan_in, fan_out, kind: as for `uniform_bound`.
        rng: source of chance.

    Returns:
        W, shape (fan_in, fan_out).

    Raises:
        ValueError: as `uniform_bound`.

    >>> W = init_uniform(100, 50, np.random.default_rng(0))
    >>> W.shape, bool(abs(W).max() <= 0.2)  # sqrt(6 / 150)
    ((100, 50), True)
    """
    bound = uniform_bound(fan_in, fan_out, kind)
    return rng.uniform(-bound, bound, (fan_in, fan_out))


@system("S09.19")
def init_identity(fan_in: int, fan_out: int) -> Array:
    """Ones on the diagonal: a layer that first passes on what it is given.

    However deep the stack of such layers, linear ones keep their input, and so do
    ReLUs where it is not negative; nothing vanishes or explodes.

    Args:
        fan_in, fan_out: inputs and outputs, at least 1; what has no place on the
            diagonal is dropped, or 0.

    Returns:
        W, shape (fan_in, fan_out).

    Raises:
        ValueError: a fan is below 1.

    >>> init_identity(2, 3)
    array([[1., 0., 0.],
           [0., 1., 0.]])
    """
    if min(fan_in, fan_out) < 1:
        raise ValueError(f"fans must be at least 1, got {fan_in} and {fan_out}")
    return np.eye(fan_in, fan_out)
