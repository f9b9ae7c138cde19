"""`engine.losses` of numbers beside torch, scikit-learn and SciPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sklearn.metrics as sk
import torch
import torch.nn.functional as tf
from scipy import stats

from engine.arrays import Array
from engine.losses.counts import poisson_nll, tweedie_deviance
from engine.losses.elbo import gaussian_kl, negative_elbo
from engine.losses.likelihood import negative_log_likelihood
from engine.losses.penalty import penalised
from engine.losses.reduction import alike, ratio, reduced
from engine.losses.regression import huber, log_cosh, mae, mape, mse, pinball
from engine.parity import Parity
from engine.parity.losses.drawn import (
    Rng,
    any_reduction,
    any_shape,
    by_autograd,
    chances,
    drawing,
)


def _numbers(rng: Rng) -> tuple[Array, Array]:
    """Predictions and targets, far and near, some of them equal."""
    shape = any_shape(rng)
    y = rng.normal(scale=10.0 ** rng.integers(-2, 4), size=shape)
    r = rng.normal(scale=2.0, size=shape)
    r[rng.random(shape) < 0.2] = 0
    return y + r, y


def _means(rng: Rng) -> tuple[Array, Array]:
    """Positive means and counts, zeros among them."""
    shape = any_shape(rng)
    return rng.gamma(1.0, 3.0, shape) + 0.01, rng.poisson(2.0, shape).astype(float)


def _amounts(rng: Rng) -> tuple[Array, Array, float]:
    mu, y = _means(rng)
    power = float(rng.choice([0.0, 1.0, 1.3, 1.5, 2.0, 3.0]))
    return mu, y + (rng.uniform(0.1, 1.0) if power >= 2 else 0.0), power


def _torch_tweedie(mu: Any, y: Any, p: float) -> Any:
    def antiderivative(m: Any) -> Any:
        """Of `-2 (y - m) / m^p`, whose difference the deviance is."""
        if p == 1:
            return 2 * (m - torch.xlogy(y, m))
        if p == 2:
            return 2 * (torch.log(m) + y / m)
        return 2 * (m ** (2 - p) / (2 - p) - y * m ** (1 - p) / (1 - p))

    start = torch.where(y > 0, y, torch.zeros_like(y)) if p < 2 else y
    if p in (0, 1):
        start = y
    at_y = antiderivative(start)
    if 1 < p < 2:
        at_y = torch.where(y == 0, torch.zeros_like(y), at_y)
    return (antiderivative(mu) - at_y).mean()


def _sk_tweedie(mu: Array, y: Array, power: float) -> float:
    return float(sk.mean_tweedie_deviance(y.ravel(), mu.ravel(), power=power))


_FROZEN: dict[str, Callable[[Array, float], Any]] = {
    "gaussian": lambda mu, scale: stats.norm(mu, scale).logpdf,
    "laplace": lambda mu, scale: stats.laplace(mu, scale).logpdf,
    "poisson": lambda mu, _: stats.poisson(mu).logpmf,
    "bernoulli": lambda p, _: stats.bernoulli(p).logpmf,
}


def _observed(rng: Rng) -> tuple[str, Array, Array, float]:
    name = str(rng.choice(list(_FROZEN)))
    if name == "poisson":
        return (name, *_means(rng), 1.0)
    if name == "bernoulli":
        p, y = chances(rng)
        return name, p, np.round(y), 1.0
    return (name, *_numbers(rng), float(rng.uniform(0.2, 3)))


def _scipy_nll(name: str, parameter: Array, y: Array, scale: float) -> float:
    return float(-_FROZEN[name](parameter, scale)(y).mean())


_TORCH_NLL: dict[str, Callable[[Any, float], Any]] = {
    "gaussian": torch.distributions.Normal,
    "laplace": torch.distributions.Laplace,
    "poisson": lambda mu, _: torch.distributions.Poisson(mu),
    "bernoulli": lambda p, _: torch.distributions.Bernoulli(p),
}


def _torch_nll(name: str, parameter: Array, y: Array, scale: float) -> tuple[Any, ...]:
    return by_autograd(lambda mu, v: -_TORCH_NLL[name](mu, scale).log_prob(v).mean())(
        parameter, y
    )


def _posterior(rng: Rng) -> tuple[Array, Array, Array]:
    shape = any_shape(rng)
    x, mu, log_var = rng.normal(size=(3, *shape))
    return x, mu, log_var


def _torch_kl(mu: Any, log_var: Any) -> Any:
    q = torch.distributions.Normal(mu, torch.exp(log_var / 2))
    prior = torch.distributions.Normal(torch.zeros_like(mu), 1.0)
    return torch.distributions.kl_divergence(q, prior).sum()


def _torch_negative_elbo(x: Any, mu: Any, log_var: Any) -> Any:
    """`-ln p(x) + KL(q || p(z | x))`: the gap of the bound, not its two terms."""
    evidence = torch.distributions.Normal(0 * x, 2**0.5).log_prob(x)
    q = torch.distributions.Normal(mu, torch.exp(log_var / 2))
    exact = torch.distributions.Normal(x / 2, 0.5**0.5)
    return (torch.distributions.kl_divergence(q, exact) - evidence).sum()


def _weights(rng: Rng) -> tuple[Array, Array, float, float]:
    w = rng.normal(size=rng.integers(2, 6))
    w[0] = 0.0
    return w, rng.normal(size=w.shape), *rng.uniform(0, 2, 2)


def _penalised(w: Array, target: Array, l1: float, l2: float) -> tuple[Any, ...]:
    loss = penalised(lambda v: mse(v, target, "sum"), l1, l2, free=[1])
    return loss(w)


def _torch_penalised(w: Any, target: Any, l1: float, l2: float) -> Any:
    counted = torch.cat([w[:1], w[2:]])
    penalty = l1 * counted.abs().sum() + l2 * (counted**2).sum()
    return ((w - target) ** 2).sum() + penalty


def _elements(rng: Rng) -> tuple[Array, Array, str]:
    return (*_numbers(rng), any_reduction(rng))


PAIRS = [
    Parity(
        reduced,
        by_autograd(
            lambda v, _, how: tf.l1_loss(v, torch.zeros_like(v), reduction=how)
        ),
        "torch",
        _elements,
        ours=lambda v, _, how: reduced(np.abs(v), np.sign(v), how),
    ),
    Parity(alike, lambda a, b: (np.array(a), np.array(b)), "closed form", _numbers),
    Parity(
        ratio,
        lambda b, a: np.array(
            [x / y if x else 0.0 for x, y in zip(a.flat, b.flat, strict=True)]
        ),
        "closed form",
        _means,
        ours=lambda b, a: ratio(a, b).ravel(),
    ),
    Parity(
        mse,
        by_autograd(lambda a, y, how: tf.mse_loss(a, y, reduction=how)),
        "torch",
        drawing(_numbers, any_reduction),
    ),
    Parity(
        mae,
        by_autograd(lambda a, y, how: tf.l1_loss(a, y, reduction=how)),
        "torch",
        drawing(_numbers, any_reduction),
    ),
    Parity(
        huber,
        by_autograd(lambda a, y, delta: tf.huber_loss(a, y, delta=delta)),
        "torch",
        drawing(_numbers, lambda rng: float(rng.uniform(0.1, 3))),
        convention="torch's smooth_l1_loss with beta is this divided by beta = delta.",
    ),
    Parity(
        log_cosh,
        by_autograd(lambda a, y: torch.log(torch.cosh(a - y)).mean()),
        "torch",
        _numbers,
        rtol=1e-11,
        atol=1e-13,
    ),
    Parity(
        pinball,
        lambda a, y, q: sk.mean_pinball_loss(y.ravel(), a.ravel(), alpha=q),
        "scikit-learn",
        drawing(_numbers, lambda rng: float(rng.uniform(0.05, 0.95))),
        ours=lambda *data: pinball(*data)[0],
    ),
    Parity(
        pinball,
        by_autograd(
            lambda a, y, q: (tf.relu(y - a) * q + tf.relu(a - y) * (1 - q)).mean()
        ),
        "torch",
        drawing(_numbers, lambda rng: float(rng.uniform(0.05, 0.95))),
    ),
    Parity(
        mape,
        by_autograd(lambda a, y: ((a - y) / y).abs().mean()),
        "torch",
        _numbers,
    ),
    Parity(
        mape,
        lambda a, y: sk.mean_absolute_percentage_error(y.ravel(), a.ravel()),
        "scikit-learn",
        _numbers,
        ours=lambda *data: mape(*data)[0],
        convention="A fraction in both; scikit-learn divides by 2e-16 where y is 0, "
        "ours refuses.",
    ),
    Parity(
        poisson_nll,
        by_autograd(
            lambda mu, y, how: tf.poisson_nll_loss(
                mu, y, log_input=False, eps=0.0, reduction=how
            )
        ),
        "torch",
        drawing(_means, any_reduction),
        convention="torch takes ln mu unless log_input=False, and adds 1e-8 to mu.",
    ),
    Parity(
        tweedie_deviance,
        _sk_tweedie,
        "scikit-learn",
        _amounts,
        ours=lambda *data: tweedie_deviance(*data)[0],
        rtol=1e-10,
        atol=1e-12,
        trials=40,
    ),
    Parity(
        tweedie_deviance,
        by_autograd(_torch_tweedie),
        "torch",
        _amounts,
        rtol=1e-9,
        atol=1e-11,
        trials=40,
    ),
    Parity(
        negative_log_likelihood,
        _scipy_nll,
        "scipy",
        _observed,
        ours=lambda *data: negative_log_likelihood(*data)[0],
        atol=1e-12,
        trials=40,
    ),
    Parity(
        negative_log_likelihood,
        _torch_nll,
        "torch",
        _observed,
        rtol=1e-10,
        atol=1e-12,
        trials=40,
    ),
    Parity(
        gaussian_kl,
        by_autograd(_torch_kl, 0, 1),
        "torch",
        lambda rng: _posterior(rng)[1:],
    ),
    Parity(
        negative_elbo,
        by_autograd(_torch_negative_elbo, 1, 2),
        "torch",
        _posterior,
        atol=1e-12,
    ),
    Parity(
        penalised,
        by_autograd(_torch_penalised),
        "torch",
        _weights,
        ours=_penalised,
        atol=1e-13,
    ),
]
