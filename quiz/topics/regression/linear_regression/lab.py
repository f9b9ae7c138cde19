"""Fit a line: in one solve, or by steps down a bowl that the rows have shaped."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

import numpy as np

from engine.arrays import Array
from engine.linear.descent import descend_least_squares
from engine.linear.goodness import r_squared
from engine.linear.simple import simple_regression
from engine.losses.regression import mse
from engine.optim.loop import Path
from quiz.figures import CYCLE, GUIDE, PREDICTION, TRAIN, Figure, looks
from quiz.items.write import num
from quiz.labs import Pick, Slider, lab

PLACES = np.array([0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0])
TARGETS = np.array([1.3, 1.1, 2.4, 2.2, 3.4, 3.1, 4.3, 4.2, 5.2])
RAW, CENTRED = "as it is", "less its mean"
MIDDLE, LAST = "in the middle", "the last"
STEPS = 40


@lab(
    "Fit the line",
    covers=["L14.01"],
    ask="Raise the row in the middle, then the last one: which of them turns the line? Then "
    "take x less its mean and find the learning rate beyond which the path leaves the bowl. "
    "How could you have told that rate from x alone?",
    item="largest_rate",
)
def fit_the_line(
    step: Annotated[int, Slider(0, STEPS, 1, "steps of descent", play=True)] = 3,
    rate: Annotated[float, Slider(0.02, 1.1, 0.02, "learning rate")] = 0.1,
    origin: Annotated[str, Pick((RAW, CENTRED), "feature x")] = RAW,
    row: Annotated[str, Pick((MIDDLE, LAST), "row to raise")] = LAST,
    raised: Annotated[float, Slider(-6.0, 6.0, 0.5, "by")] = 0.0,
) -> tuple[Figure, Figure]:
    """Rows with both lines, and the squared error over slope and bias with the path."""
    x = PLACES - (PLACES.mean() if origin == CENTRED else 0.0)
    y = TARGETS.copy()
    y[4 if row == MIDDLE else -1] += raised
    path = _path(tuple(x.tolist()), tuple(y.tolist()), rate)
    at = path.theta[min(step, len(path.theta) - 1)]
    return _lines(x, y, at, step), _bowl(x, y, path, step)


@lru_cache(64)
def _path(x: tuple[float, ...], y: tuple[float, ...], rate: float) -> Path:
    return descend_least_squares(np.array(x)[:, None], y, lr=rate, steps=STEPS)


def _lines(x: Array, y: Array, at: Array, step: int) -> Figure:
    w, b = simple_regression(x, y)
    ends = np.array([x[0] - 0.3, x[-1] + 0.3])
    figure = Figure()
    gaps_x: list[float | None] = []
    gaps_y: list[float | None] = []
    for place, target in zip(x, y, strict=True):
        gaps_x += [float(place), float(place), None]
        gaps_y += [float(target), float(w * place + b), None]
    figure.add_scatter(
        x=gaps_x, y=gaps_y, mode="lines", name="residuals", hoverinfo="skip",
        line={"color": GUIDE, "width": 2},
    )  # fmt: skip
    figure.add_scatter(
        x=ends.tolist(), y=(w * ends + b).tolist(), mode="lines", name="least squares",
        line={"color": PREDICTION, "width": 4},
        hovertemplate="least squares at %{x:.2f}: %{y:.2f}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=ends.tolist(), y=(at[1] * ends + at[0]).tolist(), mode="lines", name="descent",
        line={"color": CYCLE[1], "width": 3, "dash": "dash"},
        hovertemplate="descent at %{x:.2f}: %{y:.2f}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=x.tolist(), y=y.tolist(), mode="markers", name="rows",
        marker={"color": TRAIN, "size": 9},
        hovertemplate="(%{x:.2f}, %{y:.2f})<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(range=[float(x[0]) - 0.4, float(x[-1]) + 0.4])
    figure.update_yaxes(range=[-6, 12])
    share = r_squared(y, w * x + b)
    here = r_squared(y, at[1] * x + at[0])
    title = (
        f"Least squares: ŷ = {num(w, 2)} x + {num(b, 2)}, R² {num(share, 2)}"
        f"<br>after {step} steps: R² {num(here, 2)}"
    )
    return looks(
        figure, title, "x", "y",
        shows=f"Nine rows. The least-squares line has slope {num(w, 2)}, bias {num(b, 2)} and "
        f"R² {num(share, 2)}. After {step} steps of descent the line has slope "
        f"{num(at[1], 2)}, bias {num(at[0], 2)} and R² {num(here, 2)}.",
    )  # fmt: skip


def _bowl(x: Array, y: Array, path: Path, step: int) -> Figure:
    A = np.column_stack([np.ones(len(x)), x])
    curvature = np.linalg.eigvalsh(2 / len(x) * A.T @ A)
    limit, ratio = 2 / float(curvature[-1]), float(curvature[-1] / curvature[0])
    w, b = simple_regression(x, y)
    steps = path.theta[: step + 1]
    loss = float(path.loss[min(step, len(path.loss) - 1)])
    figure = Figure()
    level_x, level_y = _levels(A, np.array([b, w]))
    figure.add_scatter(
        x=level_x, y=level_y, mode="lines", name="equal error", hoverinfo="skip",
        line={"color": GUIDE, "width": 1},
    )  # fmt: skip
    figure.add_scatter(
        x=steps[:, 1].tolist(), y=steps[:, 0].tolist(), mode="lines+markers",
        name="descent", line={"color": CYCLE[1], "width": 2}, marker={"size": 6},
        hovertemplate="slope %{x:.2f}, bias %{y:.2f}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=[w], y=[b], mode="markers", name="least squares",
        marker={"color": PREDICTION, "size": 13, "symbol": "x"},
        hovertemplate="least squares: slope %{x:.2f}, bias %{y:.2f}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(range=[-3, 5])
    figure.update_yaxes(range=[-4, 8])
    title = (
        f"Mean squared error after {step} steps: {_short(loss)}"
        f"<br>the bowl is {num(ratio, 2)} times as steep one way as the other"
    )
    return looks(
        figure, title, "slope w", "bias b",
        shows=f"Level lines of the mean squared error over slope and bias, with the path of "
        f"descent from 0. After {step} steps the error is {_short(loss)}; least squares has "
        f"{_short(mse(w * x + b, y)[0])}. The largest curvature is {num(ratio, 2)} times the "
        f"smallest; descent converges below a rate of {num(limit, 2)}.",
    )  # fmt: skip


def _levels(A: Array, best: Array) -> tuple[list[float | None], list[float | None]]:
    """Ellipses on which the error is above the least one by 0.05, 0.2, 0.8, ..."""
    turn = np.linspace(0, 2 * np.pi, 61)
    circle = np.array([np.cos(turn), np.sin(turn)])
    # Where A^T A / n = R^T R, the error rises by |R (theta - best)|^2.
    R = np.linalg.cholesky(A.T @ A / len(A)).T
    ring = np.linalg.solve(R, circle)
    xs: list[float | None] = []
    ys: list[float | None] = []
    for rise in 0.05 * 4.0 ** np.arange(6):
        bias, slope = best[:, None] + rise**0.5 * ring
        xs += [*slope.round(3).tolist(), None]
        ys += [*bias.round(3).tolist(), None]
    return xs, ys


def _short(value: float) -> str:
    """A loss, which may have grown beyond all bounds."""
    return num(value, 3) if value < 1e4 else "over 10,000"
