"""Style: how one vector steers the channels of a generator."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix
from engine.nn.activations import leaky_relu
from engine.nn.mlp import Layers
from engine.nn.normalisation import instance_norm
from engine.system import system
from engine.vision.convolution import Geometry, conv2d


@system("S47.17")
def map_style(z: ArrayLike, layers: Layers) -> Array:
    """The mapping network: `w = f(z / rms(z))`, layers of leaky ReLU, slope 0.2.

    z is normal because it must be drawn from something. w need not be: f can bend
    the space so that one factor of the images is one direction. The last layer has
    its activation too.

    Args:
        z: latent vectors, shape (n, d), none of them 0.
        layers: pairs (W, b), W of shape (inputs, outputs).

    Returns:
        Styles, shape (n, outputs of the last layer).

    Raises:
        ValueError: z is not of shape (n, d), or a row is 0.

    Source:
        Karras, Laine, Aila, A Style-Based Generator Architecture for Generative
        Adversarial Networks (2019), section 2.

    >>> map_style([[3.0, -3.0]], [(np.eye(2), np.zeros(2))])
    array([[ 1. , -0.2]])
    """
    z = as_matrix(z, "z")
    rms = np.sqrt((z**2).mean(axis=1, keepdims=True))
    if not rms.all():
        raise ValueError("a row of z is 0 and has no direction")
    w: Array = z / rms
    for W, b in layers:
        w = np.asarray(leaky_relu(w @ W + b, 0.2)[0])
    return w


@system("S47.17")
def adain(x: ArrayLike, scale: ArrayLike, shift: ArrayLike, eps: float = 1e-5) -> Array:
    """`y_nc = scale_nc (x_nc - mean x_nc) / sqrt(var x_nc + eps) + shift_nc`.

    Mean and variance (divided by the number of places) are those of one channel of
    one image. Whatever contrast a channel had is gone: `adain(5 x)` is `adain(x)`.
    StyleGAN sets both numbers from the style w; since its generator could defeat
    this only by a spike that owns the statistics (the droplets), StyleGAN2
    replaced it by `modulated_conv2d`.

    Args:
        x: shape (n, c, height, width).
        scale: shape (n, c), from the style.
        shift: shape (n, c), from the style.
        eps: added to the variance, at least 0.

    Returns:
        Shape of x; each channel has the mean `shift` and, but for eps, the standard
        deviation `|scale|`.

    Raises:
        ValueError: shapes do not fit.

    Source:
        Karras, Laine, Aila (2019), equation 1.

    >>> adain([[[[0.0, 2.0]]]], [[3.0]], [[10.0]], eps=0.0)
    array([[[[ 7., 13.]]]])
    """
    normal = instance_norm(x, eps)
    scale, shift = as_matrix(scale, "scale"), as_matrix(shift, "shift")
    if not scale.shape == shift.shape == normal.shape[:2]:
        raise ValueError(
            f"scale and shift must have shape {normal.shape[:2]}, got {scale.shape} "
            f"and {shift.shape}"
        )
    return np.asarray(scale[..., None, None] * normal + shift[..., None, None])


@system("S47.18")
def modulated_conv2d(
    x: ArrayLike, w: ArrayLike, style: ArrayLike, padding: int = 0, eps: float = 1e-8
) -> Array:
    """Convolve with `w' = s_c w`, then with `w'' = w' / sqrt(sum_cuv w'^2 + eps)`.

    Modulation: the style scales the input channels, each image by its own. Then
    demodulation: each kernel is divided by its own length. If the inputs are
    independent of variance 1, so are the outputs of variance 1, whatever the style.
    That is expected of the statistics, not forced on the actual ones as by AdaIN,
    so an image may still be of low contrast.

    Args:
        x: shape (n, c, height, width).
        w: kernels, shape (o, c, rows, columns).
        style: shape (n, c).
        padding: zeros around the image, at least 0.
        eps: keeps a kernel of 0 at 0.

    Returns:
        Shape (n, o, height out, width out).

    Raises:
        ValueError: shapes do not fit, or a value is not finite.

    Source:
        Karras et al., Analyzing and Improving the Image Quality of StyleGAN (2020),
        equations 1 and 3.

    >>> modulated_conv2d([[[[1.0]], [[1.0]]]], [[[[3.0]], [[4.0]]]], [[2.0, 2.0]])
    array([[[[1.4]]]])
    """
    x, w = np.asarray(x, dtype=float), np.asarray(w, dtype=float)
    style = as_matrix(style, "style")
    if x.ndim != 4 or w.ndim != 4 or style.shape != x.shape[:2]:
        raise ValueError(
            "x and w must have four axes and style the first two of x, got shapes "
            f"{x.shape}, {w.shape} and {style.shape}"
        )
    own = style[:, None, :, None, None] * w  # (n, o, c, rows, columns)
    own = own / np.sqrt((own**2).sum(axis=(2, 3, 4), keepdims=True) + eps)
    # Each image has kernels of its own: a group an image, in one convolution.
    n, c, *size = x.shape
    kernels = own.reshape(-1, *w.shape[1:])
    y = conv2d(
        x.reshape(1, n * c, *size), kernels, np.zeros(len(kernels)),
        Geometry(padding=padding, groups=n),
    )  # fmt: skip
    return y.reshape(n, len(w), *y.shape[2:])
