"""A network that predicts the noise, and its training."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import nn

from engine.arrays import Array, as_vector
from engine.attention.positions import sinusoidal_positions
from engine.diffusion.schedule import alpha_bars
from engine.system import system

WIDTH = 64


@system("S66.04")
class NoiseNetwork(nn.Module):
    """Rows x_t, the step t, and a hint if there is one, to the noise in x_t.

    t goes in as sines and cosines, as positions do in a transformer: one network
    for all steps has to know how noisy its input is.

    Args:
        d: entries of a row.
        T: steps.
        hints: entries of the hint, which stands beside x_t; 0 for none.

    >>> network = NoiseNetwork(2, T=10)
    >>> tuple(network(torch.zeros(5, 2), torch.ones(5, dtype=torch.long)).shape)
    (5, 2)
    """

    def __init__(self, d: int, T: int, hints: int = 0) -> None:
        super().__init__()
        times = torch.from_numpy(sinusoidal_positions(T + 1, WIDTH)).float()
        self.register_buffer("times", times)
        self.enter = nn.Linear(d + hints + WIDTH, 2 * WIDTH)
        self.middle = nn.Linear(2 * WIDTH, 2 * WIDTH)
        self.leave = nn.Linear(2 * WIDTH, d)

    def forward(
        self, x: torch.Tensor, t: torch.Tensor, hint: torch.Tensor | None = None
    ) -> torch.Tensor:
        """The noise, shape (n, d), from x, shape (n, d), and t, 1 to T, shape (n,)."""
        times: torch.Tensor = self.times[t]  # type: ignore[index]
        parts = [x, times] if hint is None else [x, hint, times]
        h = nn.functional.silu(self.enter(torch.cat(parts, dim=1)))
        out: torch.Tensor = self.leave(nn.functional.silu(self.middle(h)))
        return out


@system("S66.05")
def noise_loss(
    network: nn.Module,
    x0: torch.Tensor,
    bars: torch.Tensor,
    draw: torch.Generator,
    hint: torch.Tensor | None = None,
) -> torch.Tensor:
    """`mean (noise - network(x_t, t))^2`, t and noise drawn anew for each row.

    The weights that the likelihood would give to each t are left out: samples look
    better without.

    Args:
        network: takes x_t, t and the hint.
        x0: clean data, shape (n, d).
        bars: `alpha_bars`, shape (T,).
        draw: of t and of the noise.
        hint: beside x_t.

    Returns:
        A scalar.

    Source:
        Ho, Jain, Abbeel, Denoising Diffusion Probabilistic Models (2020),
        equation 14 and algorithm 1.

    >>> bars, draw = torch.tensor([0.5]), torch.Generator().manual_seed(0)
    >>> zero = lambda x, t, hint: torch.zeros_like(x)
    >>> float(noise_loss(zero, torch.zeros(10_000, 1), bars, draw).round(decimals=1))
    1.0
    """
    t = torch.randint(1, len(bars) + 1, (len(x0),), generator=draw)
    noise = torch.randn(x0.shape, generator=draw)
    share = bars[t - 1][:, None]
    xt = share.sqrt() * x0 + (1 - share).sqrt() * noise
    loss: torch.Tensor = ((noise - network(xt, t, hint)) ** 2).mean()
    return loss


@dataclass(frozen=True)
class Trained:
    """A denoiser after training, and how it went."""

    network: NoiseNetwork
    beta: Array
    """Variances of the steps, shape (T,)."""
    losses: Array
    """Of each batch, shape (steps,)."""
    hint: torch.Tensor | None = None
    """What `__call__` shows the network beside x_t."""

    def __call__(self, x: Array, t: int) -> Array:
        """The noise in x at step t: a `Denoiser` for the samplers."""
        rows = torch.from_numpy(np.asarray(x, dtype=np.float32))
        with torch.no_grad():
            noise = self.network(rows, torch.full((len(rows),), t), self.hint)
        return np.asarray(noise.numpy(), dtype=float)


@system("S66.10", "S66.04", "S66.05")
def train_denoiser(  # noqa: PLR0913
    x0: ArrayLike,
    beta: ArrayLike,
    rng: np.random.Generator,
    *,
    hint: ArrayLike | None = None,
    steps: int = 2000,
    size: int = 128,
) -> Trained:
    """Adam on `noise_loss`, in batches drawn with replacement.

    The data should have mean 0 and variance about 1: the noise at the end has.

    Args:
        x0: clean rows, shape (n, d).
        beta: variances, shape (T,).
        rng: of weights, batches, steps and noise.
        hint: what the network may see beside each row, shape (n, h).
        steps: batches.
        size: rows in a batch.

    Returns:
        See `Trained`; without a hint set.

    Raises:
        ValueError: x0 is no matrix, or a variance is out of range.
    """
    beta = as_vector(beta, "beta")
    rows = torch.from_numpy(np.asarray(x0, dtype=np.float32))
    if rows.ndim != 2:
        raise ValueError(f"x0 must have shape (n, d), got {tuple(rows.shape)}")
    hints = None if hint is None else torch.from_numpy(np.asarray(hint, np.float32))
    bars = torch.from_numpy(alpha_bars(beta)).float()
    draw = torch.Generator().manual_seed(int(rng.integers(2**31)))
    with torch.random.fork_rng():
        torch.manual_seed(int(rng.integers(2**31)))
        seen = 0 if hints is None else hints.shape[1]
        network = NoiseNetwork(rows.shape[1], len(beta), seen)
    optimiser = torch.optim.Adam(network.parameters(), lr=2e-3)
    decay = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    losses = []
    for _ in range(steps):
        batch = torch.randint(len(rows), (size,), generator=draw)
        optimiser.zero_grad()
        beside = None if hints is None else hints[batch]
        loss = noise_loss(network, rows[batch], bars, draw, beside)
        loss.backward()
        optimiser.step()
        decay.step()
        losses.append(loss.item())
    return Trained(network, beta, np.array(losses))
