"""Diffusion: the worked numbers, the exact case, and small networks."""

import numpy as np
import pytest
import torch

from engine.diffusion.denoiser import NoiseNetwork, train_denoiser
from engine.diffusion.exact import noise_floor, normal_noise
from engine.diffusion.forward import noise_step, noised
from engine.diffusion.guided import clean_sound, super_resolution
from engine.diffusion.posterior import (
    clean_from_noise,
    denoising_posterior,
    mean_from_noise,
)
from engine.diffusion.samplers import ddim, ddpm, inpaint
from engine.diffusion.schedule import alpha_bars, betas
from engine.diffusion.unet import UNet


def test_what_is_left_at_the_end_and_at_half_time() -> None:
    linear, cosine = (alpha_bars(betas(kind, 1000)) for kind in ("linear", "cosine"))

    assert linear[-1] == pytest.approx(4.0358e-5, rel=1e-4)
    assert linear[499] == pytest.approx(0.079, abs=1e-3)
    assert cosine[499] == pytest.approx(0.494, abs=1e-3)
    # Data that are not normalised are not gone: 255 leaves a mean of 1.62.
    assert 255 * np.sqrt(linear[-1]) == pytest.approx(1.62, abs=0.01)


def test_steps_one_by_one_are_all_at_once() -> None:
    rng, beta = np.random.default_rng(0), betas("linear", 1000)[:100]
    x = np.full(40_000, 1.0)
    for b in beta:
        x = noise_step(x, b, rng.normal(size=x.shape))
    bar = alpha_bars(beta)[-1]

    assert x.mean() == pytest.approx(np.sqrt(bar), abs=0.01)
    assert x.var() == pytest.approx(1 - bar, abs=0.01)


def test_unit_variance_stays() -> None:
    rng = np.random.default_rng(0)
    x = noised(rng.normal(size=(100_000, 1)), 0.37, rng.normal(size=(100_000, 1)))

    assert x.var() == pytest.approx(1.0, abs=0.01)


def test_two_forms_of_one_mean() -> None:
    """The posterior at x_0, and what the noise says, agree."""
    rng, beta = np.random.default_rng(0), betas("linear", 50)
    bars = alpha_bars(beta)
    for t in (1, 2, 25, 50):
        x0, noise = rng.normal(size=(2, 3))
        xt = noised(x0, bars[t - 1], noise)
        mean, variance = denoising_posterior(x0, xt, t, beta)
        np.testing.assert_allclose(mean_from_noise(xt, noise, t, beta), mean)
        np.testing.assert_allclose(clean_from_noise(xt, noise, bars[t - 1]), x0)
        assert 0 <= variance < beta[t - 1]
    assert denoising_posterior(x0, xt, 1, beta)[1] == 0


def test_the_best_loss_is_not_zero() -> None:
    """Hard to see where little noise was added, easy at the end."""
    bars, rng = alpha_bars(betas("linear", 1000)), np.random.default_rng(0)
    floors = [noise_floor(bars[t - 1]) for t in (10, 500)]
    x0, noise = rng.normal(size=(2, 200_000))
    left = [
        float(((normal_noise(noised(x0, bar, noise), bar) - noise) ** 2).mean())
        for bar in (bars[9], bars[499])
    ]

    assert floors[0] > 0.99
    assert floors[1] < 0.1
    np.testing.assert_allclose(left, floors, atol=0.01)


def test_samples_of_a_normal() -> None:
    beta, rng = betas("linear", 200), np.random.default_rng(0)
    bars = alpha_bars(beta)

    def denoiser(x: np.ndarray, t: int) -> np.ndarray:
        return normal_noise(x, bars[t - 1], 2.0, 0.25)

    drawn = ddpm(denoiser, (20_000,), beta, rng)
    start = rng.normal(size=20_000)
    carried = ddim(denoiser, start, beta, steps=50)
    for x in (drawn, carried):
        assert x.mean() == pytest.approx(2.0, abs=0.02)
        assert x.std() == pytest.approx(0.5, abs=0.05)
    np.testing.assert_array_equal(carried, ddim(denoiser, start, beta, steps=50))


def test_a_limit_tames_the_first_steps() -> None:
    beta = betas("cosine", 20)
    wild = ddim(lambda x, t: 0.9 * x, [1.0], beta, 20)
    tame = ddim(lambda x, t: 0.9 * x, [1.0], beta, 20, limit=1.0)

    assert abs(wild[0]) > 2
    assert abs(tame[0]) <= 1


