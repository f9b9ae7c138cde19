"""The networks of the textbooks, layer by layer, to the last parameter.

Each is a tuple of `engine.vision.layers`: `count` counts it, `as_torch` runs it. The
numbers of parameters are those of the published models with 1000 classes (LeNet: 10).
"""

from __future__ import annotations

from engine.system import system
from engine.vision.layers import (
    Act,
    Conv,
    Dense,
    Drop,
    Flatten,
    GlobalPool,
    Layer,
    Norm,
    Pool,
    Residual,
    Squeeze,
)

Network = tuple[Layer, ...]


@system("S45.10")
def lenet5(classes: int = 10) -> Network:
    """LeNet-5 as it is written today, for images of (1, 32, 32): 61,706 parameters.

    Every map of the second convolution sees all six of the first. In 1998 it saw
    some of them: `lenet5_of_1998`.

    Args:
        classes: outputs.

    Source:
        LeCun, Bottou, Bengio, Haffner, Gradient-Based Learning Applied to Document
        Recognition (1998), section II.B.

    >>> from engine.vision.layers import count
    >>> count(lenet5(), (1, 32, 32))[0]
    61706
    """
    return (
        Conv(6, 5), Act("tanh"), Pool(2, 2, kind="mean"),
        Conv(16, 5), Act("tanh"), Pool(2, 2, kind="mean"),
        Flatten(), Dense(120), Act("tanh"), Dense(84), Act("tanh"), Dense(classes),
    )  # fmt: skip


@system("S45.10")
def lenet5_of_1998() -> dict[str, int]:
    """Trainable parameters of each layer of the network as it was published: 60,000.

    Subsampling had a coefficient and a bias for each map; six maps of C3 saw three
    maps, nine saw four and one saw all six, to break the symmetry and save
    products; the output compared with fixed pictures of the digits.

    >>> sum(lenet5_of_1998().values())
    60000
    """
    seen_by_c3 = 6 * 3 + 9 * 4 + 6
    return {
        "C1": 6 * (25 + 1),
        "S2": 6 * 2,
        "C3": 25 * seen_by_c3 + 16,
        "S4": 16 * 2,
        "C5": 120 * (16 * 25 + 1),
        "F6": 84 * (120 + 1),
        "output": 0,
    }


@system("S45.11")
def alexnet(classes: int = 1000, *, towers: int = 2) -> Network:
    """AlexNet: five convolutions and three dense layers, for (3, 227, 227).

    In 2012 it was cut into two towers, one for each graphics card, that met at the
    third convolution and at the dense layers: 60,965,224 parameters. As one tower
    it is usually the narrower network of 2014, with 61,100,840; that one takes
    (3, 224, 224) too.

    Args:
        classes: outputs.
        towers: 2, or 1.

    Raises:
        ValueError: another number of towers.

    Source:
        Krizhevsky, Sutskever, Hinton, ImageNet Classification with Deep
        Convolutional Neural Networks (2012), section 3.5; Krizhevsky, One Weird
        Trick for Parallelizing Convolutional Neural Networks (2014).

    >>> from engine.vision.layers import count
    >>> [count(alexnet(towers=t), (3, 227, 227))[0] for t in (2, 1)]
    [60965224, 61100840]
    """
    if towers not in {1, 2}:
        raise ValueError(f"towers must be 1 or 2, got {towers}")
    widths = (96, 256, 384, 384, 256) if towers == 2 else (64, 192, 384, 256, 256)
    a, b, c, d, e = widths
    relu, pool = Act(), Pool(3, 2)
    return (
        Conv(a, 11, 4, 0 if towers == 2 else 2), relu, pool,
        Conv(b, 5, padding=2, groups=towers), relu, pool,
        Conv(c, 3, padding=1), relu,
        Conv(d, 3, padding=1, groups=towers), relu,
        Conv(e, 3, padding=1, groups=towers), relu, pool,
        Flatten(), Drop(), Dense(4096), relu, Drop(), Dense(4096), relu, Dense(classes),
    )  # fmt: skip


