"""Images of digits, drawn by code."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.datasets.points import Dataset

# Strokes of a seven-segment display that make each digit: top, upper left, upper
# right, middle, lower left, lower right, bottom.
_SEGMENTS = ("1110111", "0010010", "1011101", "1011011", "0111010", "1101011",
             "1101111", "1010010", "1111111", "1111011")  # fmt: skip
_STROKES: tuple[Any, ...] = (
    (0, slice(0, 4)),
    (slice(0, 4), 0),
    (slice(0, 4), 3),
    (3, slice(0, 4)),
    (slice(3, 7), 0),
    (slice(3, 7), 3),
    (6, slice(0, 4)),
)


def digits(n: int, noise: float, rng: np.random.Generator) -> Dataset:
    """8 by 8 pixels: a digit of seven strokes, 7 high and 4 wide, somewhere.

    Args:
        n: images; the digits 0 to 9 take turns.
        noise: deviation of normal noise on each pixel; ink is 1, paper 0.
        rng: of places, 2 down and 2 across, and noise.

    Returns:
        X, shape (n, 64), row after row of pixels; y, the digits.

    >>> X, y, _ = digits(10, 0.0, np.random.default_rng(0))
    >>> X.sum(axis=1).astype(int), y[:3]  # pixels of ink
    (array([18,  7, 16, 16, 13, 16, 18, 10, 20, 18]), array([0, 1, 2]))
    """
    y = np.arange(n) % 10
    images = np.zeros((n, 8, 8))
    for image, digit in zip(images, y, strict=True):
        down, across = rng.integers(2), 2 + rng.integers(2)
        window = image[down : down + 7, across : across + 4]
        for drawn, stroke in zip(_SEGMENTS[digit], _STROKES, strict=True):
            if drawn == "1":
                window[stroke] = 1
    X = images.reshape(n, 64) + noise * rng.normal(size=(n, 64))
    return Dataset(X, y, tuple(f"pixel {i}" for i in range(64)))
