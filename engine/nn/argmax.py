"""ArgMax, and the smooth functions that stand in for it where gradients must flow."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Booleans, as_matrix, as_vector
from engine.nn.softmax import softmax, softmax_vjp
from engine.system import system


@system("S41.02")
def argmax_set(z: ArrayLike) -> Booleans:
    """Which entries are the largest: all of them where there is a tie.

    The mathematical arg max is a set. Libraries return one element of it, NumPy the
    first. It is constant except where the largest entries cross, so that its
    derivative is 0 wherever it exists: nothing can be learned through it.

    Args:
        z: shape (..., k), k at least 1.

    Returns:
        True for the maximisers, the shape of z.

    Raises:
        ValueError: no entries along the last axis, or NaN.

    >>> argmax_set([1.0, 3.0, 3.0])
    array([False,  True,  True])
    """
    z = np.asarray(z, dtype=float)
    if z.ndim == 0 or z.shape[-1] == 0:
        raise ValueError(f"z must have shape (..., k), k at least 1, got {z.shape}")
    if np.isnan(z).any():
        raise ValueError("z holds NaN, which is neither larger nor smaller")
    return np.asarray(z == z.max(axis=-1, keepdims=True))


@system("S41.13")
def soft_argmax(z: ArrayLike, beta: float = 1.0) -> tuple[float, Array]:
    """The expected index, `sum_i i p_i` with `p = softmax(beta z)`, and its gradient.

    `d/dz_i = beta p_i (i - expected index)`. As beta grows the value goes to the
    index of the largest entry, and the gradient dies, as p has one entry left. Where
    two entries far apart are equally large, it is the index between them.

    Args:
        z: shape (k,).
        beta: inverse temperature, positive.

    Returns:
        The index, a float from 0 to k - 1, and the gradient by z, shape (k,).

    Raises:
        ValueError: beta is not positive, or z no finite vector.

    >>> soft_argmax([0.0, 0.0, 0.0])
    (1.0, array([-0.33333333,  0.        ,  0.33333333]))
    """
    z = as_vector(z, "z")
    if not beta > 0:
        raise ValueError(f"beta must be positive, got {beta}")
    places = np.arange(len(z))
    p = softmax(beta * z)
    return float(p @ places), beta * softmax_vjp(p, places)


@system("S41.14")
def gumbel_max(z: ArrayLike, n: int, rng: np.random.Generator) -> np.ndarray:
    """Draw classes from softmax(z) with an argmax: `argmax_i (z_i + G_i)`.

    `G = -ln(-ln U)` is Gumbel's distribution. The largest of shifted Gumbel
    variables is at i with probability exactly softmax(z)_i.

    Args:
        z: logits, shape (k,).
        n: how many.
        rng: of the noise.

    Returns:
        Class numbers, shape (n,).

    Raises:
        ValueError: z is no finite vector.

    Source:
        Maddison, Tarlow, Minka, A* Sampling (2014), section 2.

    >>> gumbel_max([0.0, 100.0], 4, np.random.default_rng(0))
    array([1, 1, 1, 1])
    """
    z = as_vector(z, "z")
    return np.asarray((z + rng.gumbel(size=(n, len(z)))).argmax(axis=1))


@system("S41.14")
def gumbel_softmax(
    z: ArrayLike, rng: np.random.Generator, tau: float = 1.0, hard: bool = False
) -> tuple[Array, Array]:
    """A random choice that is smooth: `softmax((z + G) / tau)`.

    Noise decides which class wins, as in `gumbel_max`; small tau makes the result
    almost one-hot, and its gradients large and rare. `hard` rounds it to one-hot on
    the way forth and passes gradients as if it were still soft, the straight-through
    estimator: not a true derivative, but a useful direction.

    Args:
        z: logits, shape (n, k).
        rng: of the noise.
        tau: temperature, positive.
        hard: return the largest entry as 1 and the others as 0.

    Returns:
        The sample, and the soft one that gradients go through: pull g back by
        `softmax_vjp(soft, g) / tau`. Both have shape (n, k).

    Raises:
        ValueError: tau is not positive, or z no finite matrix.

    Source:
        Jang, Gu, Poole, Categorical Reparameterization with Gumbel-Softmax (2017),
        section 2.

    >>> gumbel_softmax([[0.0, 100.0]], np.random.default_rng(0), hard=True)[0]
    array([[0., 1.]])
    """
    z = as_matrix(z, "z")
    if not tau > 0:
        raise ValueError(f"tau must be positive, got {tau}")
    soft = softmax((z + rng.gumbel(size=z.shape)) / tau)
    if not hard:
        return soft, soft
    return np.eye(z.shape[1])[soft.argmax(axis=1)], soft
