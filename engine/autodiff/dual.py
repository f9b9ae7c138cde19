"""Forward mode: a derivative carried along with each value, by dual numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.autodiff.partials import COMPARISONS, LINEAR, PARTIALS
from engine.system import system


@system("S36.04")
class Dual(NDArrayOperatorsMixin):
    """`value + tangent eps` with `eps^2 = 0`: arithmetic that differentiates.

    `f(a + b eps) = f(a) + f'(a) b eps` is the Taylor series cut by `eps^2 = 0`, so
    each elementary function maps the tangent by its local derivative, and a
    program run on dual numbers follows the chain rule step by step. Exact up to
    rounding; no step size. Operators and NumPy's functions accept it.

    Args:
        value: numbers of any shape; Dual themselves, for second derivatives.
        tangent: how fast they change, of a shape that broadcasts to theirs.

    Source:
        Griewank and Walther, Evaluating Derivatives (2008), section 3.1.

    >>> Dual(2.0, 1.0) ** 3  # the derivative of x^3 at 2 is 3 * 2^2
    Dual(8.0, 12.0)
    """

    def __init__(self, value: Any, tangent: Any = 0.0) -> None:
        self.value: Any = value if isinstance(value, Dual) else np.asarray(value, float)
        self.tangent: Any = np.broadcast_to(tangent, self.shape)

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the value, and of the tangent."""
        return tuple(self.value.shape)

    @property
    def T(self) -> Any:  # noqa: N802 - as in NumPy
        """The transpose."""
        return np.transpose(self)  # type: ignore[call-overload]

    def __repr__(self) -> str:
        return f"Dual({self.value}, {self.tangent})"

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, index: Any) -> Dual:
        return Dual(self.value[index], self.tangent[index])

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any
    ) -> Any:
        if method != "__call__" or kwargs:
            return NotImplemented
        values = [_value(x) for x in inputs]
        if ufunc in COMPARISONS:
            return ufunc(*values)
        if ufunc is np.matmul:
            a, b = inputs
            moved = [a.tangent @ values[1]] if isinstance(a, Dual) else []
            moved += [values[0] @ b.tangent] if isinstance(b, Dual) else []
            return Dual(values[0] @ values[1], sum(moved))
        if ufunc not in PARTIALS:
            return NotImplemented
        y = ufunc(*values)
        # A constant takes no part: the derivative by it need not even exist.
        moved = [
            partial(*values, y) * x.tangent
            for x, partial in zip(inputs, PARTIALS[ufunc], strict=True)
            if isinstance(x, Dual)
        ]
        return Dual(y, sum(moved))

    def __array_function__(
        self, function: Any, types: Any, args: Any, kwargs: Any
    ) -> Any:
        if function not in LINEAR:
            return NotImplemented
        # What is linear maps the tangent exactly as it maps the value.
        parts = args[0] if isinstance(args[0], list | tuple) else None
        split = [
            [part(x) for x in parts] if parts is not None else part(args[0])
            for part in (_value, _tangent)
        ]
        return Dual(*(function(x, *args[1:], **kwargs) for x in split))


@system("S36.04")
def jvp(f: Callable[[Any], Any], x: ArrayLike, v: ArrayLike) -> tuple[Array, Array]:
    """Value of f and its derivative along v, `J(x) v`, in one pass.

    Costs a small multiple of f, whatever the number of outputs; the Jacobian is
    never formed. `engine.autodiff.jacobian` calls it once for each input.

    Args:
        f: written with operators and NumPy's elementwise functions, `@`, `np.sum`,
            `np.mean`, `np.stack`, `np.concatenate`, `np.reshape`, `np.transpose`.
        x: the point, any shape.
        v: the direction, of the shape of x.

    Returns:
        `f(x)` and `J(x) v`, both of the shape that f gives.

    Raises:
        ValueError: x and v differ in shape.
        TypeError: f uses a function that has no rule.

    >>> y, dy = jvp(lambda x: x[0] * x[1], [2.0, 3.0], [1.0, 0.0])
    >>> float(y), float(dy)
    (6.0, 3.0)
    """
    x, v = np.asarray(x, dtype=float), np.asarray(v, dtype=float)
    if x.shape != v.shape:
        raise ValueError(f"x and v must have one shape, got {x.shape} and {v.shape}")
    y = f(Dual(x, v))
    # A function that ignores x gives a plain number.
    return np.asarray(_value(y), float), np.asarray(_tangent(y), float)


def _value(x: Any) -> Any:
    return x.value if isinstance(x, Dual) else x


def _tangent(x: Any) -> Any:
    return x.tangent if isinstance(x, Dual) else np.zeros(np.shape(x))
