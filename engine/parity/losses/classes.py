"""`engine.losses` of labels, embeddings and ranks beside torch."""

from __future__ import annotations

from typing import Any

import numpy as np
import sklearn.metrics as sk
import torch
import torch.nn.functional as tf

from engine.arrays import Array
from engine.losses.adversarial import discriminator_loss, generator_loss
from engine.losses.binary import bce, bce_logits, focal
from engine.losses.categorical import (
    categorical_cross_entropy,
    kl_loss,
    smoothed_cross_entropy,
    sparse_cross_entropy,
)
from engine.losses.distances import contrastive, triplet
from engine.losses.focal import sigmoid_focal, softmax_focal
from engine.losses.margin import hinge, squared_hinge
from engine.losses.ranking import margin_ranking, ranknet
from engine.parity import Parity
from engine.parity.losses.drawn import (
    Rng,
    any_reduction,
    any_shape,
    by_autograd,
    chances,
    drawing,
)


def _logits(rng: Rng) -> tuple[Array, Array]:
    """Logits up to thousands, where a naive sigmoid overflows."""
    shape = any_shape(rng)
    z = rng.normal(scale=10.0 ** rng.integers(-1, 4), size=shape)
    return z, rng.integers(0, 2, shape).astype(float)


def _moderate_logits(rng: Rng) -> tuple[Array, Array]:
    z, y = _logits(rng)
    return np.clip(z, -20, 20), y


def _scores(rng: Rng) -> tuple[Array, Array]:
    """Scores and labels of -1 or 1; some scores exactly on the margin."""
    shape = any_shape(rng)
    y = rng.choice([-1.0, 1.0], shape)
    return np.where(rng.random(shape) < 0.2, y, rng.normal(size=shape) * 2), y


def _scores_of_both(rng: Rng) -> tuple[Array, Array]:
    """At least one of each label: scikit-learn takes a lone one for the positive."""
    s, y = _scores(rng)
    return np.append(s, [0.5, -2.0]), np.append(y, [1.0, -1.0])


def _distributions(rng: Rng) -> tuple[Array, Array]:
    n, k = (int(i) for i in rng.integers(1, 6, 2))
    target = rng.dirichlet(np.ones(k), n)
    if rng.random() < 0.5:
        target = np.eye(k)[rng.integers(0, k, n)]
    return rng.dirichlet(np.ones(k), n), target


def _classes(rng: Rng) -> tuple[Array, Any]:
    n, k = rng.integers(1, 6), rng.integers(1, 6)
    z = rng.normal(scale=10.0 ** rng.integers(-1, 3), size=(n, k))
    return z, rng.integers(0, k, n)


def _moderate_classes(rng: Rng) -> tuple[Array, Any]:
    z, labels = _classes(rng)
    return np.clip(z, -5, 5), labels


def _boxes(rng: Rng) -> tuple[Array, Array]:
    """Logits and rows of zeros and ones, background among them."""
    n, k = rng.integers(1, 8), rng.integers(1, 5)
    y = (rng.random((n, k)) < 0.3).astype(float)
    return rng.normal(scale=3.0, size=(n, k)), y


def _torch_focal(z: Any, y: Any, gamma: float, alpha: float | None) -> Any:
    """As torchvision's `sigmoid_focal_loss`, which is not among the libraries here."""
    p = torch.sigmoid(z)
    p_t = p * y + (1 - p) * (1 - y)
    value = tf.binary_cross_entropy_with_logits(z, y, reduction="none")
    value = value * (1 - p_t) ** gamma
    if alpha is not None:
        value = value * (alpha * y + (1 - alpha) * (1 - y))
    return value


def _gamma(rng: Rng) -> float:
    return float(rng.choice([0.0, 0.5, 1.0, 2.0, 3.7]))


def _alpha(rng: Rng) -> float | None:
    return [None, 0.25, 0.6][rng.integers(3)]


def _torch_softmax_focal(z: Any, labels: Any, gamma: float) -> Any:
    log_p = tf.log_softmax(z, dim=1)[torch.arange(len(z)), labels]
    return (-((1 - log_p.exp()) ** gamma) * log_p).mean()


def _triple(rng: Rng) -> tuple[Array, Array, Array, float]:
    n, d = rng.integers(1, 6), rng.integers(1, 4)
    a, p, q = rng.normal(size=(3, n, d))
    return a, p, q, float(rng.uniform(0.1, 2.0))


def _pairs_of_points(rng: Rng) -> tuple[Array, Array, float]:
    shape = any_shape(rng)
    d = rng.gamma(1.0, size=shape)
    return d, rng.integers(0, 2, shape).astype(float), float(rng.uniform(0.5, 2))


def _torch_contrastive(d: Any, s: Any, margin: float) -> Any:
    return torch.where(s == 1, d**2, tf.relu(margin - d) ** 2).mean()


def _torch_ranking(difference: Any, y: Any, margin: float) -> Any:
    second = torch.zeros_like(difference)
    return tf.margin_ranking_loss(difference, second, y, margin=margin)


def _real_and_fake(rng: Rng) -> tuple[Array, Array]:
    return rng.normal(size=rng.integers(1, 6)), rng.normal(size=rng.integers(1, 6))


