"""The softmax Jacobian, as three logits and a temperature move."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from engine.autodiff.differences import STEP, central_difference
from engine.nn.softmax import softmax, softmax_jacobian
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
) -> go.Figure:
    """Heat map of J = dp/dz at temperature T, and one cell of it as a slope."""
    z = np.array([z1, z2, z3])
    i, j = int(output) - 1, int(logit) - 1
    # With p = softmax(z / T) the chain rule puts a factor 1 / T before J.
    matrix = softmax_jacobian(z / temperature) / temperature
    figure = make_subplots(
        rows=1,
        cols=2,
        column_widths=[0.48, 0.52],
        horizontal_spacing=0.14,
        subplot_titles=("J, row i, column j", _checked(z, temperature, i, j)),
    )
    _heat_map(figure, matrix, i, j)
    _slope(figure, z, temperature, i, j)
    figure.update_layout(showlegend=False, height=380)
    return figure


def _checked(z: np.ndarray, temperature: float, i: int, j: int) -> str:
    """The chosen cell by formula and by central difference, as a title."""
    exact = softmax_jacobian(z / temperature)[i, j] / temperature
    numeric = central_difference(lambda x: softmax(x / temperature), z)[i, j]
    return (
        f"∂p{i + 1}/∂z{j + 1}: formula {exact:.6f}, difference {numeric:.6f}<br>"
        f"h = {STEP:.0e}, apart by {abs(exact - numeric):.0e}"
    )


def _heat_map(figure: go.Figure, matrix: np.ndarray, i: int, j: int) -> None:
    sums = matrix.sum(axis=1)
    figure.add_heatmap(
        z=matrix.tolist(),
        x=[f"z{c}" for c in CLASSES],
        y=[f"p{c}" for c in CLASSES],
        text=[[f"{value:+.3f}" for value in row] for row in matrix],
        texttemplate="%{text}",
        hovertemplate="∂%{y}/∂%{x} = %{z:.5f}<extra></extra>",
        zmid=0,
        coloraxis="coloraxis",
        row=1,
        col=1,
    )
    figure.add_shape(
        type="rect", x0=j - 0.5, x1=j + 0.5, y0=i - 0.5, y1=i + 0.5,
        line={"width": 3, "color": "#3B82D6"}, row=1, col=1,
    )  # fmt: skip
    figure.update_yaxes(autorange="reversed", showgrid=False, row=1, col=1)
    shown = ", ".join(num(value) for value in sums.round(12))
    figure.update_xaxes(title=f"row sums {shown}", showgrid=False, row=1, col=1)
    figure.update_layout(
        coloraxis={"cmid": 0, "colorscale": "RdBu", "showscale": False}
    )


def _slope(
    figure: go.Figure, z: np.ndarray, temperature: float, i: int, j: int
) -> None:
    reach = np.linspace(-4, 4, 81)
    moved = z + reach[:, None] * np.eye(3)[j]
    slope = softmax_jacobian(z / temperature)[i, j] / temperature
    here = softmax(z / temperature)[i]
    near = reach[np.abs(reach) <= 1.5]
    figure.add_scatter(
        x=(z[j] + reach).tolist(),
        y=softmax(moved / temperature)[:, i].tolist(),
        mode="lines",
        name=f"p{i + 1}",
        row=1,
        col=2,
    )
    figure.add_scatter(
        x=(z[j] + near).tolist(),
        y=(here + slope * near).tolist(),
        mode="lines",
        line={"dash": "dash"},
        name="slope from J",
        row=1,
        col=2,
    )
    figure.add_scatter(
        x=[float(z[j])],
        y=[float(here)],
        mode="markers",
        marker={"size": 10},
        name="here",
        row=1,
        col=2,
    )
    figure.update_xaxes(title=f"z{j + 1}", row=1, col=2)
    figure.update_yaxes(title=f"p{i + 1}", range=[-0.05, 1.05], row=1, col=2)
