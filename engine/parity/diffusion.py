"""`engine.diffusion` beside SciPy, torch, simulation and the algebra of normals."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.integrate
import torch

from engine.arrays import Array
from engine.diffusion.denoiser import (
    NoiseNetwork,
    Trained,
    noise_loss,
    train_denoiser,
)
from engine.diffusion.exact import noise_floor, normal_noise
from engine.diffusion.forward import noise_step, noised
from engine.diffusion.guided import Restored, clean_sound, decibels, super_resolution
from engine.diffusion.posterior import (
    clean_from_noise,
    denoising_posterior,
    mean_from_noise,
    step_of,
)
from engine.diffusion.samplers import ddim, ddpm, guided, inpaint
from engine.diffusion.schedule import alpha_bars, betas
from engine.diffusion.unet import UNet
from engine.parity import Parity

Rng = np.random.Generator
_STEPS = 60
_SCHEDULE = betas("cosine", _STEPS)
_BARS = alpha_bars(_SCHEDULE)


def _variances(rng: Rng) -> tuple[Array]:
    return (rng.uniform(0.01, 0.3, int(rng.integers(2, 9))),)


def _their_betas(kind: str, T: int) -> Array:
    """One step at a time, as the papers have them."""
    if kind == "linear":
        step = [1e-4 + (0.02 - 1e-4) * i / max(T - 1, 1) for i in range(T)]
        return np.array([min(b * 1000 / T, 0.999) for b in step])

    def signal(t: int) -> float:
        return float(np.cos((t / T + 0.008) / 1.008 * np.pi / 2) ** 2)

    return np.array([min(1 - signal(t + 1) / signal(t), 0.999) for t in range(T)])


def _rows(rng: Rng) -> tuple[Array, Array, Array]:
    n = int(rng.integers(1, 5))
    x, noise = rng.normal(size=(2, n, 3, 2))
    return x, rng.uniform(0.1, 0.9, n), noise


def _step(rng: Rng) -> tuple[Any, ...]:
    (beta,) = _variances(rng)
    x0, xt = rng.normal(size=(2, 4))
    return x0, xt, int(rng.integers(1, len(beta) + 1)), beta


def _by_bayes(x0: Array, xt: Array, t: int, beta: Array) -> tuple[Array, float]:
    """The product of two normals in x_(t-1): precisions add, means are weighed."""
    before = float(np.prod(1 - beta[: t - 1]))
    b = beta[t - 1]
    if t == 1:
        return x0, 0.0
    prior, likelihood = 1 / (1 - before), (1 - b) / b
    mean = prior * np.sqrt(before) * x0 + likelihood * xt / np.sqrt(1 - b)
    return mean / (prior + likelihood), 1 / (prior + likelihood)


def _from_clean(xt: Array, noise: Array, t: int, beta: Array) -> Array:
    """The posterior's mean at the x_0 that the noise implies."""
    bar = float(np.prod(1 - beta[:t]))
    x0 = (xt - np.sqrt(1 - bar) * noise) / np.sqrt(bar)
    return _by_bayes(x0, xt, t, beta)[0]


def _normal(rng: Rng) -> tuple[float, float, float, float]:
    return (float(rng.normal()), float(rng.uniform(0.05, 0.95)), float(rng.normal()),
            float(rng.uniform(0.2, 3)))  # fmt: skip


def _by_integral(x: float, bar: float, mean: float, variance: float) -> float:
    """`E[noise | x_t]` by integrating over the noise."""

    def weight(e: float) -> float:
        x0 = (x - np.sqrt(1 - bar) * e) / np.sqrt(bar)
        return float(np.exp(-0.5 * e**2 - 0.5 * (x0 - mean) ** 2 / variance))

    top, _ = scipy.integrate.quad(lambda e: e * weight(e), -12, 12, limit=200)
    total, _ = scipy.integrate.quad(weight, -12, 12, limit=200)
    return float(top / total)


def _exact(mean: float, variance: float) -> Any:
    return lambda x, t: normal_noise(x, _BARS[t - 1], mean, variance)


def _sampled(rng: Rng, mean: float, variance: float) -> tuple[float, float]:
    x = ddpm(_exact(mean, variance), (20_000,), _SCHEDULE, rng)
    return float(x.mean()), float(x.std())


def _carried(z: Array, mean: float, variance: float, steps: int) -> Array:
    """DDIM is affine for normal data: each step scales what is around the mean."""
    times = np.unique(np.linspace(_STEPS, 1, steps).round().astype(int))[::-1]
    deviation = z - np.sqrt(_BARS[-1]) * mean
    for t, earlier in zip(times, [*times[1:], 0], strict=True):
        now, then = _BARS[t - 1], _BARS[earlier - 1] if earlier else 1.0
        total = now * variance + 1 - now
        deviation = deviation * (
            np.sqrt(now * then) * variance + np.sqrt((1 - now) * (1 - then))
        ) / total  # fmt: skip
    return np.asarray(deviation + mean)


def _pairs(rng: Rng) -> tuple[Rng, float]:
    return rng, float(rng.uniform(0.5, 0.9))


