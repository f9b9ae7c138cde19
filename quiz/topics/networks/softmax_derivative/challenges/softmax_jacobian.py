r"""Jacobian of softmax

Return the matrix of all partial derivatives of $p = \mathrm{softmax}(z)$: how each
probability answers to each logit.

- `z`: an array of shape `(k,)`, finite, `k >= 1`.
- Return `J`, shape `(k, k)`, with $J_{ij} = \partial p_i / \partial z_j$: row `i`
  for the output `p[i]`.

Logits may be large: 1000 must not overflow. Numbers are compared with a relative
tolerance of $10^{-6}$.

    >>> softmax_jacobian(np.array([0.0, 0.0]))
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])
"""

from __future__ import annotations

import numpy as np

from engine.nn.softmax import Array, softmax_jacobian
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close

challenge = Challenge(
    reference=softmax_jacobian,
    level=2,
    minutes=10,
    compare=close(rtol=1e-6),
    covers=["H42.01", "S42.02"],
)

EXAMPLES = [(np.array([0.0, 0.0]),), (np.array([2.0, 1.0, 0.1]),)]

EDGES = {
    "one logit": (np.array([3.0]),),
    "two logits": (np.array([1.0, -1.0]),),
    "equal logits": (np.full(4, 2.0),),
    "large logits": (np.array([1000.0, 1000.0, 999.0]),),
    "logits far apart": (np.array([800.0, 0.0, -800.0]),),
}

EQUIVALENT = {
    "axis=-1 ->": "a vector has one axis",
    "keepdims=True ->": "the maximum of a vector broadcasts either way",
    "_logits(z) -> pass": "every case has valid logits",
    "np.asarray(z, dtype=float) -> pass": "every case has an array of floats",
    "-1 -> 0": "a vector has one axis",
}


def draw(rng: np.random.Generator) -> tuple[Array]:
    """Three to six logits around 0."""
    return ((2 * rng.normal(size=rng.integers(3, 7))).round(2),)


SIZES = (10, 30, 100, 300, 1_000)


def scale(rng: np.random.Generator, n: int) -> tuple[Array]:
    """n logits, so n * n derivatives."""
    return (rng.normal(size=n),)


@wrong(
    "`p * p` multiplies entry by entry and is broadcast over the rows. You want every "
    "pair $p_i p_j$: an outer product."
)
def entrywise_product(z: Array) -> Array:
    """Subtracts p squared from every row."""
    e = np.exp(z - z.max())
    p = e / e.sum()
    return np.asarray(np.diag(p) - p * p)


@wrong(
    "Those are the `k` entries of the diagonal, $p_i(1-p_i)$. Every probability "
    "depends on every logit, so there are `k * k` derivatives."
)
def diagonal_as_vector(z: Array) -> Array:
    """The diagonal alone, as a vector."""
    e = np.exp(z - z.max())
    p = e / e.sum()
    return np.asarray(p * (1 - p))


@wrong(
    "The diagonal is right; the rest is not zero. That is the sigmoid's rule, entry by "
    "entry, while the classes of softmax share a denominator: off the diagonal stands "
    "$-p_i p_j$."
)
def sigmoid_rule(z: Array) -> Array:
    """The diagonal, and zeros."""
    e = np.exp(z - z.max())
    p = e / e.sum()
    return np.diag(p * (1 - p))


@wrong(
    "Off the diagonal the sign is wrong: raising one logit takes probability from all "
    "other classes, so those entries are negative. Each row must sum to 0."
)
def positive_off_diagonal(z: Array) -> Array:
    """A plus off the diagonal."""
    e = np.exp(z - z.max())
    p = e / e.sum()
    J = np.outer(p, p)
    np.fill_diagonal(J, p * (1 - p))
    return J


@wrong(
    "You have the term $-p_i p_j$ everywhere. On the diagonal the numerator moves too, "
    "which adds $p_i$ there."
)
def without_diagonal_term(z: Array) -> Array:
    """Only minus the outer product."""
    e = np.exp(z - z.max())
    p = e / e.sum()
    return np.asarray(-np.outer(p, p))


@wrong(
    "You have the numerator's part, $p_i$ on the diagonal. The denominator depends on "
    "every logit: subtract $p_i p_j$ everywhere."
)
def only_diagonal_term(z: Array) -> Array:
    """Only the diagonal matrix of p."""
    e = np.exp(z - z.max())
    return np.diag(e / e.sum())


@wrong("The sign of the whole matrix is turned round: it is `diag(p)` minus the rest.")
def negated(z: Array) -> Array:
    """Minus the Jacobian."""
    e = np.exp(z - z.max())
    p = e / e.sum()
    return np.asarray(np.outer(p, p) - np.diag(p))


@wrong(
    "`exp(1000)` is `inf`, and `inf / inf` is NaN. Subtract the largest logit before "
    "the exponential; neither $p$ nor $J$ notices."
)
def without_shift(z: Array) -> Array:
    """The right matrix from an unstable softmax."""
    e = np.exp(z)
    p = e / e.sum()
    return np.asarray(np.diag(p) - np.outer(p, p))


@wrong(
    "You added the outer product. It is subtracted: each row has to sum to 0, because "
    "the probabilities always sum to 1."
)
def sum_of_both_terms(z: Array) -> Array:
    """Adds what is to be subtracted."""
    e = np.exp(z - z.max())
    p = e / e.sum()
    return np.asarray(np.diag(p) + np.outer(p, p))


@accept
def by_columns(z: Array) -> Array:
    """A column times a row, as many textbooks have it."""
    e = np.exp(z - z.max())
    s = (e / e.sum()).reshape(-1, 1)
    return np.asarray(np.diagflat(s) - s @ s.T)


@accept(naive=True)
def by_two_loops(z: Array) -> list[list[float]]:
    """Two loops and Kronecker's delta, and lists."""
    e = np.exp(z - z.max())
    p = (e / e.sum()).tolist()
    k = len(p)
    return [[p[i] * ((i == j) - p[j]) for j in range(k)] for i in range(k)]


@accept
def by_rows(z: Array) -> Array:
    """One row for each output: the gradient of that probability."""
    e = np.exp(z - z.max())
    p = e / e.sum()
    return np.stack(
        [p_i * (row - p) for p_i, row in zip(p, np.eye(len(p)), strict=True)]
    )
