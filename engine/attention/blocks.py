"""The two parts of every transformer layer that are not attention."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.attention.multi_head import Linear, linear_backward
from engine.nn.activations import relu
from engine.nn.normalisation import layer_norm, layer_norm_backward
from engine.system import system

Norm = tuple[Array, Array]
"""gamma and beta of a layer normalisation, shape (d,) each."""
G = TypeVar("G")


class FeedForward(NamedTuple):
    """Two dense layers, d to f and back: `2 d f + f + d` numbers."""

    up: Linear
    down: Linear


@system("S58.04")
def feed_forward(x: ArrayLike, p: FeedForward) -> Array:
    """`relu(x W_1 + b_1) W_2 + b_2`, for each position by itself.

    Args:
        x: shape (..., T, d).
        p: the layers; f is usually 4 d.

    Returns:
        Output, the shape of x.

    Source:
        Vaswani et al., Attention Is All You Need (2017), equation 2.

    >>> p = FeedForward((np.array([[1.0, -1.0]]), np.zeros(2)),
    ...                 (np.array([[1.0], [1.0]]), np.array([0.5])))
    >>> feed_forward([[3.0], [-2.0]], p).ravel()  # |x| + 0.5
    array([3.5, 2.5])
    """
    (W_1, b_1), (W_2, b_2) = p
    return np.asarray(relu(np.asarray(x) @ W_1 + b_1)[0] @ W_2 + b_2)


@system("S58.04")
def feed_forward_backward(
    g: ArrayLike, x: ArrayLike, p: FeedForward
) -> tuple[Array, FeedForward]:
    """Gradients of `feed_forward` by x and by the layers.

    Args:
        g: gradient by the output, the shape of x.
        x: as in `feed_forward`.
        p: as in `feed_forward`.

    Returns:
        Gradients by x and by p.

    >>> p = FeedForward((np.array([[1.0, -1.0]]), np.zeros(2)),
    ...                 (np.array([[1.0], [1.0]]), np.array([0.5])))
    >>> feed_forward_backward([[1.0], [1.0]], [[3.0], [-2.0]], p)[0].ravel()
    array([ 1., -1.])
    """
    g, x = np.asarray(g, dtype=float), np.asarray(x, dtype=float)
    hidden, slope = relu(x @ p.up[0] + p.up[1])
    by_hidden, down = linear_backward(g, hidden, p.down[0])
    by_x, up = linear_backward(by_hidden * slope, x, p.up[0])
    return by_x, FeedForward(up, down)


@system("S58.06")
def add_norm(
    x: ArrayLike,
    f: Callable[[Array], Array],
    norm: Norm,
    norm_first: bool = False,
) -> Array:
    """A shortcut round f: `norm(x + f(x))`, or `x + f(norm(x))` with norm_first.

    Normalised last (the paper of 2017), every layer's output has one scale, but
    the gradient passes through each norm on its way down. Normalised first, x
    itself runs from bottom to top untouched, which trains deep stacks without a
    warm-up; such a stack ends in one more norm.

    Args:
        x: shape (..., T, d).
        f: a sub-layer, (..., T, d) to (..., T, d).
        norm: gamma and beta, shape (d,) each.
        norm_first: where the norm stands.

    Returns:
        Output, the shape of x.

    Source:
        Xiong et al., On Layer Normalization in the Transformer Architecture
        (2020), table 1.

    >>> unit = np.ones(2), np.zeros(2)
    >>> add_norm([[1.0, 3.0]], lambda x: 0 * x, unit).round(3)
    array([[-1.,  1.]])
    >>> add_norm([[1.0, 3.0]], lambda x: 0 * x, unit, norm_first=True)
    array([[1., 3.]])
    """
    x = np.asarray(x, dtype=float)
    if norm_first:
        return x + f(layer_norm(x, *norm))
    return layer_norm(x + f(x), *norm)


@system("S58.06")
def add_norm_backward(  # noqa: PLR0913, PLR0917 - the gradient and what add_norm had
    g: ArrayLike,
    x: ArrayLike,
    f: Callable[[Array], Array],
    pull: Callable[[Array, Array], tuple[Array, G]],
    norm: Norm,
    norm_first: bool = False,
) -> tuple[Array, G, Norm]:
    """Gradients of `add_norm`: the shortcut adds, the sub-layer pulls back.

    Args:
        g: gradient by the output, the shape of x.
        x: as in `add_norm`.
        f: as in `add_norm`.
        pull: of a gradient by f's output and of f's input, gives the gradient by
            that input and whatever f learns by.
        norm: as in `add_norm`.
        norm_first: as in `add_norm`.

    Returns:
        Gradient by x, what else `pull` gave, and those by gamma and beta.

    >>> unit = np.ones(2), np.zeros(2)
    >>> add_norm_backward([[1.0, 1.0]], [[1.0, 3.0]], lambda x: 2 * x,
    ...                   lambda g, x: (2 * g, None), unit, norm_first=True)[0]
    array([[1., 1.]])
    """
    g, x = np.asarray(g, dtype=float), np.asarray(x, dtype=float)
    if norm_first:
        inner, learned = pull(g, layer_norm(x, *norm))
        by_x, by_gamma, by_beta = layer_norm_backward(inner, x, norm[0])
        return g + by_x, learned, (by_gamma, by_beta)
    total, by_gamma, by_beta = layer_norm_backward(g, x + f(x), norm[0])
    by_x, learned = pull(total, x)
    return total + by_x, learned, (by_gamma, by_beta)
