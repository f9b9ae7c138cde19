"""Word vectors beside torch's gradients and definitions as loops."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import torch

from engine.arrays import Array
from engine.parity import Parity
from engine.text.glove import glove, glove_loss
from engine.text.hierarchical_softmax import (
    Path,
    huffman_tree,
    tree_loss,
    tree_probabilities,
)
from engine.text.negative_sampling import (
    full_softmax,
    negative_sampling,
    noise_distribution,
)
from engine.text.pretrained import pretrained_start
from engine.text.word2vec import (
    Embedding,
    fasttext_vector,
    subwords,
    train_fasttext,
    train_word2vec,
)

_functional = torch.nn.functional


def _leaf(a: Array) -> torch.Tensor:
    return torch.tensor(a, requires_grad=True)


def _examples(rng: np.random.Generator) -> tuple[Any, Any, Any, Any]:
    B, v, d, k = rng.integers(1, 6, 4)
    h, V = 3 * rng.normal(size=(B, d)), 3 * rng.normal(size=(v, d))
    return h, V, rng.integers(0, v, B), rng.integers(0, v, (B, k))


def _their_full(h: Array, V: Array, o: Any, _: Any) -> Any:
    a, b = _leaf(h), _leaf(V)
    loss = _functional.cross_entropy(a @ b.T, torch.tensor(o), reduction="sum")
    loss.backward()
    return loss.item(), a.grad, b.grad


def _their_sampled(h: Array, V: Array, o: Any, drawn: Any) -> Any:
    a = _leaf(h)
    rows = _leaf(V[np.column_stack([o, drawn])])
    z = (rows * a[:, None]).sum(dim=2)
    y = torch.zeros_like(z)
    y[:, 0] = 1
    loss = _functional.binary_cross_entropy_with_logits(z, y, reduction="sum")
    loss.backward()
    return loss.item(), a.grad, rows.grad


def _best_code(counts: Any) -> float:
    """Least mean depth over all binary trees: the set is cut in two in every way."""
    counts = sorted(counts)

    def cost(left: tuple[float, ...]) -> float:
        if len(left) == 1:
            return 0.0
        parts = (
            (left[:1] + c, tuple(x for i, x in enumerate(left[1:]) if i not in places))
            for r in range(len(left) - 1)
            for places in itertools.combinations(range(len(left) - 1), r)
            for c in [tuple(left[1:][i] for i in places)]
        )
        return sum(left) + min(cost(a) + cost(b) for a, b in parts)

    return cost(tuple(counts))


def _my_code(counts: Any) -> float:
    paths = huffman_tree(counts)
    assert sum(2.0 ** -len(path.turns) for path in paths) == 1  # no leaf is missing
    return float(
        sum(c * len(path.nodes) for c, path in zip(counts, paths, strict=True))
    )


def _tree(rng: np.random.Generator) -> tuple[Any, Any, list[Path]]:
    v, d = rng.integers(2, 9), rng.integers(1, 4)
    return rng.normal(size=d), rng.normal(size=(v - 1, d)), huffman_tree(rng.random(v))


def _their_tree(h: Array, V: Array, paths: list[Path]) -> Any:
    path, a = paths[0], _leaf(h)
    rows = _leaf(V[path.nodes])
    scores = torch.tensor(path.turns) * (rows @ a)
    loss = -_functional.logsigmoid(scores).sum()
    loss.backward()
    return loss.item(), a.grad, rows.grad


def _their_leaves(h: Array, V: Array, paths: list[Path]) -> Array:
    s = 1 / (1 + np.exp(-(V @ h)))
    return np.array(
        [
            math.prod(
                s[node] if turn > 0 else 1 - s[node]
                for node, turn in zip(path.nodes, path.turns, strict=True)
            )
            for path in paths
        ]
    )


def _counts(rng: np.random.Generator) -> tuple[Any, Any]:
    v, d = rng.integers(2, 6), rng.integers(1, 4)
    X = rng.poisson(1.0, (v, v)) * 3.0
    X[0, 0] = 9.0
    return X, rng.normal(size=(v, 2 * d + 2))


def _their_glove(X: Array, theta: Array) -> Any:
    t = _leaf(theta)
    d = theta.shape[1] // 2 - 1
    loss = torch.zeros((), dtype=torch.float64)
    for i, j in itertools.product(range(len(X)), repeat=2):
        if X[i, j] > 0:
            r = t[i, :d] @ t[j, d + 1 : -1] + t[i, d] + t[j, -1] - math.log(X[i, j])
            loss = loss + min(1.0, (X[i, j] / 5.0) ** 0.75) * r**2
    loss.backward()
    return loss.item(), t.grad


def _their_adagrad(X: Array, d: int, rng: np.random.Generator) -> Any:
    t = _leaf(rng.uniform(-0.5, 0.5, (len(X), 2 * d + 2)) / d)
    chosen = torch.optim.Adagrad([t], lr=0.05, initial_accumulator_value=1.0, eps=0.0)
    losses = []
    W = torch.tensor(np.minimum(1.0, (X / 5.0) ** 0.75))
    L = torch.tensor(np.log(np.where(X > 0, X, 1.0)))
    for _ in range(20):
        chosen.zero_grad()
        w, a, c, b = t.split([d, 1, d, 1], dim=1)
        loss = (W * (w @ c.T + a + b.T - L) ** 2).sum()
        loss.backward()
        chosen.step()
        losses.append(loss.item())
    t = t.detach()
    return (t[:, :d] + t[:, d + 1 : -1]).numpy(), np.array(losses)


def _vectors(rng: np.random.Generator) -> tuple[Array, int]:
    return rng.normal(size=(rng.integers(5, 9), 3)), int(rng.integers(1, 6))


def _corpus(rng: np.random.Generator) -> tuple[Array, np.random.Generator]:
    return rng.dirichlet(np.ones(4) * 2, 4), rng


def _trained(skip_gram: bool) -> Any:
    """Do products of the two vectors come to `PMI - ln k`?"""

    def products(_: Array, rng: np.random.Generator) -> Array:
        sentences = [[str(a), str(b)] for a, b in rng.choice(list("ab"), (300, 2))]
        chosen = {"skip_gram": skip_gram, "d": 2, "window": 1, "negatives": 2}
        model = train_word2vec(sentences, rng, epochs=6, lr=0.2, **chosen)  # type: ignore[arg-type]
        return np.asarray(model.vectors @ model.outputs.T)

    return products


PAIRS = [
    Parity(
        full_softmax,
        _their_full,
        "torch",
        _examples,
        ours=lambda h, V, o, _: full_softmax(h, V, o),
        rtol=1e-10,
        atol=1e-12,
    ),
    Parity(
        negative_sampling, _their_sampled, "torch", _examples, rtol=1e-9, atol=1e-12
    ),
    Parity(
        noise_distribution,
        lambda c: np.exp(0.75 * np.log(c)) / sum(x**0.75 for x in c),
        "closed form",
        lambda rng: (rng.integers(1, 99, rng.integers(1, 9)),),
    ),
    Parity(
        huffman_tree,
        _best_code,
        "all trees",
        lambda rng: (rng.integers(0, 20, rng.integers(2, 7)).astype(float),),
        ours=_my_code,
        convention="Trees may tie: the mean depth is compared, weighed by counts.",
    ),
    Parity(
        Path,
        lambda nodes: nodes,
        "closed form",
        lambda rng: (rng.integers(0, 9, 3),),
        ours=lambda nodes: Path(nodes, nodes).turns,
    ),
    Parity(
        tree_loss,
        _their_tree,
        "torch",
        _tree,
        ours=lambda h, V, paths: tree_loss(h, V, paths[0]),
        rtol=1e-10,
        atol=1e-12,
    ),
    Parity(tree_probabilities, _their_leaves, "closed form", _tree, rtol=1e-10),
    Parity(
        glove_loss,
        _their_glove,
        "torch",
        _counts,
        ours=lambda X, theta: glove_loss(X, theta, 5.0),
        rtol=1e-10,
        atol=1e-10,
    ),
    Parity(
        glove,
        _their_adagrad,
        "torch",
        lambda rng: (_counts(rng)[0], 2, rng),
        ours=lambda X, d, rng: glove(X, d, rng, x_max=5.0, steps=20),
        rtol=1e-9,
        atol=1e-10,
        convention="The original takes pairs one by one; both here take all at once.",
    ),
    Parity(
        subwords,
        lambda word, a, b: np.array(
            [
                f"<{word}>"[i : i + n]
                for n in range(a, b + 1)
                for i in range(len(word) + 3 - n)
            ]
            + [f"<{word}>"]
        ),
        "closed form",
        lambda rng: (str(rng.choice(["cat", "where", "abcdefgh"])), 3, 4),
        ours=lambda *a: np.array(subwords(*a)),
    ),
    Parity(
        fasttext_vector,
        lambda E, _: E[[0, 2]].sum(axis=0) / 2,
        "closed form",
        _vectors,
        ours=lambda E, _: fasttext_vector("cat", {"<ca": 0, "dog": 1, "<cat>": 2}, E),
    ),
    Parity(
        train_word2vec,
        lambda *_: np.full((2, 2), -math.log(2)),
        "closed form",
        _corpus,
        ours=_trained(True),
        rtol=0.0,
        atol=0.3,
        trials=3,
        convention="Independent words: the minimum is PMI - ln k = -ln 2, near chance.",
    ),
    Parity(
        train_fasttext,
        None,
        "",
        lambda rng: ([["a", "b"]], rng),
        convention="Its steps and its pieces have rows of their own.",
    ),
    Parity(
        Embedding,
        lambda E, _: E,
        "closed form",
        _vectors,
        ours=lambda E, _: Embedding({}, E, E, []).vectors,
    ),
    Parity(
        pretrained_start,
        None,
        "",
        lambda rng: (rng,),
        convention="An experiment; tests check what comes out.",
    ),
]
