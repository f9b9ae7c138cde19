"""Dropout: units switched off at random while a network learns."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.system import system


@system("S18.09", "S38.12", "S45.07")
def dropout(
    x: ArrayLike,
    p: float,
    rng: np.random.Generator,
    train: bool = True,
    *,
    channels: bool = False,
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
        channels: drop whole channels of x, shape (n, c, ...). Neighbouring pixels
            say nearly the same, so a single one that is missing is hardly missed.

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
    shape = (*x.shape[:2], *(1,) * (x.ndim - 2)) if channels else x.shape
    mask = np.broadcast_to((rng.random(shape) >= p) / (1 - p), x.shape)
    return x * mask, mask
