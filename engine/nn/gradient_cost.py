"""What a gradient costs: multiplications, and what must be remembered."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix
from engine.losses.regression import mse
from engine.nn.activations import activation
from engine.nn.backpropagation import (
    Layers,
    OutputLoss,
    Pass,
    forward_pass,
    hidden_delta,
    layer_gradient,
)
from engine.system import system


@system("S37.13")
def gradient_costs(widths: Sequence[int], n: int = 1) -> dict[str, int]:
    """Multiplications of one gradient: backpropagation beside finite differences.

    A layer forward costs `n in out`. Backward costs the same for its weights and,
    except in the first layer, once more for what goes on to the layer below: about
    twice the way forth, whatever the number of parameters. Central differences run
    the whole way forth twice for each parameter.

    Args:
        widths: units of the input, of each hidden layer, and of the output.
        n: rows.

    Returns:
        "parameters", "forward", "backward" and "differences"; the last three in
        multiplications of matrix products, entrywise work left aside.

    Raises:
        ValueError: fewer than two widths.

    >>> gradient_costs([10, 20, 1])
    {'parameters': 241, 'forward': 220, 'backward': 240, 'differences': 106040}
    """
    if len(widths) < 2:
        raise ValueError(f"input and output at least, got {len(widths)} widths")
    weights = [a * b for a, b in pairwise(widths)]
    parameters = sum(weights) + sum(widths[1:])
    forth = n * sum(weights)
    return {
        "parameters": parameters,
        "forward": forth,
        "backward": 2 * forth - n * weights[0],
        "differences": 2 * parameters * forth,
    }


@system("S37.14")
def checkpointed(  # noqa: PLR0913
    layers: Layers,
    X: ArrayLike,
    T: ArrayLike,
    *,
    every: int = 2,
    loss: OutputLoss = mse,
    hidden: str = "tanh",
) -> tuple[float, Layers, int]:
    """Backpropagation that keeps the input of every few layers, and recomputes.

    The way back goes from checkpoint to checkpoint and runs each stretch forward
    once more: one more way forth in exchange for memory, which is least, in the
    order of the square root of the depth, where `every` is about that root.

    Args:
        layers: weights and biases.
        X: rows, shape (n, in).
        T: targets, shape (n, out).
        every: layers between checkpoints, at least 1.
        loss: of outputs and targets.
        hidden: activation of all layers but the last, which has none.

    Returns:
        Loss and gradients, the same as `backpropagate`, and the most numbers that
        were held at once: checkpoints, and z and a of one stretch.

    Raises:
        ValueError: every is below 1, or as `backpropagate`.

    Source:
        Chen et al., Training Deep Nets with Sublinear Memory Cost (2016), section 4.

    >>> import numpy as np
    >>> layers = [(np.ones((1, 1)), np.zeros(1))] * 9
    >>> [checkpointed(layers, [[1.0]], [[0.0]], every=k)[2] for k in (1, 3, 9)]
    [11, 9, 19]
    """
    if every < 1:
        raise ValueError(f"every must be at least 1, got {every}")
    f = activation(hidden)
    starts = range(0, len(layers), every)
    a = forward_pass(layers[:1], X).a[0]
    checkpoints = []
    for i in starts:
        checkpoints.append(a)
        a = _stretch(layers, i, every, a, hidden).a[-1]
    value, delta = loss(a, as_matrix(T, "T"))
    gradients: Layers = []
    held = 0
    for i, start in reversed(list(zip(starts, checkpoints, strict=True))):
        again = _stretch(layers, i, every, start, hidden)
        stretch = sum(v.size for v in (*again.z, *again.a[1:]))
        held = max(held, sum(c.size for c in checkpoints) + stretch)
        checkpoints.pop()
        if i + every < len(layers):
            # The stretch above has handed down the gradient by this one's output.
            delta = delta * f(again.z[-1])[1]
        for j in range(len(again.z) - 1, -1, -1):
            W, _ = layers[i + j]
            gradients.append(layer_gradient(delta, again.a[j]))
            delta = hidden_delta(delta, W, again.z[j - 1], hidden) if j else delta @ W.T
    return value, gradients[::-1], held


def _stretch(layers: Layers, i: int, every: int, a: Array, hidden: str) -> Pass:
    last = "identity" if i + every >= len(layers) else hidden
    return forward_pass(layers[i : i + every], a, hidden, last)
