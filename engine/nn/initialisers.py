"""The weights that a network starts with."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from engine.arrays import Array
from engine.system import system


def initial_deviation(scheme: str, fan_in: int, fan_out: int) -> float:
    """Standard deviation of a weight between fan_in and fan_out units.

    - "zeros": 0; all units of a layer then stay alike for ever;
    - "small": 0.01, whatever the width, so that signals die with depth;
    - "xavier": `sqrt(2 / (fan_in + fan_out))`, which keeps the variance of
      signals and of gradients about the same through linear or tanh units;
    - "he": `sqrt(2 / fan_in)`, twice as much variance, for ReLU sets half of
      its input to 0.

    Args:
        scheme: one of the names above.
        fan_in: units that feed a unit, at least 1.
        fan_out: units that it feeds, at least 1.

    Returns:
        The deviation.

    Raises:
        ValueError: another name, or a layer without units.

    Source:
        Glorot and Bengio, Understanding the difficulty of training deep
        feedforward neural networks (2010), equation 16. He et al., Delving Deep
        into Rectifiers (2015), equation 10.

    >>> initial_deviation("he", 8, 5), initial_deviation("xavier", 4, 4)
    (0.5, 0.5)
    """
    if fan_in < 1 or fan_out < 1:
        raise ValueError(f"a layer needs units, got {fan_in} and {fan_out}")
    deviations: dict[str, float] = {
        "zeros": 0.0,
        "small": 0.01,
        "xavier": (2 / (fan_in + fan_out)) ** 0.5,
        "he": (2 / fan_in) ** 0.5,
    }
    if scheme not in deviations:
        raise ValueError(f"one of {', '.join(deviations)}, got {scheme!r}")
    return deviations[scheme]


@system("S38.13", "S49.06", "S49.07")
def initialise(
    scheme: str,
    fan_in: int,
    fan_out: int,
    rng: np.random.Generator,
    uniform: bool = False,
) -> Array:
    """Random weights of mean 0 and the deviation that the scheme asks for.

    Args:
        scheme: "zeros", "small", "xavier" or "he".
        fan_in: units that feed the layer.
        fan_out: units of the layer.
        rng: of the weights.
        uniform: even within `sqrt(3)` deviations, in place of normal.

    Returns:
        Weights, shape (fan_in, fan_out): a layer is `x @ W + b`.

    Raises:
        ValueError: as `initial_deviation`.

    >>> initialise("he", 2, 3, np.random.default_rng(0)).shape
    (2, 3)
    """
    deviation = initial_deviation(scheme, fan_in, fan_out)
    if uniform:
        bound = 3**0.5 * deviation
        return rng.uniform(-bound, bound, (fan_in, fan_out))
    return deviation * rng.normal(size=(fan_in, fan_out))


@system("S38.03")
def build_layers(
    widths: Sequence[int], scheme: str, rng: np.random.Generator
) -> list[tuple[Array, Array]]:
    """Weights and biases of a network with `len(widths) - 1` layers.

    Args:
        widths: units of the input, of each hidden layer, and of the output.
        scheme: of the weights; biases are 0.
        rng: of the weights.

    Returns:
        W, shape (in, out), and b, shape (out,), of each layer.

    Raises:
        ValueError: fewer than two widths, or as `initial_deviation`.

    >>> layers = build_layers([4, 8, 8, 1], "he", np.random.default_rng(0))
    >>> len(layers), sum(W.size + b.size for W, b in layers)
    (3, 121)
    """
    if len(widths) < 2:
        raise ValueError(f"input and output at least, got {len(widths)} widths")
    return [
        (initialise(scheme, fan_in, fan_out, rng), np.zeros(fan_out))
        for fan_in, fan_out in pairwise(widths)
    ]


@system("S38.03")
def signal_sizes(
    depth: int, width: int, scheme: str, rng: np.random.Generator
) -> Array:
    """Root mean square of the activations after each layer of a ReLU network.

    256 normal inputs go through `depth` layers of one width. With He's weights
    the size stays; with smaller ones it falls by the same factor at each layer,
    and the gradient on its way back with it.

    Args:
        depth: layers.
        width: units of each.
        scheme: of the weights.
        rng: of inputs and weights.

    Returns:
        Sizes, shape (depth,).

    >>> sizes = signal_sizes(20, 64, "small", np.random.default_rng(0))
    >>> bool(sizes[-1] < 1e-20)
    True
    """
    h = rng.normal(size=(256, width))
    sizes = []
    for W, b in build_layers([width] * (depth + 1), scheme, rng):
        h = np.maximum(h @ W + b, 0)
        sizes.append(np.sqrt((h**2).mean()))
    return np.array(sizes)
