"""Arrays that differ: as a table, as curves, as a map."""

import numpy as np
import plotly.graph_objects as go
import pytest

from quiz.ui.difference import figure


def test_what_a_table_has_room_for_is_no_figure() -> None:
    assert figure(np.zeros(8), np.ones(8)) is None
    assert figure(np.zeros((8, 3)), np.ones((8, 3))) is None
    assert figure(np.array(1.0), np.array(2.0)) is None


def test_numbers_that_have_no_place_in_a_figure_are_written() -> None:
    assert figure(np.full(20, np.nan), np.ones(20)) is None
    assert figure(np.ones(20), np.full(20, np.inf)) is None


def test_many_numbers_are_two_curves() -> None:
    expected = np.linspace(1, 0, 20)
    got = expected.copy()
    got[7] = 3
    drawn = figure(got, expected)
    assert drawn is not None
    plot = go.Figure(drawn.to_json())
    assert [trace.name for trace in plot.data] == ["expected", "yours"]
    assert list(plot.data[1].y) == got.tolist()
    assert "at [7]: yours 3, expected 0.632" in plot.layout.meta
    low, high = plot.layout.yaxis.range
    assert low < 0
    assert high > 3


@pytest.mark.parametrize("shape", [(20, 4), (3, 9)])
def test_many_rows_or_columns_are_a_map(shape: tuple[int, int]) -> None:
    expected = np.ones(shape)
    got = expected.copy()
    got[2, 3] = -1
    drawn = figure(got, expected)
    assert drawn is not None
    (trace,) = go.Figure(drawn.to_json()).data
    assert trace.type == "heatmap"
    assert np.shape(trace.z) == shape
    assert trace.zmin == -2
    assert trace.zmax == 2
    assert "at [2, 3]: yours -1, expected 1" in drawn.to_json()["layout"]["meta"]
