"""Drawing and grading: what every kind of item does."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from quiz.items.ask import Ask, Invalid, Mistake, Point
from quiz.items.item import (
    Item,
    choice,
    choices,
    expression,
    match,
    matrix,
    number,
    order,
    output,
    recall,
    shape,
    steps,
)
from quiz.items.kinds.numbers import Tolerance


@number(level=1, covers=["S00.01"])
def doubled(rng: np.random.Generator) -> Ask:
    """Twice a number."""
    x = int(rng.integers(1, 9))
    return Ask(
        f"Twice {x}?", 2.0 * x, [Mistake("same", float(x), "Twice, not once.")], "2x"
    )


@matrix(level=1)
def ones(rng: np.random.Generator) -> Ask:
    """Ones."""
    return Ask("", np.ones((2, 2)), [Mistake("zeros", np.zeros((2, 2)), "Not 0.")], "1")


@choice(level=1)
def colour(rng: np.random.Generator) -> Ask:
    """A colour."""
    return Ask(
        "", "red", [Mistake("b", "blue", "No."), Mistake("g", "green", "No")], ""
    )


@number(level=1)
def hopeless(rng: np.random.Generator) -> Ask:
    """Key and mistake are one."""
    return Ask("", 1.0, [Mistake("near", 1.001, "")], "")


def test_a_variant_is_its_seed() -> None:
    assert doubled.draw(3) == doubled.draw(3)
    assert len({doubled.draw(seed).ask.prompt for seed in range(30)}) > 4


def test_the_stream_is_pinned() -> None:
    """These numbers may never change: stored seeds must give the same variants."""
    drawn = [doubled.draw(seed).ask.key for seed in range(8)]

    assert drawn == PINNED


PINNED = [4.0, 14.0, 12.0, 8.0, 2.0, 16.0, 8.0, 10.0]


def test_hints_are_the_reasons_of_two_mistakes() -> None:
    hints = [f"Reason {i}." for i in range(3)]

    @number(level=1)
    def three(rng: np.random.Generator) -> Ask:
        """Three mistakes."""
        mistakes = [Mistake(f"m{i}", i + 2.0, hint) for i, hint in enumerate(hints)]
        return Ask("", 1.0, mistakes, "")

    assert three.draw(0).hints == hints[:2]
    words = choice(level=1, definition=True)(colour.template)
    assert words.draw(0).hints == []  # nothing computed its key


@pytest.mark.parametrize(
    "kind",
    [number, matrix, shape, choice, choices, expression, order, match, output, steps,
     recall],
)  # fmt: skip
def test_an_item_begins_with_version_one(kind: Callable[..., Any]) -> None:
    assert kind(level=2)(doubled.template).version == 1


def test_a_point_is_its_text_and_what_leads_to_it() -> None:
    point = Point("it overfits", "And on new rows?")

    assert point == "it overfits"
    assert point.ask == "And on new rows?"


def test_grades() -> None:
    variant = doubled.draw(0)
    key = variant.ask.key
    assert isinstance(key, float)

    right = variant.grade(f"{key:.0f}")
    known = variant.grade(str(key / 2))
    other = variant.grade("1000")

    assert (right.right, right.score, right.route, right.feedback) == (
        True,
        1,
        None,
        "",
    )
    assert (known.right, known.route, known.feedback) == (
        False, "same", "Twice, not once.",
    )  # fmt: skip
    assert (other.right, other.route, other.why) == (False, None, "2x")
    assert variant.read("1/4") == "`0.25`"


def test_what_cannot_be_read_is_not_graded() -> None:
    with pytest.raises(Invalid):
        doubled.draw(0).grade("a lot")
    with pytest.raises(Invalid, match="vector of 2 entries; expected a matrix"):
        ones.draw(0).grade("1 1")
    with pytest.raises(Invalid, match="none of a, b, c"):
        colour.draw(0).grade("z")


@pytest.mark.parametrize(
    ("value", "right"), [(1.0, True), (1.01, True), (1.011, False)]
)
def test_every_entry_of_a_matrix_counts(value: float, right: bool) -> None:
    assert ones.draw(0).grade(f"1 1; 1 {value}").right is right


def test_tolerance_is_relative_with_a_floor() -> None:
    slack = Tolerance(rtol=0.01, atol=5e-4).slack(np.array([100.0, 0.001, -100.0]))

    np.testing.assert_allclose(slack, [1.0, 5e-4, 1.0])
    assert str(Tolerance(0.02, 0)) == "accepted within 2 %"


def test_an_option_is_named_by_letter_number_or_text() -> None:
    variant = colour.draw(1)
    place = variant.ask.options.index("red")

    assert sorted(variant.ask.options) == ["blue", "green", "red"]
    for response in ("red", "abc"[place], "ABC"[place], str(place + 1)):
        assert variant.grade(response).right
    assert variant.grade("blue").route == "b"


def test_the_right_option_stands_everywhere() -> None:
    places = [colour.draw(seed).ask.options.index("red") for seed in range(60)]

    assert {places.count(place) > 8 for place in range(3)} == {True}


def test_a_key_like_a_mistake_is_never_asked() -> None:
    with pytest.raises(ValueError, match="never differ"):
        hopeless.draw(0)


def test_a_seed_is_not_negative() -> None:
    with pytest.raises(ValueError, match="got -1"):
        doubled.draw(-1)


def test_an_item_needs_a_title() -> None:
    def untitled(rng: np.random.Generator) -> Ask:
        raise NotImplementedError

    with pytest.raises(ValueError, match="untitled"):
        number(level=1)(untitled)


def test_id_and_title_come_from_the_function() -> None:
    assert isinstance(doubled, Item)
    assert (doubled.id, doubled.title) == ("items/doubled", "Twice a number")
    assert doubled.topic == "items"
