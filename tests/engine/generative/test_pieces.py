"""What adversarial networks are made of and held in check by."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.autodiff.differences import central_difference
from engine.generative.cycle import cycle_loss, find_rotations
from engine.generative.distance import sliced_earth_mover
from engine.generative.game import bilinear_game, historical_average_penalty
from engine.generative.minibatch import minibatch_features
from engine.generative.smoothing import smoothed_discriminator_loss
from engine.generative.spectral import spectral_normalise
from engine.generative.style import adain, map_style, modulated_conv2d
from engine.losses.adversarial import discriminator_loss, generator_loss

seeds = st.integers(0, 10_000)


def radii(path: np.ndarray) -> np.ndarray:
    return np.asarray(np.hypot(path[:, 0], path[:, 1]))


@given(st.floats(-3, 3), st.floats(0.5, 3), st.floats(0.01, 1))
def test_steps_at_once_spiral_out_by_a_known_factor(
    x: float, y: float, rate: float
) -> None:
    r = radii(bilinear_game(x, y, rate, 10))

    np.testing.assert_allclose(r[1:] / r[:-1], np.sqrt(1 + rate**2), rtol=1e-10)


def test_turns_circle_and_a_look_ahead_comes_home() -> None:
    turns = radii(bilinear_game(1.0, 0.0, 0.1, 2000, alternate=True))
    assert 0.94 < turns.min() < turns.max() < 1.06

    ahead = radii(bilinear_game(1.0, 0.0, 0.1, 2000, unroll=2))
    # The product of the two eigenvalues is 1 + r^2 - 2 k r^2, and they are a pair.
    np.testing.assert_allclose(ahead[-1] / ahead[-2], np.sqrt(0.97), rtol=0.03)
    assert ahead[-1] < 1e-10


@given(seeds)
def test_the_past_is_a_constant_to_the_gradient(seed: int) -> None:
    history = np.random.default_rng(seed).normal(size=(4, 3))
    value, gradient = historical_average_penalty(history)
    slope = central_difference(
        lambda v: historical_average_penalty(np.vstack([history[:-1], v]))[0],
        history[-1],
    )

    np.testing.assert_allclose(gradient, slope, atol=1e-8)
    assert value == pytest.approx(((history[-1] - history[:3].mean(axis=0)) ** 2).sum())
    assert historical_average_penalty(np.ones((3, 2)))[0] == 0


@given(seeds)
def test_the_estimate_rises_to_the_largest_singular_value(seed: int) -> None:
    rng = np.random.default_rng(seed)
    W, u = rng.normal(size=(5, 3)), rng.normal(size=5)
    top = np.linalg.svd(W, compute_uv=False)[0]
    by_steps = [spectral_normalise(W, u, steps).sigma for steps in (1, 2, 4, 60)]
    # A start from where the last call ended goes on where it stopped.
    first = spectral_normalise(W, u, 3)
    resumed = spectral_normalise(W, first.u, 2)

    assert (np.diff(by_steps) > -1e-12).all()
    assert by_steps[-1] <= top * (1 + 1e-12)
    assert resumed.sigma == pytest.approx(spectral_normalise(W, u, 5).sigma)
    assert np.linalg.norm(first.u) == pytest.approx(1)


def test_copies_are_close_to_all_others() -> None:
    T = np.random.default_rng(0).normal(size=(3, 4, 2))
    copies, spread = np.ones((6, 3)), 100 * np.arange(18.0).reshape(6, 3)

    np.testing.assert_allclose(minibatch_features(copies, T), 5.0)
    assert minibatch_features(spread, T).max() < 1e-6
    np.testing.assert_allclose(minibatch_features(copies[:1], T), 0.0)


def test_contrast_is_lost_by_adain_and_kept_by_demodulation() -> None:
    rng = np.random.default_rng(1)
    x, w = rng.normal(size=(2, 3, 8, 8)), rng.normal(size=(4, 3, 3, 3))
    scale, shift = rng.normal(size=(2, 2, 3))
    styled = adain(x, scale, shift, eps=0.0)

    np.testing.assert_allclose(adain(5 * x, scale, shift, eps=0.0), styled)
    np.testing.assert_allclose(styled.mean(axis=(2, 3)), shift)
    np.testing.assert_allclose(styled.std(axis=(2, 3)), np.abs(scale))
    np.testing.assert_allclose(
        modulated_conv2d(5 * x, w, scale), 5 * modulated_conv2d(x, w, scale)
    )
    # The overall size of a style cancels; that is what demodulation divides by.
    np.testing.assert_allclose(
        modulated_conv2d(x, w, 7 * scale), modulated_conv2d(x, w, scale), rtol=1e-6
    )
    assert styled.std() == pytest.approx(adain(x, scale, shift).std(), rel=1e-4)


def test_outputs_of_a_modulated_convolution_have_variance_1() -> None:
    rng = np.random.default_rng(2)
    x, w = rng.normal(size=(4, 16, 40, 40)), rng.normal(size=(8, 16, 3, 3))
    y = modulated_conv2d(x, w, rng.uniform(0.1, 9, size=(4, 16)))

    assert y.std() == pytest.approx(1, abs=0.02)
    assert modulated_conv2d(x[:, :, :3, :3], 0 * w, np.ones((4, 16))).max() == 0


@given(seeds, st.floats(0.1, 100))
def test_the_length_of_z_means_nothing_to_the_mapping(seed: int, size: float) -> None:
    rng = np.random.default_rng(seed)
    z, layers = rng.normal(size=(3, 4)), [(rng.normal(size=(4, 2)), rng.normal(size=2))]

    np.testing.assert_allclose(map_style(size * z, layers), map_style(z, layers))


def test_one_cycle_may_be_whole_while_the_other_is_not() -> None:
    def forget(v: np.ndarray) -> np.ndarray:
        return v * [1.0, 0.0]

    flat, full = [[1.0, 0.0]], [[0.0, 2.0]]
    assert cycle_loss(forget, forget, flat, flat) == 0
    assert cycle_loss(forget, forget, flat, full) == 1
    assert cycle_loss(forget, forget, full, flat) == 1


def test_unpaired_squares_leave_four_answers_that_undo_one_another() -> None:
    """16 pairs match both clouds; the cycle loss keeps 4 of them."""
    rng = np.random.default_rng(3)
    corners = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, -1.0], [-1.0, 1.0]])
    found = find_rotations(corners, rng.permutation(corners), 8)

    assert (found.match < 1e-12).sum() == 16
    assert ((found.match + found.cycle) < 1e-12).sum() == 4
    assert (found.forth + found.back) % (2 * np.pi) == pytest.approx(0)


def test_a_shadow_may_hide_a_difference() -> None:
    x, y = [[0.0, 0.0]], [[0.0, 5.0]]

    assert sliced_earth_mover(x, y, [[1.0, 0.0]]) == 0
    assert sliced_earth_mover(x, y, [[0.0, -3.0]]) == 5


def test_losses_of_a_discriminator_that_rejects_everything() -> None:
    """D(G(z)) = 4.5e-5: the saturating gradient is that small, the other almost 1."""
    logit = [-10.0]
    D = 1 / (1 + np.exp(10))

    np.testing.assert_allclose(D, 4.54e-5, rtol=1e-3)
    np.testing.assert_allclose(generator_loss(logit, True)[1], [-D])
    np.testing.assert_allclose(generator_loss(logit)[1], [D - 1])
    assert discriminator_loss([10.0], logit)[0] < 1e-4


@given(seeds)
def test_without_smoothing_it_is_the_usual_loss(seed: int) -> None:
    real, fake = np.random.default_rng(seed).normal(size=(2, 4))

    assert smoothed_discriminator_loss(real, fake, 1.0)[0] == pytest.approx(
        discriminator_loss(real, fake)[0]
    )


def test_with_smoothing_certainty_costs() -> None:
    sure = smoothed_discriminator_loss([5.0], [-5.0])
    best = smoothed_discriminator_loss([np.log(9)], [-5.0])

    assert best[0] < sure[0]
    assert best[1][0] == pytest.approx(0, abs=1e-15)
    assert sure[1][0] > 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bilinear_game(1, 1, 0.0, 1), "got 0.0, 1 and 0"),
        (lambda: bilinear_game(1, 1, 0.1, -1), "-1 and 0"),
        (lambda: bilinear_game(1, 1, 0.1, 1, unroll=-1), "1 and -1"),
        (lambda: historical_average_penalty([[1.0]]), "two rows, got 1"),
        (lambda: spectral_normalise([[1.0]], [1.0, 2.0]), "1 entries .* got 2 and 1"),
        (lambda: spectral_normalise([[1.0]], [1.0], 0), "1 and 0"),
        (lambda: spectral_normalise([[0.0]], [1.0]), "W is 0"),
        (lambda: smoothed_discriminator_loss([1.0], [1.0], 1.1), "got 1.1 and 0.0"),
        (lambda: smoothed_discriminator_loss([1.0], [1.0], 1.0, -0.1), "and -0.1"),
        (lambda: minibatch_features([[1.0]], [[1.0]]), r"\(1, b, c\), got \(1, 1\)"),
        (lambda: minibatch_features([[1.0]], np.ones((2, 1, 1))), r"got \(2, 1, 1\)"),
        (lambda: map_style([[0.0, 0.0]], []), "no direction"),
        (lambda: adain(np.ones((1, 2, 2, 2)), [[1.0]], [[1.0, 1.0]]),
         r"\(1, 2\), got \(1, 1\) and \(1, 2\)"),
        (lambda: modulated_conv2d(np.ones((1, 1, 2, 2)), np.ones((1, 1, 1, 1)),
                                  [[1.0, 1.0]]), r"and \(1, 2\)"),
        (lambda: modulated_conv2d(np.ones((1, 1, 2)), np.ones((1, 1, 1, 1)), [[1.0]]),
         "four axes"),
        (lambda: modulated_conv2d(np.ones((1, 1, 2, 2)), np.ones((1, 1, 1)), [[1.0]]),
         "four axes"),
        (lambda: find_rotations([[1.0]], [[1.0, 2.0]]), "got 1, 2 and 24"),
        (lambda: find_rotations([[1.0, 2.0]], [[1.0]]), "got 2, 1 and 24"),
        (lambda: find_rotations([[1.0, 2.0]], [[1.0, 2.0]], 0), "2 and 0"),
        (lambda: sliced_earth_mover([[1.0]], [[1.0]], [[1.0, 2.0]]), "1, 1 and 2"),
        (lambda: sliced_earth_mover([[1.0]], [[1.0]], [[0.0]]), "direction is 0"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]
