"""What a challenge asks of the code besides right answers.

All of it is advisory: whoever wants to can evade it, and no verdict depends on it.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

MARGIN = 8.0
"""How much faster than allowed a time may grow: noise reaches 4, caches the rest."""

SHORTEST = 2e-5
"""Seconds. Shorter times say more about the clock than about the code."""

_ORDERS: dict[str, Callable[[float], float]] = {
    "1": lambda _: 1.0,
    "log n": math.log,
    "n": lambda n: n,
    "n log n": lambda n: n * math.log(n),
    "n^2": lambda n: n**2,
    "n^3": lambda n: n**3,
}
_LOOPS = (ast.For, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(frozen=True)
class Note:
    """A place in a submission that does not keep to a constraint."""

    line: int
    text: str


@dataclass(frozen=True)
class Constraint:
    """Something that the source should not contain.

    Attributes:
        text: a sentence for the statement.
        find: the places in the source that break it.
    """

    text: str
    find: Callable[[ast.Module], Iterator[Note]]

    def notes(self, code: str) -> list[Note]:
        """What breaks the constraint, by line; nothing if the code is no Python."""
        try:
            tree = ast.parse(code)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return []
        return sorted(set(self.find(tree)), key=lambda note: note.line)


@dataclass(frozen=True)
class Growth:
    """How the time may grow with the size of the input.

    Attributes:
        text: a sentence for the statement.
        order: such as "n log n".
    """

    text: str
    order: str

    def note(self, times: Mapping[int, float]) -> str | None:
        """What breaks the constraint, or None.

        It is told by the smallest and the largest size, which should be apart by a
        factor of 32: one power of n more then shows beyond any noise.

        Args:
            times: size, above 1 -> seconds, the best of a few runs.
        """
        small, large = min(times), max(times)
        grown = times[large] / max(times[small], SHORTEST)
        allowed = _ORDERS[self.order](large) / _ORDERS[self.order](small)
        if grown <= MARGIN * allowed:
            return None
        return (
            f"From n = {small} to {large} the time grew {grown:.0f} times; "
            f"{self.order} grows {allowed:.0f} times."
        )


def growth(order: str) -> Growth:
    """The time grows no faster than `order`, one of 1, log n, n, n log n, n^2, n^3.

    Raises:
        ValueError: another order.
    """
    if order not in _ORDERS:
        raise ValueError(f"order must be one of {', '.join(_ORDERS)}, got {order!r}")
    return Growth(f"The time should grow no faster than ${_tex(order)}$.", order)


def no_loops() -> Constraint:
    """Array operations in place of loops and comprehensions."""

    def find(tree: ast.Module) -> Iterator[Note]:
        for node in ast.walk(tree):
            if isinstance(node, _LOOPS):
                yield Note(node.lineno, "A Python loop; array operations do without.")

    return Constraint("Use array operations: no Python loop.", find)


def no_import(module: str) -> Constraint:
    """Without a library."""

    def find(tree: ast.Module) -> Iterator[Note]:
        for node, name in _imports(tree).values():
            if name == module or name.startswith(f"{module}."):
                yield Note(node.lineno, f"Imports `{module}`.")

    return Constraint(f"Do it without `{module}`.", find)


def no_call(function: str) -> Constraint:
    """Without a function, such as "np.linalg.inv", under whatever name."""
    full = function.replace("np.", "numpy.", 1) if function[:3] == "np." else function

    def find(tree: ast.Module) -> Iterator[Note]:
        imports = {alias: name for alias, (_, name) in _imports(tree).items()}
        for node in ast.walk(tree):
            if isinstance(node, ast.expr) and _dotted(node, imports) == full:
                yield Note(node.lineno, f"Uses `{function}`.")

    return Constraint(f"Do it without `{function}`.", find)


def _imports(tree: ast.Module) -> dict[str, tuple[ast.stmt, str]]:
    """Name in the source -> where it is imported, and the full name of what it is."""
    found: dict[str, tuple[ast.stmt, str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.split(".")[0]
                found[alias.asname or alias.name] = (node, alias.name)
                if not alias.asname:
                    found[root] = (node, root)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                found[alias.asname or alias.name] = (node, full)
    return found


def _dotted(node: ast.expr, imports: Mapping[str, str]) -> str | None:
    if isinstance(node, ast.Name):
        return imports.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        owner = _dotted(node.value, imports)
        return f"{owner}.{node.attr}" if owner else None
    return None


def _tex(order: str) -> str:
    return order.replace("log", "\\log")
