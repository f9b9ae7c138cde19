"""Solutions that an author knows: wrong ones, each with its hint, and right ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar, overload

if TYPE_CHECKING:
    from quiz.coding.challenge import Challenge

F = TypeVar("F", bound=Callable[..., Any])
K = TypeVar("K", bound="Known")

_MARK = "__known__"


@dataclass(frozen=True)
class Known:
    """A solution of the author's.

    Attributes:
        name: with hyphens; the route of a verdict, stable over seeds.
        function: the function or class.
        of: which of the names asked for it stands for.
    """

    name: str
    function: Any
    of: str

    def definitions(self, challenge: Challenge) -> dict[str, Any]:
        """What a submission of this solution defines; the rest is the reference's."""
        return {**challenge.definitions, self.of: self.function}


@dataclass(frozen=True)
class Wrong(Known):
    """A plausible wrong solution, with the hint that its author deserves."""

    hint: str


@dataclass(frozen=True)
class Accept(Known):
    """Another right way. `naive` is the slow one, for the scaling figure."""

    naive: bool = False


def wrong(hint: str, of: str = "") -> Callable[[F], F]:
    """Mark a plausible wrong solution, which the challenge must reject.

    Args:
        hint: what its author should hear.
        of: which function it stands for, where the challenge asks for several.
    """

    def mark(function: F) -> F:
        setattr(function, _MARK, Wrong(_name(function), function, of, hint))
        return function

    return mark


@overload
def accept(function: F) -> F: ...
@overload
def accept(*, of: str = "", naive: bool = False) -> Callable[[F], F]: ...
def accept(function: Any = None, *, of: str = "", naive: bool = False) -> Any:
    """Mark another right way, which the challenge must accept.

    Args:
        function: the function or class, where nothing else is said.
        of: which function it stands for, where the challenge asks for several.
        naive: whether it is the slow, obvious way.
    """

    def mark(function: F) -> F:
        setattr(function, _MARK, Accept(_name(function), function, of, naive))
        return function

    return mark if function is None else mark(function)


def marked(
    parts: Iterable[Any], kind: type[K], names: tuple[str, ...]
) -> tuple[K, ...]:
    """The solutions of a kind among a module's parts, in order.

    Raises:
        ValueError: one does not say which of several names it stands for.
    """
    # In its own attributes only: a subclass of a marked class is not marked.
    marks = [getattr(part, "__dict__", {}).get(_MARK) for part in parts]
    found = [mark for mark in marks if isinstance(mark, kind)]
    lost = [m.name for m in found if m.of not in names and (m.of or len(names) > 1)]
    if lost:
        raise ValueError(f"{', '.join(lost)}: `of` must be one of {', '.join(names)}")
    return tuple(replace(mark, of=mark.of or names[0]) for mark in found)


def _name(function: Callable[..., Any]) -> str:
    return function.__name__.replace("_", "-")
