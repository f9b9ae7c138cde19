"""What a convolution makes of sizes, and how many numbers it learns."""

from __future__ import annotations

from engine.system import system


@system("S38.14")
def convolution_size(
    n: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    """Outputs along an axis: `floor((n + 2 padding - dilation (kernel - 1) - 1) /
    stride) + 1`.

    The kernel covers `dilation (kernel - 1) + 1` places and moves by the stride;
    what does not fill a last step is left out.

    Args:
        n: inputs along the axis, at least 1.
        kernel: weights along the axis, at least 1.
        stride: step, at least 1.
        padding: zeros on either side, at least 0.
        dilation: distance of two weights, at least 1.

    Returns:
        How many outputs, at least 1.

    Raises:
        ValueError: a number is out of range, or the kernel does not fit once.

    Source:
        Dumoulin and Visin, A Guide to Convolution Arithmetic for Deep Learning (2016).

    >>> convolution_size(32, 3, padding=1), convolution_size(224, 7, 2, 3)
    (32, 112)
    """
    if min(n, kernel, stride, dilation) < 1 or padding < 0:
        raise ValueError(
            "n, kernel, stride and dilation must be at least 1, padding 0, got "
            f"{n}, {kernel}, {stride}, {dilation} and {padding}"
        )
    room = n + 2 * padding - dilation * (kernel - 1) - 1
    if room < 0:
        raise ValueError(f"a kernel of {kernel} does not fit into {n} inputs")
    return room // stride + 1


@system("S38.14")
def convolution_parameters(
    kernel: tuple[int, ...], channels_in: int, channels_out: int, bias: bool = True
) -> int:
    """`prod(kernel) channels_in channels_out`, and a bias for each output channel.

    The size of the image plays no part: that is what sharing weights means.

    Args:
        kernel: sizes along each axis.
        channels_in: input channels.
        channels_out: output channels.
        bias: whether there are biases.

    Returns:
        How many numbers are learned.

    Raises:
        ValueError: a number is below 1.

    >>> convolution_parameters((3, 3), 3, 64)
    1792
    """
    if min(*kernel, channels_in, channels_out) < 1:
        raise ValueError(
            f"sizes must be at least 1, got {kernel}, {channels_in}, {channels_out}"
        )
    weights = channels_in * channels_out
    for size in kernel:
        weights *= size
    return weights + channels_out * bias
