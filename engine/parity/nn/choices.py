"""Argmax and its relatives, temperature, and cross-entropy beside torch and SciPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.special
import scipy.stats
import sympy  # type: ignore[import-untyped]
import torch
from scipy.optimize import minimize_scalar
from torch.nn import functional as tf

from engine.arrays import Array
from engine.autodiff.expression import evaluate
from engine.nn.argmax import argmax_set, gumbel_max, gumbel_softmax, soft_argmax
from engine.nn.categorical_likelihood import categorical_likelihood
from engine.nn.chain_steps import binary_steps, softmax_steps, symbolic_softmax_jacobian
from engine.nn.cross_entropy import distribution_cross_entropy
from engine.nn.log_softmax import log_softmax, logsumexp
from engine.nn.softmax import softmax_vjp
from engine.nn.squared_softmax import squared_error_on_softmax
from engine.nn.temperature import (
    confidence_error,
    distillation_loss,
    fit_temperature,
    temperature_gradient,
    temperature_softmax,
)
from engine.nn.weighted_cross_entropy import weighted_cross_entropy
from engine.parity import Parity

Rng = np.random.Generator


def _batch(rng: Rng) -> tuple[Array]:
    """Rows of logits, some far apart, some with -inf, some alike."""
    z = rng.normal(scale=rng.choice([1.0, 300.0]), size=(3, rng.integers(2, 9)))
    z[0, 0] = -np.inf
    z[1] = z[1, 0]
    return (z,)


def _vector(rng: Rng) -> tuple[Array, float]:
    return 3 * rng.normal(size=rng.integers(1, 8)), float(rng.uniform(0.1, 3))


def _two(rng: Rng) -> tuple[Array, Array, float]:
    z, v = 3 * rng.normal(size=(2, rng.integers(1, 6), rng.integers(1, 6)))
    return z, v, float(rng.uniform(0.5, 4))


def _labelled(rng: Rng) -> tuple[Array, Any]:
    z = rng.normal(size=(200, rng.integers(2, 6)))
    labels = (z + rng.gumbel(size=z.shape)).argmax(axis=1)
    return float(rng.uniform(0.3, 4)) * z, labels


def _distributions(rng: Rng) -> tuple[Array, Array]:
    p, q = rng.dirichlet(np.ones(rng.integers(2, 7)), 2)
    return (np.eye(len(p))[0] if rng.random() < 0.3 else p), q


def _logits_and_target(rng: Rng) -> tuple[Array, Array]:
    p, q = _distributions(rng)
    return np.log(q) + rng.normal(), p


def _by_autograd(loss: Any, z: Array) -> tuple[Any, Any]:
    t = torch.tensor(z, requires_grad=True)
    value = loss(t)
    value.sum().backward()
    assert t.grad is not None
    return value.detach().numpy(), t.grad.numpy()


def _their_soft_argmax(z: Array, beta: float) -> Any:
    places = torch.arange(len(z), dtype=torch.float64)
    return _by_autograd(lambda t: torch.softmax(beta * t, 0) @ places, z)


def _their_distillation(z: Array, v: Array, T: float) -> Any:
    p = torch.log_softmax(torch.tensor(v) / T, 1)
    return _by_autograd(
        lambda t: T**2 * tf.kl_div(
            torch.log_softmax(t / T, 1), p, reduction="batchmean", log_target=True),
        z,
    )  # fmt: skip


def _torch_by_temperature(z: Array, T: float) -> Array:
    logits = torch.from_numpy(z)
    found = torch.autograd.functional.jacobian(
        lambda t: torch.softmax(logits / t, dim=-1),
        torch.tensor(T, dtype=torch.float64),
    )
    return np.asarray(found.numpy())


def _their_temperature(z: Array, labels: Any) -> float:
    logits, target = torch.tensor(z), torch.tensor(labels)
    found = minimize_scalar(
        lambda log_t: tf.cross_entropy(logits / np.exp(log_t), target).item(),
        bounds=(-3, 4), method="bounded", options={"xatol": 1e-10},
    )  # fmt: skip
    return float(np.exp(found.x))


def _their_confidence_error(z: Array, labels: Any) -> float:
    """The definition, bin by bin."""
    P = scipy.special.softmax(z, axis=1)
    top, right = P.max(axis=1), P.argmax(axis=1) == labels
    total = 0.0
    for b in range(15):
        inside = (top >= b / 15) & (top < (b + 1) / 15 + (b == 14))
        if inside.any():
            gap = abs(top[inside].mean() - right[inside].mean())
            total += inside.mean() * gap
    return total


def _gumbel(rng: Rng) -> tuple[Any, ...]:
    z, g, tau = _two(rng)
    return z, g, tau, bool(rng.integers(2)), int(rng.integers(99))


def _their_gumbel(z: Array, g: Array, tau: float, hard: bool, seed: int) -> Any:
    t = torch.tensor(z, requires_grad=True)
    noise = torch.tensor(np.random.default_rng(seed).gumbel(size=z.shape))
    soft = torch.softmax((t + noise) / tau, dim=1)
    one_hot = tf.one_hot(soft.argmax(dim=1), z.shape[1])
    y = one_hot - soft.detach() + soft if hard else soft
    y.backward(torch.tensor(g))
    assert t.grad is not None
    return y.detach().numpy(), t.grad.numpy()


def _our_gumbel(z: Array, g: Array, tau: float, hard: bool, seed: int) -> Any:
    y, soft = gumbel_softmax(z, np.random.default_rng(seed), tau, hard)
    return y, softmax_vjp(soft, g) / tau


def _weighted(rng: Rng) -> tuple[Any, ...]:
    z, _, _ = _two(rng)
    n, k = z.shape
    return (10 * z, rng.integers(0, k, n), rng.uniform(0.1, 5, k),
            str(rng.choice(["mean", "sum", "none"])))  # fmt: skip


def _their_weighted(z: Array, labels: Any, w: Array, reduction: str) -> Any:
    return _by_autograd(
        lambda t: tf.cross_entropy(
            t, torch.tensor(labels), torch.tensor(w), reduction=reduction
        ),
        z,
    )


def _their_binary(z: float, y: float, x: float) -> tuple[float, ...]:
    """sympy differentiates each link by itself."""
    p, s, w = sympy.symbols("p s w")
    unit = 1 / (1 + sympy.exp(-s))
    loss = -(y * sympy.log(p) + (1 - y) * sympy.log(1 - p))
    whole = loss.subs(p, unit)
    by_w = sympy.diff(whole.subs(s, w * x), w).subs(w, z / x)
    at_p = float(unit.subs(s, z))
    by_z = float(sympy.diff(whole, s).subs(s, z))
    return (
        at_p, float(loss.subs(p, at_p)), float(sympy.diff(loss, p).subs(p, at_p)),
        float(sympy.diff(unit, s).subs(s, z)), by_z, float(by_w), by_z,
    )  # fmt: skip


def _their_steps(z: Array, y: Array) -> tuple[Any, ...]:
    target = torch.tensor(y)
    p = torch.softmax(torch.tensor(z), 0)
    loss, by_p = _by_autograd(lambda t: -(target * torch.log(t)).sum(), p.numpy())
    jacobian: Any = torch.autograd.functional.jacobian(
        lambda t: torch.softmax(t, 0), torch.tensor(z)
    )
    by_z = _by_autograd(lambda t: tf.cross_entropy(t, target), z)[1]
    return p.numpy(), loss, by_p, jacobian.numpy(), by_z


def _their_symbols(z: Array) -> Array:
    symbols = sympy.symbols(f"z0:{len(z)}")
    total = sum(map(sympy.exp, symbols))
    p = sympy.Matrix([sympy.exp(s) / total for s in symbols])
    found = p.jacobian(symbols).subs(dict(zip(symbols, z, strict=True)))
    return np.array(found.evalf(), dtype=float)


def _our_symbols(z: Array) -> Array:
    values = {f"z{i}": v for i, v in enumerate(z)}
    formulas = symbolic_softmax_jacobian(len(z))
    return np.array([[evaluate(e, **values) for e in row] for row in formulas])


def _their_likelihood(q: Array, labels: Any) -> tuple[Any, ...]:
    nll = (
        -torch.distributions.Categorical(torch.tensor(q))
        .log_prob(torch.tensor(labels))
        .numpy()
    )
    shares = np.array([np.mean(labels == j) for j in range(len(q))])
    return nll.mean(), nll.mean(), -nll.sum(), shares


PAIRS = [
    Parity(logsumexp, lambda z: scipy.special.logsumexp(z, axis=-1), "scipy", _batch),
    Parity(log_softmax, lambda z: torch.log_softmax(torch.tensor(z), -1).numpy(),
           "torch", _batch, atol=1e-12),
    Parity(argmax_set, lambda z: np.array([[v == max(row) for v in row] for row in z]),
           "closed form", _batch, convention="numpy.argmax gives the first of them."),
    Parity(soft_argmax, _their_soft_argmax, "torch", _vector, atol=1e-13),
    Parity(gumbel_max, scipy.special.softmax, "scipy",
           lambda rng: (rng.normal(size=rng.integers(1, 6)),),
           ours=lambda z: np.bincount(
               gumbel_max(z, 20_000, np.random.default_rng(0)), minlength=len(z)
           ) / 20_000,
           atol=0.015, rtol=0, convention="Shares of 20,000 draws."),
    Parity(gumbel_softmax, _their_gumbel, "torch", _gumbel, ours=_our_gumbel,
           atol=1e-12, convention="The same noise on both sides."),
    Parity(temperature_gradient, _torch_by_temperature, "torch",
           lambda rng: (rng.normal(size=(3, 4)), float(rng.uniform(0.3, 4))),
           rtol=1e-9, atol=1e-12),
    Parity(temperature_softmax,
           lambda z, T: torch.softmax(torch.tensor(z) / T, -1).numpy(), "torch",
           lambda rng: (*_batch(rng), float(rng.uniform(0.1, 9)))),
    Parity(distillation_loss, _their_distillation, "torch", _two, atol=1e-12),
    Parity(fit_temperature, _their_temperature, "scipy", _labelled, rtol=1e-6,
           convention="SciPy's minimum is flat to 1e-8; ours is a root, exact."),
    Parity(confidence_error, _their_confidence_error, "closed form", _labelled),
    Parity(squared_error_on_softmax,
           lambda z, y, _: _by_autograd(
               lambda t: ((torch.softmax(t, 1) - torch.tensor(y)) ** 2).sum(1), z),
           "torch", _two, ours=lambda z, y, _: squared_error_on_softmax(z, y),
           atol=1e-12),
    Parity(distribution_cross_entropy,
           lambda p, q: (scipy.stats.entropy(p) + scipy.stats.entropy(p, q),
                         scipy.stats.entropy(p), scipy.stats.entropy(p, q)),
           "scipy", _distributions),
    Parity(weighted_cross_entropy, _their_weighted, "torch", _weighted, atol=1e-12,
           convention="As in torch, the mean divides by the sum of the rows' weights."),
    Parity(categorical_likelihood, _their_likelihood, "torch",
           lambda rng: (rng.dirichlet(np.ones(3)), rng.integers(0, 3, 9))),
    Parity(binary_steps, _their_binary, "sympy",
           lambda rng: (3 * float(rng.normal()), float(rng.integers(2)),
                        float(rng.normal())), rtol=1e-9, atol=1e-12),
    Parity(softmax_steps, _their_steps, "torch", _logits_and_target, atol=1e-12),
    Parity(symbolic_softmax_jacobian, _their_symbols, "sympy",
           lambda rng: (rng.normal(size=rng.integers(1, 4)),), ours=_our_symbols),
]  # fmt: skip
