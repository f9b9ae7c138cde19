"""One neuron, and what a stack of them is without activations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix, as_vector, check_length
from engine.nn.activations import activation as by_name
from engine.system import system


@system("S31.01")
def neuron(
    x: ArrayLike, w: ArrayLike, b: float = 0.0, activation: str = "sigmoid"
) -> float:
    """`f(w . x + b)`: a weighted sum, a bias, and an activation of the result.

    The activation acts on the sum, not on the inputs. With the sigmoid this is
    logistic regression, with the identity linear regression.

    Args:
        x: inputs, shape (d,).
        w: one weight for each, shape (d,).
        b: the bias: minus the threshold above which the sum is positive.
        activation: a name of `engine.nn.activations.FUNCTIONS`.

    Returns:
        The output.

    Raises:
        ValueError: another number of weights than inputs, or unknown activation.

    >>> neuron([1.0, 2.0], [3.0, -1.0], b=0.5, activation="relu")
    1.5
    """
    x, w = as_vector(x, "x"), as_vector(w, "w")
    check_length(w, len(x), "w")
    return float(by_name(activation)(w @ x + b)[0])


@system("S33.06")
def collapse(layers: Sequence[tuple[ArrayLike, ArrayLike]]) -> tuple[Array, Array]:
    """The one layer that equals a stack of layers without activations.

    `(x W_1 + b_1) W_2 + b_2 = x (W_1 W_2) + (b_1 W_2 + b_2)`, and so on: however
    deep, the map is affine, and its rank at most that of the narrowest layer.

    Args:
        layers: W, shape (in, out), and b, shape (out,), of each, at least one.

    Returns:
        W, shape (first in, last out), and b.

    Raises:
        ValueError: no layers, or one does not fit the next.

    >>> collapse([([[2.0]], [1.0]), ([[3.0]], [0.0])])
    (array([[6.]]), array([3.]))
    """
    if not layers:
        raise ValueError("there must be a layer at least")
    W, b = as_matrix(layers[0][0], "W"), as_vector(layers[0][1], "b")
    check_length(b, W.shape[1], "b")
    for later, bias in layers[1:]:
        V, c = as_matrix(later, "W"), as_vector(bias, "b")
        if V.shape != (W.shape[1], len(c)):
            raise ValueError(
                f"W must have shape {(W.shape[1], len(c))} here, got {V.shape}"
            )
        W, b = W @ V, b @ V + c
    return np.asarray(W), np.asarray(b)
