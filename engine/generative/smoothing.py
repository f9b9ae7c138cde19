"""Softer targets for a discriminator, so that it is never quite certain."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.losses.binary import bce_logits
from engine.system import system


@system("S47.25")
def smoothed_discriminator_loss(
    real: ArrayLike, fake: ArrayLike, target: float = 0.9, fake_target: float = 0.0
) -> tuple[float, tuple[Array, Array]]:
    """Cross-entropy with real samples called `target` true: 0.9 instead of 1.

    `-mean [a ln D(x) + (1 - a) ln(1 - D(x))] - mean ln(1 - D(G(z)))`. The gradient by
    a real logit, `(D - a) / n`, is 0 at D = a and pushes back beyond, so logits stay
    bounded. The target of generated samples is left at 0: `optimal_discriminator`
    shows what goes wrong otherwise.

    Args:
        real: logits for real samples, shape (n,).
        fake: logits for generated samples, shape (m,).
        target: a, from 0 to 1.
        fake_target: of generated samples, from 0 to 1.

    Returns:
        Value, and its gradients by both.

    Raises:
        ValueError: no logits, one is not finite, or a target is outside [0, 1].

    Source:
        Salimans et al., Improved Techniques for Training GANs (2016), section 3.4.

    >>> value, (by_real, by_fake) = smoothed_discriminator_loss([0.0], [0.0])
    >>> round(value, 4), by_real.round(2), by_fake
    (1.3863, array([-0.4]), array([0.5]))
    """
    real, fake = as_vector(real, "real"), as_vector(fake, "fake")
    if not (0 <= target <= 1 and 0 <= fake_target <= 1):
        raise ValueError(f"targets are from 0 to 1, got {target} and {fake_target}")
    of_real, by_real = bce_logits(real, np.full_like(real, target))
    of_fake, by_fake = bce_logits(fake, np.full_like(fake, fake_target))
    return of_real + of_fake, (by_real, by_fake)
