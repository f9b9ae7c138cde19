r"""Take out the loop

This function passes a batch through a dense layer and back, one row at a time. It is right,
and too slow. Write `passes_by_batch`, which does the same for all rows at once.

    def passes_by_row(X, W, b, dZ):
        Z, dX = np.empty_like(dZ), np.empty_like(X)
        dW, db = np.zeros_like(W), np.zeros_like(b)
        for i, x in enumerate(X):
            Z[i] = x @ W + b
            dX[i] = W @ dZ[i]
            dW += np.outer(x, dZ[i])
            db += dZ[i]
        return Z, dX, dW, db

- `X`: inputs, shape `(n, d)`; `W`: weights, shape `(d, k)`; `b`: biases, shape `(k,)`.
- `dZ`: the gradient of a loss by Z, shape `(n, k)`.
- Return `(Z, dX, dW, db)`, of shapes `(n, k)`, `(n, d)`, `(d, k)` and `(k,)`.

Numbers are compared with a relative tolerance of $10^{-9}$.

    >>> Z, dX, dW, db = passes_by_batch(*map(np.array, ([[2.0]], [[3.0]], [1.0], [[5.0]])))
    >>> Z.tolist(), dX.tolist(), dW.tolist(), db.tolist()
    ([[7.0]], [[15.0]], [[10.0]], [5.0])
"""

from __future__ import annotations

import numpy as np

from engine.algebra.vectorised import passes_by_batch, passes_by_row
from engine.arrays import Array
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close, parts
from quiz.coding.constraints import no_loops

challenge = Challenge(
    reference=passes_by_batch,
    level=1,
    minutes=8,
    compare=parts(
        Z=close(1e-9, 1e-12),
        dX=close(1e-9, 1e-12),
        dW=close(1e-9, 1e-12),
        db=close(1e-9, 1e-12),
    ),
    constraints=[no_loops()],
    covers=["S27.04", "C27.04"],
)

Rng = np.random.Generator
Case = tuple[Array, Array, Array, Array]
Found = tuple[Array, Array, Array, Array]

X = np.array([[1.0, -2.0, 0.5], [3.0, 0.0, -1.0]])
W = np.array([[2.0, 1.0], [0.5, -1.0], [1.0, 4.0]])
B = np.array([0.5, -3.0])
G = np.array([[1.0, 2.0], [-0.5, 4.0]])

EXAMPLES = [
    (np.array([[2.0]]), np.array([[3.0]]), np.array([1.0]), np.array([[5.0]])),
    (X, W, B, G),
]

EDGES = {
    "a single row": (X[:1], W, B, G[:1]),
    "a single unit": (X, W[:, :1], B[:1], G[:, :1]),
    "a single feature": (X[:, :1], W[:1], B, G),
    "as many rows as features as units": (X[:, :2], W[:2], B, G),
    "a row that is there twice": (X[[0, 1, 0]], W, B, G[[0, 1, 0]]),
    "no gradient comes back": (X, W, B, np.zeros((2, 2))),
}


def draw(rng: Rng) -> Case:
    """One to six rows, one to four features and units."""
    n, d, k = int(rng.integers(1, 7)), int(rng.integers(1, 5)), int(rng.integers(1, 5))
    return (
        rng.normal(size=(n, d)).round(2),
        rng.normal(size=(d, k)).round(2),
        rng.normal(size=k).round(2),
        rng.normal(size=(n, k)).round(2),
    )


SIZES = (10, 100, 1_000, 10_000)


def scale(rng: Rng, n: int) -> Case:
    """n rows."""
    return (
        rng.normal(size=(n, 4)),
        rng.normal(size=(4, 3)),
        np.zeros(3),
        rng.normal(size=(n, 3)),
    )


@wrong(
    "Your dW multiplies the sum of the inputs with the sum of the gradients. Each row has a "
    "product of its own, and those are summed: `X.T @ dZ`."
)
def product_of_sums(X: Array, W: Array, b: Array, dZ: Array) -> Found:
    """Sums first."""
    dW = np.outer(X.sum(axis=0), dZ.sum(axis=0))
    return X @ W + b, dZ @ W.T, dW, dZ.sum(axis=0)


@wrong(
    "You divide dW and db by the number of rows. The loop adds up; a mean in the loss would "
    "be in dZ already."
)
def means(X: Array, W: Array, b: Array, dZ: Array) -> Found:
    """Means over the batch."""
    return X @ W + b, dZ @ W.T, X.T @ dZ / len(X), dZ.mean(axis=0)


@wrong(
    "The loop has `W @ dZ[i]` for each row; for rows side by side that is `dZ @ W.T`."
)
def w_not_turned(X: Array, W: Array, b: Array, dZ: Array) -> Found:
    """dZ W, where the shapes allow it."""
    square = W.shape[0] == W.shape[1]
    dX = dZ @ W if square else dZ @ W.T
    return X @ W + b, dX, X.T @ dZ, dZ.sum(axis=0)


@wrong("Your dW is its transpose. Row l of it belongs to input l, as in W: `X.T @ dZ`.")
def dw_turned(X: Array, W: Array, b: Array, dZ: Array) -> Found:
    """dZ^T X."""
    return X @ W + b, dZ @ W.T, dZ.T @ X, dZ.sum(axis=0)


@wrong(
    "Your dW and db hold the last row alone. In the loop they are added to: `+=`, not `=`."
)
def last_row(X: Array, W: Array, b: Array, dZ: Array) -> Found:
    """What an assignment in the loop would leave."""
    return X @ W + b, dZ @ W.T, np.outer(X[-1], dZ[-1]), dZ[-1].copy()


@wrong("The bias is missing in Z.")
def no_bias(X: Array, W: Array, b: Array, dZ: Array) -> Found:
    """X W."""
    del b
    return X @ W, dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)


@wrong(
    "Your db is summed over units, so it has a number for each row. Sum over rows, `axis=0`: "
    "each unit has a bias."
)
def bias_over_units(X: Array, W: Array, b: Array, dZ: Array) -> Found:
    """The other axis."""
    return X @ W + b, dZ @ W.T, X.T @ dZ, dZ.sum(axis=1)


@wrong("Your db has two axes, (1, k). That of the loop has one, like b.")
def bias_as_a_row(X: Array, W: Array, b: Array, dZ: Array) -> Found:
    """keepdims."""
    return X @ W + b, dZ @ W.T, X.T @ dZ, dZ.sum(axis=0, keepdims=True)


@accept
def by_indices(X: Array, W: Array, b: Array, dZ: Array) -> Found:
    """Sums over named indices."""
    return (
        np.einsum("nd,dk->nk", X, W) + b,
        np.einsum("nk,dk->nd", dZ, W),
        np.einsum("nd,nk->dk", X, dZ),
        np.einsum("nk->k", dZ),
    )


@accept
def by_a_row_of_ones(X: Array, W: Array, b: Array, dZ: Array) -> Found:
    """The bias as one more weight, of an input that is 1."""
    ones = np.column_stack([X, np.ones(len(X))])
    weights = np.vstack([W, b])
    gradient = ones.T @ dZ
    return ones @ weights, dZ @ W.T, gradient[:-1], gradient[-1]


@accept(naive=True)
def as_given(X: Array, W: Array, b: Array, dZ: Array) -> Found:
    """The loop."""
    return passes_by_row(X, W, b, dZ)
