"""Try models, keep the best, and see how much of its score was luck."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

import numpy as np

from engine.arrays import Array
from engine.statistics.discrete import Bernoulli
from quiz.figures import GUIDE, POINTED, PREDICTION, TRUTH, Figure, looks
from quiz.items.write import num
from quiz.labs import Slider, lab

MOST, REPEATS = 200, 400


@lab(
    "The peeking meter",
    covers=["L32.01"],
    ask="Let all models be equally good. Start with 20 models and 120 validation rows, and "
    "read off how far the best score lies above the truth. What adds more to it: ten times "
    "the models, or a sixth of the rows?",
    item="what_peeking_buys",
)
def peeking_meter(
    models: Annotated[int, Slider(5, MOST, 5, "models tried", play=True)] = 50,
    rows: Annotated[int, Slider(20, 400, 20, "validation rows")] = 60,
    right: Annotated[int, Slider(50, 90, 5, "right on new rows, %")] = 70,
    differ: Annotated[
        float, Slider(0.0, 6.0, 1.0, "how much models differ (deviation, points)")
    ] = 0.0,
) -> tuple[Figure, Figure]:
    """One search, model by model; and what searches of any length come to on average."""
    return _one_search(models, rows, right, differ), _meter(models, rows, right, differ)


@lru_cache(32)
def _searches(rows: int, right: int, differ: float) -> tuple[Array, Array]:
    """True accuracies and validation scores, in per cent, each (REPEATS, MOST)."""
    rng = np.random.default_rng(32)
    truth = right + differ * rng.normal(size=(REPEATS, MOST))
    truth = np.clip(truth, 1.0, 99.0)
    return truth, 100 * rng.binomial(rows, truth / 100) / rows


def _one_search(models: int, rows: int, right: int, differ: float) -> Figure:
    truth, scores = (v[0, :models] for v in _searches(rows, right, differ))
    best = int(scores.argmax())
    low, high = right - 30, min(right + 30, 102)
    figure = Figure()
    figure.add_scatter(
        x=[low, high], y=[low, high], mode="lines", name="score = truth",
        line={"color": GUIDE, "width": 2, "dash": "dash"}, hoverinfo="skip",
    )  # fmt: skip
    figure.add_scatter(
        x=truth.round(2).tolist(), y=scores.round(2).tolist(), mode="markers", name="models",
        marker={"color": PREDICTION, "size": 7, "opacity": 0.45},
        hovertemplate="right on %{x:.1f} % of new rows, scored %{y:.1f} %<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=[round(float(truth[best]), 2)], y=[round(float(scores[best]), 2)], mode="markers",
        name="chosen", marker={"color": POINTED, "size": 13, "symbol": "diamond"},
        hovertemplate="chosen: %{y:.1f} %, truly %{x:.1f} %<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(range=[low, high])
    figure.update_yaxes(range=[low, high])
    found, real = num(scores[best], 3), num(truth[best], 3)
    title = f"One search among {models} models<br>chosen: {found} %, truly {real} %"
    return looks(
        figure, title, "right on new rows, %", "validation score, %",
        shows=f"{models} models scored on {rows} validation rows. The one that is chosen "
        f"scores {found} % and is right on {real} % of new rows.",
    )  # fmt: skip


@lru_cache(32)
def _on_average(rows: int, right: int, differ: float) -> tuple[Array, Array]:
    """Score and truth of the best of the first N, mean over searches, shape (MOST,)."""
    truth, scores = _searches(rows, right, differ)
    steps = np.arange(MOST)
    # The first of the highest so far: where the running maximum was last exceeded.
    highest = np.maximum.accumulate(scores, axis=1)
    risen = np.column_stack([np.ones(REPEATS, dtype=bool), np.diff(highest) > 0])
    chosen = np.maximum.accumulate(np.where(risen, steps, 0), axis=1)
    return highest.mean(axis=0), np.take_along_axis(truth, chosen, axis=1).mean(axis=0)


def _meter(models: int, rows: int, right: int, differ: float) -> Figure:
    highest, worth = _on_average(rows, right, differ)
    steps = [*range(1, 10), *range(10, MOST + 1, 5)]
    figure = Figure()
    for values, name, colour, dash in (
        (highest, "its validation score", PREDICTION, "solid"),
        (worth, "its truth: a test score", TRUTH, "dash"),
    ):
        figure.add_scatter(
            x=steps, y=[round(float(values[n - 1]), 2) for n in steps], mode="lines",
            name=name, line={"color": colour, "width": 3, "dash": dash},
            hovertemplate=f"best of %{{x}}: {name} %{{y:.1f}} %<extra></extra>",
        )  # fmt: skip
    figure.add_vline(x=models, line={"color": POINTED, "width": 3, "dash": "dot"})
    figure.update_xaxes(range=[0, MOST + 2])
    figure.update_yaxes(range=[right - 5, min(right + 35, 102)])
    gap = float(highest[models - 1] - worth[models - 1])
    error = 100 * float(np.sqrt(Bernoulli(right / 100).variance / rows))
    title = (
        f"Best of {models}: {num(gap, 2)} points above its truth<br>"
        f"one score strays by {num(error, 2)}"
    )
    return looks(
        figure, title, "models tried", "accuracy of the chosen, %",
        shows=f"Over {REPEATS} searches the best of {models} models scores "
        f"{num(highest[models - 1], 3)} % on {rows} validation rows and is right on "
        f"{num(worth[models - 1], 3)} % of new ones: {num(gap, 2)} points of luck. The "
        f"standard error of one score is {num(error, 2)} points.",
    )  # fmt: skip
