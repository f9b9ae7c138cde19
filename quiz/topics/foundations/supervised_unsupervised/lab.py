"""The lab of: Supervised vs. Unsupervised Learning."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import plotly.graph_objects as go

from engine.statistics.descriptive import mean
from quiz.labs import Slider, lab


@lab(
    "FILL IN: what is under the learner's hands",
    covers=["L05.01"],
    ask="FILL IN: what was seen?",
    item="first_question",
)
def first_lab(
    last: Annotated[float, Slider(-10, 10, 0.5, "FILL IN: last value")] = 4.0,
) -> tuple[go.Figure]:
    """Every number comes from the engine."""
    x = np.array([1.0, 2.0, 3.0, last])
    figure = go.Figure()
    figure.add_scatter(x=[1, 2, 3, 4], y=x.tolist(), mode="markers")
    figure.add_hline(y=mean(x))
    figure.update_layout(
        title="FILL IN: what is shown",
        xaxis_title="FILL IN: what, and its unit",
        yaxis_title="FILL IN: what, and its unit",
    )
    return (figure,)