def test_filling_in_keeps_what_is_known() -> None:
    beta, rng = betas("cosine", 30), np.random.default_rng(0)
    known, mask = rng.normal(size=(4, 3)), rng.random((4, 3)) < 0.5
    x = inpaint(lambda x, t: x, known, mask, beta, rng)

    np.testing.assert_array_equal(x[mask], known[mask])
    assert (x[~mask] != known[~mask]).all()


def test_two_modes_are_learned_in_their_shares() -> None:
    rng = np.random.default_rng(0)
    x = rng.choice([-1.0, 1.0], size=(2000, 1), p=[0.3, 0.7])
    learned = train_denoiser(x + 0.05 * rng.normal(size=x.shape), betas("linear", 100),
                             rng, steps=1500)  # fmt: skip
    drawn = ddpm(learned, (1000, 1), learned.beta, rng)
    near = [float((np.abs(drawn - mode) < 0.4).mean()) for mode in (-1, 1)]

    assert learned.losses[-100:].mean() < 0.4 * learned.losses[:20].mean()
    assert sum(near) > 0.75
    assert near[1] > 1.5 * near[0] > 0.15


def test_hints_help() -> None:
    """Sharp lines from small ones, tones out of noise, better than without learning."""
    for restore in (super_resolution, clean_sound):
        found = restore(np.random.default_rng(0), rows=1000, steps=700)
        assert found.error < found.plain_error, restore
        assert found.samples.shape == (8, 200, 16)


def test_a_u_net_is_told_the_step() -> None:
    torch.manual_seed(0)
    network = UNet(1, T=10, width=8)
    x = torch.randn(1, 1, 6, 8)
    early, late = (network(x, torch.tensor([t])) for t in (1, 9))

    assert early.shape == x.shape
    assert not torch.allclose(early, late)
    # Far places reach each other: a change in one corner arrives in the other.
    moved = x.clone()
    moved[0, 0, 0, 0] += 1
    assert (network(moved, torch.tensor([1])) - early)[0, 0, -1, -1].abs() > 0
    with pytest.raises(ValueError, match="must be even"):
        network(torch.zeros(1, 1, 5, 8), torch.tensor([1]))


def test_the_network_is_told_the_step_and_the_hint() -> None:
    torch.manual_seed(0)
    network = NoiseNetwork(2, T=10, hints=3)
    x, hint = torch.randn(4, 2), torch.randn(4, 3)
    t = torch.tensor([1, 1, 9, 9])

    assert network(x, t, hint).shape == (4, 2)
    assert not torch.allclose(network(x, t, hint), network(x, 10 - t, hint))
    assert not torch.allclose(network(x, t, hint), network(x, t, hint + 1))


def test_what_does_not_fit() -> None:
    beta = betas("linear", 3)
    cases = [
        (lambda: betas("square", 3), "linear or cosine, got 'square'"),
        (lambda: betas("linear", 0), "got 0"),
        (lambda: alpha_bars([0.5, 1.0]), r"in \(0, 1\)"),
        (lambda: noise_step([1.0], 1.0, [1.0]), "got 1.0"),
        (lambda: noise_step([1.0], 0.5, [1.0, 2.0]), r"shape \(2,\), data \(1,\)"),
        (lambda: noised([1.0], [0.5, 0.5], [1.0]), r"\(2,\) for 1 rows"),
        (lambda: noised([1.0], 1.0, [1.0]), r"in \(0, 1\)"),
        (lambda: denoising_posterior([1.0], [1.0], 4, beta), "1 to 3, got 4"),
        (lambda: mean_from_noise([1.0], [1.0], 0, beta), "1 to 3, got 0"),
        (lambda: clean_from_noise([1.0], [1.0], 0.0), "got 0.0"),
        (lambda: normal_noise([1.0], 0.5, 0.0, 0.0), "0.5 and 0.0"),
        (lambda: noise_floor(1.0), "1.0 and 1.0"),
        (lambda: ddim(lambda x, t: x, [1.0], beta, 4), "1 to 3, got 4"),
        (lambda: inpaint(lambda x, t: x, [[1.0]], np.ones(1, bool), beta,
                         np.random.default_rng(0)), r"\(1,\) for data \(1, 1\)"),
        (lambda: inpaint(lambda x, t: x, [1.0], np.ones(1, bool), beta,
                         np.random.default_rng(0), repeats=0), "got 0"),
        (lambda: train_denoiser([1.0], beta, np.random.default_rng(0)), r"\(n, d\)"),
    ]  # fmt: skip
    for call, message in cases:
        with pytest.raises(ValueError, match=message):
            call()
