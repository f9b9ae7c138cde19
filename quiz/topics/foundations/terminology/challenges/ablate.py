r"""What each weight is worth

Cut one connection of a network at a time, and see how far the outputs move.

- `layers`: two pairs `(W, b)`, shapes `(in, out)` and `(out,)`: a hidden layer, which computes
  $\max(xW + b, 0)$, and an output layer, which computes $hW + b$.
- `X`: rows, shape `(n, in)`.
- Return a list of two arrays, one for each layer in the shape of its `W`. Entry `[i, j]` is the mean
  absolute change of the outputs, over rows and outputs, when `W[i, j]` alone is set to 0.

Numbers are compared with a relative tolerance of $10^{-6}$.

    >>> hidden = (np.array([[1.0], [0.5]]), np.array([0.0]))
    >>> ablate([hidden, (np.array([[2.0]]), np.array([1.0]))], [[1.0, 4.0], [-3.0, 6.0]])
    [array([[4.],
           [2.]]), array([[3.]])]
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arrays import Array
from engine.nn.initialisers import build_layers
from engine.nn.probes import ablate
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close, parts

challenge = Challenge(
    reference=ablate,
    level=2,
    minutes=15,
    compare=parts(hidden=close(), output=close()),
    covers=["S07.03", "C07.01"],
)

Layers = list[tuple[Array, Array]]
Rng = np.random.Generator


def _case(sizes: list[int], n: int, rng: Rng) -> tuple[Layers, Array]:
    layers = [(W.round(1), rng.normal(size=len(b)).round(1))
              for W, b in build_layers(sizes, "he", rng)]  # fmt: skip
    return layers, rng.normal(size=(n, sizes[0])).round(1)


def _dead() -> tuple[Layers, Array]:
    W, b = np.array([[1.0, 1.0], [2.0, -1.0]]), np.array([-9.0, 0.5])
    return [(W, b), (np.array([[3.0], [1.0]]), np.array([0.0]))], np.array([[1.0, 0.2]])


HIDDEN = np.array([[1.0], [0.5]]), np.array([0.0])
EXAMPLES = [
    ([HIDDEN, (np.array([[2.0]]), np.array([1.0]))], [[1.0, 4.0], [-3.0, 6.0]]),
    _case([2, 2, 1], 3, np.random.default_rng(1)),
]

EDGES = {
    "two outputs": _case([3, 2, 2], 4, np.random.default_rng(2)),
    "one row": _case([2, 3, 1], 1, np.random.default_rng(4)),
    "a node that never fires": _dead(),
    "outputs below 0": ([HIDDEN, (np.array([[1.0]]), np.array([-20.0]))], [[1.0, 2.0]]),
    "changes of both signs": ([(np.array([[1.0]]), np.array([1.0])),
                               (np.array([[1.0]]), np.array([0.0]))], [[0.5], [-0.5]]),
    "a weight that is 0": ([HIDDEN, (np.array([[0.0]]), np.array([1.0]))], [[1.0, 2.0]]),
}  # fmt: skip

EQUIVALENT = {
    "line 11: ": "derivatives of the activations are not used on the way forward",
    "True -> False": "every case is finite",
    "finite=finite -> nothing": "every case is finite",
    "outputs - whole -> whole - outputs": "the absolute value is taken",
}


def draw(rng: Rng) -> tuple[Layers, Array]:
    """One to three nodes in each of three layers."""
    sizes = [int(v) for v in rng.integers(1, 4, size=3)]
    return _case(sizes, int(rng.integers(1, 5)), rng)


def _outputs(layers: Layers, X: Any, last: bool = False) -> Array:
    h = np.asarray(X, dtype=float)
    for i, (W, b) in enumerate(layers):
        h = h @ W + b
        if last or i < len(layers) - 1:
            h = np.maximum(h, 0)
    return h


def _cut(layers: Layers, at: int, place: tuple[int, ...], value: float = 0.0) -> Layers:
    copy = [(W.copy(), b) for W, b in layers]
    copy[at][0][place] = value
    return copy


def _every(layers: Layers, effect: Any) -> list[Array]:
    found = []
    for at, (W, _) in enumerate(layers):
        entries = [effect(at, place) for place in np.ndindex(W.shape)]
        found.append(np.array(entries, dtype=float).reshape(W.shape))
    return found


@wrong(
    "You never put the weight back: each cut is measured on top of those before it. One weight "
    "at a time."
)
def never_put_back(layers: Layers, X: Any) -> list[Array]:
    """Cuts pile up."""
    now = [(W.copy(), b) for W, b in layers]
    whole = _outputs(layers, X)

    def effect(at: int, place: tuple[int, ...]) -> float:
        now[at][0][place] = 0
        return float(np.abs(_outputs(now, X) - whole).mean())

    return _every(layers, effect)


@wrong(
    "You give the sizes of the weights. A large weight on an input that is nearly 0, or into a "
    "node that never fires, changes little."
)
def sizes_of_weights(layers: Layers, X: Any) -> list[Array]:
    """|w|."""
    del X
    return [np.abs(W) for W, _ in layers]


@wrong(
    "Changes of opposite sign cancel in yours. Take the absolute value of each change, then the "
    "mean."
)
def signs_cancel(layers: Layers, X: Any) -> list[Array]:
    """|mean| for mean of |.|."""
    whole = _outputs(layers, X)
    return _every(
        layers, lambda at, p: abs((_outputs(_cut(layers, at, p), X) - whole).mean())
    )


@wrong("Your outputs go through relu. The last layer has no activation.")
def relu_at_the_end(layers: Layers, X: Any) -> list[Array]:
    """relu everywhere."""
    whole = _outputs(layers, X, last=True)
    return _every(
        layers,
        lambda at, p: np.abs(
            _outputs(_cut(layers, at, p), X, last=True) - whole
        ).mean(),
    )


@wrong("You cut the whole node. Only one of the connections that lead to it is to go.")
def cuts_the_node(layers: Layers, X: Any) -> list[Array]:
    """The whole column."""
    whole = _outputs(layers, X)

    def effect(at: int, place: tuple[int, ...]) -> float:
        copy = [(W.copy(), b) for W, b in layers]
        copy[at][0][:, place[1]] = 0
        return float(np.abs(_outputs(copy, X) - whole).mean())

    return _every(layers, effect)


@wrong(
    "You sum over the outputs. The mean is taken over rows and outputs, so that wide networks "
    "compare with narrow ones."
)
def sum_over_outputs(layers: Layers, X: Any) -> list[Array]:
    """Not divided by the outputs."""
    whole = _outputs(layers, X)
    return _every(
        layers,
        lambda at, p: (
            np.abs(_outputs(_cut(layers, at, p), X) - whole).sum(axis=1).mean()
        ),
    )


@accept
def set_and_restore(layers: Layers, X: Any) -> list[Array]:
    """Cuts in place, and puts the weight back."""
    now = [(W.copy(), b) for W, b in layers]
    whole = _outputs(now, X)
    found = []
    for W, _ in now:
        effect = np.zeros(W.shape)
        for i in range(W.shape[0]):
            for j in range(W.shape[1]):
                weight = W[i, j]
                W[i, j] = 0
                effect[i, j] = np.abs(_outputs(now, X) - whole).mean()
                W[i, j] = weight
        found.append(effect)
    return found


@accept
def only_the_layers_after(layers: Layers, X: Any) -> list[Array]:
    """Keeps what each layer holds, and computes anew only what lies behind the cut."""
    held = [np.asarray(X, dtype=float)]
    for i in range(1, len(layers)):
        held.append(np.maximum(_outputs(layers[i - 1 : i], held[-1]), 0))
    whole = _outputs(layers, X)
    return _every(
        layers,
        lambda at, p: np.abs(
            _outputs(_cut(layers[at:], 0, p), held[at]) - whole
        ).mean(),
    )
