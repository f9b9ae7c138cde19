"""Training steps: what must be forgotten between them, and who finds the gradient."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix
from engine.autodiff.tape import Value
from engine.nn.backpropagation import (
    Layers,
    backpropagate,
    gradient_step,
)
from engine.system import system


class Steps(NamedTuple):
    """What came of some steps.

    Attributes:
        layers: after the last step.
        losses: before each step, shape (steps,).
        gradients: what the last step used.
    """

    layers: Layers
    losses: Array
    gradients: Layers


@system("S37.11", "S37.12")
def training_steps(  # noqa: PLR0913
    layers: Layers,
    X: ArrayLike,
    T: ArrayLike,
    *,
    lr: float = 0.01,
    steps: int = 1,
    zero: bool = True,
) -> Steps:
    """Forget, forward, backward, step, on a ReLU network and the mean square.

    Libraries add each gradient to what is stored, so that a large batch can come
    in parts. Who does not set it to zero steps along the sum of all gradients so
    far: with unchanged weights the second is twice the first.

    Args:
        layers: where to start.
        X: rows, shape (n, in).
        T: targets, shape (n, out).
        lr: learning rate of gradient descent; 0 only collects gradients.
        steps: how many, at least 1.
        zero: forget the stored gradient before each step.

    Returns:
        Layers, losses and the stored gradients.

    Raises:
        ValueError: no steps, or as `backpropagate`.

    >>> layers = [(np.array([[2.0]]), np.array([0.0]))]
    >>> training_steps(layers, [[3.0]], [[5.0]], lr=0, steps=2, zero=False).gradients
    [(array([[12.]]), array([4.]))]
    """
    if steps < 1:
        raise ValueError(f"steps must be at least 1, got {steps}")
    nothing = [(np.zeros_like(W), np.zeros_like(b)) for W, b in layers]
    stored, losses = nothing, []
    for _ in range(steps):
        loss, found = backpropagate(layers, X, T, hidden="relu")
        stored = gradient_step(nothing if zero else stored, found, lr=-1.0)
        layers = gradient_step(layers, stored, lr)
        losses.append(loss)
    return Steps(layers, np.array(losses), stored)


@system("S37.10")
def tape_gradients(layers: Layers, X: ArrayLike, T: ArrayLike) -> tuple[float, Layers]:
    """The same as `backpropagate` with its defaults, derived by the tape.

    Only the way forth is written; the tape keeps what happened and walks it back.

    Args:
        layers: weights and biases.
        X: rows, shape (n, in).
        T: targets, shape (n, out).

    Returns:
        Mean square, and gradients shaped like layers.

    >>> tape_gradients([(np.array([[2.0]]), np.array([0.0]))], [[3.0]], [[5.0]])
    (1.0, [(array([[6.]]), array([2.]))])
    """
    leaves = [(Value(W), Value(b)) for W, b in layers]
    a: Any = as_matrix(X)
    for i, (W, b) in enumerate(leaves):
        z = a @ W + b
        a = z if i == len(leaves) - 1 else np.tanh(z)
    loss = np.mean((a - as_matrix(T, "T")) ** 2)
    loss.backward()
    return float(loss.data), [(W.grad, b.grad) for W, b in leaves]
