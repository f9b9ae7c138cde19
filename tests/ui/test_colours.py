"""Colours of figures: told apart with any colour vision, on either ground."""

import itertools
import tomllib
from pathlib import Path

import numpy as np
import pytest

from quiz.figures import CYCLE, DIVERGING, SEQUENTIAL

ROOT = Path(__file__).parent.parent.parent
THEME = tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))["theme"]

# Machado, Oliveira and Fernandes (2009), severity 1: linear RGB as it is then seen.
VISION = {
    "usual": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def linear(colour: str) -> np.ndarray:
    """Linear RGB of `#RRGGBB`, shape (3,)."""
    c = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIELAB of linear RGB, shape (3,): distances near those that are seen."""
    t = XYZ @ np.clip(rgb, 0, 1) / XYZ.sum(axis=1)
    x, y, z = np.where(t > 216 / 24389, np.cbrt(t), (24389 / 27 * t + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(a: str, b: str) -> float:
    low, high = sorted(XYZ[1] @ linear(c) for c in (a, b))
    return float((high + 0.05) / (low + 0.05))


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_any_two_colours_of_the_cycle_are_told_apart(scheme: str, vision: str) -> None:
    colours = THEME[scheme]["chartCategoricalColors"]
    assert len(colours) == len(CYCLE) >= 10

    seen = [lab(np.array(VISION[vision]) @ linear(c)) for c in colours]

    # 2.3 is just seen side by side; points that are apart need a good deal more.
    distances = [np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)]
    assert min(distances) > 15


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_cycle_stands_out_from_the_page(scheme: str) -> None:
    theme = THEME[scheme]

    for colour in theme["chartCategoricalColors"]:
        assert contrast(colour, theme["backgroundColor"]) >= 3


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_scales_of_heat_maps_run_one_way(scheme: str, vision: str) -> None:
    """From the end of one, and the middle of the other, lightness never turns."""

    def lightness(name: str) -> np.ndarray:
        colours = THEME[scheme][name]
        return np.array([lab(np.array(VISION[vision]) @ linear(c))[0] for c in colours])

    sign = -1 if scheme == "light" else 1
    assert len(SEQUENTIAL) == len(DIVERGING) == 10
    assert (sign * np.diff(lightness("chartSequentialColors")) > 0).all()
    both = lightness("chartDivergingColors")
    assert (sign * np.diff(both[5:]) > 0).all()
    assert (sign * np.diff(both[:5]) < 0).all()


def test_the_test_can_fail() -> None:
    """The red and green that everybody thinks of first."""
    red, green = linear("#D62728"), linear("#2CA02C")
    seen = np.array(VISION["deuteranopia"])

    assert np.linalg.norm(lab(red) - lab(green)) > 100
    assert np.linalg.norm(lab(seen @ red) - lab(seen @ green)) < 25
