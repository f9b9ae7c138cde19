"""Tables of words: every row that names code names code that is there."""

import pytest

from engine.concepts.kinds_of_ai import (
    APPROACHES,
    CAPABILITIES,
    FUNCTIONALITIES,
    LEVELS,
    SYSTEMS,
    ability_level,
    classify_system,
)
from engine.concepts.tables import TABLES, table
from tests.engine.public import public


def test_what_a_row_names_can_be_run() -> None:
    named = {place for t in TABLES.values() for row in t.rows for place in row.runs}
    named |= {kind.runs for kind in SYSTEMS.values()}

    assert named <= public().keys()


def test_rows_fill_their_headings_and_differ() -> None:
    for t in TABLES.values():
        assert all(len(row.cells) == len(t.headings) for row in t.rows)
        assert len({row.name for row in t.rows}) == len(t.rows)
        assert len({row.cells for row in t.rows}) == len(t.rows)
    assert {name: len(t.rows) for name, t in TABLES.items()} == {
        "learning": 4, "statistics": 11, "normalisation": 6, "k-means and kNN": 3,
        "models": 7, "judges of samples": 3, "data sets of text": 3,
    }  # fmt: skip


def test_systems_stand_on_the_axes() -> None:
    kinds = list(SYSTEMS.values())

    assert {k.capability for k in kinds} == {"narrow"} < CAPABILITIES.keys()
    assert {k.functionality for k in kinds} == FUNCTIONALITIES.keys() - {"self-aware"}
    assert {a for k in kinds for a in k.approaches} == APPROACHES.keys()


@pytest.mark.parametrize(("score", "name"), LEVELS)
def test_a_level_begins_at_its_percentile(score: float, name: str) -> None:
    assert ability_level([score]) == (name, name)
    assert score == 0 or ability_level([score - 1e-6]) != (name, name)


def test_most_tasks_decide_the_general_level() -> None:
    """Nine of ten tasks at the 90th percentile are enough for 0.9, not for more."""
    scores = [5.0, *[90.0] * 9]

    assert ability_level(scores) == ("expert", "expert")
    assert ability_level(scores, share=0.91) == ("expert", "emerging")
    assert ability_level([10.0, 99.0], share=0.5) == ("virtuoso", "virtuoso")


def test_unknown_names_and_numbers() -> None:
    with pytest.raises(ValueError, match=r"one of Deep Blue.*got 'HAL'"):
        classify_system("HAL")
    with pytest.raises(ValueError, match=r"one of learning.*got 'x'"):
        table("x")
    for bad in ([-1.0], [101.0]):
        with pytest.raises(ValueError, match="within 0 and 100"):
            ability_level(bad)
    for share in (0.0, 1.1):
        with pytest.raises(ValueError, match="share above 0 up to 1"):
            ability_level([1.0], share)
