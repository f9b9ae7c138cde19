"""What the engine shows to the world."""

import functools
import importlib
import inspect
import pkgutil
from typing import Any

import engine

INNER = ("engine.parity", "engine.system", "engine.arrays")


@functools.cache
def public() -> dict[str, Any]:
    """Dotted name -> each public function and class of the engine."""
    found = {}
    for module in pkgutil.walk_packages(engine.__path__, "engine."):
        if module.name.startswith(INNER):
            continue
        for name, member in vars(importlib.import_module(module.name)).items():
            ours = getattr(member, "__module__", "") == module.name
            if ours and not name.startswith("_") and callable(member):
                found[f"{module.name}.{name}"] = member
    return found


def estimators() -> dict[str, type]:
    """Dotted name -> each class that learns by `fit`."""
    return {
        name: member
        for name, member in public().items()
        if inspect.isclass(member) and hasattr(member, "fit")
    }
