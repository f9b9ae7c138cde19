"""Graphs, memory, and what derivatives are used for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.differentiate
import scipy.stats
import sympy  # type: ignore[import-untyped]
import torch

from engine.arrays import Array
from engine.autodiff.black_scholes import call_price, greeks
from engine.autodiff.expression import Expression, evaluate, steps, trace
from engine.autodiff.memory import chain_jvp, chain_vjp, tape_floats
from engine.autodiff.oscillator import amplitude, damping_sensitivity
from engine.autodiff.symbolic import differentiate, simplify
from engine.autodiff.tape import Value
from engine.parity import Parity


def _stages(rng: np.random.Generator) -> tuple[Array, Array, int]:
    x = rng.normal(size=(2, rng.integers(1, 4)))
    return x[0], x[1], int(rng.integers(1, 7))


_CHAIN: list[Callable[[Any], Any]] = [
    np.sin,
    lambda x: x * x + 1,
    np.log,
    np.tanh,
    lambda x: np.exp(x) - x,
    lambda x: x / (1 + x * x),
]


def _torch_chain(x: Array, v: Array, _: int) -> Array:
    """Elementwise, so that `J v` and `u^T J` are the same product."""
    point = torch.from_numpy(x).requires_grad_()
    y = torch.log(torch.sin(point) ** 2 + 1).tanh()
    y = torch.exp(y) - y
    (y / (1 + y * y)).backward(torch.from_numpy(v))
    assert point.grad is not None
    return np.asarray(point.grad.numpy())


def _chained_vjp(x: Array, v: Array, segment: int) -> tuple[Array, int]:
    return chain_vjp(_CHAIN, x, v, segment)


def _chained_count(x: Array, v: Array, segment: int) -> tuple[Array, int]:
    """The record of each segment by hand: 1, 2, 1, 1, 2 and 3 results a stage."""
    results = [1, 2, 1, 1, 2, 3]
    starts = range(0, 6, segment)
    held = max(
        1 + sum(results[start : start + segment]) + i for i, start in enumerate(starts)
    )
    return _torch_chain(x, v, segment), held * x.size


def _formula(np_: Any, x: Any, y: Any) -> Any:
    a = (x + 0) * np_.sin(x * y) - y / x + 3 * x**2 * 1
    return a * np_.exp(-x) + np_.log(x + y) ** 2 - x**y + 2**x - np_.tanh(0 * x) / 5


def _two(rng: np.random.Generator) -> tuple[float, float]:
    return float(rng.uniform(0.2, 2.0)), float(rng.uniform(0.2, 2.0))


def _sympy(x: float, y: float) -> tuple[float, float]:
    a, b = sympy.symbols("a b")
    f = _formula(sympy, a, b)
    at = {a: x, b: y}
    return float(f.diff(a).evalf(20, at)), float(f.diff(b).evalf(20, at))


def _symbolic(x: float, y: float) -> tuple[Array, Array]:
    graph = trace(lambda a, b: _formula(np, a, b), "a", "b")
    by_a, by_b = differentiate(graph, "a"), differentiate(graph, "b")
    return evaluate(by_a, a=x, b=y), evaluate(by_b, a=x, b=y)


def _option(rng: np.random.Generator) -> tuple[float, ...]:
    S, K = rng.uniform(50, 150, 2)
    return (S, K, rng.uniform(-0.01, 0.08), rng.uniform(0.05, 0.6), rng.uniform(0.1, 3))


def _d1_d2(S: float, K: float, r: float, sigma: float, T: float) -> tuple[float, float]:
    d1 = (np.log(S / K) + (r + sigma**2 / 2) * T) / (sigma * np.sqrt(T))
    return d1, d1 - sigma * np.sqrt(T)


def _price(S: float, K: float, r: float, sigma: float, T: float) -> float:
    d1, d2 = _d1_d2(S, K, r, sigma, T)
    normal = scipy.stats.norm
    return float(S * normal.cdf(d1) - K * np.exp(-r * T) * normal.cdf(d2))


def _greeks(S: float, K: float, r: float, sigma: float, T: float) -> dict[str, float]:
    d1, d2 = _d1_d2(S, K, r, sigma, T)
    density = float(scipy.stats.norm.pdf(d1))
    owed = K * np.exp(-r * T) * float(scipy.stats.norm.cdf(d2))
    return {
        "delta": float(scipy.stats.norm.cdf(d1)),
        "gamma": density / (S * sigma * np.sqrt(T)),
        "vega": S * density * np.sqrt(T),
        "theta": -S * density * sigma / (2 * np.sqrt(T)) - r * owed,
        "rho": T * owed,
    }


def _oscillator(rng: np.random.Generator) -> tuple[float, float, float]:
    c, k = float(rng.choice([0.0, rng.uniform(0, 1.2)])), float(rng.uniform(0.5, 3.0))
    return c, k, float(rng.uniform(0.1, 5.0))


def _envelope(c: float, k: float, t: float) -> tuple[float, float]:
    """`A = exp(-c t / 2) sqrt(k / (k - c^2 / 4))`, and dA/dc through log A."""
    A = np.exp(-c * t / 2) * np.sqrt(k / (k - c * c / 4))
    return float(A), float(A * (-t / 2 + c / (4 * k - c * c)))


PAIRS = [
    Parity(
        tape_floats,
        lambda n: 2 * n + 1,
        "closed form",
        lambda rng: (int(rng.integers(1, 9)),),
        ours=lambda n: tape_floats(np.sum(Value(np.ones(n)) ** 2)),
        convention="x, x^2 and the sum: n + n + 1 numbers.",
    ),
    Parity(
        chain_jvp,
        lambda x, v, segment: (_torch_chain(x, v, segment), 4 * x.size),
        "torch",
        _stages,
        ours=lambda x, v, _: chain_jvp(_CHAIN, x, v),
        atol=1e-13,
    ),
    Parity(chain_vjp, _chained_count, "torch", _stages, ours=_chained_vjp, atol=1e-13),
    Parity(
        Expression,
        lambda x, y: _formula(np, x, y),
        "numpy",
        _two,
        ours=lambda x, y: evaluate(
            _formula(np, Expression("x"), Expression("y")), x=x, y=y
        ),
    ),
    Parity(
        trace,
        lambda x, y: x * y + x,
        "numpy",
        _two,
        ours=lambda x, y: evaluate(trace(lambda a, b: a * b + a, "a", "b"), a=x, b=y),
    ),
    Parity(
        evaluate,
        lambda x, y: _formula(np, np.array([x, y]), y),
        "numpy",
        _two,
        ours=lambda x, y: evaluate(
            trace(lambda a, b: _formula(np, a, b), "a", "b"), a=[x, y], b=y
        ),
    ),
    Parity(
        steps,
        lambda n: 2 + n,
        "closed form",
        lambda rng: (int(rng.integers(1, 9)),),
        ours=lambda n: len(
            steps(trace(lambda x: sum((x for _ in range(n)), 0.0), "x"))
        ),
        convention="A variable, the constant 0 and n additions.",
    ),
    Parity(
        differentiate, _sympy, "sympy", _two, ours=_symbolic, rtol=1e-11, atol=1e-12
    ),
    Parity(
        simplify,
        lambda x, y: _formula(np, x, y),
        "numpy",
        _two,
        ours=lambda x, y: evaluate(
            simplify(trace(lambda a, b: _formula(np, a, b), "a", "b")), a=x, b=y
        ),
        convention="sympy goes much further; what is compared is the value.",
    ),
    Parity(call_price, _price, "closed form", _option, rtol=1e-11, atol=1e-12),
    Parity(
        greeks,
        _greeks,
        "closed form",
        _option,
        rtol=1e-9,
        atol=1e-11,
        convention="Vega and rho are for a change by 1, theta for a year.",
    ),
    Parity(
        amplitude,
        lambda *inputs: _envelope(*inputs)[0],
        "closed form",
        _oscillator,
        ours=lambda c, k, t: amplitude(c, k, t, 400),
        rtol=1e-7,
        convention="The integrator's error, of fourth order, is what remains.",
    ),
    Parity(
        damping_sensitivity,
        _envelope,
        "closed form",
        _oscillator,
        ours=lambda c, k, t: damping_sensitivity(c, k, t, 120),
        rtol=1e-6,
        atol=1e-6,
        trials=5,
        convention="The integrator's error, of fourth order, is what remains.",
    ),
]
