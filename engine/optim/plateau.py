"""A lower learning rate when a metric has stalled."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.system import system


@system("S62.01")
def reduce_on_plateau(  # noqa: PLR0913
    metrics: ArrayLike,
    lr: float = 1e-3,
    factor: float = 0.5,
    patience: int = 3,
    low: float = 1e-6,
    *,
    mode: Literal["min", "max"] = "min",
    library: Literal["torch", "keras"] = "torch",
) -> Array:
    """The learning rate after each epoch of a run whose metrics are known.

    An epoch is bad unless it beats the best so far; after enough bad ones in a
    row the rate is multiplied by `factor`, never below `low`, and the count
    starts anew. The two libraries differ by one epoch: torch waits until *more*
    than `patience` epochs are bad, Keras cuts at the last of them. To beat the
    best, torch asks for a share of 1e-4 of it, Keras for 1e-4 itself.

    Args:
        metrics: one value an epoch, shape (T,).
        lr: rate at the start, positive.
        factor: what a cut multiplies by, in (0, 1).
        patience: bad epochs that are borne, at least 0.
        low: the rate never falls below it.
        mode: whether lower ("min", a loss) or higher ("max", an accuracy) is
            better. With the wrong one a run that improves is cut.
        library: whose convention.

    Returns:
        Rates after each epoch, shape (T,).

    Raises:
        ValueError: factor, patience, mode or library is not one of these.

    >>> reduce_on_plateau([1.0] * 6, lr=0.4)
    array([0.4, 0.4, 0.4, 0.4, 0.2, 0.2])
    >>> reduce_on_plateau([1.0] * 6, lr=0.4, library="keras")
    array([0.4, 0.4, 0.4, 0.2, 0.2, 0.2])
    """
    metrics = as_vector(metrics, "metrics")
    if not 0 < factor < 1:
        raise ValueError(f"factor must be between 0 and 1, got {factor}")
    if patience < 0:
        raise ValueError(f"patience must be at least 0, got {patience}")
    if mode not in ("min", "max") or library not in ("torch", "keras"):
        raise ValueError(f"unknown mode {mode!r} or library {library!r}")
    losses = metrics if mode == "min" else -metrics
    borne = patience if library == "torch" else max(patience, 1) - 1
    best, bad, rates = np.inf, 0, []
    for loss in losses:
        enough = 1e-4 * abs(best) if library == "torch" else 1e-4
        if best == np.inf or loss < best - enough:
            best, bad = loss, 0
        else:
            bad += 1
        if bad > borne:
            lr, bad = max(lr * factor, low), 0
        rates.append(lr)
    return np.array(rates)
