"""Finding a thing by its id, and saying what is near when there is none."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import TypeVar

T = TypeVar("T")


class Unknown(LookupError):  # noqa: N818 - reads as what it says
    """No such id, or more than one. The message names it and the ids near it."""


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """Up to three known ids that look like `name`, the most alike first."""
    known = list(known)
    bare = {i.split("/")[-1]: i for i in known}
    close = difflib.get_close_matches(name, [*known, *bare], n=6, cutoff=0.5)
    return list(dict.fromkeys(bare.get(i, i) for i in close))[:3]


def find(what: str, name: str, known: Mapping[str, T]) -> T:
    """The value of this id, or of this last part of an id where it is unique.

    Hyphens and underscores are the same to the reader, so they are here.

    Raises:
        Unknown: no id fits, or more than one does.
    """
    if name in known:
        return known[name]
    plain = name.replace("-", "_")
    fitting = [i for i in known if plain in (i, i.split("/")[-1])]
    if len(fitting) == 1:
        return known[fitting[0]]
    if fitting:
        raise Unknown(f"“{name}” could be {' or '.join(fitting)}.")
    near = nearest(name, known)
    hint = f" The nearest: {', '.join(near)}." if near else ""
    raise Unknown(f"There is no {what} “{name}”.{hint}")
