"""Caches, patches, costs, symmetries and what is trained."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from scipy.stats import entropy

from engine.arrays import Array
from engine.attention.cache import Cache, cached_attention, empty_cache
from engine.attention.cost import SequenceCost, score_bytes, sequence_cost
from engine.attention.encoder import random_projections
from engine.attention.multi_head import Projections, multi_head
from engine.attention.patches import patchify, unpatchify
from engine.attention.saturation import (
    Saturation,
    WeightStatistics,
    saturation,
    weight_statistics,
)
from engine.attention.symmetry import permutation_errors
from engine.attention.torch_transformer import (
    TrainedTransformer,
    Transformer,
    task,
    train_transformer,
)
from engine.attention.vision_transformer import (
    VisionTransformer,
    train_vision_transformer,
)
from engine.parity import Parity
from engine.parity.attention.layers import shaken

Rng = np.random.Generator


def _weights(rng: Rng) -> tuple[Array]:
    weights = rng.dirichlet(np.ones(5), size=(2, 3))
    weights[0, 0] = np.eye(5)[2]
    return (weights,)


def _written_out(p: Array) -> tuple[Array, ...]:
    return entropy(p, axis=-1), p.argmax(-1), p.max(-1), 1 - (p**2).sum(-1)


def _images(rng: Rng) -> tuple[Array, int]:
    n, rows, columns, p, c = (int(v) for v in rng.integers(1, 4, 5))
    return rng.normal(size=(n, rows * p, columns * p, c)), p


def _unfold(images: Array, p: int) -> Array:
    t = torch.from_numpy(images).permute(0, 3, 1, 2)
    columns = torch.nn.functional.unfold(t, p, stride=p)  # (n, c p p, patches)
    n, _, count = columns.shape
    by_pixel = columns.reshape(n, -1, p * p, count).permute(0, 3, 2, 1)
    return by_pixel.reshape(n, count, -1).numpy()


def _there_and_back(images: Array, p: int) -> Array:
    _, height, width, _ = images.shape
    return unpatchify(patchify(images, p), height, width, p)


def _tokens(rng: Rng) -> tuple[Any, ...]:
    B, T, heads, width = (int(v) for v in rng.integers(1, 5, 4))
    d = heads * width
    return rng.normal(size=(B, T, d)), shaken(random_projections(d, rng), rng), heads


def _one_by_one(x: Array, p: Projections, heads: int) -> Array:
    cache, rows = empty_cache(len(x), x.shape[-1], heads), []
    for t in range(x.shape[1]):
        row, cache = cached_attention(x[:, t : t + 1], p, cache)
        rows.append(row)
    return np.concatenate(rows, axis=1)


def _at_once(x: Array, p: Projections, heads: int) -> Array:
    return multi_head(x, x, p, heads, np.tri(x.shape[1], dtype=bool))[0]


def _counted(n: int, d: int, kernel: int) -> tuple[Any, ...]:
    """Terms of each layer, and how far each layer sees, counted one by one."""
    scores = sum(2 * d for _ in range(n) for _ in range(n))
    reach = layers = 0
    while reach < n - 1:
        reach, layers = reach + kernel - 1, layers + 1
    return (
        (4 * n * d * d + scores, 1, int(n > 1)),
        (n * (d * d + d * d), n, n - 1),
        (n * kernel * d * d, 1, layers),
    )


def _rows(rng: Rng) -> tuple[Array, Rng]:
    return rng.normal(size=(4, 3)), rng


def _reverse(source: Any) -> Any:
    return torch.from_numpy(source).flip(1).numpy()


PAIRS = [
    Parity(weight_statistics, _written_out, "scipy", _weights, atol=1e-12),
    Parity(saturation, lambda d, _: float(d), "closed form",
           lambda rng: (int(rng.choice([4, 64])), rng), rtol=0.08, trials=4,
           ours=lambda d, rng: saturation(d, rng, queries=4000).variance,
           convention="chance: only the variance is known; the tests measure the rest"),
    Parity(patchify, _unfold, "torch", _images,
           convention="torch's unfold puts channels before pixels"),
    Parity(unpatchify, lambda images, _: images, "closed form", _images,
           ours=_there_and_back),
    Parity(permutation_errors, lambda *_: (0.0, 0.0), "closed form", _rows, atol=1e-12,
           ours=lambda x, rng: (
               permutation_errors(np.sin, x, rng)[0],
               permutation_errors(lambda v: v.mean(axis=0), x, rng)[1])),
    Parity(sequence_cost, _counted, "closed form",
           lambda rng: tuple(int(v) for v in rng.integers((1, 1, 2), (40, 9, 6))),
           ours=lambda n, d, kernel: tuple(
               tuple(sequence_cost(kind, n, d, kernel))
               for kind in ("attention", "rnn", "cnn"))),
    Parity(score_bytes, lambda n, h: np.zeros((h, n, n), np.float32).nbytes,
           "closed form", lambda rng: tuple(int(v) for v in rng.integers(1, 20, 2))),
    Parity(empty_cache, lambda B, d, h: ((B, h, 0, d // h),) * 2, "closed form",
           lambda rng: (2, 6, int(rng.choice([1, 2, 3]))),
           ours=lambda *a: tuple(part.shape for part in empty_cache(*a))),
    Parity(cached_attention, _at_once, "closed form", _tokens, ours=_one_by_one,
           rtol=1e-9, atol=1e-11,
           convention="token by token gives what the causal mask gives at once"),
    Parity(task, _reverse, "torch", lambda rng: (rng.integers(1, 9, (4, 5)),),
           ours=lambda source: task("reverse", source, 8)),
    Parity(train_transformer, lambda _: np.log(9), "closed form", lambda rng: (rng,),
           ours=lambda rng: float(
               train_transformer("copy", rng, length=3, steps=1).losses[0]),
           atol=0.8, trials=2,
           convention="weights drawn by torch, so only that the first loss is about a "
                      "guess; the tests measure what is learned"),
    *(Parity(record, None, "none", _rows, convention="a record")
      for record in (VisionTransformer, Cache, Saturation, SequenceCost,
                     TrainedTransformer, WeightStatistics)),
    Parity(train_vision_transformer, lambda _: (3, 2), "closed form",
           lambda rng: (rng,), trials=2,
           ours=lambda rng: train_vision_transformer(
               rng.normal(size=(4, 4, 4)), [0, 1, 0, 1], np.zeros((3, 4, 4)), rng,
               epochs=1).shape,
           convention="shapes; the tests measure what is learned"),
    Parity(Transformer, None, "none", _rows,
           convention="torch's own layers; `encoder` and `decoder` are compared"),
]  # fmt: skip
