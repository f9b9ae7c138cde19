"""How far back a state depends on what it saw: gates, gains, gradients."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.recurrent.cell import Cell, Weights
from engine.recurrent.lstm import LSTM
from engine.recurrent.unroll import Run, back_through_time, unroll
from engine.system import system


class Gates(NamedTuple):
    """What an LSTM did at each step, shape (B, T, k) each."""

    i: Array
    f: Array
    g: Array
    o: Array
    c: Array
    """Memory after the step."""
    h: Array
    """What is shown of it, `o * tanh(c)`."""


@system("S51.04")
def trace_gates(
    X: ArrayLike, weights: Weights, start: ArrayLike | None = None
) -> Gates:
    """Every gate of an LSTM at every step.

    Gates set by hand say what each is for: f = 1 and i = 0 keep the memory exactly,
    f = 0 and i = 1 replace it by the proposal g, o = 0 hides it without loss.

    Args:
        X: inputs, shape (B, T, d).
        weights: of an LSTM.
        start: memory before the first step, shape (B, k); zeros unless given.

    Returns:
        Gates, memory and what was shown.

    Raises:
        ValueError: as `unroll`.

    >>> closed = Weights(np.zeros((1, 4)), np.zeros((1, 4)),
    ...                  np.array([-1e3, 1e3, 0.0, -1e3]), np.zeros(4))
    >>> trace = trace_gates(np.ones((1, 3, 1)), closed, [[7.0]])
    >>> trace.f.ravel(), trace.c.ravel(), trace.h.ravel()
    (array([1., 1., 1.]), array([7., 7., 7.]), array([0., 0., 0.]))
    """
    first = None
    if start is not None:
        c = np.asarray(start, dtype=float)
        first = (np.zeros_like(c), c)
    run = unroll(LSTM, X, weights, start=first)
    i, f, g, o = (np.stack(part, axis=1) for part in
                  zip(*(cache[:4] for cache in run.caches), strict=True))  # fmt: skip
    memory = np.stack([c for _, c in run.states[1:]], axis=1)
    return Gates(i, f, g, o, memory, run.H)


@system("S51.14")
def cell_gain(f: ArrayLike) -> Array:
    """`dc_T / dc_0 = f_1 f_2 ... f_T`, entry by entry, where gates are held fixed.

    The memory's own way back has no weights and no activation on it. With a forget
    gate that stays at f, a gradient is down to 1/e after `-1 / ln f`, about
    `1 / (1 - f)` steps. Gates depend on h, so the whole gradient has more paths,
    and those can still explode.

    Args:
        f: forget gates, shape (..., T, k).

    Returns:
        Gains, shape (..., k).

    Raises:
        ValueError: f has fewer than two axes, or a gate is outside [0, 1].

    Source:
        Gers, Schmidhuber, Cummins, Learning to Forget (2000), section 3.

    >>> cell_gain([[0.5, 1.0], [0.5, 1.0], [0.5, 0.0]])
    array([0.125, 0.   ])
    """
    f = np.asarray(f, dtype=float)
    if f.ndim < 2:
        raise ValueError(f"f must have shape (..., T, k), got {f.shape}")
    if not ((f >= 0) & (f <= 1)).all():
        raise ValueError(f"gates are in [0, 1], got {f.min()} to {f.max()}")
    return np.asarray(f.prod(axis=-2))


@system("S50.16")
def input_influence(cell: Cell, X: ArrayLike, weights: Weights) -> Array:
    """`|dh_T / dx_t|` for each t: how much the last state depends on each input.

    The Frobenius norm of the Jacobian, the largest over a batch being left to the
    caller. One way back finds one row of the Jacobian, so there are k of them.

    Args:
        cell: of the network.
        X: inputs, shape (B, T, d).
        weights: of the cell.

    Returns:
        Norms, shape (B, T).

    Raises:
        ValueError: as `unroll`.

    Source:
        Bengio, Simard, Frasconi, Learning long-term dependencies with gradient
        descent is difficult (1994).

    >>> from engine.recurrent.rnn import RELU
    >>> half = Weights(np.ones((1, 1)), np.full((1, 1), 0.5), np.zeros(1), np.zeros(1))
    >>> input_influence(RELU, np.ones((1, 4, 1)), half)
    array([[0.125, 0.25 , 0.5  , 1.   ]])
    """
    run = unroll(cell, X, weights)
    rows = [_row(run, j) for j in range(run.H.shape[2])]
    return np.asarray(np.sqrt(sum((row**2).sum(axis=2) for row in rows)))


def _row(run: Run, j: int) -> Array:
    """`dh_T[j] / dx_t`, shape (B, T, d)."""
    asked = np.zeros_like(run.H)
    asked[:, -1, j] = 1.0
    return back_through_time(run, asked).X


@system("S50.16", "S49.12")
def gradient_decay(U: ArrayLike, T: int) -> Array:
    """`|U^t|` for t = 0 ... T: how a linear network scales a gradient in t steps.

    In the long run that is `rho^t`, rho being the spectral radius, the largest
    size of an eigenvalue: below 1 the past vanishes, above 1 it explodes. At first
    it can grow even where rho is below 1. A tanh can only make it smaller.

    Args:
        U: weights of the state, shape (k, k).
        T: steps, at least 0.

    Returns:
        Spectral norms, shape (T + 1,).

    Raises:
        ValueError: U is not square, or T negative.

    Source:
        Pascanu, Mikolov, Bengio, On the difficulty of training recurrent neural
        networks (2013), section 2.1.

    >>> gradient_decay([[0.5, 0.0], [0.0, 0.25]], 3)
    array([1.   , 0.5  , 0.25 , 0.125])
    """
    U = np.asarray(U, dtype=float)
    if U.ndim != 2 or U.shape[0] != U.shape[1]:
        raise ValueError(f"U must have shape (k, k), got {U.shape}")
    if T < 0:
        raise ValueError(f"T must be at least 0, got {T}")
    power, norms = np.eye(len(U)), [1.0]
    for _ in range(T):
        power = power @ U
        norms.append(float(np.linalg.norm(power, 2)))
    return np.array(norms)
