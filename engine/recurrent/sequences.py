"""Sequences with a class each, or a tag each step: toys of text, speech and video."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.arrays import Array
from engine.losses.categorical import sparse_cross_entropy
from engine.recurrent.cell import Cell
from engine.recurrent.gru import GRU
from engine.recurrent.memory import Task
from engine.recurrent.network import one_hot_codes, start_network, train_network
from engine.system import system


class Scores(NamedTuple):
    """Accuracy on new sequences."""

    network: float
    one_step: float
    """Of the best rule that sees only the step in question: the likeliest answer
    for a constant guess where that step says nothing."""
    losses: Array


@system("S50.13")
def planted_sequences(kind: str, n: int, rng: np.random.Generator) -> Task:
    """Sequences of 8 steps whose answer follows from a rule that looks back.

    - "order": of two words A and B among fillers, which came first? One answer at
      the end (the same words in the other order have the other class).
    - "tags": words 0 to 3; a 0 turns the tag of all words after it from 0 to 1, the
      next one turns it back. An answer at each step: that step included.
    - "speech": frames of 3 bands with noise; each of four sounds lasts two frames,
      the answer at the last frame of each is whether it rose or fell in pitch.
    - "video": a spot on a line of 8 pixels moves left or right by one a frame; one
      answer at the end: which way.

    Args:
        kind: one of the four.
        n: sequences.
        rng: of the sequences.

    Returns:
        Inputs, answers 0 or 1, and where they are asked for. Answers are about
        even, and no step by itself decides them ("speech": only where the last
        frame is in the highest or the lowest band).

    Raises:
        ValueError: another kind, or n below 1.

    >>> task = planted_sequences("video", 1, np.random.default_rng(0))
    >>> spot = task.X[0].argmax(axis=1)
    >>> bool((np.diff(spot) % 8 == 1).all()) == bool(task.Y[0, -1])
    True
    """
    if n < 1:
        raise ValueError(f"n is at least 1, got {n}")
    T = 8
    last = np.tile(np.arange(T) == T - 1, (n, 1))
    if kind == "order":
        words = rng.integers(2, 6, (n, T))
        places = np.sort(rng.permuted(np.tile(np.arange(T), (n, 1)), axis=1)[:, :2])
        first = rng.integers(0, 2, n)
        words[np.arange(n), places[:, 0]] = first
        words[np.arange(n), places[:, 1]] = 1 - first
        return Task(one_hot_codes(words, 6), first[:, None].repeat(T, axis=1), last)
    if kind == "tags":
        words = rng.integers(0, 4, (n, T))
        tags = (words == 0).cumsum(axis=1) % 2
        return Task(one_hot_codes(words, 4), tags, np.ones((n, T), bool))
    if kind == "speech":
        rises = rng.integers(0, 2, (n, T // 2))
        starts = np.where(rng.random((n, T // 2)) < 0.5, 1, 2 * (1 - rises))
        bands = np.stack([starts, starts + 2 * rises - 1], axis=2).reshape(n, T)
        X = one_hot_codes(bands, 3) + 0.2 * rng.normal(size=(n, T, 3))
        ends = np.tile(np.arange(T) % 2 == 1, (n, 1))
        return Task(X, rises.repeat(2, axis=1), ends)
    if kind == "video":
        right = rng.integers(0, 2, (n, 1))
        spots = rng.integers(0, T, (n, 1)) + (2 * right - 1) * np.arange(T)
        return Task(one_hot_codes(spots % T, T), right.repeat(T, axis=1), last)
    raise ValueError(f"one of order, tags, speech, video, got {kind!r}")


@system("S50.13")
def classify_sequences(
    kind: str,
    rng: np.random.Generator,
    *,
    cell: Cell = GRU,
    steps: int = 200,
    shuffled: bool = False,
) -> Scores:
    """Train on planted sequences; answer for 500 new ones.

    A classifier and a tagger are one network: what differs is at which steps an
    output is asked for.

    Args:
        kind: of `planted_sequences`.
        rng: of weights and sequences.
        cell: of the network, 16 units.
        steps: of Adam at 0.01, 32 new sequences each.
        shuffled: put the steps of each sequence in any order first, which leaves
            a rule about order nothing to go by.

    Returns:
        Accuracies, that of a rule without memory beside the network's.

    Raises:
        ValueError: another kind.

    >>> scores = classify_sequences("video", np.random.default_rng(0), steps=100)
    >>> scores.network
    1.0
    """

    def draw(r: np.random.Generator, n: int = 32) -> Task:
        task = planted_sequences(kind, n, r)
        if shuffled:
            order = r.permuted(np.tile(np.arange(8), (n, 1)), axis=1)
            task = task._replace(X=np.take_along_axis(task.X, order[..., None], 1))
        return task

    task = draw(rng, 500)
    net = start_network(cell, task.X.shape[2], 16, 2, rng)
    net, losses = train_network(net, draw, sparse_cross_entropy, rng, steps=steps)
    right = net.outputs(task.X).argmax(axis=2) == task.Y
    seen, answers = task.X[task.asked].argmax(axis=1), task.Y[task.asked]
    counts = np.array([np.bincount(answers[seen == v], minlength=2)
                       for v in range(task.X.shape[2])])  # fmt: skip
    alone = float(counts.max(axis=1).sum() / len(answers))
    return Scores(float(right[task.asked].mean()), alone, losses)