def _filled(rng: Rng, rho: float) -> tuple[float, float]:
    """Two standard normals of correlation rho; the first is known to be 1."""
    C = np.array([[1.0, rho], [rho, 1.0]])

    def denoiser(x: Array, t: int) -> Array:
        bar = _BARS[t - 1]
        total = bar * C + (1 - bar) * np.eye(2)
        return np.asarray(np.sqrt(1 - bar) * np.linalg.solve(total, x.T).T)

    known = np.tile([1.0, 0.0], (4000, 1))
    mask = np.tile([True, False], (4000, 1))
    x = inpaint(denoiser, known, mask, _SCHEDULE, rng, repeats=10)[:, 1]
    return float(x.mean()), float(x.std())


def _zero_network(rng: Rng) -> tuple[Rng]:
    return (rng,)


def _loss_of_nothing(rng: Rng) -> float:
    bars = torch.from_numpy(_BARS)
    draw = torch.Generator().manual_seed(int(rng.integers(999)))

    def nothing(x: torch.Tensor, _t: object, _hint: object) -> torch.Tensor:
        return torch.zeros_like(x)

    return float(noise_loss(nothing, torch.zeros(50_000, 1), bars, draw))  # type: ignore[arg-type]


def _shapes(rng: Rng) -> tuple[int, int, Rng]:
    return 2 * int(rng.integers(2, 5)), 2 * int(rng.integers(2, 5)), rng


def _through(height: int, width: int, _: Rng) -> tuple[int, ...]:
    network = UNet(2, T=5, width=4)
    return tuple(
        network(torch.zeros(3, 2, height, width), torch.tensor([1, 3, 5])).shape
    )


PAIRS = [
    Parity(betas, _their_betas, "closed form",
           lambda rng: (str(rng.choice(["linear", "cosine"])),
                        int(rng.integers(1, 400))),
           rtol=1e-9, trials=20),
    Parity(alpha_bars, lambda beta: np.cumprod(1 - beta), "NumPy", _variances),
    Parity(noise_step, lambda x, b, e: np.sqrt(1 - b) * x + b**0.5 * e, "closed form",
           lambda rng: (rng.normal(size=3), float(rng.uniform(0.1, 0.9)),
                        rng.normal(size=3))),
    Parity(noised, lambda x, bar, e: np.array(
        [np.sqrt(b) * row + np.sqrt(1 - b) * noise
         for row, b, noise in zip(x, bar, e, strict=True)]), "closed form", _rows),
    Parity(denoising_posterior, _by_bayes, "closed form", _step, rtol=1e-9, trials=20,
           atol=1e-12),
    Parity(mean_from_noise, _from_clean, "closed form", _step, rtol=1e-9, trials=20),
    Parity(clean_from_noise, lambda x, e, bar: (x - np.sqrt(1 - bar) * e) / bar**0.5,
           "closed form", lambda rng: (*rng.normal(size=(2, 3)),
                                       float(rng.uniform(0.1, 1)))),
    Parity(step_of, lambda t, _: t, "closed form",
           lambda rng: (int(rng.integers(1, 4)), np.ones(3))),
    Parity(normal_noise, _by_integral, "SciPy", _normal, rtol=1e-7, atol=1e-8,
           trials=20),
    Parity(noise_floor, lambda bar, v: 1 - (1 - bar) / (bar * v + 1 - bar),
           "closed form", lambda rng: tuple(rng.uniform(0.1, 0.9, 2))),
    Parity(ddpm, lambda _, mean, variance: (mean, np.sqrt(variance)), "closed form",
           lambda rng: (rng, float(rng.normal()), float(rng.uniform(0.3, 2))),
           ours=_sampled, atol=0.09, trials=3,
           convention="with the best denoiser, up to chance and to the steps' number"),
    Parity(ddim, _carried, "closed form",
           lambda rng: (rng.normal(size=5), float(rng.normal()),
                        float(rng.uniform(0.3, 2)), int(rng.integers(2, _STEPS))),
           ours=lambda z, m, v, steps: ddim(_exact(m, v), z, _SCHEDULE, steps),
           rtol=1e-6, atol=1e-7, trials=20),
    Parity(inpaint, lambda _, rho: (rho, np.sqrt(1 - rho**2)), "closed form", _pairs,
           ours=_filled, atol=0.15, trials=2,
           convention="the conditional normal; clamping reaches it only nearly"),
    Parity(guided, lambda x, a, b, w: b * x + w * (a * x - b * x), "closed form",
           lambda rng: (rng.normal(size=3), *rng.normal(size=3)),
           ours=lambda x, a, b, w: guided(
               lambda v, _: a * v, lambda v, _: b * v, w)(x, 1)),
    Parity(noise_loss, lambda _: 1.0, "closed form", _zero_network,
           ours=_loss_of_nothing, atol=0.03, trials=3,
           convention="of a network that answers 0: the variance of the noise"),
    Parity(UNet, lambda h, w, _: (3, 2, h, w), "closed form", _shapes, ours=_through,
           trials=3, convention="shapes; the layers are torch's"),
    Parity(decibels, lambda s, e: 20 * np.log10(np.linalg.norm(s) / np.linalg.norm(e)),
           "NumPy", lambda rng: tuple(rng.normal(size=(2, 9)))),
    *(Parity(part, None, "none", _zero_network,
             convention="trained: tests/engine/diffusion measures it")
      for part in (NoiseNetwork, Trained, Restored, train_denoiser, super_resolution,
                   clean_sound)),
]  # fmt: skip
