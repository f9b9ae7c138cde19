"""LSTMs with more inside: peepholes, and layer normalisation."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.nn.normalisation import layer_norm, layer_norm_backward
from engine.recurrent.cell import Cell, State, Weights, checked_step, gate
from engine.system import system


@system("S51.07")
def peephole_cell(
    x: ArrayLike, h: ArrayLike, c: ArrayLike, weights: Weights
) -> tuple[Array, Array]:
    """An LSTM whose gates see the memory: `p * c` is added to their arguments.

    Gates i and f see the memory before this step, o the one after it, which it is
    about to show. One number for each gate and place: 3 k weights more.

    Args:
        x: inputs, shape (n, d).
        h: what was shown before, shape (n, k).
        c: memory, shape (n, k).
        weights: blocks i, f, g, o; p holds the peepholes of i, f, o, shape (3 k,).

    Returns:
        h' and c', shape (n, k).

    Raises:
        ValueError: shapes do not fit.

    Source:
        Gers, Schraudolph, Schmidhuber, Learning Precise Timing with LSTM Recurrent
        Networks (2002).

    >>> none = np.zeros((1, 4))
    >>> w = Weights(none, none, none[0], none[0], np.array([0.0, -50.0, 0.0]))
    >>> peephole_cell([[0.0]], [[0.0]], [[1.0]], w)[1].round(4)  # 1 closes f
    array([[0.]])
    """
    h, c = (np.asarray(v, dtype=float) for v in (h, c))
    h, c = checked_step(x, (h, c), weights, PEEPHOLE)
    return h, c


@system("S51.09")
def layer_norm_cell(
    x: ArrayLike, h: ArrayLike, c: ArrayLike, weights: Weights
) -> tuple[Array, Array]:
    """An LSTM with three layer normalisations: of x W, of h U, and of the memory.

    `z = LN(x W + b) * p_1 + LN(h U + c) * p_2 + p_3` are the arguments of gates and
    proposal, `h' = o * tanh(LN(c') * p_4 + p_5)` what is shown. LN has mean 0 and
    variance 1 over all 4 k entries, or the k of the memory. The memory itself is
    handed on as it is. As b and c stand inside, they are left at 0.

    Args:
        x: inputs, shape (n, d).
        h: what was shown before, shape (n, k).
        c: memory, shape (n, k).
        weights: blocks i, f, g, o; p holds p_1, p_2, p_3, shape (4 k,) each, and
            p_4, p_5, shape (k,) each.

    Returns:
        h' and c', shape (n, k).

    Raises:
        ValueError: shapes do not fit.

    Source:
        Ba, Kiros, Hinton, Layer Normalization (2016), equations 20 to 22.

    >>> none = np.zeros((1, 4))
    >>> w = Weights(none, none, none[0], none[0], np.zeros(14))
    >>> layer_norm_cell([[5.0]], [[1.0]], [[2.0]], w)  # gains 0: all gates half open
    (array([[0.]]), array([[1.]]))
    """
    h, c = (np.asarray(v, dtype=float) for v in (h, c))
    h, c = checked_step(x, (h, c), weights, LAYER_NORM)
    return h, c


def _peephole(a: Array, r: Array, state: State, p: Array) -> tuple[State, Any]:
    c = state[1]
    i, f, g, o = np.split(a + r, 4, axis=1)
    p_i, p_f, p_o = np.split(p, 3)
    i, f, g = gate(i + p_i * c), gate(f + p_f * c), np.tanh(g)
    memory = f * c + i * g
    o, shown = gate(o + p_o * memory), np.tanh(memory)
    return (o * shown, memory), (i, f, g, o, c, memory, shown)


def _peephole_back(
    dstate: State, cache: Any, p: Array
) -> tuple[Array, Array, State, Array]:
    (dh, dc), (i, f, g, o, c, memory, shown) = dstate, cache
    p_i, p_f, p_o = np.split(p, 3)
    do = dh * shown * o * (1 - o)
    dc = dc + dh * o * (1 - shown**2) + do * p_o
    di, df = dc * g * i * (1 - i), dc * c * f * (1 - f)
    dz = np.concatenate([di, df, dc * i * (1 - g**2), do], axis=1)
    dp = np.concatenate([di * c, df * c, do * memory], axis=1).sum(axis=0)
    return dz, dz, (np.zeros_like(dh), dc * f + di * p_i + df * p_f), dp


def _layer_norm(a: Array, r: Array, state: State, p: Array) -> tuple[State, Any]:
    c = state[1]
    of_a, of_r, shift, of_c, shift_c = _gains(p)
    z = layer_norm(a, of_a, shift) + layer_norm(r, of_r, 0 * shift)
    i, f, g, o = np.split(z, 4, axis=1)
    i, f, g, o = gate(i), gate(f), np.tanh(g), gate(o)
    memory = f * c + i * g
    shown = np.tanh(layer_norm(memory, of_c, shift_c))
    return (o * shown, memory), (a, r, i, f, g, o, c, memory, shown)


def _layer_norm_back(
    dstate: State, cache: Any, p: Array
) -> tuple[Array, Array, State, Array]:
    (dh, dc), (a, r, i, f, g, o, c, memory, shown) = dstate, cache
    of_a, of_r, _, of_c, _ = _gains(p)
    by_memory, d4, d5 = layer_norm_backward(dh * o * (1 - shown**2), memory, of_c)
    dc = dc + by_memory
    parts = (
        dc * g * i * (1 - i),
        dc * c * f * (1 - f),
        dc * i * (1 - g**2),
        dh * shown * o * (1 - o),
    )
    dz = np.concatenate(parts, axis=1)
    da, d1, d3 = layer_norm_backward(dz, a, of_a)
    dr, d2, _ = layer_norm_backward(dz, r, of_r)
    return da, dr, (np.zeros_like(dh), dc * f), np.concatenate([d1, d2, d3, d4, d5])


def _gains(p: Array) -> list[Array]:
    k = len(p) // 14
    return np.split(p, [4 * k, 8 * k, 12 * k, 13 * k])


PEEPHOLE = Cell(4, 2, _peephole, _peephole_back, extra=3)
LAYER_NORM = Cell(4, 2, _layer_norm, _layer_norm_back, extra=14)
