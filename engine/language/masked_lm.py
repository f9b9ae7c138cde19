"""BERT's two tasks, and a head for another."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from engine.arrays import Integers
from engine.language.packing import (
    CLS,
    IGNORED,
    MASK,
    SEP,
    SPECIAL,
    mlm_mask,
    nsp_pairs,
    pack_pair,
)
from engine.language.transformer import TinyTransformer
from engine.system import system

TASKS = ("sentence", "token", "span")


@system("S57.09", "S60.03")
def fill_blanks(rng: np.random.Generator, steps: int = 200) -> dict[str, float]:
    """A blank between two words that decide together what is in it.

    The word is `(left + right) mod 3` in nine texts of ten, else one of the other
    two: 0.39 nats cannot be known. A model that reads from the left alone sees
    half of it, which says nothing: ln 3 = 1.10 nats.

    Args:
        rng: of the texts and the weights.
        steps: of Adam, on 64 texts each.

    Returns:
        Nats for the middle word: "possible", "both sides", "left only".
    """
    ids = _sums(2000, rng)
    found = {"possible": -0.9 * np.log(0.9) - 0.1 * np.log(0.05)}
    for name, causal in (("both sides", False), ("left only", True)):
        model = TinyTransformer(SPECIAL + 3, rng, causal=causal)
        shown, targets = ids.copy(), np.full(ids.shape, IGNORED)
        if causal:
            targets[:, 1] = ids[:, 2]  # the token after the first word
        else:
            shown[:, 2], targets[:, 2] = MASK, ids[:, 2]
        _train(model, shown[:1000], targets[:1000], steps, rng)
        with torch.no_grad():
            logits = model(torch.from_numpy(shown[1000:])).flatten(0, 1)
            goal = torch.from_numpy(targets[1000:]).flatten()
            found[name] = nn.functional.cross_entropy(logits, goal).item()
    return {name: float(value) for name, value in found.items()}


@system("S57.10", "S60.03")
def next_sentence(rng: np.random.Generator, steps: int = 200) -> dict[str, float]:
    """Does b follow a? Texts keep to their subject, so new pairs can be told.

    Each of four texts has four words of its own; a linear layer reads the vector
    of [CLS]. Guessing is right half of the time.

    Args:
        rng: of the texts, pairs and weights.
        steps: of Adam, on 64 pairs each.

    Returns:
        Share of new pairs that are told right: "accuracy".
    """
    documents = [
        rng.integers(SPECIAL + 4 * i, SPECIAL + 4 * i + 4, (60, 3)).tolist()
        for i in range(4)
    ]
    model = TinyTransformer(SPECIAL + 16, rng, causal=False, segments=2)

    def drawn() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        pairs = nsp_pairs(documents, rng)
        packed = [pack_pair(a, b, 9) for a, b, _ in pairs]
        columns = (
            [p[0] for p in packed],
            [p[1] for p in packed],
            [p[2] for p in pairs],
        )
        ids, segments, follows = (torch.tensor(column) for column in columns)
        return ids, segments, follows

    # The first two logits of [CLS] serve as the head.
    optimiser = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(steps):
        ids, segments, follows = drawn()
        rows = torch.from_numpy(rng.integers(0, len(ids), 64))
        logits = model(ids[rows], segments[rows])[:, 0, :2]
        optimiser.zero_grad()
        nn.functional.cross_entropy(logits, follows[rows]).backward()
        optimiser.step()
    ids, segments, follows = drawn()
    with torch.no_grad():
        right = model(ids, segments)[:, 0, :2].argmax(dim=1) == follows
    return {"accuracy": float(right.float().mean())}


@system("S57.11", "S57.13", "S60.04", "S52.32", "S52.14")
def few_labels(
    task: str, rng: np.random.Generator, rows: int = 24, steps: int = 200
) -> dict[str, float]:
    """A small head on an encoder: pre-trained on plain texts, or not.

    Texts are eight words, of which three in a row are praise or blame, of eight
    words each. From plain texts a masked model learns which words go together;
    then it is fine-tuned, all weights of it, on a few texts with labels.

    Args:
        task: "sentence": is it praise? read from [CLS]; "token": which words are
            praise or blame (as in finding names)? "span": where does it begin
            and end (as in answering questions)? one softmax over places each.
        rng: of the texts and the weights.
        rows: texts with labels.
        steps: of Adam on plain texts; half as many on labels.

    Returns:
        Shares of new texts (of "token": of words; of "span": of ends) that are
        right: "pretrained", "from scratch".

    Raises:
        ValueError: no such task.
    """
    if task not in TASKS:
        raise ValueError(f"task is one of {', '.join(TASKS)}, got {task!r}")
    plain, _ = _opinions(2000, rng)
    ids, labels = _opinions(rows + 400, rng)
    targets = labels[task]
    found = {}
    for name in ("pretrained", "from scratch"):
        model = TinyTransformer(SPECIAL + 24, rng, causal=False)
        if name == "pretrained":
            _train(model, plain, None, steps, rng)
        model.head = nn.Linear(16, 2)
        _start(model.head, rng)
        _tune(model, ids[:rows], targets[:rows], task, steps // 2)
        guess = _answers(model, ids[rows:], task).numpy()
        right = guess == targets[rows:]
        found[name] = float(right.mean())
    return found


def _sums(n: int, rng: np.random.Generator) -> Integers:
    words = rng.integers(0, 3, (n, 3))
    odd = (rng.random(n) < 0.1) * rng.integers(1, 3, n)
    words[:, 1] = (words[:, 0] + words[:, 2] + odd) % 3
    ends = np.ones((n, 1), dtype=np.int64)
    return np.hstack([CLS * ends, SPECIAL + words, SEP * ends])


def _opinions(n: int, rng: np.random.Generator) -> tuple[Integers, dict[str, Integers]]:
    """[CLS] and eight words, with the labels of each task."""
    ids = rng.integers(SPECIAL + 16, SPECIAL + 24, (n, 9))
    ids[:, 0] = CLS
    praise, start = rng.integers(0, 2, n), rng.integers(1, 7, n)
    places = start[:, None] + np.arange(3)
    words = SPECIAL + 8 * praise[:, None] + rng.integers(0, 8, (n, 3))
    np.put_along_axis(ids, places, words, axis=1)
    tags = (ids >= SPECIAL) & (ids < SPECIAL + 16)
    span = np.stack([start, start + 2], axis=1)
    return ids, {"sentence": praise, "token": tags.astype(np.int64), "span": span}


def _train(
    model: TinyTransformer,
    ids: Integers,
    targets: Integers | None,
    steps: int,
    rng: np.random.Generator,
) -> None:
    """Towards the targets; without any, towards words that `mlm_mask` hides."""
    optimiser = torch.optim.Adam(model.parameters(), lr=0.01)
    v = model.tokens.num_embeddings
    for _ in range(steps):
        rows = rng.integers(0, len(ids), 64)
        shown, goal = (
            mlm_mask(ids[rows], v, rng, 0.25)
            if targets is None
            else (ids[rows], targets[rows])
        )
        logits = model(torch.from_numpy(shown)).flatten(0, 1)
        optimiser.zero_grad()
        goal_ = torch.from_numpy(goal).flatten()
        nn.functional.cross_entropy(logits, goal_, ignore_index=IGNORED).backward()
        optimiser.step()


def _tune(
    model: TinyTransformer, ids: Integers, targets: Integers, task: str, steps: int
) -> None:
    optimiser = torch.optim.Adam(model.parameters(), lr=0.01)
    x, y = torch.from_numpy(ids), torch.from_numpy(targets)
    for _ in range(steps):
        optimiser.zero_grad()
        nn.functional.cross_entropy(_by_task(model(x), task), y).backward()
        optimiser.step()


def _by_task(logits: torch.Tensor, task: str) -> torch.Tensor:
    """Logits, shape (B, T, 2), as (B, options, ...), for cross-entropy."""
    if task == "sentence":
        return logits[:, 0]
    return logits.transpose(1, 2) if task == "token" else logits


def _answers(model: TinyTransformer, ids: Integers, task: str) -> torch.Tensor:
    with torch.no_grad():
        return _by_task(model(torch.from_numpy(ids)), task).argmax(dim=1)


def _start(layer: nn.Linear, rng: np.random.Generator) -> None:
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(0.1 * rng.normal(size=layer.weight.shape)))
        layer.bias.zero_()
