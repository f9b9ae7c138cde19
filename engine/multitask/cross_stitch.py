"""Two networks side by side that learn how much to share."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.system import system


@system("S40.07")
def cross_stitch(x_a: ArrayLike, x_b: ArrayLike, A: ArrayLike) -> tuple[Array, Array]:
    """`[x_a', x_b'] = A [x_a, x_b]`: activations of two tasks, mixed.

    A is learned with the weights. The identity keeps the tasks apart, equal entries
    share everything. It is the same mix for all rows: no gate that looks at its input.

    Args:
        x_a: activations of the first task, any shape.
        x_b: of the second, the same shape.
        A: shape (2, 2), row i for task i.

    Returns:
        Both after the mix.

    Raises:
        ValueError: shapes do not fit.

    Source:
        Misra et al., Cross-stitch Networks for Multi-task Learning (2016), equation 1.

    >>> cross_stitch([1.0], [10.0], [[0.9, 0.1], [0.0, 1.0]])
    (array([1.9]), array([10.]))
    """
    x, A = _stacked(x_a, x_b, A)
    mixed = np.tensordot(A, x, axes=1)
    return mixed[0], mixed[1]


@system("S40.07")
def cross_stitch_backward(
    g_a: ArrayLike, g_b: ArrayLike, x_a: ArrayLike, x_b: ArrayLike, A: ArrayLike
) -> tuple[Array, Array, Array]:
    """Gradients by x_a, x_b and A: `A^T g`, and `dA_ij = sum g_i x_j`.

    Args:
        g_a: gradient by the first result, shaped like it.
        g_b: gradient by the second.
        x_a: as in `cross_stitch`.
        x_b: as in `cross_stitch`.
        A: as in `cross_stitch`.

    Returns:
        Gradients by x_a, x_b and A.

    Raises:
        ValueError: shapes do not fit.

    >>> cross_stitch_backward([1.0], [0.0], [1.0], [10.0], [[0.9, 0.1], [0.0, 1.0]])[2]
    array([[ 1., 10.],
           [ 0.,  0.]])
    """
    x, A = _stacked(x_a, x_b, A)
    g, _ = _stacked(g_a, g_b, A)
    if g.shape != x.shape:
        raise ValueError(f"gradients have shape {g.shape[1:]}, inputs {x.shape[1:]}")
    back = np.tensordot(A.T, g, axes=1)
    return back[0], back[1], g.reshape(2, -1) @ x.reshape(2, -1).T


@system("S40.08")
def sluice(layers: ArrayLike, alpha: ArrayLike, beta: ArrayLike) -> tuple[Array, Array]:
    """Sharing by halves of a layer, and skips from all layers to the task.

    In each layer both tasks' activations are cut into two subspaces, and alpha mixes
    the four; where alpha is made of two cross-stitches it is no more than that.
    What a task reads in the end is a mix over layers: `sum_l beta_l h_l`. Here the
    activations are given; in a network each mixed layer feeds the next.

    Args:
        layers: activations, shape (L, 2, n, h), h even: layer, task, row, unit.
        alpha: shape (L, 4, 4): rows and columns are task 1's two subspaces, then
            task 2's.
        beta: weights of the layers for each task, shape (2, L).

    Returns:
        Mixed activations, shape (L, 2, n, h), and what each task reads, (2, n, h).

    Raises:
        ValueError: shapes do not fit, or h is odd.

    Source:
        Ruder et al., Latent Multi-task Architecture Learning (2019), section 3.

    >>> x = np.arange(4.0).reshape(1, 2, 1, 2)
    >>> sluice(x, np.eye(4)[None, [2, 1, 0, 3]], [[1.0], [1.0]])[1]
    array([[[2., 1.]],
    <BLANKLINE>
           [[0., 3.]]])
    """
    x, alpha, beta = (np.asarray(v, dtype=float) for v in (layers, alpha, beta))
    if x.ndim != 4 or x.shape[1] != 2 or x.shape[3] % 2:
        raise ValueError(f"layers must be (L, 2, n, h), h even, got {x.shape}")
    L, _, n, h = x.shape
    if alpha.shape != (L, 4, 4) or beta.shape != (2, L):
        raise ValueError(
            f"alpha and beta must be {(L, 4, 4)} and {(2, L)}, "
            f"got {alpha.shape} and {beta.shape}"
        )
    halves = x.reshape(L, 2, n, 2, h // 2).swapaxes(2, 3)  # (L, 2, 2, n, h / 2)
    mixed = alpha @ halves.reshape(L, 4, -1)
    mixed = mixed.reshape(L, 2, 2, n, h // 2).swapaxes(2, 3).reshape(x.shape)
    return mixed, np.einsum("tl,ltnh->tnh", beta, mixed)


def _stacked(x_a: ArrayLike, x_b: ArrayLike, A: ArrayLike) -> tuple[Array, Array]:
    x_a, x_b, A = (np.asarray(v, dtype=float) for v in (x_a, x_b, A))
    if x_a.shape != x_b.shape or A.shape != (2, 2):
        raise ValueError(
            f"two arrays of one shape and a (2, 2) matrix, "
            f"got {x_a.shape}, {x_b.shape} and {A.shape}"
        )
    return np.stack([x_a, x_b]), A
