"""Adversarial training on small data."""

import numpy as np
import pytest
import torch

from engine.generative.dcgan import dcgan_discriminator, dcgan_generator
from engine.generative.distance import modes_covered
from engine.generative.gan import LOSSES, Game, train_gan
from engine.generative.uses import anomaly_auc, rare_class_recall, sharper_lines
from engine.generative.wgan import clip_weights, gradient_penalty

RING = 2.0 * np.array([[np.cos(t), np.sin(t)] for t in np.arange(8) * np.pi / 4])


def ring(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    mode = rng.integers(8, size=n)
    return RING[mode] + 0.05 * rng.normal(size=(n, 2)), mode


@pytest.mark.parametrize(("kind", "least"), [("nonsaturating", 5), ("wgan-gp", 5)])
def test_modes_of_a_ring_are_found(kind: str, least: int) -> None:
    """With equal rates and little momentum; a guess covers none."""
    rng = np.random.default_rng(0)
    X, _ = ring(2000, rng)
    learned = train_gan(X, rng, Game(kind, steps=500, answers=2))
    covered, quality = modes_covered(learned.sample(1000, rng), RING, 0.4)

    assert covered >= least
    assert quality > 0.4
    assert np.isfinite(learned.losses).all()


def test_the_minimax_loss_of_the_generator_is_bounded() -> None:
    """`-softplus` of logits, at most 0; the other form at least 0."""
    logits = torch.linspace(-30, 30, 7)

    assert LOSSES["minimax"].generator(logits) <= 0
    assert LOSSES["nonsaturating"].generator(logits) >= 0
    slope = {}
    for kind in ("minimax", "nonsaturating"):
        rejected = torch.tensor([-10.0], requires_grad=True)
        LOSSES[kind].generator(rejected).backward()
        slope[kind] = float(rejected.grad)  # type: ignore[arg-type]
    assert slope["minimax"] == pytest.approx(-4.54e-5, rel=1e-2)
    assert slope["nonsaturating"] == pytest.approx(-1.0, abs=1e-4)


def test_a_label_chooses_the_mode() -> None:
    rng = np.random.default_rng(1)
    X, mode = ring(2000, rng)
    half = (mode >= 4).astype(int)
    learned = train_gan(X, rng, Game(steps=400), labels=half)
    wanted = np.repeat([0, 1], 200)
    made = learned.sample(400, rng, wanted)
    nearest = np.linalg.norm(made[:, None] - RING, axis=2).argmin(axis=1)

    assert ((nearest >= 4) == wanted).mean() > 0.85


def test_clipped_weights_stay_within_their_bound() -> None:
    rng = np.random.default_rng(0)
    learned = train_gan(ring(200, rng)[0], rng, Game("wgan", steps=20, clip=0.05))

    assert (
        max(float(p.detach().abs().max()) for p in learned.discriminator.parameters())
        < 0.05 + 1e-6
    )


def test_the_same_seed_gives_the_same_game() -> None:
    first, again = (
        train_gan(ring(100, np.random.default_rng(0))[0], np.random.default_rng(3),
                  Game(steps=5)).losses
        for _ in range(2)
    )  # fmt: skip

    np.testing.assert_array_equal(first, again)


def test_images_of_64_pixels() -> None:
    torch.manual_seed(0)
    G, D = dcgan_generator(width=4), dcgan_discriminator(width=4)
    images = G(torch.randn(2, 100, 1, 1))

    assert images.shape == (2, 3, 64, 64)
    assert images.abs().max() <= 1
    assert D(images).shape == (2,)


def test_uses() -> None:
    lines = sharper_lines(np.random.default_rng(0), steps=150)
    assert lines.edge_by_content < lines.edge_by_both
    assert lines.true_edge == 2.0
    assert anomaly_auc(np.random.default_rng(0), steps=200) > 0.8
    before, after = rare_class_recall(np.random.default_rng(0), steps=200)
    assert after > before + 0.3


def test_what_does_not_fit() -> None:
    rng = np.random.default_rng(0)
    for game in (Game("lsgan"), Game(answers=0)):
        with pytest.raises(ValueError, match="with at least 1 answer"):
            train_gan(np.zeros((4, 2)), rng, game)
    with pytest.raises(ValueError, match="above 0, got 0"):
        clip_weights([], 0)
    x = torch.zeros(2, 3)
    with pytest.raises(ValueError, match="one shape"):
        gradient_penalty(lambda v: v.sum(dim=1), x, x[:1], torch.zeros(2))
