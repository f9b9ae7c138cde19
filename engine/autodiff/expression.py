"""Expression graphs: a function written down as the operations it performs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from engine.arrays import Array
from engine.system import system

_INFIX = {
    np.add: "+",
    np.subtract: "-",
    np.multiply: "*",
    np.divide: "/",
    np.power: "**",
}


@system("S36.03")
class Expression(NDArrayOperatorsMixin):
    """A node of a graph: a variable, a constant, or an operation on other nodes.

    Nothing is computed when it is built: operators and NumPy's elementwise
    functions, applied to Expressions, give Expressions.

    Args:
        head: the name of a variable, a number, or a ufunc.
        operands: what the ufunc is applied to; none for the first two.

    >>> x = Expression("x")
    >>> print(np.sin(5 * x**3))
    sin((5 * (x ** 3)))
    """

    def __init__(self, head: Any, operands: tuple[Expression, ...] = ()) -> None:
        self.head = head
        self.operands = operands

    @property
    def constant(self) -> bool:
        """Whether it is a number."""
        return not isinstance(self.head, str | np.ufunc)

    def nodes(self) -> Iterator[Expression]:
        """Every node once, operands before results, itself last."""
        seen: set[int] = set()
        stack = [(self, False)]
        while stack:
            node, operands_done = stack.pop()
            if operands_done:
                yield node
            elif id(node) not in seen:
                seen.add(id(node))
                stack.append((node, True))
                stack.extend((operand, False) for operand in reversed(node.operands))

    def __str__(self) -> str:
        if not isinstance(self.head, np.ufunc):
            return self.head if isinstance(self.head, str) else f"{self.head:g}"
        parts = [str(operand) for operand in self.operands]
        if self.head in _INFIX:
            return f"({f' {_INFIX[self.head]} '.join(parts)})"
        return f"{self.head.__name__}({', '.join(parts)})"

    def __repr__(self) -> str:
        return f"Expression({self})"

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any
    ) -> Any:
        if method != "__call__" or kwargs:
            return NotImplemented
        return Expression(ufunc, tuple(_node(x) for x in inputs))


@system("S36.03")
def trace(f: Callable[..., Any], *names: str) -> Expression:
    """The graph of f: f itself, run on variables of these names.

    A branch or a loop of f is followed, not recorded; the graph holds what this
    one run has done.

    Args:
        f: takes one argument for each name; operators and elementwise functions.
        names: of the variables.

    Raises:
        ValueError: a name occurs twice.

    >>> trace(lambda x, y: x * y + x, "x", "y")
    Expression(((x * y) + x))
    """
    if len(set(names)) < len(names):
        raise ValueError(f"names must differ, got {names}")
    return _node(f(*map(Expression, names)))


@system("S36.03")
def steps(expression: Expression) -> list[str]:
    """The graph as a list of assignments, each node once, in order of computation.

    This list is what reverse mode records and reads backwards.

    >>> x = Expression("x")
    >>> square = x * x
    >>> steps(square + square)
    ['v0 = x', 'v1 = multiply(v0, v0)', 'v2 = add(v1, v1)']
    """
    number: dict[int, int] = {}
    lines = []
    for node in expression.nodes():
        number[id(node)] = len(number)
        operands = ", ".join(f"v{number[id(operand)]}" for operand in node.operands)
        right = f"{node.head.__name__}({operands})" if operands else str(node)
        lines.append(f"v{len(number) - 1} = {right}")
    return lines


@system("S36.03")
def evaluate(expression: Expression, **values: Any) -> Array:
    """The value of a graph; a node that is used twice is computed once.

    Args:
        expression: the graph.
        values: a number or an array for each variable; arrays are broadcast.

    Raises:
        ValueError: a variable has no value.

    >>> float(evaluate(trace(lambda x: (3 * x**2 + 1) ** 2, "x"), x=2.0))
    169.0
    """
    done: dict[int, Any] = {}
    for node in expression.nodes():
        if isinstance(node.head, np.ufunc):
            done[id(node)] = node.head(*(done[id(o)] for o in node.operands))
        elif node.constant:
            done[id(node)] = node.head
        elif node.head in values:
            done[id(node)] = np.asarray(values[node.head], dtype=float)
        else:
            raise ValueError(f"{node.head} has no value; given: {sorted(values)}")
    return np.asarray(done[id(expression)], dtype=float)


def _node(x: Expression | float) -> Expression:
    return x if isinstance(x, Expression) else Expression(float(x))
