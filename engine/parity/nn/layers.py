"""Normalisation, dropout and initial weights beside torch."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import torch
import torch.nn.functional as tf

from engine.arrays import Array
from engine.nn.dropout import dropout
from engine.nn.initialisers import (
    build_layers,
    initial_deviation,
    initialise,
    signal_sizes,
)
from engine.nn.normalisation import (
    batch_norm,
    batch_norm_backward,
    group_norm,
    group_norm_backward,
    instance_norm,
    layer_norm,
    layer_norm_backward,
    what_they_see,
)
from engine.parity import Parity

Rng = np.random.Generator


def _images(rng: Rng) -> tuple[Array, Array, Array, Array]:
    """Gradient, input, gamma and beta; with or without places."""
    C = 2 * int(rng.integers(1, 4))
    places = tuple(int(i) for i in rng.integers(1, 4, rng.integers(0, 3)))
    shape = (int(rng.integers(2, 5)), C, *places)
    return (
        rng.normal(size=shape), 3 * rng.normal(size=shape) + 1,
        *rng.normal(size=(2, C)),
    )  # fmt: skip


def _tokens(rng: Rng) -> tuple[Array, Array, Array, Array]:
    s = tuple(int(i) for i in rng.integers(2, 5, rng.integers(1, 3)))
    shape = (*(int(i) for i in rng.integers(1, 4, 2)), *s)
    return (rng.normal(size=shape), 3 * rng.normal(size=shape) + 1,
            *rng.normal(size=(2, *s)))  # fmt: skip


def _back(norm: Any, g: Array, *inputs: Array) -> tuple[Any, ...]:
    tensors = [torch.tensor(v, requires_grad=True) for v in inputs]
    norm(*tensors).backward(torch.tensor(g))
    return tuple(t.grad.numpy() for t in tensors if t.grad is not None)


def _torch_batch(x: Any, gamma: Any, beta: Any) -> Any:
    return tf.batch_norm(x, None, None, gamma, beta, training=True)


def _torch_batch_module(g: Array, x: Array, gamma: Array, beta: Array) -> Any:
    """Two batches in training, then one in use."""
    C = x.shape[1]
    kind = {2: torch.nn.BatchNorm1d, 3: torch.nn.BatchNorm1d, 4: torch.nn.BatchNorm2d}
    module = kind[x.ndim](C, dtype=torch.float64)
    module.weight.data, module.bias.data = torch.tensor(gamma), torch.tensor(beta)
    first, second = module(torch.tensor(x)), module(torch.tensor(g))
    module.eval()
    used = module(torch.tensor(x))
    outputs = [t.detach().numpy() for t in (first, second, used)]
    assert module.running_mean is not None
    assert module.running_var is not None
    return (*outputs, module.running_mean.numpy(), module.running_var.numpy())


def _batch_module(g: Array, x: Array, gamma: Array, beta: Array) -> Any:
    running = np.zeros(x.shape[1]), np.ones(x.shape[1])
    first, running = batch_norm(x, gamma, beta, running)
    second, running = batch_norm(g, gamma, beta, running)
    used, running = batch_norm(x, gamma, beta, running, train=False)
    return first, second, used, *running


def _torch_layer(_: Array, x: Array, gamma: Array, beta: Array) -> Any:
    inputs, scale, shift = (torch.tensor(v) for v in (x, gamma, beta))
    return tf.layer_norm(inputs, gamma.shape, scale, shift).numpy()


def _torch_group(_: Array, x: Array, gamma: Array, beta: Array) -> Any:
    inputs, scale, shift = (torch.tensor(v) for v in (x, gamma, beta))
    return tf.group_norm(inputs, 2, scale, shift).numpy()


def _places(rng: Rng) -> tuple[Array]:
    shape = tuple(int(i) for i in rng.integers(2, 5, rng.integers(3, 5)))
    return (rng.normal(size=shape),)


def _widths(rng: Rng) -> tuple[str, int, int]:
    scheme = str(rng.choice(["zeros", "xavier", "he"]))
    return scheme, int(rng.integers(300, 500)), int(rng.integers(300, 500))


def _torch_weights(scheme: str, fan_in: int, fan_out: int) -> Any:
    init: dict[str, Any] = {
        "zeros": torch.nn.init.zeros_,
        "xavier": torch.nn.init.xavier_normal_,
        "he": lambda t: torch.nn.init.kaiming_normal_(t, nonlinearity="relu"),
    }
    return init[scheme](torch.empty(fan_out, fan_in, dtype=torch.float64))


def _torch_uniform(scheme: str, fan_in: int, fan_out: int) -> tuple[float, float]:
    init: dict[str, Any] = {
        "zeros": torch.nn.init.zeros_,
        "xavier": torch.nn.init.xavier_uniform_,
        "he": lambda t: torch.nn.init.kaiming_uniform_(t, nonlinearity="relu"),
    }
    w = init[scheme](torch.empty(fan_out, fan_in, dtype=torch.float64))
    return float(w.std()), float(w.max())


def _uniform(scheme: str, fan_in: int, fan_out: int) -> tuple[float, float]:
    w = initialise(scheme, fan_in, fan_out, np.random.default_rng(0), uniform=True)
    return w.std(), w.max()


def _kept(x: Array, p: float, seed: int) -> Any:
    """Our survivors, as large as torch makes its own."""
    survives = np.random.default_rng(seed).random(x.shape) >= p
    ones = tf.dropout(torch.ones(5000, dtype=torch.float64), p)
    return np.where(survives, x * float(ones.max()), 0.0)


PAIRS = [
    Parity(
        batch_norm,
        _torch_batch_module,
        "torch",
        _images,
        ours=_batch_module,
        atol=1e-12,
        rtol=1e-10,
        convention="x is divided by the biased deviation, the running variance is "
        "unbiased; momentum is the weight of the new batch.",
    ),
    Parity(
        batch_norm_backward,
        lambda *data: _back(_torch_batch, *data),
        "torch",
        _images,
        ours=lambda g, x, gamma, _: batch_norm_backward(g, x, gamma),
        rtol=1e-8,
        atol=1e-11,
    ),
    Parity(
        layer_norm,
        _torch_layer,
        "torch",
        _tokens,
        ours=lambda _, x, gamma, beta: layer_norm(x, gamma, beta),
        rtol=1e-10,
        atol=1e-12,
    ),
    Parity(
        layer_norm_backward,
        lambda g, *data: _back(
            lambda x, gamma, beta: tf.layer_norm(x, gamma.shape, gamma, beta), g, *data
        ),
        "torch",
        _tokens,
        ours=lambda g, x, gamma, _: layer_norm_backward(g, x, gamma),
        rtol=1e-8,
        atol=1e-11,
    ),
    Parity(
        group_norm,
        _torch_group,
        "torch",
        _images,
        ours=lambda _, x, gamma, beta: group_norm(x, 2, gamma, beta),
        rtol=1e-10,
        atol=1e-12,
    ),
    Parity(
        group_norm_backward,
        lambda g, *data: _back(
            lambda x, gamma, beta: tf.group_norm(x, 2, gamma, beta), g, *data
        ),
        "torch",
        _images,
        ours=lambda g, x, gamma, _: group_norm_backward(g, x, 2, gamma),
        rtol=1e-8,
        atol=1e-11,
    ),
    Parity(
        instance_norm,
        lambda x: tf.instance_norm(torch.tensor(x)).numpy(),
        "torch",
        _places,
        rtol=1e-10,
        atol=1e-12,
    ),
    Parity(
        what_they_see,
        None,
        "",
        lambda rng: (rng,),
        convention="An experiment with the layers above; a test has all its answers.",
    ),
    Parity(
        dropout,
        _kept,
        "torch",
        lambda rng: (rng.normal(size=40), rng.uniform(0, 0.9), int(rng.integers(99))),
        ours=lambda x, p, seed: dropout(x, p, np.random.default_rng(seed))[0],
        convention="torch drops by its own generator: what is compared is the size "
        "of the survivors, at the places where ours survive.",
    ),
    Parity(
        initial_deviation,
        lambda *data: float(_torch_weights(*data).std()),
        "torch",
        _widths,
        rtol=0.02,
        convention="torch's is the deviation of 100,000 weights.",
    ),
    Parity(
        initialise,
        lambda *data: float(_torch_weights(*data).std()),
        "torch",
        _widths,
        ours=lambda a, b, c: initialise(a, b, c, np.random.default_rng(0)).std(),
        rtol=0.02,
        convention="Random on both sides, by different generators.",
    ),
    Parity(
        initialise,
        _torch_uniform,
        "torch",
        _widths,
        ours=_uniform,
        rtol=0.02,
        convention="Random on both sides; deviation and largest weight.",
    ),
    Parity(
        build_layers,
        lambda widths: tuple(
            tuple(p.shape)[::-1]
            for a, b in pairwise(widths)
            for p in torch.nn.Linear(a, b).parameters()
        ),
        "torch",
        lambda rng: ([int(i) for i in rng.integers(1, 9, rng.integers(2, 6))],),
        ours=lambda widths: tuple(
            part.shape
            for layer in build_layers(widths, "he", np.random.default_rng(0))
            for part in layer
        ),
        convention="torch keeps W as (out, in).",
    ),
    Parity(
        signal_sizes,
        lambda *_: np.ones(4),
        "closed form",
        lambda rng: (2000, int(rng.integers(100))),
        ours=lambda width, seed: signal_sizes(
            4, width, "he", np.random.default_rng(seed)
        ),
        rtol=0.15,
        trials=3,
        convention="In expectation He's weights keep the mean square at 1.",
    ),
]
