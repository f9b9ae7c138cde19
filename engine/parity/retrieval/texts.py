"""Passages, scores and answers beside gensim, torch, scikit-learn and loops."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import torch
from gensim.corpora import Dictionary
from gensim.models import LuceneBM25Model
from sklearn.linear_model import LogisticRegression

from engine.arrays import Array
from engine.parity import Parity
from engine.retrieval.bm25 import bm25, expand_query
from engine.retrieval.chunks import chunk
from engine.retrieval.contrastive import info_nce, learn_synonyms
from engine.retrieval.fusion import reciprocal_rank_fusion
from engine.retrieval.late_interaction import maxsim
from engine.retrieval.pooling import pool
from engine.retrieval.rag import Answer, grounding, rag_answer, supported
from engine.retrieval.reranking import learn_pair_score, rerank

_functional = torch.nn.functional


def _texts(rng: np.random.Generator) -> tuple[list[str], list[list[str]], float, float]:
    def words(least: int) -> list[str]:
        return [str(w) for w in rng.choice(list("abcde"), rng.integers(least, 7))]

    documents = [words(0) for _ in range(rng.integers(1, 6))]
    return words(0), documents, float(rng.choice([0, 1.2])), float(rng.uniform(0, 1))


def _loop_bm25(query: list[str], documents: Any, k1: float, b: float) -> Array:
    n, scores = len(documents), []
    mean = sum(map(len, documents)) / n
    for document in documents:
        score = 0.0
        for word in query:
            tf = document.count(word)
            if tf:
                df = sum(word in other for other in documents)
                idf = math.log(1 + (n - df + 0.5) / (df + 0.5))
                norm = 1 - b + b * len(document) / mean
                score += idf * tf * (k1 + 1) / (tf + k1 * norm)
        scores.append(score)
    return np.array(scores)


def _their_bm25(query: list[str], documents: Any, k1: float, b: float) -> Array:
    documents = [*documents, ["e"]]
    words = Dictionary(documents)
    model = LuceneBM25Model(dictionary=words, k1=k1, b=b)
    weights = [dict(model[words.doc2bow(document)]) for document in documents]
    ids = [words.token2id.get(word, -1) for word in query]
    found = [sum(scores.get(i, 0.0) for i in ids) for scores in weights]
    return np.array(found) * (k1 + 1)


def _loop_expand(query: list[str], documents: Any, *_: Any) -> Any:
    scores = _loop_bm25(query, documents, 1.2, 0.75)
    order = sorted(range(len(scores)), key=lambda i: (-scores[i], i))[:2]
    pool_ = [w for i in order if scores[i] > 0 for w in documents[i] if w not in query]
    n = len(documents)

    def weight(word: str) -> float:
        df = sum(word in document for document in documents)
        return pool_.count(word) * math.log(1 + (n - df + 0.5) / (df + 0.5))

    return np.array([*query, *sorted(set(pool_), key=lambda w: (-weight(w), w))[:3]])


def _pieces(rng: np.random.Generator) -> tuple[list[int], int, int]:
    size = int(rng.integers(1, 6))
    return list(range(rng.integers(0, 15))), size, int(rng.integers(0, size))


def _while_chunk(tokens: list[int], size: int, overlap: int) -> Any:
    pieces, left = [], list(tokens)
    while left:
        pieces += [*left[:size], -1]
        if len(left) <= size:
            break
        left = left[size - overlap :]
    return np.array(pieces)


def _padded(rng: np.random.Generator) -> tuple[Array, Any]:
    B, T, C = rng.integers(1, 5, 3)
    mask = np.arange(T) < rng.integers(1, T + 1, B)[:, None]
    return rng.normal(size=(B, T, C)), mask


def _loop_pool(H: Array, mask: Any) -> Any:
    texts = [torch.tensor(h[m]) for h, m in zip(H, mask, strict=True)]
    return (
        torch.stack([t.mean(0) for t in texts]),
        torch.stack([t.amax(0) for t in texts]),
        torch.stack([t[0] for t in texts]),
    )


def _pairs(rng: np.random.Generator) -> tuple[Array, Array, float]:
    B, d = rng.integers(1, 6), rng.integers(2, 5)
    return rng.normal(size=(B, d)), rng.normal(size=(B, d)), float(rng.uniform(0.05, 2))


def _their_nce(Q: Array, D: Array, tau: float) -> Any:
    q, d = torch.tensor(Q, requires_grad=True), torch.tensor(D, requires_grad=True)
    z = _functional.cosine_similarity(q[:, None], d[None], dim=2) / tau
    loss = _functional.cross_entropy(z, torch.arange(len(Q)))
    loss.backward()
    return loss.item(), q.grad, d.grad


def _tokens(rng: np.random.Generator) -> tuple[Array, list[Array]]:
    d = rng.integers(1, 4)
    documents = [rng.normal(size=(rng.integers(1, 5), d)) for _ in range(3)]
    return rng.normal(size=(rng.integers(1, 4), d)), documents


def _loop_maxsim(Q: Array, documents: list[Array]) -> Array:
    def cosine(a: Array, b: Array) -> float:
        return float(a @ b / math.sqrt((a @ a) * (b @ b)))

    return np.array([sum(max(cosine(q, t) for t in D) for q in Q) for D in documents])


def _rankings(rng: np.random.Generator) -> tuple[list[list[int]], float]:
    lists = [rng.permutation(6)[: rng.integers(0, 7)].tolist() for _ in range(3)]
    return lists, float(rng.uniform(0, 60))


def _loop_fusion(rankings: list[list[int]], k: float) -> dict[str, float]:
    every = set(itertools.chain(*rankings))
    return {
        str(x): sum(1 / (k + r.index(x) + 1) for r in rankings if x in r) for x in every
    }


def _judged(rng: np.random.Generator) -> tuple[Any, Any]:
    pairs = [
        (rng.choice(["p", "q"], 2).tolist(), rng.choice(["x", "y"], 2).tolist())
        for _ in range(12)
    ]
    return [(["p"], ["x"]), (["q"], ["y"]), *pairs], [0, 1, *rng.integers(0, 2, 12)]


def _their_pair_score(pairs: Any, fits: Any) -> Array:
    names = [(a, b) for a in "pq" for b in "xy"]
    X = [[q.count(a) * d.count(b) for a, b in names] for q, d in pairs]
    model = LogisticRegression(C=10.0, tol=1e-10, max_iter=5000).fit(X, fits)
    return np.asarray(model.decision_function(X))


PAIRS = [
    Parity(bm25, _loop_bm25, "closed form", _texts, rtol=1e-12, trials=30),
    Parity(
        bm25,
        _their_bm25,
        "gensim",
        _texts,
        ours=lambda query, documents, k1, b: bm25(query, [*documents, ["e"]], k1, b),
        convention="Lucene leaves out the factor k1 + 1, which changes no order.",
        trials=20,
    ),
    Parity(
        expand_query,
        _loop_expand,
        "closed form",
        _texts,
        ours=lambda query, documents, *_: np.array(
            expand_query(query, documents, 2, 3)
        ),
        trials=20,
    ),
    Parity(
        chunk,
        _while_chunk,
        "closed form",
        _pieces,
        ours=lambda *a: np.array([t for piece in chunk(*a) for t in [*piece, -1]]),
        trials=40,
    ),
    Parity(
        pool,
        _loop_pool,
        "torch",
        _padded,
        ours=lambda H, mask: tuple(pool(H, mask, k) for k in ("mean", "max", "cls")),
    ),
    Parity(info_nce, _their_nce, "torch", _pairs, rtol=1e-9, atol=1e-11),
    Parity(
        learn_synonyms,
        None,
        "",
        lambda rng: (rng,),
        convention="An experiment; tests check what comes out.",
    ),
    Parity(maxsim, _loop_maxsim, "closed form", _tokens, rtol=1e-12, atol=1e-12),
    Parity(
        reciprocal_rank_fusion,
        _loop_fusion,
        "closed form",
        _rankings,
        ours=lambda *a: {str(x): s for x, s in reciprocal_rank_fusion(*a)},
        trials=20,
    ),
    Parity(
        rerank,
        lambda x, k: np.array(sorted(range(len(x)), key=lambda i: -x[i])[:k]),
        "closed form",
        lambda rng: (rng.integers(0, 5, 6).tolist(), int(rng.integers(1, 8))),
        ours=lambda x, k: np.array(
            rerank([], [["a"] * n for n in x], lambda _, d: float(len(d)), k)
        ),
    ),
    Parity(
        learn_pair_score,
        _their_pair_score,
        "scikit-learn",
        _judged,
        ours=lambda pairs, fits: np.array(
            [learn_pair_score(pairs, fits)(*pair) for pair in pairs]
        ),
        rtol=1e-3,
        atol=1e-4,
        convention="scikit-learn's L-BFGS stops early; ours is Newton's.",
        trials=4,
    ),
    Parity(
        Answer,
        np.array,
        "closed form",
        lambda rng: (str(rng.integers(9)),),
        ours=lambda text: np.array(Answer(text, None, "").text),
    ),
    Parity(
        rag_answer,
        lambda names, who: np.array([names[who], str(who)]),
        "closed form",
        lambda rng: (
            [f"city{i}" for i in rng.permutation(50)[:6]],
            int(rng.integers(6)),
        ),
        ours=lambda names, who: np.array(
            rag_answer(
                f"Which is the capital of land{who}?",
                [f"The capital of land{i} is {name}." for i, name in enumerate(names)],
                1,
            )[:2]
        ).astype(str),
        convention="A fact is planted; it must be found, read and cited.",
    ),
    Parity(
        supported,
        lambda answer, text: f" {answer} " in f" {text} " and answer != "",
        "closed form",
        lambda rng: tuple(
            " ".join(rng.choice(["a", "b"], rng.integers(0, n))) for n in (3, 7)
        ),
        ours=lambda answer, text: supported(answer, [text]),
        trials=20,
    ),
    Parity(
        grounding,
        lambda _, known, wrong: (known / 12, 1 - wrong / 12, 1 - known / 12, 0.0),
        "closed form",
        lambda rng: (rng, int(rng.integers(0, 13)), int(rng.integers(0, 13))),
        ours=lambda rng, known, wrong: tuple(
            grounding(rng, known / 12, wrong / 12).values()
        ),
        convention="By construction: what is known, and what the passages say.",
    ),
]
