"""Fixed boxes all over an image, and the corrections that turn them into objects."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.system import system


@system("S31.21")
def anchor_boxes(
    shape: tuple[int, int],
    stride: float,
    scales: Sequence[float],
    ratios: Sequence[float] = (1.0,),
) -> Array:
    """Boxes of all scales and ratios about the centre of each cell.

    A ratio is height over width; the area is `scale^2` whatever the ratio.

    Args:
        shape: rows and columns of the feature map.
        stride: pixels between cells.
        scales: square roots of areas, in pixels.
        ratios: heights over widths.

    Returns:
        `x1, y1, x2, y2`, shape (rows columns scales ratios, 4): cells row by row,
        then scales, then ratios.

    >>> anchor_boxes((1, 2), stride=8.0, scales=[4.0])
    array([[ 2.,  2.,  6.,  6.],
           [10.,  2., 14.,  6.]])
    """
    rows, columns = np.indices(shape)
    centres = (np.stack([columns, rows], axis=-1).reshape(-1, 1, 2) + 0.5) * stride
    root = np.sqrt(np.asarray(ratios, dtype=float))
    scale = np.asarray(scales, dtype=float)[:, None]
    halves = np.stack([scale / root, scale * root], axis=-1).reshape(-1, 2) / 2
    return np.concatenate([centres - halves, centres + halves], axis=-1).reshape(-1, 4)


@system("S31.21")
def encode_boxes(boxes: ArrayLike, anchors: ArrayLike) -> Array:
    """What a network is asked to say: how an anchor must change to be the box.

    `t_x = (x - x_a) / w_a`, `t_y = (y - y_a) / h_a`, `t_w = ln(w / w_a)`,
    `t_h = ln(h / h_a)`, for centres x, y and sizes w, h. Shifts in units of the
    anchor and ratios of sizes are the same for small and large objects.

    Args:
        boxes: shape (n, 4), `x1, y1, x2, y2`, of positive width and height.
        anchors: one for each box, the same shape.

    Returns:
        Shape (n, 4).

    Raises:
        ValueError: shapes differ, or a box has no area.

    Source:
        Ren et al., Faster R-CNN (2015), equation 2.

    >>> encode_boxes([[1.0, 0.0, 3.0, 4.0]], [[0.0, 0.0, 2.0, 2.0]]).round(3)
    array([[0.5  , 0.5  , 0.   , 0.693]])
    """
    (centre, size), (anchor, unit) = _centres(boxes, "boxes"), _centres(anchors)
    if centre.shape != anchor.shape:
        raise ValueError(f"{len(centre)} boxes for {len(anchor)} anchors")
    return np.hstack([(centre - anchor) / unit, np.log(size / unit)])


@system("S31.21")
def decode_boxes(t: ArrayLike, anchors: ArrayLike) -> Array:
    """The box that corrections make of an anchor: `encode_boxes` undone.

    Args:
        t: shape (n, 4).
        anchors: shape (n, 4).

    Returns:
        `x1, y1, x2, y2`, shape (n, 4).

    Raises:
        ValueError: shapes differ, or an anchor has no area.

    >>> decode_boxes([[0.5, 0.5, 0.0, np.log(2.0)]], [[0.0, 0.0, 2.0, 2.0]])
    array([[1., 0., 3., 4.]])
    """
    t, (anchor, unit) = np.asarray(t, dtype=float), _centres(anchors)
    if t.shape != (len(anchor), 4):
        raise ValueError(f"t must have shape {(len(anchor), 4)}, got {t.shape}")
    centre, half = anchor + t[:, :2] * unit, unit * np.exp(t[:, 2:]) / 2
    return np.hstack([centre - half, centre + half])


def _centres(boxes: ArrayLike, name: str = "anchors") -> tuple[Array, Array]:
    boxes = np.asarray(boxes, dtype=float)
    if boxes.ndim != 2 or boxes.shape[1] != 4:
        raise ValueError(f"{name} must have shape (n, 4), got {boxes.shape}")
    size = boxes[:, 2:] - boxes[:, :2]
    if not (size > 0).all():
        raise ValueError(f"{name} must have positive width and height")
    return (boxes[:, :2] + boxes[:, 2:]) / 2, size
