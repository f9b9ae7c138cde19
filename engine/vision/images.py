"""What is done to an image: kernels set by hand, augmentation, occlusion."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix
from engine.system import system
from engine.vision.convolution import Geometry, conv2d

KERNELS = {
    "vertical edge": np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / 8,
    "horizontal edge": np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]]) / 8,
    "blur": np.outer([1, 2, 1], [1, 2, 1]) / 16,
    "sharpen": np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
    "spots": np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]]),
    "diagonal texture": np.array([[2, -1, -1], [-1, 2, -1], [-1, -1, 2]]) / 6,
}
"""Kernels that people chose before networks learned them: Sobel's, Laplace's..."""


@system("S45.09", "S31.05")
def apply_bank(image: ArrayLike, names: Collection[str] = tuple(KERNELS)) -> Array:
    """Feature maps: what each kernel answers at each place of a grey image.

    An edge kernel answers where brightness changes across it, and nothing to a
    flat patch, for its weights sum to 0. A first layer that has been trained looks
    much like this bank.

    Args:
        image: shape (height, width); outside it is 0.
        names: of KERNELS.

    Returns:
        Maps, shape (names, height, width).

    Raises:
        ValueError: the image is no finite matrix, or there is no such kernel.

    >>> step = np.repeat([[0.0, 0.0, 8.0, 8.0]], 3, axis=0)
    >>> apply_bank(step, ["vertical edge"])[0, 1]
    array([ 0.,  4.,  4., -4.])
    """
    image = as_matrix(image, "image")
    unknown = [name for name in names if name not in KERNELS]
    if unknown:
        raise ValueError(f"kernels are {', '.join(KERNELS)}, got {unknown[0]!r}")
    w = np.stack([KERNELS[name] for name in names])[:, None]
    maps = conv2d(image[None, None], w, np.zeros(len(w)), Geometry(padding=1))
    return np.asarray(maps[0])


@system("S45.16", "S31.17")
def augment(
    image: ArrayLike, rng: np.random.Generator, *, flip: bool, shift: int, noise: float
) -> Array:
    """The same thing, seen a little differently: flipped, moved, or noisy.

    What is done must leave the label as it is: a cat in a mirror is a cat, a 2 is
    not. Training on new versions in each epoch teaches what does not matter.

    Args:
        image: shape (..., height, width).
        rng: of the changes.
        flip: whether to exchange left and right in half of the cases.
        shift: pixels at most, up or down and left or right, below both sides;
            what moves in is 0.
        noise: deviation of normal noise, at least 0.

    Returns:
        Of the same shape.

    Raises:
        ValueError: shift or noise is out of range.

    >>> rng = np.random.default_rng(2)
    >>> augment([[1.0, 2.0, 3.0]], rng, flip=True, shift=0, noise=0.0)
    array([[3., 2., 1.]])
    """
    image = np.asarray(image, dtype=float)
    if not (0 <= shift < min(image.shape[-2:]) and noise >= 0):
        raise ValueError(
            f"shift must be 0 to below {min(image.shape[-2:])} and noise at least 0, "
            f"got {shift} and {noise}"
        )
    if flip and rng.random() < 0.5:
        image = image[..., ::-1]
    down, right = rng.integers(-shift, shift + 1, size=2)
    return _moved(image, down, right) + noise * rng.normal(size=image.shape)


def _moved(image: Array, down: int, right: int) -> Array:
    height, width = image.shape[-2:]
    moved = np.zeros_like(image)
    rows, from_rows = _overlap(down, height)
    columns, from_columns = _overlap(right, width)
    moved[..., rows, columns] = image[..., from_rows, from_columns]
    return moved


def _overlap(by: int, size: int) -> tuple[slice, slice]:
    """Where what was moved comes to lie, and where it was."""
    return slice(max(by, 0), size + min(by, 0)), slice(max(-by, 0), size - max(by, 0))


@system("S45.24")
def occlusion(
    score: Callable[[Array], Array], image: ArrayLike, k: int, fill: float = 0.0
) -> Array:
    """How far the score falls when a k by k patch is covered: where the model looks.

    Needs nothing of the model but answers. High means that the patch was evidence
    for the class; below 0, evidence against it. Patches that only matter together
    are missed.

    Args:
        score: of a class, from images (n, height, width) to (n,).
        image: shape (height, width).
        k: side of the patch, 1 to the smaller side of the image.
        fill: what covers it.

    Returns:
        Falls, one for each place of the patch, shape (height - k + 1, width - k + 1).

    Raises:
        ValueError: the image is no finite matrix, or k does not fit.

    Source:
        Zeiler and Fergus, Visualizing and Understanding Convolutional Networks
        (2014), section 4.2.

    >>> occlusion(lambda images: images[:, 0, 1], [[1.0, 5.0, 2.0]], 1)
    array([[0., 5., 0.]])
    """
    image = as_matrix(image, "image")
    height, width = image.shape
    if not 1 <= k <= min(image.shape):
        raise ValueError(f"k must be 1 to {min(image.shape)}, got {k}")
    places = [(i, j) for i in range(height - k + 1) for j in range(width - k + 1)]
    covered = np.repeat(image[None], len(places), axis=0)
    for one, (i, j) in zip(covered, places, strict=True):
        one[i : i + k, j : j + k] = fill
    falls = score(image[None])[0] - score(covered)
    return np.asarray(falls).reshape(height - k + 1, width - k + 1)
