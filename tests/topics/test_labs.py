"""Every lab of every topic draws for every setting, and shows what the engine says."""

import itertools
import random
import re

import numpy as np
import plotly.graph_objects as go
import pytest

from engine.nn.softmax import softmax, softmax_jacobian
from quiz import content
from quiz.curriculum import Topic
from quiz.figures import TEMPLATE, Figure
from quiz.labs import FRAMES, Drag, Lab, Pick, Shown, Slider, parts
from tests.seed import SEED

SETTINGS = 20
"""Of the grid, drawn by the seed."""
TAKEN = {"part", "question", "challenge", "item"}
"""What the pages themselves write into their URL."""
LABS = [pytest.param(t, content.lab(t), id=t.id) for t in content.written()]


@pytest.mark.parametrize(("topic", "lab"), LABS)
def test_draws_on_a_grid(topic: Topic, lab: Lab) -> None:
    grid = list(itertools.product(*(c.settings() for c in lab.controls.values())))
    for settings in random.Random(SEED).sample(grid, min(SETTINGS, len(grid))):
        for figure in lab.draw(**dict(zip(lab.controls, settings, strict=True))):
            drawn = checked(figure)
            assert "NaN" not in drawn.to_json()
            assert drawn.layout.title.text
            assert drawn.layout.xaxis.title.text
            assert drawn.layout.yaxis.title.text
            # What it shows is told in sentences, with numbers that are read off.
            assert re.search(r"\d.*\.$", drawn.layout.meta)
            assert coloured(figure) == set()


def checked(figure: Figure) -> go.Figure:
    """As Plotly reads it, which refuses names and values that it does not know."""
    return go.Figure(**figure.to_json())


def coloured(figure: Figure) -> set[str]:
    """Colours that do not follow the theme."""
    return set(re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|white|black", str(figure.data)))


@pytest.mark.parametrize(("topic", "lab"), LABS)
def test_what_plays_stands_still_but_for_what_moves(topic: Topic, lab: Lab) -> None:
    """Frames have the same traces and, in numbers, the same axes."""
    sliders = [c for c in lab.controls.values() if isinstance(c, Slider) and c.play]
    assert len(sliders) <= 1
    if not sliders:
        return
    assert 2 <= len(sliders[0].values()) <= FRAMES
    assert lab.defaults[lab.played] in sliders[0].values()

    frames = lab.frames(**{n: v for n, v in lab.defaults.items() if n != lab.played})

    for number, first in enumerate(frames[0]):
        for frame in frames:
            figure = frame[number]
            assert [t["type"] for t in figure.data] == [t["type"] for t in first.data]
            for axis in ("xaxis", "yaxis"):
                ours, theirs = figure.layout[axis], first.layout[axis]
                assert ours.get("range") == theirs.get("range")
                assert "range" in ours or named(figure, axis[0])


def named(figure: Figure, axis: str) -> bool:
    """Whether an axis has names on it, which are the same in every frame."""
    return all(isinstance(at, str) for trace in figure.data for at in trace[axis])


@pytest.mark.parametrize(("topic", "lab"), LABS)
def test_a_url_names_every_setting(topic: Topic, lab: Lab) -> None:
    assert not set(lab.controls) & TAKEN
    for control in lab.controls.values():
        for value in control.settings():
            assert control.read(control.write(value)) == value


@pytest.mark.parametrize(
    ("control", "text"),
    [
        (Slider(0, 4), "5"),
        (Slider(0, 4), "half"),
        (Slider(0, 4), "nan"),
        (Slider(0, 1, 0.1), "0.15"),
        (Pick(("a", "b")), "c"),
        (Drag(0, 1, 2), "0.5"),
        (Drag(0, 1, 2), "0.5,2"),
        (Drag(0, 1, 2), "0,0,0,0,0,0"),
        (Drag(0, 1, 2), "nan,0"),
    ],
)
def test_nonsense_in_a_url_is_refused(control: Slider | Pick | Drag, text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        control.read(text)


def test_a_slider_names_its_values_as_they_are_written() -> None:
    assert Slider(0, 1, 0.1).values() == [i / 10 for i in range(11)]
    assert Slider(-1, 1, 0.5).read("-0.5") == -0.5


def test_the_template_is_one_that_plotly_knows() -> None:
    assert go.layout.Template(TEMPLATE).layout.colorway


@pytest.mark.parametrize(("topic", "lab"), LABS)
def test_ends_in_a_question_of_its_topic(topic: Topic, lab: Lab) -> None:
    names = [item.id.split("/")[1] for item in content.items(topic)]

    assert lab.ask.endswith("?")
    assert lab.item in names
    assert set(lab.defaults) == set(lab.controls)


@pytest.mark.parametrize(("topic", "lab"), LABS)
def test_the_notes_have_a_figure_of_the_lab(topic: Topic, lab: Lab) -> None:
    shown = [p for p in parts(content.notes(topic).text, lab) if isinstance(p, Shown)]

    assert shown
    for part in shown:
        assert part.caption.endswith(".")
        assert lab.draw(**part.settings)[part.number].data
        for name, control in lab.controls.items():
            if isinstance(control, Pick):
                assert part.settings[name] in control.options


def test_a_figure_names_controls_that_there_are() -> None:
    lab = content.lab(content.written()[-1])

    with pytest.raises(ValueError, match="no control nonsense"):
        parts("![x.](lab?nonsense=1)", lab)
    assert parts("a\n\n![x.](lab)\n\nb", lab) == [
        "a",
        Shown("x.", lab.defaults, 0),
        "b",
    ]


@pytest.mark.parametrize("temperature", [0.2, 1.0, 5.0])
def test_the_heat_map_is_the_engines_jacobian(temperature: float) -> None:
    """At temperature T the shown matrix differentiates softmax(z / T) by z."""
    from quiz.topics.networks.softmax_derivative.lab import jacobian

    z = np.array([1.0, -2.0, 0.5])
    drawn = jacobian.draw(*z, temperature=temperature, output="3", logit="1")
    heat_map, slopes = map(checked, drawn)
    shown = np.array(heat_map.data[0].z)

    np.testing.assert_allclose(
        shown, softmax_jacobian(z / temperature) / temperature, rtol=1e-12
    )
    np.testing.assert_allclose(shown.sum(axis=1), 0, atol=1e-12)
    curve = slopes.data[0]
    here = np.argmin(np.abs(np.array(curve.x) - z[0]))
    assert curve.y[here] == pytest.approx(softmax(z / temperature)[2], abs=1e-5)
    tangent = slopes.data[1]
    slope = (tangent.y[-1] - tangent.y[0]) / (tangent.x[-1] - tangent.x[0])
    assert slope == pytest.approx(shown[2, 0])


def test_the_difference_beside_the_cell_agrees_with_the_formula() -> None:
    from quiz.topics.networks.softmax_derivative.lab import jacobian

    title = jacobian.draw()[1].layout["title"]["text"]

    assert title.startswith("∂p1/∂z2: formula -0.159764")
    assert "central difference -0.159764" in title
