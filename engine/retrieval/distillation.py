"""Distillation: a small model learns what a large one thinks of every class."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.nn.softmax import softmax
from engine.system import system


@system("S60.09")
def distillation_loss(
    teacher: ArrayLike, student: ArrayLike, T: float = 2.0
) -> tuple[float, Array]:
    """`T^2 KL(softmax(teacher / T) | softmax(student / T))`, a mean over rows.

    A temperature above 1 shows how alike the teacher finds the classes that are
    wrong, which one-hot labels do not say. Gradients of softened logits are about
    `T^2` times smaller; the factor makes up for that.

    Args:
        teacher: finite logits, shape (n, k).
        student: finite logits, shape (n, k).
        T: temperature, positive.

    Returns:
        The loss in nats, and its gradient by the student's logits:
        `T (q - p) / n`, shape (n, k).

    Raises:
        ValueError: shapes differ, or T is not positive.

    Source:
        Hinton, Vinyals, Dean, Distilling the Knowledge in a Neural Network
        (2015), section 2.

    >>> loss, gradient = distillation_loss([[0.0, 0.0]], [[0.0, 2.0]], T=2.0)
    >>> round(loss, 4), gradient.round(4)
    (0.4805, array([[-0.4621,  0.4621]]))
    """
    a, b = np.asarray(teacher, dtype=float), np.asarray(student, dtype=float)
    if a.shape != b.shape or a.ndim != 2 or not T > 0:
        raise ValueError(f"(n, k) twice and T > 0, got {a.shape}, {b.shape} and {T}")
    p, q = softmax(a / T), softmax(b / T)
    # Differences of logits, not of logarithms of probabilities that may be 0.
    log_ratio = (a - b) / T - _log_sum(a / T) + _log_sum(b / T)
    return float(T**2 * (p * log_ratio).sum(axis=1).mean()), T * (q - p) / len(a)


def _log_sum(z: Array) -> Array:
    top = z.max(axis=1, keepdims=True)
    return np.asarray(top + np.log(np.exp(z - top).sum(axis=1, keepdims=True)))
