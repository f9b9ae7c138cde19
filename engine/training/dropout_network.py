"""Dense, dropout, dense, softmax: the network of many a first tutorial."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_labels, as_matrix
from engine.nn.backpropagation import Layers, layer_gradient
from engine.nn.dropout import dropout
from engine.nn.initialisers import build_layers
from engine.nn.mlp import cross_entropy
from engine.optim.adam import Adam
from engine.optim.batches import batches
from engine.optim.momentum import State
from engine.system import system


@system("S31.27", "S31.14")
def dropout_gradients(
    layers: Layers, X: Array, y: Array, p: float, rng: np.random.Generator
) -> tuple[float, Layers]:
    """Loss and gradients with dropout after the first of the hidden layers.

    ReLU between layers, the mean of the cross-entropy of class numbers at the end.
    The mask that silences a unit on the way forth silences its gradient too.

    Args:
        layers: two or more.
        X: rows, shape (n, d).
        y: class numbers, shape (n,).
        p: probability of a unit to be dropped.
        rng: of the mask.

    Returns:
        Loss, and gradients shaped like layers.

    Raises:
        ValueError: p is not in [0, 1).
    """
    held, mask = [X], np.ones(1)
    for i, (W, b) in enumerate(layers):
        z = held[-1] @ W + b
        h = z if i == len(layers) - 1 else np.maximum(z, 0)
        if i == 0:
            h, mask = dropout(h, p, rng)
        held.append(h)
    loss, delta = cross_entropy(held[-1], np.eye(held[-1].shape[1])[y])
    gradients: Layers = []
    for i in range(len(layers) - 1, -1, -1):
        gradients.append(layer_gradient(delta, held[i]))
        # A dropped unit is 0 as a closed one is, and passes nothing either.
        delta = (delta @ layers[i][0].T) * (held[i] > 0) * (mask if i == 1 else 1)
    return loss, gradients[::-1]


@system("S31.27")
def train_dropout_network(  # noqa: PLR0913
    X: ArrayLike,
    y: ArrayLike,
    rng: np.random.Generator,
    *,
    hidden: Sequence[int] = (128, 64),
    p: float = 0.3,
    lr: float = 0.001,
    epochs: int = 10,
    size: int = 32,
) -> Layers:
    """The whole flow: build, then Adam on batches, dropout only while it learns.

    With 784 inputs and 10 classes it has 100,480 + 8,256 + 650 = 109,386 parameters.
    Use the layers with `engine.nn.mlp.forward`: nothing is dropped there, and as the
    survivors were enlarged nothing needs to be made up for.

    Args:
        X: rows, shape (n, d).
        y: class numbers from 0 on, shape (n,).
        rng: of weights, batches and masks.
        hidden: units of the hidden layers, one layer at least.
        p: probability of a unit of the first to be dropped.
        lr: of Adam.
        epochs: how often every row is seen.
        size: rows in a batch.

    Returns:
        Weights and biases.

    Raises:
        ValueError: shapes do not fit, there is no hidden layer, or p is not in
            [0, 1).
    """
    X = as_matrix(X)
    y = as_labels(y, len(X))
    if not hidden:
        raise ValueError("dropout needs a hidden layer")
    layers = build_layers([X.shape[1], *hidden, int(y.max()) + 1], "he", rng)
    rule = Adam(lr)
    states = [(State(), State()) for _ in layers]
    for _ in range(epochs):
        for rows in batches(len(X), size, rng):
            _, gradients = dropout_gradients(layers, X[rows], y[rows], p, rng)
            for i, (dW, db) in enumerate(gradients):
                (W, b), (of_W, of_b) = layers[i], states[i]
                W, of_W = rule(W, dW, of_W)
                b, of_b = rule(b, db, of_b)
                layers[i], states[i] = (W, b), (of_W, of_b)
    return layers
