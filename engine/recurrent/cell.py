"""What all recurrent cells share: their weights, and how a gate opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array

State = tuple[Array, ...]
"""What is handed on from step to step: h, or h and c, shape (B, k) each."""


class Weights(NamedTuple):
    """A cell sees `x W + b` and `h U + c`, one block of k columns a gate.

    torch keeps the transposes of W and U, and both biases. Keras has no c for the
    plain cell and the LSTM, where the two biases only add up.
    """

    W: Array
    """Of the input, shape (d, blocks k)."""
    U: Array
    """Of the state, shape (k, blocks k)."""
    b: Array
    """Shape (blocks k,)."""
    c: Array
    """Shape (blocks k,)."""
    p: Array = np.empty(0)
    """What a cell has beyond that, such as peepholes; mostly nothing."""


class Cell(NamedTuple):
    """The part of a recurrent network without matrices, forward and back.

    With `a = x W + b` and `r = h U + c` computed outside, a cell is a function of
    numbers in one place of the state; only the matrices mix places.
    """

    blocks: int
    """How many times k columns W and U have."""
    arrays: int
    """How many arrays a state has: 1, or 2 with a memory."""
    forward: Callable[[Array, Array, State, Array], tuple[State, Any]]
    """`(a, r, state, p)` to the next state, and a cache for the way back."""
    backward: Callable[[State, Any, Array], tuple[Array, Array, State, Array]]
    """`(gradient by the next state, cache, p)` to those by a, r, the state, and p.
    What passes to h by way of r is not counted in the third."""
    extra: int = 0
    """p has `extra k` entries."""


def gate(z: ArrayLike) -> Array:
    """The sigmoid as `(1 + tanh(z / 2)) / 2`, which nothing overflows.

    Args:
        z: any shape.

    Returns:
        How far each gate is open, from 0 to 1.

    >>> gate([-1000.0, 0.0, 1000.0])
    array([0. , 0.5, 1. ])
    """
    return np.asarray(0.5 + 0.5 * np.tanh(0.5 * np.asarray(z, dtype=float)))


def checked_step(x: ArrayLike, state: State, weights: Weights, cell: Cell) -> State:
    """One step of a cell, with shapes looked at first.

    Args:
        x: inputs, shape (B, d).
        state: arrays of shape (B, k).
        weights: of the cell.
        cell: what to do.

    Returns:
        The next state.

    Raises:
        ValueError: shapes do not fit.

    >>> from engine.recurrent.rnn import TANH
    >>> one = Weights(*(np.ones(s) for s in ((1, 1), (1, 1), 1, 1)))
    >>> checked_step([[-2.0]], (np.zeros((1, 1)),), one, TANH)
    (array([[0.]]),)
    """
    x = np.asarray(x, dtype=float)
    if x.ndim != 2:
        raise ValueError(f"x must have shape (B, d), got {x.shape}")
    check_weights(weights, cell, x.shape[1])
    k = len(weights.U)
    for name, array in zip("hc", state, strict=False):
        if array.shape != (len(x), k):
            raise ValueError(f"{name} must have shape {len(x), k}, got {array.shape}")
    a = x @ weights.W + weights.b
    r = state[0] @ weights.U + weights.c
    return cell.forward(a, r, state, weights.p)[0]


def check_weights(weights: Weights, cell: Cell, d: int) -> None:
    """Raise a ValueError unless weights suit a cell and d inputs.

    >>> from engine.recurrent.rnn import TANH
    >>> check_weights(Weights(*map(np.ones, ((1, 2), (2, 2), 2, 2))), TANH, 3)
    Traceback (most recent call last):
    ValueError: W must have shape (3, 2), got (1, 2)
    """
    k = len(weights.U)
    columns = cell.blocks * k
    wanted = ((d, columns), (k, columns), (columns,), (columns,), (cell.extra * k,))
    for name, array, shape in zip(Weights._fields, weights, wanted, strict=True):
        if np.shape(array) != shape:
            raise ValueError(f"{name} must have shape {shape}, got {np.shape(array)}")
