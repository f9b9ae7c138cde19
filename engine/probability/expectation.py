"""Expected values, of countable outcomes and of densities; joint distributions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.system import system


@system("S13.08")
def expectation(values: ArrayLike, p: ArrayLike) -> float:
    """`E[X] = sum_i x_i p_i`: the balance point, which X itself need never be.

    Args:
        values: outcomes, shape (k,).
        p: their probabilities, shape (k,), summing to 1.

    Raises:
        ValueError: not such vectors.

    >>> round(expectation([1, 2, 3, 4, 5, 6], [1 / 6] * 6), 9)
    3.5
    """
    values, p = _outcomes(values, p)
    return float(np.sum(values * p))


@system("S13.09")
def distribution_variance(values: ArrayLike, p: ArrayLike) -> float:
    """`Var X = E[(X - E X)^2]`, which is `E[X^2] - (E X)^2`.

    Computed in the first form: in the second, two large numbers of almost one size
    may leave nothing but rounding. The standard deviation is its root.

    Args:
        values, p: as for `expectation`.

    Raises:
        ValueError: as `expectation`.

    >>> round(distribution_variance([1, 2, 3, 4, 5, 6], [1 / 6] * 6), 4)  # 35 / 12
    2.9167
    """
    values, p = _outcomes(values, p)
    return float(np.sum((values - np.sum(values * p)) ** 2 * p))


@system("S13.08")
def integral_expectation(
    g: Callable[[Array], Array],
    density: Callable[[Array], Array],
    low: float,
    high: float,
    n_panels: int = 200,
) -> float:
    """`E[g(X)] = integral of g(x) f(x) dx` from low to high, by Simpson's rule.

    Exact for cubics in each panel, so the error falls with the fourth power of
    the width. Ends that are infinite are cut where nothing is left.

    Args:
        g: of the outcome, elementwise.
        density: f, elementwise, smooth between the ends.
        low, high: ends, finite, low < high.
        n_panels: at least 1.

    Raises:
        ValueError: the ends are not finite or not in order, or no panels.

    Source:
        Press et al., Numerical Recipes (2007), section 4.1.

    >>> round(integral_expectation(np.square, np.ones_like, 0.0, 1.0), 12)  # 1 / 3
    0.333333333333
    """
    if not (np.isfinite([low, high]).all() and low < high) or n_panels < 1:
        raise ValueError(
            f"low < high, both finite, and a panel are needed; got {low}, {high}, "
            f"{n_panels}"
        )
    x = np.linspace(low, high, 2 * n_panels + 1)
    weights = np.ones(len(x))
    weights[1:-1:2] = 4
    weights[2:-1:2] = 2
    width = (high - low) / (2 * n_panels)
    return float(width / 3 * np.sum(weights * g(x) * density(x)))


@system("S13.10")
def marginal(joint: ArrayLike, axis: int) -> Array:
    """Distribution of one variable: the joint probabilities summed over the rest.

    Args:
        joint: probabilities, one axis a variable, summing to 1.
        axis: the variable that is kept.

    Returns:
        Shape (size of that axis,).

    Raises:
        ValueError: joint are no probabilities, or there is no such axis.

    >>> joint = [[0.1, 0.2], [0.3, 0.4]]
    >>> marginal(joint, 0).round(9), marginal(joint, 1).round(9)
    (array([0.3, 0.7]), array([0.4, 0.6]))
    """
    joint = _joint(joint, axis)
    others = tuple(a for a in range(joint.ndim) if a != axis)
    return np.asarray(joint.sum(axis=others))


@system("S13.10")
def conditional(joint: ArrayLike, axis: int, index: int) -> Array:
    """Distribution of the other variables, once one is known.

    The slice of the joint table, divided by its sum.

    Args:
        joint: probabilities, one axis a variable, summing to 1.
        axis: the variable that is known.
        index: its value.

    Returns:
        Shape of joint without that axis.

    Raises:
        ValueError: joint are no probabilities, there is no such axis, or that
            value has probability 0.

    >>> conditional([[0.1, 0.2], [0.3, 0.4]], 1, 0)
    array([0.25, 0.75])
    """
    cut = _joint(joint, axis).take(index, axis=axis)
    if cut.sum() == 0:
        raise ValueError(f"value {index} of axis {axis} has probability 0")
    return np.asarray(cut / cut.sum())


def _outcomes(values: ArrayLike, p: ArrayLike) -> tuple[Array, Array]:
    values, p = as_vector(values, "values"), as_vector(p, "p")
    if values.shape != p.shape or (p < 0).any() or abs(p.sum() - 1) > 1e-9:
        raise ValueError(f"p must have {len(values)} entries and sum to 1, got {p}")
    return values, p


def _joint(joint: ArrayLike, axis: int) -> Array:
    joint = np.asarray(joint, dtype=float)
    # Written so that NaN fails too.
    if not ((joint >= 0).all() and abs(joint.sum() - 1) <= 1e-9):
        raise ValueError("joint must hold probabilities that sum to 1")
    if not 0 <= axis < joint.ndim:
        raise ValueError(f"axis must be from 0 to {joint.ndim - 1}, got {axis}")
    return joint
