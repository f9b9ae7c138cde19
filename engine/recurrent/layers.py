"""Layers of cells: read from both ends, and one above the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.recurrent.cell import Cell, Weights
from engine.recurrent.unroll import Gradients, Run, back_through_time, unroll
from engine.system import system


@system("S50.08", "S51.05", "S55.07")
def bidirectional(
    cell: Cell,
    X: ArrayLike,
    ways: tuple[Weights, Weights],
    mask: ArrayLike | None = None,
    merge: str = "concat",
) -> tuple[Array, tuple[Run, Run]]:
    """Each step with what came before it and what comes after it.

    Two networks with weights of their own read the sequence from either end. The
    context doubles; what each of them forgets on its way, it still forgets. The
    whole input must be there first, so nothing can be answered while it streams.

    Args:
        cell: of both.
        X: inputs, shape (B, T, d).
        ways: weights for reading forwards and backwards.
        mask: True where there is an input, shape (B, T).
        merge: "concat", 2 k numbers a step, or "sum", k.

    Returns:
        States, shape (B, T, 2 k) or (B, T, k), and the two runs, the second of
        the reversed sequence. `runs[1].last` has seen all, as `runs[0].last` has.

    Raises:
        ValueError: as `unroll`, or another merge.

    Source:
        Schuster and Paliwal, Bidirectional Recurrent Neural Networks (1997).

    >>> from engine.recurrent.rnn import RELU
    >>> one = Weights(np.ones((1, 1)), np.ones((1, 1)), np.zeros(1), np.zeros(1))
    >>> bidirectional(RELU, [[[1.0], [2.0], [4.0]]], (one, one))[0]
    array([[[1., 7.],
            [3., 6.],
            [7., 4.]]])
    """
    if merge not in ("concat", "sum"):
        raise ValueError(f"one of concat, sum, got {merge!r}")
    X = np.asarray(X, dtype=float)
    forwards = unroll(cell, X, ways[0], mask=mask)
    backwards = unroll(cell, X[:, ::-1], ways[1], mask=forwards.mask[:, ::-1])
    H, G = forwards.H, backwards.H[:, ::-1]
    merged = np.concatenate([H, G], axis=2) if merge == "concat" else H + G
    return merged, (forwards, backwards)


@system("S50.08", "S51.05")
def bidirectional_back(
    runs: tuple[Run, Run], dH: ArrayLike
) -> tuple[Array, tuple[Gradients, Gradients]]:
    """Gradients of `bidirectional`: each network's own, the inputs' added.

    Args:
        runs: the way forward.
        dH: gradient by the states, shape (B, T, 2 k) after "concat", (B, T, k)
            after "sum", which hands the same gradient to both.

    Returns:
        Gradient by X, shape (B, T, d), and those of the two networks.

    Raises:
        ValueError: dH has another shape.

    >>> from engine.recurrent.rnn import RELU
    >>> one = Weights(np.ones((1, 1)), np.ones((1, 1)), np.zeros(1), np.zeros(1))
    >>> _, runs = bidirectional(RELU, [[[1.0], [2.0], [4.0]]], (one, one))
    >>> bidirectional_back(runs, [[[0.0, 0.0], [1.0, 10.0], [0.0, 0.0]]])[0].ravel()
    array([ 1., 11., 10.])
    """
    dH = np.asarray(dH, dtype=float)
    k = runs[0].H.shape[2]
    both = (dH, dH) if dH.shape[-1] == k else (dH[..., :k], dH[..., k:])
    forwards = back_through_time(runs[0], both[0])
    backwards = back_through_time(runs[1], both[1][:, ::-1])
    return forwards.X + backwards.X[:, ::-1], (forwards, backwards)


@system("S50.09", "S51.06")
def stacked(
    cell: Cell, X: ArrayLike, layers: Sequence[Weights], mask: ArrayLike | None = None
) -> list[Run]:
    """Layers one above the other: the states of one are the inputs of the next.

    Args:
        cell: of every layer.
        X: inputs of the first, shape (B, T, d).
        layers: weights, from the bottom up; W of the upper ones has shape
            (k, blocks k).
        mask: True where there is an input, shape (B, T).

    Returns:
        The run of each layer; the last one's H is the output.

    Raises:
        ValueError: no layers, or as `unroll`.

    >>> from engine.recurrent.rnn import RELU
    >>> one = Weights(np.ones((1, 1)), np.ones((1, 1)), np.zeros(1), np.zeros(1))
    >>> [run.H.ravel() for run in stacked(RELU, np.ones((1, 3, 1)), [one, one])]
    [array([1., 2., 3.]), array([1., 3., 6.])]
    """
    if not layers:
        raise ValueError("at least one layer, got none")
    runs = [unroll(cell, X, layers[0], mask=mask)]
    for weights in layers[1:]:
        runs.append(unroll(cell, runs[-1].H, weights, mask=mask))
    return runs


@system("S50.09", "S51.06")
def stacked_back(runs: Sequence[Run], dH: ArrayLike) -> list[Gradients]:
    """Gradients of `stacked`: down from the top, through all of time in each layer.

    Args:
        runs: the way forward.
        dH: gradient by the top's H, shape (B, T, k).

    Returns:
        Gradients of each layer, from the bottom up; the first one's X is that by
        the inputs.

    Raises:
        ValueError: dH has another shape.

    >>> from engine.recurrent.rnn import RELU
    >>> one = Weights(np.ones((1, 1)), np.ones((1, 1)), np.zeros(1), np.zeros(1))
    >>> runs = stacked(RELU, np.ones((1, 3, 1)), [one, one])
    >>> stacked_back(runs, [[[0.0], [0.0], [1.0]]])[0].X.ravel()
    array([3., 2., 1.])
    """
    found: list[Gradients] = []
    for run in reversed(runs):
        found.insert(0, back_through_time(run, dH))
        dH = found[0].X
    return found
