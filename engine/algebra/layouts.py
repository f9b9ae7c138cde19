"""Image layouts: where the channels are."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.system import system


@system("S48.04")
def to_nchw(images: ArrayLike) -> NDArray[Any]:
    """Channels first, as torch expects: (..., H, W, C) -> (..., C, H, W).

    A view: the strides change and no number moves. It is what torch's
    `channels_last` memory format stores.

    Args:
        images: one image, (H, W, C), or a batch, (N, H, W, C).

    Raises:
        ValueError: neither 3 nor 4 axes.

    >>> to_nchw(np.zeros((32, 224, 224, 3))).shape
    (32, 3, 224, 224)
    """
    return np.moveaxis(_images(images), -1, -3)


@system("S48.04")
def to_nhwc(images: ArrayLike) -> NDArray[Any]:
    """Channels last, as TensorFlow expects: (..., C, H, W) -> (..., H, W, C).

    A view, and the inverse of `to_nchw`.

    Args:
        images: one image, (C, H, W), or a batch, (N, C, H, W).

    Raises:
        ValueError: neither 3 nor 4 axes.

    >>> to_nhwc(np.zeros((3, 224, 224))).shape
    (224, 224, 3)
    """
    return np.moveaxis(_images(images), -3, -1)


def _images(images: ArrayLike) -> NDArray[Any]:
    array = np.asarray(images)
    if array.ndim not in {3, 4}:
        raise ValueError(f"an image has 3 axes, a batch 4; got shape {array.shape}")
    return array
