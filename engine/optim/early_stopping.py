"""When a validation curve says stop."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import as_vector
from engine.system import system


@system("S38.06", "S18.10")
def early_stop(
    history: ArrayLike, patience: int = 5, min_delta: float = 0.0
) -> tuple[int, int | None]:
    """The best epoch, and the one at which training stops.

    An epoch improves if its loss is below the best so far by more than
    `min_delta`. Training stops at the epoch that is the `patience`-th in a row
    without, as in Keras, and goes back to the weights of the best.

    Args:
        history: validation loss of each epoch, shape (T,); negate a score.
        patience: epochs without improvement that are borne, at least 1.
        min_delta: smallest improvement that counts, at least 0.

    Returns:
        Best epoch, and the stopping epoch, or None where there was none;
        epochs count from 0.

    Raises:
        ValueError: patience is below 1, min_delta negative, or history empty.

    Source:
        Prechelt, Early Stopping, But When? (1998).

    >>> early_stop([3.0, 2.0, 2.5, 2.2, 1.0], patience=2)
    (1, 3)
    """
    history = as_vector(history, "history")
    if patience < 1 or not min_delta >= 0:
        raise ValueError(
            f"patience is at least 1 and min_delta 0, got {patience} and {min_delta}"
        )
    best, lowest = 0, np.inf
    for epoch, loss in enumerate(history):
        if loss < lowest - min_delta:
            best, lowest = epoch, loss
        elif epoch - best >= patience:
            return best, epoch
    return best, None
