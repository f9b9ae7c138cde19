"""Adversarial training: one loop for every variant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import nn
from torch.nn.functional import one_hot, softplus

from engine.arrays import Array, as_labels, as_matrix
from engine.generative.wgan import clip_weights, gradient_penalty
from engine.system import system

Logits = torch.Tensor
"""What D says of samples, shape (n, 1): high is "real"."""
Batch = tuple[torch.Tensor, torch.Tensor, torch.Tensor]
"""Real samples, the generator's input, and what both players are told, (n, k)."""


class Losses(NamedTuple):
    """What the two players minimise."""

    discriminator: Callable[[Logits, Logits], torch.Tensor]
    """Of real and generated samples."""
    generator: Callable[[Logits], torch.Tensor]
    """Of generated samples."""


def _rejects(real: Logits, fake: Logits) -> torch.Tensor:
    """`-mean ln D(x) - mean ln(1 - D(G(z)))`, D being the sigmoid."""
    return softplus(-real).mean() + softplus(fake).mean()


def _critic(real: Logits, fake: Logits) -> torch.Tensor:
    return fake.mean() - real.mean()


LOSSES = {
    "minimax": Losses(_rejects, lambda fake: -softplus(fake).mean()),
    "nonsaturating": Losses(_rejects, lambda fake: softplus(-fake).mean()),
    "wgan": Losses(_critic, lambda fake: -fake.mean()),
    "wgan-gp": Losses(_critic, lambda fake: -fake.mean()),
}
"""Kind -> losses; "wgan" clips the critic's weights, "wgan-gp" fines its slope."""


@dataclass(frozen=True)
class Game:
    """How the two are trained.

    Args:
        kind: a key of `LOSSES`.
        steps: of the generator.
        answers: steps of D before each of them.
        batch: samples a step.
        rate_g, rate_d: of Adam.
        beta1: of Adam; at 0.9 its momentum feeds the circling of the game.
        clip: bound of the weights of "wgan".
        penalty: weight of the fine of "wgan-gp".
    """

    kind: str = "nonsaturating"
    steps: int = 1500
    answers: int = 1
    batch: int = 128
    rate_g: float = 1e-3
    rate_d: float = 1e-3
    beta1: float = 0.5
    clip: float = 0.1
    penalty: float = 1.0


class Trained(NamedTuple):
    """Both players after the game."""

    generator: nn.Module
    discriminator: nn.Module
    noise: int
    """Entries of z."""
    classes: int
    """Known to both players; 0 where none are."""
    losses: Array
    """Of D (its last answer) and G at each step, shape (steps, 2)."""

    def sample(
        self, n: int, rng: np.random.Generator, labels: ArrayLike | None = None
    ) -> Array:
        """n new rows, shape (n, d); of the wanted classes 0 to k - 1, shape (n,)."""
        z = rng.normal(size=(n, self.noise))
        wanted = np.zeros((n, 0)) if labels is None else _hot(labels, self.classes)
        told = torch.from_numpy(np.hstack([z, wanted]).astype(np.float32))
        with torch.no_grad():
            return np.asarray(self.generator(told).numpy(), dtype=float)


@system("S47.01", "S47.04", "S47.07", "S47.11", "S47.12", "S47.13")
def train_gan(  # noqa: PLR0913
    X: ArrayLike,
    rng: np.random.Generator,
    game: Game | None = None,
    *,
    labels: ArrayLike | None = None,
    noise: int = 2,
    width: int = 64,
) -> Trained:
    """A generator and a discriminator of two hidden layers each, on rows X.

    G turns noise into rows, through ReLU; D scores rows, through leaky ReLU of slope
    0.2. With labels the GAN is conditional: both see the class, as a one-hot vector
    beside their input, and D asks "real, and of this class?".

    Args:
        X: shape (n, d).
        rng: of weights, batches and noise.
        game: how to train.
        labels: classes 0 to k - 1, shape (n,), or None.
        noise: entries of z, standard normal.
        width: units of a hidden layer.

    Returns:
        See `Trained`.

    Raises:
        ValueError: shapes do not fit, or an unknown kind.

    Source:
        Goodfellow et al., Generative Adversarial Nets (2014), algorithm 1; Mirza
        and Osindero, Conditional Generative Adversarial Nets (2014).
    """
    rows = as_matrix(X)
    y = (
        np.zeros(len(rows), dtype=int)
        if labels is None
        else as_labels(labels, len(rows))
    )
    classes = 0 if labels is None else int(y.max()) + 1
    x = torch.from_numpy(rows.astype(np.float32))
    told = torch.from_numpy(_hot(y, classes).astype(np.float32))

    def draw(n: int) -> Batch:
        at = torch.randint(len(x), (n,))
        z = torch.randn(n, noise)
        return x[at], torch.cat([z, told[at]], dim=1), told[at]

    with torch.random.fork_rng():
        torch.manual_seed(int(rng.integers(2**31)))
        G = network(noise + classes, width, rows.shape[1], nn.ReLU())
        D = network(rows.shape[1] + classes, width, 1, nn.LeakyReLU(0.2))
        losses = take_turns(G, D, draw, game or Game())
    return Trained(G, D, noise, classes, losses)


