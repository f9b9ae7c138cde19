"""Loops, surfaces and stopping of `engine.optim` beside torch and closed forms."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

import numpy as np
import torch

from engine.arrays import Array
from engine.optim.batches import batches
from engine.optim.early_stopping import early_stop
from engine.optim.gradient_check import slopes
from engine.optim.loop import Path, largest_stable_rate, optimise, rate_sweep
from engine.optim.momentum import SGD
from engine.optim.stochastic import Step, has_settled, sgd_steps
from engine.optim.surfaces import (
    bowl,
    cliff,
    double_well,
    plateau,
    quartic,
    rosenbrock,
    saddle,
)
from engine.optim.torch_loop import train_torch
from engine.optim.training import Training, train, train_line
from engine.parity import Parity
from engine.parity.optim.drawn import Rng, quadratic


def _loss_of(A: Array) -> Callable[[Array], tuple[float, Array]]:
    return lambda x: (float(x @ A @ x) / 2, A @ x)


def _optimised(A: Array, start: Array, steps: int) -> tuple[Any, ...]:
    return tuple(optimise(_loss_of(A), start, SGD(0.1), steps))


def _powers(A: Array, start: Array, steps: int) -> tuple[Any, ...]:
    contraction = np.eye(len(A)) - 0.1 * A
    path = [np.linalg.matrix_power(contraction, t) @ start for t in range(steps + 1)]
    return np.array(path), np.array([x @ A @ x / 2 for x in path]), False


def _one_dimension(rng: Rng) -> tuple[float, float, int]:
    return rng.uniform(0.5, 5), rng.normal(), int(rng.integers(1, 20))


_RATES = [0.01, 0.1, 0.3]


def _regression(rng: Rng) -> tuple[Array, Array, int]:
    n, d = rng.integers(3, 20), rng.integers(1, 4)
    return rng.normal(size=(n, d)), rng.normal(size=n), int(rng.integers(2**31))


def _squares(theta: Array, X: Array, y: Array) -> tuple[float, Array]:
    r = X @ theta - y
    return float(r @ r) / len(y), 2 * X.T @ r / len(y)


def _trained(X: Array, y: Array, seed: int) -> tuple[Any, ...]:
    rng = np.random.default_rng(seed)
    held = (X[:2], y[:2])
    return tuple(
        train(_squares, np.zeros(X.shape[1]), (X, y), SGD(0.02, 0.5), rng, size=4,
              epochs=3, validation=held)
    )  # fmt: skip


def _torch_trained(X: Array, y: Array, seed: int) -> tuple[Any, ...]:
    """The same batches through a linear layer of torch."""
    rng = np.random.default_rng(seed)
    model = torch.nn.Linear(X.shape[1], 1, bias=False, dtype=torch.float64)
    torch.nn.init.zeros_(model.weight)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.5)
    rows, targets = torch.tensor(X), torch.tensor(y)[:, None]
    mean_square = torch.nn.functional.mse_loss
    losses, watched, updates = [], [], 0
    for _ in range(3):
        for batch in torch.utils.data.BatchSampler(
            rng.permutation(len(X)).tolist(), 4, drop_last=False
        ):
            optimiser.zero_grad()
            mean_square(model(rows[batch]), targets[batch]).backward()
            optimiser.step()
            updates += 1
        losses.append(mean_square(model(rows), targets).item())
        watched.append(mean_square(model(rows[:2]), targets[:2]).item())
    weights = model.weight.detach().numpy()[0]
    return weights, np.array(losses), np.array(watched), updates


def _line(rng: Rng) -> tuple[Array, Array]:
    x = rng.normal(size=rng.integers(2, 12))
    return x, 2 * x + 1 + 0.1 * rng.normal(size=x.shape)


def _torch_line(x: Array, y: Array) -> Array:
    model = torch.nn.Linear(1, 1, dtype=torch.float64)
    for p in model.parameters():
        torch.nn.init.zeros_(p)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    batch = [(torch.tensor(x)[:, None], torch.tensor(y)[:, None])]
    train_torch(model, batch, torch.nn.functional.mse_loss, optimiser, 100)
    return np.array([model.weight.item(), model.bias.item()])


def _torch_model_losses(X: Array, y: Array, _: int) -> list[float]:
    model = torch.nn.Linear(X.shape[1], 1, bias=False, dtype=torch.float64)
    torch.nn.init.zeros_(model.weight)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.05)
    data = [(torch.tensor(X), torch.tensor(y)[:, None])]
    return train_torch(model, data, torch.nn.functional.mse_loss, optimiser, 4)


def _numpy_losses(X: Array, y: Array, _: int) -> list[float]:
    theta, losses = np.zeros(X.shape[1]), []
    for _ in range(4):
        losses.append(float(np.mean((X @ theta - y) ** 2)))
        theta = theta - 0.05 * 2 / len(y) * X.T @ (X @ theta - y)
    return losses


def _steps(X: Array, y: Array, seed: int) -> tuple[Any, ...]:
    start, rng = np.zeros(X.shape[1]), np.random.default_rng(seed)
    found = islice(sgd_steps(_squares, start, (X, y), 0.05, rng), 5)
    return tuple(tuple(step) for step in found)


def _steps_by_row(X: Array, y: Array, seed: int) -> tuple[Any, ...]:
    rng, theta, found = np.random.default_rng(seed), np.zeros(X.shape[1]), []
    for _ in range(5):
        i = rng.integers(len(X))
        r = X[i] @ theta - y[i]
        theta = theta - 0.05 * 2 * r * X[i]
        found.append((i, r**2, 2 * r * X[i], theta))
    return tuple(found)


def _by_autograd(formula: Callable[..., Any]) -> Callable[[Array], tuple[Any, ...]]:
    """Value and gradient of a formula by torch."""

    def run(x: Array) -> tuple[Any, Any]:
        at = torch.tensor(x, requires_grad=True)
        value = formula(*at)
        value.backward()
        assert at.grad is not None
        return value.item(), at.grad.numpy()

    return run


def _point(d: int) -> Callable[[Rng], tuple[Array]]:
    return lambda rng: (rng.normal(size=d) * 1.5,)


_FORMULAS: list[tuple[Any, Callable[..., Any], int]] = [
    (bowl, lambda x, y: x**2 / 2 + 10 * y**2, 2),
    (double_well, lambda x: x**4 / 4 - x**2 / 2 + x / 10, 1),
    (saddle, lambda x, y: x**2 - y**2, 2),
    (rosenbrock, lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2, 2),
    (plateau, lambda x, y: 1 - torch.exp(-(x**2 + y**2) / 2), 2),
    (cliff, lambda x: x**2 / 20 + torch.sigmoid(50 * (x - 1)), 1),
    (quartic, lambda x: x**4 - 3 * x**2 + x, 1),
]
_SURFACES = [
    Parity(f, _by_autograd(formula), "torch", _point(d), rtol=1e-10, atol=1e-11)
    for f, formula, d in _FORMULAS
]


def _history(rng: Rng) -> tuple[Array, int, float]:
    values = rng.integers(0, 8, rng.integers(1, 25)).astype(float)
    return values, int(rng.integers(1, 5)), float(rng.choice([0.0, 1.0]))


def _stop_by_definition(history: Array, patience: int, delta: float) -> Any:
    """Bests as a list; the first epoch that is `patience` after the last of them."""
    improving: list[int] = []
    for i, value in enumerate(history):
        if improving and i - improving[-1] > patience:
            break
        if all(value < history[j] - delta for j in improving[-1:]):
            improving.append(i)
    stop = improving[-1] + patience
    return improving[-1], (stop if stop < len(history) else -1)


def _stopped(*arguments: Any) -> tuple[int, int]:
    best, stop = early_stop(*arguments)
    return best, -1 if stop is None else stop


PAIRS = [
    Parity(
        optimise,
        _powers,
        "closed form",
        quadratic,
        ours=_optimised,
        rtol=1e-10,
        convention="On a quadratic, t steps are the power t of I - lr A.",
    ),
    Parity(Path, _powers, "closed form", quadratic, ours=_optimised, rtol=1e-10),
    Parity(
        rate_sweep,
        lambda c, x, t: np.array([c / 2 * (x * (1 - r * c) ** t) ** 2 for r in _RATES]),
        "closed form",
        _one_dimension,
        ours=lambda c, x, t: rate_sweep(_loss_of(np.array([[c]])), [x], _RATES, t),
        rtol=1e-9,
    ),
    Parity(
        largest_stable_rate,
        lambda A, *_: 2 / np.linalg.norm(A, 2),
        "closed form",
        quadratic,
        ours=lambda A, *_: largest_stable_rate(A),
    ),
    Parity(train, _torch_trained, "torch", _regression, ours=_trained, rtol=1e-10),
    Parity(Training, _torch_trained, "torch", _regression, ours=_trained, rtol=1e-10),
    Parity(
        train_line,
        _torch_line,
        "torch",
        _line,
        ours=lambda x, y: train_line(x, y).theta[-1],
        rtol=1e-10,
    ),
    Parity(
        train_torch,
        _numpy_losses,
        "closed form",
        _regression,
        ours=_torch_model_losses,
        rtol=1e-10,
    ),
    Parity(sgd_steps, _steps_by_row, "closed form", _regression, ours=_steps),
    Parity(Step, _steps_by_row, "closed form", _regression, ours=_steps),
    Parity(
        batches,
        lambda n, size, seed: tuple(
            np.split(
                np.random.default_rng(seed).permutation(n), np.arange(size, n, size)
            )
        ),
        "closed form",
        lambda rng: tuple(int(i) for i in rng.integers(1, 20, 3)),
        ours=lambda n, size, seed: tuple(batches(n, size, np.random.default_rng(seed))),
    ),
    Parity(
        has_settled,
        lambda v, w: bool(
            v[-2 * w : -w].sum() - v[-w:].sum() <= 0.1 * v[-2 * w : -w].sum()
        ),
        "closed form",
        lambda rng: (rng.random(12) + 0.1, int(rng.integers(1, 7))),
        ours=lambda v, w: has_settled(v, w, 0.1),
    ),
    *_SURFACES,
    Parity(
        slopes,
        lambda x, a: np.array([2 * x[0] * np.cos(t) - 2 * x[1] * np.sin(t) for t in a]),
        "closed form",
        lambda rng: (rng.normal(size=2), rng.uniform(0, 7, 5)),
        ours=lambda x, a: slopes(saddle, x, a),
        atol=1e-13,
    ),
    Parity(
        early_stop,
        _stop_by_definition,
        "closed form",
        _history,
        ours=_stopped,
        trials=40,
        convention="As EarlyStopping of Keras with restore_best_weights.",
    ),
]
