"""Inputs and counterparts that several rows of `engine.optim` share."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array

Rng = np.random.Generator


def quadratic(rng: Rng) -> tuple[Array, Array, int]:
    """A positive definite matrix, a start, a number of steps."""
    d = int(rng.integers(1, 5))
    Q = rng.normal(size=(d, d))
    return Q @ Q.T / d + np.eye(d), rng.normal(size=d), int(rng.integers(0, 12))
