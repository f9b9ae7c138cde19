"""The plain recurrent cell, and the outputs that are read off its states."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.recurrent.cell import Cell, State, Weights, checked_step
from engine.system import system


@system("S50.01", "S31.10")
def rnn_step(  # noqa: PLR0913, PLR0917 - two inputs, three weights, a choice
    x: ArrayLike,
    h: ArrayLike,
    W: ArrayLike,
    U: ArrayLike,
    b: ArrayLike,
    activation: str = "tanh",
) -> Array:
    """`h' = f(x W + h U + b)`, with the same W, U and b at every step.

    The state h is all that the network knows of the past. Sharing weights makes
    their number independent of the length; it does not make memory long.

    Args:
        x: inputs, shape (B, d).
        h: state, shape (B, k).
        W: weights of the input, shape (d, k); torch stores the transpose.
        U: weights of the state, shape (k, k).
        b: bias, shape (k,); torch has two, which add up.
        activation: "tanh", whose states stay in (-1, 1), or "relu".

    Returns:
        h', shape (B, k).

    Raises:
        ValueError: shapes do not fit, or another activation.

    Source:
        Goodfellow, Bengio, Courville, Deep Learning (2016), equations 10.8, 10.9.

    >>> rnn_step([[1.0]], [[0.5]], [[2.0]], [[-4.0]], [0.5]).round(4)
    array([[0.4621]])
    """
    cells = {"tanh": TANH, "relu": RELU}
    if activation not in cells:
        raise ValueError(f"one of tanh, relu, got {activation!r}")
    h, W, U, b = (np.asarray(v, dtype=float) for v in (h, W, U, b))
    weights = Weights(W, U, b, np.zeros_like(b))
    return checked_step(x, (h,), weights, cells[activation])[0]


@system("S50.03")
def readout(H: ArrayLike, V: ArrayLike, b: ArrayLike) -> Array:
    """Outputs `y_t = h_t V + b`: logits of each step, or numbers.

    A cell has states and no outputs; a dense layer, the same at each step, makes
    the one from the other.

    Args:
        H: states, shape (..., k): (B, T, k) for outputs at each step, (B, k)
            for one a sequence.
        V: weights, shape (k, m).
        b: bias, shape (m,).

    Returns:
        Outputs, shape (..., m).

    Raises:
        ValueError: shapes do not fit.

    Source:
        Goodfellow, Bengio, Courville, Deep Learning (2016), equation 10.10.

    >>> readout([[[1.0, 2.0], [0.0, 1.0]]], [[1.0], [10.0]], [0.5])
    array([[[21.5],
            [10.5]]])
    """
    H, V, b = (np.asarray(v, dtype=float) for v in (H, V, b))
    if V.ndim != 2 or H.shape[-1:] != V.shape[:1] or b.shape != V.shape[1:]:
        raise ValueError(f"shapes do not fit: H {H.shape}, V {V.shape}, b {b.shape}")
    return np.asarray(H @ V + b)


def _tanh(a: Array, r: Array, _state: State, _p: Array) -> tuple[State, Array]:
    h = np.tanh(a + r)
    return (h,), h


def _tanh_back(dstate: State, h: Array, p: Array) -> tuple[Array, Array, State, Array]:
    dz = dstate[0] * (1 - h**2)
    return dz, dz, (np.zeros_like(h),), np.zeros_like(p)


def _relu(a: Array, r: Array, _state: State, _p: Array) -> tuple[State, Array]:
    h = np.maximum(a + r, 0.0)
    return (h,), h


def _relu_back(dstate: State, h: Array, p: Array) -> tuple[Array, Array, State, Array]:
    dz = dstate[0] * (h > 0)
    return dz, dz, (np.zeros_like(h),), np.zeros_like(p)


TANH = Cell(1, 1, _tanh, _tanh_back)
RELU = Cell(1, 1, _relu, _relu_back)
