"""Count events in windows, and wait for the next one, however they come."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

import numpy as np

from engine.arrays import Array
from engine.statistics.descriptive import mean, variance
from engine.statistics.discrete import Poisson
from engine.statistics.gamma_beta import Gamma
from engine.statistics.survival import survival_after
from quiz.figures import CYCLE, GUIDE, PREDICTION, Figure, looks
from quiz.items.write import num
from quiz.labs import Pick, Slider, lab

EVENTS, LONGEST = 40_000, 4.0
SHAPES = {"bursts": 0.4, "independent": 1.0, "regular": 4.0}
"""Of gamma gaps with the mean 1: below 1 many are short and a few are very long."""


@lab(
    "Counting and waiting",
    covers=["L11.01"],
    ask="For which events is the variance of the counts their mean? Then slide the wait for "
    "each of the three: after a long one, is the next event nearer, just as far, or further off "
    "than it was at first?",
    item="longer_or_shorter",
)
def counting_and_waiting(
    waited: Annotated[
        float, Slider(0.0, LONGEST, 0.1, "waited since the last event", play=True)
    ] = 1.0,
    events: Annotated[str, Pick(tuple(SHAPES), "events")] = "independent",
    window: Annotated[int, Slider(1, 20, 1, "events a window, on average")] = 5,
) -> tuple[Figure, Figure]:
    """Counts per window beside a Poisson, and the wait that is still to come."""
    return _counting(events, window), _waiting(events, waited)


@lru_cache(64)
def _counts(events: str, window: int) -> Array:
    """Events in each window."""
    shape = SHAPES[events]
    times = np.cumsum(Gamma(shape, shape).sample(EVENTS, np.random.default_rng(11)))
    windows = int(times[-1] / window)
    inside = times[times < windows * window]
    return np.bincount((inside / window).astype(int), minlength=windows).astype(float)


def _counting(events: str, window: int) -> Figure:
    counts = _counts(events, window)
    k = np.arange(3 * window + 6)
    seen = np.bincount(counts.astype(int), minlength=len(k))[: len(k)] / len(counts)
    expected = Poisson(float(window)).density(k)
    figure = Figure()
    figure.add_bar(
        x=k.tolist(), y=seen.round(4).tolist(), name=f"{len(counts)} windows",
        marker={"color": PREDICTION, "opacity": 0.6},
        hovertemplate="%{x} events: %{y:.3f}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=k.tolist(), y=expected.round(4).tolist(), mode="lines+markers",
        name=f"Poisson of rate {window}", line={"color": GUIDE, "width": 2, "dash": "dash"},
        marker={"size": 5}, hovertemplate="Poisson, %{x}: %{y:.3f}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(range=[-0.7, len(k) - 0.3])
    top = max(float(seen.max()), float(expected.max()))
    figure.update_yaxes(range=[0, round(1.1 * top, 3)])
    told = f"mean {num(mean(counts), 3)}, variance {num(variance(counts), 3)}"
    return looks(
        figure, f"Counts: {told}<br>a Poisson has {window} for both",
        "events in a window", "share of the windows",
        shows=f"Events that are “{events}”, {window} a window on average, counted in "
        f"{len(counts)} windows: {told}. A Poisson has {window} for both.",
    )  # fmt: skip


def _still_to_come(gaps: Gamma, waited: float) -> float:
    """Mean of what is left of a gap that has lasted so long.

    `E(X; X > s)` of a gamma is its mean times `P(Y > s)` with Y of shape alpha + 1.
    """
    longer = Gamma(gaps.alpha + 1, gaps.beta)
    weight = float(longer.survival(waited) / gaps.survival(waited))
    return gaps.mean * weight - waited


def _waiting(events: str, waited: float) -> Figure:
    gaps = Gamma(SHAPES[events], SHAPES[events])
    # Closer at the start, where the curve of bursts is steep.
    more = LONGEST * np.linspace(0, 1, 41) ** 2
    first = gaps.survival(more)
    now = np.array([survival_after(gaps, waited, float(t)) for t in more])
    figure = Figure()
    figure.add_scatter(
        x=more.round(4).tolist(), y=now.round(4).tolist(), mode="lines", name="now",
        line={"color": CYCLE[1], "width": 4},
        hovertemplate="none in the next %{x:.2f}: %{y:.3f}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=more.round(4).tolist(), y=first.round(4).tolist(), mode="lines", name="at first",
        line={"color": GUIDE, "width": 3, "dash": "dash"},
        hovertemplate="at first, none in %{x:.2f}: %{y:.3f}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(range=[0, LONGEST])
    figure.update_yaxes(range=[0, 1.02])
    left = num(_still_to_come(gaps, waited), 2)
    return looks(
        figure, f"Waited {num(waited)}: still {left} to come, on average<br>at first it was 1",
        "time from now, in mean gaps", "P(no event until then)",
        shows=f"The wait still to come where events are “{events}”, after {num(waited)} mean "
        f"gaps without one: {left} on average, and 1 at first. No event within one more mean "
        f"gap has the probability {num(survival_after(gaps, waited, 1.0), 3)}, at first "
        f"{num(float(gaps.survival(1.0)), 3)}.",
    )  # fmt: skip