@system("S45.12")
def vgg(depth: int = 16, classes: int = 1000) -> Network:
    """VGG: only 3 by 3 convolutions, two to four in a row before each pooling.

    Three of them see as far as one of 7 by 7, with 27 instead of 49 weights for
    each pair of channels, and with three activations instead of one. Of its
    138,357,544 parameters (depth 16; 143,667,240 with depth 19) the first dense
    layer alone has 102,764,544.

    Args:
        depth: 16 or 19, layers with weights.
        classes: outputs.

    Raises:
        ValueError: another depth.

    Source:
        Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale
        Image Recognition (2015), table 1, columns D and E.

    >>> from engine.vision.layers import count
    >>> [count(vgg(depth), (3, 224, 224))[0] for depth in (16, 19)]
    [138357544, 143667240]
    """
    if depth not in {16, 19}:
        raise ValueError(f"depth must be 16 or 19, got {depth}")
    deep = 3 if depth == 16 else 4
    layers: list[Layer] = []
    for width, repeats in ((64, 2), (128, 2), (256, deep), (512, deep), (512, deep)):
        pair: Network = (Conv(width, 3, padding=1), Act())
        layers += [*pair * repeats, Pool(2, 2)]
    head = Flatten(), Dense(4096), Act(), Drop(), Dense(4096), Act(), Drop()
    return *layers, *head, Dense(classes)


_RESNETS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3),
            152: (3, 8, 36, 3)}  # fmt: skip


@system("S45.13", "S45.20", "S46.10")
def resnet(depth: int = 50, classes: int = 1000) -> Network:
    """ResNet: blocks that add to their input, four stages of growing width.

    Up to depth 34 a block has two 3 by 3 convolutions; from 50 on it is a
    bottleneck, `1x1, 3x3, 1x1`, whose output has four times the width inside. The
    first block of a stage halves the image, and its shortcut has a 1 by 1
    convolution to follow. Parameters: 11,689,512 (18), 21,797,672 (34), 25,557,032
    (50), 44,549,160 (101), 60,192,808 (152).

    Args:
        depth: 18, 34, 50, 101 or 152.
        classes: outputs.

    Raises:
        ValueError: another depth.

    Source:
        He, Zhang, Ren, Sun, Deep Residual Learning for Image Recognition (2016),
        table 1; the stride is in the 3 by 3 convolution, as in torchvision.

    >>> from engine.vision.layers import count
    >>> count(resnet(50), (3, 224, 224))
    (25557032, 4089184256)
    """
    if depth not in _RESNETS:
        raise ValueError(f"depth must be one of {list(_RESNETS)}, got {depth}")
    block = basic_block if depth < 50 else bottleneck
    layers: list[Layer] = [*_conv(64, 7, 2), Act(), Pool(3, 2, 1)]
    width_in = 64
    for stage, repeats in enumerate(_RESNETS[depth]):
        width = 64 * 2**stage
        for i in range(repeats):
            stride = 2 if stage > 0 and i == 0 else 1
            layers += [*block(width_in, width, stride), Act()]
            width_in = width if depth < 50 else 4 * width
    return *layers, GlobalPool(), Dense(classes)


@system("S46.04", "S46.06")
def basic_block(width_in: int, width: int, stride: int = 1) -> Network:
    """Two 3 by 3 convolutions beside the identity, or beside a 1 by 1 projection.

    Args:
        width_in: channels of the input.
        width: channels of the output.
        stride: of the first convolution.

    >>> from engine.vision.layers import count
    >>> count(basic_block(64, 64), (64, 8, 8))[0]  # 2 (9 64^2 + 2 64)
    73984
    """
    branch = *_conv(width, 3, stride), Act(), *_conv(width, 3)
    return (Residual(branch, _projection(width_in, width, stride)),)


@system("S46.05", "S46.06")
def bottleneck(width_in: int, width: int, stride: int = 1) -> Network:
    """Down to `width` channels, a 3 by 3 convolution there, up to `4 width`.

    Args:
        width_in: channels of the input.
        width: channels inside; the output has four times as many.
        stride: of the 3 by 3 convolution.

    >>> from engine.vision.layers import count
    >>> count(bottleneck(256, 64), (256, 8, 8))[0]  # (8 + 9) 64^2 + norms
    70400
    """
    branch = (*_conv(width, 1), Act(), *_conv(width, 3, stride), Act(),
              *_conv(4 * width, 1))  # fmt: skip
    return (Residual(branch, _projection(width_in, 4 * width, stride)),)


