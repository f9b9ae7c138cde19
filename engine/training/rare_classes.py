"""Screening and fraud: a class of which there are few."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.metrics.curves import average_precision
from engine.metrics.rates import accuracy, precision, recall
from engine.nn.initialisers import build_layers
from engine.nn.mlp import fit_layers, forward
from engine.nn.softmax import softmax
from engine.nn.weighted_cross_entropy import weighted_cross_entropy
from engine.optim.adam import Adam
from engine.system import system


@system("S31.22", "S31.24")
def rare_class(
    rng: np.random.Generator, share: float = 0.03, rows: int = 3000
) -> dict[str, dict[str, float]]:
    """Find the sick among the healthy, or the fraud among the payments.

    Accuracy rewards the answer "no" for all. What a missed case and a false alarm
    cost decides the threshold; a weighted loss is one way to say it, and moves
    probabilities up, so that they are no frequencies any more.

    Args:
        rng: of rows, weights and batches.
        share: of positives.
        rows: to learn from, and as many that measure.

    Returns:
        For "always no", "plain" and "weighted" (positives count `(1 - share) / share`
        times): "accuracy", "recall", "precision" at a probability of 1/2, "average
        precision" over all thresholds, and "claimed", the mean probability of a yes.
    """

    def draw() -> tuple[Array, np.ndarray]:
        y = (rng.random(rows) < share).astype(int)
        X = rng.normal(size=(rows, 4))
        # Positives sit on a ring in two of four measurements.
        turn = rng.uniform(0, 2 * np.pi, rows)
        ring = 2.5 * np.column_stack([np.cos(turn), np.sin(turn)])
        X[:, :2] = np.where(y[:, None] == 1, ring + 0.5 * X[:, :2], X[:, :2])
        return X, y

    (X, y), (Z, t) = draw(), draw()
    found = {}
    answers = {"always no": np.zeros(rows)}
    for name, weight in (("plain", 1.0), ("weighted", (1 - share) / share)):

        def loss(z: Array, T: Array, weight: float = weight) -> tuple[float, Array]:
            labels = T.argmax(axis=1)
            value, gradient = weighted_cross_entropy(z, labels, [1.0, weight])
            return float(value), gradient

        layers, _ = fit_layers(
            build_layers([4, 16, 2], "he", rng), X, np.eye(2)[y], loss, Adam(0.01), rng,
            epochs=15, size=64,
        )  # fmt: skip
        answers[name] = softmax(forward(layers, Z)[-1])[:, 1]
    for name, p in answers.items():
        yes = (p > 0.5).astype(int)
        found[name] = {
            "accuracy": accuracy(t, yes),
            "recall": recall(t, yes),
            "precision": precision(t, yes),
            "average precision": average_precision(t, p),
            "claimed": float(p.mean()),
        }
    return found
