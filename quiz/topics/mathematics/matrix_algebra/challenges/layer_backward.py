r"""Backward through a layer

A layer has computed $Z = XW + b$ and $A = f(Z)$, entry by entry. Behind it a loss $L$ was
computed, and $\partial L/\partial A$ comes back. What do the layer's parts get?

- `dA`: the gradient by A, shape `(n, k)`.
- `X`: inputs, shape `(n, d)`; `W`: weights, shape `(d, k)`; `Z`: shape `(n, k)`.
- `activation`: `"relu"` if it is not given, `"tanh"` or `"identity"`. ReLU has slope 0 at 0.
- Return `(dX, dW, db)`, the gradients by X, W and b, of shapes `(n, d)`, `(d, k)` and `(k,)`:
  each like what it belongs to. The loss has taken its mean, if any, already.

    >>> dX, dW, db = layer_backward([[1.0, 2.0]], [[3.0]], [[1.0, -1.0]], [[3.0, -3.0]])
    >>> dX.tolist(), dW.tolist(), db.tolist()
    ([[1.0]], [[3.0, 0.0]], [1.0, 0.0])
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.algebra.dense import layer_backward, layer_forward
from engine.arrays import Array
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close, parts
from quiz.coding.constraints import no_import

challenge = Challenge(
    reference=layer_backward,
    level=2,
    minutes=15,
    compare=parts(dX=close(1e-9, 1e-12), dW=close(1e-9, 1e-12), db=close(1e-9, 1e-12)),
    constraints=[no_import("torch")],
    covers=["H09.01", "S09.14", "C09.10"],
)

Rng = np.random.Generator
Gradients = tuple[Array, Array, Array]

EXAMPLES = [
    ([[1.0, 2.0]], [[3.0]], [[1.0, -1.0]], [[3.0, -3.0]]),
    (
        [[1.0, -1.0], [2.0, 0.5]],
        [[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]],
        [[1.0, 0.5], [-1.0, 1.0], [0.0, 1.0]],
        [[1.0, 2.5], [-1.0, 0.0]],
        "tanh",
    ),
]

EDGES = {
    "a batch of one row": (
        [[1.0, -2.0]],
        [[0.5, 1.0, -1.0]],
        [[1.0, 2.0], [0.0, -1.0], [3.0, 1.0]],
        [[0.4, -0.2]],
    ),
    "Z is exactly 0": (
        [[1.0, 2.0], [3.0, 4.0]],
        [[1.0], [2.0]],
        [[1.0, -1.0]],
        [[0.0, 1.0], [2.0, 0.0]],
    ),
    "every unit is closed": (
        [[1.0, 2.0], [3.0, 4.0]],
        [[1.0], [2.0]],
        [[1.0, -1.0]],
        [[-1.0, -0.5], [-2.0, -3.0]],
    ),
    "all sizes equal": (
        [[1.0, 2.0], [3.0, 4.0]],
        [[1.0, 5.0], [2.0, -1.0]],
        [[1.0, -1.0], [0.5, 2.0]],
        [[1.0, 2.0], [-0.5, 3.0]],
        "identity",
    ),
    "one input, one unit": ([[2.0]], [[3.0]], [[4.0]], [[0.5]], "tanh"),
    "tanh far out": ([[1.0]], [[1.0]], [[1.0]], [[30.0]], "tanh"),
}

EQUIVALENT = {
    "True -> False": "every case is finite",
    "np.maximum(Z, 0) ->": "the value of ReLU is not used on the way back",
    "line 10: 0 ->": "the value of ReLU is not used on the way back",
}


def draw(rng: Rng) -> tuple[Array, Array, Array, Array, str]:
    """One to six rows, one to five inputs and units."""
    n, d, k = int(rng.integers(1, 7)), int(rng.integers(1, 6)), int(rng.integers(1, 6))
    X, W, b = rng.normal(size=(n, d)), rng.normal(size=(d, k)), rng.normal(size=k)
    activation = str(rng.choice(["relu", "tanh", "identity"]))
    Z, _ = layer_forward(X, W, b, activation)
    return rng.normal(size=(n, k)), X, W, Z, activation


def _slope(Z: Array, activation: str) -> Array:
    """Of the activation, entry by entry."""
    if activation == "relu":
        return np.asarray(Z > 0, dtype=float)
    if activation == "tanh":
        return np.asarray(1 - np.tanh(Z) ** 2)
    return np.ones_like(Z)


def _arrays(*values: Any) -> list[Array]:
    return [np.asarray(v, dtype=float) for v in values]


@wrong(
    "The slope of the activation is missing: delta is dA times f'(Z), entry by entry, and "
    "everything else is made from delta."
)
def no_activation(
    dA: Any, X: Any, W: Any, Z: Any, activation: str = "relu"
) -> Gradients:
    """Delta is dA."""
    del Z, activation
    dA, X, W = _arrays(dA, X, W)
    return dA @ W.T, X.T @ dA, dA.sum(axis=0)


@wrong("You multiply by the value of the activation, f(Z). It is its slope, f'(Z).")
def value_for_slope(
    dA: Any, X: Any, W: Any, Z: Any, activation: str = "relu"
) -> Gradients:
    """Delta is dA times A."""
    dA, X, W, Z = _arrays(dA, X, W, Z)
    values = {"relu": np.maximum(Z, 0), "tanh": np.tanh(Z), "identity": Z}
    delta = dA * values[activation]
    return delta @ W.T, X.T @ delta, delta.sum(axis=0)


@wrong(
    "You take the slope of tanh at A instead of at Z. From A it is 1 - A², without another tanh."
)
def slope_at_the_output(
    dA: Any, X: Any, W: Any, Z: Any, activation: str = "relu"
) -> Gradients:
    """Tanh twice."""
    dA, X, W, Z = _arrays(dA, X, W, Z)
    delta = dA * _slope(np.tanh(Z) if activation == "tanh" else Z, activation)
    return delta @ W.T, X.T @ delta, delta.sum(axis=0)


@wrong(
    "You divide by the number of rows. What the rows want adds up; a mean in the loss is in dA "
    "already."
)
def mean_over_rows(
    dA: Any, X: Any, W: Any, Z: Any, activation: str = "relu"
) -> Gradients:
    """Gradients of W and b as means."""
    dA, X, W, Z = _arrays(dA, X, W, Z)
    delta = dA * _slope(Z, activation)
    return delta @ W.T, X.T @ delta / len(X), delta.mean(axis=0)


@wrong("Your gradient of b has two axes. b has shape (k,), and so has its gradient.")
def bias_as_a_row(
    dA: Any, X: Any, W: Any, Z: Any, activation: str = "relu"
) -> Gradients:
    """keepdims."""
    dA, X, W, Z = _arrays(dA, X, W, Z)
    delta = dA * _slope(Z, activation)
    return delta @ W.T, X.T @ delta, delta.sum(axis=0, keepdims=True)


@wrong(
    "You add delta up over the units. Each unit has its own bias: add up over the rows."
)
def bias_over_units(
    dA: Any, X: Any, W: Any, Z: Any, activation: str = "relu"
) -> Gradients:
    """The other axis."""
    dA, X, W, Z = _arrays(dA, X, W, Z)
    delta = dA * _slope(Z, activation)
    return delta @ W.T, X.T @ delta, delta.sum(axis=1)


@wrong("Your gradient of W is its transpose: X transposed comes first.")
def weights_transposed(
    dA: Any, X: Any, W: Any, Z: Any, activation: str = "relu"
) -> Gradients:
    """Delta transposed times X."""
    dA, X, W, Z = _arrays(dA, X, W, Z)
    delta = dA * _slope(Z, activation)
    return delta @ W.T, delta.T @ X, delta.sum(axis=0)


@wrong("At 0 the slope of ReLU is to be 0; yours is 1.")
def open_at_zero(
    dA: Any, X: Any, W: Any, Z: Any, activation: str = "relu"
) -> Gradients:
    """Z >= 0."""
    dA, X, W, Z = _arrays(dA, X, W, Z)
    slope = np.asarray(Z >= 0, float) if activation == "relu" else _slope(Z, activation)
    delta = dA * slope
    return delta @ W.T, X.T @ delta, delta.sum(axis=0)


@wrong("The order is dX, dW, db; you return dW first.")
def other_order(dA: Any, X: Any, W: Any, Z: Any, activation: str = "relu") -> Gradients:
    """dW, dX, db."""
    dA, X, W, Z = _arrays(dA, X, W, Z)
    delta = dA * _slope(Z, activation)
    return X.T @ delta, delta @ W.T, delta.sum(axis=0)


@accept
def by_indices(dA: Any, X: Any, W: Any, Z: Any, activation: str = "relu") -> Gradients:
    """Sums over named indices."""
    dA, X, W, Z = _arrays(dA, X, W, Z)
    delta = dA * _slope(Z, activation)
    return (
        np.einsum("ij,lj->il", delta, W),
        np.einsum("il,ij->lj", X, delta),
        np.einsum("ij->j", delta),
    )


@accept(naive=True)
def row_by_row(dA: Any, X: Any, W: Any, Z: Any, activation: str = "relu") -> Gradients:
    """Each row adds its share."""
    dA, X, W, Z = _arrays(dA, X, W, Z)
    dX, dW, db = np.zeros_like(X), np.zeros_like(W), np.zeros(W.shape[1])
    for i in range(len(X)):
        delta = dA[i] * _slope(Z[i], activation)
        dX[i] = W @ delta
        dW += np.outer(X[i], delta)
        db += delta
    return dX, dW, db
