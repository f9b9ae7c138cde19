"""What adversarial networks are made of and held in check by."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch.nn import functional as F  # noqa: N812
from torch.nn.utils.parametrizations import spectral_norm

from engine.generative.cycle import Rotations, cycle_loss, find_rotations
from engine.generative.game import bilinear_game, historical_average_penalty
from engine.generative.minibatch import minibatch_features
from engine.generative.smoothing import smoothed_discriminator_loss
from engine.generative.spectral import Normalised, spectral_normalise
from engine.generative.style import adain, map_style, modulated_conv2d
from engine.parity import Parity

Rng = np.random.Generator


def _tensor(v: Any) -> torch.Tensor:
    return torch.as_tensor(np.asarray(v, dtype=float))


def _game(rng: Rng) -> tuple[Any, ...]:
    start, rate = rng.normal(size=2), float(rng.uniform(0.01, 0.5))
    return start, rate, int(rng.integers(0, 8)), {
        "unroll": int(rng.integers(0, 4)), "alternate": bool(rng.integers(2))
    }  # fmt: skip


def _our_game(start: Any, rate: float, steps: int, how: Any) -> Any:
    x, y = start
    return bilinear_game(x, y, rate, steps, **how)


def _torch_game(start: Any, rate: float, steps: int, how: Any) -> Any:
    """The look-ahead is differentiated through, not solved."""
    path = [start]
    for _ in range(steps):
        x, y = path[-1]
        mine = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        other = torch.tensor(y, dtype=torch.float64)
        for _ in range(how["unroll"]):
            other = other + rate * mine
        (slope,) = torch.autograd.grad(mine * other, mine)
        new = x - rate * slope.item()
        path.append(np.array([new, y + rate * (new if how["alternate"] else x)]))
    return np.array(path)


def _penalty(history: Any) -> Any:
    rows = _tensor(history)
    now = rows[-1].clone().requires_grad_()
    value = ((now - rows[:-1].mean(dim=0)) ** 2).sum()
    (gradient,) = torch.autograd.grad(value, now)
    return value.item(), gradient.numpy()


def _matrix(rng: Rng) -> tuple[Any, ...]:
    m, d = rng.integers(1, 7, size=2)
    return rng.normal(size=(m, d)), rng.normal(size=m), 2000


def _power(W: Any, u: Any, steps: int) -> Any:
    """Values only: the sign of u is that of the start."""
    return spectral_normalise(W, u, steps)[:2]


def _by_svd(W: Any, *_: Any) -> Any:
    sigma = np.linalg.svd(W, compute_uv=False)[0]
    return W / sigma, sigma


def _few(rng: Rng) -> tuple[Any, ...]:
    W, u, _ = _matrix(rng)
    return W, u / np.linalg.norm(u), int(rng.integers(1, 4))


def _torch_spectral(W: Any, u: Any, steps: int) -> Any:
    """Of the transpose: torch steps from v to u, the paper from u to v."""
    layer = torch.nn.Linear(len(W), W.shape[1], bias=False, dtype=torch.float64)
    layer.weight.data = _tensor(W.T)
    spectral_norm(layer, n_power_iterations=steps, eps=1e-30)
    inner: Any = layer.parametrizations
    norm = inner.weight[0]
    norm._v.copy_(_tensor(u))
    weight = layer.weight.detach().numpy().T
    return weight, W[0, 0] / weight[0, 0], norm._v.numpy()


def _batch(rng: Rng) -> tuple[Any, ...]:
    n, d, b, c = rng.integers(1, 5, size=4)
    return rng.normal(size=(n, d)), rng.normal(size=(d, b, c))


def _loops(h: Any, T: Any) -> Any:
    n, (_, b, _) = len(h), T.shape
    o = np.zeros((n, b))
    for i, j, k in np.ndindex(n, n, b):
        if i != j:
            o[i, k] += np.exp(-np.abs((h[i] - h[j]) @ T[:, k]).sum())
    return o


def _mapping(rng: Rng) -> tuple[Any, ...]:
    d, hidden, out, n = rng.integers(1, 5, size=4)
    layers = [(rng.normal(size=(d, hidden)), rng.normal(size=hidden)),
              (rng.normal(size=(hidden, out)), rng.normal(size=out))]  # fmt: skip
    return rng.normal(size=(n, d)), layers


def _torch_mapping(z: Any, layers: Any) -> Any:
    w = F.rms_norm(_tensor(z), z.shape[1:], eps=0.0)
    for W, b in layers:
        w = F.leaky_relu(F.linear(w, _tensor(W).T, _tensor(b)), 0.2)
    return w.numpy()


def _styled(rng: Rng) -> tuple[Any, ...]:
    n, c = rng.integers(1, 4, size=2)
    return (rng.normal(size=(n, c, *rng.integers(2, 5, size=2))),
            *rng.normal(size=(2, n, c)))  # fmt: skip


def _torch_adain(x: Any, scale: Any, shift: Any) -> Any:
    normal = F.instance_norm(_tensor(x))
    return (_tensor(scale)[..., None, None] * normal
            + _tensor(shift)[..., None, None]).numpy()  # fmt: skip


def _modulated(rng: Rng) -> tuple[Any, ...]:
    n, c, o = rng.integers(1, 4, size=3)
    x, w = rng.normal(size=(n, c, 4, 5)), rng.normal(size=(o, c, 3, 2))
    return x, w, rng.normal(size=(n, c)), int(rng.integers(0, 2))


def _image_by_image(x: Any, w: Any, style: Any, padding: int) -> Any:
    """Scaled inputs and plain kernels; the outputs are divided afterwards."""
    images = []
    for image, s in zip(x, style, strict=True):
        y = F.conv2d(_tensor(s[:, None, None] * image), _tensor(w), padding=padding)
        length = np.sqrt(((w**2).sum(axis=(2, 3)) * s**2).sum(axis=1) + 1e-8)
        images.append(y.numpy() / length[:, None, None])
    return np.stack(images)


def _domains(rng: Rng) -> tuple[Any, ...]:
    A, B = rng.normal(size=(2, 2, 2))
    return A, B, rng.normal(size=(5, 2)), rng.normal(size=(3, 2))


def _our_cycle(A: Any, B: Any, x: Any, y: Any) -> float:
    return cycle_loss(lambda v: v @ A, lambda v: v @ B, x, y)


def _their_cycle(A: Any, B: Any, x: Any, y: Any) -> float:
    one = F.l1_loss(_tensor(x @ A @ B), _tensor(x))
    return float(one + F.l1_loss(_tensor(y @ B @ A), _tensor(y)))


def _clouds(rng: Rng) -> tuple[Any, ...]:
    """A cloud without symmetry, and the same turned and shuffled."""
    x = rng.normal(size=(20, 2)) * [3.0, 1.0] + [1.0, 2.0]
    i = int(rng.integers(12))
    return x, rng.permutation(x @ _turn(i)), i


def _turn(i: int) -> Any:
    a = 2 * np.pi * i / 12
    return np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])


def _our_angles(x: Any, y: Any, _: int) -> Any:
    found = find_rotations(x, y, 12)
    return found.forth, found.back


def _true_angles(_x: Any, _y: Any, i: int) -> Any:
    return 2 * np.pi * i / 12, 2 * np.pi * (-i % 12) / 12


def _logits(rng: Rng) -> tuple[Any, ...]:
    n, m = rng.integers(1, 5, size=2)
    a, b = rng.uniform(size=2)
    return 9 * rng.normal(size=n), 9 * rng.normal(size=m), a, b


def _torch_smoothed(real: Any, fake: Any, a: float, b: float) -> Any:
    logits = [_tensor(v).requires_grad_() for v in (real, fake)]
    value = sum(
        F.binary_cross_entropy_with_logits(v, torch.full_like(v, target))
        for v, target in zip(logits, (a, b), strict=True)
    )
    assert isinstance(value, torch.Tensor)
    by_real, by_fake = torch.autograd.grad(value, logits)
    return value.item(), (by_real.numpy(), by_fake.numpy())


_TUPLE = "a named tuple; its function is compared"

PAIRS = [
    Parity(
        bilinear_game, _torch_game, "torch", _game, ours=_our_game,
        convention="torch differentiates through the unrolled steps",
    ),
    Parity(
        historical_average_penalty, _penalty, "torch",
        lambda rng: (rng.normal(size=(int(rng.integers(2, 6)), 3)),),
    ),
    Parity(
        spectral_normalise, _by_svd, "numpy", _matrix, ours=_power, rtol=1e-8,
        convention="2,000 steps; the SVD has no start",
    ),
    Parity(
        spectral_normalise, _torch_spectral, "torch", _few, rtol=1e-10,
        convention="torch starts from 15 steps of its own; here its start is replaced",
    ),
    Parity(smoothed_discriminator_loss, _torch_smoothed, "torch", _logits),
    Parity(Normalised, None, "", lambda _: (), convention=_TUPLE),
    Parity(minibatch_features, _loops, "closed form", _batch, atol=1e-12),
    Parity(
        map_style, _torch_mapping, "torch", _mapping, atol=1e-12,
        convention="weights of a torch layer are (out, in)",
    ),
    Parity(adain, _torch_adain, "torch", _styled, atol=1e-12),
    Parity(modulated_conv2d, _image_by_image, "torch", _modulated, atol=1e-12),
    Parity(cycle_loss, _their_cycle, "torch", _domains, ours=_our_cycle),
    Parity(
        find_rotations, _true_angles, "closed form", _clouds, ours=_our_angles,
        convention="the angle by which the cloud was turned", trials=4,
    ),
    Parity(Rotations, None, "", lambda _: (), convention=_TUPLE),
]  # fmt: skip