def _projection(width_in: int, width: int, stride: int) -> Network:
    """Nothing where the identity fits; else the cheapest layer that makes it fit."""
    return () if width_in == width and stride == 1 else _conv(width, 1, stride)


def _conv(width: int, kernel: int, stride: int = 1, groups: int = 1) -> Network:
    """A convolution that keeps the size but for the stride; the norm has the bias."""
    return Conv(width, kernel, stride, kernel // 2, groups, bias=False), Norm()


@system("S45.15")
def depthwise_separable(width_in: int, width: int, stride: int = 1) -> Network:
    """A 3 by 3 kernel for each channel, then a 1 by 1 convolution that mixes them.

    The building block of MobileNet. Weights and products are `1 / width + 1 / 9`
    of what one 3 by 3 convolution needs: for 32 to 64 channels 2,336 weights
    instead of 18,432.

    Args:
        width_in: channels of the input.
        width: channels of the output.
        stride: of the first.

    Source:
        Howard et al., MobileNets (2017), section 3.1.

    >>> from engine.vision.layers import count
    >>> mixed = depthwise_separable(32, 64)
    >>> count([layer for layer in mixed if isinstance(layer, Conv)], (32, 8, 8))[0]
    2336
    """
    each = _conv(width_in, 3, stride, groups=width_in)
    return *each, Act(), *_conv(width, 1), Act()


@system("S45.14")
def efficientnet_b0(classes: int = 1000) -> Network:
    """EfficientNet-B0: bottlenecks turned inside out, with squeeze and excite.

    A block widens, convolves each channel by itself, weighs the channels, and
    narrows again; where nothing changes size it adds to its input. 5,288,548
    parameters. Its larger relatives scale depth, width and image by `alpha^phi`,
    `beta^phi` and `gamma^phi`: see
    `engine.detection.compound_scaling`.

    Args:
        classes: outputs.

    Source:
        Tan and Le, EfficientNet (2019), table 1.

    >>> from engine.vision.layers import count
    >>> count(efficientnet_b0(), (3, 224, 224))[0]
    5288548
    """
    silu = Act("silu")
    layers: list[Layer] = [*_conv(32, 3, 2), silu]
    width_in = 32
    for grows, width, repeats, stride, kernel in (
        (1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 40, 2, 2, 5), (6, 80, 3, 2, 3),
        (6, 112, 3, 1, 5), (6, 192, 4, 2, 5), (6, 320, 1, 1, 3),
    ):  # fmt: skip
        for i in range(repeats):
            step = stride if i == 0 else 1
            inside = grows * width_in
            wider = (*_conv(inside, 1), silu) if grows > 1 else ()
            block = (*wider, *_conv(inside, kernel, step, groups=inside), silu,
                     Squeeze(max(1, width_in // 4)), *_conv(width, 1))  # fmt: skip
            adds = step == 1 and width == width_in
            layers += [Residual(block)] if adds else block
            width_in = width
    return *layers, *_conv(1280, 1), silu, GlobalPool(), Drop(0.2), Dense(classes)


@system("S45.21")
def simple_cnn(classes: int = 10) -> Network:
    """The small network of many tutorials, for (3, 64, 64): 2,454,090 parameters.

    Three convolutions, two poolings, and a dense layer that has 96 % of all
    parameters, for it sees 128 channels of 12 by 12 places. Keras counts 128 more:
    the running means and variances of the norm, which no gradient changes.

    Args:
        classes: outputs.

    >>> from engine.vision.layers import count
    >>> count(simple_cnn(), (3, 64, 64))[0]
    2454090
    """
    return (
        Conv(32, 3), Act(), Pool(2, 2), Conv(64, 3), Act(), Norm(), Pool(2, 2),
        Conv(128, 3), Act(), Flatten(), Dense(128), Act(), Drop(), Dense(classes),
    )  # fmt: skip
