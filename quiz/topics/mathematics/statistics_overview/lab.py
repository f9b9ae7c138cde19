"""Average more and more numbers of a source, and see whether it helps."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Annotated

import numpy as np

from engine.arrays import Array
from engine.statistics.continuous import Cauchy, Exponential, Normal, Uniform
from engine.statistics.descriptive import mean, median
from engine.statistics.discrete import Bernoulli
from engine.statistics.distribution import Distribution
from engine.statistics.quantiles import spread
from engine.statistics.rank_tests import ks_one
from quiz.figures import CYCLE, GUIDE, PREDICTION, TRAIN, Figure, looks
from quiz.items.write import num
from quiz.labs import Pick, Slider, lab

MOST, REPEATS, BARS = 40, 400, 40
WILD = 20.0
"""What the wrong number says."""
SOURCES: dict[str, tuple[Distribution, tuple[float, float], float]] = {
    "normal": (Normal(), (-4.0, 4.0), 2.7),
    "uniform": (Uniform(-2.0, 2.0), (-4.0, 4.0), 2.7),
    "exponential": (Exponential(), (-2.0, 6.0), 2.7),
    "rare": (Bernoulli(0.1), (-0.5, 1.5), 21.0),
    "Cauchy": (Cauchy(), (-8.0, 8.0), 1.3),
}
"""Each with the stretch that is drawn, and the height of the densities."""
MEAN, MEDIAN, MIDDLE = "mean", "median", "middle of the range"
NONE, ONE = "none", "one says 20"


def _middle(x: Array) -> float:
    return float(x.min() + x.max()) / 2


MEASURES: dict[str, Callable[[Array], float]] = {
    MEAN: mean,
    MEDIAN: median,
    MIDDLE: _middle,
}


@lab(
    "The centre of many",
    covers=["L10.01"],
    ask="Find the source for which the middle of the range beats the mean. Then let n go from 1 "
    "to 40 for each source: for which of them is the mean of 40 numbers spread as widely as a "
    "single number, and what does the median do there?",
    item="source_without_a_mean",
)
def centre_of_many(
    n: Annotated[int, Slider(1, MOST, 1, "numbers in a sample", play=True)] = 10,
    source: Annotated[str, Pick(tuple(SOURCES), "source")] = "exponential",
    centre: Annotated[str, Pick(tuple(MEASURES), "centre")] = MEAN,
    wrong: Annotated[str, Pick((NONE, ONE), "wrong numbers")] = NONE,
) -> tuple[Figure, Figure]:
    """One sample with its centres, and the chosen centre over many samples."""
    samples = _samples(source, wrong)[:, :n]
    found = _centres(source, wrong, centre, n)
    return _one(samples[0], source), _many(found, source, centre, n)


@lru_cache(16)
def _samples(source: str, wrong: str) -> Array:
    """Shape (REPEATS, MOST); of the wrong ones the first number is."""
    x = SOURCES[source][0].sample((REPEATS, MOST), np.random.default_rng(10))
    if wrong == ONE:
        x[:, 0] = WILD
    return x


@lru_cache(512)
def _centres(source: str, wrong: str, centre: str, n: int) -> Array:
    """Shape (REPEATS,)."""
    measure = MEASURES[centre]
    return np.array([measure(x) for x in _samples(source, wrong)[:, :n]])


def _one(x: Array, source: str) -> Figure:
    low, high = SOURCES[source][1]
    inside = (x >= low) & (x <= high)
    figure = Figure()
    figure.add_scatter(
        x=x[inside].round(3).tolist(), y=[0.5 + 0.35 * ((7 * i) % 11 / 10 - 0.5) for i in
                                          np.flatnonzero(inside)],
        mode="markers", name="numbers", marker={"color": TRAIN, "size": 9, "opacity": 0.7},
        hovertemplate="%{x:.2f}<extra></extra>",
    )  # fmt: skip
    values = {name: measure(x) for name, measure in MEASURES.items()}
    for i, (name, value) in enumerate(values.items()):
        shown = [value] if low <= value <= high else []
        figure.add_scatter(
            x=[round(v, 3) for v in shown for _ in (0, 1)], y=[0.0, 1.0][: 2 * len(shown)],
            mode="lines", name=name,
            line={"color": CYCLE[i + 1], "width": 3, "dash": ("solid", "dash", "dot")[i]},
            hovertemplate=f"{name}: %{{x:.2f}}<extra></extra>",
        )  # fmt: skip
    figure.update_xaxes(range=[low, high])
    figure.update_yaxes(range=[0, 1], showticklabels=False, showgrid=False)
    out = int((~inside).sum())
    far = f", {out} of the numbers outside" if out else ""
    told = f"mean {num(values[MEAN], 2)}, median {num(values[MEDIAN], 2)}"
    return looks(
        figure, f"A sample of {len(x)}{far}<br>{told}", "value", "the first sample",
        shows=f"One sample of size {len(x)} from the source “{source}”: {told}, middle of the "
        f"range {num(values[MIDDLE], 2)}.",
    )  # fmt: skip


def _many(found: Array, source: str, centre: str, n: int) -> Figure:
    origin, (low, high), top = SOURCES[source]
    edges = np.linspace(low, high, BARS + 1)
    share = np.histogram(found, edges)[0] / (REPEATS * (edges[1] - edges[0]))
    middles = (edges[1:] + edges[:-1]) / 2
    figure = Figure()
    figure.add_bar(
        x=middles.round(4).tolist(), y=share.round(4).tolist(), name=f"{REPEATS} samples",
        marker={"color": PREDICTION, "opacity": 0.6}, width=float(edges[1] - edges[0]),
        hovertemplate="around %{x:.2f}: %{y:.2f}<extra></extra>",
    )  # fmt: skip
    line_x: list[float] = []
    line_y: list[float] = []
    told = f"around {num(median(found), 2)}; " + (
        f"the source has the mean {num(origin.mean, 2)}"
        if np.isfinite(origin.mean)
        else "the source has no mean"
    )
    if np.isfinite(origin.variance):
        limit = Normal(origin.mean, float(np.sqrt(origin.variance / n)))
        fine = np.linspace(low, high, 161)
        line_x, line_y = fine.round(3).tolist(), limit.density(fine).round(4).tolist()
        if centre == MEAN:
            told = f"largest gap to the normal: {num(ks_one(found, limit)[0], 2)}"
    figure.add_scatter(
        x=line_x, y=line_y, mode="lines", name="normal, σ/√n, of the mean", hoverinfo="skip",
        line={"color": GUIDE, "width": 3, "dash": "dash"},
    )  # fmt: skip
    figure.update_xaxes(range=[low, high])
    figure.update_yaxes(range=[0, top])
    width = spread(found)["iqr"]
    return looks(
        figure, f"The {centre} of {n}: middle half {num(width, 2)} wide<br>{told}",
        f"{centre} of {n}", "density",
        shows=f"The {centre} of {n} numbers from the source “{source}”, for {REPEATS} samples. "
        f"The middle half of them is {num(width, 2)} wide; {told}.",
    )  # fmt: skip
