"""Every lab of every topic draws for every setting, and shows what the engine says."""

import itertools
import random

import numpy as np
import pytest

from engine.nn.softmax import softmax, softmax_jacobian
from quiz import content
from quiz.labs import Lab
from tests.seed import SEED

SETTINGS = 20
"""Of the grid, drawn by the seed."""
LABS = [pytest.param(t, content.lab(t), id=t.id) for t in content.written()]


@pytest.mark.parametrize(("topic", "lab"), LABS)
def test_draws_on_a_grid(topic: object, lab: Lab) -> None:
    grid = list(itertools.product(*(c.settings() for c in lab.controls.values())))
    for settings in random.Random(SEED).sample(grid, min(SETTINGS, len(grid))):
        for figure in lab.draw(**dict(zip(lab.controls, settings, strict=True))):
            assert "NaN" not in figure.to_json()
            assert figure.layout.title.text
            assert figure.layout.xaxis.title.text
            assert figure.layout.yaxis.title.text


@pytest.mark.parametrize(("topic", "lab"), LABS)
def test_ends_in_a_question_of_its_topic(topic: object, lab: Lab) -> None:
    names = [item.id.split("/")[1] for item in content.items(topic)]  # type: ignore[arg-type]

    assert lab.ask.endswith("?")
    assert lab.item in names
    assert set(lab.defaults) == set(lab.controls)


@pytest.mark.parametrize("temperature", [0.2, 1.0, 5.0])
def test_the_heat_map_is_the_engines_jacobian(temperature: float) -> None:
    """At temperature T the shown matrix differentiates softmax(z / T) by z."""
    from quiz.topics.networks.softmax_derivative.lab import jacobian

    z = np.array([1.0, -2.0, 0.5])
    heat_map, slopes = jacobian.draw(*z, temperature=temperature, output="3", logit="1")
    shown = np.array(heat_map.data[0].z)

    np.testing.assert_allclose(
        shown, softmax_jacobian(z / temperature) / temperature, rtol=1e-12
    )
    np.testing.assert_allclose(shown.sum(axis=1), 0, atol=1e-12)
    curve = slopes.data[0]
    here = np.argmin(np.abs(np.array(curve.x) - z[0]))
    assert curve.y[here] == pytest.approx(softmax(z / temperature)[2])
    tangent = slopes.data[1]
    slope = (tangent.y[-1] - tangent.y[0]) / (tangent.x[-1] - tangent.x[0])
    assert slope == pytest.approx(shown[2, 0])


def test_the_difference_beside_the_cell_agrees_with_the_formula() -> None:
    from quiz.topics.networks.softmax_derivative.lab import jacobian

    title = jacobian.draw()[1].layout.title.text

    assert title.startswith("∂p1/∂z2: formula -0.159764")
    assert "central difference -0.159764" in title
