"""Temperature: softer or sharper probabilities with the same order."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers, as_matrix
from engine.metrics.probabilities import calibration_error
from engine.nn.log_softmax import log_softmax
from engine.nn.softmax import softmax, softmax_vjp
from engine.system import system


@system("S41.10")
def temperature_softmax(z: ArrayLike, T: float = 1.0) -> Array:
    """`softmax(z / T)`: flatter for T above 1, sharper below, in the same order.

    T to infinity gives equal probabilities, T to 0 a one-hot maximum.

    Args:
        z: logits, shape (..., k).
        T: temperature, positive.

    Returns:
        Probabilities, the shape of z.

    Raises:
        ValueError: T is not positive, or as `softmax`.

    >>> temperature_softmax([np.log(4.0), 0.0], T=2.0).round(4)  # 2 to 1, not 4 to 1
    array([0.6667, 0.3333])
    """
    return softmax(np.asarray(z, dtype=float) / _positive(T))


@system("S41.10")
def temperature_gradient(z: ArrayLike, T: float = 1.0) -> Array:
    """`dp_i/dT = p_i (m - z_i) / T^2`, m being the mean logit, `sum_j p_j z_j`.

    Warming up takes from the classes whose logit is above the mean and gives to the
    others; the sum stays 1, so the entries sum to 0. By the chain rule it is the
    Jacobian times `-z / T^2`, and the Jacobian is not built.

    Args:
        z: logits, shape (..., k).
        T: temperature, positive.

    Returns:
        Derivatives of the probabilities by T, the shape of z.

    Raises:
        ValueError: T is not positive, or as `softmax`; a logit of -inf has none.

    >>> temperature_gradient([1.0, -1.0], T=1.0).round(4)
    array([-0.21,  0.21])
    """
    p = temperature_softmax(z, T)
    z = np.asarray(z, dtype=float)
    return softmax_vjp(p, -z / T**2)


@system("S41.11", "S60.09")
def distillation_loss(
    student: ArrayLike, teacher: ArrayLike, T: float = 2.0
) -> tuple[float, Array]:
    """`T^2 KL(p || q)`, mean over rows: a student q learns from a teacher's p.

    Both are softened by T above 1, so that the teacher's small probabilities, what
    it takes for similar, are heard. The gradient by the student's logits is
    `T (q - p) / n`: a factor 1 / T comes from z / T and one more, for large T, from q
    and p drawing together; `T^2` makes up for both.

    Args:
        student: logits, shape (n, k).
        teacher: logits, shape (n, k), constants.
        T: temperature, positive.

    Returns:
        Value, and gradient by the student's logits, shape (n, k).

    Raises:
        ValueError: shapes differ, T is not positive, or a logit is not finite.

    Source:
        Hinton, Vinyals, Dean, Distilling the Knowledge in a Neural Network (2015),
        section 2.

    >>> distillation_loss([[0.0, 0.0]], [[0.0, 0.0]])
    (0.0, array([[0., 0.]]))
    """
    z, v = as_matrix(student, "student"), as_matrix(teacher, "teacher")
    if z.shape != v.shape:
        raise ValueError(
            f"student and teacher must have one shape, got {z.shape} and {v.shape}"
        )
    log_q, log_p = log_softmax(z / _positive(T)), log_softmax(v / T)
    p = np.exp(log_p)
    value = T**2 * (p * (log_p - log_q)).sum(axis=1).mean()
    return float(value), T * (np.exp(log_q) - p) / len(z)


@system("S41.12")
def fit_temperature(z: ArrayLike, labels: ArrayLike) -> float:
    """The T that gives held-out rows the largest likelihood: temperature scaling.

    Mean of `logsumexp(beta z) - beta z_label`, beta = 1 / T, is convex in beta, and
    its derivative is the mean of `sum_j p_j z_j - z_label`: bisection finds where it
    is 0. The order of classes, and so the accuracy, stays. Networks that are trained
    to the end are mostly overconfident, T above 1.

    Args:
        z: logits of rows that the network has not learned from, shape (n, k).
        labels: class numbers, shape (n,).

    Returns:
        The temperature.

    Raises:
        ValueError: shapes do not fit; or there is no finite positive best T: every
            label has the largest logit of its row, or logits are on average no
            higher at the label than elsewhere.

    Source:
        Guo, Pleiss, Sun, Weinberger, On Calibration of Modern Neural Networks
        (2017), section 4.2.

    >>> z = [[np.log(9.0), 0.0]] * 4  # claims 0.9, and is right three times of four
    >>> round(fit_temperature(z, [0, 0, 0, 1]), 4)  # ln 9 / ln 3
    2.0
    """
    z, labels = _rows(z, labels)
    at_label = z[np.arange(len(z)), labels]
    if (at_label == z.max(axis=1)).all():
        raise ValueError("every label has the largest logit: T would go to 0")

    def slope(beta: float) -> float:
        return float(((softmax(beta * z) * z).sum(axis=1) - at_label).mean())

    if slope(0.0) >= 0:
        raise ValueError("the logits do not favour the labels: T would be infinite")
    low, high = 0.0, 1.0
    while slope(high) < 0:
        low, high = high, 2 * high
    while (middle := (low + high) / 2) not in {low, high}:
        low, high = (middle, high) if slope(middle) < 0 else (low, middle)
    return 1 / high


@system("S41.12")
def confidence_error(
    z: ArrayLike, labels: ArrayLike, T: float = 1.0, bins: int = 15
) -> float:
    """How far confidence is from accuracy: calibration error of the top class.

    Confidence is the largest probability of a row. Rows are put in bins by it, and
    in each its mean is compared with the share of rows that are right.

    Args:
        z: logits, shape (n, k).
        labels: class numbers, shape (n,).
        T: temperature.
        bins: of equal width.

    Returns:
        The error, in [0, 1].

    Raises:
        ValueError: shapes do not fit, or as `temperature_softmax`.

    Source:
        Guo et al. (2017), equation 3.

    >>> z = [[np.log(9.0), 0.0]] * 4
    >>> round(confidence_error(z, [0, 0, 0, 1]), 4)
    0.15
    """
    z, labels = _rows(z, labels)
    P = temperature_softmax(z, T)
    return calibration_error(P.argmax(axis=1) == labels, P.max(axis=1), bins)


def _positive(T: float) -> float:
    if not T > 0:
        raise ValueError(f"T must be positive, got {T}")
    return T


def _rows(z: ArrayLike, labels: ArrayLike) -> tuple[Array, Integers]:
    z, labels = as_matrix(z, "z"), np.asarray(labels)
    if labels.shape != z.shape[:1] or not np.isin(labels, np.arange(z.shape[1])).all():
        raise ValueError(
            f"labels must be {len(z)} class numbers from 0 to {z.shape[1] - 1}"
        )
    return z, labels
