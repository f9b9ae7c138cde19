"""Layers as data: what each makes of a shape, what it learns, what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod
from typing import NamedTuple

from engine.nn.convolution_size import convolution_parameters, convolution_size
from engine.system import system

Shape = tuple[int, ...]
"""Of one example, without the batch: (c, height, width), or (features,)."""


class Conv(NamedTuple):
    """`out` kernels of `kernel` by `kernel`."""

    out: int
    kernel: int
    stride: int = 1
    padding: int = 0
    groups: int = 1
    bias: bool = True


class Norm(NamedTuple):
    """Batch norm: a scale and a shift for each channel are learned."""


class Act(NamedTuple):
    """An activation: "relu", "silu", "tanh" or "sigmoid"."""

    kind: str = "relu"


class Pool(NamedTuple):
    """The "max" or the "mean" of windows."""

    kernel: int
    stride: int
    padding: int = 0
    kind: str = "max"


class GlobalPool(NamedTuple):
    """The mean of each channel."""


class Flatten(NamedTuple):
    """All entries in one row."""


class Dense(NamedTuple):
    """A matrix and biases."""

    out: int


class Drop(NamedTuple):
    """Dropout."""

    p: float = 0.5


class Squeeze(NamedTuple):
    """Squeeze and excite: two dense layers weigh the channels by their means."""

    hidden: int


class Residual(NamedTuple):
    """What the branch adds to its input, or to what the shortcut makes of it."""

    branch: tuple[Layer, ...]
    shortcut: tuple[Layer, ...] = ()


Layer = (
    Conv | Norm | Act | Pool | GlobalPool | Flatten | Dense | Drop | Squeeze | Residual
)


class LayerRow(NamedTuple):
    """One line of a summary."""

    name: str
    shape: Shape
    """Of the output."""
    parameters: int
    products: int
    """Multiplications, each with its addition, for one example."""
    field: int
    """Rows and columns of the image that an output depends on."""


class _Place(NamedTuple):
    """Where in a network: shape, receptive field, and pixels from place to place."""

    shape: Shape
    field: int = 1
    jump: int = 1


@system("S45.23")
def summary(layers: Sequence[Layer], shape: Shape) -> list[LayerRow]:
    """A network, layer by layer: output shapes, parameters, products, fields of view.

    A convolution learns `k^2 c_in / groups + 1` numbers for each kernel, at any
    size of the image, and does `k^2 c_in / groups` products for each output. The
    receptive field grows by `(k - 1) jump`, where the jump, of pixels between
    neighbouring outputs, is the product of the strides so far.

    Args:
        layers: of the network.
        shape: of one image, (c, height, width).

    Returns:
        A row for each layer; those inside a residual block each have their own,
        branch first.

    Raises:
        ValueError: a layer does not fit the shape that it gets, or the two ways of
            a residual block end in different shapes.

    >>> for row in summary([Conv(8, 3), Pool(2, 2), Flatten(), Dense(10)], (1, 28, 28)):
    ...     print(row)  # doctest: +NORMALIZE_WHITESPACE
    LayerRow(name='Conv', shape=(8, 26, 26), parameters=80, products=48672, field=3)
    LayerRow(name='Pool', shape=(8, 13, 13), parameters=0, products=0, field=4)
    LayerRow(name='Flatten', shape=(1352,), parameters=0, products=0, field=4)
    LayerRow(name='Dense', shape=(10,), parameters=13530, products=13520, field=28)
    """
    return [row for row, _ in _walk(layers, _Place(shape))]


def _walk(layers: Sequence[Layer], at: _Place) -> Iterator[tuple[LayerRow, _Place]]:
    side = max(at.shape[1:], default=1) * at.jump
    for layer in layers:
        if isinstance(layer, Residual):
            branch = list(_walk(layer.branch, at))
            shortcut = list(_walk(layer.shortcut, at))
            yield from branch
            yield from shortcut
            end, other = branch[-1][1], shortcut[-1][1] if shortcut else at
            if end.shape != other.shape:
                raise ValueError(
                    f"a branch ends in {end.shape}, its shortcut in {other.shape}"
                )
            at = end._replace(field=max(end.field, other.field))
        else:
            at, parameters, products = _through(layer, at, side)
            name = type(layer).__name__
            yield LayerRow(name, at.shape, parameters, products, at.field), at


def _through(  # noqa: PLR0911
    layer: Layer, at: _Place, side: int
) -> tuple[_Place, int, int]:
    """What comes out of one layer, how many numbers it learns, and its products."""
    c = at.shape[0]
    match layer:
        case Conv(out, kernel, stride, padding, groups, bias):
            if c % groups or out % groups:
                raise ValueError(f"{c} to {out} channels do not fit {groups} groups")
            after = _slid(at, out, kernel, stride, padding)
            learned = convolution_parameters((kernel,) * 2, c // groups, out, bias)
            return after, learned, kernel**2 * (c // groups) * prod(after.shape)
        case Pool(kernel, stride, padding, _):
            return _slid(at, c, kernel, stride, padding), 0, 0
        case Norm():
            return at, 2 * c, 0
        case Squeeze(hidden):
            return at, 2 * c * hidden + c + hidden, 2 * c * hidden
        case GlobalPool():
            return at._replace(shape=(c,), field=max(at.field, side)), 0, 0
        case Flatten():
            return at._replace(shape=(prod(at.shape),)), 0, 0
        case Dense(out):
            if len(at.shape) != 1:
                raise ValueError(f"Dense needs one axis, got {at.shape}: flatten first")
            seen = max(at.field, side)
            return at._replace(shape=(out,), field=seen), c * out + out, c * out
    return at, 0, 0


def _slid(at: _Place, out: int, kernel: int, stride: int, padding: int) -> _Place:
    if len(at.shape) != 3:
        raise ValueError(f"windows need (c, height, width), got {at.shape}")
    rows, columns = (convolution_size(n, kernel, stride, padding) for n in at.shape[1:])
    field = at.field + (kernel - 1) * at.jump
    return _Place((out, rows, columns), field, at.jump * stride)


@system("S45.23")
def count(layers: Sequence[Layer], shape: Shape) -> tuple[int, int]:
    """Parameters and products of a whole network.

    Args:
        layers: of the network.
        shape: of one image, (c, height, width).

    Returns:
        Both sums over `summary`.

    Raises:
        ValueError: as `summary`.

    >>> count([Conv(64, 3, padding=1, groups=32), Conv(64, 1)], (32, 8, 8))
    (4800, 299008)
    """
    rows = summary(layers, shape)
    return sum(row.parameters for row in rows), sum(row.products for row in rows)
