"""Got against expected."""

import math

import numpy as np
import pytest

from quiz.coding.compare import close

compare = close(rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (1, 1.0),
        (0.1 + 0.2, 0.3),
        ([1, 2.0], np.array([1.0, 2.0])),
        ([[1, 2], [3, 4]], np.array([[1.0, 2.0], [3.0, 4.0]])),
        (np.array([0.1], dtype=np.float32), np.array([np.float32(0.1)])),
        (np.float64(2.0), 2.0),
        (math.nan, math.nan),
        ([-math.inf], np.array([-np.inf])),
        (np.zeros((0, 3)), np.zeros((0, 3))),
    ],
)
def test_agree(got: object, expected: object) -> None:
    assert compare(got, expected, ()) is None


@pytest.mark.parametrize(
    ("got", "expected", "kind"),
    [
        (1.00001, 1.0, "value"),
        ([1.0], 1.0, "shape"),
        (np.ones((2, 3)), np.ones((3, 2)), "shape"),
        (math.nan, 1.0, "not finite"),
        (math.inf, 1.0, "not finite"),
        (1.0, math.inf, "value"),
        (None, 1.0, "type"),
        (True, 1.0, "type"),
        ([[1.0], [True]], np.ones((2, 1)), "type"),
        ("1", 1.0, "type"),
        ([1, [2, 3]], np.ones(2), "type"),
        ([None, 1.0], np.ones(2), "type"),
        (1 + 0j, 1.0, "type"),
    ],
)
def test_differ(got: object, expected: object, kind: str) -> None:
    difference = compare(got, expected, ())

    assert difference
    assert difference.kind == kind
    assert not difference.message.endswith(".")


def test_the_worst_cell_is_named() -> None:
    difference = compare(
        [[1.0, 2.5], [3.0, 4.1]], np.array([[1.0, 2.0], [3.0, 4.0]]), ()
    )

    assert difference
    assert (difference.index, difference.got, difference.expected) == ((0, 1), 2.5, 2.0)
    assert (difference.wrong, difference.total) == (2, 4)
    assert difference.max_abs == 0.5
    assert difference.max_rel == 0.25
    assert difference.message == (
        "2 of 4 entries differ; at [0, 1] got 2.5 where 2 was expected"
    )


def test_nan_is_worse_than_any_number() -> None:
    difference = compare([1e300, math.nan], np.array([0.0, 1.0]), ())

    assert difference
    assert difference.index == (1,)


def test_a_transpose_is_told() -> None:
    difference = compare(np.ones((2, 3)), np.ones((3, 2)), ())

    assert difference
    assert "transpose" in difference.message
