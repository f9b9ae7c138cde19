"""What images that show the same thing, moved, add to a few."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.datasets.digits import digits
from engine.nn.mlp import MLPClassifier
from engine.system import system
from engine.vision.images import augment


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
    new = _moved(Z, rng)
    versions = [_moved(X, rng) for _ in range(copies)]
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


def _moved(X: Array, rng: np.random.Generator) -> Array:
    """Each row, an image of 8 by 8, by a pixel or not at all."""
    images = X.reshape(-1, 8, 8)
    moved = [augment(image, rng, flip=False, shift=1, noise=0.0) for image in images]
    return np.stack(moved).reshape(X.shape)
