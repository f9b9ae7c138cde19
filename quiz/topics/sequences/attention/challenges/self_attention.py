r"""Multi-head self-attention

One sequence attends to itself with several heads. Each head has columns of its own in the
three projections; what the heads found stands side by side and is mixed by a fourth.

$$
[\,\mathrm{head}_1, \dots, \mathrm{head}_h\,]\, W_o, \qquad
\mathrm{head}_i = \mathrm{softmax}\!\left(\frac{Q_i K_i^\top}{\sqrt{d_k}}\right) V_i
$$

- `X`: tokens, shape `(T, d)`.
- `projections`: `(W_q, W_k, W_v, W_o)`. `W_q` and `W_k` have shape `(d, h * d_k)`, `W_v`
  has `(d, h * d_v)`, `W_o` has `(h * d_v, d_out)`. $Q = X W_q$ and so on; $Q_1$ is the
  first `d_k` columns of $Q$, $Q_2$ the next `d_k`, and likewise for $K$ and $V$.
- `heads`: the number `h`.
- Return shape `(T, d_out)`. There are no biases and no mask.

Scores may be in the thousands. Numbers are compared with a relative tolerance of
$10^{-6}$.

    >>> X, same = np.array([[1.0, 0.0], [1.0, 2.0]]), np.eye(2)
    >>> self_attention(X, (same, same, same, same), 2).round(3)
    array([[1.   , 1.   ],
           [1.   , 1.964]])
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.arrays import Array
from engine.attention.one_sequence import self_attention
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close
from quiz.coding.constraints import no_loops

Projections = tuple[Array, Array, Array, Array]
Given = tuple[Array, Projections, int]

challenge = Challenge(
    reference=self_attention,
    level=3,
    minutes=20,
    compare=close(rtol=1e-6),
    constraints=[no_loops()],
    covers=["H56.03", "S56.05", "S56.06"],
)


def _given(T: int, heads: int, d_k: int, d_v: int, seed: int) -> Given:
    """Tokens of three to six features, and projections of one decimal."""
    rng = np.random.default_rng(seed)
    d, d_out = (int(i) for i in rng.integers(3, 7, size=2))
    shapes = (d, heads * d_k), (d, heads * d_k), (d, heads * d_v), (heads * d_v, d_out)
    W_q, W_k, W_v, W_o = (rng.normal(size=shape).round(1) for shape in shapes)
    return rng.normal(size=(T, d)).round(1), (W_q, W_k, W_v, W_o), heads


SAME = np.eye(2)

EXAMPLES = [
    (np.array([[1.0, 0.0], [1.0, 2.0]]), (SAME, SAME, SAME, SAME), 2),
    _given(T=3, heads=2, d_k=2, d_v=2, seed=0),
]

EDGES: dict[str, Given] = {
    "one head": _given(T=4, heads=1, d_k=3, d_v=3, seed=1),
    "one token": _given(T=1, heads=2, d_k=2, d_v=2, seed=2),
    "heads of one column": _given(T=4, heads=4, d_k=1, d_v=1, seed=3),
    "values of another width": _given(T=3, heads=2, d_k=2, d_v=3, seed=4),
    "as many heads as tokens": _given(T=3, heads=3, d_k=2, d_v=2, seed=5),
    "large scores": (
        np.array([[60.0, 0.0], [0.0, 50.0], [-40.0, -40.0]]),
        (SAME, SAME, SAME, SAME),
        1,
    ),
    "equal tokens": (np.ones((3, 2)), (SAME, SAME, SAME, SAME), 2),
}

EQUIVALENT = {
    "_logits(z) -> pass": "every case has valid logits",
    "dtype=float) -> pass": "every case has arrays of floats",
    "mask": "no case has a mask",
    "-np.inf -> np.inf": "no case has a mask",
    "swapaxes(1, 0)": "two axes trade places either way round",
}


def draw(rng: np.random.Generator) -> Given:
    """Two to five tokens, two or three heads of two or three columns."""
    T, heads, d_k, d_v = (int(i) for i in rng.integers([2, 2, 2, 2], [6, 4, 4, 4]))
    return _given(T, heads, d_k, d_v, int(rng.integers(10**6)))


SIZES = (30, 100, 300, 600)


def scale(rng: np.random.Generator, n: int) -> Given:
    """n tokens, four heads of eight columns."""
    return _given(n, 4, 8, 8, int(rng.integers(10**6)))


class _Parts(NamedTuple):
    """Projected tokens, a head first: shape (h, T, columns of a head)."""

    q: Array
    k: Array
    v: Array


def _split(A: Array, heads: int) -> Array:
    return np.asarray(A.reshape(len(A), heads, -1).swapaxes(0, 1))


def _parts(X: Array, projections: Projections, heads: int) -> _Parts:
    q, k, v = (_split(X @ W, heads) for W in projections[:3])
    return _Parts(q, k, v)


def _softmax(scores: Array) -> Array:
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


def _means(q: Array, k: Array, v: Array) -> Array:
    return _softmax(q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])) @ v


def _merged(means: Array) -> Array:
    return np.asarray(means.swapaxes(0, 1).reshape(means.shape[1], -1))


@wrong(
    "Your root is of all columns together, $\\sqrt{h\\,d_k}$. A head's dot product has only "
    "$d_k$ terms, and $d_k$ is the width of a *head*."
)
def root_of_all_columns(X: Array, projections: Projections, heads: int) -> Array:
    """Divides by the root of the columns of W_q."""
    q, k, v = _parts(X, projections, heads)
    weights = _softmax(q @ k.swapaxes(-1, -2) / np.sqrt(heads * q.shape[-1]))
    return np.asarray(_merged(weights @ v) @ projections[3])


@wrong(
    "The root is missing. In each head divide the scores by $\\sqrt{d_k}$ before the softmax."
)
def without_the_root(X: Array, projections: Projections, heads: int) -> Array:
    """Plain dot products."""
    q, k, v = _parts(X, projections, heads)
    return np.asarray(_merged(_softmax(q @ k.swapaxes(-1, -2)) @ v) @ projections[3])


@wrong(
    "`reshape(heads, T, ...)` cuts the rows of memory, so a head gets *some tokens* and not "
    "some columns of all. Reshape to `(T, heads, ...)` first, then swap the axes."
)
def tokens_cut_up(X: Array, projections: Projections, heads: int) -> Array:
    """Heads by reshape alone."""
    q, k, v = ((X @ W).reshape(heads, len(X), -1) for W in projections[:3])
    return np.asarray(_merged(_means(q, k, v)) @ projections[3])


@wrong(
    "The heads are split rightly, but put together without swapping the axes back: "
    "`(h, T, d_v)` has to become `(T, h, d_v)` before it is flattened to `(T, h * d_v)`."
)
def merged_in_the_wrong_order(X: Array, projections: Projections, heads: int) -> Array:
    """Flattened with the heads first."""
    means = _means(*_parts(X, projections, heads))
    return np.asarray(means.reshape(len(X), -1) @ projections[3])


@wrong(
    "A head has columns that lie side by side. Yours takes every h-th column: after "
    "`reshape(T, d_k, h)` the last axis is the head."
)
def every_hth_column(X: Array, projections: Projections, heads: int) -> Array:
    """Columns are dealt out like cards."""
    q, k, v = (
        np.moveaxis((X @ W).reshape(len(X), -1, heads), 2, 0) for W in projections[:3]
    )
    return np.asarray(_merged(_means(q, k, v)) @ projections[3])


@wrong(
    "That is one head over all columns: one set of weights for each token. With h heads "
    "there are h, each from its own columns."
)
def one_head(X: Array, projections: Projections, heads: int) -> Array:
    """The number of heads is not used."""
    del heads
    q, k, v = (X @ W for W in projections[:3])
    return np.asarray(_means(q, k, v) @ projections[3])


@wrong(
    "The output projection is missing. Without $W_o$ what the heads found only stands side "
    "by side, and nothing mixes it."
)
def without_the_output(X: Array, projections: Projections, heads: int) -> Array:
    """Only the concatenated heads."""
    return _merged(_means(*_parts(X, projections, heads)))


@wrong(
    "You average the heads. They are concatenated, so that $W_o$ can treat each of them "
    "differently."
)
def averaged_heads(X: Array, projections: Projections, heads: int) -> Array:
    """The mean of the heads, repeated to fit."""
    means = _means(*_parts(X, projections, heads)).mean(axis=0)
    return np.asarray(np.tile(means, heads) @ projections[3])


@wrong(
    "Your softmax runs over the queries. In every head each *row* of the scores becomes "
    "weights: the last axis."
)
def over_the_queries(X: Array, projections: Projections, heads: int) -> Array:
    """Columns sum to 1."""
    q, k, v = _parts(X, projections, heads)
    scores = k @ q.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    return np.asarray(_merged(_softmax(scores).swapaxes(-1, -2) @ v) @ projections[3])


@wrong(
    "`exp` of a score in the thousands is `inf`, and `inf / inf` is NaN. Subtract the "
    "largest score of each row first."
)
def without_shift(X: Array, projections: Projections, heads: int) -> Array:
    """An unstable softmax."""
    q, k, v = _parts(X, projections, heads)
    with np.errstate(over="ignore", invalid="ignore"):
        e = np.exp(q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1]))
        return np.asarray(
            _merged(e / e.sum(axis=-1, keepdims=True) @ v) @ projections[3]
        )


@accept
def by_einsum(X: Array, projections: Projections, heads: int) -> Array:
    """Every axis by its name."""
    q, k, v = ((X @ W).reshape(len(X), heads, -1) for W in projections[:3])
    weights = _softmax(np.einsum("ihd,jhd->hij", q, k) / np.sqrt(q.shape[-1]))
    return np.asarray(
        np.einsum("hij,jhd->ihd", weights, v).reshape(len(X), -1) @ projections[3]
    )


@accept
def a_sum_over_heads(X: Array, projections: Projections, heads: int) -> Array:
    """Concatenating and projecting is summing what each head adds."""
    parts = (np.split(X @ W, heads, axis=1) for W in projections[:3])
    rows = np.split(projections[3], heads)
    found = [_means(q, k, v) @ W for q, k, v, W in zip(*parts, rows, strict=True)]
    return np.asarray(sum(found))


@accept(naive=True)
def by_loops(X: Array, projections: Projections, heads: int) -> Array:
    """Head by head, token by token."""
    Q, K, V = (X @ W for W in projections[:3])
    d_k, d_v = Q.shape[1] // heads, V.shape[1] // heads
    merged = np.zeros_like(V)
    for h in range(heads):
        own, values = slice(h * d_k, (h + 1) * d_k), slice(h * d_v, (h + 1) * d_v)
        for i in range(len(X)):
            scores = [float(Q[i, own] @ row[own]) / d_k**0.5 for row in K]
            powers = [float(np.exp(score - max(scores))) for score in scores]
            for power, row in zip(powers, V, strict=True):
                merged[i, values] += power / sum(powers) * row[values]
    return np.asarray(merged @ projections[3])
