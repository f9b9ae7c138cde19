"""Tokens as rows of a table, and sentences as the mean of their tokens."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers, as_matrix
from engine.system import system


@system("S40.18")
def embed(table: ArrayLike, tokens: ArrayLike) -> Array:
    """`E[tokens]`: row t of the table for token t.

    The same as a one-hot vector times E, without the product.

    Args:
        table: E, shape (v, h).
        tokens: numbers from 0 to v - 1, shape (...).

    Returns:
        Shape (..., h).

    Raises:
        ValueError: a token that is not in the table.

    >>> embed([[1.0, 2.0], [3.0, 4.0]], [[1, 1, 0]])
    array([[[3., 4.],
            [3., 4.],
            [1., 2.]]])
    """
    table = as_matrix(table, "table")
    return np.asarray(table[_tokens(tokens, len(table))])


@system("S40.18")
def embed_backward(g: ArrayLike, tokens: ArrayLike, v: int) -> Array:
    """Gradient by the table: what came back for a token, summed over its places.

    Rows of tokens that do not occur get 0.

    Args:
        g: gradient by the embedded tokens, shape (..., h).
        tokens: as in `embed`, shape (...).
        v: rows of the table.

    Returns:
        Shape (v, h).

    Raises:
        ValueError: a token that is not in the table, or g has another shape.

    >>> embed_backward([[1.0], [10.0], [100.0]], [2, 0, 2], v=3).ravel()
    array([ 10.,   0., 101.])
    """
    g, numbers = np.asarray(g, dtype=float), _tokens(tokens, v)
    if g.shape[:-1] != numbers.shape:
        raise ValueError(f"g has shape {g.shape}, tokens {numbers.shape}")
    one_hot = np.eye(v)[numbers.ravel()]
    return np.asarray(one_hot.T @ g.reshape(-1, g.shape[-1]))


@system("S40.19")
def mean_of_tokens(x: ArrayLike) -> Array:
    """Mean over the tokens, shape (B, T, h) to (B, h): their order is lost.

    Going back, each token gets `g / T`.

    Args:
        x: shape (B, T, h), T at least 1.

    Returns:
        Shape (B, h).

    Raises:
        ValueError: another shape.

    >>> mean_of_tokens([[[1.0, 0.0], [3.0, 0.0]]])
    array([[2., 0.]])
    """
    x = np.asarray(x, dtype=float)
    if x.ndim != 3 or x.shape[1] == 0:
        raise ValueError(f"x must have shape (B, T, h), T at least 1, got {x.shape}")
    return np.asarray(x.mean(axis=1))


def _tokens(tokens: ArrayLike, v: int) -> Integers:
    numbers = np.asarray(tokens)
    if numbers.dtype.kind not in "iu" or not ((numbers >= 0) & (numbers < v)).all():
        raise ValueError(f"tokens must be integers from 0 to {v - 1}")
    return numbers
