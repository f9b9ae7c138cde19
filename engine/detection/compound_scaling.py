"""A family of networks from one: depth, width and resolution grow together."""

from __future__ import annotations

from typing import NamedTuple

from engine.system import system


class Scale(NamedTuple):
    """Factors on the smallest network.

    Attributes:
        depth: on the number of layers.
        width: on channels.
        resolution: on the side of the image.
        cost: on multiplications, `depth width^2 resolution^2`.
    """

    depth: float
    width: float
    resolution: float
    cost: float


@system("S31.19", "S45.14")
def compound_scale(
    phi: float, alpha: float = 1.2, beta: float = 1.1, gamma: float = 1.15
) -> Scale:
    """`depth = alpha^phi`, `width = beta^phi`, `resolution = gamma^phi`.

    A convolution costs in proportion to the number of layers, to the square of the
    channels and to the square of the side. With `alpha beta^2 gamma^2` near 2 each
    step of phi doubles the cost.

    Args:
        phi: how much more may be spent; 0 is the smallest network.
        alpha: base of depth, at least 1.
        beta: base of width, at least 1.
        gamma: base of resolution, at least 1.

    Returns:
        The factors, before rounding to whole layers and channels.

    Raises:
        ValueError: a base is below 1.

    Source:
        Tan and Le, EfficientNet (2019), equation 3.

    >>> compound_scale(1).cost.__round__(2)  # 1.2 * 1.1**2 * 1.15**2
    1.92
    """
    if min(alpha, beta, gamma) < 1:
        raise ValueError(f"bases must be at least 1, got {alpha}, {beta}, {gamma}")
    depth, width, resolution = alpha**phi, beta**phi, gamma**phi
    return Scale(depth, width, resolution, depth * width**2 * resolution**2)
