"""The probability of a text, token by token."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.nn.cross_entropy import (
    softmax_cross_entropy,
    softmax_cross_entropy_and_gradient,
)
from engine.nn.softmax import softmax
from engine.system import system

Step = Callable[[list[int]], ArrayLike]
"""The tokens so far to the logits of the next one, shape (v,)."""


@system("S59.06")
def shifted_cross_entropy(logits: ArrayLike, ids: ArrayLike) -> tuple[float, Array]:
    """`-mean ln p(id_(t+1) | ids up to t)`: row t is judged by the token after it.

    The last row has nothing to predict, the first token is not predicted. e to
    the loss is the perplexity.

    Args:
        logits: shape (B, T, v), T at least 2.
        ids: the same texts, shape (B, T).

    Returns:
        The mean in nats, and its gradient by the logits, 0 in the last row.

    Raises:
        ValueError: shapes do not fit, or T is below 2.

    >>> loss, gradient = shifted_cross_entropy([[[0.0, 0.0], [9.0, 0.0]]], [[0, 1]])
    >>> round(loss, 4), gradient[0].tolist()
    (0.6931, [[0.5, -0.5], [0.0, 0.0]])
    """
    z, ids = np.asarray(logits, dtype=float), np.asarray(ids)
    if z.ndim != 3 or ids.shape != z.shape[:2] or z.shape[1] < 2:
        raise ValueError(f"(B, T, v), (B, T), T >= 2: got {z.shape} and {ids.shape}")
    y = np.eye(z.shape[2])[ids[:, 1:]]
    losses, by_logit = softmax_cross_entropy_and_gradient(z[:, :-1], y)
    gradient = np.zeros(z.shape)
    gradient[:, :-1] = by_logit / losses.size
    return float(losses.mean()), gradient


@system("S59.07", "S59.16")
def sequence_log_prob(step: Step, ids: Sequence[int], start: int = 0) -> float:
    """`ln p(ids) = sum_t ln p(id_t | those before)`, in nats.

    Each factor sums to 1 over the next token, so the probabilities of all texts
    of one length do.

    Args:
        step: the model.
        ids: the text.
        start: tokens at the beginning that are given, not judged.

    >>> round(sequence_log_prob(lambda seen: [0.0, 0.0], [1, 0, 1]), 4)  # -3 ln 2
    -2.0794
    """
    total = 0.0
    for t in range(start, len(ids)):
        logits = np.asarray(step(list(ids[:t])), dtype=float)
        y = np.eye(len(logits))[ids[t]]
        total -= float(softmax_cross_entropy(logits, y))
    return total


def next_probabilities(step: Step, ids: Sequence[int]) -> Array:
    """The distribution of the token after `ids`, shape (v,).

    >>> next_probabilities(lambda seen: [0.0, 0.0], [1])
    array([0.5, 0.5])
    """
    return softmax(step(list(ids)))
