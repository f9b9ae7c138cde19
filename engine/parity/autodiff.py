"""`engine.autodiff` beside SciPy."""

from __future__ import annotations

import numpy as np
import scipy.differentiate
from numpy.typing import NDArray

from engine.autodiff.differences import central_difference
from engine.parity import Parity

Array = NDArray[np.float64]


def _smooth(x: Array) -> Array:
    """Two smooth functions of three numbers; extra axes of x are kept."""
    return np.stack([np.sin(x[0]) * x[1], np.exp(x[2] / 3) + x[0] * x[1]])


def _scipy(x: Array) -> Array:
    return np.asarray(scipy.differentiate.jacobian(_smooth, x).df)


PAIRS = [
    Parity(
        central_difference,
        _scipy,
        "scipy",
        lambda rng: (rng.normal(size=3),),
        ours=lambda x: central_difference(_smooth, x),
        rtol=1e-7,
        atol=1e-8,
        convention="scipy.differentiate adapts its order and step; ours is one step.",
    ),
]
