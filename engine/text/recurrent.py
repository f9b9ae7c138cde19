"""Texts read word by word, by three kinds of recurrent network."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from engine.arrays import Array, Integers
from engine.linear.logistic import LogisticRegression
from engine.system import system

KINDS = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}


@system("S52.12")
def recurrent_accuracy(
    kind: str, rng: np.random.Generator, n: int = 400, steps: int = 150
) -> dict[str, float]:
    """Accuracy on texts whose meaning is in the order of the words.

    Each has "good", "bad", "but" and three words that say nothing, at random
    places. The label is what comes after "but": a bag of words cannot know. The
    network keeps a state of 16 numbers, and a linear layer reads the last one.

    Args:
        kind: "rnn", "lstm" or "gru".
        rng: of texts and weights.
        n: texts to learn from; as many are new.
        steps: of Adam, over all texts at once.

    Returns:
        Shares of new texts that are right: "recurrent", "bag of words".

    Raises:
        ValueError: no such kind.
    """
    if kind not in KINDS:
        raise ValueError(f"kind is one of {', '.join(KINDS)}, got {kind!r}")
    ids, labels = _texts(2 * n, rng)
    model = _Reader(kind, int(rng.integers(2**31)))
    x, y = torch.from_numpy(ids), torch.from_numpy(labels)
    optimiser = torch.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(steps):
        optimiser.zero_grad()
        nn.functional.cross_entropy(model(x[:n]), y[:n]).backward()
        optimiser.step()
    with torch.no_grad():
        right = model(x[n:]).argmax(dim=1) == y[n:]
    counts: Array = np.eye(_WORDS)[ids].sum(axis=1)
    bag = LogisticRegression().fit(counts[:n], labels[:n]).predict(counts[n:])
    return {
        "recurrent": float(right.float().mean()),
        "bag of words": float(np.mean(bag == labels[n:])),
    }


_WORDS, _GOOD, _BAD, _BUT = 9, 0, 1, 2


def _texts(n: int, rng: np.random.Generator) -> tuple[Integers, Integers]:
    """Ids of six words, shape (n, 6), and labels: is "good" after "but"?"""
    labels = rng.integers(0, 2, n)
    ids = rng.integers(_BUT + 1, _WORDS, (n, 6))
    places = np.sort(rng.permuted(np.tile(np.arange(6), (n, 1)), axis=1)[:, :3])
    said = np.array([[_GOOD, _BUT, _BAD], [_BAD, _BUT, _GOOD]])
    np.put_along_axis(ids, places, said[labels], axis=1)
    return ids, labels


class _Reader(nn.Module):
    """Ids, shape (B, T), to logits, shape (B, 2)."""

    def __init__(self, kind: str, seed: int) -> None:
        super().__init__()
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            self.embed = nn.Embedding(_WORDS, 8)
            self.cell = KINDS[kind](8, 16, batch_first=True)
            self.head = nn.Linear(16, 2)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        states, _ = self.cell(self.embed(ids))  # (B, T, 16)
        return self.head(states[:, -1])  # type: ignore[no-any-return]
