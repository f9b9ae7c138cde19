"""Break one assumption, look at the residuals, and see what it costs in 100 samples."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

import numpy as np

from engine.arrays import Array
from engine.linear.assumptions import check_assumptions
from engine.linear.inference import coefficients
from engine.linear.least_squares import LinearRegression
from engine.linear.residuals import residuals
from engine.linear.simulate import simulate
from quiz.figures import GRADIENT, GUIDE, PREDICTION, TRAIN, TRUTH, Figure, looks
from quiz.items.write import num
from quiz.labs import Pick, Slider, lab

CURVE, FUNNEL, CARRIED, FAR, HIDDEN = "bend", "fan", "runs", "tails", "cause"
BREACHES = {
    CURVE: "a mean that is curved",
    FUNNEL: "a spread that widens",
    CARRIED: "errors that carry over",
    FAR: "a few errors that are far off",
    HIDDEN: "a hidden cause that grows with x",
}
SLOPE, END = "the slope", "the mean at the right end"
ROWS, SAMPLES = 40, 100
X = np.linspace(-1, 1, ROWS)
RANGE = {SLOPE: [-1.5, 5.5], END: [-2.5, 7.5]}


@lab(
    "Residual clinic",
    covers=["L06.01"],
    ask="The mean may bend, the spread widen like a fan, errors come in runs or have tails, and a hidden "
    "cause may go along with x. "
    "Take each breach to full strength and look at the slope, then at the mean at the "
    "right end. Which breach moves the slopes off the truth, what do the residuals show of "
    "it, and which test gives the alarm?",
    item="nobody_recorded_it",
)
def residual_clinic(
    strength: Annotated[
        float, Slider(0.0, 1.0, 0.1, "strength of the breach", play=True)
    ] = 1.0,
    breach: Annotated[str, Pick(tuple(BREACHES), "what is broken")] = CARRIED,
    asked: Annotated[str, Pick((SLOPE, END), "what is estimated")] = SLOPE,
) -> tuple[Figure, Figure]:
    """Residuals of the first of 100 samples; intervals of all of them."""
    return _residuals(breach, strength), _intervals(breach, strength, asked)


def _mean(x: Array, breach: str, strength: float) -> Array:
    """What y is on average at x: 1 + 2 x, and a curve or a hidden cause."""
    bend = 2 * strength * (x**2 - 1 / 3) if breach == CURVE else 0.0
    hidden = 1.5 * strength * x if breach == HIDDEN else 0.0
    return np.asarray(1 + 2 * x + bend + hidden)


@lru_cache(64)
def _targets(breach: str, strength: float) -> Array:
    """Targets of every sample, shape (SAMPLES, ROWS), from one noise for all breaches."""
    rng = np.random.default_rng(6)
    rows = np.tile(X, SAMPLES)[:, None]
    e = simulate(lambda X: np.zeros(len(X)), rows, 1.0, rng).reshape(SAMPLES, ROWS)
    far = rng.random((SAMPLES, ROWS)) < 0.08
    if breach == FUNNEL:
        e = e * (1 + strength * X)
    elif breach == FAR:
        e = np.where(far, (1 + 5 * strength) * e, e)
    elif breach == CARRIED:
        share = 0.9 * strength
        for t in range(1, ROWS):
            e[:, t] = share * e[:, t - 1] + (1 - share**2) ** 0.5 * e[:, t]
    return np.asarray(_mean(X, breach, strength) + e)


def _p(value: float) -> str:
    return "below 0.001" if value < 0.001 else num(value, 2)


def _residuals(breach: str, strength: float) -> Figure:
    y = _targets(breach, strength)[0]
    rows = X[:, None]
    e, _ = residuals(y, LinearRegression().fit(rows, y).predict(rows))
    found = check_assumptions(rows, y)
    figure = Figure()
    figure.add_hline(y=0, line={"color": GUIDE, "width": 1})
    figure.add_scatter(
        x=X.round(3).tolist(), y=e.round(3).tolist(), mode="lines+markers", name="residuals",
        line={"color": GUIDE, "width": 1}, marker={"color": TRAIN, "size": 9},
        hovertemplate="x %{x:.2f}: residual %{y:.2f}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(range=[-1.08, 1.08])
    figure.update_yaxes(range=[-6.5, 6.5])
    tests = {
        "bend (Ramsey)": _p(found["linearity"]),
        "spread (Breusch-Pagan)": _p(found["constant variance"]),
        "shape (Shapiro-Wilk)": _p(found["normality"]),
    }
    told = [f"{name} {p}" for name, p in tests.items()]
    watson = num(found["independence"], 2)
    title = (
        f"p of {told[0]}, {told[1]}<br>{told[2]}; neighbours (Durbin-Watson) {watson}"
    )
    return looks(
        figure, title, "x, in order of time", "residual",
        shows=f"Residuals of one sample of {ROWS} rows, with {BREACHES[breach]}, at strength "
        f"{num(strength)}. P-values: {'; '.join(told)}. Durbin-Watson statistic: {watson}.",
    )  # fmt: skip


@lru_cache(64)
def _estimates(breach: str, strength: float) -> Array:
    """Low, estimate and high of slope and mean, shape (SAMPLES, 3, 2)."""
    found = np.empty((SAMPLES, 3, 2))
    for i, y in enumerate(_targets(breach, strength)):
        # Measured from the right end, the intercept is the mean there.
        fit = coefficients(X[:, None] - 1, y)
        found[i] = fit.low, fit.estimate, fit.high
    return found


def _intervals(breach: str, strength: float, asked: str) -> Figure:
    which = 1 if asked == SLOPE else 0
    low, middle, high = _estimates(breach, strength)[:, :, which].T
    truth = 2.0 if asked == SLOPE else float(_mean(np.ones(1), breach, strength)[0])
    holds = (low <= truth) & (truth <= high)
    figure = Figure()
    for kept, name, colour in (
        (holds, "holds it", PREDICTION), (~holds, "misses it", GRADIENT),
    ):  # fmt: skip
        xs: list[float | None] = []
        ys: list[float | None] = []
        for i in np.flatnonzero(kept):
            xs += [int(i) + 1, int(i) + 1, None]
            ys += [round(float(low[i]), 3), round(float(high[i]), 3), None]
        figure.add_scatter(
            x=xs, y=ys, mode="lines", name=name, line={"color": colour, "width": 2},
            hovertemplate="sample %{x}: %{y:.2f}<extra></extra>",
        )  # fmt: skip
    figure.add_scatter(
        x=[0, SAMPLES + 1], y=[truth, truth], mode="lines", name="truth",
        line={"color": TRUTH, "width": 2, "dash": "dash"}, hoverinfo="skip",
    )  # fmt: skip
    figure.update_xaxes(range=[0, SAMPLES + 1])
    figure.update_yaxes(range=RANGE[asked])
    count, mean = int(holds.sum()), num(float(middle.mean()), 3)
    title = (
        f"95 % intervals hold {asked}, {num(truth, 3)}, in {count} of {SAMPLES} samples"
        f"<br>mean estimate {mean}, strays by {num(float(middle.std()), 2)}"
    )
    return looks(
        figure, title, "sample", asked,
        shows=f"A 95 % interval for {asked} from each of {SAMPLES} samples with {BREACHES[breach]}, at "
        f"strength {num(strength)}. {count} hold the truth, {num(truth, 3)}; the estimates "
        f"have mean {mean}.",
    )  # fmt: skip