def _torch_discriminator(real: Any, fake: Any) -> Any:
    return -tf.logsigmoid(real).mean() - tf.logsigmoid(-fake).mean()


def _torch_generator(fake: Any, saturating: bool) -> Any:
    return tf.logsigmoid(-fake).mean() if saturating else -tf.logsigmoid(fake).mean()


def _joined(value: Any, how: str) -> Any:
    return value if how == "none" else getattr(value, how)()


def _foreground(y: Any) -> int:
    return max(1, sum(bool(row.any()) for row in y))


PAIRS = [
    Parity(
        bce,
        by_autograd(lambda p, y, how: tf.binary_cross_entropy(p, y, reduction=how)),
        "torch",
        drawing(chances, any_reduction),
        convention="torch stops each logarithm at -100; ours is infinite.",
    ),
    Parity(
        bce_logits,
        by_autograd(
            lambda z, y, how: tf.binary_cross_entropy_with_logits(z, y, reduction=how)
        ),
        "torch",
        drawing(_logits, any_reduction),
    ),
    Parity(
        focal,
        by_autograd(lambda *data: _torch_focal(*data).mean()),
        "torch",
        drawing(_moderate_logits, _gamma, _alpha),
        rtol=1e-6,
        atol=1e-12,
        convention="1 - p_t loses digits in torchvision's form where p_t is near 1.",
    ),
    Parity(
        hinge,
        lambda s, y: (
            sk.hinge_loss(y.ravel(), s.ravel(), labels=[-1.0, 1.0]),
            np.where(y * s < 1, -y, 0) / y.size,
        ),
        "scikit-learn",
        _scores_of_both,
        convention="The gradient is the closed form; scikit-learn has none.",
    ),
    Parity(
        squared_hinge,
        by_autograd(lambda s, y, how: _joined(tf.relu(1 - y * s) ** 2, how)),
        "torch",
        drawing(_scores, any_reduction),
    ),
    Parity(
        categorical_cross_entropy,
        by_autograd(lambda p, y: -(y * torch.log(p)).sum(dim=-1).mean()),
        "torch",
        _distributions,
    ),
    Parity(
        categorical_cross_entropy,
        by_autograd(lambda p, y: tf.cross_entropy(torch.log(p), y)),
        "torch",
        _distributions,
        ours=lambda p, y: (
            categorical_cross_entropy(p, y)[0],
            categorical_cross_entropy(p, y)[1] + 1 / len(p),
        ),
        rtol=1e-9,
        convention="torch takes logits: ln p are logits of p, and its gradient "
        "differs by the derivative of the normaliser.",
    ),
    Parity(
        sparse_cross_entropy,
        by_autograd(lambda z, labels, how: tf.cross_entropy(z, labels, reduction=how)),
        "torch",
        drawing(_classes, any_reduction),
        atol=1e-13,
    ),
    Parity(
        smoothed_cross_entropy,
        by_autograd(
            lambda z, labels, eps: tf.cross_entropy(z, labels, label_smoothing=eps)
        ),
        "torch",
        drawing(_classes, lambda rng: float(rng.uniform(0, 1))),
        atol=1e-13,
        convention="eps is shared by all classes, the label included, in both.",
    ),
    Parity(
        kl_loss,
        by_autograd(lambda q, p: tf.kl_div(torch.log(q), p, reduction="batchmean")),
        "torch",
        _distributions,
        atol=1e-13,
        convention="torch takes ln q first; its 'mean' also divides by k.",
    ),
    Parity(
        sigmoid_focal,
        by_autograd(lambda z, y, g, a: _torch_focal(z, y, g, a).sum() / _foreground(y)),
        "torch",
        drawing(_boxes, _gamma, _alpha),
        rtol=1e-8,
        atol=1e-12,
    ),
    Parity(
        softmax_focal,
        by_autograd(_torch_softmax_focal),
        "torch",
        drawing(_moderate_classes, lambda rng: float(rng.choice([0.0, 1.0, 2.0, 3.5]))),
        rtol=1e-8,
        atol=1e-12,
        convention="1 - p_t loses digits in torch's form where p_t is near 1.",
    ),
    Parity(
        triplet,
        by_autograd(
            lambda a, p, n, margin: tf.triplet_margin_loss(a, p, n, margin, eps=0.0),
            0,
            1,
            2,
        ),
        "torch",
        _triple,
        atol=1e-13,
        convention="torch adds 1e-6 to each difference unless eps is 0.",
    ),
    Parity(
        contrastive,
        by_autograd(_torch_contrastive),
        "torch",
        _pairs_of_points,
        atol=1e-13,
    ),
    Parity(
        margin_ranking,
        by_autograd(_torch_ranking),
        "torch",
        drawing(_scores, lambda rng: float(rng.uniform(0, 2))),
    ),
    Parity(
        ranknet,
        by_autograd(
            lambda d, t: -(t * tf.logsigmoid(d) + (1 - t) * tf.logsigmoid(-d)).mean()
        ),
        "torch",
        _logits,
    ),
    Parity(
        discriminator_loss,
        by_autograd(_torch_discriminator, 0, 1),
        "torch",
        _real_and_fake,
    ),
    Parity(
        generator_loss,
        by_autograd(_torch_generator),
        "torch",
        lambda rng: (_real_and_fake(rng)[1], bool(rng.random() < 0.5)),
    ),
]
