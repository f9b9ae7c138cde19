"""A network of dense layers: forward, backward, and training."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_labels, as_matrix, as_rows, check_fitted
from engine.nn.cross_entropy import softmax_cross_entropy_and_gradient
from engine.nn.initialisers import build_layers
from engine.nn.softmax import softmax
from engine.optim.adam import Adam
from engine.optim.batches import batches
from engine.optim.momentum import Rule, State
from engine.system import system

Layers = list[tuple[Array, Array]]
"""W, shape (in, out), and b, shape (out,), of each layer."""
OutputLoss = Callable[[Array, Array], tuple[float, Array]]
"""Outputs and targets -> the loss, and its gradient by the outputs."""

ACTIVATIONS: dict[str, tuple[Callable[[Array], Any], Callable[[Array], Any]]] = {
    "relu": (lambda z: np.maximum(z, 0), lambda h: (h > 0) * 1.0),
    "tanh": (np.tanh, lambda h: 1 - h**2),
    "identity": (lambda z: z, np.ones_like),
}
"""Name -> value, and derivative written in terms of that value."""


@system("S07.01", "S31.02", "S31.08", "S39.11")
def forward(layers: Layers, X: ArrayLike, activation: str = "relu") -> list[Array]:
    """What each layer of nodes holds: `h_l = f(h_(l-1) W_l + b_l)`.

    The last layer has no activation: its outputs are logits or predictions.

    Args:
        layers: weights and biases; `W[i, j]` connects node i to node j.
        X: rows, shape (n, in).
        activation: "relu", "tanh" or "identity".

    Returns:
        X, the hidden layers, and the outputs, each of shape (n, nodes).

    Raises:
        ValueError: unknown activation, or X does not fit the first layer.

    >>> xor = [([[1, 1], [1, 1]], [0, -1]), ([[1], [-2]], [0])]
    >>> layers = [(np.array(W), np.array(b)) for W, b in xor]
    >>> forward(layers, [[0, 0], [0, 1], [1, 0], [1, 1]])[-1].ravel()
    array([0., 1., 1., 0.])
    """
    if activation not in ACTIVATIONS:
        raise ValueError(f"activation must be {list(ACTIVATIONS)}, got {activation}")
    value, _ = ACTIVATIONS[activation]
    held = [as_rows(X, len(layers[0][0]))]
    for i, (W, b) in enumerate(layers):
        z = held[-1] @ W + b
        held.append(z if i == len(layers) - 1 else value(z))
    return held


@system("S36.09")
def backward(
    layers: Layers, held: list[Array], g: Array, activation: str = "relu"
) -> Layers:
    """Gradients of the loss by every weight and bias, from the last layer back.

    With g the gradient by `z_l`: `dW_l = h_(l-1)^T g`, `db_l = sum of rows of g`,
    and the layer below gets `g W_l^T f'(h_(l-1))`.

    Args:
        layers: as in `forward`.
        held: what `forward` returned.
        g: gradient by the outputs, shape (n, out).
        activation: as in `forward`.

    Returns:
        Gradients, shaped like layers.

    >>> layers = [(np.array([[2.0]]), np.array([0.0]))]
    >>> backward(layers, forward(layers, [[3.0]]), np.array([[1.0]]))
    [(array([[3.]]), array([1.]))]
    """
    slope = ACTIVATIONS[activation][1]
    gradients: Layers = []
    for i in reversed(range(len(layers))):
        h = held[i]
        gradients.append((h.T @ g, g.sum(axis=0)))
        if i > 0:
            g = (g @ layers[i][0].T) * slope(h)
    return gradients[::-1]


@system("S07.05", "S39.11")
def count_parameters(layers: Layers) -> int:
    """Weights and biases: `sum_l (in_l + 1) out_l`, whatever the number of rows.

    >>> count_parameters(build_layers([784, 128, 10], "he", np.random.default_rng(0)))
    101770
    """
    return sum(W.size + b.size for W, b in layers)


@system("S01.06", "S07.04")
def fit_layers(  # noqa: PLR0913, PLR0917
    layers: Layers,
    X: ArrayLike,
    T: ArrayLike,
    loss: OutputLoss,
    rule: Rule,
    rng: np.random.Generator,
    *,
    activation: str = "relu",
    epochs: int = 100,
    size: int = 32,
) -> tuple[Layers, Array]:
    """Learning: every batch moves all weights and biases to lower the loss.

    They live in one vector, of which the layers are views, so that a rule such as
    Adam sees one array.

    Args:
        layers: where to start; they stay as they are.
        X: rows, shape (n, in).
        T: targets, shape (n, out).
        loss: of outputs and targets of a batch.
        rule: such as `Adam()`.
        rng: of the order of rows.
        activation: as in `forward`.
        epochs: how often every row is seen.
        size: rows in a batch.

    Returns:
        New layers, and the loss of all rows after each epoch, shape (epochs,).

    Raises:
        ValueError: as `forward` and `batches`, or T has other rows than X.
    """
    X, T = as_matrix(X), as_matrix(T, "T")
    if len(X) != len(T):
        raise ValueError(f"T has {len(T)} rows, X {len(X)}")
    theta, state = _flat(layers), State()
    losses = []
    for _ in range(epochs):
        for rows in batches(len(X), size, rng):
            now = _shaped(theta, layers)
            held = forward(now, X[rows], activation)
            _, g = loss(held[-1], T[rows])
            gradient = _flat(backward(now, held, g, activation))
            theta, state = rule(theta, gradient, state)
        outputs = forward(_shaped(theta, layers), X, activation)[-1]
        losses.append(loss(outputs, T)[0])
    return _shaped(theta, layers), np.array(losses)


@system("S02.14", "S05.02", "S07.07", "S07.09", "S31.02", "S39.12")
@dataclass(eq=False)
class MLPClassifier:
    """Dense layers and softmax, trained by Adam on the mean cross-entropy.

    Args:
        hidden: nodes of each hidden layer; none makes softmax regression.
        activation: of the hidden layers, "relu" or "tanh".
        lr: Adam's learning rate.
        epochs: how often every row is seen; there is no other stop.
        size: rows in a batch.

    Attributes:
        classes_: the labels, sorted.
        layers_: weights and biases.
        losses_: of all rows after each epoch, shape (epochs,).

    Source:
        Goodfellow, Bengio, Courville, Deep Learning (2016), algorithms 6.3, 6.4.

    >>> X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    >>> model = MLPClassifier(hidden=(8,), lr=0.05)
    >>> model.fit(X, y, np.random.default_rng(0)).predict(X)
    array([0, 1, 1, 0])
    """

    hidden: Sequence[int] = (32,)
    activation: str = "relu"
    lr: float = 0.01
    epochs: int = 100
    size: int = 32

    def fit(
        self, X: ArrayLike, y: ArrayLike, rng: np.random.Generator
    ) -> MLPClassifier:
        """Learn from rows X, shape (n, d), and labels y, shape (n,).

        Raises:
            ValueError: shapes do not fit, or as `forward` and `batches`.
        """
        X = as_matrix(X)
        labels = as_labels(y, len(X))
        self.classes_, codes = np.unique(labels, return_inverse=True)
        k = len(self.classes_)
        start = build_layers([X.shape[1], *self.hidden, k], "he", rng)
        self.layers_, self.losses_ = fit_layers(
            start, X, np.eye(k)[codes], cross_entropy, Adam(self.lr), rng,
            activation=self.activation, epochs=self.epochs, size=self.size,
        )  # fmt: skip
        return self

    def predict_proba(self, X: ArrayLike) -> Array:
        """Probability of each class, shape (m, k).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        check_fitted(self, "layers_")
        return softmax(forward(self.layers_, X, self.activation)[-1])

    def predict(self, X: ArrayLike) -> np.ndarray:
        """The most probable class of each row, shape (m,).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        codes = self.predict_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[codes])


def cross_entropy(logits: Array, T: Array) -> tuple[float, Array]:
    """Mean over rows of `-sum_k t_k log softmax(z)_k`, and its gradient.

    >>> cross_entropy(np.array([[0.0, 0.0]]), np.array([[1.0, 0.0]]))[1]
    array([[-0.5,  0.5]])
    """
    losses, gradient = softmax_cross_entropy_and_gradient(logits, T)
    return float(losses.mean()), gradient / len(T)


def _flat(layers: Layers) -> Array:
    return np.concatenate([p.ravel() for layer in layers for p in layer])


def _shaped(theta: Array, like: Layers) -> Layers:
    shaped, at = [], 0
    for W, b in like:
        end = at + W.size
        shaped.append((theta[at:end].reshape(W.shape), theta[end : end + b.size]))
        at = end + b.size
    return shaped
