"""Patches as tokens."""

import numpy as np

from engine.attention.vision_transformer import train_vision_transformer
from engine.datasets.digits import digits


def test_digits_are_told_from_their_patches() -> None:
    rng = np.random.default_rng(0)
    X, y, _ = digits(300, 0.1, rng)
    new, truth, _ = digits(200, 0.1, rng)
    logits = train_vision_transformer(
        X.reshape(-1, 8, 8), y, new.reshape(-1, 8, 8), rng, epochs=25
    )

    assert logits.shape == (200, 10)
    assert (logits.argmax(axis=1) == truth).mean() > 0.6
