"""Turn the dial of complexity, and see what the error is made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.linear.polynomial import PolynomialRegression, polynomial_features
from engine.linear.ridge import Ridge
from engine.validation.bias_variance import bias_variance
from quiz.figures import CYCLE, GUIDE, PREDICTION, TRAIN, TRUTH, Figure, looks, span
from quiz.items.write import num
from quiz.labs import Pick, Slider, lab

DEGREES = range(1, 13)
PENALTIES = ("none", "0.001", "0.1", "10", "1000")
CURVES, REPS = 25, 40
GRID = np.linspace(0, 1, 51)


@dataclass(eq=False)
class _Penalised:
    """Ridge regression on the powers of x moved from [0, 1] to [-1, 1]."""

    degree: int
    alpha: float

    def fit(self, X: ArrayLike, y: ArrayLike) -> _Penalised:
        self.ridge_ = Ridge(self.alpha).fit(self._powers(X), y)
        return self

    def predict(self, X: ArrayLike) -> Array:
        return self.ridge_.predict(self._powers(X))

    def _powers(self, X: ArrayLike) -> Array:
        return polynomial_features(2 * np.asarray(X, dtype=float) - 1, self.degree)


@lab(
    "The complexity dial",
    covers=["L04.01"],
    ask="Find the best degree for 20 rows with noise 0.3. Then take 15 rows with noise 2, "
    "and find it again: the truth is the same sine. What decides which degree predicts "
    "best?",
    item="line_or_cubic",
)
def complexity_dial(
    degree: Annotated[int, Slider(1, 12, 1, "degree", play=True)] = 9,
    n: Annotated[int, Slider(15, 100, 5, "rows of a training set")] = 20,
    noise: Annotated[float, Slider(0.1, 2.0, 0.1, "deviation of the noise")] = 0.3,
    penalty: Annotated[str, Pick(PENALTIES, "penalty on the weights")] = "none",
) -> tuple[Figure, Figure]:
    """Fits to many training sets, and the parts of the error for every degree."""
    return _fits(degree, n, noise, penalty), _parts(degree, n, noise, penalty)


def _model(degree: int, penalty: str) -> Any:
    if penalty == "none":
        return PolynomialRegression(degree)
    return _Penalised(degree, float(penalty))


def _sine(x: Array) -> Array:
    return np.asarray(np.sin(2 * np.pi * x))


@lru_cache(128)
def _curves(degree: int, n: int, noise: float, penalty: str) -> tuple[Array, Array]:
    """The fits on the grid, shape (CURVES, 51), and the targets, shape (CURVES, n)."""
    model, x = _model(degree, penalty), np.linspace(0, 1, n)
    rng = np.random.default_rng(4)
    drawn = _sine(x) + noise * rng.normal(size=(CURVES, n))
    fits = [model.fit(x[:, None], y).predict(GRID[:, None]) for y in drawn]
    return np.array(fits), drawn


def _fits(degree: int, n: int, noise: float, penalty: str) -> Figure:
    """Curves fitted to training sets that differ in their noise alone, and their mean."""
    x = np.linspace(0, 1, n)
    curves, drawn = _curves(degree, n, noise, penalty)
    figure = Figure()
    for i, curve in enumerate(curves):
        figure.add_scatter(
            x=GRID.round(2).tolist(), y=curve.round(2).tolist(), mode="lines", hoverinfo="skip",
            line={"color": PREDICTION, "width": 1}, opacity=0.35,
            name="fits", legendgroup="fits", showlegend=i == 0,
        )  # fmt: skip
    figure.add_scatter(
        x=GRID.round(2).tolist(), y=np.mean(curves, axis=0).round(3).tolist(), mode="lines", name="mean",
        line={"color": PREDICTION, "width": 4},
        hovertemplate="mean of the fits at %{x:.2f}: %{y:.2f}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=GRID.round(2).tolist(), y=_sine(GRID).round(3).tolist(), mode="lines", name="truth",
        line={"color": TRUTH, "width": 3, "dash": "dash"},
        hovertemplate="truth at %{x:.2f}: %{y:.2f}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=x.round(3).tolist(), y=drawn[0].round(3).tolist(), mode="markers", name="rows",
        marker={"color": CYCLE[1], "size": 7},
        hovertemplate="(%{x:.2f}, %{y:.2f})<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(range=[-0.02, 1.02])
    figure.update_yaxes(range=[-2.5, 2.5])
    spread = float(np.std(curves, axis=0).mean())
    off = float(np.abs(np.mean(curves, axis=0) - _sine(GRID)).mean())
    title = (
        f"{CURVES} training sets, {CURVES} fits<br>their mean is off by {num(off, 2)}, "
        f"one fit strays from it by {num(spread, 2)}"
    )
    return looks(
        figure, title, "x", "y",
        shows=f"Fits of degree {degree} to {CURVES} training sets of {n} rows, around a "
        f"sine. Their mean is off by {num(off, 2)} on average, and a single fit strays "
        f"from the mean by {num(spread, 2)}.",
    )  # fmt: skip


@lru_cache(64)
def _errors(n: int, noise: float, penalty: str) -> tuple[dict[int, Any], list[float]]:
    """By degree: the parts of the error on new targets, and the error in training."""
    x = np.linspace(0, 1, n)
    rng = np.random.default_rng(7)
    models = {d: _model(d, penalty) for d in DEGREES}
    found = {
        d: bias_variance(model, _sine, x, noise, rng, reps=REPS)
        for d, model in models.items()
    }
    training = []
    for model in models.values():
        drawn = _sine(x) + noise * rng.normal(size=(REPS // 2, len(x)))
        off = [y - model.fit(x[:, None], y).predict(x[:, None]) for y in drawn]
        training.append(float(np.square(off).mean()))
    return found, training


def _parts(degree: int, n: int, noise: float, penalty: str) -> Figure:
    found, training = _errors(n, noise, penalty)
    degrees = list(found)
    figure = Figure()
    bars = (
        ("noise", "noise", GUIDE),
        ("bias2", "bias²", CYCLE[3]),
        ("variance", "variance", CYCLE[2]),
    )
    for part, name, colour in bars:
        figure.add_bar(
            x=degrees, y=[round(float(found[d][part]), 5) for d in degrees], name=name,
            marker={"color": colour,
                    "opacity": [1.0 if d == degree else 0.55 for d in degrees]},
            hovertemplate=f"degree %{{x}}: {name} %{{y:.3f}}<extra></extra>",
        )  # fmt: skip
    figure.add_scatter(
        x=degrees, y=training, mode="lines+markers", name="training",
        line={"color": TRAIN, "width": 2, "dash": "dot"},
        hovertemplate="degree %{x}: training error %{y:.3f}<extra></extra>",
    )  # fmt: skip
    figure.update_layout(barmode="stack")
    figure.update_xaxes(dtick=1, range=[0.4, DEGREES[-1] + 0.6])
    figure.update_yaxes(range=span([0], training, (found[d]["total"] for d in degrees)))
    best = min(degrees, key=lambda d: found[d]["total"])
    title = (
        f"Expected error on new targets, in parts<br>least at degree {best}: "
        f"{num(found[best]['total'], 2)}"
    )
    here = found[degree]
    return looks(
        figure, title, "degree", "squared error",
        shows=f"At degree {degree} the expected error is {num(here['total'], 2)}: noise "
        f"{num(here['noise'], 2)}, bias² {num(here['bias2'], 2)}, variance "
        f"{num(here['variance'], 2)}; in training it is "
        f"{num(training[degrees.index(degree)], 2)}. It is least at degree {best}, "
        f"{num(found[best]['total'], 2)}.",
    )  # fmt: skip
