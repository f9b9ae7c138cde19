"""Which word is near? Asked of all words at once, or of one and a few others."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix, as_vector
from engine.nn.cross_entropy import softmax_cross_entropy_and_gradient
from engine.system import system


@system("S54.03")
def full_softmax(
    h: ArrayLike, V: ArrayLike, o: ArrayLike
) -> tuple[float, Array, Array]:
    """`-ln softmax(V h)_o`, summed over B examples, and its gradients.

    V has a row for each word: every step reads and changes all of them, and that
    is what the two alternatives avoid.

    Args:
        h: vectors that predict, shape (B, d).
        V: output vectors of d_v words, shape (d_v, d).
        o: the word that is right for each, shape (B,).

    Returns:
        The loss in nats, its gradients by h and by V.

    Raises:
        ValueError: shapes do not fit, or o names no row of V.

    Source:
        Mikolov et al., Distributed Representations of Words and Phrases (2013),
        equation 2.

    >>> loss, _, _ = full_softmax([[0.0]], [[1.0], [2.0]], [0])
    >>> round(loss, 4)  # ln 2
    0.6931
    """
    h, V, rows = _fitting(h, V, o)
    y = np.eye(len(V))[rows]
    losses, by_logit = softmax_cross_entropy_and_gradient(h @ V.T, y)
    return float(losses.sum()), by_logit @ V, by_logit.T @ h


@system("S54.04")
def negative_sampling(
    h: ArrayLike, V: ArrayLike, o: ArrayLike, negatives: ArrayLike
) -> tuple[float, Array, Array]:
    """`-ln s(v_o h) - sum_n ln s(-v_n h)`, s the sigmoid, summed over B examples.

    The right word is told from k drawn ones: k + 1 rows of V change, not all. It
    is another objective, not an approximation: at its minimum `v_o h` is the
    pointwise mutual information less ln k, and `s(v h)` does not sum to 1 over
    words.

    Args:
        h: vectors that predict, shape (B, d).
        V: output vectors, shape (d_v, d).
        o: the right words, shape (B,).
        negatives: drawn words, shape (B, k); one that is right by chance stays.

    Returns:
        The loss in nats, its gradients by h, shape (B, d), and by the rows of V
        that were used, the right word's first, shape (B, k + 1, d).

    Raises:
        ValueError: shapes do not fit, or a word names no row of V.

    Source:
        Mikolov et al., Distributed Representations (2013), equation 4; Levy and
        Goldberg, Neural Word Embedding as Implicit Matrix Factorization (2014).

    >>> loss, by_h, by_rows = negative_sampling([[0.0]], [[1.0], [2.0]], [0], [[1]])
    >>> round(loss, 4), by_h, by_rows.shape  # 2 ln 2, (s - 1) 1 + s 2
    (1.3863, array([[0.5]]), (1, 2, 1))
    """
    h, V, right = _fitting(h, V, o)
    drawn = as_matrix(negatives, "negatives").astype(np.int64)
    if len(drawn) != len(h) or drawn.min() < 0 or drawn.max() >= len(V):
        raise ValueError(f"negatives must be rows of V for each of the {len(h)} in h")
    rows = V[np.column_stack([right, drawn])]  # (B, k + 1, d)
    sign = np.where(np.arange(rows.shape[1]) == 0, 1.0, -1.0)
    z = sign * np.einsum("bkd,bd->bk", rows, h)
    loss = np.logaddexp(0.0, -z).sum()
    by_score = -sign * np.exp(-np.logaddexp(0.0, z))  # -sign * sigmoid(-z)
    return (
        float(loss),
        np.einsum("bk,bkd->bd", by_score, rows),
        by_score[:, :, None] * h[:, None, :],
    )


@system("S54.04")
def noise_distribution(counts: ArrayLike, power: float = 0.75) -> Array:
    """What negatives are drawn from: `count^power / sum count^power`.

    A power below 1 draws rare words more often than they occur.

    Args:
        counts: of each word, positive, shape (d_v,).
        power: 1 for the words' own frequencies, 0 for all alike.

    Returns:
        Probabilities, shape (d_v,).

    Raises:
        ValueError: a count is not positive.

    >>> noise_distribution([16, 1]).round(3)  # 8 / 9
    array([0.889, 0.111])
    """
    counts = as_vector(counts, "counts")
    if counts.min() <= 0:
        raise ValueError(f"every count must be positive, got {counts.min()}")
    p = counts**power
    return np.asarray(p / p.sum())


def _fitting(h: ArrayLike, V: ArrayLike, o: ArrayLike) -> tuple[Array, Array, Array]:
    h, V, right = as_matrix(h, "h"), as_matrix(V, "V"), as_vector(o, "o")
    if h.shape[1] != V.shape[1] or len(right) != len(h):
        raise ValueError(f"do not fit: {h.shape}, {V.shape} and {len(right)} words")
    if right.min() < 0 or right.max() >= len(V):
        raise ValueError(f"words are 0 to {len(V) - 1}, got {right.tolist()}")
    return h, V, right.astype(np.int64)
