"""Brighten one channel of one image, and see whose outputs change."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from engine.arrays import Array
from engine.nn.normalisation import batch_norm, group_norm, instance_norm
from quiz.figures import DIVERGING, POINTED, SEQUENTIAL, Figure, looks
from quiz.items.write import num
from quiz.labs import Pick, Slider, lab

BATCH, LAYER, INSTANCE, GROUP = "batch", "layer", "instance", "group"
CHANNELS, PLACES, MOST = 4, 4, 8
IMAGE, CHANNEL = 1, 0
"""The one that is brightened: the second image, its first channel."""


@lab(
    "Which axis?",
    covers=["L17.01"],
    ask="Brighten the first channel of the second image. Under which normalisation do other "
    "images change, and under which does nothing change, however bright it gets?",
    item="who_notices",
)
def which_axis(
    kind: Annotated[
        str, Pick((BATCH, LAYER, INSTANCE, GROUP), "normalisation")
    ] = BATCH,
    brighter: Annotated[
        float, Slider(0.0, 6.0, 0.25, "brightness added", play=True)
    ] = 2.0,
    contrast: Annotated[float, Slider(1.0, 4.0, 0.5, "contrast, times")] = 1.0,
    rows: Annotated[int, Slider(2, MOST, 1, "images in the batch")] = 4,
    groups: Annotated[str, Pick(("1", "2", "4"), "groups, for group")] = "2",
) -> tuple[Figure, Figure]:
    """The images with those that share a mean, and what the brightening has changed."""
    before = _images(rows)
    after = before.copy()
    after[IMAGE, CHANNEL] = contrast * after[IMAGE, CHANNEL] + brighter
    changed = np.abs(
        _normalised(after, kind, int(groups)) - _normalised(before, kind, int(groups))
    )
    return _inputs(after, kind, int(groups)), _changes(changed, kind)


def _images(rows: int) -> Array:
    """Shape (rows, CHANNELS, PLACES); the channels have means of their own."""
    rng = np.random.default_rng(17)
    x = rng.normal(size=(MOST, CHANNELS, PLACES))
    return np.asarray((x + np.array([0.0, 1.5, -1.5, 0.5])[:, None])[:rows])


def _normalised(x: Array, kind: str, groups: int) -> Array:
    one, zero = np.ones(CHANNELS), np.zeros(CHANNELS)
    if kind == BATCH:
        return batch_norm(x, one, zero, (zero, one))[0]
    if kind == INSTANCE:
        return instance_norm(x)
    return group_norm(x, 1 if kind == LAYER else groups, one, zero)


def _pool(rows: int, kind: str, groups: int) -> tuple[int, int, int, int]:
    """First and last image, first and last channel, that share the channel's mean."""
    if kind == BATCH:
        return 0, rows - 1, CHANNEL, CHANNEL
    wide = {LAYER: CHANNELS, INSTANCE: 1, GROUP: CHANNELS // groups}[kind]
    return IMAGE, IMAGE, CHANNEL, CHANNEL + wide - 1


def _grid(values: Array, **look: object) -> Figure:
    """A cell for each entry: images from top to bottom, places of each channel abreast."""
    rows = len(values)
    figure = Figure()
    figure.add_heatmap(
        z=values.reshape(rows, -1).round(2).tolist(),
        x=list(range(CHANNELS * PLACES)), y=list(range(1, rows + 1)), xgap=1, ygap=2, showscale=False,
        hovertemplate="image %{y}: %{z:.2f}<extra></extra>", **look,
    )  # fmt: skip
    for c in range(1, CHANNELS):
        figure.add_vline(c * PLACES - 0.5, {"color": "var(--ink)", "width": 1})
    figure.update_xaxes(
        tickvals=[c * PLACES + (PLACES - 1) / 2 for c in range(CHANNELS)],
        ticktext=[f"channel {c + 1}" for c in range(CHANNELS)],
        range=[-0.6, CHANNELS * PLACES - 0.4],
    )  # fmt: skip
    figure.update_yaxes(range=[rows + 0.6, 0.4], dtick=1)
    return figure


def _inputs(x: Array, kind: str, groups: int) -> Figure:
    figure = _grid(x, colorscale=DIVERGING, zmin=-6, zmax=6)
    top, bottom, left, right = _pool(len(x), kind, groups)
    figure.add_shape(
        type="rect", x0=left * PLACES - 0.5, x1=(right + 1) * PLACES - 0.5,
        y0=top + 0.5, y1=bottom + 1.5, line={"color": POINTED, "width": 4},
    )  # fmt: skip
    pool = x[top : bottom + 1, left : right + 1]
    title = (
        f"{pool.size} numbers share a mean of {num(pool.mean(), 2)}"
        f"<br>and a deviation of {num(pool.std(), 2)}"
    )
    return looks(
        figure, title, "places of each channel", "image",
        shows=f"{len(x)} images of {CHANNELS} channels with {PLACES} places. Under {kind} "
        f"normalisation the first channel of the second image shares mean and deviation, "
        f"{num(pool.mean(), 2)} and {num(pool.std(), 2)}, with {pool.size} numbers: images "
        f"{top + 1} to {bottom + 1}, channels {left + 1} to {right + 1}.",
    )  # fmt: skip


def _changes(changed: Array, kind: str) -> Figure:
    figure = _grid(changed, colorscale=SEQUENTIAL, zmin=0, zmax=2)
    cells = changed > 0.005
    others = int(np.delete(cells, IMAGE, axis=0).any(axis=(1, 2)).sum())
    own = int(cells[IMAGE].any(axis=1).sum())
    told = f"{own} of {CHANNELS} channels of the image, {others} other images"
    title = f"What the brightening changed<br>{told}"
    return looks(
        figure, title, "places of each channel", "image",
        shows=f"Changes of the outputs under {kind} normalisation: {told}; the largest is "
        f"{num(float(changed.max().round(2)), 2)}.",
    )  # fmt: skip
