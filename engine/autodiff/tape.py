"""Reverse mode: a record of what was computed, read backwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import ArrayLike

from engine.algebra.broadcasting import unbroadcast
from engine.arrays import Array
from engine.autodiff.partials import COMPARISONS, PARTIALS
from engine.system import system

Pullback = Callable[[Array], Array]
"""Gradient by a result -> gradient by one operand."""


@system("S36.05", "S36.12", "S07.02")
class Value(NDArrayOperatorsMixin):
    """An array that remembers how it was computed.

    Running a program on Values records a graph: each result keeps its operands
    and, for each, a pullback `g -> g * local derivative`. `backward` walks that
    graph from the result to the inputs; a value that was used more than once
    gets the sum of what comes back, the chain rule for several paths. Operators
    and NumPy's functions accept it, as they do Dual.

    Args:
        data: numbers of any shape, copied; recorded results cannot be edited in
            place, which would make the pullbacks wrong.
        parents: operand and pullback of each, for a result; none for an input.

    Attributes:
        data: the array, read-only.
        grad: gradient by it, after `backward` of a result that depends on it.

    Source:
        Griewank and Walther, Evaluating Derivatives (2008), section 3.2.

    >>> x = Value(2.0)
    >>> y = (3 * x**2 + 1) ** 2
    >>> y.backward()
    >>> float(y.data), float(x.grad)
    (169.0, 312.0)
    """

    def __init__(
        self, data: ArrayLike, parents: tuple[tuple[Value, Pullback], ...] = ()
    ) -> None:
        self.data = np.array(data, dtype=float)
        self.data.flags.writeable = False
        self.grad = np.zeros_like(self.data)
        self.parents = parents

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the data, and of the gradient."""
        return self.data.shape

    @property
    def T(self) -> Any:  # noqa: N802 - as in NumPy
        """The transpose."""
        return np.transpose(self)  # type: ignore[call-overload]

    def __repr__(self) -> str:
        return f"Value({self.data})"

    def __len__(self) -> int:
        return len(self.data)

    def __getitem__(self, index: Any) -> Value:
        def scatter(g: Array) -> Array:
            back = np.zeros(self.shape)
            np.add.at(back, index, g)  # an index that occurs twice adds twice
            return back

        return Value(self.data[index], ((self, scatter),))

    def detach(self) -> Value:
        """The same numbers without their past: a constant from here on."""
        return Value(self.data)

    def backward(self, u: ArrayLike = 1.0) -> None:
        """Set `grad` of this and of all it depends on to `u^T J`.

        Starts anew at each call; what this does not depend on keeps its `grad`.

        Args:
            u: gradient by this value, of its shape; 1 for a scalar.

        Raises:
            ValueError: u has another shape.
        """
        u = np.asarray(u, dtype=float)
        if u.shape != self.shape:
            raise ValueError(f"u must have shape {self.shape}, got {u.shape}")
        order = list(self.history())
        for value in order:
            value.grad = np.zeros_like(value.data)
        self.grad = u.copy()
        for value in reversed(order):
            for parent, pullback in value.parents:
                parent.grad = parent.grad + pullback(value.grad)

    def history(self) -> Iterator[Value]:
        """All values this depends on, operands before results, itself last.

        A stack in place of recursion: graphs are deeper than Python's limit.
        """
        seen: set[int] = set()
        stack = [(self, False)]
        while stack:
            value, operands_done = stack.pop()
            if operands_done:
                yield value
            elif id(value) not in seen:
                seen.add(id(value))
                stack.append((value, True))
                stack.extend((parent, False) for parent, _ in value.parents)

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any
    ) -> Any:
        if method != "__call__" or kwargs:
            return NotImplemented
        data = [_data(x) for x in inputs]
        y = ufunc(*data)
        if ufunc in COMPARISONS:
            return y
        if ufunc is np.matmul:
            pullbacks = _matmul_pullbacks(*data)
        elif ufunc in PARTIALS:
            pullbacks = [
                _scaled(partial, data, i, y)
                for i, partial in enumerate(PARTIALS[ufunc])
            ]
        else:
            return NotImplemented
        pairs = zip(inputs, pullbacks, strict=True)
        return Value(y, tuple((x, p) for x, p in pairs if isinstance(x, Value)))

    def __array_function__(
        self, function: Any, types: Any, args: Any, kwargs: Any
    ) -> Any:
        if function not in _FUNCTIONS:
            return NotImplemented
        rule: Any = _FUNCTIONS[function]
        return rule(*args, **kwargs)


