"""The calls of a case, made in order, for the stranger and for the reference alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Script = Iterable[tuple[str, tuple[Any, ...]]]
"""(name, arguments): a name that is defined, or `.fit`, which belongs to the object
that the last constructor made."""


def perform(definitions: Mapping[str, Any], script: Script) -> list[Any]:
    """The value of each call; None for a constructor and for a call that returns the
    object itself, which cannot cross and need not.

    `.coef_` with no arguments is an attribute where it cannot be called.
    """
    values: list[Any] = []
    instance: Any = None
    for name, arguments in script:
        if not name.startswith("."):
            value = definitions[name](*arguments)
            if isinstance(definitions[name], type):
                instance = value
        else:
            value = getattr(instance, name[1:])
            if arguments or callable(value):
                value = value(*arguments)
        values.append(None if instance is not None and value is instance else value)
    return values
