"""Statements about the derivative of softmax, and their evidence."""

from __future__ import annotations

import numpy as np

from engine.autodiff.differences import central_difference
from engine.nn.cross_entropy import (
    softmax_cross_entropy,
    softmax_cross_entropy_gradient,
)
from engine.nn.softmax import softmax, softmax_jacobian, softmax_vjp
from quiz.claims import Evidence, above, claim, within

Rng = np.random.Generator


@claim(
    "Every probability answers to every logit: no entry of the Jacobian is 0.",
    covers=["C42.01"],
)
def no_entry_is_zero(rng: Rng) -> Evidence:
    J = softmax_jacobian(rng.normal(scale=3.0, size=6))
    smallest = float(np.abs(J).min())
    return Evidence(above(smallest, 1e-12), {"smallest entry in size": smallest})


@claim(
    "The Jacobian is symmetric and positive semidefinite, its rows sum to 0, and its "
    "rank is K - 1.",
    covers=["C42.02"],
)
def symmetric_and_singular(rng: Rng) -> Evidence:
    J = softmax_jacobian(rng.normal(size=5))
    values = np.linalg.eigvalsh(J)
    skew, rows = float(np.abs(J - J.T).max()), float(np.abs(J.sum(axis=1)).max())
    margins = [
        within(skew, 1e-12),
        within(rows, 1e-12),
        within(abs(values[0]), 1e-12),
        above(float(values[1]), 1e-6),
    ]
    shown = {
        "largest |J - J'|": skew,
        "largest row sum": rows,
        "smallest eigenvalue": float(values[0]),
        "second eigenvalue": float(values[1]),
    }
    return Evidence(min(margins), shown)


@claim(
    "Softmax and cross-entropy together have the gradient p - y.",
    covers=["C42.03"],
)
def fused_gradient(rng: Rng) -> Evidence:
    z, y = rng.normal(size=4), rng.dirichlet(np.ones(4))
    gradient = softmax_cross_entropy_gradient(z, y)
    numeric = central_difference(lambda t: softmax_cross_entropy(t, y), z)
    errors = [np.abs(gradient - (softmax(z) - y)).max() / 1e-12]
    errors += [np.abs(gradient - numeric).max() / 1e-7]
    return Evidence(
        within(float(max(errors)), 1.0),
        {"off p - y by": errors[0] * 1e-12, "off the differences by": errors[1] * 1e-7},
    )


@claim(
    "The matrix need not be built: p * (g - <g, p>) is its product with g.",
    covers=["C42.04"],
)
def product_without_the_matrix(rng: Rng) -> Evidence:
    z, g = rng.normal(size=50), rng.normal(size=50)
    error = float(np.abs(softmax_vjp(softmax(z), g) - softmax_jacobian(z).T @ g).max())
    gigabytes = 50_000**2 * 4 / 1e9
    shown = {"largest difference": error, "GB of the matrix at K = 50,000": gigabytes}
    return Evidence(within(error, 1e-12), shown)


@claim(
    "Adding one number to all logits changes neither p nor the Jacobian.",
    covers=["C42.05"],
)
def shift_changes_nothing(rng: Rng) -> Evidence:
    z, shift = rng.normal(size=5), float(rng.normal(scale=100))
    p = float(np.abs(softmax(z + shift) - softmax(z)).max())
    J = float(np.abs(softmax_jacobian(z + shift) - softmax_jacobian(z)).max())
    shown = {"shift": shift, "largest change of p": p, "largest change of J": J}
    return Evidence(within(max(p, J), 1e-10), shown)


@claim(
    "Computed from logits in one piece, the loss is finite where the logarithm of a "
    "probability that underflows is not.",
    covers=["C42.06"],
)
def fused_loss_is_finite(rng: Rng) -> Evidence:
    z = np.array([float(rng.uniform(800, 2000)), 0.0])
    with np.errstate(divide="ignore"):
        apart = float(-np.log(softmax(z)[1]))
    fused = float(softmax_cross_entropy(z, [0.0, 1.0]))
    right = within(abs(fused - z[0]) / z[0], 1e-12)
    return Evidence(
        right if np.isinf(apart) else -1.0,
        {"in two steps": str(apart), "in one": fused, "exact": float(z[0])},
    )
