"""Every factor of the chain rule from a loss to its logits, written out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.autodiff.expression import Expression, trace
from engine.autodiff.symbolic import differentiate
from engine.losses.binary import bce
from engine.losses.categorical import categorical_cross_entropy
from engine.nn.activations import sigmoid
from engine.nn.softmax import softmax, softmax_jacobian
from engine.system import system


class BinarySteps(NamedTuple):
    """From the loss back to a weight.

    Attributes:
        p: `sigmoid(z)`.
        loss: `-(y ln p + (1 - y) ln(1 - p))`.
        by_p: `(1 - y) / (1 - p) - y / p`.
        p_by_z: `p (1 - p)`.
        by_z: their product, which is `p - y`.
        by_w: `(p - y) x`.
        by_b: `p - y`.
    """

    p: float
    loss: float
    by_p: float
    p_by_z: float
    by_z: float
    by_w: float
    by_b: float


@system("S44.01", "S44.02", "S44.03", "S44.08")
def binary_steps(z: float, y: float, x: float = 1.0) -> BinarySteps:
    """One row of logistic regression, `z = w x + b`, with every derivative.

    Args:
        z: the logit, finite and not so large that p rounds to 0 or 1.
        y: the target, in [0, 1].
        x: the input that the weight multiplies.

    Returns:
        Values and derivatives.

    Raises:
        ValueError: y is outside [0, 1].

    >>> steps = binary_steps(0.0, 1.0, x=3.0)
    >>> steps.by_p, steps.p_by_z, steps.by_z, steps.by_w
    (-2.0, 0.25, -0.5, -1.5)
    """
    (p,), (p_by_z,) = sigmoid([z])
    loss, by_p = bce([p], [y])
    by_z = float(by_p[0] * p_by_z)
    return BinarySteps(
        float(p), loss, float(by_p[0]), float(p_by_z), by_z, by_z * x, by_z
    )


class SoftmaxSteps(NamedTuple):
    """From the loss back to the logits.

    Attributes:
        p: softmax(z), shape (k,).
        loss: `-sum_i y_i ln p_i`.
        by_p: `-y_i / p_i`, shape (k,).
        jacobian: `p_i (delta_ij - p_j)`, shape (k, k).
        by_z: `sum_i by_p_i J_ij`, which is `p_j - y_j` as y sums to 1.
    """

    p: Array
    loss: float
    by_p: Array
    jacobian: Array
    by_z: Array


@system("S44.04", "S44.05", "S44.06")
def softmax_steps(z: ArrayLike, y: ArrayLike) -> SoftmaxSteps:
    """One row of softmax regression, with every derivative.

    What a network should run is `softmax_cross_entropy_gradient`: the 1 / p of the
    logarithm and the p of the Jacobian cancel, and neither needs to be computed.

    Args:
        z: logits, shape (k,), not so far apart that a p with y above 0 is 0.
        y: target, shape (k,), a distribution.

    Returns:
        Values and derivatives.

    Raises:
        ValueError: shapes differ, or y is no distribution.

    >>> softmax_steps([0.0, 0.0], [1.0, 0.0]).by_z
    array([-0.5,  0.5])
    """
    z, y = as_vector(z, "z"), as_vector(y, "y")
    p, jacobian = softmax(z), softmax_jacobian(z)
    loss, by_p = categorical_cross_entropy(p, y)
    return SoftmaxSteps(p, loss, by_p, jacobian, by_p @ jacobian)


@system("S42.09")
def symbolic_softmax_jacobian(k: int) -> list[list[Expression]]:
    """The Jacobian of softmax as formulas: the quotient rule, done by the machine.

    Args:
        k: classes, at least 1; the variables are z0, z1 and so on.

    Returns:
        k rows of k expressions, row i for the output p_i.

    Raises:
        ValueError: k is below 1.

    >>> from engine.autodiff.expression import evaluate
    >>> J = symbolic_softmax_jacobian(2)
    >>> float(evaluate(J[0][1], z0=0.0, z1=0.0))
    -0.25
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}")
    names = [f"z{i}" for i in range(k)]

    def output(i: int) -> Expression:
        return trace(lambda *z: np.exp(z[i]) / sum(np.exp(v) for v in z), *names)

    return [[differentiate(output(i), name) for name in names] for i in range(k)]
