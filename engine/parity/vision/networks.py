"""Small networks that are trained: what must come out, whatever the weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engine.datasets.digits import digits
from engine.parity import Parity
from engine.vision.depth import DepthRun, train_deep
from engine.vision.training import Trained, split_tail, train_cnn, transfer

Rng = np.random.Generator


def _task(rng: Rng) -> tuple[Any, Any, Rng]:
    X, y, _ = digits(60, 0.1, rng)
    return X.reshape(-1, 8, 8), y, rng


def _first_loss(images: Any, y: Any, rng: Rng) -> float:
    """A single epoch of two batches: hardly better than a guess among ten."""
    return float(train_cnn(images, y, rng, epochs=1).losses[0])


def _frozen(images: Any, y: Any, rng: Rng) -> Any:
    """Weights of the trunk before and after another head was trained on it."""
    learned = train_cnn(images, y, rng, epochs=1)
    before = torch.cat([p.detach().ravel().clone() for p in learned.trunk.parameters()])
    after = transfer(learned, images, y % 2, rng, epochs=2).trunk
    kept = torch.cat([p.detach().ravel() for p in after.parameters()])
    return float((before - kept).abs().max())


PAIRS = [
    Parity(split_tail, lambda n, share: (n - int(np.ceil(n * share)), n), "closed form",
           lambda rng: (int(rng.integers(3, 50)), float(rng.choice([0.1, 0.25, 0.5]))),
           ours=lambda n, share: (len(split_tail(n, share)[0]),
                                  split_tail(n, share)[1][-1] + 1)),
    Parity(train_cnn, lambda *_: np.log(10), "closed form", _task, ours=_first_loss,
           atol=0.25, trials=2,
           convention="weights drawn by torch, so only that the first epoch is about a "
                      "guess; tests/engine/vision measures what is learned"),
    Parity(transfer, lambda *_: 0.0, "closed form", _task, ours=_frozen, trials=2,
           convention="the trunk must not change"),
    Parity(Trained, None, "none", _task, convention="a record"),
    Parity(DepthRun, None, "none", _task, convention="a record"),
    Parity(train_deep, lambda _: (np.sin(3 * np.linspace(-1, 1, 64)) ** 2).mean(),
           "closed form", lambda rng: (rng,), atol=0.03, trials=2,
           ours=lambda rng: float(train_deep(60, "plain", rng, steps=60).losses[-1]),
           convention="too deep and plain, nothing is learned: the variance is left"),
]  # fmt: skip
