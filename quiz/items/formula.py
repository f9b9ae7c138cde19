"""Formulas as people type them: read by a grammar of our own, computed by NumPy.

A response is data. Nothing here evaluates Python, and whatever is typed is read in a
time that grows with its length alone.

    sum      = product (("+" | "-") product)*
    product  = signed (("*" | "/") signed | power)*      2x and p(1 - p) are products
    signed   = ("-" | "+") signed | power
    power    = atom ("^" signed)?                        -2^2 is -4
    atom     = number | name | function "(" sum ")" | "(" sum ")" | "|" sum "|"
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quiz.items.ask import Invalid

Array = NDArray[np.float64]

LENGTH, DEPTH = 200, 40
CONSTANTS = {"pi": math.pi, "e": math.e}
FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "sqrt": np.sqrt,
    "exp": np.exp,
    "log": np.log,
    "ln": np.log,
    "log2": np.log2,
    "log10": np.log10,
    "abs": np.abs,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "sigmoid": lambda x: np.exp(-np.logaddexp(0, -x)),
    "relu": lambda x: np.maximum(x, 0),
}
_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "^": np.power,
}
_SPELLINGS = {"−": "-", "–": "-", "·": "*", "×": "*", "÷": "/", "**": "^", "√": "sqrt"}
_LETTERS = "αβγδεζηθκλμνξπρστφχψω"
_NAMES = """alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho
    sigma tau phi chi psi omega"""
_GREEK = dict(zip(_LETTERS, _NAMES.split(), strict=True))
_TOKEN = re.compile(
    r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)"
    r"|([A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*)|([-+*/^()|,]))"
)


@dataclass(frozen=True)
class Formula:
    """A formula that was read.

    Attributes:
        op: an operator, a function, "neg", a number's or a name's kind: "num", "name".
        parts: what it is applied to.
        value: of a number.
        name: of a name.
    """

    op: str
    parts: tuple[Formula, ...] = ()
    value: float = 0.0
    name: str = ""

    def at(self, values: Mapping[str, Any]) -> Any:
        """The value where the names have these values; NaN where it has none."""
        with np.errstate(all="ignore"):
            return self._at(values)

    def _at(self, values: Mapping[str, Any]) -> Any:
        if self.op == "num":
            return self.value
        if self.op == "name":
            return values[self.name] if self.name in values else CONSTANTS[self.name]
        parts = [np.asarray(part._at(values), dtype=float) for part in self.parts]
        if self.op == "neg":
            return -parts[0]
        if self.op in _OPERATORS:
            return _OPERATORS[self.op](*parts)
        return FUNCTIONS[self.op](*parts)

    def __str__(self) -> str:
        return self._text(0)

    def _text(self, outer: int) -> str:
        """As Python has it, with no more parentheses than it needs."""
        if self.op == "num":
            return f"{self.value:.12g}"
        if self.op == "name":
            return self.name
        if self.op in FUNCTIONS:
            return f"{self.op}({self.parts[0]})"
        if self.op == "neg":
            text, strength = f"-{self.parts[0]._text(3)}", 2
        else:
            strength = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 4}[self.op]
            # a - (b - c) and (a^b)^c need theirs; -a + b and a * b * c do not.
            left = self.parts[0]._text(strength + (self.op == "^"))
            right = self.parts[1]._text(strength + (self.op in "-/*"))
            space = " " if strength == 1 else ""
            text = f"{left}{space}{self.op}{space}{right}"
        return f"({text})" if strength < outer else text


def read(text: str, names: Collection[str] = ()) -> Formula:
    """Read a formula.

    Args:
        text: what was typed. Greek letters are their names; × · ÷ √ and ** are known.
        names: the variables that may occur.

    Raises:
        Invalid: it is no formula, or uses a name that is none of these.

    >>> str(read("2p(1 - p)^2/3", {"p"}))
    '2*p*(1 - p)^2/3'
    """
    if len(text) > LENGTH:
        raise Invalid(f"That is {len(text)} characters; {LENGTH} are enough here.")
    return _Reader(text, frozenset(names)).read()


class _Reader:
    """Reads one formula, token by token."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        self.text, self.names = text, names
        self.tokens = list(self._tokens(text))
        self.at = 0
        self.depth = 0

    def _tokens(self, text: str) -> list[str]:
        for spelling, plain in _SPELLINGS.items():
            text = text.replace(spelling, plain)
        text = "".join(f" {_GREEK[c]} " if c in _GREEK else c for c in text).rstrip()
        found, at = [], 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise Invalid(
                    f"{self._quoted()}: “{text[at:].strip()[0]}” has no place."
                )
            at = match.end()
            found += self._split(match[0].strip())
        return found

    def _split(self, token: str) -> list[str]:
        """A name that is none of ours, as a product of those that are: xy, 2ab."""
        known = {*self.names, *CONSTANTS, *FUNCTIONS}
        if not token[0].isalpha() or token in known:
            return [token]
        if all(letter in self.names for letter in token):
            return list(token)
        near = f" Known here: {', '.join(sorted(self.names))}." if self.names else ""
        raise Invalid(f"{self._quoted()}: “{token[:20]}” is not known.{near}")

    def read(self) -> Formula:
        if not self.tokens:
            raise Invalid("Type a formula." if self.names else "Type a number.")
        found = self._sum()
        if self.at < len(self.tokens):
            raise self._misplaced()
        return found

    def _sum(self) -> Formula:
        self.depth += 1
        if self.depth > DEPTH:
            raise Invalid("That is nested too deeply to be read.")
        left = self._product()
        while self._next() in {"+", "-"}:
            op = self._take()
            left = Formula(op, (left, self._product()))
        self.depth -= 1
        return left

    def _product(self) -> Formula:
        left = self._signed()
        while True:
            token = self._next()
            if token in {"*", "/"}:
                op = self._take()
                left = Formula(op, (left, self._signed()))
            elif token == "(" or token[:1].isalpha():
                left = Formula("*", (left, self._power()))
            else:
                return left

    def _signed(self) -> Formula:
        signs = 0
        while self._next() in {"+", "-"}:
            signs += self._take() == "-"
        found = self._power()
        return Formula("neg", (found,)) if signs % 2 else found

    def _power(self) -> Formula:
        base = self._atom()
        if self._next() != "^":
            return base
        self._take()
        self.depth += 1
        if self.depth > DEPTH:
            raise Invalid("That is nested too deeply to be read.")
        power = Formula("^", (base, self._signed()))
        self.depth -= 1
        return power

    def _atom(self) -> Formula:
        token = self._next()
        if token in {"(", "|"}:
            self._take()
            inside = self._sum()
            self._expect(")" if token == "(" else "|")
            return inside if token == "(" else Formula("abs", (inside,))
        if token in FUNCTIONS and token not in self.names:
            self._take()
            self._expect("(", f"Write {token}(…), with parentheses.")
            inside = self._sum()
            self._expect(")")
            return Formula(token, (inside,))
        if token[:1].isalpha():
            return Formula("name", name=self._take())
        if token[:1].isdigit() or token[:1] == ".":
            return Formula("num", value=float(self._take()))
        raise self._misplaced()

    def _next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1]

    def _expect(self, token: str, why: str = "") -> None:
        if self._next() != token:
            raise Invalid(f"{self._quoted()}: {why or f'a “{token}” is missing.'}")
        self._take()

    def _misplaced(self) -> Invalid:
        if not self._next():
            return Invalid(f"{self._quoted()} breaks off.")
        return Invalid(f"{self._quoted()}: “{self._next()}” has no place there.")

    def _quoted(self) -> str:
        text = " ".join(self.text.split())
        return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"
