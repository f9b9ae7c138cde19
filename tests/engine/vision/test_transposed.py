"""Transposed convolution."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.autodiff.differences import central_difference
from engine.vision.convolution import Geometry, conv2d
from engine.vision.transposed import (
    conv_transpose2d,
    conv_transpose2d_backward,
    transposed_size,
)

SEEDS = st.integers(0, 10_000)


@given(SEEDS)
def test_it_is_the_transpose_of_a_convolution(seed: int) -> None:
    """`<conv(y), x> = <y, transposed(x)>` for all x and y."""
    rng = np.random.default_rng(seed)
    stride, padding = int(rng.integers(1, 4)), int(rng.integers(0, 2))
    x, w = rng.normal(size=(2, 3, 3, 2)), rng.normal(size=(3, 2, 3, 4))
    up = conv_transpose2d(x, w, np.zeros(2), stride, padding)
    y = rng.normal(size=up.shape)
    down = conv2d(y, w, np.zeros(3), Geometry(stride, padding))

    np.testing.assert_allclose((down * x).sum(), (y * up).sum(), rtol=1e-9, atol=1e-9)


def test_gradients() -> None:
    rng = np.random.default_rng(0)
    x, w, b = rng.normal(size=(2, 2, 2, 3)), rng.normal(size=(2, 3, 3, 2)), np.ones(3)
    g = rng.normal(size=conv_transpose2d(x, w, b, 2, 1).shape)

    for mine, at, change in zip(
        conv_transpose2d_backward(x, w, g, 2, 1), (x, w, b),
        (lambda v: (v, w, b), lambda v: (x, v, b), lambda v: (x, w, v)), strict=True,
    ):  # fmt: skip
        slope = central_difference(
            lambda v, c=change, s=at.shape: (
                conv_transpose2d(*c(v.reshape(s)), 2, 1) * g
            ).sum(),
            at.ravel(),
        )
        np.testing.assert_allclose(mine.ravel(), slope, rtol=1e-6, atol=1e-6)


def test_the_sizes_of_a_generator() -> None:
    sizes = [transposed_size(1, 4)]
    for _ in range(4):
        sizes.append(transposed_size(sizes[-1], 4, 2, 1))

    assert sizes == [4, 8, 16, 32, 64]


def test_a_kernel_that_the_stride_does_not_divide_leaves_a_checkerboard() -> None:
    flat, bias = np.ones((1, 1, 1, 4)), [0.0]
    even = conv_transpose2d(flat, np.ones((1, 1, 1, 4)), bias, 2)[0, 0, 0]
    odd = conv_transpose2d(flat, np.ones((1, 1, 1, 3)), bias, 2)[0, 0, 0]

    assert set(even[2:-2]) == {2.0}
    np.testing.assert_array_equal(odd[2:-2], [2.0, 1.0, 2.0, 1.0, 2.0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: transposed_size(0, 1), "got 0, 1, 1 and 0"),
        (lambda: transposed_size(1, 0), "got 1, 0"),
        (lambda: transposed_size(1, 1, 0), "got 1, 1, 0"),
        (lambda: transposed_size(1, 1, 1, -1), "and -1"),
        (lambda: transposed_size(1, 2, 1, 1), "leaves 0 places"),
        (lambda: conv_transpose2d(np.ones((1, 2, 1, 1)), np.ones((1, 2, 1, 1)), [0, 0]),
         r"got \(1, 2, 1, 1\), \(1, 2, 1, 1\) and \(2,\)"),
        (lambda: conv_transpose2d(np.ones((1, 1, 1, 1)), np.ones((1, 2, 1, 1)), [0]),
         r"and \(1,\)"),
        (lambda: conv_transpose2d(np.ones((1, 1, 1)), np.ones((1, 1, 1, 1)), [0]),
         "must have shapes"),
        (lambda: conv_transpose2d([[[[np.nan]]]], np.ones((1, 1, 1, 1)), [0]),
         "finite"),
        (lambda: conv_transpose2d_backward(np.ones((1, 1, 1, 1)), 1.0,
                                           np.ones((1, 1, 1, 1))), "must have shapes"),
        (lambda: conv_transpose2d_backward(np.ones((1, 1, 1, 1)), np.ones((1, 1, 2, 2)),
                                           np.ones((1, 1, 1, 1))),
         r"\(1, 1, 2, 2\), that of the output, got \(1, 1, 1, 1\)"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]
