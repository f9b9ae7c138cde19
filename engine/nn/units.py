"""What the units of a layer do on data: silent, dead, centred or not."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Booleans, as_matrix, as_vector, check_length
from engine.nn.activations import activation as by_name
from engine.system import system


class Behaviour(NamedTuple):
    """Shares and means over all entries.

    Attributes:
        zeros: share of outputs that are exactly 0: how sparse the layer is.
        mean: of the outputs; 0 where they are centred.
        flow: mean squared derivative: what share of a gradient's square passes.
    """

    zeros: float
    mean: float
    flow: float


@system("S39.06", "S39.08", "S39.14")
def behaviour(z: ArrayLike, activation: str = "relu") -> Behaviour:
    """How sparse and how far from centred the outputs of an activation are.

    For standard normal z, ReLU has half of its outputs at 0 and the mean
    `1 / sqrt(2 pi)`, 0.399, which the next layer sees as a shift; tanh has the
    mean 0 and no zeros, and is what to take where centred outputs are wanted.

    Args:
        z: pre-activations, any shape with at least one entry.
        activation: a name of `engine.nn.activations.FUNCTIONS`.

    Returns:
        Share of zeros, mean output, mean squared derivative.

    Raises:
        ValueError: unknown activation, or z is empty.

    >>> behaviour([-1.0, 3.0])
    Behaviour(zeros=0.5, mean=1.5, flow=0.5)
    """
    z = np.asarray(z, dtype=float)
    if z.size == 0:
        raise ValueError("z must have an entry at least")
    value, slope = by_name(activation)(z)
    return Behaviour(
        float((value == 0).mean()), float(value.mean()), float((slope**2).mean())
    )


@system("S33.08", "S39.07")
def dead_units(
    W: ArrayLike, b: ArrayLike, X: ArrayLike, activation: str = "relu"
) -> Booleans:
    """Which units of a layer pass no gradient on any of the rows.

    A ReLU whose pre-activation is never above 0 has derivative 0 on all rows: no
    row can move its weights. Fed by the inputs themselves it stays so; deeper down
    it may revive when the layers below it move. A leaky ReLU in the same place is
    inactive, but not dead. The mean of the answer is the share of dead units.

    Args:
        W: weights, shape (in, units).
        b: biases, shape (units,).
        X: what comes into the layer, shape (n, in).
        activation: a name of `engine.nn.activations.FUNCTIONS`.

    Returns:
        True where a unit is dead, shape (units,).

    Raises:
        ValueError: shapes do not fit, or unknown activation.

    >>> dead_units([[1.0, 1.0]], [0.0, -6.0], [[1.0], [5.0]])
    array([False,  True])
    """
    W, b, X = as_matrix(W, "W"), as_vector(b, "b"), as_matrix(X)
    check_length(b, W.shape[1], "b")
    if X.shape[1] != len(W):
        raise ValueError(f"X has {X.shape[1]} features; W takes {len(W)}")
    slope: Array = by_name(activation)(X @ W + b)[1]
    return np.asarray((slope == 0).all(axis=0))
