"""Houses and their prices."""

from __future__ import annotations

import numpy as np

from engine.datasets.points import Dataset


def houses(n: int, noise: float, rng: np.random.Generator) -> Dataset:
    """`price = 50 + 2 area + 15 rooms - 0.8 age` in thousands, and noise.

    Args:
        n: houses.
        noise: deviation of the price that nothing explains, in thousands.
        rng: of houses and noise.

    Returns:
        Area in square metres (40 to 200), rooms (1 to 6), age in years (0 to 80);
        y is the price.

    >>> X, price, names = houses(1, 0.0, np.random.default_rng(0))
    >>> bool(np.isclose(price[0], 50 + X[0] @ [2, 15, -0.8]))
    True
    """
    X = np.column_stack(
        [rng.uniform(40, 200, n), rng.integers(1, 7, n), rng.uniform(0, 80, n)]
    )
    price = 50 + X @ [2.0, 15.0, -0.8] + noise * rng.normal(size=n)
    return Dataset(X, price, ("area", "rooms", "age"))
