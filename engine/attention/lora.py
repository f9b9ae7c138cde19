"""LoRA: a large layer stays as it is, and a product of two thin matrices is learned."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.attention.multi_head import Linear, linear_backward
from engine.system import system


class LowRank(NamedTuple):
    """What is learned, and its gradients: `r (in + out)` numbers, not `in out`."""

    A: Array
    """Shape (in, r)."""
    B: Array
    """Shape (r, out)."""


@system("S52.32")
def start_low_rank(
    inputs: int, outputs: int, r: int, rng: np.random.Generator
) -> LowRank:
    """A of mean 0 and variance `1 / in`, B of zeros: at first nothing changes.

    Were both 0, neither would ever have a gradient.

    Args:
        inputs: of the layer.
        outputs: of the layer.
        r: rank, 1 to the smaller of the two.
        rng: of A.

    Raises:
        ValueError: r is out of range.

    >>> p = start_low_rank(768, 768, 8, np.random.default_rng(0))
    >>> p.A.size + p.B.size, 768 * 768  # 2 %
    (12288, 589824)
    """
    if not 1 <= r <= min(inputs, outputs):
        raise ValueError(f"r must be 1 to {min(inputs, outputs)}, got {r}")
    A = rng.normal(size=(inputs, r)) / np.sqrt(inputs)
    return LowRank(A, np.zeros((r, outputs)))


@system("S52.32")
def lora(x: ArrayLike, frozen: Linear, p: LowRank, alpha: float = 16.0) -> Array:
    """`x W + b + alpha / r (x A) B`, W and b as they were trained before.

    Whatever is learned, the change of W has rank r at most. `alpha / r` keeps its
    size when another r is tried. The paper has columns for rows, and so `B A x`.

    Args:
        x: shape (..., in).
        frozen: W, shape (in, out), and b, shape (out,).
        p: what is learned.
        alpha: scale of the change.

    Returns:
        Output, shape (..., out).

    Raises:
        ValueError: p does not fit W.

    Source:
        Hu et al., LoRA: Low-Rank Adaptation of Large Language Models (2022),
        equation 3.

    >>> frozen, p = (np.eye(2), np.zeros(2)), LowRank(np.ones((2, 1)), np.eye(1, 2))
    >>> lora([1.0, 2.0], frozen, p, alpha=10.0)  # 10 (1 + 2) added to the first
    array([31.,  2.])
    """
    x, (W, b) = np.asarray(x, dtype=float), frozen
    A, B = _checked(frozen, p)
    return np.asarray(x @ W + b + alpha / A.shape[1] * (x @ A @ B))


@system("S52.32")
def lora_backward(
    g: ArrayLike, x: ArrayLike, frozen: Linear, p: LowRank, alpha: float = 16.0
) -> tuple[Array, LowRank]:
    """Gradients of `lora` by x and by A and B; there are none by W and b.

    So an optimiser keeps its moments for `r (in + out)` numbers only: that, more
    than time, is what is saved.

    Args:
        g: gradient by the output, shape (..., out).
        x: as in `lora`.
        frozen: as in `lora`.
        p: as in `lora`.
        alpha: as in `lora`.

    Returns:
        Gradients by x, and by A and B.

    Raises:
        ValueError: p does not fit W.

    >>> frozen, p = (np.eye(1), np.zeros(1)), LowRank(np.ones((1, 1)), np.zeros((1, 1)))
    >>> by_x, by_p = lora_backward([[1.0]], [[3.0]], frozen, p, alpha=1.0)
    >>> by_p.A.item(), by_p.B.item()  # at the start only B moves
    (0.0, 3.0)
    """
    g, x = np.asarray(g, dtype=float), np.asarray(x, dtype=float)
    A, B = _checked(frozen, p)
    scaled = alpha / A.shape[1] * g
    by_hidden, (by_B, _) = linear_backward(scaled, x @ A, B)
    by_x, (by_A, _) = linear_backward(by_hidden, x, A)
    return by_x + g @ frozen[0].T, LowRank(by_A, by_B)


@system("S52.32")
def merge_low_rank(frozen: Linear, p: LowRank, alpha: float = 16.0) -> Linear:
    """`W + alpha / r A B` and b: one layer again, as fast as it was before.

    Subtracting the same product gives W back, so one layer can serve many tasks, a
    pair of thin matrices for each.

    Raises:
        ValueError: p does not fit W.

    >>> frozen, p = (np.eye(2), np.zeros(2)), LowRank(np.ones((2, 1)), np.eye(1, 2))
    >>> merge_low_rank(frozen, p, alpha=10.0)[0]
    array([[11.,  0.],
           [10.,  1.]])
    """
    A, B = _checked(frozen, p)
    return frozen[0] + alpha / A.shape[1] * A @ B, frozen[1]


def _checked(frozen: Linear, p: LowRank) -> LowRank:
    inputs, outputs = frozen[0].shape
    if p.A.shape[0] != inputs or p.B.shape != (p.A.shape[1], outputs):
        raise ValueError(
            f"A and B must be ({inputs}, r) and (r, {outputs}), got {p.A.shape} and "
            f"{p.B.shape}"
        )
    return p
