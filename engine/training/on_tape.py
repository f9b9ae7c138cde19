"""An optimiser fed by the tape: with the right gradient, and with a wrong one."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.nn.backpropagation import Layers
from engine.nn.training_step import tape_gradients
from engine.optim.momentum import Rule, State
from engine.system import system


@system("S36.08")
def train_on_tape(  # noqa: PLR0913
    layers: Layers,
    X: ArrayLike,
    T: ArrayLike,
    rule: Rule,
    *,
    steps: int = 100,
    flip: bool = False,
) -> Array:
    """Losses of a tanh network trained by any rule on what the chain rule gives.

    A rule believes its gradient. With one sign wrong in the first layer the loss may
    still fall, for the other layers are right, which is why such errors live long; it
    ends far higher. Compare gradients with finite differences before training.

    Args:
        layers: where to start.
        X: rows, shape (n, in).
        T: targets, shape (n, out).
        rule: such as `SGD(lr)` or `Adam(lr)`; each array has its own memory.
        steps: how many.
        flip: give the first layer's weights minus their gradient.

    Returns:
        Mean square before each step and after the last, shape (steps + 1,).

    >>> from engine.optim.momentum import SGD
    >>> line = [(np.array([[0.0]]), np.array([0.0]))]
    >>> train_on_tape(line, [[1.0]], [[1.0]], SGD(lr=0.25), steps=2)
    array([1., 0., 0.])
    """
    states: list[tuple[State, State]] = [(State(), State()) for _ in layers]
    losses = []
    for _ in range(steps):
        loss, gradients = tape_gradients(layers, X, T)
        losses.append(loss)
        if flip:
            (dW, db), *rest = gradients
            gradients = [(-dW, db), *rest]
        moved, kept = [], []
        for (W, b), (dW, db), (of_W, of_b) in zip(
            layers, gradients, states, strict=True
        ):
            W, of_W = rule(W, dW, of_W)  # noqa: PLW2901
            b, of_b = rule(b, db, of_b)  # noqa: PLW2901
            moved.append((W, b))
            kept.append((of_W, of_b))
        layers, states = moved, kept
    losses.append(tape_gradients(layers, X, T)[0])
    return np.array(losses)
