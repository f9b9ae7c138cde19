"""Tagging, answers, summaries and networks beside libraries and brute force."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

from engine.arrays import Array
from engine.parity import Parity
from engine.text.answers import extract_answer
from engine.text.dialogue import reply
from engine.text.hmm import hmm_tag, viterbi
from engine.text.recurrent import recurrent_accuracy
from engine.text.spans import span_scores, spans
from engine.text.summarise import page_rank, summarise
from engine.text.text_cnn import text_cnn, text_cnn_gradients
from engine.text.zero_shot import zero_shot

_TAGS = ["O", "B-A", "I-A", "B-B", "I-B"]
_SENTENCES = [
    "rain fell on hills", "wind and rain hit towns", "the wind hit the hills",
    "bananas are yellow", "towns on hills", "yellow wind", "rain rain rain",
]  # fmt: skip


def _tags(rng: np.random.Generator) -> tuple[list[str]]:
    return ([str(tag) for tag in rng.choice(_TAGS, rng.integers(0, 9))],)


def _split_spans(tags: list[str]) -> Any:
    """Cut before every word that begins a span or is outside."""
    cuts = [
        i
        for i, tag in enumerate(tags)
        if tag[0] != "I" or i == 0 or tags[i - 1][1:] != tag[1:]
    ]
    found = [
        (tags[a][2:], a, b)
        for a, b in itertools.pairwise([*cuts, len(tags)])
        if tags[a] != "O"
    ]
    return np.array(found)


def _two_taggings(rng: np.random.Generator) -> tuple[Any, Any]:
    true = [_tags(rng)[0] for _ in range(4)]
    new = [
        [t if rng.random() < 0.7 else str(rng.choice(_TAGS)) for t in s] for s in true
    ]
    return true, new


def _count_spans(true: Any, new: Any) -> dict[str, float]:
    a = [(i, *s) for i, tags in enumerate(true) for s in _split_spans(tags).tolist()]
    b = [(i, *s) for i, tags in enumerate(new) for s in _split_spans(tags).tolist()]
    right = sum(span in a for span in b)
    p, r = right / len(b) if b else 0.0, right / len(a) if a else 0.0
    return {"precision": p, "recall": r, "f1": 2 * p * r / (p + r) if right else 0.0}


def _chain(rng: np.random.Generator) -> tuple[Any, Any, Any, Any]:
    k, d = rng.integers(1, 4), rng.integers(1, 4)
    A, B = rng.dirichlet(np.ones(k), k), rng.dirichlet(np.ones(d), k)
    pi = rng.dirichlet(np.ones(k))
    return rng.integers(0, d, rng.integers(1, 7)), A, B, pi


def _path(path: Any, observed: Any, A: Array, B: Array, pi: Array) -> float:
    p = pi[path[0]] * math.prod(B[s, o] for s, o in zip(path, observed, strict=True))
    return float(p * math.prod(A[i, j] for i, j in itertools.pairwise(path)))


def _all_paths(*chain: Any) -> tuple[float, float]:
    paths = itertools.product(range(len(chain[1])), repeat=len(chain[0]))
    best = max(_path(path, *chain) for path in paths)
    return best, math.log(best)


def _tagged(rng: np.random.Generator) -> tuple[Any, Any, float]:
    def sentence(words: str) -> list[tuple[str, str]]:
        n = rng.integers(1, 6)
        chosen, tags = rng.choice(list(words), n), rng.choice(list("XYZ"), n)
        return [(str(w), str(t)) for w, t in zip(chosen, tags, strict=True)]

    new = [[word for word, _ in sentence("abcq")] for _ in range(3)]
    return [sentence("abc") for _ in range(6)], new, float(rng.uniform(0.1, 1))


def _chance_of_tags(tagged: Any, alpha: float) -> Any:
    """The chance of a sentence with its tags, by shares counted on the spot."""
    pairs = [pair for s in tagged for pair in s]
    tags, words = sorted({t for _, t in pairs}), {w for w, _ in pairs}
    moves = [(a[1], b[1]) for s in tagged for a, b in itertools.pairwise(s)]
    firsts = [s[0][1] for s in tagged]

    def share(hits: int, total: int, options: int) -> float:
        return (hits + alpha) / (total + alpha * options)

    def p(sentence: list[str], path: Sequence[str]) -> float:
        result = share(firsts.count(path[0]), len(firsts), len(tags))
        for a, b in itertools.pairwise(path):
            result *= share(
                moves.count((a, b)), sum(m[0] == a for m in moves), len(tags)
            )
        for word, tag in zip(sentence, path, strict=True):
            of_tag = [w for w, t in pairs if t == tag]
            result *= share(of_tag.count(word), len(of_tag), len(words) + 1)
        return result

    return p


def _try_all_tags(tagged: Any, new: Any, alpha: float) -> Any:
    """Of each sentence the chance of its best tagging; two can be as good."""
    p, tags = _chance_of_tags(tagged, alpha), sorted({t for s in tagged for _, t in s})
    return np.array([
        max(p(words, path) for path in itertools.product(tags, repeat=len(words)))
        for words in new
    ])  # fmt: skip


def _hmm_tags(tagged: Any, new: Any, alpha: float) -> Any:
    p = _chance_of_tags(tagged, alpha)
    found = hmm_tag(tagged, new, alpha)
    return np.array([p(words, path) for words, path in zip(new, found, strict=True)])


def _links(rng: np.random.Generator) -> tuple[Array, float]:
    n = rng.integers(1, 8)
    return rng.random((n, n)) * (rng.random((n, n)) < 0.5), float(rng.uniform(0, 0.95))


def _solved_rank(W: Array, damping: float) -> Array:
    """The equations of the shares, solved at once."""
    n = len(W)
    P = np.array([row / row.sum() if row.any() else np.full(n, 1 / n) for row in W])
    A = np.eye(n) - damping * P.T
    return np.asarray(np.linalg.solve(A, np.full(n, (1 - damping) / n)))


def _story(rng: np.random.Generator) -> tuple[list[str], int]:
    n = int(rng.integers(2, 8))
    return [_SENTENCES[i] for i in rng.permutation(7)[:n]], int(rng.integers(1, n + 1))


def _their_summary(sentences: list[str], k: int) -> Any:
    links = cosine_similarity(TfidfVectorizer().fit_transform(sentences))
    ranks = _solved_rank(links - np.diag(np.diag(links)), 0.85).round(9)
    order = sorted(range(len(ranks)), key=lambda i: (-ranks[i], i))[:k]
    return np.array([sentences[i] for i in sorted(order)])


def _their_reply(turns: list[str], _: int) -> Any:
    heard = [turns[-1], *turns[:-1]]
    said = f"{turns[0]} {turns[-1]} {turns[-1]}"
    weights = TfidfVectorizer().fit_transform([said, *heard])
    likeness = cosine_similarity(weights)[0, 1:]
    return int(likeness.argmax()), float(likeness.max())


def _my_reply(turns: list[str], _: int) -> Any:
    heard = [turns[-1], *turns[:-1]]
    answer, likeness = reply(
        [turns[0], turns[-1]], [(h, str(i)) for i, h in enumerate(heard)]
    )
    return int(answer), likeness


def _filters(rng: np.random.Generator) -> tuple[Array, Array, Array, Array]:
    B, T, C, k = rng.integers(1, 5, 4)
    w = rng.integers(1, T + 1)
    E, W = rng.normal(size=(B, T, C)), rng.normal(size=(k, w, C))
    return E, W, rng.normal(size=k), rng.normal(size=(B, k))


def _their_cnn(E: Array, W: Array, b: Array, g: Array) -> Any:
    e, w, bias = (torch.tensor(a, requires_grad=True) for a in (E, W, b))
    scores = torch.nn.functional.conv1d(e.transpose(1, 2), w.transpose(1, 2), bias)
    features = torch.relu(scores).amax(dim=2)
    top = torch.relu(scores.max(dim=2).values)
    (top * torch.from_numpy(g)).sum().backward()
    grads = [leaf.grad for leaf in (e, w, bias)]
    return features.detach().numpy(), [d.numpy() for d in grads if d is not None]


def _judged(logits: Array) -> tuple[Any, Array]:
    names = [str(i) for i in range(len(logits))]
    labels, p = zero_shot("", names, lambda _, name: float(logits[int(name)]), "{}")
    return np.array(labels).astype(int), p


def _my_path(*chain: Any) -> tuple[float, float]:
    states, log_p = viterbi(*chain)
    return _path(states, *chain), log_p


PAIRS = [
    Parity(
        spans,
        _split_spans,
        "closed form",
        _tags,
        trials=40,
        ours=lambda tags: np.array(spans(tags)),
    ),
    Parity(span_scores, _count_spans, "closed form", _two_taggings),
    Parity(
        viterbi,
        _all_paths,
        "all paths",
        _chain,
        rtol=1e-12,
        atol=1e-12,
        trials=40,
        ours=_my_path,
        convention="Paths may tie, so the probability of the path is compared.",
    ),
    Parity(
        hmm_tag,
        _try_all_tags,
        "all taggings",
        _tagged,
        ours=_hmm_tags,
    ),
    Parity(page_rank, _solved_rank, "closed form", _links, rtol=1e-9, atol=1e-11),
    Parity(
        summarise,
        _their_summary,
        "scikit-learn",
        _story,
        ours=lambda *a: np.array(summarise(*a)),
    ),
    Parity(reply, _their_reply, "scikit-learn", _story, ours=_my_reply, rtol=1e-9),
    Parity(
        extract_answer,
        lambda who, *_: np.array(who),
        "closed form",
        lambda rng: tuple(
            str(rng.choice(words))
            for words in (
                ["Ada", "Bo Li", "Cy"],
                ["sells", "paints"],
                ["boats", "nets"],
            )
        ),
        ours=lambda who, does, what: np.array(
            extract_answer(f"Who {does} {what}?", f"Eve ran. {who} {does} {what}.")
        ),
        convention="A fact is put in a passage; its subject is asked for.",
    ),
    Parity(
        zero_shot,
        lambda x: (np.argsort(-x), np.sort(torch.softmax(torch.tensor(x), 0))[::-1]),
        "torch",
        lambda rng: (rng.normal(size=rng.integers(1, 6)),),
        ours=_judged,
        convention="The judge's logits are drawn; no model is downloaded.",
    ),
    Parity(
        text_cnn,
        lambda *a: _their_cnn(*a)[0],
        "torch",
        _filters,
        ours=lambda E, W, b, _: text_cnn(E, W, b),
        rtol=1e-10,
        atol=1e-12,
    ),
    Parity(
        text_cnn_gradients,
        lambda *a: tuple(_their_cnn(*a)[1]),
        "torch",
        _filters,
        rtol=1e-10,
        atol=1e-12,
        convention="Of equal places the first gets the gradient, as of max in torch.",
    ),
    Parity(
        recurrent_accuracy,
        None,
        "",
        lambda rng: ("gru", rng),
        convention="It is torch that runs the networks; tests check what comes out.",
    ),
]
