"""Convolution, pooling, a residual block and images, forth and back."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.ndimage
import torch
from torch.nn import functional as F  # noqa: N812

from engine.arrays import Array
from engine.parity import Parity
from engine.vision.convolution import (
    Geometry,
    conv2d,
    conv2d_backward,
    conv2d_by_definition,
    taps,
)
from engine.vision.images import KERNELS, apply_bank, augment, occlusion
from engine.vision.pooling import (
    average_pool,
    average_pool_backward,
    global_average_pool,
    max_pool,
    max_pool_backward,
)
from engine.vision.residual import Block, residual_block, residual_block_backward

Rng = np.random.Generator


def _tensors(*arrays: Array) -> list[torch.Tensor]:
    return [torch.from_numpy(a).requires_grad_() for a in arrays]


def _layer(rng: Rng) -> tuple[Array, Array, Array, Geometry]:
    """Any geometry that fits: strides that leave a rest, one place, many groups."""
    groups = int(rng.integers(1, 4))
    stride, padding, dilation = map(int, rng.integers([1, 0, 1], [4, 3, 3]))
    how = Geometry(stride, padding, dilation, groups)
    k = rng.integers(1, 4, size=2)
    least = np.maximum(how.dilation * (k - 1) + 1 - 2 * how.padding, 1)
    height, width = least + rng.integers(0, 5, size=2)
    c, o = rng.integers(1, 3, size=2)
    x = rng.normal(size=(int(rng.integers(1, 4)), c * groups, height, width))
    return x, rng.normal(size=(o * groups, c, *k)), rng.normal(size=o * groups), how


def _their_conv(x: Array, w: Array, b: Array, how: Geometry) -> Any:
    return _convolved(_tensors(x, w, b), how).detach().numpy()


def _convolved(tensors: list[torch.Tensor], how: Geometry) -> torch.Tensor:
    x, w, b = tensors
    return F.conv2d(x, w, b, how.stride, how.padding, how.dilation, how.groups)


def _back(x: Array, w: Array, b: Array, how: Geometry) -> Any:
    g = np.cos(np.arange(conv2d(x, w, b, how).size)).reshape(conv2d(x, w, b, how).shape)
    return conv2d_backward(x, w, g, how)


def _their_back(x: Array, w: Array, b: Array, how: Geometry) -> Any:
    tensors = _tensors(x, w, b)
    y = _convolved(tensors, how)
    g = torch.cos(torch.arange(y.numel(), dtype=torch.float64)).reshape(y.shape)
    return tuple(t.numpy() for t in torch.autograd.grad(y, tensors, g))


def _seen(height: int, width: int, how: Geometry) -> Any:
    x = np.arange(height * width)[None, None].reshape(1, 1, height, width)
    out = [(n - how.dilation - 1) // how.stride + 1 for n in (height, width)]
    return np.stack([x[at].reshape(-1) for _, _, at in taps((2, 2), tuple(out), how)])


def _unfolded(height: int, width: int, how: Geometry) -> Any:
    x = torch.arange(height * width).reshape(1, 1, height, width).double()
    columns = F.unfold(x, 2, how.dilation, 0, how.stride)
    return columns[0].numpy()


def _pooled(rng: Rng) -> tuple[Array, int, int | None, int]:
    """Ties among the values, windows that overlap, and some that do not fill up."""
    k = int(rng.integers(1, 4))
    x = rng.integers(-3, 4, size=(2, 2, *rng.integers(k, 8, size=2))).astype(float)
    stride = int(rng.integers(1, 4)) if rng.random() < 0.7 else None
    return x, k, stride, int(rng.integers(0, k // 2 + 1))


def _max_forth_and_back(x: Array, k: int, stride: int | None, padding: int) -> Any:
    value = max_pool(x, k, stride, padding)
    g = np.cos(np.arange(value.size)).reshape(value.shape)
    return value, max_pool_backward(x, g, k, stride, padding)


def _mean_forth_and_back(x: Array, k: int, stride: int | None, padding: int) -> Any:
    value = average_pool(x, k, stride, padding)
    g = np.cos(np.arange(value.size)).reshape(value.shape)
    return value, average_pool_backward(g, x.shape, k, stride, padding)


def _their_pool(pool: Any) -> Any:
    def both(x: Array, k: int, stride: int | None, padding: int) -> Any:
        (t,) = _tensors(x)
        y = pool(t, k, stride, padding)
        g = torch.cos(torch.arange(y.numel(), dtype=torch.float64)).reshape(y.shape)
        (gx,) = torch.autograd.grad(y, t, g)
        return y.detach().numpy(), gx.numpy()

    return both


def _block(rng: Rng) -> tuple[Array, Block]:
    c, m, stride = (int(n) for n in rng.integers(1, 4, size=3))
    k = int(rng.choice([1, 3]))
    x = rng.normal(size=(2, c, *rng.integers(2, 7, size=2)))
    first = rng.normal(size=(m, c, k, k))
    if stride == 1 and rng.random() < 0.5:
        return x, Block(first, rng.normal(size=(c, m, k, k)))
    o = int(rng.integers(1, 4))
    project = rng.normal(size=(o, c, 1, 1))
    return x, Block(first, rng.normal(size=(o, m, k, k)), project, stride)


def _block_back(x: Array, block: Block) -> Any:
    y = residual_block(x, block)
    g = np.cos(np.arange(y.size)).reshape(y.shape)
    gx, back = residual_block_backward(x, block, g)
    kernels = [back.first, back.second, back.project]
    return y, gx, *(k for k in kernels if k is not None)


def _their_block(x: Array, block: Block) -> Any:
    kernels = [k for k in (block.first, block.second, block.project) if k is not None]
    t, first, second, *project = _tensors(x, *kernels)
    half = first.shape[2] // 2
    h = F.conv2d(t, first, stride=block.stride, padding=half).relu()
    past = F.conv2d(t, project[0], stride=block.stride) if project else t
    y = (F.conv2d(h, second, padding=half) + past).relu()
    g = torch.cos(torch.arange(y.numel(), dtype=torch.float64)).reshape(y.shape)
    grads = torch.autograd.grad(y, [t, first, second, *project], g)
    return y.detach().numpy(), *(gradient.numpy() for gradient in grads)


def _their_maps(image: Array) -> Any:
    return np.stack(
        [scipy.ndimage.correlate(image, k.astype(float), mode="constant")
         for k in KERNELS.values()]
    )  # fmt: skip


def _changes(rng: Rng) -> tuple[Any, ...]:
    image = rng.normal(size=(2, *rng.integers(3, 6, size=2)))
    return image, int(rng.integers(99)), bool(rng.integers(2)), int(rng.integers(3))


def _augmented(image: Array, seed: int, flip: bool, shift: int) -> Any:
    rng = np.random.default_rng(seed)
    return augment(image, rng, flip=flip, shift=shift, noise=0.5)


def _rolled(image: Array, seed: int, flip: bool, shift: int) -> Any:
    """By SciPy's shift, and the same draws in the same order."""
    rng = np.random.default_rng(seed)
    if flip and rng.random() < 0.5:
        image = image[..., ::-1]
    by = rng.integers(-shift, shift + 1, size=2)
    moved = scipy.ndimage.shift(image, (0, *by), order=0, cval=0.0)
    return moved + 0.5 * rng.normal(size=image.shape)


