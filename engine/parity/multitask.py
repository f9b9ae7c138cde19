"""`engine.multitask` beside torch, scikit-learn and closed forms."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression as TheirRegression
from torch.nn import functional as tf

from engine.arrays import Array
from engine.linear.logistic import LogisticRegression
from engine.multitask.branches import (
    Held,
    Network,
    backward_branches,
    forward_branches,
    merge,
)
from engine.multitask.cross_stitch import cross_stitch, cross_stitch_backward, sluice
from engine.multitask.embedding import embed, embed_backward, mean_of_tokens
from engine.multitask.fusion import fuse, late_fusion
from engine.multitask.gating import gated
from engine.multitask.heads import (
    joint_loss,
    scale_weights,
    uncertainty_weighted,
    weighted_loss,
)
from engine.multitask.modalities import TwoInputs, train_modalities
from engine.multitask.negative_transfer import negative_transfer
from engine.multitask.sensors import fuse_sensors
from engine.nn.initialisers import build_layers
from engine.parity import Parity
from engine.parity.nn.backward import TORCH, leaves

Rng = np.random.Generator


def _parts(rng: Rng) -> tuple[list[Array], str]:
    how = str(rng.choice(["concatenate", "add"]))
    n, h = (int(i) for i in rng.integers(1, 5, 2))
    widths = [h if how == "add" else int(rng.integers(1, 5)) for _ in range(3)]
    return [rng.normal(size=(n, w)) for w in widths], how


def _their_merge(parts: list[Array], how: str) -> Array:
    tensors = [torch.tensor(p) for p in parts]
    if how == "add":
        return np.asarray(sum(tensors[1:], tensors[0]).numpy())
    return np.asarray(torch.cat(tensors, dim=1).numpy())


def _network(rng: Rng) -> tuple[Network, list[Array], list[Array], str]:
    """Two or three branches, one to three heads, of random depth."""
    how = str(rng.choice(["concatenate", "add"]))
    n, h = (int(i) for i in rng.integers(1, 5, 2))

    def stack(start: int, end: int) -> Any:
        between = [int(i) for i in rng.integers(1, 5, rng.integers(0, 3))]
        layers = build_layers([start, *between, end], "he", rng)
        return [(W, rng.normal(size=b.shape)) for W, b in layers]

    ends = [h if how == "add" else int(rng.integers(1, 5)) for _ in range(3)]
    starts = [int(i) for i in rng.integers(1, 5, 3)]
    merged = h if how == "add" else sum(ends)
    outs = [int(i) for i in rng.integers(1, 4, rng.integers(1, 4))]
    network = Network(
        [stack(a, b) for a, b in zip(starts, ends, strict=True)],
        [stack(merged, out) for out in outs],
        how,
    )
    inputs = [rng.normal(size=(n, d)) for d in starts]
    gradients = [rng.normal(size=(n, out)) for out in outs]
    return network, inputs, gradients, str(rng.choice(["relu", "tanh", "gelu"]))


def _their_stack(layers: Any, a: Any, f: Any) -> Any:
    for i, (W, b) in enumerate(layers):
        a = a @ W + b
        a = a if i == len(layers) - 1 else f(a)
    return a


def _their_network(
    network: Network, inputs: list[Array], gradients: list[Array], hidden: str
) -> tuple[Any, ...]:
    f = TORCH[hidden]
    branches, heads = ([leaves(s) for s in side] for side in network[:2])
    ends = [
        _their_stack(branch, torch.tensor(X), f)
        for branch, X in zip(branches, inputs, strict=True)
    ]
    joined = torch.cat(ends, dim=1) if network.merge == "concatenate" else sum(ends)
    merged = f(joined)
    outputs = [_their_stack(head, merged, f) for head in heads]
    torch.autograd.backward(outputs, [torch.tensor(g) for g in gradients])
    values = [merged.detach().numpy(), *(out.detach().numpy() for out in outputs)]
    by = [p.grad.numpy() for s in (*branches, *heads) for layer in s for p in layer]
    return (*values, *by)


def _our_network(
    network: Network, inputs: list[Array], gradients: list[Array], hidden: str
) -> tuple[Any, ...]:
    held = forward_branches(network, inputs, hidden)
    found = backward_branches(network, held, gradients, hidden)
    values = [held.merged, *(head.a[-1] for head in held.heads)]
    by = [p for s in (*found.branches, *found.heads) for layer in s for p in layer]
    return (*values, *by)


def _sentences(rng: Rng) -> tuple[Array, Any, Array]:
    v, h, B, T = (int(i) for i in rng.integers(1, 6, 4))
    table = rng.normal(size=(v, h))
    return table, rng.integers(0, v, (B, T)), rng.normal(size=(B, T, h))


def _their_embedding(table: Array, tokens: Any, g: Array) -> tuple[Any, ...]:
    layer = torch.nn.Embedding.from_pretrained(torch.tensor(table), freeze=False)
    value = layer(torch.tensor(tokens))
    value.backward(torch.tensor(g))
    assert layer.weight.grad is not None
    pooled = tf.adaptive_avg_pool1d(value.detach().transpose(1, 2), 1)[..., 0]
    return value.detach().numpy(), layer.weight.grad.numpy(), pooled.numpy()


def _weighted(rng: Rng) -> tuple[Array, Array, Array, Array]:
    """Two tasks of one parameter vector, two targets, two weights."""
    return (rng.normal(size=4), rng.normal(size=(3, 4)), rng.normal(size=(3, 4)),
            rng.uniform(0, 2, 2))  # fmt: skip


def _losses(theta: Any, A: Any, B: Any) -> list[Any]:
    return [((A @ theta) ** 2).sum(), ((B @ theta) ** 4).sum()]


def _their_weighted(theta: Array, A: Array, B: Array, w: Array) -> Any:
    t = torch.tensor(theta, requires_grad=True)
    first, second = _losses(t, torch.tensor(A), torch.tensor(B))
    total = w[0] * first + w[1] * second
    total.backward()
    assert t.grad is not None
    return total.item(), t.grad.numpy()


def _our_weighted(theta: Array, A: Array, B: Array, w: Array) -> Any:
    gradients = [2 * A.T @ (A @ theta), 4 * B.T @ (B @ theta) ** 3]
    return weighted_loss(_losses(theta, A, B), gradients, w)


def _two_heads(rng: Rng) -> tuple[Any, ...]:
    n, k = (int(i) for i in rng.integers(1, 6, 2))
    return (rng.normal(size=(n, k)), rng.normal(size=(n, 1)), rng.integers(0, k, n),
            rng.normal(size=(n, 1)), tuple(rng.uniform(0, 2, 2)))  # fmt: skip


def _their_joint(z: Array, p: Array, labels: Any, t: Array, w: Any) -> Any:
    logits, number = (torch.tensor(v, requires_grad=True) for v in (z, p))
    loss = w[0] * tf.cross_entropy(logits, torch.tensor(labels))
    loss = loss + w[1] * tf.mse_loss(number, torch.tensor(t))
    loss.backward()
    assert logits.grad is not None
    assert number.grad is not None
    return loss.item(), (logits.grad.numpy(), number.grad.numpy())


def _their_uncertainty(losses: Array, s: Array) -> Any:
    L, t = (torch.tensor(v, requires_grad=True) for v in (losses, s))
    total = (torch.exp(-t) * L + t).sum()
    total.backward()
    assert L.grad is not None
    assert t.grad is not None
    best = minimize(lambda v: (np.exp(-v) * losses + v).sum(), 0 * s).x
    return total.item(), (L.grad.numpy(), t.grad.numpy()), best


def _stitched(rng: Rng) -> tuple[Any, ...]:
    shape = tuple(int(i) for i in rng.integers(1, 5, rng.integers(1, 4)))
    return (*rng.normal(size=(4, *shape)), rng.normal(size=(2, 2)))


def _their_stitch(g: Array, k: Array, a: Array, b: Array, A: Array) -> tuple[Any, ...]:
    xa, xb, mix = (torch.tensor(v, requires_grad=True) for v in (a, b, A))
    first = mix[0, 0] * xa + mix[0, 1] * xb
    second = mix[1, 0] * xa + mix[1, 1] * xb
    torch.autograd.backward([first, second], [torch.tensor(g), torch.tensor(k)])
    by = [t.grad.numpy() for t in (xa, xb, mix) if t.grad is not None]
    return first.detach().numpy(), second.detach().numpy(), *by


def _sluiced(rng: Rng) -> tuple[Any, ...]:
    L, n, half = (int(i) for i in rng.integers(1, 4, 3))
    return (rng.normal(size=(L, 2, n, 2 * half)), rng.normal(size=(L, 4, 4)),
            rng.normal(size=(2, L)))  # fmt: skip


def _their_sluice(x: Array, alpha: Array, beta: Array) -> tuple[Array, Array]:
    """Subspace by subspace."""
    half = x.shape[3] // 2
    mixed, read = np.zeros_like(x), np.zeros(x.shape[1:])
    for at, layer in enumerate(x):
        spaces = [
            layer[t][:, s * half : (s + 1) * half] for t in (0, 1) for s in (0, 1)
        ]
        for i in range(4):
            t, s = divmod(i, 2)
            mixed[at, t, :, s * half : (s + 1) * half] = sum(
                alpha[at, i, j] * spaces[j] for j in range(4)
            )
        for t in (0, 1):
            read[t] += beta[t, at] * mixed[at, t]
    return mixed, read


def _gates(rng: Rng) -> tuple[Array, Array, Array]:
    k, n, h = (int(i) for i in rng.integers(1, 5, 3))
    return rng.normal(size=(n, h)), rng.normal(size=(k, h)), rng.normal(size=(k, n, h))


def _their_gates(h: Array, a: Array, g: Array) -> tuple[Any, ...]:
    shared, gate = (torch.tensor(v, requires_grad=True) for v in (h, a))
    value = torch.sigmoid(gate)[:, None] * shared
    value.backward(torch.tensor(g))
    assert shared.grad is not None
    assert gate.grad is not None
    return value.detach().numpy(), shared.grad.numpy(), gate.grad.numpy()


def _said(rng: Rng) -> tuple[list[Any], Array]:
    answers: list[Any] = list(rng.dirichlet(np.ones(3), (4, 5)))
    answers[int(rng.integers(4))] = None
    return answers, rng.uniform(0.1, 1, 4)


def _their_mean(answers: list[Any], weights: Array) -> Array:
    there = [i for i, p in enumerate(answers) if p is not None]
    return np.average([answers[i] for i in there], axis=0, weights=weights[there])


def _sources(rng: Rng) -> tuple[Any, ...]:
    X = rng.normal(size=(60, 5))
    y = (X[:, 0] + X[:, 3] + rng.logistic(size=60) > 0).astype(int)
    new = rng.normal(size=(9, 5))
    return (str(rng.choice(["early", "late", "hybrid"])), [X[:, :2], X[:, 2:]], y,
            [new[:, :2], new[:, 2:]])  # fmt: skip


def _learn(X: Array, y: Any) -> Any:
    return LogisticRegression(1.0).fit(X, y).predict_proba


def _their_fusion(how: str, sources: Any, y: Any, new: Any) -> Array:
    def model(X: Array, Z: Array) -> Any:
        return TheirRegression(tol=1e-10, max_iter=1000).fit(X, y).predict_proba(Z)

    early = model(np.hstack(sources), np.hstack(new))
    late = (model(sources[0], new[0]) + model(sources[1], new[1])) / 2
    answers = {"early": early, "late": late, "hybrid": (early + late) / 2}
    return np.asarray(answers[how])


def _two_inputs(rng: Rng) -> tuple[int, Array, Any]:
    seed = int(rng.integers(1000))
    return seed, rng.normal(size=(2, 3, 6, 6)), rng.integers(0, 9, (2, 4))


def _small(seed: int) -> TwoInputs:
    torch.manual_seed(seed)
    return TwoInputs(size=6, filters=2, tokens=9, width=3, dense=5, classes=4).double()


def _our_outputs(seed: int, image: Array, text: Any) -> tuple[Any, ...]:
    with torch.no_grad():
        model = _small(seed)
        outputs = model(torch.tensor(image), torch.tensor(text))
    size = sum(p.numel() for p in TwoInputs(device="meta").parameters())
    return *(out.numpy() for out in outputs), size


def _their_outputs(seed: int, image: Array, text: Any) -> tuple[Any, ...]:
    """The same numbers by NumPy, and the parameters layer by layer."""
    p = {name: v.detach().numpy() for name, v in _small(seed).named_parameters()}
    windows = sliding_window_view(image, (3, 3), axis=(2, 3))
    z = np.einsum("bcijuv,fcuv->bfij", windows, p["conv.weight"])
    seen = np.maximum(z + p["conv.bias"][:, None, None], 0).reshape(len(image), -1)
    read = mean_of_tokens(embed(p["embedding.weight"], text))
    joined = np.hstack([seen, read])
    h = np.maximum(joined @ p["dense.weight"].T + p["dense.bias"], 0)
    label, number = (
        h @ p[f"{k}.weight"].T + p[f"{k}.bias"] for k in ("label", "number")
    )
    conv, table, dense, heads = 896, 320_000, 201_875_584, 1_290 + 129
    return label, number, conv + table + dense + heads


def _shared_error(angle: float, scale: float, balance: bool, seed: int) -> float:
    found = negative_transfer(angle, np.random.default_rng(seed), scale, balance)
    weights = np.ones(2) if balance else np.array([1.0, scale**2])
    return float(found["shared"] @ weights)


def _least_shared(angle: float, scale: float, balance: bool, _: int) -> float:
    """The best rank 1: what is left is the smaller eigenvalue (Eckart, Young)."""
    root = np.diag([1.0, 1.0 if balance else scale])
    cosine = np.cos(np.deg2rad(angle))
    covariance = root @ np.array([[1.0, cosine], [cosine, 1.0]]) @ root
    return float(np.linalg.eigvalsh(covariance)[0])


_PAIRS = [
    Parity(merge, _their_merge, "torch", _parts),
    Parity(forward_branches, _their_network, "torch", _network, ours=_our_network,
           rtol=1e-9, atol=1e-11),
    Parity(backward_branches, _their_network, "torch", _network, ours=_our_network,
           rtol=1e-9, atol=1e-11),
    Parity(embed, lambda *a: _their_embedding(*a)[0], "torch", _sentences,
           ours=lambda table, tokens, _: embed(table, tokens)),
    Parity(embed_backward, lambda *a: _their_embedding(*a)[1], "torch", _sentences,
           ours=lambda table, tokens, g: embed_backward(g, tokens, len(table))),
    Parity(mean_of_tokens, lambda *a: _their_embedding(*a)[2], "torch", _sentences,
           ours=lambda table, tokens, _: mean_of_tokens(embed(table, tokens))),
    Parity(weighted_loss, _their_weighted, "torch", _weighted, ours=_our_weighted,
           atol=1e-12),
    Parity(joint_loss, _their_joint, "torch", _two_heads, atol=1e-13),
    Parity(uncertainty_weighted, lambda *a: _their_uncertainty(*a)[:2], "torch",
           lambda rng: (rng.uniform(0, 3, 4), rng.normal(size=4)), atol=1e-13),
    Parity(uncertainty_weighted, lambda *a: _their_uncertainty(*a)[2], "scipy",
           lambda rng: (rng.uniform(0.1, 3, 4), rng.normal(size=4)),
           ours=lambda losses, _: np.log(losses), atol=1e-4,
           convention="The best s is ln L; SciPy looks for it."),
    Parity(scale_weights, lambda T: 1 / torch.tensor(T).var(0, correction=0).numpy(),
           "torch", lambda rng: (rng.normal(size=(6, 3)) * [1, 10, 100],)),
    Parity(cross_stitch, lambda *a: _their_stitch(*a)[:2], "torch", _stitched,
           ours=lambda _, __, a, b, A: cross_stitch(a, b, A), atol=1e-13),
    Parity(cross_stitch_backward, lambda *a: _their_stitch(*a)[2:], "torch", _stitched,
           atol=1e-12),
    Parity(sluice, _their_sluice, "closed form", _sluiced, atol=1e-12,
           convention="Activations are given, not fed from layer to layer."),
    Parity(gated, _their_gates, "torch", _gates, atol=1e-13),
    Parity(late_fusion, _their_mean, "numpy", _said),
    Parity(fuse, _their_fusion, "scikit-learn", _sources,
           ours=lambda how, sources, y, new: fuse(how, sources, y, new, _learn),
           rtol=1e-4, atol=1e-6, convention="scikit-learn's solver stops earlier."),
    Parity(fuse_sensors, lambda z, v: (np.average(z, weights=1 / v),
           np.linalg.inv(np.ones((1, len(v))) @ np.diag(1 / v) @ np.ones((len(v), 1))
                         ).item()),
           "numpy", lambda rng: tuple(rng.uniform(0.1, 3, (2, rng.integers(1, 6)))),
           convention="Generalised least squares of a constant."),
    Parity(negative_transfer, _least_shared, "closed form",
           lambda rng: (float(rng.choice([0, 95]) + rng.uniform(20, 65)),
                        float(rng.uniform(1.5, 4)),
                        bool(rng.integers(2)), int(rng.integers(99))),
           ours=_shared_error, rtol=1e-3, trials=3,
           convention="Trained by Adam; the closed form is the best rank 1. Not near "
           "90 degrees, where any direction is as good and descent takes long."),
    Parity(TwoInputs, _their_outputs, "numpy", _two_inputs, ours=_our_outputs,
           rtol=1e-10, atol=1e-12, trials=3),
    Parity(train_modalities, None, "", lambda rng: (rng,),
           convention="An experiment that trains torch's own layers; a test has "
           "its order of scores."),
]  # fmt: skip

PAIRS = _PAIRS + [
    replace(pair, of=result, trials=1)
    for result, function in ((Network, backward_branches), (Held, forward_branches))
    for pair in _PAIRS
    if pair.of is function
]
