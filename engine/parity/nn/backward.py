"""Neurons, backpropagation and its costs beside torch."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import torch
from torch.utils.checkpoint import checkpoint_sequential
from torch.utils.flop_counter import FlopCounterMode

from engine.arrays import Array
from engine.nn.backpropagation import (
    Layers,
    backpropagate,
    forward_pass,
    gradient_step,
    hidden_delta,
    layer_gradient,
    output_delta,
)
from engine.nn.gradient_cost import checkpointed, gradient_costs
from engine.nn.initialisers import build_layers
from engine.nn.neuron import collapse, neuron
from engine.nn.training_step import tape_gradients, training_steps
from engine.parity import Parity

Rng = np.random.Generator
TORCH: dict[str, Any] = {
    "identity": lambda z: z,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": torch.nn.functional.leaky_relu,
    "elu": torch.nn.functional.elu,
    "gelu": torch.nn.functional.gelu,
}
"""The counterpart of each activation."""
OUTPUTS = {**TORCH, "softmax": lambda z: torch.softmax(z, dim=-1)}


def network(rng: Rng) -> tuple[Layers, Array, Array]:
    """Layers of random widths, rows, and targets; sometimes one of everything."""
    widths = [int(i) for i in rng.integers(1, 6, rng.integers(2, 7))]
    layers = [(W, rng.normal(size=b.shape)) for W, b in build_layers(widths, "he", rng)]
    n = int(rng.integers(1, 7))
    return layers, rng.normal(size=(n, widths[0])), rng.normal(size=(n, widths[-1]))


def _with_functions(rng: Rng) -> tuple[Any, ...]:
    return *network(rng), str(rng.choice(list(TORCH))), str(rng.choice(list(OUTPUTS)))


def _with_hidden(rng: Rng) -> tuple[Any, ...]:
    return *network(rng), str(rng.choice(list(TORCH))), int(rng.integers(1, 7))


def leaves(layers: Layers) -> list[tuple[Any, Any]]:
    """The same layers as tensors that collect gradients."""
    return [
        (torch.tensor(W, requires_grad=True), torch.tensor(b, requires_grad=True))
        for W, b in layers
    ]


def _their_pass(layers: Any, X: Array, hidden: str, output: str) -> Any:
    a, zs, activations = torch.tensor(X), [], []
    for i, (W, b) in enumerate(layers):
        z = a @ W + b
        a = OUTPUTS[output](z) if i == len(layers) - 1 else TORCH[hidden](z)
        zs.append(z)
        activations.append(a)
    return zs, activations


def _their_forward(layers: Layers, X: Array, _: Array, hidden: str, output: str) -> Any:
    zs, activations = _their_pass(leaves(layers), X, hidden, output)
    return tuple(t.detach().numpy() for t in (*zs, *activations))


def _forward(layers: Layers, X: Array, _: Array, hidden: str, output: str) -> Any:
    held = forward_pass(layers, X, hidden, output)
    return (*held.z, *held.a[1:])


def flat(loss: Any, gradients: Any) -> tuple[Any, ...]:
    """A loss and the gradients of layers, one after another."""
    return float(loss), *(np.asarray(p) for layer in gradients for p in layer)


def _their_gradients(
    layers: Layers, X: Array, T: Array, hidden: str = "tanh", output: str = "identity"
) -> tuple[Any, ...]:
    parts = leaves(layers)
    out = _their_pass(parts, X, hidden, output)[1][-1]
    loss = torch.nn.functional.mse_loss(out, torch.tensor(T))
    loss.backward()
    return flat(loss.detach(), [(W.grad.numpy(), b.grad.numpy()) for W, b in parts])


def _deltas(rng: Rng) -> tuple[Array, Array, str]:
    shape = (int(rng.integers(1, 5)), int(rng.integers(1, 5)))
    g, z = rng.normal(size=(2, *shape))
    return g, 3 * z, str(rng.choice(list(OUTPUTS)))


def _their_delta(g: Array, z: Array, output: str) -> Array:
    t = torch.tensor(z, requires_grad=True)
    OUTPUTS[output](t).backward(torch.tensor(g))
    assert t.grad is not None
    return np.asarray(t.grad.numpy())


def _two_layers(rng: Rng) -> tuple[Array, Array, Array, str]:
    n, units, out = (int(i) for i in rng.integers(1, 5, 3))
    return (rng.normal(size=(n, out)), rng.normal(size=(units, out)),
            rng.normal(size=(n, units)), str(rng.choice(list(TORCH))))  # fmt: skip


def _their_hidden(delta: Array, W: Array, z: Array, hidden: str) -> Array:
    t = torch.tensor(z, requires_grad=True)
    (TORCH[hidden](t) @ torch.tensor(W)).backward(torch.tensor(delta))
    assert t.grad is not None
    return np.asarray(t.grad.numpy())


def _their_layer(delta: Array, a: Array) -> tuple[Any, Any]:
    linear = torch.nn.Linear(a.shape[1], delta.shape[1], dtype=torch.float64)
    linear(torch.tensor(a)).backward(torch.tensor(delta))
    assert linear.weight.grad is not None
    assert linear.bias.grad is not None
    return linear.weight.grad.numpy().T, linear.bias.grad.numpy()


def _their_step(layers: Layers, X: Array, T: Array) -> tuple[Any, ...]:
    parts = leaves(layers)
    rule = torch.optim.SGD([p for part in parts for p in part], lr=0.03)
    out = _their_pass(parts, X, "tanh", "identity")[1][-1]
    torch.nn.functional.mse_loss(out, torch.tensor(T)).backward()
    rule.step()
    return flat(0.0, [(W.detach(), b.detach()) for W, b in parts])


def _their_steps(layers: Layers, X: Array, T: Array, zero: bool) -> tuple[Any, ...]:
    parts = leaves(layers)
    rule = torch.optim.SGD([p for part in parts for p in part], lr=0.01)
    losses = []
    for _ in range(3):
        if zero:
            rule.zero_grad()
        out = _their_pass(parts, X, "relu", "identity")[1][-1]
        loss = torch.nn.functional.mse_loss(out, torch.tensor(T))
        loss.backward()
        rule.step()
        losses.append(loss.item())
    stored = [(W.grad.numpy(), b.grad.numpy()) for W, b in parts]
    moved = flat(0.0, [(W.detach(), b.detach()) for W, b in parts])
    return np.array(losses), *flat(0.0, stored), *moved


def _steps(layers: Layers, X: Array, T: Array, zero: bool) -> tuple[Any, ...]:
    found = training_steps(layers, X, T, steps=3, zero=zero)
    return found.losses, *flat(0.0, found.gradients), *flat(0.0, found.layers)


def _their_costs(widths: list[int], n: int) -> dict[str, int]:
    """Counted by torch as it runs; it counts a multiplication and its addition."""
    net = torch.nn.Sequential(*(torch.nn.Linear(a, b) for a, b in pairwise(widths)))
    X = torch.zeros(n, widths[0])
    with FlopCounterMode(display=False) as forth:
        out = net(X)
    with FlopCounterMode(display=False) as back:
        out.sum().backward()
    parameters = sum(p.numel() for p in net.parameters())
    forward = forth.get_total_flops() // 2
    return {
        "parameters": parameters,
        "forward": forward,
        "backward": back.get_total_flops() // 2,
        "differences": 2 * parameters * forward,
    }


def _their_checkpointed(
    layers: Layers, X: Array, T: Array, hidden: str, every: int
) -> tuple[Any, ...]:
    parts = leaves(layers)

    def layer(i: int) -> Any:
        W, b = parts[i]
        f = TORCH["identity" if i == len(parts) - 1 else hidden]
        return lambda a: f(a @ W + b)

    stages = [layer(i) for i in range(len(parts))]
    segments = min(len(stages), max(1, len(stages) // every))
    out = checkpoint_sequential(stages, segments, torch.tensor(X), use_reentrant=False)
    loss = torch.nn.functional.mse_loss(out, torch.tensor(T))
    loss.backward()
    return flat(loss.detach(), [(W.grad.numpy(), b.grad.numpy()) for W, b in parts])


def _neuron(rng: Rng) -> tuple[Any, ...]:
    d = int(rng.integers(1, 6))
    return (*rng.normal(size=(2, d)), float(rng.normal()), str(rng.choice(list(TORCH))))


def _their_neuron(x: Array, w: Array, b: float, name: str) -> float:
    unit = torch.nn.Linear(len(x), 1, dtype=torch.float64)
    unit.weight.data, unit.bias.data = (
        torch.tensor(w[None]),
        torch.tensor([b], dtype=torch.float64),
    )
    return float(TORCH[name](unit(torch.tensor(x))).detach())


def _their_collapsed(layers: Layers, X: Array, _: Array) -> Array:
    a = torch.tensor(X)
    for W, b in layers:
        a = torch.nn.functional.linear(a, torch.tensor(W.T), torch.tensor(b))
    return np.asarray(a.numpy())


def _collapsed(layers: Layers, X: Array, _: Array) -> Array:
    W, b = collapse(layers)
    return X @ W + b


PAIRS = [
    Parity(neuron, _their_neuron, "torch", _neuron, atol=1e-13),
    Parity(collapse, _their_collapsed, "torch", network, ours=_collapsed,
           rtol=1e-10, atol=1e-12),
    Parity(forward_pass, _their_forward, "torch", _with_functions, ours=_forward,
           atol=1e-12, trials=30),
    Parity(output_delta, _their_delta, "torch", _deltas, atol=1e-13, trials=30),
    Parity(hidden_delta, _their_hidden, "torch", _two_layers, atol=1e-12),
    Parity(layer_gradient, _their_layer, "torch",
           lambda rng: _two_layers(rng)[::2][:2], atol=1e-12,
           convention="torch keeps W as (out, in)."),
    Parity(backpropagate, _their_gradients, "torch", _with_functions,
           ours=lambda layers, X, T, hidden, output: flat(
               *backpropagate(layers, X, T, hidden=hidden, output=output)),
           rtol=1e-10, atol=1e-12, trials=40),
    Parity(gradient_step, _their_step, "torch", network,
           ours=lambda layers, X, T: flat(0.0, gradient_step(
               layers, backpropagate(layers, X, T)[1], 0.03)),
           rtol=1e-10, atol=1e-12),
    Parity(training_steps, _their_steps, "torch",
           lambda rng: (*network(rng), bool(rng.integers(2))), ours=_steps,
           rtol=1e-9, atol=1e-11),
    Parity(tape_gradients, _their_gradients, "torch", network,
           ours=lambda *a: flat(*tape_gradients(*a)), rtol=1e-10, atol=1e-12),
    Parity(gradient_costs, _their_costs, "torch",
           lambda rng: ([int(i) for i in rng.integers(1, 9, rng.integers(2, 6))],
                        int(rng.integers(1, 5))),
           convention="torch's counter takes a product and its sum for two."),
    Parity(checkpointed, _their_checkpointed, "torch", _with_hidden,
           ours=lambda layers, X, T, hidden, every: flat(*checkpointed(
               layers, X, T, hidden=hidden, every=every)[:2]),
           rtol=1e-10, atol=1e-12, trials=20,
           convention="torch is told how many stretches, ours how long they are; "
           "gradients are the same for any."),
]  # fmt: skip
