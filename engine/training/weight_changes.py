"""Which layers of a deep network move at all."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.nn.backpropagation import Layers, backpropagate, gradient_step
from engine.system import system


@system("S49.13")
def weight_changes(  # noqa: PLR0913
    layers: Layers,
    X: ArrayLike,
    T: ArrayLike,
    *,
    activation: str = "sigmoid",
    lr: float = 0.1,
    steps: int = 100,
) -> Array:
    """`|W_after - W_before| / |W_before|` of each layer after some gradient descent.

    Where gradients vanish the first layers stay what they were drawn as, while the
    last ones learn: training goes on, on top of random features.

    Args:
        layers: where to start; no W may be all 0.
        X: rows, shape (n, in).
        T: targets, shape (n, out).
        activation: of all layers but the last.
        lr: learning rate.
        steps: of gradient descent on the mean square.

    Returns:
        One relative change a layer, first to last.

    Raises:
        ValueError: unknown activation, or shapes do not fit.

    >>> line = [(np.array([[1.0]]), np.array([0.0]))]
    >>> weight_changes(line, [[1.0]], [[2.0]], lr=0.25, steps=1)
    array([0.5])
    """
    now = layers
    for _ in range(steps):
        _, gradients = backpropagate(now, X, T, hidden=activation)
        now = gradient_step(now, gradients, lr)
    return np.array(
        [
            np.linalg.norm(after - before) / np.linalg.norm(before)
            for (before, _), (after, _) in zip(layers, now, strict=True)
        ]
    )
