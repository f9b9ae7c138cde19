"""The evidence lower bound: what a variational autoencoder maximises."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.losses.reduction import alike
from engine.system import system

Gradients = tuple[Array, Array]


@system("S34.22")
def gaussian_kl(mu: ArrayLike, log_var: ArrayLike) -> tuple[float, Gradients]:
    """`KL(N(mu, diag var) || N(0, I)) = sum (mu^2 + var - 1 - ln var) / 2`.

    Args:
        mu: means of q, any shape.
        log_var: logarithms of its variances, the same shape, so that any real
            number is a variance.

    Returns:
        The sum over all elements, and its gradients by mu and log_var:
        `mu` and `(var - 1) / 2`.

    Raises:
        ValueError: shapes differ, or a value is not finite.

    Source:
        Kingma and Welling, Auto-Encoding Variational Bayes (2013), appendix B.

    >>> gaussian_kl([1.0], [0.0])
    (0.5, (array([1.]), array([0.])))
    """
    mu, log_var = alike(mu, log_var, "mu, log_var")
    var = np.exp(log_var)
    value = (mu**2 + var - 1 - log_var).sum() / 2
    return float(value), (mu, (var - 1) / 2)


@system("S34.22")
def negative_elbo(
    x: ArrayLike, mu: ArrayLike, log_var: ArrayLike
) -> tuple[float, Gradients]:
    """Reconstruction plus KL, for the model z ~ N(0, I), x | z ~ N(z, I).

    `-ELBO = E_q[-ln N(x; z, 1)] + KL(q || N(0, I))` with
    `q = N(mu, exp(log_var))`, and the expectation is
    `((x - mu)^2 + var + ln(2 pi)) / 2` for each element. The ELBO never exceeds
    `ln p(x)`, here the density of N(0, 2), and reaches it where q is the exact
    posterior, `N(x / 2, 1 / 2)`. A decoder that is not the identity has no
    closed form; then z is drawn from q and the same two terms are averaged.

    Args:
        x: what is observed, any shape.
        mu: means of q, the same shape.
        log_var: logarithms of its variances, the same shape.

    Returns:
        The loss, summed over elements, and its gradients by mu and log_var.

    Raises:
        ValueError: shapes differ, or a value is not finite.

    Source:
        Kingma and Welling, Auto-Encoding Variational Bayes (2013), equation 3.

    >>> value, _ = negative_elbo([1.3], [0.65], [np.log(0.5)])
    >>> -round(value, 6)  # tight: ln N(1.3; 0, 2)
    -1.688012
    """
    x, mu = alike(x, mu, "x, mu")
    kl, (kl_mu, kl_log_var) = gaussian_kl(mu, log_var)
    var = np.exp(np.asarray(log_var, dtype=float))
    reconstruction = ((x - mu) ** 2 + var + np.log(2 * np.pi)).sum() / 2
    return float(reconstruction + kl), (mu - x + kl_mu, var / 2 + kl_log_var)
