"""A limit that is raised, and three ways to go on: written, frozen, trained again."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

import numpy as np

from engine.arrays import Array, Booleans
from engine.decision.threshold import learn_threshold
from quiz.figures import CYCLE, GUIDE, POINTED, PREDICTION, TRUTH, Figure, looks
from quiz.items.write import num
from quiz.labs import Slider, lab
from quiz.topics.foundations.ml_vs_traditional.limits import (
    AGES,
    known_periods,
    thresholds_in_use,
)

OLD, NEW = 18, 21
PERIODS, CHANGE, LONGEST, EACH = 56, 26, 15, 5
FIRST = 22
"""The month shown first, with a history before it; EACH people of each age ask in any."""


@lab(
    "The requirement changes",
    covers=["L03.01", "C03.02", "S03.05", "E03.04"],
    ask="Let the months pass, and look at the two valleys on the right: when does the model "
    "change over? Make the window longer, then let decisions come late, then write 40 % of "
    "them down wrong. How long does a model that learns from 9 months apply the old limit if "
    "decisions are known at once, and how long if they come 3 months late?",
    item="periods_until_it_follows",
)
def requirement_changes(
    month: Annotated[int, Slider(-3, 27, 1, "months since the change", play=True)] = 4,
    window: Annotated[int, Slider(1, LONGEST, 2, "months learned from")] = 9,
    delay: Annotated[int, Slider(0, 6, 1, "months until decisions are known")] = 0,
    wrong: Annotated[int, Slider(0, 40, 10, "decisions written down wrong, %")] = 0,
) -> tuple[Figure, Figure]:
    """Who is right in each month; how many known decisions each threshold contradicts."""
    return _lines(month, window, delay, wrong), _valleys(month, window, delay, wrong)


@lru_cache(16)
def _drawn(wrong: int) -> tuple[Array, Booleans]:
    limits = np.where(np.arange(PERIODS) < CHANGE, OLD, NEW)
    ages = np.tile(np.repeat(AGES.astype(float), EACH), (PERIODS, 1))
    turned = np.random.default_rng(5).random(ages.shape) < wrong / 100
    return ages, np.asarray((ages >= limits[:, None]) ^ turned)


@lru_cache(64)
def _right(window: int, delay: int, wrong: int) -> dict[str, Array]:
    """Share of ages answered right, in per cent, for each month shown."""
    ages, allowed = _drawn(wrong)
    in_use = thresholds_in_use(ages, allowed, window, delay)[FIRST - 1 :]
    limits = np.where(np.arange(FIRST, PERIODS) < CHANGE, OLD, NEW)
    truth = limits[:, None] <= AGES
    rules = {
        "written": np.tile(AGES >= OLD, (len(limits), 1)),
        "trained once": np.tile(in_use[0] < AGES, (len(limits), 1)),
        "trained again": in_use[:, None] < AGES,
    }
    return {name: 100 * (said == truth).mean(axis=1) for name, said in rules.items()}


def _lines(month: int, window: int, delay: int, wrong: int) -> Figure:
    right = _right(window, delay, wrong)
    at = list(range(FIRST - CHANGE, PERIODS - CHANGE))
    figure = Figure()
    styles = (("written", CYCLE[2], "solid", 5), ("trained once", POINTED, "dash", 3),
              ("trained again", PREDICTION, "solid", 3))  # fmt: skip
    for name, colour, dash, width in styles:
        figure.add_scatter(
            x=at, y=right[name].round(2).tolist(), mode="lines", name=name,
            line={"color": colour, "width": width, "dash": dash},
            hovertemplate=f"month %{{x}}, {name}: %{{y:.0f}} %<extra></extra>",
        )  # fmt: skip
    figure.add_vline(x=month, line={"color": GUIDE, "width": 2, "dash": "dot"})
    figure.update_xaxes(range=[at[0] - 0.5, at[-1] + 0.5])
    figure.update_yaxes(range=[0, 105])
    now = {name: num(v[month - at[0]], 3) for name, v in right.items()}
    title = (
        f"Month {month}: right on {now['written']} % written,<br>"
        f"{now['trained once']} % trained once, {now['trained again']} % trained again"
    )
    return looks(
        figure, title, "months since the change", "ages answered right, %",
        shows=f"The limit is raised from {OLD} to {NEW} in month 0. In month {month} the "
        f"written rule is right on {now['written']} % of ages, the model trained once on "
        f"{now['trained once']} %, the one trained each month on {window} months, known "
        f"{delay} months late with {wrong} % wrong, on {now['trained again']} %.",
    )  # fmt: skip


def _valleys(month: int, window: int, delay: int, wrong: int) -> Figure:
    ages, allowed = _drawn(wrong)
    known = known_periods(CHANGE + month, window, delay)
    x, yes = ages[known].ravel(), allowed[known].ravel()
    cuts = np.arange(AGES[0], AGES[-1]) + 0.5
    share = [100 * float(np.mean((x > t) != yes)) for t in cuts]
    best, _ = learn_threshold(x, yes)
    figure = Figure()
    figure.add_scatter(
        x=cuts.tolist(), y=[round(v, 2) for v in share], mode="lines+markers",
        name="contradicted", line={"color": PREDICTION, "width": 3},
        hovertemplate="threshold %{x}: contradicts %{y:.0f} %<extra></extra>",
    )  # fmt: skip
    limit = NEW if month >= 0 else OLD
    figure.add_vline(x=limit - 0.5, line={"color": TRUTH, "width": 2, "dash": "dash"})
    if np.isfinite(best):
        figure.add_scatter(
            x=[best], y=[round(100 * float(np.mean((x > best) != yes)), 2)],
            mode="markers", name="learned",
            marker={"color": POINTED, "size": 13, "symbol": "diamond"},
            hovertemplate="learned: %{x}<extra></extra>",
        )  # fmt: skip
    figure.update_xaxes(range=[float(AGES[0]), float(AGES[-1])])
    figure.update_yaxes(range=[-3, 70])
    fresh = max(min(known.stop - CHANGE, known.stop - known.start), 0)
    said = num(best) if np.isfinite(best) else "none: always the same answer"
    title = (
        f"Months learned from: {known.stop - known.start}, {fresh} of them new<br>"
        f"threshold {said}, right would be {num(limit - 0.5)}"
    )
    return looks(
        figure, title, "threshold", "known decisions contradicted, %",
        shows=f"Of {known.stop - known.start} months known in month {month}, {fresh} follow the "
        f"new limit. The threshold that contradicts the fewest decisions: {said}; right "
        f"would be {num(limit - 0.5)}.",
    )  # fmt: skip
