"""Tensors: storage, shapes, broadcasting, dense layers, loops and arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engine.algebra.broadcasting import broadcast_shapes, broadcast_to, unbroadcast
from engine.algebra.dense import (
    dense,
    layer_backward,
    layer_forward,
    shape_trace,
    train_step,
)
from engine.algebra.initialise import init_identity, init_uniform, uniform_bound
from engine.algebra.layouts import to_nchw, to_nhwc
from engine.algebra.shapes import dense_shape, describe, memory_bytes
from engine.algebra.tensor import Tensor
from engine.algebra.vectorised import (
    add_arrays,
    add_loop,
    benchmark,
    passes_by_batch,
    passes_by_row,
    product_seconds,
)
from engine.arrays import Array
from engine.parity import Parity

Shape = tuple[int, ...]


def _stretching(rng: np.random.Generator) -> tuple[Shape, Shape]:
    """A shape, and one that stretches to it: fewer axes, some of size 1."""
    full = rng.integers(1, 4, rng.integers(0, 4))
    part = np.where(rng.random(len(full)) < 0.5, 1, full)[rng.integers(0, 4) :]
    return tuple(map(int, full)), tuple(map(int, part))


def _gradient(rng: np.random.Generator) -> tuple[Array, Shape]:
    full, part = _stretching(rng)
    return rng.normal(size=full), part


def _torch_unbroadcast(g: Array, shape: Shape) -> Array:
    leaf = torch.zeros(shape, dtype=torch.float64, requires_grad=True)
    (leaf * torch.from_numpy(np.asarray(g))).sum().backward()
    assert leaf.grad is not None
    return np.asarray(leaf.grad.numpy())


def _array(rng: np.random.Generator) -> tuple[Array]:
    return (rng.normal(size=rng.integers(0, 4, rng.integers(0, 4))),)


def _walked(array: Array) -> tuple[Any, ...]:
    """Transposed, sliced and reshaped, with strides and contiguity."""
    t = Tensor.of(array).transpose()
    part = t[::2] if t.ndim else t
    flat = part.reshape(part.size)
    return (
        part.to_numpy(),
        np.array(part.strides) * 8 if part.size else np.zeros(part.ndim),
        part.is_contiguous(),
        flat.to_numpy(),
    )


def _numpy_walked(array: Array) -> tuple[Any, ...]:
    part = array.T[::2] if array.ndim else array.T
    return (
        part,
        np.array(part.strides) if part.size else np.zeros(part.ndim),
        part.flags.c_contiguous,
        part.reshape(-1),
    )


def _layer(rng: np.random.Generator) -> tuple[Array, Array, Array, Array]:
    n, d, k = map(int, rng.integers(1, 6, 3))
    return (
        rng.normal(size=(n, d)),
        rng.normal(size=(d, k)),
        rng.normal(size=k),
        rng.normal(size=(n, k)),
    )


def _product_shapes(rng: np.random.Generator) -> tuple[Shape, Shape]:
    d, k, *batch = map(int, rng.integers(1, 4, rng.integers(2, 5)))
    return (*batch, d), (d, k)


def _activated(rng: np.random.Generator) -> tuple[Any, ...]:
    return (*_layer(rng), str(rng.choice(["identity", "relu", "tanh"])))


_TORCH: dict[str, Any] = {
    "identity": lambda Z: Z,
    "relu": torch.relu,
    "tanh": torch.tanh,
}


def _torch_forward(X: Array, W: Array, b: Array, _: Array, f: str) -> tuple[Array, ...]:
    Z = torch.nn.functional.linear(*map(torch.from_numpy, (X, W.T.copy(), b)))
    return Z.numpy(), _TORCH[f](Z).numpy()


def _torch_backward(
    X: Array, W: Array, b: Array, g: Array, f: str
) -> tuple[Array, ...]:
    leaves = [torch.from_numpy(a).requires_grad_() for a in (X, W, b)]
    _TORCH[f](leaves[0] @ leaves[1] + leaves[2]).backward(torch.from_numpy(g))
    return tuple(leaf.grad.numpy() for leaf in leaves if leaf.grad is not None)


def _backward(X: Array, W: Array, b: Array, g: Array, f: str) -> tuple[Array, ...]:
    Z, _ = layer_forward(X, W, b, f)
    return layer_backward(g, X, W, Z, f)


def _torch_passes(X: Array, W: Array, b: Array, dZ: Array) -> tuple[Array, ...]:
    Z, _ = _torch_forward(X, W, b, dZ, "identity")
    return Z, *_torch_backward(X, W, b, dZ, "identity")


def _torch_step(X: Array, W: Array, b: Array, Y: Array) -> tuple[Array, ...]:
    leaves = [torch.from_numpy(a.copy()).requires_grad_() for a in (W, b)]
    A = torch.tanh(torch.from_numpy(X) @ leaves[0] + leaves[1])
    loss = torch.nn.functional.mse_loss(A, torch.from_numpy(Y))
    loss.backward()
    moved = [t.detach() - 0.3 * t.grad for t in leaves if t.grad is not None]
    return loss.detach().numpy(), *(t.numpy() for t in moved)


def _step(X: Array, W: Array, b: Array, Y: Array) -> tuple[Array, ...]:
    found = train_step(X, Y, W, b, 0.3)
    return found["loss"], found["W"], found["b"]


def _fans(rng: np.random.Generator) -> tuple[int, int, str]:
    fan_in, fan_out = map(int, rng.integers(1, 9, 2))
    return fan_in, fan_out, str(rng.choice(["glorot", "he"]))


def _torch_bound(fan_in: int, fan_out: int, kind: str) -> float:
    """What torch's weights are, as a multiple of the same draws from U(-1, 1)."""
    weights, unit = torch.empty(2, fan_out, fan_in, dtype=torch.float64)
    same = torch.Generator().manual_seed(5)
    if kind == "glorot":
        torch.nn.init.xavier_uniform_(weights, generator=same)
    else:
        torch.nn.init.kaiming_uniform_(weights, nonlinearity="relu", generator=same)
    unit.uniform_(-1, 1, generator=same.manual_seed(5))
    return float(weights.abs().max() / unit.abs().max())


