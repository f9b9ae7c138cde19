"""Normalisation layers: which entries share a mean and a variance.

For x of shape (n, C, ...) - samples, channels, places - batch normalisation shares
over samples and places, instance normalisation over places, group normalisation over
places and the channels of a group, and layer normalisation over all of a sample. All
are `gamma (x - mean) / sqrt(variance + eps) + beta` with the variance divided by the
number of entries, and all go back by one formula.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.system import system

Running = tuple[Array, Array]
"""Mean and variance of each channel, for use."""
Gradients = tuple[Array, Array, Array]
"""By x, by gamma, by beta."""


@system("S17.03", "S45.06", "S31.14")
def batch_norm(  # noqa: PLR0913
    x: ArrayLike,
    gamma: ArrayLike,
    beta: ArrayLike,
    running: Running,
    *,
    train: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> tuple[Array, Running]:
    """Mean and variance of each channel over the batch, or from memory.

    In training a sample's output depends on the others in its batch; in use
    only on what was remembered: `running <- (1 - momentum) running + momentum
    batch`, where the variance of the batch has divisor m - 1, although x is
    divided by the one with divisor m, the number of entries of a channel.

    Args:
        x: shape (n, C, ...).
        gamma: scale of each channel, shape (C,).
        beta: shift of each channel, shape (C,).
        running: mean and variance so far; zeros and ones at the start.
        train: False uses them and leaves them.
        momentum: weight of the new batch.
        eps: added to the variance.

    Returns:
        Output, the shape of x, and the running mean and variance after it.

    Raises:
        ValueError: shapes do not fit, or one entry a channel in training, where
            a variance means nothing.

    Source:
        Ioffe and Szegedy, Batch Normalization (2015), algorithms 1 and 2.

    >>> start = np.zeros(1), np.ones(1)
    >>> y, (mean, variance) = batch_norm([[1.0], [2.0], [3.0], [4.0]], [1], [0], start)
    >>> y.ravel().round(3), mean, variance.round(4)
    (array([-1.342, -0.447,  0.447,  1.342]), array([0.25]), array([1.0667]))
    """
    x = _channels(x, gamma, beta)
    axes = _batch_axes(x)
    mean, variance = (np.asarray(r, dtype=float) for r in running)
    if not train:
        centred = x - _column(mean, x)
        x_hat = centred / np.sqrt(_column(variance, x) + eps)
        return _affine(x_hat, gamma, beta), (mean, variance)
    m = x.size // x.shape[1]
    if m < 2:
        raise ValueError("one entry a channel has no variance; use a larger batch")
    x_hat, of_batch, spread = _standardise(x, axes, eps)
    mean = (1 - momentum) * mean + momentum * of_batch.ravel()
    unbiased = spread.ravel() * m / (m - 1)
    variance = (1 - momentum) * variance + momentum * unbiased
    return _affine(x_hat, gamma, beta), (mean, variance)


@system("S17.03", "S31.14")
def batch_norm_backward(
    g: ArrayLike, x: ArrayLike, gamma: ArrayLike, eps: float = 1e-5
) -> Gradients:
    """Gradients of `batch_norm` in training.

    With `h = gamma g`, `dx = (h - mean h - x_hat mean(h x_hat)) / sqrt(var + eps)`:
    what would only move or stretch a channel is taken out of the gradient, for
    the normalisation undoes it.

    Args:
        g: gradient by the output, shape (n, C, ...).
        x: the input, the same shape.
        gamma: shape (C,).
        eps: as in `batch_norm`.

    Returns:
        Gradients by x, gamma and beta.

    Raises:
        ValueError: shapes do not fit.

    Source:
        Ioffe and Szegedy, Batch Normalization (2015), section 3.

    >>> dx, _, dbeta = batch_norm_backward([[1.0], [1.0]], [[0.0], [3.0]], [2.0])
    >>> dx.ravel(), dbeta
    (array([0., 0.]), array([2.]))
    """
    x = _channels(x, gamma, gamma)
    g = _like(g, x)
    axes = _batch_axes(x)
    x_hat, _, variance = _standardise(x, axes, eps)
    dx = _through(g * _column(gamma, x), x_hat, variance + eps, axes)
    return dx, (g * x_hat).sum(axis=axes), g.sum(axis=axes)


@system("S17.04", "S58.05")
def layer_norm(
    x: ArrayLike, gamma: ArrayLike, beta: ArrayLike, eps: float = 1e-5
) -> Array:
    """Mean and variance of each sample over its last axes, those of gamma.

    Nothing is shared between samples, so training and use are the same, and a
    batch of one is as good as any.

    Args:
        x: shape (..., *s); of a token's features s is (d,).
        gamma: scale of each entry, shape s.
        beta: shift of each entry, shape s.
        eps: added to the variance.

    Returns:
        Output, the shape of x.

    Raises:
        ValueError: the last axes of x are not those of gamma and beta.

    Source:
        Ba, Kiros, Hinton, Layer Normalization (2016), equation 4.

    >>> layer_norm([[1.0, 3.0], [10.0, 30.0]], [1, 1], [0, 0]).round(3)
    array([[-1.,  1.],
           [-1.,  1.]])
    """
    x, gamma, beta = _last(x, gamma, beta)
    y = _standardise(x, _last_axes(gamma), eps)[0]
    y *= gamma
    y += beta
    return y


@system("S17.04")
def layer_norm_backward(
    g: ArrayLike, x: ArrayLike, gamma: ArrayLike, eps: float = 1e-5
) -> Gradients:
    """Gradients of `layer_norm`; the formula is that of `batch_norm_backward`.

    Args:
        g: gradient by the output, shape (..., *s).
        x: the input, the same shape.
        gamma: shape s.
        eps: as in `layer_norm`.

    Returns:
        Gradients by x, gamma and beta.

    Raises:
        ValueError: shapes do not fit.

    >>> dx, _, _ = layer_norm_backward([[1.0, 1.0]], [[0.0, 3.0]], [1.0, 1.0])
    >>> dx
    array([[0., 0.]])
    """
    x, gamma, _ = _last(x, gamma, gamma)
    g = _like(g, x)
    axes = _last_axes(gamma)
    x_hat, _, variance = _standardise(x, axes, eps)
    rows = tuple(range(x.ndim - gamma.ndim))
    dx = _through(g * gamma, x_hat, variance + eps, axes)
    return dx, (g * x_hat).sum(axis=rows), g.sum(axis=rows)


@system("S17.06")
def group_norm(
    x: ArrayLike, groups: int, gamma: ArrayLike, beta: ArrayLike, eps: float = 1e-5
) -> Array:
    """Mean and variance of each sample over groups of channels and all places.

    One group is layer normalisation over channels and places; as many groups as
    channels is instance normalisation.

    Args:
        x: shape (n, C, ...).
        groups: divides C.
        gamma: scale of each channel, shape (C,).
        beta: shift of each channel, shape (C,).
        eps: added to the variance.

    Returns:
        Output, the shape of x.

    Raises:
        ValueError: shapes do not fit, or groups does not divide C.

    Source:
        Wu and He, Group Normalization (2018), section 3.

    >>> group_norm([[1.0, 3.0, 5.0, 5.0]], 2, np.ones(4), np.zeros(4)).round(3)
    array([[-1.,  1.,  0.,  0.]])
    """
    x = _channels(x, gamma, beta)
    split = _grouped(x, groups)
    x_hat = _standardise(split, tuple(range(2, split.ndim)), eps)[0]
    return _affine(x_hat.reshape(x.shape), gamma, beta)


@system("S17.06")
def group_norm_backward(
    g: ArrayLike, x: ArrayLike, groups: int, gamma: ArrayLike, eps: float = 1e-5
) -> Gradients:
    """Gradients of `group_norm`; the formula is that of `batch_norm_backward`.

    Args:
        g: gradient by the output, shape (n, C, ...).
        x: the input, the same shape.
        groups: divides C.
        gamma: shape (C,).
        eps: as in `group_norm`.

    Returns:
        Gradients by x, gamma and beta.

    Raises:
        ValueError: shapes do not fit, or groups does not divide C.

    >>> dx, _, _ = group_norm_backward([[1.0, 1.0]], [[0.0, 3.0]], 1, [1.0, 1.0])
    >>> dx
    array([[0., 0.]])
    """
    x = _channels(x, gamma, gamma)
    g = _like(g, x)
    split = _grouped(x, groups)
    axes = tuple(range(2, split.ndim))
    x_hat, _, variance = _standardise(split, axes, eps)
    inner = (g * _column(gamma, x)).reshape(split.shape)
    dx = _through(inner, x_hat, variance + eps, axes).reshape(x.shape)
    batch = _batch_axes(x)
    by_gamma = (g * x_hat.reshape(x.shape)).sum(axis=batch)
    return dx, by_gamma, g.sum(axis=batch)


@system("S17.05")
def instance_norm(x: ArrayLike, eps: float = 1e-5) -> Array:
    """Mean and variance of each channel of each sample over its places.

    A gain or an offset of one channel of one image - its contrast and
    brightness - leaves no trace. torch has no gamma and beta here by default;
    with them it is `group_norm` with C groups.

    Args:
        x: shape (n, C, ...), with places.
        eps: added to the variance.

    Returns:
        Output, the shape of x.

    Raises:
        ValueError: x has no places, or one only.

    Source:
        Ulyanov, Vedaldi, Lempitsky, Instance Normalization (2016).

    >>> instance_norm([[[1.0, 3.0], [10.0, 50.0]]]).round(3)
    array([[[-1.,  1.],
            [-1.,  1.]]])
    """
    x = np.asarray(x, dtype=float)
    if x.ndim < 3 or x[0, 0].size < 2:
        raise ValueError(f"x must be (n, C, ...) with two places, got {x.shape}")
    return group_norm(x, x.shape[1], np.ones(x.shape[1]), np.zeros(x.shape[1]), eps)


@system("S17.07")
def what_they_see(rng: np.random.Generator) -> dict[str, tuple[bool, bool]]:
    """Why each belongs where it is used, measured on random images.

    Args:
        rng: of the images.

    Returns:
        Name -> whether the output of an image changes with the others of its
        batch, and with a gain and an offset of one of its own channels.

        Batch normalisation, for large batches of images, sees both. Layer and
        group normalisation, for sequences and small batches, see the channel
        and not the batch. Instance normalisation, for style, sees neither.

    >>> what_they_see(np.random.default_rng(0))["instance"]
    (False, False)
    """
    x = rng.normal(size=(4, 4, 3, 3))
    other, gained = x.copy(), x.copy()
    other[1:] += rng.normal(size=(3, 4, 3, 3))
    gained[0, 0] = 3 * gained[0, 0] + 2
    one, zero = np.ones(4), np.zeros(4)
    kinds: dict[str, Callable[[Array], Array]] = {
        "batch": lambda v: batch_norm(v, one, zero, (zero, one), eps=1e-12)[0],
        "layer": lambda v: group_norm(v, 1, one, zero, eps=1e-12),
        "group": lambda v: group_norm(v, 2, one, zero, eps=1e-12),
        "instance": lambda v: instance_norm(v, eps=1e-12),
    }
    return {
        name: (
            not np.allclose(norm(other)[0], norm(x)[0]),
            not np.allclose(norm(gained)[0], norm(x)[0]),
        )
        for name, norm in kinds.items()
    }


def _standardise(
    x: Array, axes: tuple[int, ...], eps: float
) -> tuple[Array, Array, Array]:
    """x with mean 0 and variance 1 over the axes; its mean and variance before."""
    mean = x.mean(axis=axes, keepdims=True)
    centred = x - mean
    variance = np.square(centred).mean(axis=axes, keepdims=True)
    centred *= 1 / np.sqrt(variance + eps)
    return centred, mean, variance


def _through(h: Array, x_hat: Array, square: Array, axes: tuple[int, ...]) -> Array:
    """The gradient h by x_hat, taken back to x."""
    mean = h.mean(axis=axes, keepdims=True)
    along = (h * x_hat).mean(axis=axes, keepdims=True)
    return np.asarray((h - mean - x_hat * along) / np.sqrt(square))


def _affine(x_hat: Array, gamma: ArrayLike, beta: ArrayLike) -> Array:
    y = _column(gamma, x_hat) * x_hat
    y += _column(beta, x_hat)
    return y


def _column(v: ArrayLike, x: Array) -> Array:
    """One number a channel, as it meets x of shape (n, C, ...)."""
    return np.asarray(v, dtype=float).reshape(1, -1, *[1] * (x.ndim - 2))


def _batch_axes(x: Array) -> tuple[int, ...]:
    return (0, *range(2, x.ndim))


def _last_axes(gamma: Array) -> tuple[int, ...]:
    return tuple(range(-gamma.ndim, 0))


def _grouped(x: Array, groups: int) -> Array:
    n, C = x.shape[:2]
    if groups < 1 or C % groups:
        raise ValueError(f"groups must divide {C} channels, got {groups}")
    return x.reshape(n, groups, C // groups, *x.shape[2:])


def _channels(x: ArrayLike, gamma: ArrayLike, beta: ArrayLike) -> Array:
    x = np.asarray(x, dtype=float)
    if x.ndim < 2 or x.size == 0:
        raise ValueError(f"x must be (n, C, ...), got {x.shape}")
    if np.shape(gamma) != x.shape[1:2] or np.shape(beta) != x.shape[1:2]:
        raise ValueError(f"gamma and beta must have shape ({x.shape[1]},)")
    return x


def _last(
    x: ArrayLike, gamma: ArrayLike, beta: ArrayLike
) -> tuple[Array, Array, Array]:
    x, gamma, beta = (np.asarray(v, dtype=float) for v in (x, gamma, beta))
    s = x.shape[x.ndim - gamma.ndim :] if 0 < gamma.ndim <= x.ndim else None
    if gamma.shape != s or beta.shape != s:
        raise ValueError(
            f"gamma and beta must have the last axes of {x.shape}, "
            f"got {gamma.shape} and {beta.shape}"
        )
    return x, gamma, beta


def _like(g: ArrayLike, x: Array) -> Array:
    g = np.asarray(g, dtype=float)
    if g.shape != x.shape:
        raise ValueError(f"g must have the shape of x, {x.shape}, got {g.shape}")
    return g
