"""Cells, sequences and gradients beside torch."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
from scipy.special import expit

from engine.arrays import Array
from engine.parity import Parity
from engine.parity.recurrent.torch_cells import (
    as_start,
    draw_mask,
    draw_weights,
    gradient,
    layer,
    nothing,
    tensor,
)
from engine.recurrent.cell import (
    Cell,
    State,
    Weights,
    check_weights,
    checked_step,
    gate,
)
from engine.recurrent.gru import GRU, gru_step
from engine.recurrent.lstm import LSTM, coupled_cell, lstm_cell
from engine.recurrent.rnn import RELU, TANH, readout, rnn_step
from engine.recurrent.unroll import Gradients, Run, back_through_time, unroll

Rng = np.random.Generator
KINDS: list[tuple[Cell, Any, dict[str, str]]] = [
    (TANH, torch.nn.RNN, {}),
    (RELU, torch.nn.RNN, {"nonlinearity": "relu"}),
    (GRU, torch.nn.GRU, {}),
    (LSTM, torch.nn.LSTM, {}),
]


def _step(blocks: int, arrays: int, biases: int = 1) -> Any:
    def draw(rng: Rng) -> tuple[Array, ...]:
        n, d, k = (int(v) for v in rng.integers(1, 5, 3))
        state = [(n, k)] * arrays
        weights = [(d, blocks * k), (k, blocks * k), *[(blocks * k,)] * biases]
        return tuple(rng.normal(size=s) for s in [(n, d), *state, *weights])

    return draw


def _torch_step(kind: Any, **options: Any) -> Any:
    def step(x: Array, *rest: Any) -> Any:
        arrays = 2 if kind is torch.nn.LSTM else 1
        state, (W, U, b, *more) = rest[:arrays], rest[arrays:]
        c = more[0] if more else np.zeros_like(b)
        module = layer(kind, [Weights(W, U, b, c)], **options)
        with torch.no_grad():
            _, last = module(torch.from_numpy(x[:, None]), as_start(state))
        parts = last if isinstance(last, tuple) else (last,)
        found = tuple(part[0].numpy() for part in parts)
        return found if len(found) == 2 else found[0]

    return step


def _rnn(rng: Rng) -> tuple[Any, ...]:
    return (*_step(1, 1)(rng), str(rng.choice(["tanh", "relu"])))


def _torch_rnn(*arguments: Any) -> Any:
    *arrays, f = arguments
    return _torch_step(torch.nn.RNN, nonlinearity=f)(*arrays)


def _coupled(*arrays: Array) -> tuple[Array, Array]:
    """The LSTM of torch, whose gate i has the weights of f, negated."""
    x, h, c, W, U, b = arrays
    k = c.shape[1]
    W, U, b = (np.concatenate([-v[..., :k], v], axis=-1) for v in (W, U, b))
    found: tuple[Array, Array] = _torch_step(torch.nn.LSTM)(x, h, c, W, U, b)
    return found


class _Case(NamedTuple):
    """A kind, a batch and its mask, weights, a first state, gradients, a window."""

    which: int
    X: Array
    mask: Any
    weights: Weights
    start: State
    asked: Array
    cut: int | None


def _sequence(rng: Rng) -> tuple[_Case]:
    which = int(rng.integers(len(KINDS)))
    B, T, d, k = (int(v) for v in rng.integers(1, 6, 4))
    cell = KINDS[which][0]
    start = tuple(rng.normal(size=(B, k)) for _ in range(cell.arrays))
    mask = draw_mask(B, T, rng) if rng.random() < 0.5 else np.ones((B, T), bool)
    X, dH = rng.normal(size=(B, T, d)), rng.normal(size=(B, T, k))
    weights, cut = draw_weights(cell, d, k, rng), [None, 1, 2, 3][rng.integers(4)]
    return (_Case(which, X, mask, weights, start, dH, cut),)


def _states(case: _Case) -> Any:
    which, X, mask, w, start, _, _ = case
    run = unroll(KINDS[which][0], X, w, start=start, mask=mask)
    return run.H * mask[..., None], run.last


def _torch_states(case: _Case) -> Any:
    which, X, mask, w, start, _, _ = case
    _, kind, options = KINDS[which]
    packed = torch.nn.utils.rnn.pack_padded_sequence(
        torch.from_numpy(X), torch.from_numpy(mask.sum(axis=1)), True, False
    )
    with torch.no_grad():
        H, last = layer(kind, [w], **options)(packed, as_start(start))
    H, _ = torch.nn.utils.rnn.pad_packed_sequence(H, True, total_length=X.shape[1])
    parts = last if isinstance(last, tuple) else (last,)
    return H.numpy(), tuple(part[0].numpy() for part in parts)


def _back(case: _Case) -> Any:
    which, X, mask, w, start, dH, cut = case
    run = unroll(KINDS[which][0], X, w, start=start, mask=mask)
    found = back_through_time(run, dH * mask[..., None], cut=cut)
    return found.X, found.start, tuple(found.weights[:4])


def _autograd(case: _Case) -> Any:
    """Each sequence by itself, up to its end; the state detached at windows."""
    which, X, mask, w, start, dH, cut = case
    _, kind, options = KINDS[which]
    module = layer(kind, [w], **options)
    x, firsts = tensor(X), [tensor(s[None]) for s in start]
    pair = len(firsts) == 2
    for i, length in enumerate(mask.sum(axis=1)):
        state = [f[:, [i]] for f in firsts]
        for t in range(length):
            if cut and t and t % cut == 0:
                state = [s.detach() for s in state]
            h, after = module(x[[i], t : t + 1], tuple(state) if pair else state[0])
            state = list(after) if pair else [after]
            (h[0, 0] * torch.from_numpy(dH[i, t])).sum().backward(retain_graph=True)
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    return (
        gradient(x),
        tuple(gradient(f)[0] for f in firsts),
        tuple(gradient(getattr(module, name)).T for name in names),
    )


def _checked(rng: Rng) -> tuple[Any, ...]:
    x, h, *weights = _step(1, 1, 2)(rng)
    return x, h, Weights(*weights)


def _readout(rng: Rng) -> tuple[Array, ...]:
    B, T, k, m = (int(v) for v in rng.integers(1, 5, 4))
    return tuple(rng.normal(size=s) for s in ((B, T, k), (k, m), (m,)))


_TOLERANCE: dict[str, Any] = {"rtol": 1e-10, "atol": 1e-12}
_RECORD = "A record of arrays; what fills it is compared."

PAIRS = [
    Parity(rnn_step, _torch_rnn, "torch", _rnn, **_TOLERANCE,
           convention="W and U are the transposes of torch's; its second bias "
           "is 0 here."),
    Parity(gru_step, _torch_step(torch.nn.GRU), "torch", _step(3, 1, 2), **_TOLERANCE,
           convention="Blocks r, z, n; z = 1 keeps h; r acts after the product."),
    Parity(lstm_cell, _torch_step(torch.nn.LSTM), "torch", _step(4, 2), **_TOLERANCE,
           convention="Gates in the order i, f, g, o; torch's second bias is 0."),
    Parity(coupled_cell, _coupled, "torch", _step(3, 2), **_TOLERANCE,
           convention="torch's LSTM with the weights of i set to minus those of f."),
    Parity(unroll, _torch_states, "torch", _sequence, ours=_states, trials=20,
           **_TOLERANCE,
           convention="At masked steps torch gives 0 and the state stays here, as "
           "in Keras; compared at the others, and at the end."),
    Parity(back_through_time, _autograd, "torch", _sequence, ours=_back, trials=20,
           rtol=1e-9, atol=1e-11,
           convention="torch.autograd, step by step; detach is the cut."),
    Parity(readout, lambda H, V, b: torch.nn.functional.linear(
        *(torch.from_numpy(v) for v in (H, np.ascontiguousarray(V.T), b))).numpy(),
        "torch", _readout, rtol=1e-11, atol=1e-13),
    Parity(gate, expit, "scipy",
           lambda rng: (np.append(rng.normal(scale=9, size=7), [0.0, 800.0, -800.0]),),
           atol=1e-15, convention="Below -37 scipy still counts; here it is 0."),
    Parity(checked_step, lambda x, h, w: _torch_step(torch.nn.RNN)(x, h, *w[:4]),
           "torch", _checked,
           ours=lambda x, h, w: checked_step(x, (h,), w, TANH)[0], **_TOLERANCE),
    Parity(check_weights, None, "", nothing,
           convention="It returns nothing; tests read its message."),
    *(Parity(record, None, "", nothing, convention=_RECORD)
      for record in (Cell, Weights, Run, Gradients)),
]  # fmt: skip
