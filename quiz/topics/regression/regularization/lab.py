"""Raise a penalty, and see where the weights go."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

import numpy as np

from engine.arrays import Array
from engine.linear.lasso import sweep_coordinates
from engine.losses.penalty import penalised
from quiz.figures import CYCLE, GUIDE, PREDICTION, TRUTH, Figure, looks
from quiz.items.write import num
from quiz.labs import Drag, Pick, Places, Slider, lab

RIDGE, LASSO, BOTH = "ridge", "lasso", "elastic net"
SHARES = {RIDGE: 0.0, LASSO: 1.0, BOTH: 0.5}
"""The share of L1 in the penalty; elastic net has half of each."""
ALIKE, LARGE = "standardised", "second × 3"
EXPONENTS = np.linspace(-2, 2, 41)
EDGE = 5.0
START = (3.0, -1.0)


@lab(
    "Penalty geometry",
    covers=["L18.01"],
    ask="Take ridge and a correlation of 0.8. What does the second weight, -1 without "
    "penalty, do while the penalty grows, and where would you have to drag the least-squares "
    "weights for it to grow at first instead?",
    item="what_a_weight_does",
)
def penalty_geometry(
    strength: Annotated[
        float, Slider(-2.0, 2.0, 0.1, "log₁₀ of the strength", play=True)
    ] = -0.5,
    penalty: Annotated[str, Pick((RIDGE, LASSO, BOTH), "penalty")] = LASSO,
    correlation: Annotated[
        float, Slider(-0.9, 0.9, 0.1, "correlation of the features")
    ] = 0.5,
    units: Annotated[str, Pick((ALIKE, LARGE), "features")] = ALIKE,
    least: Annotated[Places, Drag(-EDGE, EDGE, 2)] = (),
) -> tuple[Figure, Figure]:
    """The plane of two weights, and both over all strengths.

    `least` is where the loss is least, as far as it was dragged.
    """
    free = np.array(least[0] if least else START)
    size = 3.0 if units == LARGE else 1.0
    G = np.array([[1.0, correlation * size], [correlation * size, size**2]])
    w = _weights(correlation, size, SHARES[penalty], tuple(free.tolist()))
    at = int(np.abs(EXPONENTS - strength).argmin())
    return _plane(G, free, w[at], SHARES[penalty]), _path(free, w, at, penalty)


@lru_cache(64)
def _weights(
    correlation: float, size: float, l1: float, free: tuple[float, float]
) -> Array:
    """The best weights at each strength, shape (41, 2)."""
    G = np.array([[1.0, correlation * size], [correlation * size, size**2]])
    pull = G @ np.array(free)
    return np.array(
        [sweep_coordinates(G, pull, l1 * a, (1 - l1) * a)[0] for a in 10**EXPONENTS]
    )


def _cost(w: Array, l1: float) -> float:
    """The penalty for a strength of 1, squares halved as elastic net has them."""
    return penalised(lambda v: (0.0, np.zeros_like(v)), l1, (1 - l1) / 2)(w)[0]


def _budget(cost: float, l1: float) -> Array:
    """The weights whose penalty is just that, a closed curve, shape (73, 2)."""
    turn = np.linspace(0, 2 * np.pi, 73)
    rays = np.column_stack([np.cos(turn), np.sin(turn)])
    # Along a ray of size s the penalty is l1 a s + (1 - l1) s^2 / 2.
    a = np.array([_cost(ray, 1.0) for ray in rays])
    if l1 == 1:
        return np.asarray(cost / a[:, None] * rays)
    b = l1 * a
    s = (np.sqrt(b**2 + 2 * (1 - l1) * cost) - b) / (1 - l1)
    return np.asarray(s[:, None] * rays)


def _ellipse(G: Array, free: Array, rise: float) -> Array:
    """Weights whose loss is above the least by `rise`, shape (73, 2)."""
    turn = np.linspace(0, 2 * np.pi, 73)
    circle = np.array([np.cos(turn), np.sin(turn)])
    ring = np.linalg.solve(np.linalg.cholesky(G).T, circle)
    return np.asarray(free + ((2 * rise) ** 0.5 * ring).T)


def _plane(G: Array, free: Array, w: Array, l1: float) -> Figure:
    rise = float((w - free) @ G @ (w - free)) / 2
    figure = Figure()
    for factor, name in ((0.25, "equal loss"), (1.0, ""), (2.5, "")):
        curve = _ellipse(G, free, factor * rise)
        figure.add_scatter(
            x=curve[:, 0].round(3).tolist(), y=curve[:, 1].round(3).tolist(),
            mode="lines", name="equal loss", showlegend=bool(name), hoverinfo="skip",
            line={"color": PREDICTION if factor == 1 else GUIDE,
                  "width": 2 if factor == 1 else 1},
        )  # fmt: skip
    budget = _budget(_cost(w, l1), l1)
    figure.add_scatter(
        x=budget[:, 0].round(3).tolist(), y=budget[:, 1].round(3).tolist(), mode="lines",
        name="equal penalty", line={"color": CYCLE[1], "width": 3}, hoverinfo="skip",
    )  # fmt: skip
    figure.add_scatter(
        x=[round(float(w[0]), 3)], y=[round(float(w[1]), 3)], mode="markers",
        name="penalised", marker={"color": CYCLE[1], "size": 12},
        hovertemplate="penalised: (%{x:.2f}, %{y:.2f})<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=[round(float(free[0]), 3)], y=[round(float(free[1]), 3)], mode="markers",
        name="least squares", marker={"color": TRUTH, "size": 14, "symbol": "x"},
        hovertemplate="least squares: (%{x:.2f}, %{y:.2f})<extra></extra>",
        meta={"drag": "least"},
    )  # fmt: skip
    figure.update_xaxes(range=[-EDGE, EDGE], dtick=2, constrain="domain")
    # Only with equal units is a circle one.
    figure.update_yaxes(range=[-EDGE, EDGE], scaleanchor="x", constrain="domain")
    places = f"({num(w[0], 2)}, {num(w[1], 2)})"
    drawn = f"({num(free[0], 2)}, {num(free[1], 2)})"
    return looks(
        figure, f"Least squares {drawn}, drag it<br>penalised {places}",
        "first weight", "second weight",
        shows=f"Without penalty the loss is least at the weights {drawn}, with it at "
        f"{places}, where an ellipse of equal loss touches a curve of equal penalty. "
        f"{_zeros(w)}",
    )  # fmt: skip


def _zeros(w: Array) -> str:
    names = [name for name, v in zip(("first", "second"), w, strict=True) if v == 0]
    if not names:
        return "No weight is 0."
    if len(names) == 2:
        return "Both weights are 0."
    return f"The {names[0]} weight is exactly 0."


def _path(free: Array, w: Array, at: int, penalty: str) -> Figure:
    figure = Figure()
    for j, name in enumerate(("first weight", "second weight")):
        figure.add_scatter(
            x=EXPONENTS.round(1).tolist(), y=w[:, j].round(3).tolist(), mode="lines",
            name=name, line={"color": CYCLE[2 * j], "width": 3,
                             "dash": "dash" if j else "solid"},
            hovertemplate=f"10^%{{x:.1f}}: {name} %{{y:.2f}}<extra></extra>",
        )  # fmt: skip
    figure.add_hline(y=0, line={"color": GUIDE, "width": 1})
    figure.add_vline(
        x=float(EXPONENTS[at]), line={"color": CYCLE[1], "width": 3, "dash": "dot"}
    )
    figure.update_xaxes(range=[-2.05, 2.05])
    figure.update_yaxes(range=[-EDGE, EDGE])
    length, was = float(np.linalg.norm(w[at])), float(np.linalg.norm(free))
    title = (
        f"Strength {num(10 ** EXPONENTS[at], 3)}: {_zeros(w[at]).lower().rstrip('.')}"
        f"<br>length {num(length, 2)}, without penalty {num(was, 2)}"
    )
    moved = [
        f"the {name} goes from {num(w[0, j], 2)} to {num(w[at, j], 2)}"
        for j, name in enumerate(("first", "second"))
    ]
    return looks(
        figure, title, "log₁₀ of the strength", "weight",
        shows=f"Weights under {penalty} over the strength. From 0.01 to "
        f"{num(10 ** EXPONENTS[at], 3)} {' and '.join(moved)}.",
    )  # fmt: skip
