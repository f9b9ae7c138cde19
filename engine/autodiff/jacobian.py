"""Whole matrices of derivatives, by either mode: Jacobian and Hessian."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.autodiff.dual import Dual, jvp
from engine.autodiff.tape import Value
from engine.system import system


@system("S36.02")
def chain_jacobian(
    stages: list[tuple[Callable[[Array], Array], Callable[[Array], Array]]],
    x: ArrayLike,
) -> Array:
    """Jacobian of a composition: `J_f(g(x)) J_g(x)`, each where its input is.

    Args:
        stages: each map with the function that gives its Jacobian; the first is
            applied first.
        x: the point, shape (d,).

    Returns:
        Jacobian, shape (m, d), for the m outputs of the last stage.

    Raises:
        ValueError: no stages, or x is not a vector of finite numbers.

    Source:
        Spivak, Calculus on Manifolds (1965), theorem 2-2.

    >>> double = (lambda x: 2 * x, lambda x: 2 * np.eye(2))
    >>> product = (lambda x: x[:1] * x[1:], lambda x: np.array([[x[1], x[0]]]))
    >>> chain_jacobian([double, product], [1.0, 3.0])
    array([[12.,  4.]])
    """
    if not stages:
        raise ValueError("stages must hold at least one map and its Jacobian")
    point = as_vector(x, "x")
    total = np.eye(len(point))
    for f, jacobian in stages:
        total = jacobian(point) @ total
        point = f(point)
    return total


@system("S36.02")
def jacobian_forward(f: Callable[[Any], Any], x: ArrayLike) -> Array:
    """Jacobian column by column: d passes of forward mode, one an input.

    The cheaper mode where inputs are few and outputs many.

    Args:
        f: as for `engine.autodiff.dual.jvp`; a vector in, a vector or scalar out.
        x: the point, shape (d,).

    Returns:
        Jacobian, shape (m, d); the gradient, shape (d,), where f gives a scalar.

    Raises:
        ValueError: x is not a vector of finite numbers.

    >>> jacobian_forward(lambda x: x[0] * x, [2.0, 3.0])
    array([[4., 0.],
           [3., 2.]])
    """
    x = as_vector(x, "x")
    return np.stack([jvp(f, x, e)[1] for e in np.eye(len(x))], axis=-1)


@system("S36.02")
def jacobian_reverse(f: Callable[[Any], Any], x: ArrayLike) -> Array:
    """Jacobian row by row: m backward passes, one an output, over one record.

    The cheaper mode where outputs are few: one pass for the gradient of a loss,
    whatever the number of parameters.

    Args:
        f: as for `engine.autodiff.tape.vjp`; a vector in, a vector or scalar out.
        x: the point, shape (d,).

    Returns:
        Jacobian, shape (m, d); the gradient, shape (d,), where f gives a scalar.

    Raises:
        ValueError: x is not a vector of finite numbers.

    >>> jacobian_reverse(lambda x: x[0] * x, [2.0, 3.0])
    array([[4., 0.],
           [3., 2.]])
    """
    leaf = Value(as_vector(x, "x"))
    y = f(leaf)
    # A function that ignores x gives plain numbers.
    y = y if isinstance(y, Value) else Value(y)
    rows = []
    for u in np.eye(y.data.size):
        y.backward(u.reshape(y.shape))
        rows.append(leaf.grad)
    return np.reshape(rows, (*y.shape, *leaf.shape))


@system("S36.02")
def hessian(f: Callable[[Any], Any], x: ArrayLike) -> Array:
    """Second derivatives of a scalar f: `H_ij = d^2 f / dx_i dx_j`.

    Forward mode over itself: a Dual whose value and tangent are Duals carries
    along `e_j` the derivative along `e_i`. H is symmetric, so d (d + 1) / 2 passes.

    Args:
        f: as for `engine.autodiff.dual.jvp`, giving a scalar.
        x: the point, shape (d,).

    Returns:
        Hessian, shape (d, d).

    Raises:
        ValueError: x is not a vector of finite numbers.

    >>> hessian(lambda x: x[0] ** 2 * x[1], [1.0, 3.0])
    array([[6., 2.],
           [2., 0.]])
    """
    x = as_vector(x, "x")
    axes = np.eye(len(x))
    H = np.empty((len(x), len(x)))
    for i, j in zip(*np.triu_indices(len(x)), strict=True):
        y = f(Dual(Dual(x, axes[i]), Dual(axes[j], 0.0)))
        H[i, j] = H[j, i] = y.tangent.tangent if isinstance(y, Dual) else 0.0
    return H
