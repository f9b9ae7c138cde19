"""Convolution, pooling, a residual block, images."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.autodiff.differences import central_difference
from engine.linear.residuals import least_squares_residuals, residuals
from engine.vision.convolution import (
    PLAIN,
    Geometry,
    conv2d,
    conv2d_backward,
    conv2d_by_definition,
)
from engine.vision.images import KERNELS, apply_bank, augment, occlusion
from engine.vision.pooling import (
    average_pool,
    global_average_pool,
    max_pool,
    max_pool_backward,
)
from engine.vision.residual import Block, residual_block, residual_block_backward

SEEDS = st.integers(0, 10_000)


@given(SEEDS)
def test_gradients_of_a_convolution(seed: int) -> None:
    rng = np.random.default_rng(seed)
    how = Geometry(int(rng.integers(1, 3)), int(rng.integers(0, 2)), 1, 2)
    x, w, b = rng.normal(size=(2, 4, 4, 3)), rng.normal(size=(2, 2, 2, 2)), np.ones(2)
    g = rng.normal(size=conv2d(x, w, b, how).shape)

    for mine, at, change in zip(
        conv2d_backward(x, w, g, how), (x, w, b),
        (lambda v: (v, w, b), lambda v: (x, v, b), lambda v: (x, w, v)), strict=True,
    ):  # fmt: skip
        slope = central_difference(
            lambda v, c=change, s=at.shape: (conv2d(*c(v.reshape(s)), how) * g).sum(),
            at.ravel(),
        )
        np.testing.assert_allclose(mine.ravel(), slope, rtol=1e-6, atol=1e-6)


@given(SEEDS)
def test_a_convolution_moves_with_the_image(seed: int) -> None:
    """Equivariant away from the border; not invariant, which pooling over all is."""
    rng = np.random.default_rng(seed)
    x = np.zeros((1, 1, 9, 9))
    x[..., 3:5, 3:5] = rng.normal(size=(2, 2))
    w = rng.normal(size=(1, 1, 3, 3))
    same = Geometry(padding=1)
    y = conv2d(x, w, [0.0], same)
    moved = conv2d(np.roll(x, 2, axis=3), w, [0.0], same)

    np.testing.assert_allclose(moved, np.roll(y, 2, axis=3), atol=1e-12)
    assert not np.allclose(moved, y)
    np.testing.assert_allclose(global_average_pool(moved), global_average_pool(y))


def test_it_is_a_cross_correlation() -> None:
    x, w = np.arange(4.0)[None, None, None], np.array([1.0, 10.0])[None, None, None]

    np.testing.assert_array_equal(conv2d(x, w, [0.0]).ravel(), [10, 21, 32])
    np.testing.assert_array_equal(
        np.convolve(x.ravel(), w.ravel(), "valid"), [1, 12, 23]
    )


def test_the_largest_of_equals_is_the_first() -> None:
    x = np.full((1, 1, 3, 3), -7.0)

    assert (max_pool(x, 3, padding=1) == -7).all()  # the padding never wins
    gx = max_pool_backward(x, [[[[2.0]]]], 3, padding=1)
    assert gx.ravel().tolist() == [2, *[0] * 8]


def test_shapes_that_do_not_fit() -> None:
    x, w = np.zeros((1, 2, 4, 4)), np.zeros((2, 2, 3, 3))
    for conv in (conv2d, conv2d_by_definition):
        with pytest.raises(ValueError, match="four axes"):
            conv(x[0], w, [0, 0])
        with pytest.raises(ValueError, match="one entry for each kernel"):
            conv(x, w, [0])
        with pytest.raises(ValueError, match="2 channels and 2 kernels of 2 channels"):
            conv(x, w, [0, 0], Geometry(groups=2))
        with pytest.raises(ValueError, match="into 2 groups"):
            conv(x, np.zeros((3, 1, 1, 1)), [0] * 3, Geometry(groups=2))
        with pytest.raises(ValueError, match="5 does not fit into 4"):
            conv(x, np.zeros((2, 2, 5, 5)), [0, 0])
        with pytest.raises(ValueError, match="finite"):
            conv(x * np.nan, w, [0, 0])
    with pytest.raises(ValueError, match=r"g must have shape \(1, 2, 2, 2\)"):
        conv2d_backward(x, w, np.zeros((1, 2, 2, 1)))
    for bad in (lambda: max_pool(x[0], 2), lambda: global_average_pool(x[0])):
        with pytest.raises(ValueError, match="height, width"):
            bad()
    for padding in (-1, 2):
        with pytest.raises(ValueError, match="at most half of k = 3"):
            average_pool(x, 3, padding=padding)
    with pytest.raises(ValueError, match="a projection must fit them"):
        residual_block(x, Block(np.zeros((3, 2, 1, 1)), np.zeros((4, 3, 1, 1))))
    with pytest.raises(ValueError, match="a projection must fit them"):
        residual_block(
            x, Block(np.zeros((3, 2, 1, 1)), np.zeros((2, 3, 1, 1)), stride=2)
        )


def test_arguments_stay_as_they_are() -> None:
    x, w = np.ones((1, 1, 3, 3)), np.ones((1, 1, 2, 2))
    x.flags.writeable = w.flags.writeable = False
    conv2d_backward(x, w, conv2d(x, w, [0.0]), PLAIN)
    max_pool(x, 2)
    augment(x[0], np.random.default_rng(0), flip=True, shift=1, noise=0.1)
    occlusion(lambda images: images.sum(axis=(1, 2)), x[0, 0], 1)


def test_a_gradient_passes_by_a_branch_that_is_almost_nothing() -> None:
    """(I + J)^T g with J near 0; the same layers without a shortcut give J^T g."""
    rng = np.random.default_rng(0)
    x = rng.uniform(1, 2, size=(1, 2, 5, 5))
    first = 1e-3 * rng.normal(size=(2, 2, 3, 3))
    block = Block(first, first)
    g = rng.normal(size=residual_block(x, block).shape)
    gx, _ = residual_block_backward(x, block, g)

    np.testing.assert_allclose(gx, g, atol=1e-3)


def test_edges_answer_to_steps_and_not_to_flat_patches() -> None:
    image = np.zeros((7, 7))
    image[:, 4:] = 1.0
    maps = dict(zip(KERNELS, apply_bank(image), strict=True))
    inner = (slice(1, -1), slice(1, -1))

    assert np.ptp(maps["vertical edge"][inner], axis=0).max() == 0
    assert maps["vertical edge"][3].argmax() in {3, 4}
    assert np.abs(maps["horizontal edge"][inner]).max() == 0
    np.testing.assert_allclose(maps["blur"][3, 2:6], [0, 0.25, 0.75, 1])
    for name in ("vertical edge", "horizontal edge", "spots", "diagonal texture"):
        assert KERNELS[name].sum() == pytest.approx(0)
    for name in ("blur", "sharpen"):
        assert KERNELS[name].sum() == 1
    with pytest.raises(ValueError, match="got 'ear'"):
        apply_bank(image, ["ear"])


def test_augmented_images_are_the_image_elsewhere() -> None:
    image = np.arange(1.0, 10).reshape(3, 3)
    seen = set()
    rng = np.random.default_rng(0)
    for _ in range(300):
        new = augment(image, rng, flip=True, shift=1, noise=0.0)
        assert set(new[new > 0]) <= set(image.ravel())
        seen.add(new.tobytes())

    assert len(seen) == 18  # nine moves, each as it is or in a mirror
    for how in ({"shift": 3, "noise": 0.0}, {"shift": -1, "noise": 0.0},
                {"shift": 0, "noise": -0.1}):  # fmt: skip
        with pytest.raises(ValueError, match="shift must be 0 to below 3"):
            augment(image, rng, flip=False, **how)


def test_a_patch_must_fit() -> None:
    for k in (0, 3):
        with pytest.raises(ValueError, match="k must be 1 to 2"):
            occlusion(lambda images: images.sum(axis=(1, 2)), np.ones((2, 3)), k)


def test_a_line_through_a_parabola_leaves_a_bow() -> None:
    x = np.linspace(-1, 1, 41)[:, None]
    noise = np.random.default_rng(0).normal(size=41)
    bow = least_squares_residuals(x + 2, (x[:, 0] + 2) ** 2)
    straight = least_squares_residuals(x, 3 * x[:, 0] + 0.1 * noise)
    exact = least_squares_residuals(x, 3 * x[:, 0])

    assert bow.curvature == pytest.approx(1.0)
    assert straight.curvature < 0.2
    assert exact.curvature == 0
    assert bow.total == pytest.approx(0, abs=1e-12)
    with pytest.raises(ValueError, match="y_hat"):
        residuals([1.0], [1.0, 2.0])
