"""A GRU and a transformer with about as many weights, on one task."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
from torch import nn

from engine.recurrent.counts import sequential_steps
from engine.seq2seq.model import PAD, START
from engine.seq2seq.tasks import make_task
from engine.system import system

WIDTH = 32


class Compared(NamedTuple):
    """What one of the two is, costs and can do."""

    parameters: int
    reading: int
    """Steps that wait for one another, to read a source and a given target of
    the longest length, as training does."""
    writing: int
    """The same to write a target token by token: the source is read once."""
    token_accuracy: dict[int, float]
    """Length of the source -> share of right tokens, on true prefixes."""


@system("S55.13", "S58.15")
def compare_networks(
    lengths: tuple[int, ...],
    rng: np.random.Generator,
    steps: int = 600,
    task: str = "reverse",
) -> dict[str, Compared]:
    """Encoder-decoder by GRU (64 units) and by transformer (2 heads), both trained.

    The transformer reads sources and true targets in as many steps as it has
    layers, the GRU in one a token; both write one token after another. The GRU
    hands on one vector, however long the source; every token of the transformer
    looks at every token of the source.

    Args:
        lengths: of sources; trained on all of them, scored on each.
        rng: of weights and pairs.
        steps: of Adam at 0.003, on 32 new pairs of one length.
        task: of `make_task`, one where length matters.

    Returns:
        "gru" and "transformer".

    Raises:
        ValueError: no lengths, or as `make_task`.

    Source:
        Vaswani et al., Attention Is All You Need (2017), section 3 and table 1.

    >>> found = compare_networks((2,), np.random.default_rng(0), steps=1)
    >>> [found[name].parameters for name in ("gru", "transformer")]
    [39051, 39079]
    >>> found["gru"].reading, found["transformer"].reading
    (5, 2)
    """
    if not lengths:
        raise ValueError("at least one length, got none")
    first = make_task(task, 1, rng, lengths[0])
    longest = max(lengths)
    found = {}
    for name, kind in (("gru", _GRU), ("transformer", _Transformer)):
        with torch.random.fork_rng():
            torch.manual_seed(int(rng.integers(2**31)))
            net = kind(first.m_in, first.m_out, longest + 2)
        optimiser = torch.optim.Adam(net.parameters(), lr=0.003)
        for _ in range(steps):
            logits, Y = _outputs(net, task, 32, rng, int(rng.choice(lengths)))
            loss = nn.functional.cross_entropy(
                logits.transpose(1, 2), Y, ignore_index=PAD
            )
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        accuracy = {}
        for length in lengths:
            with torch.no_grad():
                logits, Y = _outputs(net, task, 300, rng, length)
            right = logits.argmax(dim=2) == Y
            accuracy[length] = float(right[Y != PAD].double().mean())
        model = "rnn" if name == "gru" else "attention"
        target = make_task(task, 1, rng, longest).Y.shape[1]
        source = sequential_steps(model, longest)
        found[name] = Compared(
            sum(p.numel() for p in net.parameters()),
            source + sequential_steps(model, target),
            source + target,
            accuracy,
        )
    return found


def _outputs(
    net: nn.Module, task: str, n: int, rng: np.random.Generator, length: int
) -> tuple[Any, Any]:
    """Logits on true prefixes, and the targets."""
    pairs = make_task(task, n, rng, length)
    X, Y = torch.from_numpy(pairs.X), torch.from_numpy(pairs.Y)
    fed = torch.cat([torch.full((n, 1), START), Y[:, :-1]], dim=1)
    return net(X, fed), Y


class _GRU(nn.Module):
    def __init__(self, m_in: int, m_out: int, _: int) -> None:
        super().__init__()
        self.source = nn.Embedding(m_in, WIDTH)
        self.target = nn.Embedding(m_out, WIDTH)
        self.encoder = nn.GRU(WIDTH, 64, batch_first=True)
        self.decoder = nn.GRU(WIDTH, 64, batch_first=True)
        self.head = nn.Linear(64, m_out)

    def forward(self, X: torch.Tensor, fed: torch.Tensor) -> Any:
        _, context = self.encoder(self.source(X))
        return self.head(self.decoder(self.target(fed), context)[0])


class _Transformer(nn.Module):
    def __init__(self, m_in: int, m_out: int, longest: int) -> None:
        super().__init__()
        self.source = nn.Embedding(m_in, WIDTH)
        self.target = nn.Embedding(m_out, WIDTH)
        self.place = nn.Parameter(torch.randn(longest, WIDTH))
        self.body = nn.Transformer(
            WIDTH, 2, 1, 1, dim_feedforward=190, dropout=0.0, batch_first=True
        )
        self.head = nn.Linear(WIDTH, m_out)

    def forward(self, X: torch.Tensor, fed: torch.Tensor) -> Any:
        # A number added at each place: attention by itself has no order.
        source = self.source(X) + self.place[: X.shape[1]]
        target = self.target(fed) + self.place[: fed.shape[1]]
        T = fed.shape[1]
        later = torch.ones(T, T, dtype=torch.bool).triu(1)
        return self.head(self.body(source, target, tgt_mask=later))
