"""Rules of `engine.optim` beside torch; clipping, decay and races."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from engine.arrays import Array
from engine.optim.adam import Adam, Adamax, AdamW, NAdam, moments
from engine.optim.adaptive import Adadelta, Adagrad, RMSProp
from engine.optim.clipping import (
    clip_by_norm,
    clip_by_value,
    clip_per_variable,
    clipped,
    guarded,
    watch,
)
from engine.optim.decay import (
    compare,
    decay_groups,
    path_gap,
    printed_steps,
    shrunk_by_noise,
)
from engine.optim.descent import limits_of_descent
from engine.optim.fine_tuning import fine_tune
from engine.optim.momentum import SGD, AveragedMomentum
from engine.optim.race import steps_to, traits
from engine.optim.recurrent import train_clipped
from engine.optim.schedules import scheduled, step_decay
from engine.parity import Parity
from engine.parity.optim.drawn import Rng, quadratic


def _gradients(rng: Rng) -> tuple[Array, Array]:
    """A start and twelve gradients of changing size, a few of them exactly 0."""
    d = rng.integers(1, 4)
    g = rng.normal(size=(12, d)) * 10.0 ** rng.integers(-3, 3, size=d)
    g[rng.integers(12)] = 0.0
    return rng.normal(size=d), g


def _ours(rule: Any) -> Callable[[Array, Array], Array]:
    def run(theta: Array, gradients: Array) -> Array:
        path = []
        state: dict[str, Any] = {}
        for g in gradients:
            theta, state = rule(theta, g, state)
            path.append(theta)
        return np.array(path)

    return run


def _torch(
    make: Callable[..., Any], schedule: Any = None, **options: Any
) -> Callable[[Array, Array], Array]:
    """The path of an optimiser of torch that is fed given gradients."""

    def run(theta: Array, gradients: Array) -> Array:
        at = torch.tensor(theta, requires_grad=True)
        optimiser = make([at], **options)
        plan = schedule and schedule(optimiser)
        path = []
        for g in gradients:
            at.grad = torch.tensor(g)
            optimiser.step()
            path.append(at.detach().numpy().copy())
            if plan:
                plan.step()
        return np.array(path)

    return run


def _rule(rule: Any, make: Any, of: Any = None, **options: Any) -> Parity:
    more = {
        "rtol": options.pop("rtol", 1e-11),
        "atol": options.pop("atol", 1e-13),
        "convention": options.pop("convention", ""),
    }
    return Parity(
        of or type(rule),
        _torch(make, **options),
        "torch",
        _gradients,
        ours=_ours(rule),
        **more,
    )


_O = torch.optim


_RULES = [
    _rule(SGD(), _O.SGD),
    _rule(SGD(0.1, 0.9), _O.SGD, lr=0.1, momentum=0.9),
    _rule(
        SGD(0.1, 0.8, nesterov=True, l2=0.05),
        _O.SGD,
        lr=0.1,
        momentum=0.8,
        nesterov=True,
        weight_decay=0.05,
        convention="torch's weight_decay is our l2; its first velocity is g itself.",
    ),
    _rule(
        SGD(0.1, decay=0.3),
        _O.SGD,
        lr=0.1,
        weight_decay=0.3,
        convention="Without momentum decay and l2 are the same.",
    ),
    _rule(
        AveragedMomentum(0.2, 0.75),
        _O.SGD,
        lr=0.05,
        momentum=0.75,
        convention="torch has the sum, not the average: its lr is ours (1 - beta).",
    ),
    _rule(AveragedMomentum(), _O.SGD, lr=0.0001, momentum=0.9),
    _rule(Adagrad(), _O.Adagrad),
    _rule(Adagrad(0.3, 0.01), _O.Adagrad, lr=0.3, eps=0.01),
    _rule(RMSProp(), _O.RMSprop),
    _rule(
        RMSProp(0.02, 0.9, 1e-4, 0.7),
        _O.RMSprop,
        lr=0.02,
        alpha=0.9,
        eps=1e-4,
        momentum=0.7,
    ),
    _rule(Adadelta(), _O.Adadelta),
    _rule(Adadelta(0.5, 0.8, 1e-3), _O.Adadelta, lr=0.5, rho=0.8, eps=1e-3),
    _rule(Adam(), _O.Adam),
    _rule(
        Adam(0.1, 0.8, 0.95, 1e-3, l2=0.2, amsgrad=True),
        _O.Adam,
        lr=0.1,
        betas=(0.8, 0.95),
        eps=1e-3,
        weight_decay=0.2,
        amsgrad=True,
        convention="torch's weight_decay is our l2 in Adam, our decay in AdamW.",
    ),
    _rule(AdamW(), _O.AdamW),
    _rule(AdamW(0.1, decay=0.5), _O.AdamW, lr=0.1, weight_decay=0.5),
    _rule(Adamax(), _O.Adamax),
    _rule(Adamax(0.1, 0.7, 0.9, 1e-3), _O.Adamax, lr=0.1, betas=(0.7, 0.9), eps=1e-3),
    _rule(
        NAdam(),
        _O.NAdam,
        rtol=1e-6,
        atol=1e-8,
        convention="torch keeps the product of momenta in single precision.",
    ),
    _rule(
        NAdam(0.1, 0.7, 0.9, 1e-3, 0.2),
        _O.NAdam,
        lr=0.1,
        betas=(0.7, 0.9),
        eps=1e-3,
        momentum_decay=0.2,
        rtol=1e-6,
        atol=1e-7,
        convention="torch keeps the product of momenta in single precision.",
    ),
    _rule(
        scheduled(SGD(momentum=0.9), lambda t: step_decay(t, 3, 0.5, 0.2)),
        _O.SGD,
        of=scheduled,
        lr=0.2,
        momentum=0.9,
        schedule=lambda o: torch.optim.lr_scheduler.StepLR(o, 3, 0.5),
    ),
]


def _torch_moments(gradients: Array) -> dict[str, Array]:
    at = torch.zeros(gradients.shape[1], dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.Adam([at], betas=(0.8, 0.95))
    found: dict[str, list[Array]] = {"m": [], "v": [], "m_hat": [], "v_hat": []}
    for t, g in enumerate(gradients, start=1):
        at.grad = torch.tensor(g)
        optimiser.step()
        m = optimiser.state[at]["exp_avg"].numpy().copy()
        v = optimiser.state[at]["exp_avg_sq"].numpy().copy()
        found["m"].append(m)
        found["v"].append(v)
        found["m_hat"].append(m / (1 - 0.8**t))
        found["v_hat"].append(v / (1 - 0.95**t))
    return {name: np.array(rows) for name, rows in found.items()}


def _variables(rng: Rng) -> tuple[list[Array], float]:
    shapes = [tuple(rng.integers(1, 4, rng.integers(1, 3))) for _ in range(3)]
    scale = 10.0 ** rng.integers(-3, 3)
    return [scale * rng.normal(size=s) for s in shapes], float(rng.uniform(0.1, 2))


def _torch_clip(gradients: list[Array], limit: float) -> tuple[Any, ...]:
    tensors = [torch.tensor(g, requires_grad=True) for g in gradients]
    for t, g in zip(tensors, gradients, strict=True):
        t.grad = torch.tensor(g)
    norm = float(np.sqrt(sum((g**2).sum() for g in gradients)))
    # torch divides by norm + 1e-6; this limit takes that back.
    torch.nn.utils.clip_grad_norm_(tensors, limit * (norm + 1e-6) / norm)
    return tuple(t.grad.numpy() for t in tensors if t.grad is not None), norm


PAIRS = [
    Parity(
        fine_tune,
        None,
        "",
        lambda rng: (rng,),
        convention="An experiment in torch; a test asserts what it shows.",
    ),
    Parity(
        train_clipped,
        None,
        "",
        lambda rng: ("rnn", 1.0, rng),
        convention="An experiment in torch; a test asserts what it shows.",
    ),
    *_RULES,
    Parity(
        moments,
        _torch_moments,
        "torch",
        lambda rng: _gradients(rng)[1:],
        ours=lambda g: moments(g, 0.8, 0.95),
    ),
    Parity(
        clip_by_value,
        lambda g, limit: torch.clamp(torch.tensor(g[0]), -limit, limit).numpy(),
        "torch",
        _variables,
        ours=lambda g, limit: clip_by_value(g[0], limit),
    ),
    Parity(
        clip_by_norm,
        _torch_clip,
        "torch",
        _variables,
        ours=lambda *data: (tuple(clip_by_norm(*data)[0]), clip_by_norm(*data)[1]),
    ),
    Parity(
        clip_per_variable,
        lambda g, limit: tuple(_torch_clip([v], limit)[0][0] for v in g),
        "torch",
        _variables,
        ours=lambda *data: tuple(clip_per_variable(*data)),
    ),
    Parity(
        clipped,
        lambda g, limit: -0.1 * _torch_clip(g[:1], limit)[0][0],
        "torch",
        _variables,
        ours=lambda g, limit: clipped(SGD(0.1), limit)(0 * g[0], g[0], {})[0],
    ),
    Parity(
        watch,
        lambda g, _: (np.linalg.norm(np.concatenate([v.ravel() for v in g])), ()),
        "closed form",
        _variables,
        ours=lambda g, _: (
            watch({str(i): v for i, v in enumerate(g)})["norm"],
            tuple(watch({str(i): v for i, v in enumerate(g)})["bad"]),
        ),
    ),
    Parity(
        guarded,
        _torch(torch.optim.Adam),
        "torch",
        _gradients,
        ours=_ours(guarded(Adam())),
        rtol=1e-11,
        convention="The same while gradients are finite; torch has no guard.",
    ),
    Parity(
        path_gap,
        lambda _, x, steps: max(
            np.abs((0.9**t - 0.8**t) * x).max() for t in range(steps + 1)
        ),
        "closed form",
        quadratic,
        ours=lambda _, x, steps: path_gap(
            SGD(0.1), SGD(0.2), lambda v: (float(v @ v) / 2, v), x, steps
        ),
        convention="On a round bowl each step keeps a share 1 - lr.",
    ),
    Parity(
        printed_steps,
        lambda x, g: (
            (_torch(torch.optim.SGD, lr=0.1, weight_decay=0.3)(x, g[:1])[0],) * 2
        ),
        "torch",
        _gradients,
        ours=lambda x, g: printed_steps(x, g[0], 0.1, 0.3),
        convention="Both printed formulas are SGD with L2.",
    ),
    Parity(
        shrunk_by_noise,
        lambda scales, seed: _torch(torch.optim.AdamW, lr=0.01, weight_decay=0.1)(
            np.ones_like(scales),
            scales * np.random.default_rng(seed).normal(size=(400, len(scales))),
        )[-1],
        "torch",
        lambda rng: (10.0 ** rng.uniform(-2, 2, 3), int(rng.integers(100))),
        ours=lambda scales, seed: shrunk_by_noise(
            AdamW(0.01, decay=0.1), scales, np.random.default_rng(seed)
        ),
        rtol=1e-9,
        atol=1e-11,
    ),
    Parity(
        compare,
        None,
        "",
        lambda rng: (rng,),
        convention="An experiment; what it runs, `train`, is compared with torch.",
    ),
    Parity(
        decay_groups,
        lambda shapes: tuple(
            tuple(str(i) for i, s in enumerate(shapes) if (len(s) > 1) == decays)
            for decays in (True, False)
        ),
        "closed form",
        lambda rng: (
            [tuple(rng.integers(1, 3, rng.integers(0, 4))) for _ in range(5)],
        ),
        ours=lambda shapes: tuple(
            tuple(names)
            for names in decay_groups(
                {str(i): np.ones(s) for i, s in enumerate(shapes)}
            )
        ),
    ),
    Parity(
        traits,
        None,
        "",
        lambda _: (SGD(),),
        convention="It asks a rule three questions; the answers are tested one by one.",
    ),
    Parity(
        steps_to,
        lambda c, x, _: int(np.ceil(np.log(1e-3 / abs(x)) / np.log(abs(1 - 0.1 * c)))),
        "closed form",
        lambda rng: (rng.uniform(0.5, 5), rng.choice([-1, 1]) * rng.uniform(1, 5), 0),
        ours=lambda c, x, _: steps_to(
            lambda v: (float(abs(v[0])), c * v), [x], {"": SGD(0.1)}, 1e-3
        )[""],
        convention="The distance falls by |1 - lr c| a step.",
    ),
    Parity(
        limits_of_descent,
        None,
        "",
        lambda _: (),
        convention="An experiment; each number has a closed form in its test.",
    ),
]