def _images(rng: np.random.Generator) -> tuple[Array]:
    return (rng.normal(size=rng.integers(1, 5, rng.integers(3, 5))),)


def _ticking(repeats: int) -> Array:
    """A clock that says 0, 1, 3, 6, 10, ...: runs take 1, 3, 5, ... seconds."""
    times = iter(np.cumsum(np.arange(100)))
    found = benchmark(
        {"a": abs, "b": abs},
        lambda n: (n,),
        [1, 2],
        repeats,
        lambda: float(next(times)),
    )
    return np.concatenate([found["a"], found["b"]])


PAIRS = [
    Parity(broadcast_shapes, np.broadcast_shapes, "numpy", _stretching),
    Parity(
        broadcast_to,
        lambda full, part: np.broadcast_to(np.ones(part), full),
        "numpy",
        _stretching,
        ours=lambda full, part: broadcast_to(np.ones(part), full),
    ),
    Parity(unbroadcast, _torch_unbroadcast, "torch", _gradient),
    Parity(
        Tensor,
        _numpy_walked,
        "numpy",
        _array,
        ours=_walked,
        trials=40,
        convention="NumPy counts strides in bytes, ours in numbers as torch does.",
    ),
    Parity(
        describe,
        lambda a: (a.ndim, np.array(a.shape)),
        "numpy",
        lambda rng: (rng.normal(size=rng.integers(1, 4, rng.integers(0, 4))),),
        ours=lambda a: (describe(a.tolist())[0], np.array(describe(a.tolist())[1])),
    ),
    Parity(
        dense_shape,
        lambda X, W: np.array((np.zeros(X) @ np.zeros(W)).shape),
        "numpy",
        _product_shapes,
        ours=lambda X, W: np.array(dense_shape(X, W)),
    ),
    Parity(
        memory_bytes,
        lambda shape, dtype: np.empty(shape, dtype).nbytes,
        "numpy",
        lambda rng: (
            tuple(map(int, rng.integers(0, 5, rng.integers(0, 4)))),
            rng.choice(["float16", "float32", "int64", "bool"]),
        ),
    ),
    Parity(
        to_nchw,
        lambda a: torch.movedim(torch.from_numpy(a), -1, -3).numpy(),
        "torch",
        _images,
    ),
    Parity(
        to_nhwc,
        lambda a: torch.movedim(torch.from_numpy(a), -3, -1).numpy(),
        "torch",
        _images,
    ),
    Parity(
        dense,
        lambda X, W, b, g: _torch_forward(X, W, b, g, "identity")[0],
        "torch",
        _layer,
        ours=lambda X, W, b, _: dense(X, W, b),
        atol=1e-13,
        convention="torch.nn.functional.linear takes W transposed, (k, d).",
    ),
    Parity(
        layer_forward,
        _torch_forward,
        "torch",
        _activated,
        ours=lambda X, W, b, _, f: layer_forward(X, W, b, f),
        atol=1e-13,
    ),
    Parity(
        layer_backward,
        _torch_backward,
        "torch",
        _activated,
        ours=_backward,
        atol=1e-13,
    ),
    Parity(
        shape_trace,
        lambda n, d, k: {
            "X": [n, d],
            "W": [d, k],
            "b": [k],
            "Z": [n, k],
            "A": [n, k],
            "dX": [n, d],
            "dW": [d, k],
            "db": [k],
        },
        "closed form",
        lambda rng: tuple(map(int, rng.integers(1, 6, 3))),
        ours=lambda *sizes: {k: list(v) for k, v in shape_trace(*sizes).items()},
    ),
    Parity(train_step, _torch_step, "torch", _layer, ours=_step, atol=1e-13),
    Parity(
        uniform_bound,
        _torch_bound,
        "torch",
        _fans,
        convention="kaiming_uniform_ as it is; nn.Linear calls it with a = sqrt(5), "
        "which makes the bound 1 / sqrt(fan_in).",
    ),
    Parity(
        init_uniform,
        lambda n, k, kind: (
            np.random.default_rng(3).uniform(-1, 1, (n, k)) * _torch_bound(n, k, kind)
        ),
        "torch",
        _fans,
        ours=lambda n, k, kind: init_uniform(n, k, np.random.default_rng(3), kind),
        convention="Two generators draw different numbers: compared are ours with the "
        "same draws scaled to torch's bound.",
    ),
    Parity(
        init_identity,
        lambda n, k: torch.nn.init.eye_(torch.empty(n, k)).numpy(),
        "torch",
        lambda rng: tuple(map(int, rng.integers(1, 6, 2))),
    ),
    Parity(
        add_loop,
        np.add,
        "numpy",
        lambda rng: tuple(rng.normal(size=(2, rng.integers(0, 6)))),
    ),
    Parity(
        add_arrays,
        lambda a, b: (torch.from_numpy(a) + torch.from_numpy(b)).numpy(),
        "torch",
        lambda rng: tuple(rng.normal(size=(2, rng.integers(0, 6)))),
    ),
    Parity(passes_by_row, _torch_passes, "torch", _layer, atol=1e-13),
    Parity(passes_by_batch, _torch_passes, "torch", _layer, atol=1e-13),
    Parity(
        passes_by_batch,
        _torch_passes,
        "torch",
        _layer,
        ours=lambda *layer: tuple(
            t.numpy() for t in passes_by_batch(*map(torch.from_numpy, layer))
        ),
        atol=1e-13,
        convention="Here ours runs on torch's tensors, unchanged.",
    ),
    Parity(
        benchmark,
        lambda repeats: np.array([1, 4 * repeats + 1, 3, 4 * repeats + 3]),
        "closed form",
        lambda rng: (int(rng.integers(1, 5)),),
        ours=_ticking,
        convention="A clock that gets slower makes the first run the shortest.",
    ),
    Parity(
        product_seconds,
        lambda n: (n, True),
        "closed form",
        lambda rng: (int(rng.integers(1, 5)),),
        ours=lambda n: (
            product_seconds([2] * n, np.random.default_rng(n))[0]["loop"].size,
            product_seconds([2] * n, np.random.default_rng(n))[1] < 1e-14,
        ),
        convention="Seconds are of one machine and one moment; compared are how many "
        "there are and that the two products agree.",
    ),
]
