"""Layers of the engine beside torch: `python -m benchmarks.networks [NAME]`.

Byte pairs and word vectors have other peers, which their rows name.

Processor time of one thread, medians of runs taken in turn on the same data, both in
float64, forward and backward unless said otherwise. The aims are what short NumPy was
measured to reach in float32.
"""

from __future__ import annotations

import itertools
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gensim.models
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812

from benchmarks.engine import timed
from engine.attention.encoder import random_projections
from engine.attention.multi_head import multi_head
from engine.nn.initialisers import build_layers
from engine.nn.mlp import cross_entropy, fit_layers
from engine.nn.normalisation import layer_norm
from engine.optim.adam import Adam
from engine.recurrent.lstm import LSTM
from engine.recurrent.start import recurrent_weights
from engine.recurrent.unroll import back_through_time, unroll
from engine.text.bpe import learn_bpe
from engine.text.word2vec import train_word2vec
from engine.vision.convolution import Geometry, conv2d, conv2d_backward
from engine.vision.pooling import max_pool

Both = tuple[Callable[[], object], Callable[[], object]]
Rng = np.random.Generator


@dataclass(frozen=True)
class Layer:
    """Two ways to do the same: `draw` makes both, ready to be timed."""

    name: str
    draw: Callable[[Rng], Both]
    aim: float


def main(wanted: str = "") -> None:
    """Print a line for each layer."""
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    print(f"{'':44}{'engine':>12}{'torch':>12}{'ratio':>8}{'aim':>7}")
    for layer in LAYERS:
        if wanted.lower() in layer.name.lower():
            mine, theirs = timed(layer.draw(np.random.default_rng(0)))
            print(
                f"{layer.name:44}{1000 * mine:9.2f} ms{1000 * theirs:9.2f} ms"
                f"{mine / theirs:8.2f}{layer.aim:7.2f}",
                flush=True,
            )


def by_torch(run: Callable[..., torch.Tensor], *arrays: Any) -> Callable[[], object]:
    """Forward, and gradients by all arrays."""
    tensors = [torch.from_numpy(a).requires_grad_() for a in arrays]

    def both_ways() -> object:
        y = run(*tensors)
        return torch.autograd.grad(y, tensors, torch.ones_like(y))

    return both_ways


def convolution(c: int, o: int, *, back: bool) -> Callable[[Rng], Both]:
    how = Geometry(padding=1)

    def draw(rng: Rng) -> Both:
        x, w = rng.normal(size=(32, c, 32, 32)), rng.normal(size=(o, c, 3, 3))
        b = rng.normal(size=o)
        g = np.ones((32, o, 32, 32))

        def ours() -> object:
            return conv2d(x, w, b, how), back and conv2d_backward(x, w, g, how)

        theirs = by_torch(lambda x, w, b: F.conv2d(x, w, b, padding=1), x, w, b)
        if back:
            return ours, theirs
        tensors = [torch.from_numpy(a) for a in (x, w, b)]
        return ours, lambda: F.conv2d(*tensors, padding=1)  # type: ignore[call-overload]

    return draw


def pooling(rng: Rng) -> Both:
    x = rng.normal(size=(32, 16, 32, 32))
    t = torch.from_numpy(x)
    return (lambda: max_pool(x, 2),
            lambda: F.max_pool2d(t, 2))  # fmt: skip


def norm(rng: Rng) -> Both:
    x, scale, shift = rng.normal(size=(32, 128, 128)), np.ones(128), np.zeros(128)
    t, a, b = (torch.from_numpy(v) for v in (x, scale, shift))
    return (lambda: layer_norm(x, scale, shift),
            lambda: F.layer_norm(t, (128,), a, b))  # fmt: skip


def loss(n: int, k: int) -> Callable[[Rng], Both]:
    def draw(rng: Rng) -> Both:
        z, y = rng.normal(size=(n, k)), np.eye(k)[rng.integers(k, size=n)]
        t = torch.from_numpy(y)

        return lambda: cross_entropy(z, y), by_torch(lambda z: F.cross_entropy(z, t), z)

    return draw


def epoch(rng: Rng) -> Both:
    """A network of 10-64-64-3 over 2,000 rows in batches of 32, by Adam."""
    X, labels = rng.normal(size=(2000, 10)), rng.integers(3, size=2000)
    T, layers = np.eye(3)[labels], build_layers([10, 64, 64, 3], "he", rng)
    model = nn.Sequential(
        nn.Linear(10, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 3)
    )
    optimiser = torch.optim.Adam(model.parameters())
    x, y = torch.from_numpy(X), torch.from_numpy(labels)

    def theirs() -> None:
        for rows in torch.randperm(2000).split(32):
            optimiser.zero_grad()
            F.cross_entropy(model(x[rows]), y[rows]).backward()
            optimiser.step()

    return (lambda: fit_layers(layers, X, T, cross_entropy, Adam(), rng, epochs=1),
            theirs)  # fmt: skip


