"""A thousand people, a test, and how many of the flagged are ill."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from engine.probability.bayes import positive_test, update_belief
from quiz.figures import CLASSES, GUIDE, PREDICTION, Figure, looks
from quiz.items.write import num
from quiz.labs import Pick, Slider, lab

PEOPLE, WIDE = 1_000, 40
RATES = np.array([0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 0.99])
ONE, TWO, SAME = "one", "two that err independently", "two that err alike"
GROUPS = (
    ("ill, flagged", CLASSES[1], "circle"),
    ("ill, missed", CLASSES[1], "circle-open"),
    ("healthy, flagged", CLASSES[0], "circle"),
    ("healthy, passed", GUIDE, "circle-open"),
)


@lab(
    "A test and a thousand people",
    covers=["L13.01"],
    ask="Let 10 of 1,000 be ill and the test find 99 % of them, with 5 % false alarms. How many of "
    "those flagged are ill: say it before you look. Then, what helps more: to miss nobody, or to "
    "halve the false alarms?",
    item="after_the_alarm",
)
def thousand_people(
    ill: Annotated[int, Slider(10, 400, 10, "ill, of 1,000", play=True)] = 10,
    found: Annotated[float, Slider(0.5, 1.0, 0.01, "share of the ill it finds")] = 0.99,
    false: Annotated[
        float, Slider(0.0, 0.3, 0.005, "share of the healthy it flags")
    ] = 0.05,
    tests: Annotated[str, Pick((ONE, TWO, SAME), "positive tests")] = ONE,
) -> tuple[Figure, Figure]:
    """The people, and the share of ill ones among the flagged at every base rate."""
    hits, alarms = (found, false) if tests != TWO else (found**2, false**2)
    return _crowd(ill, hits, alarms), _curve(ill, found, false, tests)


def _crowd(ill: int, found: float, false: float) -> Figure:
    """Each person a dot, the ill ones first; counts are rounded to whole people."""
    caught = round(ill * found)
    wrong = round((PEOPLE - ill) * false)
    counts = (caught, ill - caught, wrong, PEOPLE - ill - wrong)
    starts = np.cumsum([0, *counts])
    figure = Figure()
    for (name, colour, symbol), first, last in zip(
        GROUPS, starts[:-1], starts[1:], strict=True
    ):
        places = np.arange(first, last)
        figure.add_scatter(
            x=(places % WIDE).tolist(), y=(-(places // WIDE)).tolist(), mode="markers",
            name=f"{name}: {last - first}",
            marker={"color": colour, "symbol": symbol, "size": 6}, hoverinfo="name",
        )  # fmt: skip
    figure.update_xaxes(range=[-1, WIDE], showticklabels=False, showgrid=False)
    figure.update_yaxes(range=[-PEOPLE / WIDE, 1], showticklabels=False, showgrid=False)
    share = caught / (caught + wrong) if caught + wrong else 0.0
    told = f"{caught + wrong} flagged, {caught} of them ill: {num(100 * share, 3)} %"
    return looks(
        figure, f"{ill} of {PEOPLE:,} are ill<br>{told}", "people",
        "40 in a row",
        shows=f"{PEOPLE:,} people as dots. {counts[0]} are ill and flagged, {counts[1]} ill and missed, "
        f"{counts[2]} healthy and flagged, {counts[3]} healthy and passed.",
    )  # fmt: skip


def _posterior(rate: float, found: float, false: float, tests: str) -> float:
    if false == 0:
        return 1.0
    if tests == TWO:
        once = positive_test(rate, found, false)
        return float(update_belief([once, 1 - once], [found, false])[0])
    return positive_test(rate, found, false)


def _curve(ill: int, found: float, false: float, tests: str) -> Figure:
    rate = ill / PEOPLE
    figure = Figure()
    figure.add_scatter(
        x=RATES.tolist(), y=RATES.tolist(), mode="lines", name="before the test",
        line={"color": GUIDE, "width": 2, "dash": "dot"}, hoverinfo="skip",
    )  # fmt: skip
    after = [round(_posterior(float(r), found, false, tests), 4) for r in RATES]
    figure.add_scatter(
        x=RATES.tolist(), y=after, mode="lines", name="after it",
        line={"color": PREDICTION, "width": 3},
        hovertemplate="base rate %{x}: %{y:.2f}<extra></extra>",
    )  # fmt: skip
    here = _posterior(rate, found, false, tests)
    figure.add_scatter(
        x=[rate], y=[round(here, 4)], mode="markers", name="here",
        marker={"color": CLASSES[1], "size": 12, "symbol": "diamond"},
        hovertemplate="%{y:.3f}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(type="log", range=[-3, 0], tickvals=[0.001, 0.01, 0.1, 1])
    figure.update_yaxes(range=[0, 1.02])
    if tests == SAME:
        told = "a test that errs alike adds nothing"
    else:
        told = f"before both tests it was {num(100 * rate, 3)} %" if tests == TWO else (
            f"before the test it was {num(100 * rate, 3)} %")  # fmt: skip
    return looks(
        figure, f"P(ill | flagged) = {num(here, 3)}<br>{told}", "base rate", "share of ill ones",
        shows=f"The share of ill ones among the flagged, for base rates from 0.001 to 1. At "
        f"{num(rate)} it is {num(here, 3)}; {told}.",
    )  # fmt: skip
