"""Networks whose gradients explode, trained with and without clipping."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engine.system import system

LENGTH, WIDTH = 40, 16


@system("S63.04", "S63.06")
def train_clipped(
    kind: str, clip: float | None, rng: np.random.Generator, steps: int = 10
) -> dict[str, Any]:
    """Fit a small network by SGD from weights that are too large.

    The gradient of a recurrent network has one factor a time step; where those
    exceed 1 it grows exponentially with the length. Gates and normalisation
    tame it, depth without them does the same as length, and a rate far above
    `2 / L` makes any network diverge. Clipping the global norm bounds every
    step, whatever the cause, but it makes no vanished gradient larger.

    Args:
        kind: "rnn", "lstm", "gru", "transformer", "deep" (30 ReLU layers) or
            "large rate" (one hidden layer, a rate of 50).
        clip: largest norm of the gradient; None for no clipping.
        rng: of weights and data: the mean of a sequence of 40 steps.
        steps: of training.

    Returns:
        "losses", one a step; "norms", those of the gradients before clipping;
        and "finite", whether every parameter still is.

    Raises:
        ValueError: another kind.

    Source:
        Pascanu, Mikolov, Bengio, On the difficulty of training recurrent
        neural networks (2013), sections 2 and 3.2.

    >>> train_clipped("rnn", None, np.random.default_rng(0))["finite"]
    False
    >>> train_clipped("rnn", 1.0, np.random.default_rng(0))["finite"]
    True
    """
    if kind not in _KINDS:
        raise ValueError(f"one of {', '.join(_KINDS)}, got {kind!r}")
    model = _Network(kind)
    weights = list(model.parameters())
    with torch.no_grad():
        for p in weights:
            size = 2.0 / p.shape[-1] ** 0.5 if p.ndim > 1 else 0.1
            p.copy_(torch.from_numpy(size * rng.normal(size=p.shape)))
    x = torch.from_numpy(rng.normal(size=(32, LENGTH, WIDTH)))
    target = x[:, :, :1].mean(dim=1)
    rate = 50.0 if kind == "large rate" else 0.05
    optimiser = torch.optim.SGD(weights, lr=rate)
    losses, norms = [], []
    for _ in range(steps):
        optimiser.zero_grad()
        loss = torch.nn.functional.mse_loss(model(x), target)
        loss.backward()
        limit = float("inf") if clip is None else clip
        norm = torch.nn.utils.clip_grad_norm_(weights, limit)
        optimiser.step()
        losses.append(loss.item())
        norms.append(norm.item())
    finite = all(bool(torch.isfinite(p).all()) for p in weights)
    return {"losses": losses, "norms": norms, "finite": finite}


class _Network(torch.nn.Module):
    """Sequences, shape (B, T, d), to one number each."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind
        self.body = _KINDS[kind]().double()
        self.head = torch.nn.Linear(WIDTH, 1).double()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.kind in ("deep", "large rate"):
            x = x.mean(dim=1)  # (B, d)
        h = self.body(x)
        h = h[0] if isinstance(h, tuple) else h
        last = h[:, -1] if h.ndim == 3 else h
        return self.head(last)  # type: ignore[no-any-return]


def _transformer() -> torch.nn.Module:
    return torch.nn.TransformerEncoderLayer(WIDTH, 2, 32, dropout=0.0, batch_first=True)


def _layers(depth: int) -> torch.nn.Module:
    pairs = [(torch.nn.Linear(WIDTH, WIDTH), torch.nn.ReLU()) for _ in range(depth)]
    return torch.nn.Sequential(*(layer for pair in pairs for layer in pair))


_KINDS: dict[str, Any] = {
    "rnn": lambda: torch.nn.RNN(WIDTH, WIDTH, nonlinearity="relu", batch_first=True),
    "lstm": lambda: torch.nn.LSTM(WIDTH, WIDTH, batch_first=True),
    "gru": lambda: torch.nn.GRU(WIDTH, WIDTH, batch_first=True),
    "transformer": _transformer,
    "deep": lambda: _layers(30),
    "large rate": lambda: _layers(1),
}
