"""Turn up a correlation, and see what the rows no longer tell."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

import numpy as np

from engine.arrays import Array
from engine.linear.collinearity import variance_inflation
from engine.linear.ridge import Ridge
from quiz.figures import (
    POINTED,
    PREDICTION,
    SEQUENTIAL,
    TRAIN,
    TRUTH,
    Figure,
    looks,
)
from quiz.items.write import num
from quiz.labs import Pick, Slider, lab

WEIGHTS = np.array([2.0, 0.5])
SAMPLES = 200
AXIS = np.linspace(-3, 3, 25)
DARKEST = 2.0
"""The error from which on the map is darkest, so that settings can be compared."""
PROBES = np.array([[2.0, 2.0], [2.0, -2.0]])
STRENGTHS = ("0", "2", "10")


@lab(
    "The collinearity dial",
    covers=["L15.01", "C15.05", "S15.05"],
    ask="Take ridge to 10 and back: what does it do to the cloud, and to its middle? Then turn "
    "the correlation from 0 to 0.8. Which of the two new rows notices, in which direction does "
    "the cloud stretch, and how many times as long as wide does it get?",
    item="long_and_narrow",
)
def collinearity_dial(
    correlation: Annotated[
        float, Slider(0.0, 0.96, 0.04, "correlation of the features", play=True)
    ] = 0.88,
    rows: Annotated[int, Slider(20, 160, 20, "rows")] = 40,
    noise: Annotated[float, Slider(0.5, 2.0, 0.25, "deviation of the noise")] = 1.0,
    alpha: Annotated[str, Pick(STRENGTHS, "strength of ridge")] = "0",
) -> tuple[Figure, Figure]:
    """Weights over many samples of targets, and where predictions can be trusted."""
    fits = _fits(correlation, rows, noise, float(alpha))
    return (
        _cloud(_features(correlation, rows), fits),
        _map(_features(correlation, rows), fits),
    )


@lru_cache(64)
def _features(correlation: float, rows: int) -> Array:
    """Two features of variance 1 with exactly this correlation, shape (rows, 2)."""
    z = np.random.default_rng(15).normal(size=(rows, 2))
    z = np.linalg.qr(z - z.mean(axis=0))[0] * rows**0.5
    own = (1 - correlation**2) ** 0.5
    return np.column_stack([z[:, 0], correlation * z[:, 0] + own * z[:, 1]])


@lru_cache(64)
def _fits(correlation: float, rows: int, noise: float, alpha: float) -> Array:
    """Weights and intercept for each sample of targets, shape (SAMPLES, 3)."""
    X = _features(correlation, rows)
    targets = X @ WEIGHTS + noise * np.random.default_rng(16).normal(
        size=(SAMPLES, rows)
    )
    models = [Ridge(alpha).fit(X, y) for y in targets]
    return np.array([[*model.coef_, model.intercept_] for model in models])


def _cloud(X: Array, fits: Array) -> Figure:
    w = fits[:, :2]
    long = float((w @ [1.0, -1.0]).std() / 2**0.5)
    wide = float((w @ [1.0, 1.0]).std() / 2**0.5)
    middle = w.mean(axis=0)
    inflation = float(variance_inflation(X).max())
    figure = Figure()
    figure.add_scatter(
        x=w[:, 0].round(3).tolist(), y=w[:, 1].round(3).tolist(), mode="markers",
        name="a sample's weights", marker={"color": PREDICTION, "size": 6, "opacity": 0.5},
        hovertemplate="weights %{x:.2f} and %{y:.2f}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=[round(float(middle[0]), 3)], y=[round(float(middle[1]), 3)], mode="markers",
        name="their mean", marker={"color": POINTED, "size": 12},
        hovertemplate="mean %{x:.2f} and %{y:.2f}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=[WEIGHTS[0]], y=[WEIGHTS[1]], mode="markers", name="truth",
        marker={"color": TRUTH, "size": 12, "symbol": "x"},
        hovertemplate="truth: %{x} and %{y}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(range=[-2, 6], dtick=2, constrain="domain")
    figure.update_yaxes(range=[-3.5, 4.5], dtick=2, scaleanchor="x", constrain="domain")
    title = (
        f"Along (1, -1): {num(long, 2)}, along (1, 1): {num(wide, 2)}, ratio "
        f"{num(long / wide, 2)}<br>variance inflation {num(inflation, 3)}"
    )
    return looks(
        figure, title, "first weight", "second weight",
        shows=f"The weights of {SAMPLES} samples. Their standard deviation is {num(long, 2)} "
        f"along (1, -1) and {num(wide, 2)} along (1, 1). Their mean is ({num(middle[0], 2)}, "
        f"{num(middle[1], 2)}), the truth (2, 0.5). The variance inflation is "
        f"{num(inflation, 3)}.",
    )  # fmt: skip


def _errors(fits: Array, rows: Array) -> Array:
    """Root mean squared error against the true mean over the samples, for each row."""
    told = rows @ fits[:, :2].T + fits[:, 2]
    return np.asarray(np.sqrt(((told - (rows @ WEIGHTS)[:, None]) ** 2).mean(axis=1)))


def _map(X: Array, fits: Array) -> Figure:
    grid = np.array([[a, b] for b in AXIS for a in AXIS])
    errors = _errors(fits, grid).reshape(len(AXIS), -1)
    near, far = _errors(fits, PROBES)
    figure = Figure()
    figure.add_heatmap(
        x=AXIS.tolist(), y=AXIS.tolist(), z=errors.round(3).tolist(), zmin=0,
        zmax=DARKEST, colorscale=SEQUENTIAL, showscale=False,
        hovertemplate="at (%{x:.2f}, %{y:.2f}) off by %{z:.2f}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=X[:, 0].round(3).tolist(), y=X[:, 1].round(3).tolist(), mode="markers",
        name="rows", marker={"color": TRAIN, "size": 6}, hoverinfo="skip",
    )  # fmt: skip
    figure.add_scatter(
        x=PROBES[:, 0].tolist(), y=PROBES[:, 1].tolist(), mode="markers", name="new rows",
        marker={"color": POINTED, "size": 13, "symbol": "diamond"},
        text=[num(near, 2), num(far, 2)],
        hovertemplate="(%{x}, %{y}): off by %{text}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(range=[-3.1, 3.1], dtick=1, constrain="domain")
    figure.update_yaxes(range=[-3.1, 3.1], dtick=1, scaleanchor="x", constrain="domain")
    title = (
        f"Prediction off by {num(near, 2)} at (2, 2), by {num(far, 2)} at (2, -2)<br>"
        "the darker, the further"
    )
    return looks(
        figure, title, "first feature", "second feature",
        shows=f"How far predictions are from the true mean, over the plane of the features. "
        f"At (2, 2), along the rows, it is {num(near, 2)}, at (2, -2), across them, "
        f"{num(far, 2)}.",
    )  # fmt: skip
