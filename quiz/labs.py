"""Labs: interactive explanations, each a pure function from controls to figures.

A control is an annotated parameter, so that a page can draw the widget and a test
can call the lab for every setting:

    @lab("Lloyd's two half-steps", covers=["L20.01"], ask="...", item="empty_cluster")
    def lloyd(k: Annotated[int, Slider(2, 8)] = 3) -> tuple[go.Figure, ...]: ...

Figures stand side by side, and under one another where the screen is narrow.
"""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    import plotly.graph_objects as go


FIGURE = re.compile(r"^!\[(.+)\]\(lab\??([^)#]*)(?:#(\d))?\)$", re.MULTILINE)


@dataclass(frozen=True)
class Slider:
    """A number between `low` and `high`, in steps."""

    low: float
    high: float
    step: float = 1
    label: str = ""

    def settings(self) -> list[float]:
        """A few values that span the range, for tests."""
        kind = int if isinstance(self.step, int) else float
        middle = self.low + self.step * round((self.high - self.low) / self.step / 2)
        return [kind(self.low), kind(middle), kind(self.high)]


@dataclass(frozen=True)
class Pick:
    """One of a few options."""

    options: tuple[str, ...]
    label: str = ""

    def settings(self) -> list[str]:
        """Every option."""
        return list(self.options)


Control = Slider | Pick
Draw = Callable[..., "tuple[go.Figure, ...]"]


@dataclass(frozen=True)
class Lab:
    """A lab: its title, how to draw it, and the question that it ends in.

    `ask` is the question in words; `item` names the topic's item that grades the
    answer.
    """

    title: str
    draw: Draw
    covers: tuple[str, ...]
    ask: str
    item: str

    @property
    def controls(self) -> dict[str, Control]:
        """Parameter name -> its control, in order."""
        hints = typing.get_type_hints(self.draw, include_extras=True)
        return {
            name: hints[name].__metadata__[0]
            for name in inspect.signature(self.draw).parameters
        }

    @property
    def defaults(self) -> Mapping[str, object]:
        """Parameter name -> the setting that the lab opens with."""
        parameters = inspect.signature(self.draw).parameters
        return {name: parameter.default for name, parameter in parameters.items()}


def lab(
    title: str, *, covers: Iterable[str], ask: str, item: str
) -> Callable[[Draw], Lab]:
    """Make a function from annotated controls to figures a lab."""
    return lambda draw: Lab(title, draw, tuple(covers), ask, item)


@dataclass(frozen=True)
class Shown:
    """A figure in the notes: one of the lab's, at settings of its own."""

    caption: str
    settings: Mapping[str, object]
    number: int


def parts(text: str, lab: Lab) -> list[str | Shown]:
    """Notes cut at their figures, which are lines of this form:

        ![One key has it all.](lab?d_k=1024&scores=plain#2)

    The number after # says which of the lab's figures; without it, the first.

    Raises:
        ValueError: a setting that the lab does not have.
    """
    found: list[str | Shown] = []
    end = 0
    for match in FIGURE.finditer(text):
        caption, query, number = match.groups()
        settings = dict(lab.defaults)
        for name, value in parse_qsl(query, strict_parsing=bool(query)):
            if name not in settings:
                raise ValueError(f"the lab has no control {name}: {match[0]}")
            settings[name] = type(settings[name])(value)  # type: ignore[call-arg]
        found += [text[end : match.start()].strip()]
        found += [Shown(caption, settings, int(number or 1) - 1)]
        end = match.end()
    return [*found, text[end:].strip()]


def lab_of(module: ModuleType) -> Lab:
    """The one lab that a module defines."""
    (found,) = [value for value in vars(module).values() if isinstance(value, Lab)]
    return found
