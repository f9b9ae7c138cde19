"""What generators are used for besides making images."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
import torch
from torch import nn

from engine.arrays import Array
from engine.datasets.points import blobs
from engine.generative.gan import Game, network, take_turns, train_gan
from engine.linear.logistic import LogisticRegression
from engine.metrics.curves import roc_auc
from engine.system import system


class Sharper(NamedTuple):
    """Lines enlarged, by two losses."""

    edge_by_content: float
    """Mean size of the largest jump between neighbouring pixels."""
    edge_by_both: float
    true_edge: float


@system("S47.27")
def sharper_lines(rng: np.random.Generator, steps: int = 400) -> Sharper:
    """Enlarge lines of 4 pixels to 16, by squared error, and with a critic besides.

    The small line is noisy, so where its edge was is not certain. Squared error
    alone answers with the mean of all edges that might have been: a slope. A
    discriminator knows no slopes among real lines, and makes the generator choose.

    Args:
        rng: of lines, weights and batches.
        steps: of training, for each.

    Returns:
        See `Sharper`, on 200 new lines.

    Source:
        Ledig et al., Photo-Realistic Single Image Super-Resolution Using a
        Generative Adversarial Network (2017), section 2.2.
    """
    lines, small = _lines(2000, rng)
    new, hint = _lines(200, rng)
    x, told = (torch.from_numpy(a.astype(np.float32)) for a in (lines, small))
    jumps = []
    for adversarial in (False, True):
        with torch.random.fork_rng():
            torch.manual_seed(int(rng.integers(2**31)))
            G, D = network(4, 64, 16, nn.ReLU()), network(20, 64, 1, nn.LeakyReLU(0.2))

            def draw(n: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
                at = torch.randint(len(x), (n,))
                return x[at], told[at], told[at]

            content = partial(_content, 1.0 if adversarial else 1e4)
            take_turns(G, D, draw, Game(steps=steps), content)
        with torch.no_grad():
            made = G(torch.from_numpy(hint.astype(np.float32))).numpy()
        jumps.append(float(np.abs(np.diff(made)).max(axis=1).mean()))
    true = float(np.abs(np.diff(new)).max(axis=1).mean())
    return Sharper(jumps[0], jumps[1], true)


@system("S47.28")
def anomaly_auc(rng: np.random.Generator, steps: int = 400) -> float:
    """How well "no z makes this" tells outliers: the area under the ROC curve.

    A generator learns a ring. The score of a row is its distance to the nearest of
    2,000 generated rows, the best reconstruction that a search over z would find.
    Outliers lie anywhere in a square around the ring.

    Args:
        rng: of data, weights and noise.
        steps: of training.

    Returns:
        From 0 to 1; 1/2 is a guess.

    Source:
        Schlegl et al., Unsupervised Anomaly Detection with Generative Adversarial
        Networks (2017), section 2.2.
    """
    angle = rng.uniform(0, 2 * np.pi, 2000)
    ring = np.column_stack([np.cos(angle), np.sin(angle)])
    ring += 0.05 * rng.normal(size=ring.shape)
    learned = train_gan(ring, rng, Game(steps=steps))
    made = learned.sample(2000, rng)
    outliers = rng.uniform(-3, 3, size=(100, 2))
    rows = np.vstack([ring[:100], outliers])
    scores = np.linalg.norm(rows[:, None] - made, axis=2).min(axis=1)
    return roc_auc(np.repeat([0, 1], 100), scores)


@system("S47.29")
def rare_class_recall(
    rng: np.random.Generator, steps: int = 500
) -> tuple[float, float]:
    """Recall of a class of 20 among 1,000, without and with generated rows.

    A GAN learns the 20 rows, and makes 980 more. The classifier then no longer gains
    by ignoring the class. Nothing new is known about it, though: to weigh the 20 rows
    up does as much.

    Args:
        rng: of data, weights and noise.
        steps: of training.

    Returns:
        Recall of the rare class on new rows, before and after.
    """
    common, rare = [[0.0, 0.0]], [[1.5, 1.5]]
    X = np.vstack([blobs(980, common, 1.0, rng).X, blobs(20, rare, 0.5, rng).X])
    y = np.repeat([0, 1], [980, 20])
    new = blobs(500, rare, 0.5, rng).X
    made = train_gan(X[980:], rng, Game(steps=steps)).sample(960, rng)
    before = LogisticRegression().fit(X, y).predict(new).mean()
    after = LogisticRegression().fit(
        np.vstack([X, made]), np.append(y, np.ones(960, dtype=int))
    )
    return float(before), float(after.predict(new).mean())


def _content(weight: float, made: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
    """Squared error; weighed so much that the critic is not heard, or little."""
    loss: torch.Tensor = weight * ((made - real) ** 2).mean()
    return loss


def _lines(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Lines that jump from -1 to 1 somewhere, and small, noisy copies."""
    edge = rng.integers(2, 15, size=(n, 1))
    lines = np.where(np.arange(16) < edge, -1.0, 1.0)
    small = lines.reshape(-1, 4, 4).mean(axis=2)
    return lines, small + 0.3 * rng.normal(size=small.shape)
