"""What networks can and cannot do: one experiment for each line of the table."""

from __future__ import annotations

import numpy as np

from engine.datasets.points import moons, xor
from engine.linear.logistic import LogisticRegression
from engine.nn.mlp import MLPClassifier, count_parameters
from engine.system import system


@system("S31.28")
def limits_of_networks(rng: np.random.Generator) -> dict[str, tuple[float, float]]:
    """Advantages and limits as pairs of numbers.

    Args:
        rng: of data, weights and batches.

    Returns:
        - "non-linear": accuracy on exclusive or of logistic regression, of a network;
        - "needs data": accuracy of a network on new rows, after 10 rows and after 500;
        - "memorises": accuracy on labels that are coins, on its rows and on new ones;
        - "parameters": of logistic regression on two columns, of the network;
        - "noise": accuracy on two columns, and with eight columns of noise beside
          them, which a network does not leave out by itself.
    """

    def network(X: np.ndarray, y: np.ndarray, epochs: int = 100) -> MLPClassifier:
        return MLPClassifier((32,), lr=0.02, epochs=epochs).fit(X, y, rng)

    def right(model: MLPClassifier | LogisticRegression, X: object, y: object) -> float:
        return float(np.mean(model.predict(X) == y))  # type: ignore[arg-type]

    A, a, _ = xor(120, 0.2, rng)
    B, b, _ = xor(400, 0.2, rng)
    line, net = LogisticRegression().fit(A, a), network(A, a)
    few, many = moons(10, 0.2, rng), moons(500, 0.2, rng)
    new, fresh, _ = moons(1000, 0.2, rng)
    coins, noise = rng.integers(2, size=(2, 100)), rng.normal(size=(2, 100, 10))
    memory = network(noise[0], coins[0], epochs=300)
    wide = [np.hstack([X, rng.normal(size=(len(X), 8))]) for X in (many[0], new)]
    plain, hidden = network(many[0], many[1]), network(wide[0], many[1])
    return {
        "non-linear": (right(line, B, b), right(net, B, b)),
        "needs data": (right(network(few[0], few[1]), new, fresh),
                       right(plain, new, fresh)),
        "memorises": (right(memory, noise[0], coins[0]),
                      right(memory, noise[1], coins[1])),
        "parameters": (3.0, float(count_parameters(net.layers_))),
        "noise": (right(plain, new, fresh), right(hidden, wide[1], fresh)),
    }  # fmt: skip
