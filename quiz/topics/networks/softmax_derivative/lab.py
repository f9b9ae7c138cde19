"""The softmax Jacobian, as three logits and a temperature move."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import plotly.graph_objects as go

from engine.autodiff.differences import STEP, central_difference
from engine.nn.softmax import softmax, softmax_jacobian
from quiz.figures import GIVEN, POINTED, looks
from quiz.items.write import num
from quiz.labs import Pick, Slider, lab

CLASSES = ("1", "2", "3")


@lab(
    "The Jacobian under your hands",
    covers=["L42.01"],
    ask="Move z₁ alone. Where is ∂p₁/∂z₁ largest, and can it pass 1/4?",
    item="steepest",
)
def jacobian(
    z1: Annotated[float, Slider(-4, 4, 0.1, "logit z₁")] = 2.0,
    z2: Annotated[float, Slider(-4, 4, 0.1, "logit z₂")] = 1.0,
    z3: Annotated[float, Slider(-4, 4, 0.1, "logit z₃")] = 0.1,
    temperature: Annotated[float, Slider(0.2, 5, 0.1, "temperature T")] = 1.0,
    output: Annotated[str, Pick(CLASSES, "output pᵢ")] = "1",
    logit: Annotated[str, Pick(CLASSES, "by logit zⱼ")] = "2",
) -> tuple[go.Figure, go.Figure]:
    """Heat map of J = dp/dz at temperature T, and one cell of it as a slope."""
    z = np.array([z1, z2, z3])
    i, j = int(output) - 1, int(logit) - 1
    return _heat_map(z, temperature, i, j), _slope(z, temperature, i, j)


def _heat_map(z: np.ndarray, temperature: float, i: int, j: int) -> go.Figure:
    # With p = softmax(z / T) the chain rule puts a factor 1 / T before J.
    matrix = softmax_jacobian(z / temperature) / temperature
    figure = go.Figure()
    figure.add_heatmap(
        z=matrix.tolist(),
        x=[f"z{c}" for c in CLASSES],
        y=[f"p{c}" for c in CLASSES],
        text=[[f"{value:+.3f}" for value in row] for row in matrix],
        texttemplate="%{text}",
        hovertemplate="∂%{y}/∂%{x} = %{z:.5f}<extra></extra>",
        zmid=0,
        colorscale="RdBu",
        showscale=False,
    )
    figure.add_shape(
        type="rect",
        x0=j - 0.5,
        x1=j + 0.5,
        y0=i - 0.5,
        y1=i + 0.5,
        line={"width": 3, "color": POINTED},
    )
    sums = ", ".join(num(value) for value in matrix.sum(axis=1).round(12))
    figure.update_xaxes(showgrid=False)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    title = f"J = ∂p/∂z<br>row sums {sums}"
    return looks(figure, title, "by the logit", "the output")


def _slope(z: np.ndarray, temperature: float, i: int, j: int) -> go.Figure:
    slope = softmax_jacobian(z / temperature)[i, j] / temperature
    numeric = central_difference(lambda x: softmax(x / temperature), z)[i, j]
    here = softmax(z / temperature)[i]
    reach = np.linspace(-4, 4, 81)
    near = reach[np.abs(reach) <= 1.5]
    moved = z + reach[:, None] * np.eye(3)[j]
    figure = go.Figure()
    figure.add_scatter(
        x=(z[j] + reach).tolist(),
        y=softmax(moved / temperature)[:, i].tolist(),
        mode="lines",
        line={"color": GIVEN},
        name=f"p{i + 1}",
    )
    figure.add_scatter(
        x=(z[j] + near).tolist(),
        y=(here + slope * near).tolist(),
        mode="lines",
        line={"dash": "dash", "color": POINTED},
        name="slope from J",
    )
    figure.add_scatter(
        x=[float(z[j])],
        y=[float(here)],
        mode="markers",
        marker={"size": 10, "color": POINTED},
        name="here",
    )
    figure.update_yaxes(range=[-0.05, 1.05])
    figure.update_layout(showlegend=False)
    title = (
        f"∂p{i + 1}/∂z{j + 1}: formula {slope:.6f}<br>"
        f"central difference {numeric:.6f}, h = {STEP:.0e}"
    )
    return looks(figure, title, f"z{j + 1}", f"p{i + 1}")
