"""The small changes that make a mutant: what one node may become."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

_OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}
_DROPPED = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)
"""Operators whose right side may be forgotten, as in `z - z.max()`."""
_ORDERED = (ast.Sub, ast.Div, ast.MatMult, ast.Pow, ast.Mod)
_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_PAIRS = [
    ("min", "max"),
    ("minimum", "maximum"),
    ("argmin", "argmax"),
    ("sum", "mean"),
    ("exp", "exp2"),
    ("log", "log2"),
    ("log10", "log"),
    ("log1p", "log"),
    ("expm1", "exp"),
    ("floor", "ceil"),
    ("std", "var"),
    ("any", "all"),
    ("zeros", "ones"),
    ("sin", "cos"),
    ("triu", "tril"),
]
_FUNCTIONS = {b: a for a, b in _PAIRS} | dict(_PAIRS)
_FORGOTTEN = {"sqrt", "abs", "square", "copy", "sorted", "reversed"}
"""Functions of one value that may be left out."""
_EVEN = {"minimum", "maximum", "min", "max", "logaddexp", "hypot", "array_equal"}
"""Functions to which the order of their arguments is all one."""
_IDLE = {"dtype", "strict"}
"""Keywords that say what holds anyway."""

NOTHING = ast.keyword(None, ast.Dict([], []))
"""In place of a keyword: a keyword that says nothing."""


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in place of a node, each with one thing changed."""
    kind = ast.stmt if isinstance(node, ast.stmt) else type(node)
    number = _number(node)
    if number is not None:
        yield from _other_numbers(number)
    elif kind in _RULES:
        yield from _RULES[kind](node)


def whole(node: ast.AST) -> bool:
    """Whether a node changes as one: -1, and keywords with a plain value."""
    if isinstance(node, ast.keyword):
        return isinstance(node.value, ast.Constant) or whole(node.value)
    return isinstance(node, ast.UnaryOp) and _number(node) is not None


def _number(node: ast.AST) -> float | None:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(
            value, bool
        ):
            return value
        case ast.UnaryOp(
            op=ast.USub(), operand=ast.Constant(value=int() | float() as v)
        ):
            return -v
    return None


def _other_numbers(value: float) -> Iterator[ast.Constant]:
    # One more or less than a limit of many steps is no other limit.
    near = () if abs(value) >= 1000 else (value + 1, value - 1)
    for other in dict.fromkeys((*near, 2 * value, 0)):
        if other != value:
            yield ast.Constant(other)


def _operation(node: ast.BinOp) -> Iterator[ast.AST]:
    left, op, right = node.left, node.op, node.right
    for other in _OPERATORS.get(type(op), ()):
        yield ast.BinOp(left, other(), right)
    if isinstance(op, _DROPPED):
        yield left
    if isinstance(op, _ORDERED):
        yield ast.BinOp(right, op, left)


def _turned(node: ast.UnaryOp) -> Iterator[ast.AST]:
    if isinstance(node.op, ast.USub | ast.Not):
        yield node.operand


def _comparison(node: ast.Compare) -> Iterator[ast.AST]:
    if len(node.ops) == 1:
        for new in _COMPARISONS[type(node.ops[0])]:
            yield ast.Compare(node.left, [new()], node.comparators)


def _logic(node: ast.BoolOp) -> Iterator[ast.AST]:
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield ast.BoolOp(other, node.values)


def _choice(node: ast.IfExp) -> Iterator[ast.AST]:
    yield ast.IfExp(node.test, node.orelse, node.body)


def _constant(node: ast.Constant) -> Iterator[ast.AST]:
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)


def _keyword(node: ast.keyword) -> Iterator[ast.AST]:
    if not node.arg or node.arg in _IDLE:
        return
    yield NOTHING
    number = _number(node.value)
    if number is not None:
        for value in _other_numbers(number):
            yield ast.keyword(node.arg, value)


def _call(node: ast.Call) -> Iterator[ast.AST]:
    function, args, keywords = node.func, node.args, node.keywords
    name = _name(function)
    if name in _FUNCTIONS:
        yield ast.Call(_called(function, _FUNCTIONS[name]), args, keywords)
    if name in _FORGOTTEN and len(args) == 1:
        yield args[0]
    if name in _FORGOTTEN and not args and isinstance(function, ast.Attribute):
        yield function.value
    if name == "range":
        last = min(len(args), 2) - 1
        short = ast.BinOp(args[last], ast.Sub(), ast.Constant(1))
        yield ast.Call(function, [*args[:last], short, *args[last + 1 :]], keywords)
    starred = any(isinstance(a, ast.Starred) for a in args[:2])
    if len(args) > 1 and not starred and name not in _EVEN:
        yield ast.Call(function, [args[1], args[0], *args[2:]], keywords)


def _slice(node: ast.Slice) -> Iterator[ast.AST]:
    """Bounds that are no numbers, off by one; numbers change by themselves."""
    lower, upper, step = node.lower, node.upper, node.step
    for op in (ast.Add(), ast.Sub()):
        if lower and not isinstance(lower, ast.Constant):
            yield ast.Slice(ast.BinOp(lower, op, ast.Constant(1)), upper, step)
        if upper and not isinstance(upper, ast.Constant):
            yield ast.Slice(lower, ast.BinOp(upper, op, ast.Constant(1)), step)


def _statement(node: ast.stmt) -> Iterator[ast.AST]:
    match node:
        case ast.Return(value=ast.expr() as value):
            yield ast.Return(ast.UnaryOp(ast.USub(), value))
        case ast.AugAssign(target=target, op=op, value=value):
            for other in _OPERATORS.get(type(op), ()):
                yield ast.AugAssign(target, other(), value)
            yield ast.Pass()
        case ast.Assign(targets=[target], value=value) if _replaces(target, value):
            yield ast.Pass()
        case ast.If(test=test, body=body, orelse=orelse):
            yield ast.If(ast.UnaryOp(ast.Not(), test), body, orelse)
        case ast.Expr(value=ast.Call()) | ast.Break() | ast.Continue():
            yield ast.Pass()


def _replaces(target: ast.expr, value: ast.expr) -> bool:
    """Whether something was there before, so that all still runs without."""
    if not isinstance(target, ast.Name):
        return isinstance(target, ast.Subscript)
    used = (node.id for node in ast.walk(value) if isinstance(node, ast.Name))
    return target.id in used


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _called(function: ast.expr, name: str) -> ast.expr:
    if isinstance(function, ast.Attribute):
        return ast.Attribute(function.value, name)
    return ast.Name(name)


_RULES: dict[type[ast.AST], Callable[[Any], Iterator[ast.AST]]] = {
    ast.BinOp: _operation,
    ast.UnaryOp: _turned,
    ast.Compare: _comparison,
    ast.BoolOp: _logic,
    ast.IfExp: _choice,
    ast.Constant: _constant,
    ast.Call: _call,
    ast.keyword: _keyword,
    ast.Slice: _slice,
    ast.stmt: _statement,
}
