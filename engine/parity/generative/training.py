"""Adversarial training: what must come out, whatever the weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn

from engine.arrays import Array
from engine.generative.dcgan import dcgan_discriminator, dcgan_generator, sides
from engine.generative.gan import Game, Losses, Trained, network, take_turns, train_gan
from engine.generative.uses import (
    Sharper,
    anomaly_auc,
    rare_class_recall,
    sharper_lines,
)
from engine.generative.wgan import clip_weights, gradient_penalty
from engine.parity import Parity

Rng = np.random.Generator


def _weights(rng: Rng) -> tuple[Array, float]:
    return rng.normal(size=(3, 2)), float(rng.uniform(0.1, 1))


def _clipped(w: Array, bound: float) -> Array:
    parameter = nn.Parameter(torch.from_numpy(w.copy()))
    clip_weights([parameter], bound)
    return np.asarray(parameter.detach().numpy())


def _critic(rng: Rng) -> tuple[Array, Array, Array, Array]:
    """A quadratic critic `x A x`, whose slope is `(A + A^T) x`."""
    A, x, fake = rng.normal(size=(3, 3)), *rng.normal(size=(2, 5, 3))
    return A, x, fake, rng.random(5)


def _fine(A: Array, x: Array, fake: Array, eps: Array) -> float:
    a, real, made, share = map(torch.from_numpy, (A, x, fake, eps))
    fine = gradient_penalty(lambda v: ((v @ a) * v).sum(dim=1), real, made, share)
    return float(fine.detach())


def _their_fine(A: Array, x: Array, fake: Array, eps: Array) -> float:
    m = eps[:, None] * x + (1 - eps[:, None]) * fake
    slope = np.linalg.norm(m @ (A + A.T), axis=1)
    return float(((slope - 1) ** 2).mean())


def _seed(rng: Rng) -> tuple[Rng]:
    return (rng,)


def _sides(_: Rng) -> Any:
    up = sides(dcgan_generator(8, 2), torch.zeros(1, 8, 1, 1))
    return np.array([*up, *sides(dcgan_discriminator(2), torch.zeros(1, 3, 64, 64))])


def _told(rng: Rng) -> tuple[int, int, int, Rng]:
    n, inputs, outputs = (int(v) for v in rng.integers(1, 6, 3))
    return n, inputs, outputs, rng


def _size(n: int, inputs: int, outputs: int, _: Rng) -> tuple[int, int]:
    made = network(inputs, 8, outputs, nn.ReLU())
    count = sum(p.numel() for p in made.parameters())
    return count, int(made(torch.zeros(n, inputs)).numel())


PAIRS = [
    Parity(clip_weights, lambda w, bound: np.clip(w, -bound, bound), "NumPy", _weights,
           ours=_clipped),
    Parity(gradient_penalty, _their_fine, "closed form", _critic, ours=_fine,
           rtol=1e-9),
    Parity(network, lambda n, i, o, _: (8 * i + 8 + 72 + 8 * o + o, n * o),
           "closed form", _told, ours=_size, trials=3),
    Parity(dcgan_generator, lambda _: 3_576_704, "published", _seed, trials=1,
           ours=lambda _: sum(p.numel() for p in dcgan_generator().parameters())),
    Parity(dcgan_discriminator, lambda _: 2_765_568, "published", _seed, trials=1,
           ours=lambda _: sum(p.numel() for p in dcgan_discriminator().parameters())),
    Parity(sides, lambda _: np.array([4, 8, 16, 32, 64, 32, 16, 8, 4, 1]),
           "closed form", _seed, ours=_sides, trials=1),
    *(Parity(part, None, "none", _seed,
             convention="trained: tests/engine/generative measures it")
      for part in (Losses, Game, Trained, train_gan, take_turns, Sharper, sharper_lines,
                   anomaly_auc, rare_class_recall)),
]  # fmt: skip
