"""Looking into a trained network: what a weight does, what a layer knows."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.linear.logistic import LogisticRegression
from engine.nn.mlp import Layers, forward
from engine.system import system


@system("S07.03")
def ablate(layers: Layers, X: ArrayLike, activation: str = "relu") -> list[Array]:
    """How far the outputs move when one connection is cut: each weight in turn.

    Args:
        layers: of a network.
        X: rows, shape (n, in).
        activation: of the hidden layers.

    Returns:
        For each layer, shaped like its W: mean absolute change of the outputs
        over rows and outputs, with that weight set to 0.

    >>> layers = [(np.array([[2.0], [0.0]]), np.array([1.0]))]
    >>> ablate(layers, [[1.0, 5.0], [-3.0, 5.0]])[0].ravel()
    array([4., 0.])
    """
    whole = forward(layers, X, activation)[-1]
    effects = []
    for i, (W, b) in enumerate(layers):
        effect = np.empty(W.shape)
        for place in np.ndindex(W.shape):
            cut = W.copy()
            cut[place] = 0
            without = [*layers[:i], (cut, b), *layers[i + 1 :]]
            outputs = forward(without, X, activation)[-1]
            effect[place] = np.abs(outputs - whole).mean()
        effects.append(effect)
    return effects


@system("S07.09")
def probe_layers(
    layers: Layers, X: ArrayLike, y: ArrayLike, activation: str = "relu"
) -> Array:
    """How well a line tells two classes apart from what each layer holds.

    Where deeper layers score higher, the network has built features that the
    input did not show. The score is on the rows themselves: pass new ones to the
    network, not those it has learned from.

    Args:
        layers: of a trained network.
        X: rows, shape (n, in).
        y: two labels, shape (n,).
        activation: of the hidden layers.

    Returns:
        Accuracy of logistic regression (alpha 1) on X, on each hidden layer and
        on the outputs, shape (layers + 1,).

    Source:
        Alain and Bengio, Understanding intermediate layers using linear
        classifier probes (2017).
    """
    held = forward(layers, X, activation)
    guesses = [LogisticRegression().fit(h, y).predict(h) for h in held]
    return np.array([np.mean(guess == np.asarray(y)) for guess in guesses])
