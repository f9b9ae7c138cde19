"""Variants, layers, horizons and counts beside torch and closed forms."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import torch
from torch.nn import functional as tf

from engine.arrays import Array
from engine.parity import Parity
from engine.parity.recurrent.cells import KINDS
from engine.parity.recurrent.torch_cells import (
    draw_weights,
    gradient,
    layer,
    nothing,
    tensor,
)
from engine.recurrent.cell import Cell, Weights
from engine.recurrent.counts import recurrent_parameters, sequential_steps
from engine.recurrent.horizon import (
    Gates,
    cell_gain,
    gradient_decay,
    input_influence,
    trace_gates,
)
from engine.recurrent.layers import (
    bidirectional,
    bidirectional_back,
    stacked,
    stacked_back,
)
from engine.recurrent.lstm import LSTM
from engine.recurrent.lstm_variants import (
    LAYER_NORM,
    PEEPHOLE,
    layer_norm_cell,
    peephole_cell,
)
from engine.recurrent.start import chrono_bias, orthogonal, recurrent_weights
from engine.recurrent.unroll import back_through_time, unroll

Rng = np.random.Generator
_CLOSE: dict[str, Any] = {"rtol": 1e-9, "atol": 1e-11}


def _variant(cell: Cell, rng: Rng) -> tuple[Any, ...]:
    n, d, k = (int(v) for v in rng.integers(1, 5, 3))
    arrays = [rng.normal(size=s) for s in ((n, d), (n, k), (n, k))]
    return (*arrays, draw_weights(cell, d, k, rng))


def _ours(cell: Cell, step: Any) -> Any:
    def both(x: Array, h: Array, c: Array, w: Weights) -> Any:
        run = unroll(cell, x[:, None], w, start=(h, c))
        back = back_through_time(run, np.ones_like(run.H), (0 * h, np.cos(c)))
        return (*step(x, h, c, w), back.X[:, 0], back.start, tuple(back.weights))

    return both


def _theirs(forward: Any) -> Any:
    """The formula in torch, and autograd through `sum(h') + sum(cos(c) c')`."""

    def both(x: Array, h: Array, c: Array, w: Weights) -> Any:
        arrays = [tensor(v) for v in (x, h, c, *w)]
        shown, memory = forward(*arrays)
        (shown.sum() + (memory * torch.from_numpy(np.cos(c))).sum()).backward()
        by_x, by_h, by_c, *by_w = map(gradient, arrays)
        return (shown.detach().numpy(), memory.detach().numpy(), by_x,
                (by_h, by_c), tuple(by_w))  # fmt: skip

    return both


def _torch_peephole(*tensors: torch.Tensor) -> Any:
    x, h, c, W, U, b, b2, p = tensors
    i, f, g, o = (x @ W + b + h @ U + b2).chunk(4, dim=1)
    p_i, p_f, p_o = p.chunk(3)
    memory = torch.sigmoid(f + p_f * c) * c
    memory = memory + torch.sigmoid(i + p_i * c) * torch.tanh(g)
    return torch.sigmoid(o + p_o * memory) * torch.tanh(memory), memory


def _torch_layer_norm(*tensors: torch.Tensor) -> Any:
    x, h, c, W, U, b, b2, p = tensors
    k = c.shape[1]
    p1, p2, p3, p4, p5 = p.split([4 * k, 4 * k, 4 * k, k, k])
    z = tf.layer_norm(x @ W + b, (4 * k,), p1, p3)
    z = z + tf.layer_norm(h @ U + b2, (4 * k,), p2)
    i, f, g, o = z.chunk(4, dim=1)
    memory = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    shown = torch.sigmoid(o) * torch.tanh(tf.layer_norm(memory, (k,), p4, p5))
    return shown, memory


def _layers(ways: int, rng: Rng) -> tuple[Any, ...]:
    which = int(rng.integers(len(KINDS)))
    B, T, d, k = (int(v) for v in rng.integers(1, 6, 4))
    cell = KINDS[which][0]
    two = (draw_weights(cell, d, k, rng), draw_weights(cell, d if ways == 2 else k,
                                                       k, rng))  # fmt: skip
    return which, rng.normal(size=(B, T, d)), two, rng.normal(size=(B, T, ways * k))


def _two_ways(which: int, X: Array, two: Any, dH: Array) -> Any:
    H, runs = bidirectional(KINDS[which][0], X, two)
    by_X, (a, b) = bidirectional_back(runs, dH)
    return H, by_X, a.weights[:4], b.weights[:4]


def _two_layers(which: int, X: Array, two: Any, dH: Array) -> Any:
    runs = stacked(KINDS[which][0], X, two)
    a, b = stacked_back(runs, dH)
    return runs[-1].H, a.X, a.weights[:4], b.weights[:4]


def _torch_layers(which: int, X: Array, two: Any, dH: Array) -> Any:
    _, kind, options = KINDS[which]
    both = len(two[0].W) == len(two[1].W) and dH.shape[2] == 2 * len(two[0].U)
    module = layer(kind, list(two), bidirectional=both, **options)
    x = tensor(X)
    H, _ = module(x)
    (H * torch.from_numpy(dH)).sum().backward()
    ends = ["l0", "l0_reverse"] if both else ["l0", "l1"]
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    grads = [tuple(gradient(getattr(module, f"{n}_{end}")).T for n in names)
             for end in ends]  # fmt: skip
    return H.detach().numpy(), gradient(x), *grads


def _read(rng: Rng) -> tuple[Any, ...]:
    B, T, d, k = (int(v) for v in rng.integers(1, 6, 4))
    return rng.normal(size=(B, T, d)), draw_weights(LSTM, d, k, rng)


def _torch_trace(X: Array, w: Weights) -> Any:
    """Gates from the states of torch's layer, by the formula."""
    cell = layer(torch.nn.LSTM, [w])
    memory, shown = np.zeros((2, len(X), len(w.U)))
    steps = []
    for t in range(X.shape[1]):
        z = X[:, t] @ w.W + w.b + shown @ w.U + w.c
        i, f, g, o = np.split(z, 4, axis=1)
        with torch.no_grad():
            H, (_, c) = cell(torch.from_numpy(X[:, : t + 1]))
        shown, memory = H[:, -1].numpy(), c[0].numpy()
        gates = [1 / (1 + np.exp(-v)) for v in (i, f, o)]
        steps.append((gates[0], gates[1], np.tanh(g), gates[2], memory, shown))
    return tuple(np.stack(part, axis=1) for part in zip(*steps, strict=True))


