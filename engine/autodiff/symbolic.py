"""Symbolic differentiation: the chain rule applied to a formula, giving a formula."""

from __future__ import annotations

import numpy as np

from engine.autodiff.expression import Expression
from engine.autodiff.partials import PARTIALS
from engine.system import system


@system("S36.06")
def differentiate(expression: Expression, name: str) -> Expression:
    """The derivative by one variable, as another expression, simplified.

    The same local derivatives as in `engine.autodiff.partials`, here applied to
    nodes in place of numbers. Shared nodes stay shared in the result; written
    out in full, the derivative of nested products grows quickly ("expression
    swell"), which is why automatic differentiation computes numbers.

    Args:
        expression: built from variables, constants and functions with a rule.
        name: of the variable; one that does not occur gives 0.

    Raises:
        ValueError: a function has no rule.

    >>> x = Expression("x")
    >>> differentiate(x**3, "x")
    Expression((3 * (x ** 2)))
    >>> differentiate(np.sin(5 * x**3), "x")
    Expression((cos((5 * (x ** 3))) * (5 * (3 * (x ** 2)))))
    """
    moved: dict[int, Expression] = {}
    for node in expression.nodes():
        total = Expression(1.0 if node.head == name and not node.operands else 0.0)
        if node.operands:
            if node.head not in PARTIALS:
                raise ValueError(f"{node.head.__name__} has no rule of differentiation")
            for operand, partial in zip(
                node.operands, PARTIALS[node.head], strict=True
            ):
                inner = moved[id(operand)]
                # A constant operand takes no part: log of a base may not exist.
                if not _is(inner, 0):
                    total = total + partial(*node.operands, node) * inner
        moved[id(node)] = simplify(total)
    return moved[id(expression)]


@system("S36.06")
def simplify(expression: Expression) -> Expression:
    """The same function with fewer nodes: constants computed, 0 and 1 absorbed.

    `0 * a` becomes 0, and `0 / a` too, whatever a is: points where a is infinite
    or 0 are lost. It looks at one node at a time; `x - x` stays as it is.

    >>> x = Expression("x")
    >>> simplify((x + 0) * 1 + 2 * Expression(3.0))
    Expression((x + 6))
    """
    done: dict[int, Expression] = {}
    for node in expression.nodes():
        operands = tuple(done[id(operand)] for operand in node.operands)
        done[id(node)] = _simpler(node, operands)
    return done[id(expression)]


def _simpler(  # noqa: PLR0911 - a rule a line
    node: Expression, operands: tuple[Expression, ...]
) -> Expression:
    """The node on simplified operands."""
    if not operands:
        return node
    if all(operand.constant for operand in operands):
        return Expression(float(node.head(*(operand.head for operand in operands))))
    a, b = operands[0], operands[-1]
    match node.head:
        case np.add | np.subtract if _is(b, 0):
            return a
        case np.multiply | np.divide | np.power if _is(b, 1):
            return a
        case np.add if _is(a, 0):
            return b
        case np.multiply if _is(a, 1):
            return b
        case np.multiply | np.divide if _is(a, 0):
            return a
        case np.multiply if _is(b, 0):
            return b
        case np.power if _is(b, 0):
            return Expression(1.0)
    # A node that stays as it is remains shared with the rest of the graph.
    same = all(new is old for new, old in zip(operands, node.operands, strict=True))
    return node if same else Expression(node.head, operands)


def _is(node: Expression, number: float) -> bool:
    return node.constant and node.head == number
