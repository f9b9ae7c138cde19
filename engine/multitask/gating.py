"""Selective sharing: each task lets through what it can use."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix
from engine.nn.activations import sigmoid
from engine.system import system


@system("S40.16")
def gated(
    h: ArrayLike, a: ArrayLike, gradients: ArrayLike
) -> tuple[Array, Array, Array]:
    """`h_t = sigmoid(a_t) * h` for each task t, and back: a soft mask on features.

    A gate near 0 keeps a feature from a task, and that task from changing it: the
    same factor is on the way back, where the tasks' gradients add up.

    Args:
        h: shared features, shape (n, h).
        a: gate logits of each task, shape (k, h).
        gradients: of the loss by each task's features, shape (k, n, h).

    Returns:
        Features of each task, shape (k, n, h), and gradients by h and by a.

    Raises:
        ValueError: shapes do not fit.

    >>> shared, by_h, by_a = gated([[4.0]], [[0.0], [-1000.0]], [[[1.0]], [[1.0]]])
    >>> shared.ravel(), by_h, by_a.ravel()
    (array([2., 0.]), array([[0.5]]), array([1., 0.]))
    """
    h, a = as_matrix(h, "h"), as_matrix(a, "a")
    g = np.asarray(gradients, dtype=float)
    if g.shape != (len(a), *h.shape) or a.shape[1] != h.shape[1]:
        raise ValueError(
            f"h, a and gradients must be (n, h), (k, h) and (k, n, h), "
            f"got {h.shape}, {a.shape} and {g.shape}"
        )
    gate, slope = sigmoid(a)
    by_h = (g * gate[:, None]).sum(axis=0)
    by_a = (g * h).sum(axis=1) * slope
    return gate[:, None] * h, by_h, by_a
