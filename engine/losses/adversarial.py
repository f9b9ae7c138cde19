"""The two losses of a generative adversarial network."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.losses.binary import bce_logits
from engine.losses.reduction import Loss
from engine.system import system


@system("S34.23", "S47.04")
def discriminator_loss(
    real: ArrayLike, fake: ArrayLike
) -> tuple[float, tuple[Array, Array]]:
    """`-mean ln D(x) - mean ln(1 - D(G(z)))`, D being the sigmoid of logits.

    `ln 4` where D says 1/2 to everything, which is the best that it can do once
    the generator's distribution is that of the data.

    Args:
        real: logits of D for real samples, shape (n,).
        fake: logits of D for generated samples, shape (m,).

    Returns:
        Value, and its gradients by both.

    Raises:
        ValueError: no logits, or one is not finite.

    Source:
        Goodfellow et al., Generative Adversarial Nets (2014), equation 1,
        negated.

    >>> round(discriminator_loss([0.0], [0.0])[0], 4)
    1.3863
    """
    real, fake = as_vector(real, "real"), as_vector(fake, "fake")
    of_real, by_real = bce_logits(real, np.ones_like(real))
    of_fake, by_fake = bce_logits(fake, np.zeros_like(fake))
    return of_real + of_fake, (by_real, by_fake)


@system("S34.23", "S47.05", "S47.06")
def generator_loss(fake: ArrayLike, saturating: bool = False) -> Loss:
    """`-mean ln D(G(z))`; saturating, the minimax game's `mean ln(1 - D(G(z)))`.

    Both want D(G(z)) large. Early, when D rejects everything, the saturating
    form has the gradient `-D`, almost 0, and the other `-(1 - D)`, almost -1.

    Args:
        fake: logits of D for generated samples, shape (n,).
        saturating: whether to take the form of the minimax game.

    Returns:
        Value and gradient by the logits.

    Raises:
        ValueError: no logits, or one is not finite.

    Source:
        Goodfellow et al., Generative Adversarial Nets (2014), section 3.

    >>> D = 0.01
    >>> logit = [np.log(D / (1 - D))]
    >>> generator_loss(logit)[1].round(4), generator_loss(logit, True)[1].round(4)
    (array([-0.99]), array([-0.01]))
    """
    fake = as_vector(fake, "fake")
    if saturating:
        value, gradient = bce_logits(fake, np.zeros_like(fake))
        return -value, -gradient
    return bce_logits(fake, np.ones_like(fake))
