"""`engine.detection` beside counting, loops and closed forms."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engine.arrays import Array, Booleans
from engine.detection.anchors import anchor_boxes, decode_boxes, encode_boxes
from engine.detection.boxes import iou, non_maximum_suppression
from engine.detection.compound_scaling import Scale, compound_scale
from engine.detection.grid import decode_grid
from engine.parity import Parity

Rng = np.random.Generator


def _boxes(rng: Rng, n: int, empty: bool = True) -> Array:
    """Corners on a grid of pixels; some boxes may have no area."""
    low = rng.integers(0, 9, (n, 2))
    return np.hstack([low, low + rng.integers(0 if empty else 1, 8, (n, 2))]) * 1.0


def _their_iou(a: Array, b: Array) -> Array:
    """Pixels, counted."""

    def pixels(box: Array) -> Booleans:
        image = np.zeros((20, 20), dtype=bool)
        x1, y1, x2, y2 = box.astype(int)
        image[y1:y2, x1:x2] = True
        return image

    def share(p: Booleans, q: Booleans) -> float:
        either = (p | q).sum()
        return float((p & q).sum() / either) if either else 0.0

    return np.array([[share(pixels(p), pixels(q)) for q in b] for p in a])


def _scored(rng: Rng) -> tuple[Array, Array, float]:
    n = int(rng.integers(1, 20))
    scores = rng.integers(0, 5, n) / 5  # with ties
    return _boxes(rng, n), scores, float(rng.uniform(0, 1))


def _their_survivors(boxes: Array, scores: Array, threshold: float) -> Any:
    """A box stays if none that stays and comes before it overlaps it too far."""
    overlap = _their_iou(boxes, boxes)
    order = sorted(range(len(boxes)), key=lambda i: (-scores[i], i))
    kept: list[int] = []
    for i in order:
        if all(overlap[i, j] <= threshold for j in kept):
            kept.append(i)
    return np.array(kept)


def _grid(rng: Rng) -> tuple[Array, Array, float]:
    rows, columns, k = (int(i) for i in rng.integers(1, 4, 3))
    return (rng.normal(size=(rows, columns, k, 5)), rng.uniform(1, 9, (k, 2)),
            float(rng.uniform(1, 32)))  # fmt: skip


def _their_grid(predicted: Array, anchors: Array, stride: float) -> Any:
    boxes, scores = [], []
    t = torch.tensor(predicted)
    for i in range(t.shape[0]):
        for j in range(t.shape[1]):
            for k, (w, h) in enumerate(anchors):
                x = (torch.sigmoid(t[i, j, k, 0]) + j) * stride
                y = (torch.sigmoid(t[i, j, k, 1]) + i) * stride
                a = w * torch.exp(t[i, j, k, 2]) / 2
                b = h * torch.exp(t[i, j, k, 3]) / 2
                corners = (x - a, y - b, x + a, y + b)
                boxes.append([float(c) for c in corners])
                scores.append(float(torch.sigmoid(t[i, j, k, 4])))
    return np.array(boxes), np.array(scores)


def _map(rng: Rng) -> tuple[Any, ...]:
    return ((int(rng.integers(1, 4)), int(rng.integers(1, 4))),
            float(rng.uniform(1, 32)), list(rng.uniform(1, 9, 2)),
            list(rng.uniform(0.3, 3, 3)))  # fmt: skip


def _their_anchors(shape: Any, stride: float, scales: Any, ratios: Any) -> Array:
    found = []
    for i in range(shape[0]):
        for j in range(shape[1]):
            for s in scales:
                for r in ratios:
                    width = (s * s / r) ** 0.5
                    x, y = (j + 0.5) * stride, (i + 0.5) * stride
                    height = r * width
                    found.append([x - width / 2, y - height / 2,
                                  x + width / 2, y + height / 2])  # fmt: skip
    return np.array(found)


def _pair(rng: Rng) -> tuple[Array, Array]:
    n = int(rng.integers(1, 6))
    return _boxes(rng, n, empty=False), _boxes(rng, n, empty=False)


def _their_code(boxes: Array, anchors: Array) -> Array:
    def described(b: Array) -> tuple[float, ...]:
        return (b[0] + b[2]) / 2, (b[1] + b[3]) / 2, b[2] - b[0], b[3] - b[1]

    rows = []
    for box, anchor in zip(boxes, anchors, strict=True):
        x, y, w, h = described(box)
        xa, ya, wa, ha = described(anchor)
        rows.append([(x - xa) / wa, (y - ya) / ha, np.log(w / wa), np.log(h / ha)])
    return np.array(rows)


def _their_scale(phi: float) -> tuple[float, ...]:
    steps = np.exp(phi * np.log([1.2, 1.1, 1.15]))
    return *(float(s) for s in steps), float((1.2 * 1.1**2 * 1.15**2) ** phi)


def _phi(rng: Rng) -> tuple[float]:
    return (float(rng.uniform(0, 7)),)


PAIRS = [
    Parity(iou, _their_iou, "closed form", lambda rng: (_boxes(rng, 6), _boxes(rng, 5)),
           convention="Pixels are counted; pairs without area have 0."),
    Parity(non_maximum_suppression, _their_survivors, "closed form", _scored,
           trials=30),
    Parity(decode_grid, _their_grid, "torch", _grid, atol=1e-12),
    Parity(anchor_boxes, _their_anchors, "closed form", _map, atol=1e-12),
    Parity(encode_boxes, _their_code, "closed form", _pair, atol=1e-13),
    Parity(decode_boxes, lambda boxes, _: boxes, "closed form", _pair,
           ours=lambda boxes, anchors: decode_boxes(
               _their_code(boxes, anchors), anchors), atol=1e-12),
    Parity(compound_scale, _their_scale, "closed form", _phi),
    Parity(Scale, _their_scale, "closed form", _phi, ours=compound_scale),
]  # fmt: skip
