"""Derivatives by numbers: differences, dual numbers and the tape."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.differentiate
import scipy.stats
import torch

from engine.arrays import Array
from engine.autodiff.chain import compose_derivative
from engine.autodiff.differences import (
    central_difference,
    forward_difference,
    gradient_error,
    step_sweep,
)
from engine.autodiff.dual import Dual, jvp
from engine.autodiff.jacobian import (
    chain_jacobian,
    hessian,
    jacobian_forward,
    jacobian_reverse,
)
from engine.autodiff.tape import Value, gradient, vjp
from engine.parity import Parity


def _smooth(x: Array) -> Array:
    """Two smooth functions of three numbers; extra axes of x are kept."""
    return np.stack([np.sin(x[0]) * x[1], np.exp(x[2] / 3) + x[0] * x[1]])


def _scipy(x: Array) -> Array:
    return np.asarray(scipy.differentiate.jacobian(_smooth, x).df)


def _forward_step(x: Array) -> Array:
    h = 1e-3 * np.maximum(1, np.abs(x))
    moved = [_smooth(np.where(np.arange(3) == j, x + h, x)) for j in range(3)]
    return np.stack([(moved[j] - _smooth(x)) / h[j] for j in range(3)], axis=1)


def _many(np_: Any, x: Any) -> Any:
    """Every kind of operation, in the words of NumPy or of torch."""
    a = np_.tanh(x) * x - 2 / (x * x + 1) + x**3 / 7 + 2.0**x - (-x)
    b = np_.sqrt(np_.exp(np_.sin(x)) + 1) * np_.cos(x) + np_.log(x * x + 2)
    c = np_.arctan(x) + np_.square(x) + np_.log1p(x * x) - np_.expm1(x / 2)
    d = np_.abs(x) + np_.sinh(x) * np_.cosh(x) + np_.tan(x / 9) + np_.sign(x) * x
    e = np_.maximum(a, b) - np_.minimum(c, d) + (x * x + 1) ** (b / 9)
    f = (np_.stack([a, b]).T @ np_.stack([c, e])) @ (x / 5)
    return np_.stack([f, e + d, x[::-1] * f[0] if np_ is np else x.flip(0) * f[0]])


def _of_vector(rng: np.random.Generator) -> tuple[Array, Array]:
    """A point, and a direction or weights; zeros and ties are among them."""
    x = rng.normal(size=(3, rng.integers(1, 5)))
    return (x[0], x[1]) if rng.random() < 0.7 else (np.round(x[0], 1) + 0.05, x[1])


def _weights(v: Array) -> Array:
    return np.stack([v, 2 - v, v * v])


def _torch_jvp(x: Array, v: Array) -> tuple[Array, Array]:
    point, direction = torch.from_numpy(x), torch.from_numpy(v)
    found: Any = torch.autograd.functional.jvp(
        lambda t: _many(torch, t), point, direction
    )
    return found[0].numpy(), found[1].numpy()


def _torch_vjp(x: Array, v: Array) -> tuple[Array, Array]:
    point = torch.from_numpy(x).requires_grad_()
    y = _many(torch, point)
    y.backward(torch.from_numpy(_weights(v)))
    assert point.grad is not None
    return y.detach().numpy(), point.grad.numpy()


def _torch_jacobian(x: Array, _: Array) -> Array:
    found: Any = torch.autograd.functional.jacobian(
        lambda t: _many(torch, t)[0], torch.from_numpy(x)
    )
    return np.asarray(found.numpy())


def _torch_hessian(x: Array, _: Array) -> Array:
    found: Any = torch.autograd.functional.hessian(
        lambda t: _many(torch, t).sum(), torch.from_numpy(x)
    )
    return np.asarray(found.numpy())


def _layer(rng: np.random.Generator) -> tuple[Array, Array, Array]:
    n, d, k = map(int, rng.integers(1, 5, 3))
    return rng.normal(size=(n, d)), rng.normal(size=(d, k)), rng.normal(size=k)


def _layer_loss(np_: Any, X: Any, W: Any, b: Any) -> Any:
    """A bias that is broadcast, a mean and a sum along axes, and a new shape."""
    A = np_.tanh(X @ W + b)
    columns = np_.reshape(np_.mean(A, 0), (-1, 1)) * np_.sum(A * A)
    return np_.sum(columns) + np_.mean(A) * np_.sum(np_.sum(A, 1)[:1])


def _torch_layer(X: Array, W: Array, b: Array) -> tuple[Array, ...]:
    leaves = [torch.from_numpy(a).requires_grad_() for a in (X, W, b)]
    _layer_loss(torch, *leaves).backward()
    return tuple(leaf.grad.numpy() for leaf in leaves if leaf.grad is not None)


def _scalar(rng: np.random.Generator) -> tuple[float]:
    return (float(rng.uniform(0.2, 2.0)),)


def _two(rng: np.random.Generator) -> tuple[float, float]:
    return float(rng.uniform(0.2, 2.0)), float(rng.uniform(0.2, 2.0))


PAIRS = [
    Parity(
        central_difference,
        _scipy,
        "scipy",
        lambda rng: (rng.normal(size=3),),
        ours=lambda x: central_difference(_smooth, x),
        rtol=1e-7,
        atol=1e-8,
        convention="scipy.differentiate adapts its order and step; ours is one step.",
    ),
    Parity(
        forward_difference,
        _forward_step,
        "closed form",
        lambda rng: (rng.normal(scale=3, size=3),),
        ours=lambda x: forward_difference(_smooth, x, 1e-3),
        atol=1e-12,
    ),
    Parity(
        step_sweep,
        lambda x, h: (np.abs(3 * x * h + h * h), h * h),
        "closed form",
        lambda rng: (rng.uniform(-1, 1), rng.uniform(0.01, 1, rng.integers(1, 4))),
        ours=lambda x, h: step_sweep(lambda t: t**3, 3 * x * x, x, h),
        atol=1e-12,
        convention="For x^3 the errors are 3 x h + h^2 and h^2.",
    ),
    Parity(
        gradient_error,
        lambda x, g: np.max(np.abs(2 * x - g) / np.maximum(1, np.abs(2 * x))),
        "closed form",
        lambda rng: tuple(rng.normal(scale=3, size=(2, rng.integers(1, 5)))),
        ours=lambda x, g: gradient_error(lambda t: (t * t).sum(), x, g),
        atol=1e-8,
        convention="The gradient is numeric, so it is known to about 1e-9.",
    ),
    Parity(
        compose_derivative,
        lambda x: ((3 * x**2 + 1) ** 2, 12 * x * (3 * x**2 + 1)),
        "closed form",
        _scalar,
        ours=lambda x: compose_derivative(
            [
                (lambda t: 3 * t**2 + 1, lambda t: 6 * t),
                (lambda t: t**2, lambda t: 2 * t),
            ],
            x,
        ),
    ),
    Parity(
        Dual,
        lambda a, b: (a / b + a * b, 1 / b - 2 * a / b**2 + b + 2 * a),
        "closed form",
        _two,
        ours=lambda a, b: (
            (Dual(a, 1.0) / Dual(b, 2.0) + Dual(a, 1.0) * Dual(b, 2.0)).value,
            (Dual(a, 1.0) / Dual(b, 2.0) + Dual(a, 1.0) * Dual(b, 2.0)).tangent,
        ),
    ),
    Parity(
        jvp,
        _torch_jvp,
        "torch",
        _of_vector,
        ours=lambda x, v: jvp(lambda t: _many(np, t), x, v),
        rtol=1e-11,
        atol=1e-11,
    ),
    Parity(
        Value,
        lambda x: (float((3 * x**2 + 1) ** 2), float(12 * x * (3 * x**2 + 1))),
        "closed form",
        _scalar,
        ours=lambda x: (
            ((3 * Value(x) ** 2 + 1) ** 2).data,
            gradient(lambda t: (3 * t**2 + 1) ** 2)(x)[0],
        ),
    ),
    Parity(
        vjp,
        _torch_vjp,
        "torch",
        _of_vector,
        ours=lambda x, v: vjp(lambda t: _many(np, t), x, _weights(v)),
        rtol=1e-11,
        atol=1e-11,
    ),
    Parity(
        gradient,
        _torch_layer,
        "torch",
        _layer,
        ours=gradient(lambda X, W, b: _layer_loss(np, X, W, b)),
        atol=1e-13,
        convention="torch adds to .grad at each backward; ours starts anew.",
    ),
    Parity(
        chain_jacobian,
        lambda x: np.array([[2 * x[0] * x[1] ** 2, 2 * x[0] ** 2 * x[1]]]) * 9,
        "closed form",
        lambda rng: (rng.normal(size=2),),
        ours=lambda x: chain_jacobian(
            [
                (lambda t: 3 * t, lambda t: np.diag(3 + 0 * t)),
                (lambda t: t[:1] * t[1:], lambda t: np.array([[t[1], t[0]]])),
                (lambda t: t**2 / 9, lambda t: np.diag(2 * t / 9)),
            ],
            x,
        ),
    ),
    Parity(
        jacobian_forward,
        _torch_jacobian,
        "torch",
        _of_vector,
        ours=lambda x, _: jacobian_forward(lambda t: _many(np, t)[0], x),
        rtol=1e-11,
        atol=1e-11,
    ),
    Parity(
        jacobian_reverse,
        _torch_jacobian,
        "torch",
        _of_vector,
        ours=lambda x, _: jacobian_reverse(lambda t: _many(np, t)[0], x),
        rtol=1e-11,
        atol=1e-11,
    ),
    Parity(
        hessian,
        _torch_hessian,
        "torch",
        _of_vector,
        ours=lambda x, _: hessian(lambda t: np.sum(_many(np, t)), x),
        rtol=1e-10,
        atol=1e-10,
    ),
]