def _patch(rng: Rng) -> tuple[Array, Array, int, float]:
    shape = rng.integers(2, 6, size=2)
    k = int(rng.integers(1, shape.min() + 1))
    return rng.normal(size=shape), rng.normal(size=shape), k, float(rng.normal())


def _falls(weights: Array, image: Array, k: int, fill: float) -> Any:
    return occlusion(lambda x: (x * weights).sum(axis=(1, 2)), image, k, fill)


def _linear_falls(weights: Array, image: Array, k: int, fill: float) -> Any:
    """Of a linear score: what the patch contributed, less what the fill does."""
    share = torch.from_numpy(weights * (image - fill))[None, None]
    ones = torch.ones(1, 1, k, k, dtype=torch.float64)
    return F.conv2d(share, ones)[0, 0].numpy()


PAIRS = [
    Parity(Geometry, lambda s: s, "closed form", lambda rng: (int(rng.integers(9)),),
           ours=lambda s: Geometry(s).stride),
    Parity(conv2d_by_definition, _their_conv, "torch", _layer, trials=30, atol=1e-12),
    Parity(conv2d, _their_conv, "torch", _layer, trials=60, atol=1e-12),
    Parity(conv2d_backward, _their_back, "torch", _layer, ours=_back, trials=60,
           rtol=1e-10, atol=1e-12),
    Parity(taps, _unfolded, "torch",
           lambda rng: (int(rng.integers(4, 9)), int(rng.integers(4, 9)),
                        Geometry(int(rng.integers(1, 4)), 0, int(rng.integers(1, 4)))),
           ours=_seen),
    Parity(max_pool, _their_pool(F.max_pool2d), "torch", _pooled,
           ours=_max_forth_and_back, trials=40),
    Parity(max_pool_backward, _their_pool(F.max_pool2d), "torch", _pooled,
           ours=_max_forth_and_back, trials=40),
    Parity(average_pool, _their_pool(F.avg_pool2d), "torch", _pooled,
           ours=_mean_forth_and_back, trials=40),
    Parity(average_pool_backward, _their_pool(F.avg_pool2d), "torch", _pooled,
           ours=_mean_forth_and_back, trials=40),
    Parity(global_average_pool,
           lambda x: F.adaptive_avg_pool2d(torch.from_numpy(x), 1).numpy()[..., 0, 0],
           "torch", lambda rng: (rng.normal(size=rng.integers(1, 5, size=4)),),
           atol=1e-13),
    Parity(Block, lambda s: s, "closed form", lambda rng: (int(rng.integers(9)),),
           ours=lambda s: Block(np.zeros(1), np.zeros(1), None, s).stride),
    Parity(residual_block, _their_block, "torch", _block, ours=_block_back, trials=30,
           rtol=1e-10, atol=1e-11),
    Parity(residual_block_backward, _their_block, "torch", _block, ours=_block_back,
           trials=30, rtol=1e-10, atol=1e-11),
    Parity(apply_bank, _their_maps, "SciPy",
           lambda rng: (rng.normal(size=rng.integers(3, 8, size=2)),), atol=1e-13),
    Parity(augment, _rolled, "SciPy", _changes, ours=_augmented, trials=40),
    Parity(occlusion, _linear_falls, "torch", _patch, ours=_falls, atol=1e-12,
           trials=20, convention="of a linear score, whose falls are known"),
]  # fmt: skip