def _torch_gain(f: Array) -> Array:
    c = tensor(np.ones(f.shape[1:]))
    memory = c
    for gate in f:
        memory = torch.from_numpy(gate.copy()) * memory
    memory.sum().backward()
    return gradient(c)


def _torch_influence(which: int, X: Array, w: Weights) -> Array:
    _, kind, options = KINDS[which]
    module = layer(kind, [w], **options)
    jacobian = torch.autograd.functional.jacobian(
        lambda x: module(x)[0][:, -1].sum(dim=0), torch.from_numpy(X)
    )  # (k, B, T, d)
    return np.asarray(torch.sqrt((jacobian**2).sum(dim=(0, 3))).numpy())


def _drawn_influence(rng: Rng) -> tuple[Any, ...]:
    which, X, two, _ = _layers(2, rng)
    return which, X, two[0]


def _counted(rng: Rng) -> tuple[Any, ...]:
    kind = str(rng.choice(["rnn", "gru", "lstm"]))
    return (
        kind,
        *(int(v) for v in rng.integers(1, 9, 2)),
        *(int(v) for v in rng.integers(1, 3, 2)),
    )


def _torch_counted(kind: str, d: int, k: int, layers: int, ways: int) -> int:
    module: Any = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}
    made = module[kind](d, k, layers, bidirectional=ways == 2)
    return sum(p.numel() for p in made.parameters())


def _longest_chain(model: str, T: int, layers: int) -> int:
    """Depth of the last state of each layer, by following what it waits for."""
    depth = [0] * T
    for _ in range(layers):
        here: list[int] = []
        for t in range(T):
            near = depth[max(0, t - 2) : t + 1]
            below = {"rnn": [depth[t]], "convolution": near, "attention": depth}[model]
            before = here[-1:] if model == "rnn" else []
            here.append(1 + max([*below, *before]))
        depth = here
    return max(depth)


