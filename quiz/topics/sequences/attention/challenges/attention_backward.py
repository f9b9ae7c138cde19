r"""Back through attention

The gradient of a loss by the output of $Y = \mathrm{softmax}(Q K^\top / \sqrt{d_k})\,V$ is
`g`. What are the gradients by `Q`, `K` and `V`?

- `g`: shape `(m, d_v)`; `Q`: shape `(m, d_k)`; `K`: shape `(n, d_k)`; `V`: shape
  `(n, d_v)`.
- `mask`: `True` where a query may look, shape `(m, n)`, or `None`. Each query may look
  somewhere.
- Return `(dQ, dK, dV)`, shaped like `Q`, `K` and `V`. A masked pair passes nothing back.

Scores may be in the thousands. Numbers are compared with a relative tolerance of
$10^{-6}$.

    >>> K, V = np.array([[0.0], [0.0]]), np.array([[2.0], [4.0]])
    >>> one = np.array([[1.0]])
    >>> dQ, dK, dV = attention_backward(one, one, K, V)
    >>> dQ.ravel(), dK.ravel(), dV.ravel()
    (array([0.]), array([-0.5,  0.5]), array([0.5, 0.5]))
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array, Booleans
from engine.attention.scaled_dot import attention_backward
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close, parts
from quiz.coding.constraints import no_loops

Given = tuple[Array, Array, Array, Array, Booleans | None]
Found = tuple[Array, Array, Array]
Mask = Booleans | None

challenge = Challenge(
    reference=attention_backward,
    level=3,
    minutes=25,
    compare=parts(dQ=close(rtol=1e-6), dK=close(rtol=1e-6), dV=close(rtol=1e-6)),
    constraints=[no_loops()],
    covers=["H56.02", "S56.08"],
)


def _given(m: int, n: int, d_k: int, d_v: int, seed: int) -> Given:
    rng = np.random.default_rng(seed)
    shapes = (m, d_v), (m, d_k), (n, d_k), (n, d_v)
    g, Q, K, V = (rng.normal(size=shape).round(1) for shape in shapes)
    return g, Q, K, V, None


EXAMPLES = [
    (np.array([[1.0]]), np.array([[1.0]]), np.zeros((2, 1)), np.array([[2.0], [4.0]]), None),
    _given(m=2, n=3, d_k=2, d_v=3, seed=0),
]  # fmt: skip

EDGES: dict[str, Given] = {
    "one key": _given(m=3, n=1, d_k=2, d_v=2, seed=1),
    "one query": _given(m=1, n=4, d_k=3, d_v=2, seed=2),
    "long keys": _given(m=3, n=3, d_k=16, d_v=2, seed=3),
    "equal values": (
        *_given(m=2, n=3, d_k=2, d_v=2, seed=4)[:3],
        np.ones((3, 2)),
        None,
    ),
    "large scores": (
        np.array([[1.0, 2.0], [3.0, -1.0]]),
        np.array([[2e3, 0.0], [0.0, 3e3]]),
        np.array([[1.0, 1.0], [1.0, 1.0], [0.5, 0.5]]),
        np.array([[1.0, 0.0], [0.0, 1.0], [2.0, 2.0]]),
        None,
    ),
    "rows far apart": (
        np.array([[1.0, 2.0], [3.0, -1.0]]),
        np.array([[2e3, 0.0], [-2e3, 0.0]]),
        np.array([[1.0, 1.0], [1.0, 1.0], [1.0, 0.5]]),
        np.array([[1.0, 0.0], [0.0, 1.0], [2.0, 2.0]]),
        None,
    ),
    "a causal mask": (
        *_given(m=3, n=3, d_k=2, d_v=2, seed=5)[:4],
        np.tri(3, dtype=bool),
    ),
    "a key that nobody sees": (
        *_given(m=2, n=3, d_k=2, d_v=2, seed=6)[:4],
        np.array([[True, False, True], [True, False, False]]),
    ),
}

EQUIVALENT = {
    "np.asarray(a, dtype=float)": "every case has arrays of floats",
    "_logits(z) -> pass": "every case has valid logits",
    "dtype=float) -> pass": "every case has arrays of floats",
    "np.asarray(mask, dtype=bool)": "every mask is an array of booleans",
    "-2 -> 0": "of two axes the last but one is axis 0",
}


def draw(rng: np.random.Generator) -> Given:
    """Two to four queries, two to five keys; a mask as often as not."""
    m, n, d_k, d_v = (int(i) for i in rng.integers([2, 2, 2, 1], [5, 6, 6, 5]))
    mask = rng.random((m, n)) < 0.6
    mask[np.arange(m), rng.integers(n, size=m)] = True
    given = _given(m, n, d_k, d_v, int(rng.integers(10**6)))
    return (*given[:4], mask if rng.random() < 0.5 else None)


SIZES = (30, 100, 300, 600)


def scale(rng: np.random.Generator, n: int) -> Given:
    """n queries and keys of 16 entries."""
    return _given(n, n, 16, 16, int(rng.integers(10**6)))


def _weights(Q: Array, K: Array, mask: Mask) -> Array:
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True))


def _through_softmax(P: Array, dP: Array) -> Array:
    return np.asarray(P * (dP - (P * dP).sum(axis=1, keepdims=True)))


@wrong(
    "`dS` is the gradient by the *scaled* score. The score was divided by $\\sqrt{d_k}$ on "
    "the way forward, so its gradient is on the way back."
)
def lost_the_root(g: Array, Q: Array, K: Array, V: Array, mask: Mask = None) -> Found:
    """dQ and dK without the root."""
    P = _weights(Q, K, mask)
    dS = _through_softmax(P, g @ V.T)
    return dS @ K, dS.T @ Q, P.T @ g


@wrong(
    "The softmax passes back $P \\odot (dP - \\langle dP, P\\rangle)$. You multiplied by `P` "
    "and left the mean out: a weight that rises takes from the others."
)
def without_the_mean(
    g: Array, Q: Array, K: Array, V: Array, mask: Mask = None
) -> Found:
    """P times dP."""
    P = _weights(Q, K, mask)
    dS = P * (g @ V.T) / np.sqrt(Q.shape[1])
    return dS @ K, dS.T @ Q, P.T @ g


@wrong(
    "$P(1-P)\\,dP$ is only the diagonal of the softmax's Jacobian. Every weight of a row "
    "answers every score of that row."
)
def only_the_diagonal(
    g: Array, Q: Array, K: Array, V: Array, mask: Mask = None
) -> Found:
    """The sigmoid's rule."""
    P = _weights(Q, K, mask)
    dS = P * (1 - P) * (g @ V.T) / np.sqrt(Q.shape[1])
    return dS @ K, dS.T @ Q, P.T @ g