@system("S47.07")
def take_turns(
    G: nn.Module,
    D: nn.Module,
    draw: Callable[[int], Batch],
    game: Game,
    content: Callable[[torch.Tensor, torch.Tensor], torch.Tensor] | None = None,
) -> Array:
    """Take turns: `game.answers` steps of D, then one of G; both by Adam.

    In D's step the generated samples are data: `detach` keeps the gradient from G.
    In G's step the gradient goes through D, whose weights stay: their gradients are
    thrown away at D's next step. Randomness is torch's global one.

    Args:
        G: from its input to samples.
        D: from samples, with what is told beside them, to logits.
        draw: makes a batch of so many rows.
        game: how to train.
        content: added to G's loss, of generated and real samples of a batch.

    Returns:
        Losses of D and G at each step, shape (steps, 2).

    Raises:
        ValueError: an unknown kind, or no answers.

    Source:
        Goodfellow et al., Generative Adversarial Nets (2014), algorithm 1.
    """
    if game.kind not in LOSSES or game.answers < 1:
        raise ValueError(
            f"kind must be one of {sorted(LOSSES)} with at least 1 answer, got "
            f"{game.kind!r} and {game.answers}"
        )
    of = LOSSES[game.kind]
    betas = (game.beta1, 0.999)
    adam_g = torch.optim.Adam(G.parameters(), game.rate_g, betas)
    adam_d = torch.optim.Adam(D.parameters(), game.rate_d, betas)
    losses = np.empty((game.steps, 2))
    for step in range(game.steps):
        for _ in range(game.answers):
            x, z, told = draw(game.batch)
            real, fake = (torch.cat([v, told], dim=1) for v in (x, G(z).detach()))
            loss_d = of.discriminator(D(real), D(fake))
            if game.kind == "wgan-gp":
                eps = torch.rand(len(real))
                fine = gradient_penalty(D, real, fake, eps)
                loss_d = loss_d + game.penalty * fine
            _descend(adam_d, loss_d)
            if game.kind == "wgan":
                clip_weights(D.parameters(), game.clip)
        x, z, told = draw(game.batch)
        made = G(z)
        loss_g = of.generator(D(torch.cat([made, told], dim=1)))
        if content is not None:
            loss_g = loss_g + content(made, x)
        _descend(adam_g, loss_g)
        losses[step] = loss_d.item(), loss_g.item()
    return losses


def network(inputs: int, width: int, outputs: int, bend: nn.Module) -> nn.Sequential:
    """Two hidden layers of `width` units with the activation `bend`.

    >>> network(2, 8, 1, nn.ReLU())(torch.zeros(3, 2)).shape
    torch.Size([3, 1])
    """
    return nn.Sequential(
        nn.Linear(inputs, width), bend, nn.Linear(width, width), bend,
        nn.Linear(width, outputs),
    )  # fmt: skip


def _descend(optimiser: torch.optim.Optimizer, loss: torch.Tensor) -> None:
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()


def _hot(labels: ArrayLike, classes: int) -> Array:
    """Shape (n, classes)."""
    if classes == 0:
        return np.zeros((len(np.asarray(labels)), 0))
    return np.asarray(
        one_hot(torch.as_tensor(np.asarray(labels)), classes), dtype=float
    )
