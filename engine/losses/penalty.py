"""A loss with a penalty on the weights."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.system import system

LossGradient = Callable[[Array], tuple[float, Array]]


@system("S18.01")
def penalised(
    loss: LossGradient, l1: float = 0.0, l2: float = 0.0, free: ArrayLike = ()
) -> LossGradient:
    """`loss(w) + l1 sum |w_j| + l2 sum w_j^2`: no factor 1/2.

    The gradient gains `l1 sign(w) + 2 l2 w`: L1 subtracts a constant from each
    weight, which can reach 0; L2 a share of it, which cannot. At w_j = 0 the
    subgradient of |w_j| is 0.

    Args:
        loss: gives the value and the gradient at w, shape (d,).
        l1: strength of the absolute weights, at least 0.
        l2: strength of the squared weights, at least 0.
        free: positions that are not penalised, such as the intercept's.

    Returns:
        The penalised loss, called as `loss` is.

    Raises:
        ValueError: a strength is negative.

    >>> flat = lambda w: (0.0, np.zeros_like(w))
    >>> penalised(flat, l1=1.0, l2=0.5)(np.array([3.0, -4.0]))
    (19.5, array([ 4., -5.]))
    """
    if not (l1 >= 0 and l2 >= 0):
        raise ValueError(f"l1 and l2 must be at least 0, got {l1} and {l2}")
    left = np.asarray(free, dtype=int)

    def total(w: Array) -> tuple[float, Array]:
        value, gradient = loss(w)
        counted = np.array(w, dtype=float)
        counted[left] = 0.0
        penalty = l1 * np.abs(counted).sum() + l2 * (counted @ counted)
        return value + float(penalty), gradient + l1 * np.sign(counted) + (
            2 * l2 * counted
        )

    return total
