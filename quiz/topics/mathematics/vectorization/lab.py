"""Four ways to do the same, timed: what a call costs, and what a number costs."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Annotated, Any

import numpy as np

from engine.algebra.vectorised import add_loop, benchmark
from engine.arrays import Array
from quiz.figures import CYCLE, GUIDE, Figure, looks
from quiz.items.write import num
from quiz.labs import Pick, Slider, lab

POWERS = [i / 4 for i in range(17)]
SIZES = [round(10**power) for power in POWERS]
WAYS = ("loop over a list", "loop over an array", "np.vectorize", "one operation")
COLOURS = dict(zip(WAYS, (CYCLE[1], CYCLE[2], CYCLE[3], CYCLE[0]), strict=True))
TASKS = ("exponentials", "dot product", "sums")


@lab(
    "What a number costs",
    covers=["L27.01", "S27.05", "E27.02", "E27.03"],
    ask="Move the size from 1 to 10,000. For a loop the price of a number stays, for one operation "
    "it falls, until the call is paid. From which size on is the operation the fastest, and what "
    "would move that point?",
    item="break_even",
)
def price_of_a_number(
    power: Annotated[
        float, Slider(0, 4, 0.25, "size, as a power of 10", play=True)
    ] = 2.0,
    task: Annotated[str, Pick(TASKS, "what is computed")] = "exponentials",
) -> tuple[Figure, Figure]:
    """Seconds by size, and nanoseconds for each number at one size; of this machine, now."""
    at = POWERS.index(power)
    return _by_size(task, at), _by_number(task, at)


@lru_cache(len(TASKS))
def _seconds(task: str) -> dict[str, Array]:
    """Time of each way and size, measured once."""
    rng = np.random.default_rng(27)
    drawn = {n: rng.normal(size=(2, n)) for n in SIZES}
    # Conversion is not timed: each way gets its numbers as it likes them.
    lists = {n: pair.tolist() for n, pair in drawn.items()}

    def given(n: int) -> tuple[Any, ...]:
        return (*lists[n], *drawn[n])

    return benchmark(_functions(task), given, SIZES, repeats=11)


def _functions(task: str) -> dict[str, Callable[..., object]]:
    """The four ways, as functions of two lists and the same two as arrays."""
    if task == "sums":
        plus = np.vectorize(lambda u, v: u + v, otypes=[float])
        calls: tuple[Callable[..., object], ...] = (
            lambda a, b, *_: add_loop(a, b), lambda _a, _b, x, y: add_loop(x, y),
            lambda _a, _b, x, y: plus(x, y), lambda _a, _b, x, y: x + y,
        )  # fmt: skip
    elif task == "dot product":
        times = np.vectorize(lambda u, v: u * v, otypes=[float])
        calls = (
            lambda a, b, *_: _dot(a, b), lambda _a, _b, x, y: _dot(x, y),
            lambda _a, _b, x, y: times(x, y).sum(), lambda _a, _b, x, y: x @ y,
        )  # fmt: skip
    else:
        power = np.vectorize(math.exp, otypes=[float])
        calls = (
            lambda a, *_: [math.exp(v) for v in a], lambda _a, _b, x, _y: [np.exp(v) for v in x],
            lambda _a, _b, x, _y: power(x), lambda _a, _b, x, _y: np.exp(x),
        )  # fmt: skip
    return dict(zip(WAYS, calls, strict=True))


def _dot(a: Any, b: Any) -> float:
    total = 0.0
    for u, v in zip(a, b, strict=True):
        total += u * v
    return total


def _overtakes(task: str) -> int:
    """The first of the sizes from which on one operation is the fastest."""
    seconds = _seconds(task)
    others = np.min([seconds[way] for way in WAYS[:-1]], axis=0)
    slower = np.flatnonzero(seconds[WAYS[-1]] >= others)
    return SIZES[min(int(slower[-1]) + 1, len(SIZES) - 1)] if slower.size else 1


def _by_size(task: str, at: int) -> Figure:
    """Time of each way against the size, both in powers of ten."""
    figure, seconds = Figure(), _seconds(task)
    for way in WAYS:
        figure.add_scatter(
            x=SIZES, y=seconds[way].tolist(), mode="lines+markers", name=way,
            line={"color": COLOURS[way], "width": 2}, marker={"size": 4},
            hovertemplate=f"{way}, %{{x}} numbers: %{{y:.2s}}s<extra></extra>",
        )  # fmt: skip
    figure.add_vline(x=SIZES[at], line={"color": GUIDE, "width": 1, "dash": "dash"})
    figure.update_xaxes(type="log", range=[-0.15, 4.15], dtick=1)
    figure.update_yaxes(type="log", range=[-7, -1], dtick=1, exponentformat="SI")
    first = _overtakes(task)
    shows = (
        f"For 1 number one operation takes {_time(seconds[WAYS[3]][0])}, a loop over a list "
        f"{_time(seconds[WAYS[0]][0])}; for 10,000 they take {_time(seconds[WAYS[3]][-1])} and "
        f"{_time(seconds[WAYS[0]][-1])}. From a size of {first} on the operation is the fastest."
    )
    title = f"{task.capitalize()}, four ways<br>one operation is fastest from a size of {first:,} on"
    return looks(figure, title, "numbers", "seconds", shows=shows)


def _by_number(task: str, at: int) -> Figure:
    """Nanoseconds for each number, by way, at one size."""
    n, seconds = SIZES[at], _seconds(task)
    price = [1e9 * float(seconds[way][at]) / n for way in WAYS]
    figure = Figure()
    figure.add_scatter(
        x=price, y=list(WAYS), mode="markers+text", showlegend=False,
        marker={"color": [COLOURS[way] for way in WAYS], "size": 13},
        text=[_time(p / 1e9) for p in price], textposition="middle right",
        hovertemplate="%{y}: %{x:.3s} ns for each number<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(type="log", range=[-1, 5], dtick=1)
    figure.update_yaxes(categoryorder="array", categoryarray=list(reversed(WAYS)))
    times = price[0] / price[3]
    told = (
        f"{num(times, 2)} times as fast as a loop over a list"
        if times >= 1
        else f"{num(1 / times, 2)} times as slow as a loop over a list"
    )
    shows = f"At a size of {n} each number costs " + ", ".join(
        f"{_time(p / 1e9)} by {way}" for way, p in zip(WAYS, price, strict=True)
    )
    title = f"At a size of {n:,}<br>one operation is {told}"
    return looks(figure, title, "nanoseconds for each number", "way", shows=f"{shows}.")


def _time(seconds: float) -> str:
    """A time with its unit."""
    for unit, size in (("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= 0.9995 * size:
            return f"{num(seconds / size, 3)} {unit}"
    return f"{num(seconds / 1e-9, 3)} ns"
