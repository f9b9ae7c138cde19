"""A thing that drifts, seen through noise: how much of the past is worth keeping?"""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

import numpy as np

from engine.arrays import Array
from engine.decision.kalman import kalman_filter
from quiz.figures import CYCLE, GUIDE, POINTED, PREDICTION, TRUTH, Figure, looks
from quiz.items.write import num
from quiz.labs import Slider, lab
from quiz.topics.foundations.types_of_ai.tracking import walks, window_means

STEPS, SHOWN, THINGS, MOST = 120, 60, 60, 40


@lab(
    "A memory of the right length",
    covers=["S02.10", "C02.04"],
    ask="A window of 1 is a reactive machine. Find the best window for drift 0.2 and noise 1; "
    "then let the thing stand still, then let it drift by 1 with noise 0.4. When is it "
    "right to keep everything, and when to keep nothing but the last measurement?",
    item="how_much_memory",
)
def memory(
    window: Annotated[int, Slider(1, MOST, 1, "measurements kept", play=True)] = 10,
    drift: Annotated[float, Slider(0.0, 1.0, 0.1, "drift in a step, m")] = 0.2,
    noise: Annotated[float, Slider(0.2, 2.0, 0.2, "noise of a measurement, m")] = 1.0,
) -> tuple[Figure, Figure]:
    """One thing and its estimate; errors for windows of any length."""
    return _track(window, drift, noise), _errors(window, drift, noise)


@lru_cache(32)
def _drawn(drift: float, noise: float) -> tuple[Array, Array]:
    """Positions and measurements, each (THINGS, STEPS), by the same luck everywhere."""
    return walks(THINGS, STEPS, drift, noise, np.random.default_rng(2))


def _track(window: int, drift: float, noise: float) -> Figure:
    x, z = (v[0, STEPS - SHOWN :] for v in _drawn(drift, noise))
    estimate = window_means(_drawn(drift, noise)[1][0], window)[STEPS - SHOWN :]
    at = list(range(SHOWN))
    figure = Figure()
    figure.add_scatter(
        x=at, y=z.round(3).tolist(), mode="markers", name="measured",
        marker={"color": GUIDE, "size": 6},
        hovertemplate="step %{x}: measured %{y:.1f} m<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=at, y=x.round(3).tolist(), mode="lines", name="truth",
        line={"color": TRUTH, "width": 3, "dash": "dash"},
        hovertemplate="step %{x}: truly %{y:.1f} m<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=at, y=estimate.round(3).tolist(), mode="lines", name="estimate",
        line={"color": PREDICTION, "width": 3},
        hovertemplate="step %{x}: estimated %{y:.1f} m<extra></extra>",
    )  # fmt: skip
    middle = float(np.round((z.max() + z.min()) / 2))
    half = float(np.ceil(max(z.max() - middle, middle - z.min()))) + 1
    figure.update_xaxes(range=[-1, SHOWN])
    figure.update_yaxes(range=[middle - half, middle + half])
    off = float(np.sqrt(((estimate - x) ** 2).mean()))
    raw = float(np.sqrt(((z - x) ** 2).mean()))
    kept = "the last one alone" if window == 1 else f"the mean of the last {window}"
    title = (
        f"Estimate: {kept}<br>off by {num(off, 2)} m, a measurement by {num(raw, 2)} m"
    )
    return looks(
        figure, title, "step", "position, m",
        shows=f"A thing drifts by {num(drift, 2)} m a step and is measured with noise of "
        f"{num(noise, 2)} m. The estimate is {kept}: off by {num(off, 2)} m over {SHOWN} "
        f"steps, where a single measurement is off by {num(raw, 2)} m.",
    )  # fmt: skip


@lru_cache(32)
def _by_window(drift: float, noise: float) -> tuple[list[float], float]:
    """Root mean squared errors of windows 1 to MOST, and of the Kalman filter."""
    x, z = _drawn(drift, noise)
    late = slice(MOST, None)
    errors = [
        float(np.sqrt(((window_means(z, w) - x)[:, late] ** 2).mean()))
        for w in range(1, MOST + 1)
    ]
    squares = []
    for truth, measured in zip(x, z, strict=True):
        means, _ = kalman_filter(measured, drift**2, noise**2)
        squares.append(((means - truth)[late] ** 2).mean())
    return errors, float(np.sqrt(np.mean(squares)))


def _errors(window: int, drift: float, noise: float) -> Figure:
    errors, filtered = _by_window(drift, noise)
    best = int(np.argmin(errors)) + 1
    figure = Figure()
    figure.add_scatter(
        x=list(range(1, MOST + 1)), y=[round(e, 4) for e in errors], mode="lines",
        name="window", line={"color": PREDICTION, "width": 3},
        hovertemplate="last %{x}: off by %{y:.2f} m<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=[1, MOST], y=[round(filtered, 4)] * 2, mode="lines", name="Kalman filter",
        line={"color": CYCLE[2], "width": 3, "dash": "dash"},
        hovertemplate="Kalman filter: off by %{y:.2f} m<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=[window], y=[round(errors[window - 1], 4)], mode="markers", name="chosen",
        marker={"color": POINTED, "size": 12, "symbol": "diamond"},
        hovertemplate="last %{x}: off by %{y:.2f} m<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(range=[0, MOST + 1])
    figure.update_yaxes(range=[0, round(1.1 * max(errors), 2)])
    here = num(errors[window - 1], 2)
    title = (
        f"Last {window}: off by {here} m<br>best: last {best}, {num(errors[best - 1], 2)} m; "
        f"Kalman {num(filtered, 2)} m"
    )
    return looks(
        figure, title, "measurements kept", "error, m",
        shows=f"Over {THINGS} things that drift by {num(drift, 2)} m a step, measured with "
        f"noise of {num(noise, 2)} m, the mean of the last {window} is off by {here} m. The "
        f"best window is {best}, with {num(errors[best - 1], 2)} m; the Kalman filter has "
        f"{num(filtered, 2)} m.",
    )  # fmt: skip
