"""A decoder that looks back at the source at every step."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import nn

from engine.arrays import Array
from engine.nn.softmax import softmax
from engine.seq2seq.model import PAD, START
from engine.seq2seq.tasks import make_task
from engine.system import system


@system("S55.06")
def context(
    query: ArrayLike, states: ArrayLike, mask: ArrayLike | None = None
) -> tuple[Array, Array]:
    """`c = sum_j a_j s_j`, with weights `a = softmax(<q, s_j>)` over the source.

    The query is the decoder's state, the s_j are the encoder's. Without attention a
    decoder gets the last of them alone, into which all of a long source has to fit.

    Args:
        query: shape (B, k).
        states: shape (B, S, k).
        mask: True where there is a token, shape (B, S).

    Returns:
        The context, shape (B, k), and the weights, shape (B, S).

    Raises:
        ValueError: shapes do not fit, or a source has no token.

    Source:
        Luong, Pham, Manning, Effective Approaches to Attention-based Neural Machine
        Translation (2015), section 3.1, with the dot as the score; Bahdanau, Cho,
        Bengio (2015) score by a layer: `engine.attention.scores.additive_score`.

    >>> context([[1.0, 0.0]], [[[0.0, 2.0], [0.0, 4.0]]])
    (array([[0., 3.]]), array([[0.5, 0.5]]))
    """
    q, s = np.asarray(query, dtype=float), np.asarray(states, dtype=float)
    if q.ndim != 2 or s.ndim != 3 or (s.shape[0], s.shape[2]) != q.shape:
        raise ValueError(f"(B, k) and (B, S, k) are needed, got {q.shape}, {s.shape}")
    scores = np.einsum("bk,bsk->bs", q, s)
    if mask is not None:
        scores = np.where(np.asarray(mask, dtype=bool), scores, -np.inf)
    weights = softmax(scores)
    return np.einsum("bs,bsk->bk", weights, s), weights


class LSTMTranslator(nn.Module):
    """Encoder and decoder of LSTM cells; with attention, `context` beside each state.

    Args:
        m_in: tokens of the source.
        m_out: tokens of the target.
        width: k, of embeddings and states.
        attends: whether the decoder looks back.
    """

    def __init__(self, m_in: int, m_out: int, width: int, attends: bool) -> None:
        super().__init__()
        self.attends = attends
        self.source, self.target = nn.Embedding(m_in, width), nn.Embedding(m_out, width)
        self.encoder = nn.LSTM(width, width, batch_first=True)
        self.decoder = nn.LSTM(width, width, batch_first=True)
        self.out = nn.Linear(2 * width if attends else width, m_out)

    def forward(self, X: torch.Tensor, before: torch.Tensor) -> torch.Tensor:
        """Logits of each target token from the true ones before it, (B, T, m_out)."""
        states, last = self.encoder(self.source(X))
        h, _ = self.decoder(self.target(before), last)
        if self.attends:
            scores = h @ states.transpose(1, 2)  # (B, T, S)
            blocked = (X == PAD)[:, None]
            weights = scores.masked_fill(blocked, -torch.inf).softmax(dim=2)
            h = torch.cat([h, weights @ states], dim=2)
        logits: torch.Tensor = self.out(h)
        return logits


class Looking(NamedTuple):
    """Share of right tokens on new pairs, and the weights on one of them."""

    without: float
    with_attention: float
    weights: Array
    """Target by source: where the decoder looked, shape (T, S)."""


@system("S50.10", "S51.17", "S55.06")
def what_attention_adds(
    rng: np.random.Generator, *, length: int = 10, steps: int = 300, width: int = 32
) -> Looking:
    """Reverse a sequence by LSTMs, with attention and without, equally long trained.

    Args:
        rng: of weights and pairs.
        length: tokens of a source.
        steps: of Adam at 0.005, on 32 new pairs each.
        width: of states.

    Returns:
        See `Looking`, by 200 new pairs.

    Raises:
        ValueError: as `make_task`.
    """
    first = make_task("reverse", 1, rng, length)
    found = []
    for attends in (False, True):
        with torch.random.fork_rng():
            torch.manual_seed(int(rng.integers(2**31)))
            net = LSTMTranslator(first.m_in, first.m_out, width, attends)
        optimiser = torch.optim.Adam(net.parameters(), lr=0.005)
        for _ in range(steps):
            X, Y, before = _batch(32, length, rng)
            optimiser.zero_grad()
            logits = net(X, before).flatten(0, 1)
            nn.functional.cross_entropy(logits, Y.flatten()).backward()
            optimiser.step()
        X, Y, before = _batch(200, length, rng)
        with torch.no_grad():
            right = net(X, before).argmax(dim=2) == Y
        found.append(float(right.float().mean()))
    return Looking(found[0], found[1], _weights(net, X[:1], before[:1]))


def _batch(
    n: int, length: int, rng: np.random.Generator
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Sources, targets, and targets moved on by one behind START."""
    pairs = make_task("reverse", n, rng, length)
    X, Y = torch.from_numpy(pairs.X), torch.from_numpy(pairs.Y)
    start = torch.full((n, 1), START)
    return X, Y, torch.cat([start, Y[:, :-1]], dim=1)


def _weights(net: LSTMTranslator, X: torch.Tensor, before: torch.Tensor) -> Array:
    with torch.no_grad():
        states, last = net.encoder(net.source(X))
        h, _ = net.decoder(net.target(before), last)
    queries = h[0].numpy().astype(float)
    seen = np.repeat(states.numpy().astype(float), len(queries), axis=0)
    return context(queries, seen)[1]
