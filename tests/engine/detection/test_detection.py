"""Boxes, grids, anchors and scales."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.detection.anchors import anchor_boxes, decode_boxes, encode_boxes
from engine.detection.boxes import iou, non_maximum_suppression
from engine.detection.compound_scaling import compound_scale
from engine.detection.grid import decode_grid

UNIT = [[0.0, 0.0, 1.0, 1.0]]


def test_overlap_of_special_boxes() -> None:
    assert iou(UNIT, UNIT) == 1
    assert iou(UNIT, [[1.0, 0.0, 2.0, 1.0]]) == 0
    assert iou([[0, 0, 0, 0]], [[0, 0, 0, 0]]) == 0
    assert iou([[0, 0, 4, 4]], [[1, 1, 3, 3]]) == pytest.approx(4 / 16)
    assert iou([[0, 0, 1, 1]], [[2, 2, 3, 3]]) == 0  # both differences negative
    assert iou(np.ones((2, 4)), np.ones((3, 4))).shape == (2, 3)


def test_one_box_an_object_stays() -> None:
    boxes = [[0, 0, 4, 4], [0, 0, 4, 2], [9, 9, 10, 10]]

    np.testing.assert_array_equal(non_maximum_suppression(boxes, [1, 2, 3]), [2, 1, 0])
    np.testing.assert_array_equal(
        non_maximum_suppression(boxes, [1, 2, 3], 0.4), [2, 1]
    )
    np.testing.assert_array_equal(non_maximum_suppression(UNIT * 3, [1, 1, 1]), [0])
    assert non_maximum_suppression(np.empty((0, 4)), []).size == 0


def test_unusable_boxes_are_named() -> None:
    with pytest.raises(ValueError, match=r"got \(4,\)"):
        iou([0, 0, 1, 1], UNIT)
    with pytest.raises(ValueError, match="x1 <= x2"):
        iou([[1, 0, 0, 1]], UNIT)
    with pytest.raises(ValueError, match="scores has 2"):
        non_maximum_suppression(UNIT, [1.0, 2.0])


@given(st.integers(0, 1000))
def test_centres_stay_in_their_cell(seed: int) -> None:
    t = 5 * np.random.default_rng(seed).normal(size=(2, 3, 1, 5))
    boxes, scores = decode_grid(t, [[2.0, 1.0]], stride=16.0)
    centres = ((boxes[:, :2] + boxes[:, 2:]) / 2).reshape(2, 3, 2)

    np.testing.assert_array_equal(np.floor(centres[..., 0] / 16), [[0, 1, 2]] * 2)
    np.testing.assert_array_equal(np.floor(centres[..., 1] / 16), [[0] * 3, [1] * 3])
    assert ((scores >= 0) & (scores <= 1)).all()


def test_unusable_grids_are_named() -> None:
    for shape in ((2, 2, 1, 4), (2, 2, 5)):
        with pytest.raises(ValueError, match=r"\(rows, columns, k, 5\)"):
            decode_grid(np.zeros(shape), [[1.0, 1.0]], 8.0)
    with pytest.raises(ValueError, match="got 0"):
        decode_grid(np.zeros((1, 1, 1, 5)), [[1.0, 1.0]], 0)


def test_anchors_have_the_area_of_their_scale() -> None:
    found = anchor_boxes((2, 3), 8.0, [4.0, 8.0], [0.5, 1.0, 2.0])
    w, h = (found[:, 2:] - found[:, :2]).T

    assert found.shape == (36, 4)
    np.testing.assert_allclose((w * h).reshape(6, 2, 3), [[[16.0] * 3, [64.0] * 3]] * 6)
    np.testing.assert_allclose((h / w)[:3], [0.5, 1.0, 2.0])


@given(st.integers(0, 1000))
def test_coding_and_decoding_undo_each_other(seed: int) -> None:
    rng = np.random.default_rng(seed)
    anchors = anchor_boxes((2, 2), 8.0, [5.0])
    t = rng.normal(size=(4, 4))

    np.testing.assert_allclose(encode_boxes(decode_boxes(t, anchors), anchors), t,
                               atol=1e-12)  # fmt: skip
    np.testing.assert_array_equal(encode_boxes(anchors, anchors), 0)
    with pytest.raises(ValueError, match="1 boxes for 4 anchors"):
        encode_boxes(anchors[:1], anchors)
    with pytest.raises(ValueError, match=r"\(4, 4\), got \(1, 4\)"):
        decode_boxes(t[:1], anchors)
    with pytest.raises(ValueError, match="boxes must have positive"):
        encode_boxes(np.zeros((4, 4)), anchors)
    with pytest.raises(ValueError, match=r"got \(4,\)"):
        decode_boxes(t, anchors[0])


def test_each_step_of_phi_doubles_the_cost() -> None:
    assert compound_scale(0) == (1, 1, 1, 1)
    assert compound_scale(3).cost == pytest.approx(compound_scale(1).cost ** 3)
    assert compound_scale(1) == pytest.approx((1.2, 1.1, 1.15, 1.92), abs=1e-3)
    with pytest.raises(ValueError, match=r"got 1\.2, 0\.9, 1\.15"):
        compound_scale(1, beta=0.9)
    assert compound_scale(2, 1.0, 1.0, 1.0).cost == 1
