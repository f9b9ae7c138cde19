"""A branch for each input, a merge, a head for each output."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.nn.backpropagation import (
    Layers,
    Pass,
    forward_pass,
    hidden_delta,
    layer_gradient,
)
from engine.system import system


class Network(NamedTuple):
    """The parts, each a list of (W, b).

    Attributes:
        branches: one for each input; the last layer of each is linear.
        heads: one for each output, all fed by the merged representation.
        merge: "concatenate", or "add" for branches of one width.
    """

    branches: list[Layers]
    heads: list[Layers]
    merge: str = "concatenate"


class Held(NamedTuple):
    """What the way forth leaves for the way back.

    Attributes:
        branches: of each branch.
        merged: the shared representation, shape (n, h).
        heads: of each head; outputs are in `a[-1]`.
    """

    branches: list[Pass]
    merged: Array
    heads: list[Pass]


@system("S40.03", "S40.04")
def merge(parts: Sequence[ArrayLike], how: str = "concatenate") -> Array:
    """Side by side, or summed.

    Concatenation keeps what came from where, for any widths. Addition needs equal
    widths, and later layers cannot tell the sources apart.

    Args:
        parts: matrices, shape (n, h_i) each.
        how: "concatenate" or "add".

    Returns:
        Shape (n, sum of h_i), or (n, h).

    Raises:
        ValueError: another way, or shapes that do not fit it.

    >>> merge([[[1.0, 2.0]], [[3.0]]]), merge([[[1.0]], [[3.0]]], "add")
    (array([[1., 2., 3.]]), array([[4.]]))
    """
    arrays = [np.asarray(part, dtype=float) for part in parts]
    shapes = [a.shape for a in arrays]
    if how == "concatenate":
        if len({shape[:-1] for shape in shapes}) != 1:
            raise ValueError(f"rows must be the same, got shapes {shapes}")
        return np.concatenate(arrays, axis=-1)
    if how == "add":
        if len(set(shapes)) != 1:
            raise ValueError(f"to add, shapes must be the same, got {shapes}")
        return np.asarray(np.sum(arrays, axis=0))
    raise ValueError(f'"concatenate" or "add", got {how!r}')


@system("S40.01", "S40.05")
def forward_branches(
    network: Network, inputs: Sequence[ArrayLike], hidden: str = "relu"
) -> Held:
    """Each input through its branch, all merged, the merged through each head.

    The merge passes through the hidden activation. Heads end linear: a softmax or a
    number is made of that by the loss of the task.

    Args:
        network: the parts.
        inputs: one for each branch, shape (n, d_i).
        hidden: activation of hidden layers and of the merge.

    Returns:
        Everything that is needed on the way back.

    Raises:
        ValueError: another number of inputs than branches, or shapes do not fit.

    >>> one = [(np.array([[1.0]]), np.zeros(1))]
    >>> two = [(np.array([[1.0], [10.0]]), np.zeros(1))]
    >>> held = forward_branches(Network([one, one], [two]), [[[2.0]], [[3.0]]])
    >>> held.heads[0].a[-1]
    array([[32.]])
    """
    if len(inputs) != len(network.branches):
        raise ValueError(f"{len(inputs)} inputs for {len(network.branches)} branches")
    branches = [
        forward_pass(branch, X, hidden)
        for branch, X in zip(network.branches, inputs, strict=True)
    ]
    joined = merge([held.a[-1] for held in branches], network.merge)
    # One layer of identity weights: the merge has its own activation.
    whole = [(np.eye(joined.shape[1]), np.zeros(joined.shape[1]))]
    merged = forward_pass(whole, joined, hidden, output=hidden).a[-1]
    heads = [forward_pass(head, merged, hidden) for head in network.heads]
    return Held(branches, merged, heads)


@system("S40.01", "S40.06")
def backward_branches(
    network: Network, held: Held, gradients: Sequence[ArrayLike], hidden: str = "relu"
) -> Network:
    """Gradients by all parts, from those by each head's output.

    What the heads send back to the shared representation adds up; it is all that
    tells the branches about the tasks. The merge hands each branch its own columns,
    or, where branches were added, everything to each.

    Args:
        network: the parts.
        held: what `forward_branches` returned.
        gradients: of the total loss by the outputs of each head, shape (n, out_i).
        hidden: as in `forward_branches`.

    Returns:
        Gradients, shaped like the network.

    Raises:
        ValueError: another number of gradients than heads.

    >>> one = [(np.array([[1.0]]), np.zeros(1))]
    >>> net = Network([one], [one, one])
    >>> held = forward_branches(net, [[[2.0]]])
    >>> backward_branches(net, held, [[[1.0]], [[10.0]]]).branches
    [[(array([[22.]]), array([11.]))]]
    """
    if len(gradients) != len(network.heads):
        raise ValueError(f"{len(gradients)} gradients for {len(network.heads)} heads")
    heads = []
    shared = np.zeros_like(held.merged)
    for head, passed, g in zip(network.heads, held.heads, gradients, strict=True):
        found, back = _back(head, passed, np.asarray(g, dtype=float), hidden)
        heads.append(found)
        shared += back
    joined = merge([passed.a[-1] for passed in held.branches], network.merge)
    shared = hidden_delta(shared, np.eye(shared.shape[1]), joined, hidden)
    widths = [passed.a[-1].shape[1] for passed in held.branches]
    if network.merge == "concatenate":
        parts = np.split(shared, np.cumsum(widths)[:-1], axis=1)
    else:
        parts = [shared] * len(widths)
    branches = [
        _back(branch, passed, part, hidden)[0]
        for branch, passed, part in zip(
            network.branches, held.branches, parts, strict=True
        )
    ]
    return Network(branches, heads, network.merge)


def _back(
    layers: Layers, held: Pass, delta: Array, hidden: str
) -> tuple[Layers, Array]:
    """Gradients of a linear-ended stack, and the gradient by its input."""
    gradients = [layer_gradient(delta, held.a[-2])]
    for i in range(len(layers) - 2, -1, -1):
        delta = hidden_delta(delta, layers[i + 1][0], held.z[i], hidden)
        gradients.append(layer_gradient(delta, held.a[i]))
    return gradients[::-1], delta @ layers[0][0].T
