"""ELMo: two LSTMs read a sentence from either end, and give a word its context."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from engine.arrays import Array, Integers
from engine.datasets.texts import bank_sentences
from engine.language.elmo_mix import elmo_mix
from engine.linear.logistic import LogisticRegression
from engine.neighbors.cosine import cosine_matrix
from engine.system import system
from engine.text.bag_of_words import build_vocabulary


@system("S57.01")
class BiLM(nn.Module):
    """Predicts each token from those before it, and from those behind it.

    Two LSTMs that share only the vectors of tokens and the last layer; neither
    sees the other's side, so their states are joined afterwards. BERT's layers
    mix both sides in each.

    Args:
        v: tokens.
        rng: of the weights.
        C: entries of a token's vector, and of a state.

    >>> model = BiLM(4, np.random.default_rng(0), C=2)
    >>> model.layers(torch.tensor([[1, 2, 3]])).shape
    torch.Size([2, 1, 3, 4])
    """

    def __init__(self, v: int, rng: np.random.Generator, C: int = 8) -> None:
        super().__init__()
        with torch.random.fork_rng():
            torch.manual_seed(int(rng.integers(2**31)))
            self.tokens = nn.Embedding(v, C)
            self.right = nn.LSTM(C, C, batch_first=True)
            self.left = nn.LSTM(C, C, batch_first=True)
            self.head = nn.Linear(C, v)

    def states(self, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Of both directions at each token, that token read, each (B, T, C)."""
        x = self.tokens(ids)
        forward, _ = self.right(x)
        backward, _ = self.left(x.flip(1))
        return forward, backward.flip(1)

    def losses(self, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Mean cross-entropy of the next token, and of the one before."""
        forward, backward = self.states(ids)
        ahead, behind = self.head(forward[:, :-1]), self.head(backward[:, 1:])
        entropy = nn.functional.cross_entropy
        return (
            entropy(ahead.flatten(0, 1), ids[:, 1:].flatten()),
            entropy(behind.flatten(0, 1), ids[:, :-1].flatten()),
        )

    def layers(self, ids: torch.Tensor) -> torch.Tensor:
        """The token's own vector, twice, and both states, shape (2, B, T, 2 C)."""
        x = self.tokens(ids)
        return torch.stack([torch.cat([x, x], 2), torch.cat(self.states(ids), 2)])


@system("S57.01", "S57.03", "S57.04", "S54.14", "S52.11")
def two_senses(rng: np.random.Generator, steps: int = 120) -> dict[str, float]:
    """Is "bank" one word? Static vectors say yes; in context there are two.

    Trained on sentences about rivers and about money, without being told which,
    the model gives "bank" a vector for each sentence. Then its weights stay as
    they are, and a logistic regression on those vectors is told a few senses.

    Args:
        rng: of the sentences and the weights.
        steps: of Adam, on all sentences at once.

    Returns:
        "loss before" and "loss after", in nats for a token and direction; mean
        cosines of two occurrences, "static, other sense", "in context, same
        sense" and "in context, other sense"; shares of new sentences told right
        from ten labels, "static features" and "frozen features".
    """
    sentences, senses = bank_sentences(200, rng)
    vocabulary = build_vocabulary(sentences)
    ids = torch.tensor([[vocabulary[word] for word in s] for s in sentences])
    model = BiLM(len(vocabulary), rng)
    optimiser = torch.optim.Adam(model.parameters(), lr=0.02)
    losses = []
    for _ in range(steps):
        loss = sum(model.losses(ids), torch.zeros(())) / 2
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    with torch.no_grad():
        H = model.layers(ids).double().numpy()[:, :, 2]  # of "bank", (2, B, 2 C)
    own, mixed = H[0], elmo_mix(H, [0.0, 0.0])
    y = np.array(senses)
    same = (y[:, None] == y) & ~np.eye(len(y), dtype=bool)
    static, context = cosine_matrix(own, own), cosine_matrix(H[1], H[1])
    other = y[:, None] != y
    return {
        "loss before": losses[0],
        "loss after": losses[-1],
        "static, other sense": float(static[other].mean()),
        "in context, same sense": float(context[same].mean()),
        "in context, other sense": float(context[other].mean()),
        "static features": _told(own, y),
        "frozen features": _told(mixed, y),
    }


def _told(X: Array, y: Integers) -> float:
    """Accuracy on the others, learned from five of each sense."""
    few = np.concatenate([np.flatnonzero(y == c)[:5] for c in (0, 1)])
    rest = np.setdiff1d(np.arange(len(y)), few)
    guess = LogisticRegression(0.1).fit(X[few], y[few]).predict(X[rest])
    return float(np.mean(guess == y[rest]))
