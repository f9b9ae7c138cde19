"""The engine, broken on purpose, as a claim sees it."""

import ast
import inspect
import signal
import sys
import types
from collections.abc import Collection, Iterator
from itertools import islice
from unittest import mock

from quiz.claims import Claim
from quiz.coding.mutants import drawn

SECONDS = 5
"""After which a change is given up: what never ends is not red."""


def breaks(claim: Claim, seed: int, count: int) -> bool:
    """Whether some change of an engine module that the claim imports makes it fail."""
    home = sys.modules[claim.run.__module__]
    used = {
        name: value
        for name, value in vars(home).items()
        if name in claim.run.__code__.co_names
        and getattr(value, "__module__", "").startswith("engine.")
    }
    return any(
        _fails(claim, home, module, source)
        for module in sorted({value.__module__ for value in used.values()})
        for source in _changed(module, used, seed, count)
    )


def _changed(
    module: str, used: Collection[str], seed: int, count: int
) -> Iterator[str]:
    """The module with one change each, in what the claim reaches."""
    source = inspect.getsource(sys.modules[module])
    lines = _reached(source, used)
    found = (mutant for _, mutant in drawn(source, seed) if mutant.line in lines)
    return (mutant.source for mutant in islice(found, count))


def _reached(source: str, names: Collection[str]) -> set[int]:
    """Lines of the top-level statements with these names, and of all that they name."""
    lines: set[int] = set()
    waiting, seen = set(names), set[str]()
    named = [
        (statement, {n.id for n in ast.walk(statement) if isinstance(n, ast.Name)})
        for statement in ast.parse(source).body
    ]
    while waiting:
        seen |= waiting
        reached = set[str]()
        for statement, mentions in named:
            if _defines(statement) & waiting:
                lines |= {*range(statement.lineno, (statement.end_lineno or 0) + 1)}
                reached |= mentions
        waiting = reached - seen
    return lines


def _defines(statement: ast.stmt) -> set[str]:
    """Names that a top-level statement binds."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return {statement.name}
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _fails(claim: Claim, home: types.ModuleType, module: str, source: str) -> bool:
    changed = types.ModuleType(module)
    signal.signal(signal.SIGALRM, _endless)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        exec(compile(source, module, "exec"), vars(changed))
        replaced = {
            name: vars(changed)[name]
            for name, value in vars(home).items()
            if getattr(value, "__module__", "") == module and name in vars(changed)
        }
        with mock.patch.dict(vars(home), replaced):
            return not claim.evidence(0).holds
    except TimeoutError:
        return False
    except Exception:
        return True
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _endless(*_: object) -> None:
    raise TimeoutError
