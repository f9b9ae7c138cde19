"""A cell along a sequence, and gradients back through time."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Booleans
from engine.recurrent.cell import Cell, State, Weights, check_weights
from engine.system import system


class Run(NamedTuple):
    """A sequence that was read, and what the way back needs."""

    H: Array
    """States h after each step, shape (B, T, k)."""
    last: State
    """The whole state after the last step: h, or h and c."""
    states: list[State]
    """The state before each step, and the last."""
    cell: Cell
    X: Array
    weights: Weights
    mask: Booleans
    keep: Array
    caches: list[Any]


class Gradients(NamedTuple):
    """What `back_through_time` finds."""

    X: Array
    """By the inputs, shape (B, T, d)."""
    start: State
    """By the state before the first step."""
    weights: Weights
    """By each of the weights, summed over sequences and steps."""


@system("S50.02", "S51.02", "S51.13")
def unroll(  # noqa: PLR0913 - what a network reads, and with what
    cell: Cell,
    X: ArrayLike,
    weights: Weights,
    *,
    start: State | None = None,
    mask: ArrayLike | None = None,
    keep: ArrayLike = 1.0,
) -> Run:
    """The same cell with the same weights at each of T steps.

    The products with W do not wait for one another and are done at once; those
    with U cannot be, as each needs the state of the step before.

    Args:
        cell: TANH, RELU, GRU, LSTM, ...
        X: inputs, shape (B, T, d).
        weights: of the cell.
        start: the state before the first step; zeros unless given.
        mask: True where there is an input, shape (B, T). At the other steps the
            state stays, so `last` is that after each sequence's own end, and
            what stands there does not matter. All True unless given.
        keep: multiplies h before U, shape (B, k): a dropout mask that stays the
            same for the whole sequence.

    Returns:
        States and caches.

    Raises:
        ValueError: shapes do not fit.

    >>> from engine.recurrent.rnn import RELU
    >>> one = Weights(np.ones((1, 1)), np.ones((1, 1)), np.zeros(1), np.zeros(1))
    >>> X = np.array([[1.0, 2.0, 9.0]])[..., None]
    >>> unroll(RELU, X, one, mask=[[True, True, False]]).H.ravel()  # a running sum
    array([1., 3., 3.])
    """
    X = np.asarray(X, dtype=float)
    if X.ndim != 3 or X.size == 0:
        raise ValueError(f"X must have shape (B, T, d), none of it 0, got {X.shape}")
    check_weights(weights, cell, X.shape[2])
    B, T, _ = X.shape
    k = len(weights.U)
    seen = np.ones((B, T), bool) if mask is None else np.asarray(mask, dtype=bool)
    if seen.shape != (B, T):
        raise ValueError(f"mask must have shape {B, T}, got {seen.shape}")
    state = start if start is not None else (np.zeros((B, k)),) * cell.arrays
    if [s.shape for s in state] != [(B, k)] * cell.arrays:
        shapes = ", ".join(str(s.shape) for s in state)
        raise ValueError(f"start must be {cell.arrays} of shape {B, k}, got {shapes}")
    keep = np.asarray(keep, dtype=float)
    A = X.transpose(1, 0, 2) @ weights.W + weights.b  # (T, B, blocks k)
    whole = [bool(column.all()) for column in seen.T]
    states, caches = [state], []
    for t in range(T):
        r = (state[0] * keep) @ weights.U + weights.c
        after, cache = cell.forward(A[t], r, state, weights.p)
        if not whole[t]:
            live = seen[:, t, None]
            after = tuple(np.where(live, new, old)
                          for new, old in zip(after, state, strict=True))  # fmt: skip
        state = after
        states.append(state)
        caches.append(cache)
    H = np.stack([s[0] for s in states[1:]], axis=1)
    return Run(H, state, states, cell, X, weights, seen, keep, caches)


@system("S50.04", "S50.05", "S51.03")
def back_through_time(
    run: Run, dH: ArrayLike, last: State | None = None, cut: int | None = None
) -> Gradients:
    """Backpropagation through time: the gradient of every step's weights, summed.

    From the last step to the first, the gradient by a state is what the loss asks
    of it directly, plus what comes back from the step after by way of U. Over many
    steps that is a product of as many Jacobians: it vanishes or explodes.

    Args:
        run: the way forward.
        dH: gradient of the loss by `run.H`, shape (B, T, k).
        last: gradient by `run.last`, beside that by H; zeros unless given.
        cut: truncated backpropagation: gradients do not pass from one window of
            so many steps to the window before, though states do. None for all.

    Returns:
        Gradients by inputs, first state and weights. Where cut is given, they
        are those of a loss whose windows start from constants.

    Raises:
        ValueError: shapes do not fit, or cut is below 1.

    Source:
        Werbos, Backpropagation Through Time (1990). Williams and Peng, An
        Efficient Gradient-Based Algorithm for On-Line Training of Recurrent
        Network Trajectories (1990), for the truncated kind.

    >>> from engine.recurrent.rnn import RELU
    >>> half = Weights(np.ones((1, 1)), np.full((1, 1), 0.5), np.zeros(1), np.zeros(1))
    >>> run = unroll(RELU, np.ones((1, 3, 1)), half)
    >>> back_through_time(run, [[[0.0], [0.0], [1.0]]]).X.ravel()
    array([0.25, 0.5 , 1.  ])
    """
    dH = np.asarray(dH, dtype=float)
    if dH.shape != run.H.shape:
        raise ValueError(f"dH must have shape {run.H.shape}, got {dH.shape}")
    if cut is not None and cut < 1:
        raise ValueError(f"cut must be at least 1, got {cut}")
    B, T, _ = dH.shape
    W, U, b, _, p = run.weights
    dA, dR = np.empty((2, T, B, len(b)))
    dp = np.zeros_like(p)
    dstate = last if last is not None else tuple(map(np.zeros_like, run.last))
    whole = [bool(column.all()) for column in run.mask.T]
    for t in reversed(range(T)):
        dstate = (dstate[0] + dH[:, t], *dstate[1:])
        live = run.mask[:, t, None]
        into = dstate if whole[t] else tuple(d * live for d in dstate)
        dA[t], dR[t], before, dp_t = run.cell.backward(into, run.caches[t], p)
        dp += dp_t
        before = (before[0] + (dR[t] @ U.T) * run.keep, *before[1:])
        if not whole[t]:
            before = tuple(
                back + d * ~live for back, d in zip(before, dstate, strict=True)
            )
        windows_start = cut is not None and t > 0 and t % cut == 0
        dstate = tuple(map(np.zeros_like, before)) if windows_start else before
    X = run.X.transpose(1, 0, 2).reshape(T * B, -1)
    H = np.concatenate([s[0] * run.keep for s in run.states[:-1]])
    flat_A, flat_R = dA.reshape(T * B, -1), dR.reshape(T * B, -1)
    weights = Weights(
        X.T @ flat_A, H.T @ flat_R, flat_A.sum(axis=0), flat_R.sum(axis=0), dp
    )
    return Gradients((dA @ W.T).transpose(1, 0, 2), dstate, weights)
