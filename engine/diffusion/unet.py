"""The network of images: down, across with attention, and up again."""

from __future__ import annotations

import torch
from torch import nn

from engine.attention.positions import sinusoidal_positions
from engine.system import system

GROUPS = 4


class _Block(nn.Module):
    """Two convolutions beside a shortcut; between them the step comes in."""

    def __init__(self, c: int, out: int, times: int) -> None:
        super().__init__()
        self.first = nn.Sequential(
            nn.GroupNorm(GROUPS, c), nn.SiLU(), nn.Conv2d(c, out, 3, padding=1)
        )
        self.step = nn.Linear(times, out)
        self.second = nn.Sequential(
            nn.GroupNorm(GROUPS, out), nn.SiLU(), nn.Conv2d(out, out, 3, padding=1)
        )
        self.past = nn.Conv2d(c, out, 1) if c != out else nn.Identity()

    def forward(self, x: torch.Tensor, times: torch.Tensor) -> torch.Tensor:
        h = self.first(x) + self.step(times)[:, :, None, None]
        total: torch.Tensor = self.second(h) + self.past(x)
        return total


class _Attention(nn.Module):
    """Every place looks at every other, beside a shortcut."""

    def __init__(self, c: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(GROUPS, c)
        self.attention = nn.MultiheadAttention(c, 2, batch_first=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        places = self.norm(x).flatten(2).transpose(1, 2)  # (n, places, c)
        seen, _ = self.attention(places, places, places, need_weights=False)
        total: torch.Tensor = x + seen.transpose(1, 2).reshape(x.shape)
        return total


@system("S66.14")
class UNet(nn.Module):
    """Images and a step to the noise in them, of the same shape.

    Halved once and doubled again: far things come together at the small size,
    where attention is cheap enough to be used, and what was seen on the way down
    is laid beside what comes up, so that fine detail need not pass through the
    bottom. Each block is told the step.

    Args:
        channels: of the image.
        T: steps.
        width: channels at full size, a multiple of 4; twice as many at the half.

    Source:
        Ronneberger, Fischer, Brox, U-Net (2015), figure 1; Ho, Jain, Abbeel (2020),
        appendix B, for attention and time.

    >>> network = UNet(1, T=10, width=8)
    >>> tuple(network(torch.zeros(2, 1, 8, 8), torch.tensor([1, 10])).shape)
    (2, 1, 8, 8)
    """

    def __init__(self, channels: int, T: int, width: int = 16) -> None:
        super().__init__()
        times = torch.from_numpy(sinusoidal_positions(T + 1, 2 * width)).float()
        self.register_buffer("times", times)
        self.enter = nn.Conv2d(channels, width, 3, padding=1)
        self.down = _Block(width, width, 2 * width)
        self.halve = nn.Conv2d(width, 2 * width, 3, stride=2, padding=1)
        self.bottom = _Block(2 * width, 2 * width, 2 * width)
        self.across = _Attention(2 * width)
        self.widen = nn.ConvTranspose2d(2 * width, width, 2, stride=2)
        self.up = _Block(2 * width, width, 2 * width)
        self.leave = nn.Conv2d(width, channels, 3, padding=1)

    def forward(self, x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        """The noise in x, shape (n, channels, even height, even width), at steps t."""
        if x.shape[2] % 2 or x.shape[3] % 2:
            raise ValueError(f"height and width must be even, got {tuple(x.shape)}")
        times: torch.Tensor = self.times[t]  # type: ignore[index]
        kept = self.down(self.enter(x), times)
        low = self.across(self.bottom(self.halve(kept), times))
        joined = torch.cat([kept, self.widen(low)], dim=1)
        out: torch.Tensor = self.leave(self.up(joined, times))
        return out
