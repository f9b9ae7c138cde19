"""A small encoder and decoder, trained on tasks that can be told in a line."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import nn

from engine.arrays import Array, Integers
from engine.attention.positions import sinusoidal_positions
from engine.system import system

START = 0
"""The token that a target starts from; the others are 1 to `symbols`."""


class Transformer(nn.Module):
    """torch's layers between an embedding with positions and logits.

    The same layers in NumPy are `encoder` and `decoder`; here they train.

    Args:
        tokens: size of the vocabulary, the start token included.
        d: features of a token, even.
        heads: divides d.
        layers: on each side.

    Source:
        Vaswani et al., Attention Is All You Need (2017), figure 1.
    """

    def __init__(
        self, tokens: int, d: int = 32, heads: int = 4, layers: int = 1
    ) -> None:
        super().__init__()
        self.embed = nn.Embedding(tokens, d)
        self.core = nn.Transformer(
            d, heads, layers, layers, 4 * d, dropout=0.0, batch_first=True
        )
        self.logits = nn.Linear(d, tokens)

    def forward(self, source: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        """Logits of what follows each token of target; (B, m), (B, n) to (B, n, k)."""
        future = nn.Transformer.generate_square_subsequent_mask(target.shape[1])
        h = self.core(self._placed(source), self._placed(target), tgt_mask=future)
        logits: torch.Tensor = self.logits(h)
        return logits

    def _placed(self, tokens: torch.Tensor) -> torch.Tensor:
        x: torch.Tensor = self.embed(tokens)
        places = sinusoidal_positions(x.shape[1], x.shape[2])
        return x + torch.from_numpy(places).to(x)


class TrainedTransformer(NamedTuple):
    """A transformer after training, and how it went."""

    model: Transformer
    losses: Array
    """Mean cross-entropy of a token, in nats, one a step."""
    exact: float
    """Share of new sequences that are answered without one wrong token."""

    def answer(self, source: ArrayLike) -> Integers:
        """What it makes of source, shape (B, T), token by token; shape (B, T)."""
        read = torch.from_numpy(np.asarray(source, dtype=np.int64))
        said = torch.full((len(read), 1), START)
        with torch.no_grad():
            for _ in range(read.shape[1]):
                best = self.model(read, said)[:, -1].argmax(-1, keepdim=True)
                said = torch.cat([said, best], dim=1)
        return said[:, 1:].numpy()


@system("S58.09")
def task(kind: str, source: ArrayLike, symbols: int) -> Integers:
    """The right answer to each source.

    Args:
        kind: "copy", "reverse", or "translate": each symbol s becomes its partner
            `symbols + 1 - s`, and neighbours trade places, as words of another
            language might.
        source: tokens from 1 to symbols, shape (B, T).
        symbols: how many there are.

    Returns:
        Targets, shape (B, T).

    Raises:
        ValueError: another kind.

    >>> task("reverse", [[1, 2, 3]], 4)
    array([[3, 2, 1]])
    >>> task("translate", [[1, 2, 3]], 4)
    array([[3, 4, 2]])
    """
    source = np.asarray(source, dtype=np.int64)
    if kind == "copy":
        return source.copy()
    if kind == "reverse":
        return source[:, ::-1].copy()
    if kind != "translate":
        raise ValueError(f"copy, reverse or translate, got {kind!r}")
    order = np.arange(source.shape[1])
    paired = order[: len(order) // 2 * 2].reshape(-1, 2)[:, ::-1].ravel()
    order[: len(paired)] = paired
    return symbols + 1 - source[:, order]


@system("S58.09")
def train_transformer(
    kind: str, rng: np.random.Generator, *, length: int = 6, symbols: int = 8,
    steps: int = 400,
) -> TrainedTransformer:  # fmt: skip
    """Adam on fresh batches of 64, every position of a target at once.

    The decoder is given the right tokens before each position and asked for the
    next one. To answer, it is given its own.

    Args:
        kind: of the task, see `task`.
        rng: of weights, sources, and 200 sources that score.
        length: of each source and target.
        symbols: that sources are made of.
        steps: of training.

    Returns:
        See `TrainedTransformer`.

    Raises:
        ValueError: another kind.

    >>> run = train_transformer("copy", np.random.default_rng(0), length=2, steps=2)
    >>> run.answer([[3, 4], [1, 1], [2, 5]]).shape
    (3, 2)
    """
    with torch.random.fork_rng():
        torch.manual_seed(int(rng.integers(2**31)))
        model = Transformer(symbols + 1)
    optimiser = torch.optim.Adam(model.parameters(), lr=3e-3)
    losses = []
    for _ in range(steps):
        source = rng.integers(1, symbols + 1, (64, length))
        target = torch.from_numpy(task(kind, source, symbols))
        given = torch.cat([torch.full((64, 1), START), target[:, :-1]], dim=1)
        logits = model(torch.from_numpy(source), given)
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), target.flatten())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    model.eval()
    run = TrainedTransformer(model, np.array(losses), 0.0)
    source = rng.integers(1, symbols + 1, (200, length))
    right = (run.answer(source) == task(kind, source, symbols)).all(axis=1)
    return run._replace(exact=float(right.mean()))
