"""Cross-entropy of the tokens of a padded batch."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.losses.categorical import sparse_cross_entropy
from engine.system import system


@system("S55.04")
def masked_cross_entropy(
    z: ArrayLike, y: ArrayLike, pad: int = 0
) -> tuple[float, Array]:
    """Mean of `-ln softmax(z)_y` over the tokens that are not padding.

    The mean is over tokens, not over sequences: a long one weighs more than a
    short one, and padding weighs nothing.

    Args:
        z: logits, shape (B, T, m).
        y: tokens from 0 to m - 1, shape (B, T).
        pad: the token that only fills up.

    Returns:
        Mean loss in nats, and its gradient by z, 0 where there is padding.

    Raises:
        ValueError: shapes do not fit, a token is out of range, or all is padding.

    >>> loss, gradient = masked_cross_entropy(np.zeros((1, 3, 2)), [[1, 1, 0]])
    >>> round(loss, 4), gradient[0, :, 1]
    (0.6931, array([-0.25, -0.25,  0.  ]))
    """
    z, tokens = np.asarray(z, dtype=float), np.asarray(y)
    if z.ndim != 3 or tokens.shape != z.shape[:2]:
        raise ValueError(f"shapes do not fit: z {z.shape}, y {tokens.shape}")
    real = tokens != pad
    if not real.any():
        raise ValueError(f"every token is the padding {pad}")
    loss, rows = sparse_cross_entropy(z[real], tokens[real])
    gradient = np.zeros_like(z)
    gradient[real] = rows
    return float(loss), gradient
