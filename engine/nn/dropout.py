"""Dropout: units switched off at random while a network learns."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.system import system


@system("S18.09", "S38.12", "S31.14")
def dropout(
    x: ArrayLike, p: float, rng: np.random.Generator, train: bool = True
) -> tuple[Array, Array]:
    """Each entry is 0 with probability p, else divided by `1 - p`.

    Every unit is dropped by itself, so the share that is dropped varies. The
    survivors are enlarged ("inverted" dropout), so the expectation of the
    output is x, and nothing is left to do when the network is used.

    Args:
        x: activations, any shape.
        p: probability of a unit to be dropped, in [0, 1).
        rng: of the mask.
        train: False returns x as it is.

    Returns:
        The output and the mask, 0 or `1 / (1 - p)`, of the shape of x. The
        gradient by x is the gradient by the output times the mask.

    Raises:
        ValueError: p is not in [0, 1).

    Source:
        Srivastava et al., Dropout (2014), sections 4 and 10.

    >>> y, mask = dropout(np.ones(4), 0.5, np.random.default_rng(0))
    >>> y, bool((y == mask).all())
    (array([2., 0., 0., 0.]), True)
    """
    x = np.asarray(x, dtype=float)
    if not 0 <= p < 1:
        raise ValueError(f"p must be in [0, 1), got {p}")
    if not train:
        return x.copy(), np.ones_like(x)
    mask = (rng.random(x.shape) >= p) / (1 - p)
    return x * mask, mask
