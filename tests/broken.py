"""The engine, broken on purpose, as a claim sees it."""

import inspect
import sys
import types
from unittest import mock

from quiz.claims import Claim
from quiz.coding.mutants import mutants


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
        for source in _changed(module, seed, count)
    )


def _changed(module: str, seed: int, count: int) -> list[str]:
    source = inspect.getsource(sys.modules[module])
    return [mutant.source for mutant in mutants(source, seed, count)]


def _fails(claim: Claim, home: types.ModuleType, module: str, source: str) -> bool:
    changed = types.ModuleType(module)
    try:
        exec(compile(source, module, "exec"), vars(changed))
        replaced = {
            name: vars(changed)[name]
            for name, value in vars(home).items()
            if getattr(value, "__module__", "") == module and name in vars(changed)
        }
        with mock.patch.dict(vars(home), replaced):
            return not claim.evidence(0).holds
    except Exception:
        return True
