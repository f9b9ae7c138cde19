"""Labs: interactive explanations, each a pure function from controls to figures.

A control is an annotated parameter, so that a page can draw the widget and a test
can call the lab for every setting:

    @lab("Lloyd's two half-steps", covers=["L20.01"], ask="...", item="empty_cluster")
    def lloyd(k: Annotated[int, Slider(2, 8)] = 3) -> tuple[Figure, ...]: ...

Figures stand side by side, and under one another where the screen is narrow. A slider
that plays is moved in the browser: the lab is drawn at each of its values at once.
"""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import cast
from urllib.parse import parse_qsl

from quiz.figures import Figure

FIGURE = re.compile(r"^!\[(.+)\]\(lab\??([^)#]*)(?:#(\d))?\)$", re.MULTILINE)


FRAMES = 41
"""Values of a slider that plays, at most: all frames are sent at once."""

Places = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Slider:
    """A number between `low` and `high`, in steps.

    `play` moves it in the browser, by itself and step by step; at most one a lab.
    """

    low: float
    high: float
    step: float = 1
    label: str = ""
    play: bool = False

    def values(self) -> list[float]:
        """Every value, each rounded to what it is meant to be."""
        count = round((self.high - self.low) / self.step) + 1
        kind = int if isinstance(self.step, int) else float
        return [kind(round(self.low + i * self.step, 9)) for i in range(count)]

    def settings(self) -> list[float]:
        """A few values that span the range, for tests."""
        values = self.values()
        return [values[0], values[len(values) // 2], values[-1]]

    def write(self, value: object) -> str:
        """A value as a URL names it."""
        return f"{value:g}"

    def read(self, text: str) -> float:
        """The value that a URL names.

        Raises:
            ValueError: it is none of the slider's.
        """
        found = [value for value in self.values() if value == float(text)]
        if not found:
            raise ValueError(f"not a value of the slider: {text}")
        return found[0]


@dataclass(frozen=True)
class Pick:
    """One of a few options."""

    options: tuple[str, ...]
    label: str = ""

    def settings(self) -> list[str]:
        """Every option."""
        return list(self.options)

    def write(self, value: object) -> str:
        """An option as a URL names it."""
        return str(value)

    def read(self, text: str) -> str:
        """The option that a URL names.

        Raises:
            ValueError: there is no such option.
        """
        if text not in self.options:
            raise ValueError(f"not an option: {text}")
        return text


@dataclass(frozen=True)
class Drag:
    """Points that are dragged in the figure; () until then.

    A trace with `meta={"drag": "<this control>"}` has them as its points; further
    entries of `meta` are settings of other controls that a drag sets too.
    """

    low: float
    high: float
    most: int

    def settings(self) -> list[Places]:
        """Nothing dragged, and two corners."""
        return [(), ((self.low, self.low), (self.high, self.high))]

    def write(self, value: object) -> str:
        """Points as a URL names them: x and y of each in turn, commas between."""
        return ",".join(
            f"{number:g}" for place in cast(Places, value) for number in place
        )

    def read(self, text: str) -> Places:
        """The points that a URL names.

        Raises:
            ValueError: that is not what it says.
        """
        numbers = [float(part) for part in text.split(",")] if text else []
        inside = all(self.low <= number <= self.high for number in numbers)
        if len(numbers) % 2 or len(numbers) > 2 * self.most or not inside:
            raise ValueError(f"not points between {self.low} and {self.high}: {text}")
        return tuple(zip(numbers[::2], numbers[1::2], strict=True))


Control = Slider | Pick | Drag
Draw = Callable[..., tuple[Figure, ...]]


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

    @property
    def played(self) -> str | None:
        """Name of the slider that plays."""
        for name, control in self.controls.items():
            if isinstance(control, Slider) and control.play:
                return name
        return None

    def frames(self, **settings: object) -> list[tuple[Figure, ...]]:
        """The figures at each value of the slider that plays; one frame without it."""
        name = self.played
        if name is None:
            return [self.draw(**settings)]
        slider = self.controls[name]
        assert isinstance(slider, Slider)
        return [self.draw(**settings, **{name: value}) for value in slider.values()]


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
        ValueError: a control or a setting that the lab does not have.
    """
    found: list[str | Shown] = []
    end = 0
    for match in FIGURE.finditer(text):
        caption, query, number = match.groups()
        settings, controls = dict(lab.defaults), lab.controls
        for name, value in parse_qsl(query, strict_parsing=bool(query)):
            if name not in controls:
                raise ValueError(f"the lab has no control {name}: {match[0]}")
            settings[name] = controls[name].read(value)
        found += [text[end : match.start()].strip()]
        found += [Shown(caption, settings, int(number or 1) - 1)]
        end = match.end()
    return [*found, text[end:].strip()]


def lab_of(module: ModuleType) -> Lab:
    """The one lab that a module defines."""
    (found,) = [value for value in vars(module).values() if isinstance(value, Lab)]
    return found
