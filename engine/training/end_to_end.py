"""Raw pixels or features made by hand."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.datasets.digits import digits
from engine.nn.mlp import MLPClassifier
from engine.system import system


def profiles(X: Array) -> Array:
    """Ink in each row and each column of 8 by 8 images: features made by hand.

    Args:
        X: shape (n, 64).

    Returns:
        Shape (n, 16): eight rows, eight columns.

    >>> profiles(np.eye(64)[[10]]).astype(int)  # row 1, column 2
    array([[0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]])
    """
    images = X.reshape(-1, 8, 8)
    return np.hstack([images.sum(axis=2), images.sum(axis=1)])


@system("S31.07")
def end_to_end(rng: np.random.Generator, rows: int = 400) -> dict[str, float]:
    """Accuracy of a line on features by hand, of a line on pixels, of a network.

    Learning end to end means that the features are learned with the classifier, from
    what was measured. It saves the work and the mistakes of choosing them, where
    there are rows enough.

    Args:
        rng: of images, weights and batches.
        rows: to learn from; 1,000 new ones measure.

    Returns:
        "features, line", "pixels, line" and "pixels, network".
    """
    X, y, _ = digits(rows, 0.4, rng)
    Z, t, _ = digits(1000, 0.4, rng)
    cases: dict[str, tuple[tuple[int, ...], bool]] = {
        "features, line": ((), True),
        "pixels, line": ((), False),
        "pixels, network": ((64,), False),
    }
    found = {}
    for name, (hidden, by_hand) in cases.items():
        model = MLPClassifier(hidden, lr=0.01, epochs=40)
        model.fit(profiles(X) if by_hand else X, y, rng)
        found[name] = float((model.predict(profiles(Z) if by_hand else Z) == t).mean())
    return found
