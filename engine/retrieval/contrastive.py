"""Contrastive learning: a query nearer to its document than to all others."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers, as_matrix
from engine.nn.cross_entropy import softmax_cross_entropy_and_gradient
from engine.retrieval.flat_index import flat_search
from engine.system import system


@system("S60.06")
def info_nce(
    Q: ArrayLike, D: ArrayLike, tau: float = 0.05
) -> tuple[float, Array, Array]:
    """`-mean_i ln softmax_j(cos(q_i, d_j) / tau)_i`: row i's document is d_i.

    The other documents of the batch are the wrong ones, for free. A small tau
    looks at the hardest of them only. Gradients pass through the division by the
    lengths: they are at a right angle to the vectors.

    Args:
        Q: vectors of queries, none of them 0, shape (B, d).
        D: of their documents, none of them 0, shape (B, d).
        tau: temperature, positive.

    Returns:
        The loss in nats, its gradients by Q and by D.

    Raises:
        ValueError: shapes differ, a vector is 0, or tau is not positive.

    Source:
        van den Oord, Li, Vinyals, Representation Learning with Contrastive
        Predictive Coding (2018), equation 4.

    >>> loss, _, _ = info_nce(np.eye(2), np.eye(2), tau=1.0)
    >>> round(loss, 4)  # ln(1 + e^-1)
    0.3133
    """
    Q, D = as_matrix(Q, "Q"), as_matrix(D, "D")
    if Q.shape != D.shape or not tau > 0:
        raise ValueError(f"Q {Q.shape}, D {D.shape} of one shape, tau > 0, got {tau}")
    q_size, d_size = (np.linalg.norm(a, axis=1, keepdims=True) for a in (Q, D))
    if min(q_size.min(), d_size.min()) == 0:
        raise ValueError("no vector may be 0: it has no direction")
    q, d = Q / q_size, D / d_size
    z, y = q @ d.T / tau, np.eye(len(Q))
    losses, by_logit = softmax_cross_entropy_and_gradient(z, y)
    by_cosine = by_logit / (tau * len(Q))
    by_q, by_d = by_cosine @ d, by_cosine.T @ q
    return float(losses.mean()), _across(by_q, q) / q_size, _across(by_d, d) / d_size


@system("S60.06")
def learn_synonyms(rng: np.random.Generator, steps: int = 200) -> dict[str, float]:
    """Queries and documents in other words: how many find each other?

    Ten things have two names; queries use one and documents the other, with a
    word more that says nothing. A vector of a text is the sum of its words'
    vectors, random at first, then trained by `info_nce` on pairs.

    Args:
        rng: of texts and vectors.
        steps: of gradient descent, on a pair for each thing.

    Returns:
        Shares of queries whose best of ten documents is right: "words", by the
        words shared; "untrained" and "trained" vectors. Chance is 0.1.
    """
    E = rng.normal(size=(25, 8))  # names 0-9 and 10-19, words that say nothing 20-24

    def texts(names: Integers) -> Array:
        return np.asarray(np.eye(25)[names] + np.eye(25)[rng.integers(20, 25, 10)])

    things = np.arange(10)
    queries, documents = texts(things), texts(things + 10)

    def right(Q: Array, D: Array) -> float:
        return float(np.mean(flat_search(Q, D, 1)[0][:, 0] == things))

    found = {"words": right(queries, documents)}
    found["untrained"] = right(queries @ E, documents @ E)
    for _ in range(steps):
        q, d = texts(things), texts(things + 10)
        _, by_q, by_d = info_nce(q @ E, d @ E, tau=0.2)
        E -= 1.0 * (q.T @ by_q + d.T @ by_d)
    found["trained"] = right(queries @ E, documents @ E)
    return found


def _across(g: Array, unit: Array) -> Array:
    """The part of each row of g at a right angle to the unit vector."""
    return np.asarray(g - (g * unit).sum(axis=1, keepdims=True) * unit)