@wrong(
    "The mean $\\langle dP, P\\rangle$ is one number for each query. You summed over the "
    "queries: it is the last axis, the keys."
)
def mean_over_queries(
    g: Array, Q: Array, K: Array, V: Array, mask: Mask = None
) -> Found:
    """Sums down the columns."""
    P = _weights(Q, K, mask)
    dP = g @ V.T
    dS = P * (dP - (P * dP).sum(axis=0)) / np.sqrt(Q.shape[1])
    return dS @ K, dS.T @ Q, P.T @ g


@wrong(
    "You pass `g V'` straight to the scores. Between weights and scores lies the softmax, "
    "and its gradient is missing."
)
def without_the_softmax(
    g: Array, Q: Array, K: Array, V: Array, mask: Mask = None
) -> Found:
    """dP in the place of dS."""
    P = _weights(Q, K, mask)
    dP = g @ V.T / np.sqrt(Q.shape[1])
    return dP @ K, dP.T @ Q, P.T @ g


@wrong(
    "Your gradients by `Q` and `K` are right, `dV` is not: every value gets the gradients "
    "of the queries that took from it, by weight. That is `P.T @ g`."
)
def values_unweighted(
    g: Array, Q: Array, K: Array, V: Array, mask: Mask = None
) -> Found:
    """Every value gets the sum of g."""
    P = _weights(Q, K, mask)
    dS = _through_softmax(P, g @ V.T) / np.sqrt(Q.shape[1])
    return dS @ K, dS.T @ Q, np.ones_like(P.T) @ g


@wrong("The mask is not used: keys that a query may not see get, and give, gradient.")
def without_the_mask(
    g: Array, Q: Array, K: Array, V: Array, mask: Mask = None
) -> Found:
    """As if everybody saw everything."""
    del mask
    P = _weights(Q, K, None)
    dS = _through_softmax(P, g @ V.T) / np.sqrt(Q.shape[1])
    return dS @ K, dS.T @ Q, P.T @ g


@wrong(
    "`exp` of a score in the thousands is `inf`, and `inf / inf` is NaN. Subtract the "
    "largest score of each row first."
)
def without_shift(g: Array, Q: Array, K: Array, V: Array, mask: Mask = None) -> Found:
    """An unstable softmax."""
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    scores = scores if mask is None else np.where(mask, scores, -np.inf)
    with np.errstate(over="ignore", invalid="ignore"):
        e = np.exp(scores)
        P = e / e.sum(axis=1, keepdims=True)
        dS = _through_softmax(P, g @ V.T) / np.sqrt(Q.shape[1])
        return dS @ K, dS.T @ Q, P.T @ g


@accept
def by_the_output(g: Array, Q: Array, K: Array, V: Array, mask: Mask = None) -> Found:
    """The mean of dP is g times the output: what FlashAttention keeps."""
    P = _weights(Q, K, mask)
    kept = (g * (P @ V)).sum(axis=1, keepdims=True)
    dS = P * (g @ V.T - kept) / np.sqrt(Q.shape[1])
    return dS @ K, dS.T @ Q, P.T @ g


@accept
def by_jacobians(g: Array, Q: Array, K: Array, V: Array, mask: Mask = None) -> Found:
    """With every row's Jacobian, by named axes."""
    P = _weights(Q, K, mask)
    J = np.einsum("ij,jk->ijk", P, np.eye(len(K))) - np.einsum("ij,ik->ijk", P, P)
    dS = np.einsum("ijk,ik->ij", J, g @ V.T) * Q.shape[1] ** -0.5
    return dS @ K, dS.T @ Q, np.einsum("ij,id->jd", P, g)


@accept(naive=True)
def by_loops(g: Array, Q: Array, K: Array, V: Array, mask: Mask = None) -> Found:
    """Pair by pair."""
    P, root = _weights(Q, K, mask), Q.shape[1] ** 0.5
    dQ, dK, dV = np.zeros_like(Q), np.zeros_like(K), np.zeros_like(V)
    for i in range(len(Q)):
        gains = [float(g[i] @ value) for value in V]
        mean = sum(float(p) * gain for p, gain in zip(P[i], gains, strict=True))
        for j, gain in enumerate(gains):
            slope = float(P[i, j]) * (gain - mean) / root
            dQ[i] += slope * K[j]
            dK[j] += slope * Q[i]
            dV[j] += P[i, j] * g[i]
    return dQ, dK, dV
