r"""Back through softmax

A loss has the gradient `g` by the probabilities $p = \mathrm{softmax}(z)$. What is its
gradient by the logits, $J^\top g$? Do it for a whole batch, and without $J$: for 50,000
classes the matrix has 20 GB.

- `p`: probabilities, shape `(n, k)`; every row sums to 1.
- `g`: the gradient by `p`, of the same shape. Every row has its own loss.
- Return the gradient by the logits, shape `(n, k)`, in time and memory that grow like
  `n * k`.

One hidden case has 20,000 classes. Numbers are compared with a relative tolerance of
$10^{-6}$.

    >>> softmax_vjp(np.array([[0.5, 0.5]]), np.array([[1.0, 0.0]]))
    array([[ 0.25, -0.25]])
"""

from __future__ import annotations

import numpy as np

from engine.nn.softmax import Array, softmax, softmax_vjp
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close
from quiz.coding.constraints import growth, no_loops

challenge = Challenge(
    reference=softmax_vjp,
    level=3,
    minutes=15,
    compare=close(rtol=1e-6),
    constraints=[no_loops(), growth("n")],
    covers=["H42.02", "S42.07"],
)

EXAMPLES = [
    (np.array([[0.5, 0.5]]), np.array([[1.0, 0.0]])),
    (np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1]]),
     np.array([[1.0, -1.0, 0.5], [0.0, 2.0, -3.0]])),
]  # fmt: skip

EDGES = {
    "one class": (np.array([[1.0], [1.0]]), np.array([[5.0], [-2.0]])),
    "the same gradient everywhere": (np.array([[0.6, 0.3, 0.1]]), np.full((1, 3), 4.0)),
    "a certain class": (np.array([[1.0, 0.0, 0.0]]), np.array([[2.0, -1.0, 3.0]])),
    "many classes": (
        np.full((1, 20_000), 1 / 20_000),
        np.linspace(-1.0, 1.0, 20_000)[None],
    ),
}

EQUIVALENT = {
    "axis=-1 ->": "of two axes the last one is axis 1 either way",
    "np.asarray(p, dtype=float) -> pass": "every case has an array of floats",
}


def draw(rng: np.random.Generator) -> tuple[Array, Array]:
    """Two to four rows of three to six classes."""
    n, k = rng.integers([2, 3], [5, 7])
    return softmax(rng.normal(size=(n, k))), rng.normal(size=(n, k)).round(2)


SIZES = (100, 300, 1_000, 3_000)


def scale(rng: np.random.Generator, n: int) -> tuple[Array, Array]:
    """One row of n classes."""
    return softmax(rng.normal(size=(1, n))), rng.normal(size=(1, n))


@wrong(
    "`p * g` is only a part of it. The classes share a denominator, so every logit also "
    "moves all other probabilities: subtract $\\langle g, p\\rangle$ from `g` first."
)
def without_the_inner_product(p: Array, g: Array) -> Array:
    """p times g."""
    return np.asarray(p * g)


@wrong(
    "The sigmoid's rule, $p_i(1-p_i)g_i$, is only the diagonal of $J$. Off the diagonal "
    "stands $-p_i p_j$, and every $g_j$ comes through it."
)
def diagonal_alone(p: Array, g: Array) -> Array:
    """The diagonal of the Jacobian times g."""
    return np.asarray(p * (1 - p) * g)


@wrong(
    "You subtract the sum of `g`. It is the sum weighted by the probabilities, "
    "$\\sum_j g_j p_j$."
)
def sum_without_weights(p: Array, g: Array) -> Array:
    """The inner product without p."""
    return np.asarray(p * (g - g.sum(axis=-1, keepdims=True)))


@wrong(
    "You subtract the mean of `g`. That is right for equal probabilities only: the mean "
    "is weighted by `p`, $\\sum_j g_j p_j$."
)
def mean_without_weights(p: Array, g: Array) -> Array:
    """A mean in which all classes count alike."""
    return np.asarray(p * (g - g.mean(axis=-1, keepdims=True)))


@wrong(
    "The inner product is one number for each row: sum over the classes, `axis=-1`, with "
    "`keepdims=True`. You summed over the whole batch, so one example moves another."
)
def over_the_batch(p: Array, g: Array) -> Array:
    """One inner product for all rows."""
    return np.asarray(p * (g - (g * p).sum()))


@wrong("The sign is turned round: it is `g` minus the inner product, not the reverse.")
def turned_round(p: Array, g: Array) -> Array:
    """Minus the gradient."""
    return np.asarray(p * ((g * p).sum(axis=-1, keepdims=True) - g))


@wrong(
    "You have $g - \\langle g, p\\rangle$, how much better each class is than the "
    "average. What a logit can change is its own probability: multiply by `p`."
)
def without_the_probability(p: Array, g: Array) -> Array:
    """Not multiplied by p."""
    return np.asarray(g - (g * p).sum(axis=-1, keepdims=True))


@accept
def by_two_products(p: Array, g: Array) -> Array:
    """J g = diag(p) g - p (p g), a product at a time."""
    pg = p * g
    return np.asarray(pg - p * pg.sum(axis=1)[:, None])


@accept
def by_einsum(p: Array, g: Array) -> Array:
    """The inner products by name."""
    return np.asarray(p * (g - np.einsum("nk,nk->n", p, g)[:, None]))


@accept(naive=True)
def by_loops(p: Array, g: Array) -> list[list[float]]:
    """Row by row, with lists."""
    rows = []
    for p_row, g_row in zip(p.tolist(), g.tolist(), strict=True):
        inner = sum(a * b for a, b in zip(p_row, g_row, strict=True))
        rows.append([a * (b - inner) for a, b in zip(p_row, g_row, strict=True)])
    return rows