def lstm(rng: Rng) -> Both:
    """50 steps of 32 sequences, 64 units, forward and backward."""
    weights = recurrent_weights(LSTM, 64, 64, rng)
    X = rng.normal(size=(32, 50, 64))
    net = nn.LSTM(64, 64, batch_first=True)
    t = torch.from_numpy(X).requires_grad_()
    inputs = [t, *net.parameters()]

    def ours() -> object:
        run = unroll(LSTM, X, weights)
        return back_through_time(run, np.ones_like(run.H))

    def theirs() -> object:
        y, _ = net(t)
        return torch.autograd.grad(y.sum(), inputs)

    return ours, theirs


def heads(rng: Rng) -> Both:
    """8 heads over 8 sequences of 128 tokens of 128 entries, forward."""
    x, p = rng.normal(size=(8, 128, 128)), random_projections(128, rng)
    net = nn.MultiheadAttention(128, 8, batch_first=True).eval()
    t = torch.from_numpy(x)

    def theirs() -> object:
        with torch.no_grad():
            return net(t, t, t, need_weights=False)

    return lambda: multi_head(x, x, p, heads=8), theirs


def text_of(rng: Rng) -> list[str]:
    """20,000 words: few are frequent, most are rare."""
    letters = np.array(list("etaoinshrdlu"))
    words = ["".join(rng.choice(letters, rng.integers(2, 8))) for _ in range(2_000)]
    return [words[i] for i in rng.zipf(1.3, 20_000) % 2_000]


def bpe(rng: Rng) -> Both:
    """40 merges on 20,000 words, beside recounting all pairs for each merge."""
    text = text_of(rng)
    frequencies = Counter(text)

    def recounting() -> object:
        tokens = [list(word) for word in text]
        merges = []
        for _ in range(40):
            pairs = Counter(p for word in tokens for p in itertools.pairwise(word))
            best = max(pairs, key=pairs.__getitem__)
            merges.append(best)
            tokens = [_joined(word, best) for word in tokens]
        return merges

    return lambda: learn_bpe(frequencies, 40), recounting


def vectors(*, skip_gram: bool) -> Callable[[Rng], Both]:
    """An epoch of word2vec on 20,000 words, 5 negatives, beside gensim's C."""

    def draw(rng: Rng) -> Both:
        text = text_of(rng)
        sentences = [text[i : i + 10] for i in range(0, len(text), 10)]

        def theirs() -> object:
            return gensim.models.Word2Vec(
                sentences, vector_size=20, min_count=1, workers=1, sample=0,
                sg=int(skip_gram), epochs=1)  # fmt: skip

        return lambda: train_word2vec(
            sentences, rng, skip_gram=skip_gram, epochs=1
        ), theirs

    return draw


def _joined(word: list[str], pair: tuple[str, str]) -> list[str]:
    out: list[str] = []
    for letter in word:
        if out and (out[-1], letter) == pair:
            out[-1] += letter
        else:
            out.append(letter)
    return out


def adam(n: int) -> Callable[[Rng], Both]:
    def draw(rng: Rng) -> Both:
        theta, g = rng.normal(size=(2, n))
        rule = Adam()
        _, state = rule(theta, g, {})
        weights = nn.Parameter(torch.from_numpy(theta.copy()))
        weights.grad = torch.from_numpy(g)
        return lambda: rule(theta, g, state), torch.optim.Adam([weights]).step

    return draw


LAYERS = [
    Layer("convolution 3 to 16 channels, forward", convolution(3, 16, back=False), 1.6),
    Layer("convolution 3 to 16 channels", convolution(3, 16, back=True), 1.85),
    Layer("convolution 16 to 32 channels", convolution(16, 32, back=True), 1.84),
    Layer("max pooling 2 by 2, forward", pooling, 0.4),
    Layer("layer norm 32x128x128, forward", norm, 1.9),
    Layer("softmax cross-entropy 128x10", loss(128, 10), 0.58),
    Layer("softmax cross-entropy 1024x1000", loss(1024, 1000), 1.25),
    Layer("LSTM, 50 steps, 64 units", lstm, 1.4),
    Layer("multi-head attention, forward", heads, 1.3),
    Layer("byte pairs, beside recounting", bpe, 0.03),
    Layer("word2vec, skip-gram, beside gensim", vectors(skip_gram=True), 12.0),
    Layer("word2vec, CBOW, beside gensim", vectors(skip_gram=False), 9.0),
    Layer("epoch of a network 10-64-64-3", epoch, 0.2),
    Layer("Adam, a step of 1,000 parameters", adam(1_000), 0.35),
    Layer("Adam, a step of 1,000,000 parameters", adam(1_000_000), 1.14),
]


if __name__ == "__main__":
    main(*sys.argv[1:])
