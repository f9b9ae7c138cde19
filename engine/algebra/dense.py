"""A dense layer with all its shapes: forward, backward, and one step of training."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix, as_vector
from engine.system import system

ACTIVATIONS: dict[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {
    "identity": (lambda Z: Z, np.ones_like),
    "relu": (lambda Z: np.maximum(Z, 0), lambda Z: (Z > 0).astype(float)),
    "tanh": (np.tanh, lambda Z: 1 - np.tanh(Z) ** 2),
}
"""Elementwise function and its derivative; ReLU's at 0 is taken as 0."""


@system("S09.04")
def dense(X: ArrayLike, W: ArrayLike, b: ArrayLike) -> Array:
    """`Z = X W + b`: all weighted sums of all rows in one product.

    `Z_ij = sum_l X_il W_lj + b_j`; the bias is broadcast over the rows.

    Args:
        X: a batch of inputs, shape (n, d).
        W: weights, shape (d, k); torch stores the transpose.
        b: biases, shape (k,). A row (1, k) would broadcast alike, but its gradient
            would then be a row too.

    Returns:
        Z, shape (n, k).

    Raises:
        ValueError: shapes do not fit, or a number is not finite.

    >>> dense([[1.0, 2.0]], [[1.0, 0.0], [0.0, 10.0]], [0.5, 0.5])
    array([[ 1.5, 20.5]])
    """
    X, W, b = as_matrix(X), as_matrix(W, "W"), as_vector(b, "b")
    if X.shape[1] != len(W):
        raise ValueError(f"X has {X.shape[1]} columns, W has {len(W)} rows")
    if len(b) != W.shape[1]:
        raise ValueError(f"b has {len(b)} entries, W has {W.shape[1]} columns")
    return np.asarray(X @ W + b)


@system("S09.13")
def layer_forward(
    X: ArrayLike, W: ArrayLike, b: ArrayLike, activation: str = "relu"
) -> tuple[Array, Array]:
    """`Z = X W + b`, then `A = f(Z)` entry by entry.

    Without f, a stack of layers would be one layer: a product of matrices is a
    matrix.

    Args:
        X, W, b: as for `dense`.
        activation: a name in `ACTIVATIONS`.

    Returns:
        Z and A, shape (n, k). Z is what `layer_backward` needs again.

    Raises:
        ValueError: as `dense`, or an unknown activation.

    >>> layer_forward([[1.0, -2.0]], [[1.0], [1.0]], [0.0])
    (array([[-1.]]), array([[0.]]))
    """
    f, _ = _activation(activation)
    Z = dense(X, W, b)
    return Z, f(Z)


@system("S09.14", "S09.16")
def layer_backward(
    dA: ArrayLike,
    X: ArrayLike,
    W: ArrayLike,
    Z: ArrayLike,
    activation: str = "relu",
) -> tuple[Array, Array, Array]:
    """Gradients of a layer: the chain rule in matrices, shapes in step.

    With `delta = dL/dA * f'(Z)`, elementwise, shape (n, k):
    `dL/dX = delta W^T`, `dL/dW = X^T delta`, and `dL/db` the sum of delta over the
    rows, since each row has used the same b. A transpose is there because only so
    do the sizes meet; each gradient has the shape of what it belongs to.

    Args:
        dA: gradient of the loss by A, shape (n, k).
        X, W: what the layer was given, shapes (n, d) and (d, k).
        Z: what `layer_forward` returned, shape (n, k).
        activation: as in `layer_forward`.

    Returns:
        Gradients by X, W and b, shapes (n, d), (d, k) and (k,).

    Raises:
        ValueError: dA or Z is not of the layer's shape, or an unknown activation.

    Source:
        Goodfellow, Bengio, Courville, Deep Learning (2016), algorithm 6.4.

    >>> X, W = [[1.0, 2.0]], [[3.0], [4.0]]
    >>> Z, _ = layer_forward(X, W, [0.5])
    >>> layer_backward([[1.0]], X, W, Z)
    (array([[3., 4.]]), array([[1.],
           [2.]]), array([1.]))
    """
    X, W = as_matrix(X), as_matrix(W, "W")
    dA, Z = as_matrix(dA, "dA"), as_matrix(Z, "Z")
    shape = (len(X), W.shape[1])
    if not dA.shape == Z.shape == shape:
        raise ValueError(
            f"dA and Z must have shape {shape}, got {dA.shape} and {Z.shape}"
        )
    _, derivative = _activation(activation)
    delta = dA * derivative(Z)
    return delta @ W.T, X.T @ delta, delta.sum(axis=0)


@system("S09.15", "S09.16")
def shape_trace(n: int, d: int, k: int) -> dict[str, tuple[int, ...]]:
    """Shapes of everything in one pass through a layer, run on zeros.

    Args:
        n, d, k: rows, inputs and outputs, each at least 1.

    Returns:
        Name -> shape, in order of computation, the gradients last.

    Raises:
        ValueError: a size is 0.

    >>> shape_trace(64, 100, 50)["dW"]
    (100, 50)
    """
    X, W, b = np.zeros((n, d)), np.zeros((d, k)), np.zeros(k)
    Z, A = layer_forward(X, W, b)
    dX, dW, db = layer_backward(A, X, W, Z)
    tensors = {"X": X, "W": W, "b": b, "Z": Z, "A": A, "dX": dX, "dW": dW, "db": db}
    return {name: tensor.shape for name, tensor in tensors.items()}


@system("S48.07")
def train_step(
    X: ArrayLike, Y: ArrayLike, W: ArrayLike, b: ArrayLike, learning_rate: float
) -> dict[str, Array]:
    """The five stages of learning, each tensor kept to be looked at.

    1 linear `Z = X W + b`; 2 activation `A = tanh(Z)`; 3 loss
    `L = mean((A - Y)^2)`, over all n k entries; 4 gradients `dA = 2 (A - Y) / n k`,
    then `dW` and `db`; 5 update `W - learning_rate dW`, and b likewise.

    Args:
        X: shape (n, d).
        Y: targets, shape (n, k).
        W, b: parameters before the step, shapes (d, k) and (k,); not changed.
        learning_rate: length of the step, at least 0.

    Returns:
        `Z`, `A`, `loss`, `dA`, `dW`, `db`, and the new `W` and `b`.

    Raises:
        ValueError: shapes do not fit, or the learning rate is negative.

    >>> found = train_step([[1.0]], [[1.0]], [[0.0]], [0.0], 0.25)
    >>> float(found["loss"]), found["dW"], found["W"]
    (1.0, array([[-2.]]), array([[0.5]]))
    """
    if not learning_rate >= 0:
        raise ValueError(f"learning_rate must be at least 0, got {learning_rate}")
    Z, A = layer_forward(X, W, b, "tanh")
    Y = as_matrix(Y, "Y")
    if Y.shape != A.shape:
        raise ValueError(f"Y must have shape {A.shape}, got {Y.shape}")
    loss = np.mean((A - Y) ** 2)
    dA = 2 * (A - Y) / A.size
    _, dW, db = layer_backward(dA, X, W, Z, "tanh")
    return {
        "Z": Z,
        "A": A,
        "loss": np.asarray(loss),
        "dA": dA,
        "dW": dW,
        "db": db,
        "W": np.asarray(W) - learning_rate * dW,
        "b": np.asarray(b) - learning_rate * db,
    }


def _activation(
    name: str,
) -> tuple[Callable[[Array], Array], Callable[[Array], Array]]:
    if name not in ACTIVATIONS:
        raise ValueError(f"activation must be one of {list(ACTIVATIONS)}, got {name}")
    return ACTIVATIONS[name]
