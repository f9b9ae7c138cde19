r"""Causal softmax

A decoder may not look ahead. Turn a matrix of scores into weights in which every query
sees its own position and those before it.

- `scores`: shape `(m, n)` with `1 <= m <= n`, finite. There are `n` positions, and the
  `m` queries are the **last** `m` of them. So it is with a cache: the keys of the past are
  there, its queries are not.
- Return the weights, shape `(m, n)`. Each row sums to 1; what lies ahead has weight 0.

What lies ahead has no effect, however large its score is. Scores may be in the thousands,
or below any number that you might want to fill in. Do not change the argument. Numbers
are compared with a relative tolerance of $10^{-6}$.

    >>> causal_softmax(np.array([[1.0, 9.0], [3.0, 3.0]]))
    array([[1. , 0. ],
           [0.5, 0.5]])
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.attention.one_sequence import causal_softmax
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close
from quiz.coding.constraints import no_loops

challenge = Challenge(
    reference=causal_softmax,
    level=1,
    minutes=10,
    compare=close(rtol=1e-6),
    constraints=[no_loops()],
    covers=["S56.07", "C56.02"],
)

EXAMPLES = [
    (np.array([[1.0, 9.0], [3.0, 3.0]]),),
    (np.array([[1.0, 2.0, 3.0, 5.0], [0.0, 1.0, 1.0, 0.0]]),),
]

EDGES = {
    "one position": (np.array([[7.0]]),),
    "one query, which sees everything": (np.array([[0.5, -1.0, 2.0]]),),
    "equal scores": (np.zeros((4, 4)),),
    "large scores": (np.array([[1000.0, 0.0], [2000.0, 1999.0]]),),
    "rows far apart": (np.array([[-5000.0, 0.0], [5000.0, 5001.0]]),),
    "a large score ahead": (np.array([[1.0, 2.0, 4000.0], [0.5, 0.0, 1.0]]),),
    "scores of minus ten billion": (
        np.array([[-1.5e10, -1.5e10, 0.0], [1.0, 0.0, 1.0]]),
    ),
}

EQUIVALENT = {
    "-1 -> 1": "of two axes the last one is axis 1 either way",
    "n = m if n is None": "both numbers are always given",
    "_logits(z) -> pass": "every case has valid logits",
    "dtype=float) -> pass": "every case has an array of floats",
}


def draw(rng: np.random.Generator) -> tuple[Array]:
    """Two to five queries, up to three more keys."""
    m = int(rng.integers(2, 6))
    return ((2 * rng.normal(size=(m, m + int(rng.integers(4))))).round(2),)


SIZES = (100, 300, 1_000, 2_000)


def scale(rng: np.random.Generator, n: int) -> tuple[Array]:
    """n queries and keys."""
    return (rng.normal(size=(n, n)),)


def _seen(scores: Array) -> Array:
    m, n = scores.shape
    return np.tri(m, n, n - m, dtype=bool)


def _softmax(scores: Array) -> Array:
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True))


@wrong(
    "You mask after the softmax, so what the positions ahead were given is lost and rows "
    "do not sum to 1. Put -inf into the scores before it."
)
def masked_afterwards(scores: Array) -> Array:
    """Weights set to 0 and left there."""
    return np.asarray(_softmax(scores) * _seen(scores))


@wrong(
    "Dividing by what is left repairs the sum, but too late: where a score ahead is far "
    "above the rest, all allowed weights have rounded to 0, and 0/0 is NaN."
)
def renormalised(scores: Array) -> Array:
    """Zero, then divide by the rest."""
    weights = _softmax(scores) * _seen(scores)
    with np.errstate(invalid="ignore"):
        return np.asarray(weights / weights.sum(axis=1, keepdims=True))


@wrong(
    "A score of 0 is not “no weight”: $e^0 = 1$. What vanishes in the softmax is a score "
    "of -inf. `np.tril(scores)` makes zeros."
)
def masked_with_zero(scores: Array) -> Array:
    """Scores ahead become 0."""
    return _softmax(np.where(_seen(scores), scores, 0.0))


@wrong(
    "A large negative number is not -inf: where the allowed scores lie below it, the "
    "position *ahead* gets all the weight."
)
def masked_with_a_number(scores: Array) -> Array:
    """Scores ahead become -1e9."""
    return _softmax(np.where(_seen(scores), scores, -1e9))


@wrong(
    "Your mask starts at the top left corner. The queries are the *last* m positions: with "
    "more keys than queries the triangle moves right by n - m, and a single query sees "
    "every key."
)
def top_left(scores: Array) -> Array:
    """Query i sees the first i + 1 keys, whatever n is."""
    m, n = scores.shape
    return _softmax(np.where(np.tri(m, n, dtype=bool), scores, -np.inf))


@wrong(
    "Yours sees the future and not the past: the upper triangle is what must be hidden. "
    "Row i, column j: allowed where j is not after i."
)
def the_future(scores: Array) -> Array:
    """Each query sees itself and what comes after it."""
    m, n = scores.shape
    ahead = ~np.tri(m, n, n - m - 1, dtype=bool)
    return _softmax(np.where(ahead, scores, -np.inf))


@wrong(
    "A query may look at its own position. Without it the first one has nowhere to look, "
    "and its row is NaN."
)
def without_itself(scores: Array) -> Array:
    """Only what comes strictly before."""
    m, n = scores.shape
    with np.errstate(invalid="ignore"):
        before = np.tri(m, n, n - m - 1, dtype=bool)
        return _softmax(np.where(before, scores, -np.inf))


@wrong("Nothing is hidden: positions ahead get weight.")
def without_the_mask(scores: Array) -> Array:
    """A plain softmax."""
    return _softmax(scores)


@wrong(
    "Your softmax runs down the columns. Each query divides its attention among the keys: "
    "rows sum to 1."
)
def down_the_columns(scores: Array) -> Array:
    """Columns sum to 1."""
    hidden = np.where(_seen(scores), scores, -np.inf)
    e = np.exp(hidden - hidden.max(axis=0))
    return np.asarray(e / e.sum(axis=0))


@wrong(
    "`exp` of a score in the thousands is `inf`, and `inf / inf` is NaN. Subtract the "
    "largest *allowed* score of each row first."
)
def without_shift(scores: Array) -> Array:
    """An unstable softmax."""
    with np.errstate(over="ignore", invalid="ignore"):
        e = np.exp(np.where(_seen(scores), scores, -np.inf))
        return np.asarray(e / e.sum(axis=1, keepdims=True))


@wrong(
    "You subtract one maximum for the whole matrix; a row far below it becomes all zeros, "
    "and 0/0 is NaN. Each row needs its own."
)
def one_shift_for_all(scores: Array) -> Array:
    """The largest score of all rows is subtracted."""
    hidden = np.where(_seen(scores), scores, -np.inf)
    e = np.exp(hidden - hidden.max())
    with np.errstate(invalid="ignore"):
        return np.asarray(e / e.sum(axis=1, keepdims=True))


@accept
def a_bias_is_added(scores: Array) -> Array:
    """0 where a query may look, -inf where not, as torch has it."""
    m, n = scores.shape
    bias = np.triu(np.full((m, n), -np.inf), n - m + 1)
    return _softmax(scores + bias)


@accept
def shifted_by_what_is_allowed(scores: Array) -> Array:
    """Masked after the exponential, which is right if the shift is of allowed scores."""
    seen = _seen(scores)
    top = np.where(seen, scores, -np.inf).max(axis=1, keepdims=True)
    e = np.exp(np.minimum(scores - top, 0.0)) * seen
    return np.asarray(e / e.sum(axis=1, keepdims=True))


@accept(naive=True)
def by_loops(scores: Array) -> list[list[float]]:
    """Row by row, with lists."""
    m, n = scores.shape
    rows = []
    for i, row in enumerate(scores.tolist()):
        seen = row[: n - m + i + 1]
        powers = [float(np.exp(score - max(seen))) for score in seen]
        weights = [power / sum(powers) for power in powers]
        rows.append(weights + [0.0] * (n - len(seen)))
    return rows
