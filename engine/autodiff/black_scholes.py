"""Sensitivities in finance: the Greeks of an option, by dual numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import erf

from engine.autodiff.dual import jvp
from engine.autodiff.jacobian import hessian
from engine.system import system


@system("S36.11")
def call_price(S: Any, K: Any, r: Any, sigma: Any, T: Any) -> Any:
    """Black-Scholes price of a European call without dividends.

    `S Phi(d1) - K exp(-r T) Phi(d2)`, where
    `d1 = (ln(S / K) + (r + sigma^2 / 2) T) / (sigma sqrt(T))` and
    `d2 = d1 - sigma sqrt(T)`. Plain numbers, arrays, Dual and Value alike.

    Args:
        S: price of the share now, positive.
        K: strike, in the same currency, positive.
        r: riskless rate a year, continuously compounded.
        sigma: volatility, per square root of a year, positive.
        T: years to expiry, positive.

    Source:
        Black and Scholes, The Pricing of Options and Corporate Liabilities
        (1973), equation 13.

    >>> round(float(call_price(100.0, 95.0, 0.03, 0.25, 0.5)), 4)
    10.4969
    """
    spread = sigma * np.sqrt(T)
    d1 = (np.log(S / K) + (r + sigma * sigma / 2) * T) / spread
    return S * _phi(d1) - K * np.exp(-r * T) * _phi(d1 - spread)


@system("S36.11")
def greeks(S: float, K: float, r: float, sigma: float, T: float) -> dict[str, float]:
    """How the price of a call moves with each input, without a formula for it.

    Args:
        S, K, r, sigma, T: as for `call_price`.

    Returns:
        `delta` = dC/dS, `gamma` = d2C/dS2, `vega` = dC/dsigma (for a volatility
        higher by 1, not by 1 %), `theta` = -dC/dT (a year), `rho` = dC/dr.

    Raises:
        ValueError: S, K, sigma or T is not positive.

    Source:
        Hull, Options, Futures, and Other Derivatives, chapter on the Greek
        letters.

    >>> found = greeks(100.0, 95.0, 0.03, 0.25, 0.5)
    >>> round(found["delta"], 6), round(found["vega"], 4)
    (0.678461, 25.3376)
    """
    inputs = {"S": S, "K": K, "sigma": sigma, "T": T}
    for name, number in inputs.items():
        if not number > 0:
            raise ValueError(f"{name} must be positive, got {number}")

    def price(x: Any) -> Any:
        return call_price(x[0], K, x[1], x[2], x[3])

    point = np.array([S, r, sigma, T])
    delta, rho, vega, decay = (float(jvp(price, point, e)[1]) for e in np.eye(4))
    gamma = float(hessian(lambda x: call_price(x[0], K, r, sigma, T), [S])[0, 0])
    return {
        "delta": delta,
        "gamma": gamma,
        "vega": vega,
        "theta": -decay,
        "rho": rho,
    }


def _phi(z: Any) -> Any:
    """Distribution function of the standard normal."""
    return (1 + erf(z / np.sqrt(2))) / 2
