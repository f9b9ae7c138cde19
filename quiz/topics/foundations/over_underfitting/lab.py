"""Turn the dial of complexity, and see what the error is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.linear.polynomial import PolynomialRegression, polynomial_features
from engine.linear.ridge import Ridge
from engine.validation.bias_variance import bias_variance
from quiz.figures import COLOURS, GIVEN, GUIDE, POINTED, looks
from quiz.items.write import num
from quiz.labs import Pick, Slider, lab

DEGREES = range(1, 13)
PENALTIES = ("none", "0.001", "0.1", "10", "1000")
CURVES, REPS = 25, 40


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
    degree: Annotated[int, Slider(1, 12, 1, "degree")] = 9,
    n: Annotated[int, Slider(15, 100, 5, "rows of a training set")] = 20,
    noise: Annotated[float, Slider(0.1, 2.0, 0.1, "deviation of the noise")] = 0.3,
    penalty: Annotated[str, Pick(PENALTIES, "penalty on the weights")] = "none",
) -> tuple[go.Figure, go.Figure]:
    """Fits to many training sets, and the parts of the error for every degree."""
    x = np.linspace(0, 1, n)
    models = {d: _model(d, penalty) for d in DEGREES}
    return _fits(models[degree], x, noise), _parts(models, x, noise, degree)


def _model(degree: int, penalty: str) -> Any:
    if penalty == "none":
        return PolynomialRegression(degree)
    return _Penalised(degree, float(penalty))


def _sine(x: Array) -> Array:
    return np.asarray(np.sin(2 * np.pi * x))


def _fits(model: Any, x: Array, noise: float) -> go.Figure:
    """Curves fitted to training sets that differ in their noise alone, and their mean."""
    rng = np.random.default_rng(4)
    grid = np.linspace(0, 1, 101)
    drawn = _sine(x) + noise * rng.normal(size=(CURVES, len(x)))
    curves = [model.fit(x[:, None], y).predict(grid[:, None]) for y in drawn]
    figure = go.Figure()
    for i, curve in enumerate(curves):
        figure.add_scatter(
            x=grid.tolist(), y=curve.tolist(), mode="lines", hoverinfo="skip",
            line={"color": GIVEN, "width": 1}, opacity=0.35,
            name="fits", legendgroup="fits", showlegend=i == 0,
        )  # fmt: skip
    figure.add_scatter(
        x=grid.tolist(), y=np.mean(curves, axis=0).tolist(), mode="lines", name="mean",
        line={"color": GIVEN, "width": 4},
        hovertemplate="mean of the fits at %{x:.2f}: %{y:.2f}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=grid.tolist(), y=_sine(grid).tolist(), mode="lines", name="truth",
        line={"color": GUIDE, "width": 3, "dash": "dash"},
        hovertemplate="truth at %{x:.2f}: %{y:.2f}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=x.tolist(), y=drawn[0].tolist(), mode="markers", name="rows",
        marker={"color": POINTED, "size": 7},
        hovertemplate="(%{x:.2f}, %{y:.2f})<extra></extra>",
    )  # fmt: skip
    figure.update_yaxes(range=[-2.5, 2.5])
    spread = float(np.std(curves, axis=0).mean())
    off = float(np.abs(np.mean(curves, axis=0) - _sine(grid)).mean())
    title = (
        f"{CURVES} training sets, {CURVES} fits<br>their mean is off by {num(off, 2)}, "
        f"one fit strays from it by {num(spread, 2)}"
    )
    return looks(figure, title, "x", "y")


def _parts(models: dict[int, Any], x: Array, noise: float, degree: int) -> go.Figure:
    rng = np.random.default_rng(7)
    found = {
        d: bias_variance(model, _sine, x, noise, rng, reps=REPS)
        for d, model in models.items()
    }
    degrees = list(found)
    training = []
    for model in models.values():
        drawn = _sine(x) + noise * rng.normal(size=(REPS // 2, len(x)))
        off = [y - model.fit(x[:, None], y).predict(x[:, None]) for y in drawn]
        training.append(float(np.square(off).mean()))
    figure = go.Figure()
    bars = (
        ("noise", "noise", GUIDE),
        ("bias2", "bias²", COLOURS[3]),
        ("variance", "variance", COLOURS[2]),
    )
    for part, name, colour in bars:
        figure.add_bar(
            x=degrees, y=[found[d][part] for d in degrees], name=name,
            marker={"color": colour,
                    "opacity": [1.0 if d == degree else 0.55 for d in degrees]},
            hovertemplate=f"degree %{{x}}: {name} %{{y:.3f}}<extra></extra>",
        )  # fmt: skip
    figure.add_scatter(
        x=degrees, y=training, mode="lines+markers", name="training",
        line={"color": POINTED, "width": 2, "dash": "dot"},
        hovertemplate="degree %{x}: training error %{y:.3f}<extra></extra>",
    )  # fmt: skip
    figure.update_layout(barmode="stack")
    figure.update_xaxes(dtick=1)
    best = min(degrees, key=lambda d: found[d]["total"])
    title = (
        f"Expected error on new targets, in parts<br>least at degree {best}: "
        f"{num(found[best]['total'], 2)}"
    )
    return looks(figure, title, "degree", "squared error")
