"""Schedules and searches of `engine.optim` beside torch and scikit-learn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from scipy import stats
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF
from sklearn.model_selection import ParameterGrid

from engine.arrays import Array
from engine.optim.bayesian import bayesian_search, expected_improvement, gp_posterior
from engine.optim.plateau import reduce_on_plateau
from engine.optim.schedule_race import escape_rate, noisy_bowl, race
from engine.optim.schedules import (
    advise,
    cosine,
    exponential,
    inverse_time,
    step_decay,
    warm_restarts,
    warm_up,
)
from engine.optim.search import grid, random_search, successive_halving
from engine.parity import Parity
from engine.parity.optim.drawn import Rng


def _torch_rates(
    make: Callable[..., Any], high: float, steps: int, *options: Any, **more: Any
) -> Array:
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=high)
    schedule = make(optimiser, *options, **more)
    rates = []
    for _ in range(steps):
        rates.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        schedule.step()
    return np.array(rates)


_S = torch.optim.lr_scheduler


def _plan(rng: Rng) -> tuple[Array, int, float]:
    return np.arange(25.0), int(rng.integers(1, 9)), float(rng.uniform(0.01, 1))


def _metrics(rng: Rng) -> tuple[Array, str, str]:
    """A curve that falls and then stalls, with ties."""
    n = rng.integers(5, 40)
    values = np.maximum.accumulate(rng.integers(0, 6, n) * (rng.random(n) < 0.5))
    values = np.round(values + rng.choice([0, 1, 5e-5], n), 6)
    mode = str(rng.choice(["min", "max"]))
    return (8.0 - values if mode == "min" else values + 1.0), mode, "torch"


def _torch_plateau(metrics: Array, mode: Any, _: str) -> Array:
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1e-3)
    schedule = _S.ReduceLROnPlateau(
        optimiser, mode=mode, min_lr=1e-6, patience=3, factor=0.5
    )
    rates = []
    for value in metrics:
        optimiser.step()
        schedule.step(float(value))
        rates.append(optimiser.param_groups[0]["lr"])
    return np.array(rates)


def _keras_plateau(metrics: Array, mode: str) -> Array:
    """`ReduceLROnPlateau` of Keras 3, copied out as a loop."""
    best = np.inf if mode == "min" else -np.inf
    lr, wait, rates = 1e-3, 0, []
    for value in metrics:
        better = value < best - 1e-4 if mode == "min" else value > best + 1e-4
        if better:
            best, wait = value, 0
        else:
            wait += 1
            if wait >= 3:
                if lr > 1e-6:
                    lr = max(lr * 0.5, 1e-6)
                wait = 0
        rates.append(lr)
    return np.array(rates)


def _floor(sigma: float, eta: float, curvature: float) -> float:
    return eta * sigma**2 / (curvature * (2 - eta * curvature))


def _values(rng: Rng) -> tuple[Array, Array, Array]:
    n, d = rng.integers(1, 8), rng.integers(1, 3)
    return rng.random((n, d)), rng.normal(size=n), rng.random((5, d))


def _sk_process(X: Array, y: Array, new: Array) -> Any:
    kernel = RBF(0.2, length_scale_bounds="fixed")
    process = GaussianProcessRegressor(kernel, alpha=1e-6, optimizer=None)
    return process.fit(X, y).predict(new, return_std=True)


def _improvement(mean: Array, sd: Array, best: float) -> Array:
    u = (best - mean) / sd
    return np.asarray((best - mean) * stats.norm.cdf(u) + sd * stats.norm.pdf(u))


def _space(rng: Rng) -> tuple[dict[str, list[Any]]]:
    names = rng.permutation(["lr", "batch", "depth"])[: rng.integers(1, 4)]
    return ({str(n): list(range(rng.integers(1, 4))) for n in names},)


def _items(settings: Any) -> tuple[Any, ...]:
    return tuple(tuple(sorted(s.items())) for s in settings)


def _halved(scores: Array) -> list[int]:
    rounds = successive_halving(
        lambda s, budget: float(scores[s["i"]] * budget),
        [{"i": i} for i in range(len(scores))],
    )
    return [r[0]["i"] for r in rounds[-1]] + [len(r) for r in rounds]


def _halved_by_sorting(scores: Array) -> list[int]:
    sizes = [len(scores)]
    while sizes[-1] > 1:
        sizes.append(max(1, sizes[-1] // 3))
    return [int(np.argmin(scores)), *sizes]


def _best_of_search(centre: float, seed: int) -> Any:
    points, values = bayesian_search(
        lambda x: float(np.cosh(x[0] - centre)),
        [[-2.0, 2.0]],
        np.random.default_rng(seed),
        15,
    )
    return points[values.argmin(), 0]


PAIRS = [
    Parity(
        cosine,
        lambda t, n, high: _torch_rates(
            _S.CosineAnnealingLR, high, len(t), n, eta_min=0.01
        ),
        "torch",
        _plan,
        ours=lambda t, n, high: cosine(t, n, high, 0.01),
        rtol=1e-9,
        atol=1e-11,
        convention="torch multiplies step by step and climbs after T_max, as ours.",
    ),
    Parity(
        warm_restarts,
        lambda t, n, high: _torch_rates(
            _S.CosineAnnealingWarmRestarts, high, len(t), n, 2 + n % 2, 0.01
        ),
        "torch",
        _plan,
        ours=lambda t, n, high: warm_restarts(t, n, 2 + n % 2, high, 0.01),
        atol=1e-13,
    ),
    Parity(
        warm_restarts,
        lambda t, n, high: _torch_rates(
            _S.CosineAnnealingWarmRestarts, high, len(t), n
        ),
        "torch",
        _plan,
        ours=lambda t, n, high: warm_restarts(t, n, high=high),
        atol=1e-13,
    ),
    Parity(
        exponential,
        lambda t, n, high: _torch_rates(_S.ExponentialLR, high, len(t), np.exp(-1 / n)),
        "torch",
        _plan,
        ours=lambda t, n, high: exponential(t, 1 / n, high),
        convention="torch takes gamma = exp(-k).",
    ),
    Parity(
        step_decay,
        lambda t, n, high: _torch_rates(_S.StepLR, high, len(t), n, 0.3),
        "torch",
        _plan,
        ours=lambda t, n, high: step_decay(t, n, 0.3, high),
    ),
    Parity(
        step_decay,
        lambda t, n, high: _torch_rates(_S.StepLR, high, len(t), n),
        "torch",
        _plan,
        ours=lambda t, n, high: step_decay(t, n, high=high),
    ),
    Parity(
        warm_up,
        lambda t, n, high: _torch_rates(
            _S.LinearLR, high, len(t), 1 / n, 1.0, max(n - 1, 1)
        ),
        "torch",
        lambda rng: (np.arange(25.0), int(rng.integers(2, 9)), rng.uniform(0.1, 1)),
    ),
    Parity(
        inverse_time,
        lambda t, n, high: _torch_rates(
            _S.LambdaLR, high, len(t), lambda i: 1 / (1 + i * n)
        ),
        "torch",
        _plan,
    ),
    Parity(
        advise,
        None,
        "",
        lambda _: ("smooth",),
        convention="Advice is custom; nothing computes it.",
    ),
    Parity(
        reduce_on_plateau,
        _torch_plateau,
        "torch",
        _metrics,
        ours=lambda m, mode, library: reduce_on_plateau(m, mode=mode, library=library),
        trials=25,
        convention="Where a metric is negative torch takes its share the other way.",
    ),
    Parity(
        reduce_on_plateau,
        lambda m, mode, _: _keras_plateau(m, mode),
        "closed form",
        _metrics,
        ours=lambda m, mode, _: reduce_on_plateau(m, mode=mode, library="keras"),
        trials=25,
    ),
    Parity(
        noisy_bowl,
        _floor,
        "closed form",
        lambda rng: tuple(rng.uniform(0.2, 0.9, 3)),
        ours=lambda s, e, c: noisy_bowl(np.full(2000, e), 3.0, s, c)[-1],
        rtol=1e-9,
        convention="At a constant rate it ends at the fixed point of its recursion.",
    ),
    Parity(
        race,
        None,
        "",
        lambda _: (),
        convention="An experiment; it only runs noisy_bowl and the schedules above.",
    ),
    Parity(
        escape_rate,
        None,
        "",
        lambda rng: (rng,),
        convention="An experiment with random noise; a test asserts what it shows.",
    ),
    Parity(
        grid,
        lambda space: _items(ParameterGrid(space)),
        "scikit-learn",
        _space,
        ours=lambda space: _items(grid(space)),
    ),
    Parity(
        random_search,
        lambda space, seed: _items(
            [
                {n: v[int(r.integers(len(v)))] for n, v in space.items()}
                for r in [np.random.default_rng(seed)]
                for _ in range(4)
            ]
        ),
        "closed form",
        lambda rng: (*_space(rng), int(rng.integers(100))),
        ours=lambda space, seed: _items(
            random_search(space, 4, np.random.default_rng(seed))
        ),
        convention="ParameterSampler of scikit-learn draws by another generator.",
    ),
    Parity(
        successive_halving,
        _halved_by_sorting,
        "closed form",
        lambda rng: (rng.permutation(int(rng.integers(1, 30))) + 1.0,),
        ours=_halved,
    ),
    Parity(
        gp_posterior,
        _sk_process,
        "scikit-learn",
        _values,
        rtol=1e-6,
        atol=1e-7,
        convention="With nearby points K is nearly singular: digits are lost in both.",
    ),
    Parity(
        expected_improvement,
        _improvement,
        "scipy",
        lambda rng: (rng.normal(size=5), rng.uniform(0.01, 2, 5), rng.normal()),
        rtol=1e-9,
        atol=1e-12,
    ),
    Parity(
        bayesian_search,
        lambda centre, _: centre,
        "closed form",
        lambda rng: (rng.uniform(-1, 1), int(rng.integers(100))),
        ours=_best_of_search,
        atol=0.04,
        trials=5,
        convention="It should find a minimum that is known, to five spacings of its 500"
        " points, which are drawn.",
    ),
]
