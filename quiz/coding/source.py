"""Solutions of ours as source text that stands alone, as a learner would submit it."""

from __future__ import annotations

import ast
import builtins
import copy
import functools
import importlib
import inspect
import symtable
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

LIBRARIES = {"numpy", "scipy", "sklearn", "torch", *sys.stdlib_module_names}
"""What a submission may import. Everything else is written out."""

MARKS = ("engine.system", "quiz.coding.")
"""Where decorators come from that mean nothing in a submission."""


class _Origin(NamedTuple):
    """Where a name is defined: in a module of ours, or by an import of a library.

    Then `module` is "" and `name` is the import, such as "from math import sqrt".
    """

    module: str
    name: str


def submission(definitions: Mapping[str, Any]) -> str:
    """Source that defines all of these, with every helper and constant they need.

    Args:
        definitions: the name to define -> a function or class at the top of a module.

    Raises:
        ValueError: one is defined inside another, or an import cannot be written out.
    """
    wanted = {_home(value): name for name, value in definitions.items()}
    called: dict[_Origin, str] = {}
    begun: set[_Origin] = set()
    for origin in wanted:
        _gather(origin, origin.name, called, begun)
    # A wrong solution may use the right one as a helper, under another name then.
    names, taken = dict(wanted), {*wanted.values(), *dir(builtins)}
    for origin, name in called.items():
        if origin not in names:
            names[origin] = _free(name, taken)
            taken.add(names[origin])
    texts = dict.fromkeys(text for origin in called for text in _write(origin, names))
    imports = [text for text in texts if text.startswith(("import ", "from "))]
    rest = [text for text in texts if text not in imports]
    top = ["from __future__ import annotations", *imports]
    return "\n\n\n".join(["\n".join(top), *rest]) + "\n"


@functools.cache
def originals(definition: Any) -> list[str]:
    """A definition as its author wrote it, then whatever of ours it needs.

    Comments and annotations are there, marks are not.

    Raises:
        ValueError: as `submission`.
    """
    called: dict[_Origin, str] = {}
    _gather(_home(definition), definition.__name__, called, set())
    return [_original(origin) for origin in reversed(called) if origin.module]


def _original(origin: _Origin) -> str:
    lines = inspect.getsource(importlib.import_module(origin.module)).splitlines()
    parts = []
    for statement in _bindings(origin.module)[origin.name]:
        begin = statement.lineno
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            kept = [
                d for d in statement.decorator_list if not _is_mark(d, origin.module)
            ]
            parts += [f"@{ast.unparse(decorator)}" for decorator in kept]
        parts += lines[begin - 1 : statement.end_lineno]
    return "\n".join(parts)


def _home(definition: Any) -> _Origin:
    if "." in definition.__qualname__:
        raise ValueError(f"{definition.__qualname__} is not at the top of its module")
    return _Origin(definition.__module__, definition.__name__)


def _gather(
    origin: _Origin, name: str, called: dict[_Origin, str], begun: set[_Origin]
) -> None:
    """Put a definition, and what it is called, after everything that it needs."""
    if origin in begun:
        return
    begun.add(origin)
    for local, needed in _needs(origin).items():
        _gather(needed, needed.name if needed.module else local, called, begun)
    called[origin] = name


def _needs(origin: _Origin) -> dict[str, _Origin]:
    """What the names that a definition uses stand for."""
    found = {
        name: _origin(origin.module, name)
        for statement in _statements(origin)
        for name in sorted(_globals(statement))
    }
    return {name: needed for name, needed in found.items() if needed}


def _write(origin: _Origin, names: Mapping[_Origin, str]) -> Iterator[str]:
    if not origin.module:
        same = origin.name.endswith(f" {names[origin]}")
        yield origin.name if same else f"{origin.name} as {names[origin]}"
        return
    new = {name: names[needed] for name, needed in _needs(origin).items()}
    for statement in _statements(origin):
        yield ast.unparse(_Renamed(new).visit(copy.deepcopy(statement)))


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name


def _origin(module: str, name: str) -> _Origin | None:
    """Where a name of a module comes from in the end; None if the module has none.

    Raises:
        ValueError: it is a module of ours, or `a` by an `import a.b`.
    """
    statement = next(iter(_bindings(module).get(name, ())), None)
    if not isinstance(statement, ast.Import | ast.ImportFrom):
        return _Origin(module, name) if statement else None
    alias = next(a for a in statement.names if _binds(a) == name)
    source = getattr(statement, "module", None) or alias.name
    if isinstance(statement, ast.Import) and "." in alias.name and not alias.asname:
        raise ValueError(f"{module}: give {alias.name} a name of its own")
    if source.split(".")[0] in LIBRARIES:
        start = f"from {source} " if isinstance(statement, ast.ImportFrom) else ""
        return _Origin("", f"{start}import {alias.name}")
    found = None
    if isinstance(statement, ast.ImportFrom):
        found = _origin(source, alias.name)
    if found is None:
        raise ValueError(f"{module}: import names of {alias.name}, not the module")
    return found


@functools.cache
def _bindings(module: str) -> dict[str, list[ast.stmt]]:
    """What the top of a module binds: name -> the statements that do."""
    found: dict[str, list[ast.stmt]] = {}
    source = inspect.getsource(importlib.import_module(module))
    for statement in ast.parse(source).body:
        for name in _bound(statement):
            found.setdefault(name, []).append(statement)
    return found


def _bound(statement: ast.stmt) -> Sequence[str]:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return [statement.name]
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return [_binds(alias) for alias in statement.names]
    if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
        stored = ast.walk(statement)
        return [
            node.id
            for node in stored
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        ]
    return []


def _binds(alias: ast.alias) -> str:
    return alias.asname or alias.name.split(".")[0]


@functools.cache
def _statements(origin: _Origin) -> list[ast.stmt]:
    """The statements of a definition, without annotations and marks."""
    if not origin.module:
        return []
    statements = copy.deepcopy(_bindings(origin.module)[origin.name])
    for node in (node for statement in statements for node in ast.walk(statement)):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            node.decorator_list = [
                decorator
                for decorator in node.decorator_list
                if not _is_mark(decorator, origin.module)
            ]
    return statements


def _is_mark(decorator: ast.expr, module: str) -> bool:
    call = decorator.func if isinstance(decorator, ast.Call) else decorator
    origin = _origin(module, call.id) if isinstance(call, ast.Name) else None
    return bool(origin and origin.module.startswith(MARKS))


def _globals(statement: ast.stmt) -> set[str]:
    """The names that a statement takes from its module, or gives to it."""
    top = symtable.symtable(ast.unparse(statement), "", "exec")
    found = set(top.get_identifiers())
    tables = top.get_children()
    while tables:
        table = tables.pop()
        found |= {s.get_name() for s in table.get_symbols() if s.is_global()}
        tables += table.get_children()
    return found


class _Renamed(ast.NodeTransformer):
    """Gives names of the module the names that they have in the submission."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self.names.get(node.id, node.id)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._visit_definition(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._visit_definition(node)

    def _visit_definition(self, node: ast.FunctionDef | ast.ClassDef) -> ast.AST:
        self.generic_visit(node)
        node.name = self.names.get(node.name, node.name)
        return node
