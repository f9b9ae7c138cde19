"""Denoisers that see a hint: a small image to enlarge, a noisy sound to clean."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import torch

from engine.arrays import Array
from engine.diffusion.denoiser import train_denoiser
from engine.diffusion.samplers import ddim
from engine.diffusion.schedule import betas
from engine.system import system

LIMIT = 1.5
"""Nothing in these data is larger."""
DRAWS = 8


class Restored(NamedTuple):
    """What a guided denoiser makes of new data, beside a method without learning."""

    error: float
    """Mean squared error of the mean of eight samples: one alone is as likely, not as
    near."""
    plain_error: float
    """Of the other method."""
    samples: Array
    """Shape (8, n, d)."""


@system("S66.12")
def super_resolution(
    rng: np.random.Generator, *, rows: int = 2000, steps: int = 1500
) -> Restored:
    """Lines of 16 pixels from lines of 4, beside straight interpolation.

    The lines are steps: dark, then bright from some pixel on. The denoiser sees the
    small line, each pixel the mean of four, beside x_t; and it has learned that
    edges are sharp, which an interpolation cannot know.

    Args:
        rng: of lines, weights and noise.
        rows: lines to learn from.
        steps: of training.

    Returns:
        See `Restored`, on 200 new lines.

    Source:
        Saharia et al., Image Super-Resolution via Iterative Refinement (2021),
        section 2.
    """
    lines, new = _steps(rows, rng), _steps(200, rng)
    small, hint = _shrunk(lines), _shrunk(new)
    places, middles = np.arange(16), np.arange(4) * 4 + 1.5
    plain = np.array([np.interp(places, middles, row) for row in hint])
    return _restored(lines, small, new, hint, plain, rng, steps)


@system("S66.13")
def clean_sound(
    rng: np.random.Generator, *, rows: int = 2000, steps: int = 1500
) -> Restored:
    """Sounds of 16 samples from noisy ones, beside a moving mean.

    A sound is one tone of random pitch and phase. The denoiser sees the noisy
    sound beside x_t. A moving mean removes noise and tone alike.

    Args:
        rng: of sounds, weights and noise.
        rows: sounds to learn from.
        steps: of training.

    Returns:
        See `Restored`, on 200 new sounds.

    Source:
        Chen et al., WaveGrad (2021), section 2, where the hint is a spectrogram.
    """
    sounds, new = _tones(rows, rng), _tones(200, rng)
    noisy = sounds + 0.5 * rng.normal(size=sounds.shape)
    hint = new + 0.5 * rng.normal(size=new.shape)
    padded = np.pad(hint, ((0, 0), (1, 1)), mode="edge")
    plain = (padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]) / 3
    return _restored(sounds, noisy, new, hint, plain, rng, steps)


def decibels(signal: Array, noise: Array) -> float:
    """Signal to noise, `10 log10(mean signal^2 / mean noise^2)`.

    Args:
        signal: what is meant.
        noise: what is wrong with what came, of the same shape.

    Returns:
        In decibels.

    >>> decibels(np.array([10.0, 10.0]), np.array([1.0, -1.0]))
    20.0
    """
    return float(10 * np.log10((signal**2).mean() / (noise**2).mean()))


def _restored(  # noqa: PLR0913, PLR0917
    clean: Array,
    seen: Array,
    new: Array,
    hint: Array,
    plain: Array,
    rng: np.random.Generator,
    steps: int,
) -> Restored:
    learned = train_denoiser(clean, betas("cosine", 20), rng, hint=seen, steps=steps)
    shown = replace(learned, hint=torch.from_numpy(hint.astype(np.float32)))
    samples = np.array(
        [ddim(shown, rng.normal(size=new.shape), learned.beta, 15, limit=LIMIT)
         for _ in range(DRAWS)]
    )  # fmt: skip
    return Restored(
        float(((samples.mean(axis=0) - new) ** 2).mean()),
        float(((plain - new) ** 2).mean()),
        samples,
    )


def _steps(n: int, rng: np.random.Generator) -> Array:
    edge = rng.integers(1, 16, size=(n, 1))
    return np.where(np.arange(16) < edge, -1.0, 1.0)


def _shrunk(lines: Array) -> Array:
    return np.asarray(lines.reshape(-1, 4, 4).mean(axis=2))


def _tones(n: int, rng: np.random.Generator) -> Array:
    pitch, phase = rng.uniform(0.5, 3.0, (n, 1)), rng.uniform(0, 2 * np.pi, (n, 1))
    return np.asarray(1.4 * np.sin(2 * np.pi * pitch * np.arange(16) / 16 + phase))
