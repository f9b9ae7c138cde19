"""A grid of cells, each of which answers for the objects whose centre it holds."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.nn.activations import sigmoid
from engine.system import system


@system("S31.20")
def decode_grid(
    predicted: ArrayLike, anchors: ArrayLike, stride: float
) -> tuple[Array, Array]:
    """Boxes and scores from what a network of YOLO's kind puts out.

    Cell (i, j) and anchor of size (p_w, p_h) give the centre
    `((sigmoid(t_x) + j) stride, (sigmoid(t_y) + i) stride)`, inside the cell, and the
    size `(p_w exp(t_w), p_h exp(t_h))`; the score is `sigmoid(t_o)`. One pass over
    the image answers for all places at once.

    Args:
        predicted: `t_x, t_y, t_w, t_h, t_o`, shape (rows, columns, anchors, 5).
        anchors: widths and heights in pixels, shape (anchors, 2).
        stride: pixels of a cell's side, positive.

    Returns:
        Boxes, shape (rows columns anchors, 4), `x1, y1, x2, y2` in pixels, and
        scores, in the same order: row by row, anchors last.

    Raises:
        ValueError: shapes do not fit, or stride is not positive.

    Source:
        Redmon and Farhadi, YOLOv3: An Incremental Improvement (2018), section 2.1.

    >>> boxes, scores = decode_grid(np.zeros((1, 2, 1, 5)), [[4.0, 2.0]], stride=8.0)
    >>> boxes, scores
    (array([[ 2.,  3.,  6.,  5.],
           [10.,  3., 14.,  5.]]), array([0.5, 0.5]))
    """
    t, sizes = np.asarray(predicted, dtype=float), np.asarray(anchors, dtype=float)
    if t.ndim != 4 or t.shape[3] != 5 or sizes.shape != (t.shape[2], 2):
        raise ValueError(
            f"predicted and anchors must be (rows, columns, k, 5) and (k, 2), "
            f"got {t.shape} and {sizes.shape}"
        )
    if not stride > 0:
        raise ValueError(f"stride must be positive, got {stride}")
    rows, columns = np.indices(t.shape[:2])
    corner = np.stack([columns, rows], axis=-1)[:, :, None]
    centre = (sigmoid(t[..., :2])[0] + corner) * stride
    half = sizes * np.exp(t[..., 2:4]) / 2
    boxes = np.concatenate([centre - half, centre + half], axis=-1)
    return boxes.reshape(-1, 4), sigmoid(t[..., 4])[0].ravel()
