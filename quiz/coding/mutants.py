"""Mutants: a right solution with one thing changed, which a challenge should reject."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from operator import itemgetter

import numpy as np

from quiz.coding.changes import NOTHING, changes, whole

_WIDTH = 80


@dataclass(frozen=True)
class Mutant:
    """A changed source: on which line what became what."""

    source: str
    line: int
    before: str
    after: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.before} -> {self.after}"


Put = Callable[[ast.AST], None]
"""Puts a node in the place of another."""


def mutants(source: str, seed: int, count: int) -> list[Mutant]:
    """Sources with one change each, in the order of the source; none twice.

    Args:
        source: of a right solution that stands alone.
        seed: decides which are taken where there are more than `count`.
        count: how many at most.
    """
    found = islice(drawn(source, seed), count)
    return [mutant for _, mutant in sorted(found, key=itemgetter(0))]


def drawn(source: str, seed: int) -> Iterator[tuple[int, Mutant]]:
    """The same one by one in the order that the seed draws, each with its place.

    Checks that only raise are left as they are: no case of a challenge triggers them.
    """
    tree = ast.parse(source)
    left = _checks(tree)
    # Statement by statement: a long module has hundreds of changes, each in one.
    statements = [ast.Module([statement], []) for statement in tree.body]
    texts = [ast.unparse(statement) for statement in statements]
    every = [
        (at, node, put, changed)
        for at, statement in enumerate(statements)
        for node, put in _places(statement, left)
        for changed in changes(node)
    ]
    seen = {"\n".join(texts)}
    for place in np.random.default_rng(seed).permutation(len(every)):
        at, node, put, changed = every[place]
        put(changed)
        text = ast.unparse(ast.fix_missing_locations(statements[at]))
        put(node)
        together = "\n".join([*texts[:at], text, *texts[at + 1 :]])
        if together not in seen:
            seen.add(together)
            line = getattr(node, "lineno", 0)
            yield int(place), Mutant(together, line, _text(node), _text(changed))


def _places(parent: ast.AST, left: set[ast.AST]) -> Iterator[tuple[ast.AST, Put]]:
    """Every node below a parent that may change, and how to put another there."""
    for name, field in ast.iter_fields(parent):
        if isinstance(field, ast.AST):
            children = [(field, partial(setattr, parent, name))]
        elif isinstance(field, list):
            children = [
                (node, partial(field.__setitem__, i)) for i, node in enumerate(field)
            ]
        else:
            continue
        for child, put in children:
            if isinstance(child, ast.AST) and child not in left:
                yield child, put
                if not whole(child):
                    yield from _places(child, left)


def _checks(tree: ast.Module) -> set[ast.AST]:
    """What may not change: checks of the arguments, what only they use, and words."""
    left: set[ast.AST] = set()
    for node in ast.walk(tree):
        if _is_check(node) or _is_word(node):
            left |= {*ast.walk(node)}
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            left.update(node.decorator_list)
        for name in ("annotation", "returns"):
            left |= {*ast.walk(getattr(node, name, None) or NOTHING)}
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            left.update(_only_for_checks(function, left))
    return left


def _is_check(node: ast.AST) -> bool:
    """`if ...: raise ...`, an assertion, or the silencing of warnings."""
    match node:
        case ast.If(body=[*_, ast.Raise()], orelse=[]) | ast.Raise() | ast.Assert():
            return True
        case ast.withitem(context_expr=ast.Call(func=ast.Attribute(attr="errstate"))):
            return True
    return False


def _is_word(node: ast.AST) -> bool:
    """Imports, annotations and docstrings."""
    match node:
        case ast.Import() | ast.ImportFrom() | ast.AnnAssign(value=None):
            return True
        case ast.Expr(value=ast.Constant()) | ast.JoinedStr():
            return True
    return False


def _only_for_checks(function: ast.FunctionDef, left: set[ast.AST]) -> list[ast.stmt]:
    read = {
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name)
        and isinstance(node.ctx, ast.Load)
        and node not in left
    }
    return [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and all(isinstance(t, ast.Name) and t.id not in read for t in node.targets)
    ]


def _text(node: ast.AST) -> str:
    return "nothing" if node is NOTHING else ast.unparse(node).split("\n")[0][:_WIDTH]
