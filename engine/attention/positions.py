"""Where a token stands, written into its vector."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.system import system


@system("S58.03", "S59.04")
def sinusoidal_positions(n: int, d: int) -> Array:
    """`PE[t, 2i] = sin(t w_i)`, `PE[t, 2i+1] = cos(t w_i)`, `w_i = 10000^(-2i/d)`.

    i counts pairs, from 0 to d/2 - 1, not entries. Each pair is a hand of a
    clock: a shift by s turns it by `s w_i`, wherever it stood. So all rows have
    the norm sqrt(d/2), and the product of two rows depends on their distance
    alone.

    Args:
        n: positions, at least 1.
        d: features, even.

    Returns:
        One row a position, shape (n, d), to be added to the embeddings.

    Raises:
        ValueError: n is below 1, or d is odd or below 2.

    Source:
        Vaswani et al., Attention Is All You Need (2017), section 3.5.

    >>> sinusoidal_positions(2, 4).round(4)
    array([[0.    , 1.    , 0.    , 1.    ],
           [0.8415, 0.5403, 0.01  , 1.    ]])
    """
    if n < 1 or d < 2 or d % 2:
        raise ValueError(f"n >= 1 and an even d >= 2 are needed, got {n} and {d}")
    rate = 10000.0 ** (-np.arange(0, d, 2) / d)
    angle = np.arange(n)[:, None] * rate  # (n, d/2)
    return np.stack([np.sin(angle), np.cos(angle)], axis=-1).reshape(n, d)
