"""Bend a curve through rows, and see how much each row pulls beyond them."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

import numpy as np

from engine.arrays import Array
from engine.linear.polynomial import PolynomialRegression
from quiz.figures import GUIDE, POINTED, PREDICTION, TRAIN, Figure, looks, span
from quiz.items.write import num
from quiz.labs import Drag, Places, Slider, lab

ROWS: Places = (
    (0.0, 2.5), (1.0, 4.5), (2.0, 4.0), (3.0, 6.0), (4.0, 5.5), (5.0, 7.5), (6.0, 7.0),
)  # fmt: skip
LOW, HIGH, END = -2.0, 12.0, 9.0
GRID = np.linspace(-0.5, END, 191)


@lab(
    "Bend it, and look beyond the rows",
    covers=["L16.01", "S16.05"],
    ask="Play the degree with the place at 8, then with the place at 3. Drag the last row up "
    "by 1: how far does the prediction at the place follow it, by each degree? When a curve "
    "goes through all rows, by how much does one row move it beyond them?",
    item="pull_beyond",
)
def bend_it(
    degree: Annotated[int, Slider(1, 6, 1, "degree", play=True)] = 3,
    place: Annotated[float, Slider(0.0, END, 0.5, "place to predict at")] = 8.0,
    rows: Annotated[Places, Drag(LOW, HIGH, len(ROWS))] = (),
) -> tuple[Figure, Figure]:
    """The fitted curve, and what a rise of each target by 1 adds to one prediction.

    `rows` are those that were dragged; the others stay where they were.
    """
    shown = np.array([*rows, *ROWS[len(rows) :]])
    shown[:, 0] = shown[:, 0].clip(GRID[0], END)
    return _curve(shown, degree, place), _pulls(shown, degree, place)


def _curve(rows: Array, degree: int, place: float) -> Figure:
    x, y = rows[:, :1], rows[:, 1]
    model = PolynomialRegression(degree).fit(x, y)
    drawn = model.predict(GRID[:, None])
    told = float(model.predict([[place]])[0])
    inside = (drawn >= 2 * LOW) & (drawn <= 2 * HIGH)
    figure = Figure()
    figure.add_scatter(
        x=GRID.round(3).tolist(), mode="lines", name=f"degree {degree}",
        y=[round(float(v), 3) if ok else None for v, ok in zip(drawn, inside, strict=True)],
        line={"color": PREDICTION, "width": 3},
        hovertemplate="curve at %{x:.2f}: %{y:.2f}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=[place], y=[told], mode="markers", name="prediction",
        marker={"color": POINTED, "size": 12, "symbol": "diamond"},
        hovertemplate="prediction at %{x:.1f}: %{y:.2f}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=rows[:, 0].tolist(), y=y.tolist(), mode="markers", name="rows: drag them",
        marker={"color": TRAIN, "size": 11},
        hovertemplate="(%{x:.2f}, %{y:.2f})<extra></extra>", meta={"drag": "rows"},
    )  # fmt: skip
    figure.add_vline(place, line={"color": POINTED, "width": 1, "dash": "dot"})
    figure.add_shape(
        type="rect", x0=float(rows[:, 0].max()), x1=END, y0=0, y1=1, yref="y domain",
        fillcolor=GUIDE, opacity=0.12, line={"width": 0},
    )  # fmt: skip
    figure.update_xaxes(range=[float(GRID[0]), END + 0.1])
    figure.update_yaxes(range=[LOW, HIGH])
    left = float(((y - model.predict(x)) ** 2).mean())
    left = 0.0 if left < 1e-12 else left
    title = (
        f"Degree {degree}: mean squared error on the rows {num(left, 2)}"
        f"<br>prediction at {num(place)}: {_large(told)}"
    )
    return looks(
        figure, title, "x", "y",
        shows=f"Seven rows and a polynomial of degree {degree}. Its mean squared error on "
        f"them is {num(left, 2)}; at x = {num(place)} it predicts {_large(told)}, where the "
        f"rows end at {num(float(rows[:, 0].max()))}.",
    )  # fmt: skip


def _pulls(rows: Array, degree: int, place: float) -> Figure:
    order = np.argsort(rows[:, 0], kind="stable")
    x = rows[order, 0]
    pulls = _weights(tuple(x.tolist()), degree, place)
    figure = Figure()
    figure.add_bar(
        x=list(range(1, len(x) + 1)), y=pulls.round(4).tolist(), showlegend=False,
        marker={"color": [TRAIN if pull > 0 else POINTED for pull in pulls]},
        hovertemplate="row %{x}: %{y:.3f}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(dtick=1, range=[0.4, len(x) + 0.6])
    # One scale for all frames: that of degree 4, which higher degrees leave.
    scale = _weights(tuple(x.tolist()), 4, place)
    figure.update_yaxes(range=span([-1.0, 1.0], scale, -scale))
    most = int(np.abs(pulls).argmax())
    sizes = float(np.abs(pulls).sum())
    title = (
        f"Prediction = sum of pull × target<br>largest pull {_large(float(pulls[most]))}, "
        f"sizes sum to {_large(sizes)}"
    )
    return looks(
        figure, title, "row, by x", f"pull on the prediction at {num(place)}",
        shows=f"If the target of a row rises by 1, the prediction at {num(place)} changes by "
        f"its pull. The largest is that of row {most + 1}, {_large(float(pulls[most]))}; "
        f"all pulls sum to {num(float(pulls.sum()), 3)}, their sizes to {_large(sizes)}.",
    )  # fmt: skip


@lru_cache(256)
def _weights(x: tuple[float, ...], degree: int, place: float) -> Array:
    """How the prediction answers to each target alone, shape (n,)."""
    X = np.array(x)[:, None]
    found = [
        PolynomialRegression(degree).fit(X, target).predict([[place]])[0]
        for target in np.eye(len(x))
    ]
    return np.array(found)


def _large(value: float) -> str:
    """A number that may be huge."""
    return f"{value:,.0f}" if abs(value) >= 1_000 else num(value, 3)
