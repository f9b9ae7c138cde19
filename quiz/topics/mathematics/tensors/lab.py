"""The lab of: Tensors for Neural Networks."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from engine.statistics.descriptive import mean
from quiz.figures import GUIDE, Figure, looks
from quiz.labs import Slider, lab


@lab(
    "FILL IN: what is under the learner's hands",
    covers=["L48.01"],
    ask="FILL IN: what was seen?",
    item="first_question",
)
def first_lab(
    last: Annotated[float, Slider(-10, 10, 0.5, "FILL IN: value", play=True)] = 4.0,
) -> tuple[Figure]:
    """Every number comes from the engine."""
    x = np.array([1.0, 2.0, 3.0, last])
    figure = Figure()
    figure.add_scatter(x=[1, 2, 3, 4], y=x.tolist(), mode="markers")
    figure.add_hline(y=mean(x), line={"color": GUIDE})
    figure.update_xaxes(range=[0.5, 4.5])
    figure.update_yaxes(range=[-10.5, 10.5])
    unit = "FILL IN: what, and its unit"
    shows = f"FILL IN: what is read off: the mean is {mean(x):.2f}."
    return (looks(figure, "FILL IN: what is shown", unit, unit, shows=shows),)
