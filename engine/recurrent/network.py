"""A cell with outputs, trained by Adam: what the experiments have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Booleans
from engine.nn.initialisers import initialise
from engine.optim.adam import Adam
from engine.optim.clipping import clip_by_norm
from engine.recurrent.cell import Cell, Weights
from engine.recurrent.rnn import readout
from engine.recurrent.start import recurrent_weights
from engine.recurrent.unroll import back_through_time, unroll

Objective = Callable[[Array, Any], tuple[Any, Array]]
"""From outputs in rows, (n, m), and targets to the mean loss and its gradient."""


class Network(NamedTuple):
    """One recurrent layer, and a dense one that reads its states."""

    cell: Cell
    weights: Weights
    V: Array
    """Shape (k, m)."""
    b: Array
    """Shape (m,)."""

    @property
    def arrays(self) -> list[Array]:
        """Everything that is learned."""
        return [*self.weights, self.V, self.b]

    def holding(self, arrays: Sequence[Array]) -> Network:
        """The same network with other numbers."""
        return Network(self.cell, Weights(*arrays[:-2]), arrays[-2], arrays[-1])

    def outputs(self, X: ArrayLike) -> Array:
        """Outputs at every step, shape (B, T, m), for inputs (B, T, d)."""
        return readout(unroll(self.cell, X, self.weights).H, self.V, self.b)


def start_network(
    cell: Cell, d: int, k: int, m: int, rng: np.random.Generator
) -> Network:
    """A network with d inputs, k units and m outputs, before any training.

    >>> from engine.recurrent.rnn import TANH
    >>> net = start_network(TANH, 2, 3, 4, np.random.default_rng(0))
    >>> net.weights.W.shape, net.V.shape
    ((2, 3), (3, 4))
    """
    weights = recurrent_weights(cell, d, k, rng)
    return Network(cell, weights, initialise("xavier", k, m, rng), np.zeros(m))


def loss_and_gradient(  # noqa: PLR0913, PLR0917 - a network, data, a loss
    net: Network,
    X: Array,
    Y: Any,
    asked: Booleans,
    objective: Objective,
    drop: tuple[ArrayLike, ArrayLike] = (1.0, 1.0),
) -> tuple[float, Network]:
    """Loss at the steps that are asked for, and its gradient by every weight.

    Args:
        net: the network.
        X: inputs, shape (B, T, d).
        Y: targets, shape (B, T) or (B, T, m); others than those asked for do
            not matter.
        asked: True where an output counts, shape (B, T).
        objective: mean loss and gradient of outputs in rows.
        drop: what multiplies X, and h before U: masks of dropout.

    Returns:
        The mean loss, and a Network that holds the gradients.

    Raises:
        ValueError: as `unroll`.

    >>> from engine.losses.regression import mse
    >>> from engine.recurrent.rnn import RELU
    >>> one = Weights(np.ones((1, 1)), np.ones((1, 1)), np.zeros(1), np.zeros(1))
    >>> net = Network(RELU, one, np.ones((1, 1)), np.zeros(1))
    >>> X = np.ones((1, 2, 1))
    >>> last = np.array([[False, True]])
    >>> loss_and_gradient(net, X, 0 * X, last, mse)[0]
    4.0
    """
    run = unroll(net.cell, X * np.asarray(drop[0]), net.weights, keep=drop[1])
    rows = run.H[asked]
    value, by_rows = objective(readout(rows, net.V, net.b), Y[asked])
    dH = np.zeros_like(run.H)
    dH[asked] = by_rows @ net.V.T
    weights = back_through_time(run, dH).weights
    return value, Network(net.cell, weights, rows.T @ by_rows, by_rows.sum(axis=0))


def train_network(  # noqa: PLR0913
    net: Network,
    batch: Callable[[np.random.Generator], tuple[Array, Any, Booleans]],
    objective: Objective,
    rng: np.random.Generator,
    *,
    steps: int,
    lr: float = 0.01,
    clip: float = 1.0,
) -> tuple[Network, Array]:
    """Adam on the clipped gradient, one batch a step.

    Args:
        net: to start with; it stays as it is.
        batch: draws inputs, targets and which steps are asked for.
        objective: as in `loss_and_gradient`.
        rng: of the batches.
        steps: of training.
        lr: rate of Adam.
        clip: largest norm of the whole gradient that is left alone.

    Returns:
        The trained network, and the loss at each step.

    >>> from engine.losses.regression import mse
    >>> from engine.recurrent.rnn import TANH
    >>> net = start_network(TANH, 1, 4, 1, np.random.default_rng(0))
    >>> X, all_steps = np.ones((1, 2, 1)), np.ones((1, 2), bool)
    >>> _, losses = train_network(net, lambda rng: (X, X, all_steps), mse,
    ...                   np.random.default_rng(0), steps=60)
    >>> bool(losses[-1] < 0.01 < losses[0])
    True
    """
    rule, losses = Adam(lr=lr), []
    state: dict[str, Any] = {}
    theta = pack(net.arrays)
    for _ in range(steps):
        X, Y, asked = batch(rng)
        value, gradient = loss_and_gradient(net, X, Y, asked, objective)
        g = clip_by_norm([pack(gradient.arrays)], clip)[0][0]
        theta, state = rule(theta, g, state)
        net = net.holding(unpack(theta, net.arrays))
        losses.append(value)
    return net, np.array(losses)


def pack(arrays: Sequence[Array]) -> Array:
    """All numbers of some arrays in one vector, so that one step moves them all.

    >>> pack([np.ones((1, 2)), np.zeros(1)])
    array([1., 1., 0.])
    """
    return np.concatenate([v.ravel() for v in arrays])


def unpack(theta: Array, like: Sequence[Array]) -> list[Array]:
    """Arrays of the shapes of `like` from a vector of `pack`.

    >>> unpack(np.array([1.0, 2.0, 3.0]), [np.ones((1, 2)), np.zeros(1)])
    [array([[1., 2.]]), array([3.])]
    """
    ends = np.cumsum([v.size for v in like])[:-1]
    parts = np.split(theta, ends)
    return [v.reshape(old.shape) for v, old in zip(parts, like, strict=True)]


def one_hot_codes(codes: ArrayLike, m: int) -> Array:
    """Rows of the unit matrix, shape (..., m), for codes from 0 to m - 1.

    >>> one_hot_codes([[1, 0]], 2)
    array([[[0., 1.],
            [1., 0.]]])
    """
    return np.asarray(np.eye(m)[np.asarray(codes)])
