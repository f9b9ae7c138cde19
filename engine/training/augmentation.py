"""Images that show the same thing: moved, mirrored, noisy."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.datasets.digits import digits
from engine.nn.mlp import MLPClassifier
from engine.system import system


@system("S31.17")
def augment(
    images: ArrayLike,
    rng: np.random.Generator,
    *,
    shift: int = 1,
    flip: bool = False,
    noise: float = 0.0,
) -> Array:
    """A new version of each image, of the same class by our own knowledge.

    What is allowed is a claim about the task: a mirrored cat is a cat, a mirrored 2
    is no 2. Only rows to learn from are augmented, and only after the split.

    Args:
        images: shape (n, rows, columns).
        rng: of moves, flips and noise.
        shift: most pixels down or up, left or right; what comes in is 0.
        flip: mirror left and right, with probability 1/2.
        noise: deviation of normal noise on each pixel.

    Returns:
        The shape of images.

    Raises:
        ValueError: another shape, or a negative shift or noise.

    >>> augment([[[1.0, 2.0]]], np.random.default_rng(3), shift=0, flip=True)
    array([[[2., 1.]]])
    """
    images = np.asarray(images, dtype=float)
    if images.ndim != 3:
        raise ValueError(f"images must be (n, rows, columns), got {images.shape}")
    if shift < 0 or noise < 0:
        raise ValueError(f"shift and noise are at least 0, got {shift} and {noise}")
    n, rows, columns = images.shape
    down, across = rng.integers(-shift, shift + 1, (2, n))
    padded = np.pad(images, ((0, 0), (shift, shift), (shift, shift)))
    moved = np.stack(
        [
            image[shift - i : shift - i + rows, shift - j : shift - j + columns]
            for image, i, j in zip(padded, down, across, strict=True)
        ]
    )
    if flip:
        mirrored = rng.random(n) < 0.5
        moved[mirrored] = moved[mirrored, :, ::-1]
    return moved + noise * rng.normal(size=moved.shape)


@system("S31.17")
def augmentation_gain(
    rng: np.random.Generator, rows: int = 60, copies: int = 10
) -> dict[str, float]:
    """Accuracy on moved digits, learned from few images and from moved copies of them.

    Args:
        rng: of images, weights and batches.
        rows: images to learn from.
        copies: versions of each.

    Returns:
        "plain" and "augmented", on 1,000 new images that are moved by a pixel; both
        networks take the same number of steps.
    """
    X, y, _ = digits(rows, 0.2, rng)
    Z, t, _ = digits(1000, 0.2, rng)
    new = augment(Z.reshape(-1, 8, 8), rng).reshape(-1, 64)
    versions = [
        augment(X.reshape(-1, 8, 8), rng).reshape(-1, 64) for _ in range(copies)
    ]
    cases = {
        "plain": (np.vstack([X] * copies), np.tile(y, copies)),
        "augmented": (np.vstack(versions), np.tile(y, copies)),
    }
    return {
        name: float(
            (MLPClassifier((64,), epochs=15).fit(A, b, rng).predict(new) == t).mean()
        )
        for name, (A, b) in cases.items()
    }
