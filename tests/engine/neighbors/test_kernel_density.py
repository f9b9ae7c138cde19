"""Kernel density estimation."""

import numpy as np
import pytest

from engine.neighbors.kernel_density import KERNELS, KernelDensity


@pytest.mark.parametrize("kernel", KERNELS)
def test_a_density_integrates_to_1(kernel: str) -> None:
    X = np.array([[0.0], [0.5], [4.0]])
    grid = np.linspace(-6, 10, 20_001)
    f = np.exp(KernelDensity(0.7, kernel).fit(X).score_samples(grid[:, None]))

    np.testing.assert_allclose(np.trapezoid(f, grid), 1.0, atol=1e-3)


@pytest.mark.parametrize("kernel", ["tophat", "epanechnikov"])
def test_what_no_bump_reaches_has_density_0(kernel: str) -> None:
    model = KernelDensity(1.0, kernel).fit([[0.0]])

    np.testing.assert_array_equal(model.score_samples([[1.0], [-9.0]]), -np.inf)
    assert np.isfinite(model.score_samples([[0.99]])[0])


def test_far_away_a_gaussian_is_small_and_not_0() -> None:
    assert KernelDensity().fit([[0.0]]).score_samples([[100.0]])[0] == pytest.approx(
        -5000.0 - 0.5 * np.log(2 * np.pi)
    )


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (KernelDensity(0.0), "bandwidth must be positive, got 0"),
        (KernelDensity(kernel="cosine"), "got 'cosine'"),
    ],
)
def test_what_does_not_fit_is_named(model: KernelDensity, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        model.fit([[0.0]])
