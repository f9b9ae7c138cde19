"""Scores of answers, translations, summaries and fairness beside brute force."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pandas as pd
from sklearn.decomposition import TruncatedSVD
from sklearn.metrics.pairwise import cosine_similarity

from engine.arrays import Array
from engine.parity import Parity
from engine.text.answers import exact_match, token_f1
from engine.text.bleu import bleu, clipped_precision
from engine.text.fairness import association, debias, fairness_gaps
from engine.text.lsa import latent_semantic
from engine.text.rouge import longest_common, rouge_l, rouge_n


def _two_texts(rng: np.random.Generator) -> tuple[list[str], list[str]]:
    def tokens() -> list[str]:
        return [str(w) for w in rng.choice(list("abcd"), rng.integers(0, 8))]

    first = tokens()
    return first, first if rng.random() < 0.2 else tokens()


def _matched(a: list[Any], b: list[Any]) -> int:
    """Each of a's crosses one of b's out."""
    left = list(b)
    for item in a:
        if item in left:
            left.remove(item)
    return len(b) - len(left)


def _loop_f1(a: list[str], b: list[str]) -> float:
    a, b = [w for w in a if w != "a"], [w for w in b if w != "a"]
    both = _matched(a, b)
    if both == 0:
        return float(not (a or b))
    p, r = both / len(a), both / len(b)
    return 2 * p * r / (p + r)


def _loop_exact(a: list[str], b: list[str]) -> float:
    x, y = ("".join(tokens).replace("a", "") for tokens in (a, b))
    return float(x == y)


def _slices(tokens: list[str], n: int) -> list[tuple[str, ...]]:
    return [tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1)]


def _corpus(rng: np.random.Generator) -> tuple[Any, Any, int, float]:
    m = rng.integers(1, 5)
    candidates, references = [], []
    for _ in range(m):
        a, b = _two_texts(rng)
        candidates.append([*a, "a"] if rng.random() < 0.7 else [*b])
        references.append([[*b, "a"], *(_two_texts(rng)[0] for _ in range(2))])
    return candidates, references, int(rng.integers(1, 4)), float(rng.choice([0, 0.1]))


def _loop_clipped(candidate: Any, references: Any, n: int) -> tuple[int, int]:
    grams = _slices(candidate, n)
    matches = sum(
        min(grams.count(g), max(_slices(r, n).count(g) for r in references))
        for g in set(grams)
    )
    return matches, len(grams)


def _loop_bleu(candidates: Any, references: Any, n: int, epsilon: float) -> float:
    product = 1.0
    for i in range(1, n + 1):
        each = [
            _loop_clipped(*pair, i) for pair in zip(candidates, references, strict=True)
        ]
        matches, total = (sum(column) for column in zip(*each, strict=True))
        product *= (matches or epsilon) / max(total, 1)
    c = sum(map(len, candidates))
    nearest = 0
    for candidate, options in zip(candidates, references, strict=True):
        lengths = sorted(map(len, options))
        nearest += min(lengths, key=lambda r: abs(r - len(candidate)))
    if c == 0 or product == 0:
        return 0.0
    brevity = 1.0 if c > nearest else math.exp(1 - nearest / c)
    return float(brevity * product ** (1 / n))


def _loop_rouge(a: list[str], b: list[str], n: int = 1) -> dict[str, float]:
    x, y = _slices(a, n), _slices(b, n)
    return _three(_matched(x, y), len(x), len(y))


def _three(both: int, a: int, b: int) -> dict[str, float]:
    p, r = both / a if a else 0.0, both / b if b else 0.0
    return {"precision": p, "recall": r, "f1": 2 * p * r / (p + r) if both else 0.0}


def _all_subsequences(a: list[str], b: list[str]) -> int:
    def every(t: list[str]) -> set[tuple[str, ...]]:
        return {c for n in range(len(t) + 1) for c in itertools.combinations(t, n)}

    return max(map(len, every(a) & every(b)))


def _decisions(rng: np.random.Generator) -> tuple[Any, Any, Any]:
    group = np.array(["a", "b", "c", *rng.choice(["a", "b", "c"], 20)])
    y = np.array([1, 1, 1, *rng.integers(0, 2, 20)])
    return y, rng.integers(0, 2, 23), group


def _their_gaps(y: Any, y_hat: Any, group: Any) -> tuple[float, float]:
    table = pd.DataFrame({"y": y, "chosen": y_hat, "group": group})
    parity = table.groupby("group").chosen.mean()
    chance = table[table.y == 1].groupby("group").chosen.mean()
    return parity.max() - parity.min(), chance.max() - chance.min()


def _vectors(rng: np.random.Generator) -> tuple[Array, Array]:
    n, d = rng.integers(1, 6), rng.integers(1, 5)
    return rng.normal(size=(n, d)), rng.normal(size=d)


def _sets(rng: np.random.Generator) -> tuple[Array, Array, Array]:
    d = rng.integers(1, 5)
    return tuple(rng.normal(size=(rng.integers(1, 5), d)) for _ in range(3))  # type: ignore[return-value]


def _counted(rng: np.random.Generator) -> tuple[Array, int]:
    n, d = rng.integers(2, 9, 2)
    M = rng.poisson(2.0, (n, d)) + rng.random((n, d))
    return M, int(rng.integers(1, min(n, d) + 1))


def _their_lsa(M: Array, k: int) -> tuple[Any, Any, Any]:
    model = TruncatedSVD(k, algorithm="arpack") if k < min(M.shape) else None
    if model is None:
        values, V = np.linalg.eigh(M.T @ M)
        V = V[:, ::-1][:, :k]
        return M @ V @ V.T, (M @ V) ** 2, np.sqrt(values[::-1][:k])
    documents = model.fit_transform(M)
    return documents @ model.components_, documents**2, model.singular_values_


def _my_lsa(M: Array, k: int) -> tuple[Any, Any, Any]:
    documents, words, s = latent_semantic(M, k)
    return documents @ words.T, documents**2, s


PAIRS = [
    Parity(
        exact_match,
        _loop_exact,
        "closed form",
        _two_texts,
        ours=lambda a, b: exact_match(" ".join(a), " ".join(b)),
    ),
    Parity(
        token_f1,
        _loop_f1,
        "closed form",
        _two_texts,
        ours=lambda a, b: token_f1(" ".join(a), " ".join(b)),
    ),
    Parity(
        clipped_precision,
        lambda c, r, n, _: _loop_clipped(c[0], r[0], n),
        "closed form",
        _corpus,
        ours=lambda c, r, n, _: clipped_precision(c[0], r[0], n),
    ),
    Parity(
        bleu,
        _loop_bleu,
        "closed form",
        _corpus,
        trials=40,
        rtol=1e-12,
        convention="nltk's method0 gives 1e-78 where a count is 0; here it is 0.",
    ),
    Parity(
        rouge_n,
        lambda a, b: (_loop_rouge(a, b, 1), _loop_rouge(a, b, 2)),
        "closed form",
        _two_texts,
        ours=lambda a, b: (rouge_n(a, b, 1), rouge_n(a, b, 2)),
    ),
    Parity(
        rouge_l,
        lambda a, b: _three(_all_subsequences(a, b), len(a), len(b)),
        "all subsequences",
        _two_texts,
    ),
    Parity(longest_common, _all_subsequences, "all subsequences", _two_texts),
    Parity(fairness_gaps, _their_gaps, "pandas", _decisions, rtol=1e-12),
    Parity(
        debias,
        lambda v, g: v @ (np.eye(len(g)) - np.outer(g, g) / (g @ g)),
        "closed form",
        _vectors,
        rtol=1e-9,
        atol=1e-12,
    ),
    Parity(
        association,
        lambda w, a, b: (
            cosine_similarity(w, a).mean(axis=1) - cosine_similarity(w, b).mean(axis=1)
        ),
        "scikit-learn",
        _sets,
        rtol=1e-9,
        atol=1e-12,
    ),
    Parity(
        latent_semantic,
        _their_lsa,
        "scikit-learn",
        _counted,
        ours=_my_lsa,
        rtol=1e-7,
        atol=1e-9,
        convention="Up to signs, so products and squares are compared; ARPACK.",
    ),
]
