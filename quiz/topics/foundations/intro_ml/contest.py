"""A rule that nobody tells, a person who guesses it, and a tree that is shown answers."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array, Booleans
from engine.workflow.learned_rule import recover_rule

Rng = np.random.Generator
NEW = 400
"""Rows that judge."""


def hidden(X: Array) -> Booleans:
    """Yes where the first two features sum to more than 1; rows X, shape (n, d)."""
    return np.asarray(X[:, 0] + X[:, 1] > 1)


def guessed(X: Array) -> Booleans:
    """A person's guess: yes where the first feature is above a half."""
    return np.asarray(X[:, 0] > 0.5)


def contest(
    n: int, noise: float, useless: int, rng: Rng, draws: int = 1
) -> tuple[float, float]:
    """Share of new rows that the guess and the tree answer right, over some draws.

    Args:
        n: rows whose answers the tree is shown.
        noise: share of these answers that are turned round.
        useless: features beyond the two that matter.
        rng: of rows and noise.
        draws: of training rows, to average over.
    """
    total = np.zeros(2)
    for _ in range(draws):
        train, new = rng.random((n, 2 + useless)), rng.random((NEW, 2 + useless))
        found = recover_rule(hidden, guessed, train, new, noise=noise, rng=rng)
        total += np.array([found["written"], found["model"]])
    written, model = (float(v) for v in total / draws)
    return written, model
