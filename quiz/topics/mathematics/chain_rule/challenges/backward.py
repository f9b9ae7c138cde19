r"""Back through the layers

A network computes $h_l = f(h_{l-1} W_l + b_l)$ for its hidden layers, and its last layer has no
activation. The run forth is done, and everything has been kept. Walk back.

- `layers`: a list of `(W, b)`, `W` of shape `(in, out)` and `b` of shape `(out,)`.
- `held`: the rows $h_0$, the hidden layers, and the outputs, one array more than there are
  layers, each of shape `(n, nodes)`. All are after their activation.
- `g`: the gradient of the loss by the outputs, shape `(n, out)`.
- `activation`: of the hidden layers, `"relu"` (the default), `"tanh"` or `"identity"`. Its slope
  can be had from what it gave: for ReLU 1 where that is above 0, else 0; for tanh $1 - h^2$.
- Return a list of `(dW, db)`, the gradients of the loss by `W` and `b`, in the order of `layers`.

A bias is shared by all rows. Numbers are compared with a relative tolerance of $10^{-6}$.

    >>> layers = [(np.array([[2.0]]), np.array([0.0])), (np.array([[3.0]]), np.array([1.0]))]
    >>> held = [np.array([[1.0]]), np.array([[2.0]]), np.array([[7.0]])]
    >>> backward(layers, held, np.array([[1.0]]))
    [(array([[3.]]), array([3.])), (array([[2.]]), array([1.]))]
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.nn.mlp import Layers, backward, forward
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close, parts
from quiz.coding.compare.difference import Difference
from quiz.coding.constraints import no_import

Case = tuple[Any, ...]


def each_layer(
    got: object, expected: Sequence[object], args: tuple[object, ...]
) -> Difference | None:
    """Gradients of every layer, named by its number."""
    pairs = {
        f"layer_{i + 1}": parts(dW=close(), db=close()) for i in range(len(expected))
    }
    return parts(**pairs)(got, expected, args)


challenge = Challenge(
    reference=backward,
    level=2,
    minutes=18,
    compare=each_layer,
    constraints=[no_import("torch")],
    covers=["S36.09", "C36.02", "Q36.04"],
)


def _case(
    sizes: Sequence[int], n: int, rng: np.random.Generator, *activation: str
) -> Case:
    """A network with these nodes, a run of n rows, and a gradient by its outputs."""
    layers = [
        (rng.normal(size=(a, b)).round(1), rng.normal(size=b).round(1))
        for a, b in pairwise(sizes)
    ]
    held = forward(layers, rng.normal(size=(n, sizes[0])).round(1), *activation)
    return layers, held, rng.normal(size=(n, sizes[-1])).round(1), *activation


def _fixed(sizes: Sequence[int], n: int, seed: int, *activation: str) -> Case:
    return _case(sizes, n, np.random.default_rng(seed), *activation)


EXAMPLES = [
    (
        [(np.array([[2.0]]), np.array([0.0])), (np.array([[3.0]]), np.array([1.0]))],
        [np.array([[1.0]]), np.array([[2.0]]), np.array([[7.0]])],
        np.array([[1.0]]),
    ),
    _fixed([2, 3, 1], 4, 1, "tanh"),
]

EDGES = {
    "one layer": _fixed([3, 2], 4, 2, "relu"),
    "one row": _fixed([3, 4, 2], 1, 3, "tanh"),
    "square layers": _fixed([3, 3, 3, 3], 3, 4, "tanh"),
    "no activation": _fixed([2, 4, 3], 5, 5, "identity"),
    "five layers": _fixed([2, 4, 5, 4, 3, 2], 3, 6, "tanh"),
    "activation not given": _fixed([4, 6, 5, 2], 6, 7),
    "a unit that is silent for all rows": (
        [(np.array([[1.0, -1.0]]), np.array([0.0, -1.0])),
         (np.array([[2.0], [3.0]]), np.array([0.5]))],
        [np.array([[1.0], [2.0]]), np.array([[1.0, 0.0], [2.0, 0.0]]), np.array([[2.5], [4.5]])],
        np.array([[1.0], [-2.0]]), "relu",
    ),
    "a gradient of 0": (*_fixed([2, 3, 2], 3, 8)[:2], np.zeros((3, 2)), "relu"),
}  # fmt: skip

EQUIVALENT = {
    "np.maximum(z": "the run forth is done",
    "np.minimum(z": "the run forth is done",
    "(h > 0) * 1.0 ->": "true and false count as 1 and 0",
    "i > 0 -> i >= 0": "what would be passed below the first layer goes nowhere",
    "0 -> -1": "below the first layer, or in the run forth",
    "0 -> 1": "in the run forth",
}


def draw(rng: np.random.Generator) -> Case:
    """Two to four layers of different widths."""
    sizes = [int(k) for k in rng.integers(1, 6, size=int(rng.integers(3, 6)))]
    return _case(sizes, int(rng.integers(1, 6)), rng, str(rng.choice(["relu", "tanh"])))


def _slope(h: Array, activation: str) -> Array:
    if activation == "relu":
        return np.asarray((h > 0).astype(float))
    return np.asarray(1 - h**2) if activation == "tanh" else np.ones_like(h)


@wrong("You pass the gradient to the layer below without the slope of its activation.")
def no_slope(
    layers: Layers, held: list[Array], g: Array, activation: str = "relu"
) -> Layers:
    """g W^T alone."""
    del activation
    found: Layers = []
    for (W, _), h in zip(layers[::-1], held[-2::-1], strict=True):
        found.append((h.T @ g, g.sum(axis=0)))
        g = g @ W.T
    return found[::-1]


@wrong(
    "You multiply by the slope of the outputs as well. The last layer has no activation; `g` is "
    "already the gradient by what it adds up."
)
def slope_at_the_outputs(
    layers: Layers, held: list[Array], g: Array, activation: str = "relu"
) -> Layers:
    """An activation too many."""
    found: Layers = []
    for i in reversed(range(len(layers))):
        g = g * _slope(held[i + 1], activation)
        found.append((held[i].T @ g, g.sum(axis=0)))
        g = g @ layers[i][0].T
    return found[::-1]


@wrong(
    "Each slope belongs to the layer that the gradient arrives at. You took that of the layer "
    "below it, or above."
)
def slope_of_the_next(
    layers: Layers, held: list[Array], g: Array, activation: str = "relu"
) -> Layers:
    """The slope one layer too late: before the weights instead of behind them."""
    found: Layers = []
    for i in reversed(range(len(layers))):
        found.append((held[i].T @ g, g.sum(axis=0)))
        if i > 0:
            mean = _slope(held[i], activation).mean(axis=1, keepdims=True)
            g = (g * mean) @ layers[i][0].T
    return found[::-1]


@wrong("You take the slope of tanh as $1 - \\tanh^2$ of what is held. That is tanh already: "
       "$1 - h^2$.")  # fmt: skip
def tanh_twice(
    layers: Layers, held: list[Array], g: Array, activation: str = "relu"
) -> Layers:
    """The activation applied again."""
    found: Layers = []
    for i in reversed(range(len(layers))):
        found.append((held[i].T @ g, g.sum(axis=0)))
        if i > 0:
            h = np.tanh(held[i]) if activation == "tanh" else held[i]
            g = (g @ layers[i][0].T) * _slope(h, activation)
    return found[::-1]


@wrong("You average over the rows. `g` is the gradient of the loss itself; if the loss is a mean, "
       "`g` has the 1/n already. Add the rows.")  # fmt: skip
def averaged(
    layers: Layers, held: list[Array], g: Array, activation: str = "relu"
) -> Layers:
    """Divides by n."""
    found: Layers = []
    for i in reversed(range(len(layers))):
        found.append((held[i].T @ g / len(g), g.mean(axis=0)))
        if i > 0:
            g = (g @ layers[i][0].T) * _slope(held[i], activation)
    return found[::-1]


@wrong("Your lists run from the last layer to the first. Turn them round.")
def last_first(
    layers: Layers, held: list[Array], g: Array, activation: str = "relu"
) -> Layers:
    """In the order of the walk."""
    found: Layers = []
    for i in reversed(range(len(layers))):
        found.append((held[i].T @ g, g.sum(axis=0)))
        if i > 0:
            g = (g @ layers[i][0].T) * _slope(held[i], activation)
    return found


@wrong("The weights of a layer get its input, times the gradient by what it adds up. You used its "
       "output.")  # fmt: skip
def output_for_input(
    layers: Layers, held: list[Array], g: Array, activation: str = "relu"
) -> Layers:
    """h_l in place of h_(l-1), cut to size."""
    found: Layers = []
    for i in reversed(range(len(layers))):
        own = np.resize(held[i + 1], held[i].shape)
        found.append((own.T @ g, g.sum(axis=0)))
        if i > 0:
            g = (g @ layers[i][0].T) * _slope(held[i], activation)
    return found[::-1]


@accept
def row_by_row(
    layers: Layers, held: list[Array], g: Array, activation: str = "relu"
) -> Layers:
    """One walk back for each row, and the sum of all."""
    found = [(np.zeros(W.shape), np.zeros(b.shape)) for W, b in layers]
    for n in range(len(g)):
        delta = g[n]
        for i in reversed(range(len(layers))):
            dW, db = found[i]
            dW += np.outer(held[i][n], delta)
            db += delta
            delta = layers[i][0] @ delta * _slope(held[i][n], activation)
    return found


@accept
def with_ones(
    layers: Layers, held: list[Array], g: Array, activation: str = "relu"
) -> Layers:
    """The bias as the weight of an input that is always 1."""
    found: Layers = []
    for i in range(len(layers) - 1, -1, -1):
        h = np.column_stack([held[i], np.ones(len(g))])
        both = np.einsum("ni,nj->ij", h, g)
        found.insert(0, (both[:-1], both[-1]))
        g = np.einsum("nj,ij->ni", g, layers[i][0]) * _slope(held[i], activation)
    return found