@system("S36.05")
def vjp(f: Callable[[Any], Any], x: ArrayLike, u: ArrayLike) -> tuple[Array, Array]:
    """Value of f and its gradient against u, `u^T J(x)`, in one pass.

    Costs a small multiple of f, whatever the number of inputs, and the memory
    of every intermediate result.

    Args:
        f: written for Value: operators and NumPy's elementwise functions, `@`,
            `np.sum`, `np.mean`, `np.stack`, `np.reshape`, `np.transpose`.
        x: the point, any shape.
        u: weights of the outputs, of the shape that f gives.

    Returns:
        `f(x)`, and `u^T J(x)` of the shape of x.

    Raises:
        ValueError: u has another shape than `f(x)`.
        TypeError: f uses a function that has no rule.

    >>> y, g = vjp(lambda x: x * x, [2.0, 3.0], [1.0, 10.0])
    >>> y, g
    (array([4., 9.]), array([ 4., 60.]))
    """
    leaf = Value(x)
    y = f(leaf)
    y = y if isinstance(y, Value) else Value(y)
    y.backward(u)
    return y.data, leaf.grad


@system("S48.10")
def gradient(f: Callable[..., Any]) -> Callable[..., tuple[Array, ...]]:
    """The function that gives the gradient of a scalar f by each argument.

    Args:
        f: takes any number of arrays, gives a scalar; written as for `vjp`.

    Returns:
        A function of the same arguments: one gradient for each, of its shape.

    Raises:
        ValueError: when called, if f gives more than a scalar.

    >>> gradient(lambda w, x: np.sum(w * x))([1.0, 2.0], [3.0, 4.0])
    (array([3., 4.]), array([1., 2.]))
    """

    def gradients(*arguments: ArrayLike) -> tuple[Array, ...]:
        leaves = [Value(a) for a in arguments]
        y = f(*leaves)
        (y if isinstance(y, Value) else Value(y)).backward()
        return tuple(leaf.grad for leaf in leaves)

    return gradients


def _data(x: Any) -> Any:
    return x.data if isinstance(x, Value) else np.asarray(x, dtype=float)


def _scaled(
    partial: Callable[..., Any], data: list[Array], i: int, y: Array
) -> Pullback:
    return lambda g: unbroadcast(g * partial(*data, y), data[i].shape)


def _matmul_pullbacks(a: Array, b: Array) -> list[Pullback]:
    """For `A @ B`: `G B^T` and `A^T G`; a vector is a row left, a column right."""
    left = a[None, :] if a.ndim == 1 else a
    right = b[:, None] if b.ndim == 1 else b
    full = (*np.broadcast_shapes(left.shape[:-2], right.shape[:-2]),
            left.shape[-2], right.shape[-1])  # fmt: skip

    def by_left(g: Array) -> Array:
        back = g.reshape(full) @ right.swapaxes(-1, -2)
        return unbroadcast(back, left.shape).reshape(a.shape)

    def by_right(g: Array) -> Array:
        back = left.swapaxes(-1, -2) @ g.reshape(full)
        return unbroadcast(back, right.shape).reshape(b.shape)

    return [by_left, by_right]


def _sum(x: Value, axis: Any = None, keepdims: bool = False) -> Value:
    def spread(g: Array) -> Array:
        if axis is not None and not keepdims:
            g = np.expand_dims(g, axis)
        return np.broadcast_to(g, x.shape)

    return Value(x.data.sum(axis=axis, keepdims=keepdims), ((x, spread),))


def _mean(x: Value, axis: Any = None, keepdims: bool = False) -> Any:
    total = _sum(x, axis, keepdims)
    return total * (total.data.size / x.data.size)


def _reshape(x: Value, shape: Any) -> Value:
    return Value(x.data.reshape(shape), ((x, lambda g: g.reshape(x.shape)),))


def _transpose(x: Value, axes: Any = None) -> Value:
    back = None if axes is None else np.argsort(axes)
    return Value(x.data.transpose(axes), ((x, lambda g: g.transpose(back)),))


def _stack(values: Any, axis: int = 0) -> Value:
    data = np.stack([_data(x) for x in values], axis=axis)

    def part(i: int) -> Pullback:
        return lambda g: np.asarray(g.take(i, axis=axis))

    pairs = enumerate(values)
    return Value(data, tuple((x, part(i)) for i, x in pairs if isinstance(x, Value)))


_FUNCTIONS = {
    np.sum: _sum,
    np.mean: _mean,
    np.reshape: _reshape,
    np.transpose: _transpose,
    np.stack: _stack,
}
