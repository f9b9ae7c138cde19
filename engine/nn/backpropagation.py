"""Backpropagation, one step at a time.

`engine.nn.mlp` has the same in its short form. Here every quantity of the derivation
has its function: z, a, delta, and the gradients that they make.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix, as_rows
from engine.losses.regression import mse
from engine.nn.activations import activation
from engine.nn.softmax import softmax, softmax_vjp
from engine.system import system

Layers = list[tuple[Array, Array]]
"""W, shape (in, out), and b, shape (out,), of each layer."""
OutputLoss = Callable[[Array, Array], tuple[float, Array]]
"""Outputs and targets -> the loss, and its gradient by the outputs."""


class Pass(NamedTuple):
    """What the way forth leaves for the way back.

    Attributes:
        z: pre-activations of layers 1 to L, each of shape (n, units).
        a: activations of layers 0 to L; a[0] is the input, a[L] the output.
    """

    z: list[Array]
    a: list[Array]


@system("S37.01")
def forward_pass(
    layers: Layers, X: ArrayLike, hidden: str = "tanh", output: str = "identity"
) -> Pass:
    """`z_l = a_(l-1) W_l + b_l`, `a_l = f(z_l)`, everything kept.

    What is kept grows with the number of layers and with that of rows: this is
    what the memory of training is spent on.

    Args:
        layers: weights and biases, at least one layer.
        X: rows, shape (n, in).
        hidden: activation of all layers but the last.
        output: activation of the last; "softmax" is one that couples the units.

    Returns:
        All z and all a.

    Raises:
        ValueError: unknown activation, or X does not fit the first layer.

    >>> layers = [(np.array([[2.0]]), np.array([1.0]))] * 2
    >>> forward_pass(layers, [[1.0]], hidden="relu").a
    [array([[1.]]), array([[3.]]), array([[7.]])]
    """
    held = Pass([], [as_rows(X, len(layers[0][0]))])
    for i, (W, b) in enumerate(layers):
        name = output if i == len(layers) - 1 else hidden
        z = held.a[-1] @ W + b
        held.z.append(z)
        held.a.append(softmax(z) if name == "softmax" else activation(name)(z)[0])
    return held


@system("S37.03", "S37.04")
def output_delta(g: ArrayLike, z: ArrayLike, output: str = "identity") -> Array:
    """Gradient by the last pre-activation, `delta_L`, from that by the output.

    Where each output depends on its own z alone, `g * f'(z)`. Softmax couples
    them, and takes its whole Jacobian: `J^T g`. The entrywise rule with
    `p (1 - p)` would be wrong: it ignores that raising one logit lowers the other
    probabilities.

    Args:
        g: gradient of the loss by the outputs, shape (n, k).
        z: pre-activations, shape (n, k).
        output: activation of the last layer.

    Returns:
        delta_L, shape (n, k).

    Raises:
        ValueError: unknown activation.

    >>> z = np.array([[2.0, 1.0, 0.1]])  # the loss is -ln p_2
    >>> g = [[0.0, -1 / softmax(z)[0, 1], 0.0]]
    >>> output_delta(g, z, "softmax").round(3)
    array([[ 0.659, -0.758,  0.099]])
    """
    g = np.asarray(g, dtype=float)
    if output == "softmax":
        return softmax_vjp(softmax(z), g)
    return g * activation(output)(z)[1]


@system("S37.05")
def hidden_delta(
    delta: ArrayLike, W: ArrayLike, z: ArrayLike, hidden: str = "tanh"
) -> Array:
    """`delta_l = (delta_(l+1) W_(l+1)^T) * f'(z_l)`: one layer back.

    A unit is answerable for the error of each unit that it feeds, in proportion
    to the weight between them, times how much it reacts itself.

    Args:
        delta: of the layer above, shape (n, out).
        W: weights of the layer above, shape (units, out).
        z: pre-activations of this layer, shape (n, units).
        hidden: activation of this layer.

    Returns:
        delta of this layer, shape (n, units).

    >>> hidden_delta([[1.0]], [[2.0], [3.0]], [[1.0, -1.0]], "relu")
    array([[2., 0.]])
    """
    back = np.asarray(delta, dtype=float) @ np.asarray(W, dtype=float).T
    return np.asarray(back * activation(hidden)(z)[1])


@system("S37.06", "S37.07", "S44.07")
def layer_gradient(delta: ArrayLike, a: ArrayLike) -> tuple[Array, Array]:
    """`dW = a^T delta`, `db = sum of the rows of delta`: sums over the batch.

    Whether they are means is decided by the loss alone, which has divided its
    gradient by the number of rows, or has not.

    Args:
        delta: gradient by the layer's pre-activations, shape (n, out).
        a: what came into the layer, shape (n, in).

    Returns:
        Gradients by W, shape (in, out), and by b, shape (out,).

    >>> layer_gradient([[1.0], [10.0]], [[1.0, 2.0], [3.0, 4.0]])
    (array([[31.],
           [42.]]), array([11.]))
    """
    delta, a = np.asarray(delta, dtype=float), np.asarray(a, dtype=float)
    return a.T @ delta, delta.sum(axis=0)


@system("S37.09", "S31.03")
def backpropagate(  # noqa: PLR0913, PLR0917
    layers: Layers,
    X: ArrayLike,
    T: ArrayLike,
    loss: OutputLoss = mse,
    hidden: str = "tanh",
    output: str = "identity",
) -> tuple[float, Layers]:
    """The loss and its gradient by every weight and bias, in one way there and back.

    Backpropagation finds the gradient. What then moves the weights is an
    optimiser, such as `gradient_step`.

    Args:
        layers: weights and biases.
        X: rows, shape (n, in).
        T: targets, shape (n, out).
        loss: of outputs and targets; the default is the mean over all entries.
        hidden: activation of all layers but the last; at a kink the derivative
            of the left side is taken.
        output: activation of the last, or "softmax".

    Returns:
        The loss, and gradients shaped like layers.

    Raises:
        ValueError: as `forward_pass`, or T does not fit the loss.

    Source:
        Rumelhart, Hinton, Williams, Learning representations by back-propagating
        errors (1986).

    >>> layers = [(np.array([[2.0]]), np.array([0.0]))]
    >>> backpropagate(layers, [[3.0]], [[5.0]])  # (6 - 5)^2
    (1.0, [(array([[6.]]), array([2.]))])
    """
    held = forward_pass(layers, X, hidden, output)
    value, g = loss(held.a[-1], as_matrix(T, "T"))
    delta = output_delta(g, held.z[-1], output)
    gradients = [layer_gradient(delta, held.a[-2])]
    for i in range(len(layers) - 2, -1, -1):
        delta = hidden_delta(delta, layers[i + 1][0], held.z[i], hidden)
        gradients.append(layer_gradient(delta, held.a[i]))
    return value, gradients[::-1]


@system("S37.08")
def gradient_step(layers: Layers, gradients: Layers, lr: float = 0.01) -> Layers:
    """`W <- W - lr dW`, `b <- b - lr db`: new layers; the old ones stay.

    Args:
        layers: weights and biases.
        gradients: shaped like them.
        lr: learning rate.

    Returns:
        The layers after the step.

    >>> layers = [(np.array([[2.0]]), np.array([0.0]))]
    >>> gradient_step(layers, [(np.array([[6.0]]), np.array([2.0]))], lr=0.5)
    [(array([[-1.]]), array([-1.]))]
    """
    return [
        (W - lr * dW, b - lr * db)
        for (W, b), (dW, db) in zip(layers, gradients, strict=True)
    ]
