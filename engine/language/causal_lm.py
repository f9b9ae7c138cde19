"""Language models trained to predict the next token."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from engine.arrays import Array, Integers
from engine.language.decoding import generate
from engine.language.sequences import Step
from engine.language.transformer import TinyTransformer
from engine.system import system

TOKENS, LENGTH = 6, 10


@system("S59.15")
def leakage(rng: np.random.Generator, steps: int = 200) -> dict[str, float]:
    """The same network trained to predict the next token, with and without the mask.

    Texts come from a Markov chain, so that it is known how well they can be
    predicted. Without the mask the next token is simply looked at: the loss falls
    below what is possible, and what is then written, where there is nothing to
    look at, is poor.

    Args:
        rng: of the chain, the texts and the weights.
        steps: of Adam, on 64 texts each.

    Returns:
        In nats for a token: "possible", the chain's own; "masked loss" and
        "unmasked loss" of training; "masked text" and "unmasked text", how
        unlikely the chain finds what each writes.
    """
    P = _chain(rng)
    found = {"possible": _surprise(_texts(P, 500, rng), P)}
    for name, causal in (("masked", True), ("unmasked", False)):
        model = TinyTransformer(TOKENS, rng, causal=causal, layers=1, places=LENGTH)
        found[f"{name} loss"] = _train(model, _texts(P, 2000, rng), steps, rng)
        written = [
            generate(_step(model), [int(rng.integers(TOKENS))], LENGTH - 1, rng)
            for _ in range(40)
        ]
        found[f"{name} text"] = _surprise(np.array(written), P)
    return found


@system("S59.10", "S52.32", "S58.16")
def pretrain_then_tune(rng: np.random.Generator, steps: int = 200) -> dict[str, float]:
    """Perplexity on new texts of a kind of which only a few are at hand.

    The kind differs from what there is plenty of in one thing: after token 0
    nearly always comes what is rarest there. A model learns the plenty, then
    takes a few steps on the few (supervised fine-tuning); another starts from
    nothing, with as many steps.

    Args:
        rng: of the texts and the weights.
        steps: of Adam on the plenty; a fifth of it on the few.

    Returns:
        "possible", "pretrained", "tuned" and "from scratch".
    """
    P = _chain(rng)
    Q = P.copy()
    Q[0] = 0.9 * np.eye(TOKENS)[P[0].argmin()] + 0.1 * P[0]
    few, new = _texts(Q, 24, rng), _texts(Q, 300, rng)
    model = TinyTransformer(TOKENS, rng, causal=True, layers=1, places=LENGTH)
    scratch = TinyTransformer(TOKENS, rng, causal=True, layers=1, places=LENGTH)
    _train(model, _texts(P, 2000, rng), steps, rng)
    found = {
        "possible": np.exp(_surprise(new, Q)),
        "pretrained": _perplexity(model, new),
    }
    for name, learner in (("tuned", model), ("from scratch", scratch)):
        _train(learner, few, steps // 5, rng, lr=0.003)
        found[name] = _perplexity(learner, new)
    return {name: float(value) for name, value in found.items()}


def _chain(rng: np.random.Generator) -> Array:
    """Probabilities of the next token: two likely ones for each."""
    P = np.full((TOKENS, TOKENS), 0.02)
    for row in P:
        row[rng.choice(TOKENS, 2, replace=False)] += [0.6, 0.3]
    return np.asarray(P / P.sum(axis=1, keepdims=True))


def _texts(P: Array, n: int, rng: np.random.Generator) -> Integers:
    ids = np.empty((n, LENGTH), dtype=np.int64)
    ids[:, 0] = rng.integers(0, TOKENS, n)
    for t in range(1, LENGTH):
        passed = P[ids[:, t - 1]].cumsum(axis=1) < rng.random((n, 1))
        ids[:, t] = np.minimum(passed.sum(axis=1), TOKENS - 1)
    return ids


def _surprise(ids: Integers, P: Array) -> float:
    return float(-np.log(P[ids[:, :-1], ids[:, 1:]]).mean())


def _loss(model: TinyTransformer, ids: torch.Tensor) -> torch.Tensor:
    logits = model(ids)[:, :-1].flatten(0, 1)
    return nn.functional.cross_entropy(logits, ids[:, 1:].flatten())


def _train(
    model: TinyTransformer,
    ids: Integers,
    steps: int,
    rng: np.random.Generator,
    lr: float = 0.01,
) -> float:
    """The loss, a mean over the last tenth of the steps."""
    optimiser = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        batch = torch.from_numpy(ids[rng.integers(0, len(ids), 64)])
        loss = _loss(model, batch)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return float(np.mean(losses[-max(1, steps // 10) :]))


def _perplexity(model: TinyTransformer, ids: Integers) -> float:
    with torch.no_grad():
        return float(_loss(model, torch.from_numpy(ids)).exp())


def _step(model: TinyTransformer) -> Step:
    def step(seen: list[int]) -> Array:
        with torch.no_grad():
            logits = model(torch.tensor([seen]))[0, -1]
        return np.asarray(logits.numpy(), dtype=float)

    return step
