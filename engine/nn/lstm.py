"""One step of a long short-term memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.nn.activations import sigmoid
from engine.system import system


@system("S09.17")
def lstm_cell(  # noqa: PLR0913, PLR0917 - two inputs, a memory, three weights
    x: ArrayLike, h: ArrayLike, c: ArrayLike, W: ArrayLike, U: ArrayLike, b: ArrayLike
) -> tuple[Array, Array]:
    """`c' = f * c + i * g`, `h' = o * tanh(c')`, with gates from x and h.

    `i, f, o = sigmoid`, `g = tanh` of the four blocks of `x W + h U + b`, in the
    order i, f, g, o. The gates act entry by entry: f says what of the memory stays,
    i what is written, o what is shown.

    Args:
        x: inputs, shape (n, d).
        h: what was shown before, shape (n, k).
        c: memory, shape (n, k).
        W: weights of the inputs, shape (d, 4 k); torch stores the transpose.
        U: weights of h, shape (k, 4 k).
        b: biases, shape (4 k,); torch has two, which add up.

    Returns:
        h' and c', shape (n, k).

    Raises:
        ValueError: shapes do not fit.

    Source:
        Hochreiter and Schmidhuber, Long Short-Term Memory (1997), with the forget
        gate of Gers, Schmidhuber and Cummins (2000).

    >>> h, c = lstm_cell([[0.0]], [[0.0]], [[2.0]], np.zeros((1, 4)), np.zeros((1, 4)),
    ...                  np.zeros(4))
    >>> c, h.round(4)  # every gate is half open
    (array([[1.]]), array([[0.3808]]))
    """
    x, h, c, W, U, b = (np.asarray(a, dtype=float) for a in (x, h, c, W, U, b))
    k = c.shape[-1]
    wanted = {"h": c.shape, "W": (x.shape[-1], 4 * k), "U": (k, 4 * k), "b": (4 * k,)}
    for name, array in zip(wanted, (h, W, U, b), strict=True):
        if array.shape != wanted[name]:
            raise ValueError(
                f"{name} must have shape {wanted[name]}, got {array.shape}"
            )
    i, f, g, o = np.split(x @ W + h @ U + b, 4, axis=-1)
    memory = sigmoid(f)[0] * c + sigmoid(i)[0] * np.tanh(g)
    return np.asarray(sigmoid(o)[0] * np.tanh(memory)), np.asarray(memory)
