"""The softmax Jacobian, as three logits and a temperature move."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from engine.autodiff.differences import STEP, central_difference
from engine.nn.softmax import softmax, softmax_jacobian
from quiz.figures import (
    DIVERGING,
    GIVEN,
    GRADIENT,
    POINTED,
    Figure,
    looks,
)
from quiz.items.write import num
from quiz.labs import Pick, Slider, lab

CLASSES = ("1", "2", "3")
REACH = 4


@lab(
    "The Jacobian under your hands",
    covers=["L42.01"],
    ask="Move z₁ alone. Where is ∂p₁/∂z₁ largest, and can it pass 1/4?",
    item="steepest",
)
def jacobian(
    z1: Annotated[float, Slider(-REACH, REACH, 0.2, "logit z₁", play=True)] = 2.0,
    z2: Annotated[float, Slider(-REACH, REACH, 0.1, "logit z₂")] = 1.0,
    z3: Annotated[float, Slider(-REACH, REACH, 0.1, "logit z₃")] = 0.1,
    temperature: Annotated[float, Slider(0.2, 5, 0.1, "temperature T")] = 1.0,
    output: Annotated[str, Pick(CLASSES, "output pᵢ")] = "1",
    logit: Annotated[str, Pick(CLASSES, "by logit zⱼ")] = "2",
) -> tuple[Figure, Figure]:
    """Heat map of J = dp/dz at temperature T, and one cell of it as a slope."""
    z = np.array([z1, z2, z3])
    i, j = int(output) - 1, int(logit) - 1
    return _heat_map(z, temperature, i, j), _slope(z, temperature, i, j)


def _heat_map(z: np.ndarray, temperature: float, i: int, j: int) -> Figure:
    # With p = softmax(z / T) the chain rule puts a factor 1 / T before J.
    matrix = softmax_jacobian(z / temperature) / temperature
    steepest = 1 / (4 * temperature)
    figure = Figure()
    figure.add_heatmap(
        z=matrix.tolist(),
        x=[f"z{c}" for c in CLASSES],
        y=[f"p{c}" for c in CLASSES],
        text=[[f"{value:+.3f}" for value in row] for row in matrix],
        texttemplate="%{text}",
        hovertemplate="∂%{y}/∂%{x} = %{z:.5f}<br>click to see its slope<extra></extra>",
        customdata=[[{"output": o, "logit": c} for c in CLASSES] for o in CLASSES],
        # No entry is larger than p(1 - p) / T can be, so a colour keeps its number.
        zmin=-steepest,
        zmax=steepest,
        colorscale=DIVERGING,
        showscale=False,
        xgap=2,
        ygap=2,
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
    rows = "; ".join(
        f"p{c}: " + ", ".join(f"{value:+.3f}" for value in row)
        for c, row in zip(CLASSES, matrix, strict=True)
    )
    return looks(
        figure,
        f"J = ∂p/∂z<br>row sums {sums}",
        "by the logit",
        "the output",
        shows=f"The Jacobian by z1, z2, z3, row by row. {rows}. Each row sums to 0.",
    )


def _slope(z: np.ndarray, temperature: float, i: int, j: int) -> Figure:
    slope = softmax_jacobian(z / temperature)[i, j] / temperature
    numeric = central_difference(lambda x: softmax(x / temperature), z)[i, j]
    here = softmax(z / temperature)[i]
    # The axis stands still while z moves along it, or the curve under it.
    along = np.linspace(-REACH, REACH, 81)
    moved = np.tile(z, (len(along), 1))
    moved[:, j] = along
    near = z[j] + np.linspace(-1.5, 1.5, 2)
    figure = Figure()
    figure.add_scatter(
        x=along.round(9).tolist(),
        y=softmax(moved / temperature)[:, i].round(5).tolist(),
        mode="lines",
        line={"color": GIVEN},
        hovertemplate=f"p{i + 1} = %{{y:.3f}}<extra></extra>",
    )
    figure.add_scatter(
        x=near.tolist(),
        y=(here + slope * (near - z[j])).tolist(),
        mode="lines",
        line={"dash": "dash", "color": GRADIENT},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=[float(z[j])],
        y=[float(here)],
        mode="markers",
        marker={"size": 10, "color": GRADIENT},
        hovertemplate="z = %{x:.1f}, p = %{y:.3f}<extra></extra>",
    )
    figure.update_xaxes(range=[-REACH - 0.2, REACH + 0.2])
    figure.update_yaxes(range=[-0.05, 1.05])
    figure.update_layout(showlegend=False)
    return looks(
        figure,
        f"∂p{i + 1}/∂z{j + 1}: formula {slope:.6f}<br>"
        f"central difference {numeric:.6f}, h = {STEP:.0e}",
        f"z{j + 1}",
        f"p{i + 1}",
        shows=f"p{i + 1} against z{j + 1}, the other logits held. At z{j + 1} = "
        f"{num(float(z[j]))} it is {num(float(here), 3)}, and the dashed tangent has "
        f"the slope {num(float(slope), 3)}.",
    )
