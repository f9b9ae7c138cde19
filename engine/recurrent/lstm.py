"""Long short-term memory: a cell with a memory that is added to, not rewritten."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.recurrent.cell import Cell, State, Weights, checked_step, gate
from engine.system import system


@system("S09.17", "S50.06", "S51.01", "S31.11")
def lstm_cell(  # noqa: PLR0913, PLR0917 - two inputs, a memory, three weights
    x: ArrayLike, h: ArrayLike, c: ArrayLike, W: ArrayLike, U: ArrayLike, b: ArrayLike
) -> tuple[Array, Array]:
    """`c' = f * c + i * g`, `h' = o * tanh(c')`, with gates from x and h.

    `i, f, o = sigmoid`, `g = tanh` of the four blocks of `x W + h U + b`, in the
    order i, f, g, o. The three gates act entry by entry: f says what of the memory
    stays, i what is written of the proposal g, o what is shown.

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
    h, c, W, U, b = (np.asarray(v, dtype=float) for v in (h, c, W, U, b))
    h, c = checked_step(x, (h, c), Weights(W, U, b, np.zeros_like(b)), LSTM)
    return h, c


@system("S51.08")
def coupled_cell(  # noqa: PLR0913, PLR0917 - as `lstm_cell`
    x: ArrayLike, h: ArrayLike, c: ArrayLike, W: ArrayLike, U: ArrayLike, b: ArrayLike
) -> tuple[Array, Array]:
    """An LSTM that writes as much as it forgets: `c' = f * c + (1 - f) * g`.

    Blocks f, g, o: three in place of four, so 3/4 of the weights. The memory is a
    weighted mean of proposals and stays in [-1, 1] if it starts there.

    Args:
        x: inputs, shape (n, d).
        h: what was shown before, shape (n, k).
        c: memory, shape (n, k).
        W: shape (d, 3 k).
        U: shape (k, 3 k).
        b: shape (3 k,).

    Returns:
        h' and c', shape (n, k).

    Raises:
        ValueError: shapes do not fit.

    Source:
        Greff et al., LSTM: A Search Space Odyssey (2017), variant CIFG.

    >>> W, U, b = np.zeros((1, 3)), np.zeros((1, 3)), np.array([0.0, 50.0, 50.0])
    >>> coupled_cell([[0.0]], [[0.0]], [[-1.0]], W, U, b)
    (array([[0.]]), array([[0.]]))
    """
    h, c, W, U, b = (np.asarray(v, dtype=float) for v in (h, c, W, U, b))
    h, c = checked_step(x, (h, c), Weights(W, U, b, np.zeros_like(b)), COUPLED)
    return h, c


def _forward(a: Array, r: Array, state: State, _p: Array) -> tuple[State, Any]:
    c = state[1]
    z, k = a + r, c.shape[1]
    # One call for all four is faster than three, though g needs none of it.
    i, f, _, o = np.split(gate(z), 4, axis=1)
    g = np.tanh(z[:, 2 * k : 3 * k])
    memory = f * c + i * g
    shown = np.tanh(memory)
    return (o * shown, memory), (i, f, g, o, c, shown)


def _backward(dstate: State, cache: Any, p: Array) -> tuple[Array, Array, State, Array]:
    (dh, dc), (i, f, g, o, c, shown) = dstate, cache
    dc = dc + dh * o * (1 - shown**2)
    parts = (
        dc * g * i * (1 - i),
        dc * c * f * (1 - f),
        dc * i * (1 - g**2),
        dh * shown * o * (1 - o),
    )
    dz = np.concatenate(parts, axis=1)
    # Nothing squashes the memory on its way back: it is only multiplied by f.
    return dz, dz, (np.zeros_like(dh), dc * f), np.zeros_like(p)


def _coupled(a: Array, r: Array, state: State, p: Array) -> tuple[State, Any]:
    f, g, o = np.split(a + r, 3, axis=1)
    # A gate of -z is closed as far as that of z is open.
    z = np.concatenate([-f, f, g, o], axis=1)
    return _forward(z, np.zeros_like(z), state, p)


def _coupled_back(
    dstate: State, cache: Any, p: Array
) -> tuple[Array, Array, State, Array]:
    dz, _, before, _ = _backward(dstate, cache, p)
    i, f, g, o = np.split(dz, 4, axis=1)
    dz = np.concatenate([f - i, g, o], axis=1)
    return dz, dz, before, np.zeros_like(p)


LSTM = Cell(4, 2, _forward, _backward)
COUPLED = Cell(3, 2, _coupled, _coupled_back)
