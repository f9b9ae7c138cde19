"""Tasks that ask what came long ago, and who can do them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.arrays import Array, Booleans, Integers
from engine.losses.categorical import sparse_cross_entropy
from engine.recurrent.gru import GRU
from engine.recurrent.lstm import LSTM
from engine.recurrent.network import one_hot_codes, start_network, train_network
from engine.recurrent.rnn import TANH
from engine.recurrent.start import chrono_bias
from engine.system import system

CELLS = {"rnn": TANH, "gru": GRU, "lstm": LSTM}


class Task(NamedTuple):
    """Sequences and what to say about them."""

    X: Array
    """One-hot inputs, shape (B, L, d)."""
    Y: Integers
    """What to say at each step, shape (B, L)."""
    asked: Booleans
    """Where it counts, shape (B, L)."""


@system("S50.15")
def memory_task(kind: str, T: int, n: int, rng: np.random.Generator) -> Task:
    """Sequences whose answer came T steps ago.

    - "recall": the first symbol is 0 or 1, then T random ones of 2 to 5 pass; the
      last output is the first symbol.
    - "copy": three symbols of 0 to 3, T blanks (4), a mark (5), two more blanks;
      at the mark and after it the three are to be repeated.
    - "echo": symbols of 0 to 3; at each step but the first T, that of T steps ago.

    Args:
        kind: one of the three.
        T: how long ago, at least 1.
        n: sequences.
        rng: of the symbols.

    Returns:
        Inputs, answers, and where they are asked for. Guessing is right in 1/2 of
        the cases for "recall", else in 1/4.

    Raises:
        ValueError: another kind, or T or n below 1.

    Source:
        Hochreiter and Schmidhuber, Long Short-Term Memory (1997), section 5, for
        tasks like these; Arjovsky, Shah, Bengio, Unitary Evolution Recurrent Neural
        Networks (2016), for copying.

    >>> task = memory_task("echo", 2, 1, np.random.default_rng(0))
    >>> task.X.argmax(axis=2)[0], task.Y[0], task.asked[0]  # doctest: +ELLIPSIS
    (array([...]), array([...]), array([False, False, ...]))
    """
    if min(T, n) < 1:
        raise ValueError(f"T and n are at least 1, got {T} and {n}")
    if kind == "recall":
        codes = np.hstack([rng.integers(0, 2, (n, 1)), rng.integers(2, 6, (n, T))])
        answers, asked = codes[:, [0]].repeat(T + 1, axis=1), np.arange(T + 1) == T
    elif kind == "copy":
        codes = np.full((n, T + 6), 4)
        codes[:, :3], codes[:, T + 3] = rng.integers(0, 4, (n, 3)), 5
        answers, asked = np.roll(codes, T + 3, axis=1), np.arange(T + 6) >= T + 3
    elif kind == "echo":
        codes = rng.integers(0, 4, (n, 3 * T))
        answers, asked = np.roll(codes, T, axis=1), np.arange(3 * T) >= T
    else:
        raise ValueError(f"one of recall, copy, echo, got {kind!r}")
    width = 4 if kind == "echo" else 6
    return Task(one_hot_codes(codes, width), answers, np.tile(asked, (n, 1)))


@system("S50.15", "S51.15")
def memory_accuracy(  # noqa: PLR0913 - a task, a network, a recipe
    kind: str,
    T: int,
    cell: str,
    rng: np.random.Generator,
    *,
    forget: float | str = 1.0,
    units: int = 16,
    steps: int = 300,
) -> float:
    """Share of right answers on new sequences after training on the task.

    Adam at 0.01 on batches of 32 new sequences. An LSTM that starts with forget
    gates about half open forgets like a plain network does, and no gradient says
    how to do better; with gates that start nearly open, it finds the answer.

    Args:
        kind: of `memory_task`.
        T: how long ago.
        cell: "rnn", "gru" or "lstm".
        rng: of weights and sequences. Results differ between generators: take the
            mean over several.
        forget: bias that the forget gate of an LSTM starts with, or "chrono" for
            `chrono_bias`.
        units: of the layer.
        steps: of training.

    Returns:
        Accuracy over 500 sequences.

    Raises:
        ValueError: another cell, or as `memory_task`.

    >>> memory_accuracy("recall", 2, "lstm", np.random.default_rng(0), steps=100)
    1.0
    """
    if cell not in CELLS:
        raise ValueError(f"one of {', '.join(CELLS)}, got {cell!r}")
    task = memory_task(kind, T, 500, rng)
    d = task.X.shape[2]
    net = start_network(CELLS[cell], d, units, 2 if kind == "recall" else 4, rng)
    if cell == "lstm":
        bias = net.weights.b.copy()
        if forget == "chrono":
            bias = chrono_bias(T, units, rng)
        else:
            bias[units : 2 * units] = forget
        net = net._replace(weights=net.weights._replace(b=bias))
    net, _ = train_network(
        net, lambda r: memory_task(kind, T, 32, r), sparse_cross_entropy, rng,
        steps=steps,
    )  # fmt: skip
    said = net.outputs(task.X).argmax(axis=2)
    return float((said == task.Y)[task.asked].mean())
