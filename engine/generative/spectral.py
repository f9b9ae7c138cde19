"""Spectral normalisation: a layer that stretches nothing by more than 1."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix, as_vector
from engine.system import system


class Normalised(NamedTuple):
    """A matrix divided by its largest singular value."""

    W: Array
    """Shape (m, d)."""
    sigma: float
    """The estimate it was divided by."""
    u: Array
    """Left singular vector, shape (m,): where the next call should start."""


@system("S47.24")
def spectral_normalise(W: ArrayLike, u: ArrayLike, steps: int = 1) -> Normalised:
    """`W / sigma`, `sigma = u^T W v` being close to the largest singular value.

    A step of power iteration is `v = W^T u / |W^T u|`, `u = W v / |W v|`; the error
    falls by the squared ratio of the second to the first singular value. Training
    changes W slowly, so one step from the last u is enough. The estimate comes
    from below: until it has converged, W / sigma still stretches by more than 1.

    With every layer so divided, and activations of slope at most 1, the network
    is 1-Lipschitz: what clipping and the gradient penalty of a critic aim at.

    Args:
        W: the layer's matrix, shape (m, d), not 0. Kernels (o, c, r, s) are given as
            (o, c r s).
        u: start, shape (m,), not orthogonal to all columns of W; random at first.
        steps: of power iteration, at least 1.

    Returns:
        See `Normalised`.

    Raises:
        ValueError: shapes do not fit, `W^T u` is 0, or steps is below 1.

    Source:
        Miyato et al., Spectral Normalization for Generative Adversarial Networks
        (2018), algorithm 1.

    >>> spectral_normalise([[2.0, 0.0], [0.0, 1.0]], [1.0, 0.0]).W
    array([[1. , 0. ],
           [0. , 0.5]])
    """
    W, u = as_matrix(W, "W"), as_vector(u, "u")
    if len(u) != len(W) or steps < 1:
        raise ValueError(
            f"u must have {len(W)} entries and steps be at least 1, got {len(u)} and "
            f"{steps}"
        )
    for _ in range(steps):
        v = W.T @ u
        if not v.any():
            raise ValueError("u is orthogonal to all columns of W, or W is 0")
        v = v / np.linalg.norm(v)
        u = W @ v
        sigma = np.linalg.norm(u)
        u = u / sigma
    return Normalised(W / sigma, float(sigma), u)
