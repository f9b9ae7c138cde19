"""Is a gradient right, and where does it point?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.autodiff.differences import central_difference
from engine.optim.loop import LossGradient
from engine.system import system


@system("S25.02")
def gradient_error(loss: LossGradient, theta: ArrayLike) -> float:
    """How far a gradient is from differences of its loss, as a share of both.

    `|g - d| / max(1, |g| + |d|)`, where d has the partial derivatives one at a
    time. About 1e-9 for a right gradient of a smooth loss; 1e-2 is a mistake.

    Args:
        loss: gives value and gradient at theta.
        theta: where to look, shape (d,); not at a kink.

    Returns:
        The relative error.

    >>> gradient_error(lambda x: (float(x @ x), 2 * x), [3.0]) < 1e-8
    True
    >>> round(gradient_error(lambda x: (float(x @ x), x), [3.0]), 2)
    0.33
    """
    theta = as_vector(theta, "theta")
    g = loss(theta)[1]
    d = central_difference(lambda x: loss(x)[0], theta)
    size = float(np.linalg.norm(g) + np.linalg.norm(d))
    return float(np.linalg.norm(g - d)) / max(1.0, size)


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
