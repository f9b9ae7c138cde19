"""Images as sequences: squares of pixels become tokens."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.system import system


@system("S56.10")
def patchify(images: ArrayLike, p: int) -> Array:
    """Cuts images into squares of p by p pixels, row by row, each one a vector.

    A linear map of the vectors makes embeddings, and attention mixes them; every
    patch sees every other in one step, however far apart they are.

    Args:
        images: shape (n, height, width, c), c values a pixel.
        p: side of a patch; divides height and width.

    Returns:
        Patches, shape (n, (height / p) (width / p), p p c).

    Raises:
        ValueError: images have another number of axes, or p does not divide both.

    Source:
        Dosovitskiy et al., An Image is Worth 16x16 Words (2021), equation 1.

    >>> patchify(np.arange(8.0).reshape(1, 2, 4, 1), 2)[0]
    array([[0., 1., 4., 5.],
           [2., 3., 6., 7.]])
    """
    images = np.asarray(images, dtype=float)
    if images.ndim != 4:
        raise ValueError(f"images must be (n, height, width, c), got {images.shape}")
    n, height, width, c = images.shape
    if p < 1 or height % p or width % p:
        raise ValueError(f"patches of {p} do not fill {height} by {width}")
    grid = images.reshape(n, height // p, p, width // p, p, c)
    return grid.transpose(0, 1, 3, 2, 4, 5).reshape(n, -1, p * p * c)


@system("S56.10")
def unpatchify(patches: ArrayLike, height: int, width: int, p: int) -> Array:
    """Puts patches back together: the inverse of `patchify`.

    Args:
        patches: shape (n, (height / p) (width / p), p p c).
        height: of the images.
        width: of the images.
        p: side of a patch.

    Returns:
        Images, shape (n, height, width, c).

    Raises:
        ValueError: patches do not fill the images.

    >>> unpatchify([[[0, 1, 4, 5], [2, 3, 6, 7]]], 2, 4, 2)[0, :, :, 0]
    array([[0., 1., 2., 3.],
           [4., 5., 6., 7.]])
    """
    patches = np.asarray(patches, dtype=float)
    rows, columns = height // p, width // p
    if patches.ndim != 3 or patches.shape[1] != rows * columns:
        wanted = f"(n, {rows * columns}, {p * p} c)"
        raise ValueError(f"patches must have shape {wanted}, got {patches.shape}")
    grid = patches.reshape(len(patches), rows, columns, p, p, -1)
    return grid.transpose(0, 1, 3, 2, 4, 5).reshape(len(patches), height, width, -1)
