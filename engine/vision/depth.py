"""Deep networks with and without shortcuts: which of them still learn?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch import nn

from engine.arrays import Array
from engine.system import system


class DepthRun(NamedTuple):
    """One network, trained for some steps."""

    losses: Array
    """Mean squared error before each step, shape (steps,)."""
    first_gradient: float
    """Norm of the first layer's gradient before the first step."""
    start_is_identity: bool
    """Whether the hidden layers gave back what they got, before the first step."""


@system("S46.08", "S46.09")
def train_deep(  # noqa: PLR0913
    depth: int,
    kind: str,
    rng: np.random.Generator,
    *,
    width: int = 32,
    steps: int = 300,
    zero: bool = False,
) -> DepthRun:
    """Fit `sin(3 x)` by Adam with a network of `depth` hidden layers.

    "plain" is `h <- relu(W h + b)`. "residual" adds what two layers make of h:
    `h <- h + V relu(W h + b) + c`. Both start from torch's default, uniform in
    `+-1 / sqrt(fan in)`, under which signal and gradient shrink at every plain
    layer. With He's start a plain network of this depth learns as well: what fails
    here is the gradient at the start, not the number of layers.

    Args:
        depth: hidden layers; even for "residual".
        kind: "plain" or "residual".
        rng: of the weights.
        width: units of a layer.
        steps: of Adam, with rate 0.001.
        zero: start with V and c at 0: every block is the identity.

    Returns:
        See `DepthRun`.

    Raises:
        ValueError: an unknown kind, or an odd depth of blocks that have two layers.

    Source:
        He, Zhang, Ren, Sun, Deep Residual Learning for Image Recognition (2016),
        section 4.1, where batch norm keeps gradients healthy and depth hurts all
        the same; Goyal et al. (2017), section 5.1, for the start at 0.

    >>> run = train_deep(4, "residual", np.random.default_rng(0), steps=1, zero=True)
    >>> run.start_is_identity
    True
    """
    if kind not in {"plain", "residual"} or (kind == "residual" and depth % 2):
        raise ValueError(
            f"kind must be plain or residual, with an even depth, got {kind!r} and "
            f"{depth}"
        )
    with torch.random.fork_rng():
        torch.manual_seed(int(rng.integers(2**31)))
        model = _network(depth, kind, width, zero)
    hidden = model[1]
    x = torch.linspace(-1, 1, 64)[:, None]
    h = model[0](x)
    identity = bool(torch.equal(hidden(h), h))
    losses, first = _fit(model, x, torch.sin(3 * x), steps)
    return DepthRun(losses, first, identity)


def _network(depth: int, kind: str, width: int, zero: bool) -> nn.Sequential:
    if kind == "plain":
        hidden = nn.Sequential(*(_layer(width) for _ in range(depth)))
    else:
        hidden = nn.Sequential(*(_Block(width, zero) for _ in range(depth // 2)))
    return nn.Sequential(nn.Linear(1, width), hidden, nn.Linear(width, 1))


def _fit(
    model: nn.Sequential, x: torch.Tensor, y: torch.Tensor, steps: int
) -> tuple[Array, float]:
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-3)
    losses, first = [], 0.0
    for step in range(steps):
        optimiser.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        if step == 0:
            first = float(model[0].weight.grad.norm())  # type: ignore[union-attr, operator]
        optimiser.step()
        losses.append(loss.item())
    return np.array(losses), first


def _layer(width: int) -> nn.Module:
    return nn.Sequential(nn.Linear(width, width), nn.ReLU())


class _Block(nn.Module):
    def __init__(self, width: int, zero: bool) -> None:
        super().__init__()
        self.inner, self.outer = nn.Linear(width, width), nn.Linear(width, width)
        if zero:
            nn.init.zeros_(self.outer.weight)
            nn.init.zeros_(self.outer.bias)

    def forward(self, h: torch.Tensor) -> torch.Tensor:
        branch: torch.Tensor = self.outer(torch.relu(self.inner(h)))
        return h + branch