def _model(rng: Rng) -> tuple[Any, ...]:
    T, layers = (int(v) for v in rng.integers(1, 7, 2))
    return str(rng.choice(["rnn", "convolution", "attention"])), T, layers


def _blocks_times_themselves(k: int, rng: Rng) -> Array:
    U = recurrent_weights(LSTM, 2, k, rng).U.reshape(k, 4, k)
    return np.asarray(np.einsum("abk,abl->bkl", U, U))


PAIRS = [
    Parity(peephole_cell, _theirs(_torch_peephole), "torch",
           partial(_variant, PEEPHOLE), ours=_ours(PEEPHOLE, peephole_cell), **_CLOSE,
           convention="The formula in torch, with gradients by autograd."),
    Parity(layer_norm_cell, _theirs(_torch_layer_norm), "torch",
           partial(_variant, LAYER_NORM), ours=_ours(LAYER_NORM, layer_norm_cell),
           rtol=1e-7, atol=1e-9,
           convention="torch's layer_norm, gradients by autograd. Looser: a variance "
           "near 0 enlarges rounding errors by 1 / sqrt(eps)."),
    *(Parity(of, _torch_layers, "torch", partial(_layers, 2), ours=_two_ways, **_CLOSE)
      for of in (bidirectional, bidirectional_back)),
    *(Parity(of, _torch_layers, "torch", partial(_layers, 1), ours=_two_layers,
             **_CLOSE) for of in (stacked, stacked_back)),
    Parity(trace_gates, _torch_trace, "torch", _read, **_CLOSE,
           ours=lambda X, w: tuple(trace_gates(X, w))),
    Parity(cell_gain, _torch_gain, "torch", lambda rng: (
        rng.random((int(rng.integers(1, 9)), 3)),), rtol=1e-12,
        convention="autograd through `c <- f c` with f held fixed."),
    Parity(input_influence, _torch_influence, "torch", _drawn_influence, **_CLOSE,
           ours=lambda which, X, w: input_influence(KINDS[which][0], X, w),
           convention="autograd.functional.jacobian."),
    Parity(gradient_decay, lambda U, T: np.array(
        [np.linalg.norm(np.linalg.matrix_power(U, t), 2) for t in range(T + 1)]),
        "numpy", lambda rng: (rng.normal(size=(3, 3)), int(rng.integers(6))),
        rtol=1e-10),
    Parity(recurrent_parameters, _torch_counted, "torch", _counted,
           ours=lambda kind, d, k, layers, ways: recurrent_parameters(
               kind, d, k, layers=layers, ways=ways),
           convention="Keras' numbers are in the tests: one bias but in the GRU."),
    Parity(sequential_steps, _longest_chain, "closed form", _model,
           convention="The longest path in the graph, by following each edge."),
    Parity(orthogonal, lambda k, _: (np.eye(k), np.eye(k)), "closed form",
           lambda rng: (int(rng.integers(1, 7)), rng), atol=1e-13,
           ours=lambda k, rng: (lambda U: (U @ U.T, U.T @ U))(orthogonal(k, rng)),  # noqa: PLC3002
           convention="The product with the transpose is compared."),
    Parity(recurrent_weights, lambda k, _: np.tile(np.eye(k), (4, 1, 1)),
           "closed form", lambda rng: (int(rng.integers(1, 7)), rng), atol=1e-13,
           ours=_blocks_times_themselves,
           convention="Each block of U times itself; biases are in the tests."),
    Parity(chrono_bias, lambda T, k, rng: np.concatenate(
        [-(u := np.log1p((T - 2) * rng.random(k))), u, np.zeros(2 * k)]),
        "closed form", lambda rng: (int(rng.integers(2, 99)), 3, rng), rtol=1e-12,
        convention="The same draws u in [0, 1), as ln(1 + (T - 2) u)."),
    Parity(Gates, None, "", nothing, convention="A record; what fills it is compared."),
]  # fmt: skip
