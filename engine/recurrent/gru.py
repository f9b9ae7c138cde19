"""The gated recurrent unit: two gates and no memory beside the state."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.recurrent.cell import Cell, State, Weights, checked_step, gate
from engine.system import system


@system("S50.07", "S51.12", "S31.12")
def gru_step(  # noqa: PLR0913, PLR0917 - two inputs, four weights
    x: ArrayLike, h: ArrayLike, W: ArrayLike, U: ArrayLike, b: ArrayLike, c: ArrayLike
) -> Array:
    """`h' = (1 - z) * n + z * h`: the update gate z says what of h stays.

    With `a = x W + b` and `s = h U + c` in blocks r, z, n: the reset gate
    `r = sigmoid(a_r + s_r)`, `z = sigmoid(a_z + s_z)`, and the proposal
    `n = tanh(a_n + r * s_n)`. Three blocks where an LSTM has four, so 3/4 of its
    weights, and one array handed on in place of two. r acts after the product
    with U, as in torch and Keras; in Cho's paper it acts before, on h.

    Args:
        x: inputs, shape (B, d).
        h: state, shape (B, k).
        W: weights of the input, shape (d, 3 k); torch stores the transpose.
        U: weights of the state, shape (k, 3 k).
        b: biases beside W, shape (3 k,).
        c: biases beside U, shape (3 k,); that of n is inside the reset.

    Returns:
        h', shape (B, k).

    Raises:
        ValueError: shapes do not fit.

    Source:
        Cho et al., Learning Phrase Representations using RNN Encoder-Decoder
        (2014), section 2.3, where z and 1 - z have the same places as here.

    >>> W, U, b = np.zeros((1, 3)), np.zeros((1, 3)), np.array([0.0, 0.0, 50.0])
    >>> gru_step([[0.0]], [[-1.0]], W, U, b, 0 * b)  # half of -1, half of 1
    array([[0.]])
    """
    h, W, U, b, c = (np.asarray(v, dtype=float) for v in (h, W, U, b, c))
    return checked_step(x, (h,), Weights(W, U, b, c), GRU)[0]


def _forward(a: Array, s: Array, state: State, _p: Array) -> tuple[State, Any]:
    k = a.shape[-1] // 3
    h = state[0]
    r, z = np.split(gate(a[:, : 2 * k] + s[:, : 2 * k]), 2, axis=1)
    n = np.tanh(a[:, 2 * k :] + r * s[:, 2 * k :])
    return (n + z * (h - n),), (r, z, n, s[:, 2 * k :], h)


def _backward(dstate: State, cache: Any, p: Array) -> tuple[Array, Array, State, Array]:
    dh, (r, z, n, s_n, h) = dstate[0], cache
    dn = dh * (1 - z) * (1 - n**2)
    dr = dn * s_n * r * (1 - r)
    dz = dh * (h - n) * z * (1 - z)
    by_a = np.concatenate([dr, dz, dn], axis=1)
    by_s = np.concatenate([dr, dz, dn * r], axis=1)
    return by_a, by_s, (dh * z,), np.zeros_like(p)


GRU = Cell(3, 1, _forward, _backward)
