"""Two tasks that share one unit: together they may be worse than apart."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.losses.regression import mse
from engine.nn.initialisers import build_layers
from engine.nn.mlp import fit_layers, forward
from engine.optim.adam import Adam
from engine.system import system


@system("S40.15")
def negative_transfer(
    angle: float, rng: np.random.Generator, scale: float = 1.0, balance: bool = False
) -> dict[str, Array]:
    """Errors of two linear tasks behind one shared unit, and with a unit each.

    Each target is a projection of two inputs on a direction. The shared unit is one
    direction, so what it cannot do is decided by the angle between the tasks: at 0
    and 180 degrees nothing is lost, at 90 one task takes the unit. Which one is a
    matter of weights: the task in larger units, unless losses are divided by the
    variance of their targets.

    Args:
        angle: between the tasks, in degrees.
        rng: of rows and weights.
        scale: units of the second task; its target is multiplied by that.
        balance: divide each task's squared error by the variance of its target.

    Returns:
        "shared" and "separate": mean squared error over the variance of the target
        of each task, 0 where it is solved and 1 where it is no better than the mean,
        shape (2,).

    >>> found = negative_transfer(90.0, np.random.default_rng(0), scale=100.0)
    >>> found["shared"].round(1), found["separate"].round(1)
    (array([1., 0.]), array([0., 0.]))
    """
    turn = np.deg2rad(angle)
    X = rng.normal(size=(200, 2))
    # Uncorrelated, so that the angle between the tasks is that between targets.
    X = np.linalg.qr(X - X.mean(axis=0))[0] * np.sqrt(len(X))
    T = X @ np.array([[1.0, np.cos(turn)], [0.0, np.sin(turn)]]) * [1.0, scale]
    variance = T.var(axis=0)
    weights = 1 / variance if balance else np.ones(2) / variance.max()
    root = np.sqrt(weights)

    def errors(width: int, columns: list[int]) -> Array:
        start = build_layers([2, width, len(columns)], "xavier", rng)
        # Squares of rescaled targets are weighted squares.
        layers, _ = fit_layers(
            start, X, T[:, columns] * root[columns], mse, Adam(0.03), rng,
            activation="identity", epochs=500, size=len(X),
        )  # fmt: skip
        outputs = forward(layers, X, "identity")[-1] / root[columns]
        residual = outputs - T[:, columns]
        return np.asarray((residual**2).mean(axis=0) / variance[columns])

    separate = np.concatenate([errors(1, [0]), errors(1, [1])])
    return {"shared": errors(1, [0, 1]), "separate": separate}
