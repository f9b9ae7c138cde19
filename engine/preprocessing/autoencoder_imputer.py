"""Holes filled by a network that has learned to restore hidden values."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.preprocessing.holes import with_holes
from engine.preprocessing.simple_imputer import SimpleImputer
from engine.system import system


@system("S61.08")
def autoencoder_impute(
    X: ArrayLike,
    rng: np.random.Generator,
    hidden: int = 32,
    steps: int = 500,
    hide: float = 0.3,
) -> Array:
    """Train a denoising autoencoder on X itself, and fill its holes.

    In each step a share of the values that are known is hidden; the network
    gets the rest, standardised, with 0 for what is not there and a mask that
    says so, and restores them all. The squared error counts known values only.
    Training by Adam, all rows at once.

    Args:
        X: rows, shape (n, d).
        rng: hides values and draws the weights.
        hidden: units of the one hidden layer, tanh.
        steps: of training, at least 1.
        hide: share of known values that is hidden in a step, in (0, 1).

    Returns:
        Rows with their holes filled, shape (n, d); known values stay.

    Raises:
        ValueError: hidden or steps is below 1, hide is not in (0, 1), a column
            has no value, or a value is infinite.

    Source:
        Vincent, Larochelle, Bengio, Manzagol, Extracting and Composing Robust
        Features with Denoising Autoencoders (2008), section 2.3; Gondara and
        Wang, MIDA (2018), for filling holes with one.

    >>> t = np.linspace(-1, 1, 40)
    >>> X = np.column_stack([t, 2 * t, -t])
    >>> X[10, 1] = np.nan  # was -0.974
    >>> filled = autoencoder_impute(X, np.random.default_rng(0))
    >>> bool(abs(filled[10, 1] - 2 * t[10]) < 0.2)
    True
    """
    X = with_holes(X)
    if hidden < 1 or steps < 1 or not 0 < hide < 1:
        raise ValueError(
            "hidden and steps must be at least 1, hide between 0 and 1,"
            f" got {hidden}, {steps} and {hide}"
        )
    known = ~np.isnan(X)
    mean = SimpleImputer().fit(X).fill_
    scale = np.nanstd(X, axis=0)
    scale[scale == 0] = 1.0
    Z = torch.tensor(np.where(known, (X - mean) / scale, 0.0))
    mask = torch.tensor(known)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int(rng.integers(2**31)))
        network = _network(X.shape[1], hidden)
    optimiser = torch.optim.Adam(network.parameters(), lr=0.01)
    for _ in range(steps):
        shown = mask & torch.tensor(rng.random(X.shape) >= hide)
        optimiser.zero_grad()
        _restore(network, Z, shown)[mask].sub(Z[mask]).square().mean().backward()
        optimiser.step()
    with torch.no_grad():
        restored = _restore(network, Z, mask).numpy()
    return np.where(known, X, mean + scale * restored)


def _network(d: int, hidden: int) -> torch.nn.Module:
    return torch.nn.Sequential(
        torch.nn.Linear(2 * d, hidden), torch.nn.Tanh(), torch.nn.Linear(hidden, d)
    ).double()


def _restore(
    network: torch.nn.Module, Z: torch.Tensor, shown: torch.Tensor
) -> torch.Tensor:
    seen = shown.to(Z.dtype)
    restored: torch.Tensor = network(torch.cat([Z * seen, seen], dim=1))
    return restored
