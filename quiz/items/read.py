"""Numbers and matrices from what a learner typed. A response is data: no eval."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from quiz.items.ask import Invalid

Array = NDArray[np.float64]

MAX_LENGTH = 200
MAX_MATRIX_LENGTH = 4000

_OPERATORS: dict[type[ast.AST], Callable[..., float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
_CONSTANTS = {"pi": math.pi, "e": math.e}
_SPELLINGS = str.maketrans({"−": "-", "–": "-", "·": "*", "×": "*", "÷": "/"})


def number(text: str) -> float:
    """Read a number: decimal, fraction, 1e-3, percent, pi, e, simple arithmetic.

    Raises:
        Invalid: anything else, or a result that is not a finite number.

    >>> number("1/4"), number("23.5 %"), number("-2^2")
    (0.25, 0.235, -4.0)
    """
    source = text.strip().translate(_SPELLINGS)
    if not source:
        raise Invalid("Type a number, such as 0.25, 1/4 or 2.5e-1.")
    if len(source) > MAX_LENGTH:
        raise Invalid(f"That is {len(source)} characters; a number needs fewer.")
    if "," in source or "_" in source:
        raise Invalid(
            f"{_quote(text)} has a separator. Write a decimal point, "
            "and nothing between thousands."
        )
    percent = source.endswith("%")
    try:
        tree = ast.parse(
            source.removesuffix("%").strip().replace("^", "**"), mode="eval"
        )
        value = _evaluate(tree.body) / (100.0 if percent else 1.0)
    except ZeroDivisionError:
        raise Invalid(f"{_quote(text)} divides by zero.") from None
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
        raise Invalid(
            f"{_quote(text)} does not read as a number. "
            "Expected something like 0.25, 1/4, 2.5e-1 or 25 %."
        ) from None
    if not math.isfinite(value):
        raise Invalid(f"{_quote(text)} is too large to be read as a number.")
    return value


def _evaluate(node: ast.AST) -> float:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(
            value, bool
        ):
            return float(value)
        case ast.Name(id=name) if name in _CONSTANTS:
            return _CONSTANTS[name]
        case ast.UnaryOp(op=op, operand=operand) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_evaluate(operand))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_evaluate(left), _evaluate(right))
    raise ValueError(f"{type(node).__name__} is not arithmetic")


def matrix(text: str) -> Array:
    """Read a vector or matrix: `[1, 2]`, `1 2; 3 4`, `[[1, 2], [3, 4]]`, rows as lines.

    One row gives a vector, shape (d,); brackets around rows, or several rows,
    give a matrix, shape (n, d).

    Raises:
        Invalid: an entry is not a number, or the rows differ in length.

    >>> matrix("1/2 -1; 0, 3")
    array([[ 0.5, -1. ],
           [ 0. ,  3. ]])
    """
    source = text.strip().translate(_SPELLINGS)
    if not source:
        raise Invalid("Type the entries, such as [0.2, -0.2] or 1 2; 3 4.")
    if len(source) > MAX_MATRIX_LENGTH:
        raise Invalid(f"That is {len(source)} characters; a matrix here needs fewer.")
    source = re.sub(r"^(?:np\.)?array\((.*)\)$", r"\1", source, flags=re.DOTALL)
    nested = bool(re.match(r"\[\s*\[", source))
    rows = (
        re.split(r"\]\s*,?\s*\[|;|\n", source) if nested else re.split(r";|\n", source)
    )
    read = [_row(row) for row in rows if row.strip(" []\t,")]
    if not read:
        raise Invalid(f"{_quote(text)} holds no entries.")
    lengths = sorted({len(row) for row in read})
    if len(lengths) > 1:
        raise Invalid(f"The rows differ in length: {lengths[0]} and {lengths[-1]}.")
    values = np.array(read)
    return values if nested or len(read) > 1 else values[0]


def _row(text: str) -> list[float]:
    inner = text.strip().strip("[]").strip().strip(",")
    entries = inner.split(",") if "," in inner else inner.split()
    return [number(entry) for entry in entries]


def _quote(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"
