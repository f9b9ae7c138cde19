r"""Scaled dot-product attention, with a mask

$$
\mathrm{softmax}\!\left(\frac{Q K^\top}{\sqrt{d_k}}\right) V
$$

- `Q`: queries, shape `(..., m, d_k)`; `K`: keys, shape `(..., n, d_k)`; `V`: values,
  shape `(..., n, d_v)`. There may be any number of leading axes: batch, heads.
- `mask`: `True` where a query may look, in a shape that broadcasts with `(..., m, n)`; or
  `None`. Each query may look somewhere.
- Return `(means, weights)`: shapes `(..., m, d_v)` and `(..., m, n)`.

Where a query may not look its weight is 0, exactly, and the score there has no effect at
all, however large it is. Scores may be in the thousands, or below any number that you
might want to fill in. Numbers are compared with a relative tolerance of $10^{-6}$.

    >>> means, weights = attention(
    ...     np.array([[1.0]]), np.array([[0.0], [0.0]]), np.array([[2.0], [4.0]])
    ... )
    >>> means, weights
    (array([[3.]]), array([[0.5, 0.5]]))
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array, Booleans
from engine.attention.scaled_dot import attention
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close, parts
from quiz.coding.constraints import no_loops

Given = tuple[Array, Array, Array, Booleans | None]
Found = tuple[Array, Array]

challenge = Challenge(
    reference=attention,
    level=2,
    minutes=15,
    compare=parts(means=close(rtol=1e-6), weights=close(rtol=1e-6)),
    constraints=[no_loops()],
    covers=["H56.01", "S56.02", "S56.07"],
)

PAIR = np.array([[2.0, 0.0], [0.0, 2.0], [2.0, 2.0]])

EXAMPLES = [
    (np.array([[1.0]]), np.array([[0.0], [0.0]]), np.array([[2.0], [4.0]]), None),
    (PAIR[:2], PAIR, np.array([[1.0, 0.0, 2.0], [2.0, 1.0, 0.0], [6.0, 3.0, 1.0]]),
     np.array([[True, True, False], [True, True, True]])),
]  # fmt: skip

EDGES: dict[str, Given] = {
    "one key": (PAIR, PAIR[:1], np.array([[5.0, -1.0]]), None),
    "values of another width": (PAIR, PAIR, np.arange(15.0).reshape(3, 5), None),
    "one number a key": (PAIR[:, :1], PAIR[:, 1:], PAIR, None),
    "more keys than queries": (
        PAIR[:1],
        np.vstack([PAIR, -PAIR]),
        np.arange(12.0).reshape(6, 2),
        None,
    ),
    "large scores": (100 * PAIR, PAIR, PAIR, None),
    "very negative scores": (-1000 * PAIR[2:], 3 * PAIR + 1, PAIR, None),
    "rows far apart": (np.array([[3e3, 3e3], [-3e3, -3e3]]), PAIR, PAIR, None),
    "a row with one key left": (PAIR, PAIR, PAIR, np.eye(3, dtype=bool)),
    "a large score that is forbidden": (
        np.array([[1.0, 1.0]]),
        np.array([[1.0, 0.0], [0.5, 0.0], [4e3, 0.0]]),
        PAIR,
        np.array([[True, True, False]]),
    ),
    "allowed scores of minus ten billion": (
        np.array([[1.0, 0.0]]),
        np.array([[-1.5e10, 0.0], [-1.5e10, 1.0], [0.0, 0.0]]),
        PAIR,
        np.array([[True, True, False]]),
    ),
    "a batch of two heads": (
        np.arange(24.0).reshape(2, 2, 3, 2) / 10,
        np.arange(24.0, 0.0, -1.0).reshape(2, 2, 3, 2) / 10,
        np.arange(48.0).reshape(2, 2, 3, 4) % 7,
        np.tri(3, dtype=bool),
    ),
    "padding, another in each sequence": (
        np.stack([PAIR, PAIR]),
        np.stack([PAIR, -PAIR]),
        np.stack([PAIR, PAIR]),
        np.array([[[True, False, False]], [[True, True, False]]]),
    ),
}

EQUIVALENT = {
    "np.asarray(a, dtype=float)": "every case has arrays of floats",
    "_logits(z) -> pass": "every case has valid logits",
    "np.asarray(z, dtype=float) -> pass": "every case has an array of floats",
    "np.asarray(mask, dtype=bool)": "every mask is an array of booleans",
}


def draw(rng: np.random.Generator) -> Given:
    """Two to five queries and keys; a mask as often as not."""
    m, n, d_k, d_v = (int(i) for i in rng.integers([2, 2, 2, 1], [5, 6, 6, 5]))
    mask = rng.random((m, n)) < 0.6
    mask[np.arange(m), rng.integers(n, size=m)] = True
    Q, K, V = (
        (1.5 * rng.normal(size=shape)).round(2)
        for shape in ((m, d_k), (n, d_k), (n, d_v))
    )
    return Q, K, V, mask if rng.random() < 0.5 else None


SIZES = (30, 100, 300, 600)


def scale(rng: np.random.Generator, n: int) -> Given:
    """n queries and keys of 16 entries, a causal mask."""
    Q, K, V = rng.normal(size=(3, n, 16))
    return Q, K, V, np.tri(n, dtype=bool)


def _scores(Q: Array, K: Array) -> Array:
    return np.asarray(Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1]))


def _softmax(scores: Array) -> Array:
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


def _blocked(scores: Array, mask: Booleans | None) -> Array:
    return scores if mask is None else np.where(mask, scores, -np.inf)


@wrong(
    "The root is missing. A score is a sum of $d_k$ products and grows with $d_k$; divide "
    "it by $\\sqrt{d_k}$ before the softmax."
)
def without_the_root(
    Q: Array, K: Array, V: Array, mask: Booleans | None = None
) -> Found:
    """The plain dot product."""
    weights = _softmax(_blocked(Q @ np.swapaxes(K, -1, -2), mask))
    return weights @ V, weights


@wrong(
    "You divide by $d_k$. The standard deviation of a score is $\\sqrt{d_k}$, and that is "
    "what it is divided by."
)
def by_d_k(Q: Array, K: Array, V: Array, mask: Booleans | None = None) -> Found:
    """Divides by d_k."""
    weights = _softmax(_blocked(_scores(Q, K) / np.sqrt(Q.shape[-1]), mask))
    return weights @ V, weights


@wrong(
    "You take the root of the length of a *value*. Scores are products of queries and "
    "keys: it is $d_k$, the last axis of `Q` and `K`."
)
def by_the_width_of_values(
    Q: Array, K: Array, V: Array, mask: Booleans | None = None
) -> Found:
    """The root of d_v."""
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(V.shape[-1])
    weights = _softmax(_blocked(scores, mask))
    return weights @ V, weights


@wrong(
    "The root divides the scores, inside the softmax. You divide the weights, and they no "
    "longer sum to 1."
)
def root_outside(Q: Array, K: Array, V: Array, mask: Booleans | None = None) -> Found:
    """Divides the weights."""
    weights = _softmax(_blocked(Q @ np.swapaxes(K, -1, -2), mask))
    weights = weights / np.sqrt(Q.shape[-1])
    return weights @ V, weights


@wrong(
    "Your softmax runs over the queries. Each query divides its own attention among the "
    "keys: the last axis, so that rows sum to 1."
)
def over_the_queries(
    Q: Array, K: Array, V: Array, mask: Booleans | None = None
) -> Found:
    """Columns sum to 1."""
    scores = np.swapaxes(_blocked(_scores(Q, K), mask), -1, -2)
    with np.errstate(invalid="ignore"):
        weights = np.nan_to_num(np.swapaxes(_softmax(scores), -1, -2))
    return weights @ V, weights


@wrong(
    "You mask the weights after the softmax: what the forbidden keys got is lost, and the "
    "rows no longer sum to 1. Mask the scores, with -inf."
)
def masked_afterwards(
    Q: Array, K: Array, V: Array, mask: Booleans | None = None
) -> Found:
    """Weights set to 0 and left there."""
    weights = _softmax(_scores(Q, K))
    weights = weights if mask is None else weights * mask
    return weights @ V, weights


@wrong(
    "Renormalising after the softmax comes too late where a forbidden score is far above "
    "the rest: the allowed weights have rounded to 0 by then, and 0/0 is NaN. Put -inf "
    "into the scores instead."
)
def renormalised(Q: Array, K: Array, V: Array, mask: Booleans | None = None) -> Found:
    """Zero and divide by what is left."""
    weights = _softmax(_scores(Q, K))
    if mask is not None:
        weights = weights * mask
        with np.errstate(invalid="ignore"):
            weights = weights / weights.sum(axis=-1, keepdims=True)
    return weights @ V, weights


@wrong(
    "A score of 0 is not “no weight”: $e^0 = 1$, often more than allowed keys get. What "
    "vanishes in the softmax is a score of -inf."
)
def masked_with_zero(
    Q: Array, K: Array, V: Array, mask: Booleans | None = None
) -> Found:
    """Forbidden scores become 0."""
    scores = _scores(Q, K)
    weights = _softmax(scores if mask is None else scores * mask)
    return weights @ V, weights


@wrong(
    "A large negative number is not -inf: where allowed scores lie below it, the "
    "*forbidden* key gets all the weight. Fill in `-np.inf`."
)
def masked_with_a_number(
    Q: Array, K: Array, V: Array, mask: Booleans | None = None
) -> Found:
    """Forbidden scores become -1e9."""
    scores = _scores(Q, K)
    weights = _softmax(scores if mask is None else np.where(mask, scores, -1e9))
    return weights @ V, weights


@wrong(
    "Your mask works the other way round. Here `True` says where a query may look, as in "
    "`scaled_dot_product_attention`; in `nn.MultiheadAttention` it says where it may not."
)
def turned_round(Q: Array, K: Array, V: Array, mask: Booleans | None = None) -> Found:
    """True forbids."""
    scores = _scores(Q, K)
    scores = scores if mask is None else np.where(mask, -1e30, scores)
    weights = _softmax(scores)
    return weights @ V, weights


@wrong("The mask is not used at all: forbidden keys get weight.")
def without_the_mask(
    Q: Array, K: Array, V: Array, mask: Booleans | None = None
) -> Found:
    """Everybody looks everywhere."""
    del mask
    weights = _softmax(_scores(Q, K))
    return weights @ V, weights


@wrong(
    "`exp` of a score in the thousands is `inf`, and `inf / inf` is NaN. Subtract the "
    "largest score of the row first; the weights do not notice."
)
def without_shift(Q: Array, K: Array, V: Array, mask: Booleans | None = None) -> Found:
    """An unstable softmax."""
    with np.errstate(over="ignore", invalid="ignore"):
        e = np.exp(_blocked(_scores(Q, K), mask))
        weights = e / e.sum(axis=-1, keepdims=True)
    return weights @ V, weights


@wrong(
    "You subtract one maximum for the whole matrix. A row that lies far below it becomes "
    "all zeros, and 0/0 is NaN: each row needs its own."
)
def one_shift_for_all(
    Q: Array, K: Array, V: Array, mask: Booleans | None = None
) -> Found:
    """The largest score of all rows is subtracted."""
    scores = _blocked(_scores(Q, K), mask)
    with np.errstate(invalid="ignore"):
        e = np.exp(scores - scores.max())
        weights = e / e.sum(axis=-1, keepdims=True)
    return weights @ V, weights


@accept
def by_logarithms(Q: Array, K: Array, V: Array, mask: Booleans | None = None) -> Found:
    """Named axes, and weights as exponentials of log-weights."""
    scores = np.einsum("...md,...nd->...mn", Q, K) * Q.shape[-1] ** -0.5
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    total = np.logaddexp.reduce(scores, axis=-1, keepdims=True)
    weights = np.exp(scores - total)
    return np.einsum("...mn,...nd->...md", weights, V), weights


@accept
def queries_scaled_first(
    Q: Array, K: Array, V: Array, mask: Booleans | None = None
) -> Found:
    """The root divides the queries, and a bias of -inf is added."""
    scores = (Q / np.sqrt(Q.shape[-1])) @ np.swapaxes(K, -1, -2)
    if mask is not None:
        scores = scores + np.where(mask, 0.0, -np.inf)
    weights = _softmax(scores)
    return weights @ V, weights


@accept(naive=True)
def by_loops(Q: Array, K: Array, V: Array, mask: Booleans | None = None) -> Found:
    """Query by query, key by key."""
    lead, m, n = Q.shape[:-2], Q.shape[-2], K.shape[-2]
    allowed = np.broadcast_to(True if mask is None else mask, (*lead, m, n))
    means, weights = np.zeros((*lead, m, V.shape[-1])), np.zeros((*lead, m, n))
    for place in np.ndindex(*lead, m):
        seen = [j for j in range(n) if allowed[(*place, j)]]
        keys, values = K[place[:-1]], V[place[:-1]]
        scores = [float(Q[place] @ keys[j]) / Q.shape[-1] ** 0.5 for j in seen]
        powers = [float(np.exp(score - max(scores))) for score in scores]
        for j, power in zip(seen, powers, strict=True):
            weights[(*place, j)] = power / sum(powers)
            means[place] += weights[(*place, j)] * values[j]
    return means, weights
