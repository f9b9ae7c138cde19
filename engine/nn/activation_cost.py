"""What an activation costs to compute."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from engine.system import system


@system("S39.09")
def activation_cost(n: int, rng: np.random.Generator) -> dict[str, float]:
    """Nanoseconds an entry for ReLU (a comparison), tanh and sigmoid (exponentials).

    In a network the matrix products take most of the time, so the difference hardly
    shows there.

    Args:
        n: entries, at least 1.
        rng: of the entries.

    Returns:
        Name -> the fastest of five runs, which depends on the machine.

    Raises:
        ValueError: n is below 1.
    """
    if n < 1:
        raise ValueError(f"n must be at least 1, got {n}")
    z = rng.normal(size=n)
    # The bare arithmetic, not the engine's functions, which derive as well.
    bare: dict[str, Callable[[], object]] = {
        "relu": lambda: np.maximum(z, 0.0),
        "tanh": lambda: np.tanh(z),
        "sigmoid": lambda: 1.0 / (1.0 + np.exp(-z)),
    }
    found = {}
    for name, run in bare.items():
        seconds = []
        for _ in range(5):
            start = time.perf_counter()
            run()
            seconds.append(time.perf_counter() - start)
        found[name] = 1e9 * min(seconds) / n
    return found
