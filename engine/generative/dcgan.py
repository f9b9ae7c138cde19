"""DCGAN: a generator and a discriminator of convolutions, for images of 64 by 64."""

from __future__ import annotations

import itertools
from typing import Any

import torch
from torch import nn

from engine.system import system

_HALF: dict[str, Any] = {"kernel_size": 4, "stride": 2, "padding": 1, "bias": False}
"""Halves the side of an image; transposed, doubles it."""
_WHOLE: dict[str, Any] = {"kernel_size": 4, "bias": False}
"""Takes a side of 4 to 1; transposed, 1 to 4."""


@system("S47.08")
def dcgan_generator(noise: int = 100, width: int = 64, channels: int = 3) -> nn.Module:
    """Noise (n, noise, 1, 1) to images (n, channels, 64, 64), in [-1, 1].

    Five transposed convolutions of 4 by 4 double the side, 4, 8, 16, 32, 64, while
    the channels halve. Batch norm and ReLU after each but the last, which ends in
    tanh. Norms make biases useless: there are none. 3,576,704 parameters.

    Args:
        noise: entries of z.
        width: channels before the last layer.
        channels: of the images.

    Source:
        Radford, Metz, Chintala, Unsupervised Representation Learning with Deep
        Convolutional Generative Adversarial Networks (2016), section 3 and figure 1.

    >>> sum(p.numel() for p in dcgan_generator().parameters())
    3576704
    """
    widths = [8 * width, 4 * width, 2 * width, width]
    layers: list[nn.Module] = [
        nn.ConvTranspose2d(noise, widths[0], **_WHOLE),
        nn.BatchNorm2d(widths[0]), nn.ReLU(),
    ]  # fmt: skip
    for c, out in itertools.pairwise(widths):
        layers += [
            nn.ConvTranspose2d(c, out, **_HALF), nn.BatchNorm2d(out), nn.ReLU(),
        ]  # fmt: skip
    layers += [nn.ConvTranspose2d(width, channels, **_HALF), nn.Tanh()]
    return nn.Sequential(*layers)


@system("S47.09")
def dcgan_discriminator(width: int = 64, channels: int = 3) -> nn.Module:
    """Images (n, channels, 64, 64) to logits, shape (n,): the generator turned round.

    Strided convolutions halve the side, 32, 16, 8, 4, 1: nothing is pooled, so the
    net learns how to shrink. Leaky ReLU of slope 0.2 passes a gradient back even
    where a unit is off, which the generator needs. 2,765,568 parameters.

    Args:
        width: channels after the first layer.
        channels: of the images.

    Source:
        Radford, Metz, Chintala (2016), section 3.

    >>> sum(p.numel() for p in dcgan_discriminator().parameters())
    2765568
    """
    layers: list[nn.Module] = [
        nn.Conv2d(channels, width, **_HALF), nn.LeakyReLU(0.2),
    ]  # fmt: skip
    for c in (width, 2 * width, 4 * width):
        layers += [
            nn.Conv2d(c, 2 * c, **_HALF), nn.BatchNorm2d(2 * c), nn.LeakyReLU(0.2),
        ]  # fmt: skip
    return nn.Sequential(*layers, nn.Conv2d(8 * width, 1, **_WHOLE), nn.Flatten(0))


def sides(network: nn.Module, x: torch.Tensor) -> list[int]:
    """The side of the images after each convolution.

    Args:
        network: of `dcgan_generator` or `dcgan_discriminator`.
        x: its input.

    >>> sides(dcgan_discriminator(width=2), torch.zeros(1, 3, 64, 64))
    [32, 16, 8, 4, 1]
    """
    found = []
    for layer in network.children():
        x = layer(x)
        if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
            found.append(x.shape[2])
    return found
