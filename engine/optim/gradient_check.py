"""Where a gradient points."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.optim.loop import LossGradient
from engine.system import system


@system("S25.02")
def slopes(loss: LossGradient, theta: ArrayLike, angles: ArrayLike) -> Array:
    """Slope of a surface over the plane in each direction: `<g, u>`, |u| = 1.

    It is `|g| cos(angle to g)`: greatest along the gradient, least against it,
    which is why descent goes that way, and 0 along the level curve.

    Args:
        loss: gives value and gradient at theta.
        theta: where to look, shape (2,).
        angles: directions in radians, shape (m,).

    Returns:
        Slopes, shape (m,).

    >>> along_x = lambda x: (float(x[0]), np.array([1.0, 0.0]))
    >>> slopes(along_x, [0.0, 0.0], [0.0, np.pi])
    array([ 1., -1.])
    """
    angles = np.asarray(angles, dtype=float)
    directions = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    return np.asarray(directions @ loss(as_vector(theta, "theta"))[1])
