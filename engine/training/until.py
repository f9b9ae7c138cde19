"""Training until it is good enough."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_labels, as_matrix
from engine.nn.backpropagation import Layers, gradient_step
from engine.nn.mlp import backward, cross_entropy, forward
from engine.system import system


class Run(NamedTuple):
    """What came of it.

    Attributes:
        layers: after the last step.
        accuracies: before each step and after the last.
        reached: whether the last accuracy is the target or more.
    """

    layers: Layers
    accuracies: Array
    reached: bool


@system("S31.04")
def train_until(  # noqa: PLR0913
    layers: Layers,
    X: ArrayLike,
    y: ArrayLike,
    *,
    target: float = 0.95,
    lr: float = 0.5,
    most: int = 1000,
) -> Run:
    """Predict, compare, backpropagate, step; and again until the accuracy suffices.

    Gradient descent on the mean cross-entropy of all rows. The accuracy only decides
    when to stop: it is constant almost everywhere and has no gradient to follow.

    Args:
        layers: where to start, with ReLU between layers.
        X: rows, shape (n, d).
        y: class numbers, shape (n,), below the outputs of the last layer.
        target: accuracy on these rows, in [0, 1].
        lr: learning rate.
        most: steps at most.

    Returns:
        Layers, accuracies and whether the target was reached.

    Raises:
        ValueError: shapes do not fit.

    >>> line = [(np.zeros((1, 2)), np.zeros(2))]
    >>> train_until(line, [[-1.0], [1.0]], [0, 1], target=1.0).accuracies
    array([0.5, 1. ])
    """
    X = as_matrix(X)
    y = as_labels(y, len(X))
    T = np.eye(len(layers[-1][1]))[y]
    accuracies = []
    for step in range(most + 1):
        held = forward(layers, X)
        accuracies.append(float((held[-1].argmax(axis=1) == y).mean()))
        if accuracies[-1] >= target or step == most:
            break
        gradients = backward(layers, held, cross_entropy(held[-1], T)[1])
        layers = gradient_step(layers, gradients, lr)
    return Run(layers, np.array(accuracies), accuracies[-1] >= target)
