"""What the editor holds at first: the signatures asked for, and no answer."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Collection, Mapping
from typing import Any

IMPORTS = {"numpy": "import numpy as np", "torch": "import torch"}


def starter(
    definitions: Mapping[str, Any], methods: Collection[str], flavour: str
) -> str:
    """The source of definitions without bodies.

    Args:
        definitions: name -> function or class.
        methods: the methods of classes that are asked for.
        flavour: which library is imported.
    """
    parts = [IMPORTS[flavour]]
    for name, definition in definitions.items():
        if isinstance(definition, type):
            parts.append(_class(name, definition, methods))
        else:
            parts.append(_function(name, definition))
    return "\n\n\n".join(parts) + "\n"


def _function(name: str, function: Callable[..., Any], indent: str = "") -> str:
    return f"{indent}def {name}{_signature(function)}:\n{indent}    ..."


def _class(name: str, definition: type, methods: Collection[str]) -> str:
    asked = [
        (method, function)
        for method, function in inspect.getmembers(definition, inspect.isfunction)
        if method in methods or method == "__init__"
    ]
    # Members come sorted by name; the order of writing reads better.
    asked.sort(key=lambda pair: pair[1].__code__.co_firstlineno)
    bodies = [_function(method, function, "    ") for method, function in asked]
    return "\n\n".join([f"class {name}:\n" + bodies[0], *bodies[1:]])


def _signature(function: Callable[..., Any]) -> str:
    """The parameters without annotations, which would need imports."""
    signature = inspect.signature(function)
    plain = [
        parameter.replace(annotation=parameter.empty, default=_default(parameter))
        for parameter in signature.parameters.values()
    ]
    return str(signature.replace(parameters=plain, return_annotation=signature.empty))


def _default(parameter: inspect.Parameter) -> Any:
    """The default where it can be written down, else None."""
    if parameter.default is parameter.empty:
        return parameter.empty
    try:
        ast.literal_eval(repr(parameter.default))
    except (ValueError, SyntaxError):
        return None
    return parameter.default
