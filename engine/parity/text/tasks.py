"""Tagging, answers, summaries and their scores beside libraries and brute force."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pandas as pd
import torch
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

from engine.arrays import Array
from engine.parity import Parity
from engine.text.answers import exact_match, extract_answer, token_f1
from engine.text.bleu import bleu, clipped_precision
from engine.text.dialogue import reply
from engine.text.fairness import association, debias, fairness_gaps
from engine.text.hmm import hmm_tag, viterbi
from engine.text.lsa import latent_semantic
from engine.text.recurrent import recurrent_accuracy
from engine.text.rouge import longest_common, rouge_l, rouge_n
from engine.text.spans import span_scores, spans
from engine.text.summarise import page_rank, summarise
from engine.text.text_cnn import text_cnn, text_cnn_gradients
from engine.text.zero_shot import zero_shot

_TAGS = ["O", "B-A", "I-A", "B-B", "I-B"]


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


def _try_all_tags(tagged: Any, new: Any, alpha: float) -> Any:
    """Smoothed shares counted on the spot for each tagging of each sentence."""
    pairs = [pair for s in tagged for pair in s]
    tags, words = sorted({t for _, t in pairs}), {w for w, _ in pairs}
    moves = [(a[1], b[1]) for s in tagged for a, b in itertools.pairwise(s)]
    firsts = [s[0][1] for s in tagged]

    def share(hits: int, total: int, options: int) -> float:
        return (hits + alpha) / (total + alpha * options)

    def p(sentence: list[str], path: tuple[str, ...]) -> float:
        result = share(firsts.count(path[0]), len(firsts), len(tags))
        for a, b in itertools.pairwise(path):
            result *= share(
                moves.count((a, b)), sum(m[0] == a for m in moves), len(tags)
            )
        for word, tag in zip(sentence, path, strict=True):
            of_tag = [w for w, t in pairs if t == tag]
            result *= share(of_tag.count(word), len(of_tag), len(words) + 1)
        return result

    found: list[str] = []
    for sentence in new:
        paths = list(itertools.product(tags, repeat=len(sentence)))
        found += paths[int(np.argmax([p(sentence, path) for path in paths]))]
    return np.array(found)


def _links(rng: np.random.Generator) -> tuple[Array, float]:
    n = rng.integers(1, 8)
    return rng.random((n, n)) * (rng.random((n, n)) < 0.5), float(rng.uniform(0, 0.95))


def _solved_rank(W: Array, damping: float) -> Array:
    """The equations of the shares, solved at once."""
    n = len(W)
    P = np.array([row / row.sum() if row.any() else np.full(n, 1 / n) for row in W])
    A = np.eye(n) - damping * P.T
    return np.asarray(np.linalg.solve(A, np.full(n, (1 - damping) / n)))


_SENTENCES = [
    "rain fell on hills", "wind and rain hit towns", "the wind hit the hills",
    "bananas are yellow", "towns on hills", "yellow wind", "rain rain rain",
]  # fmt: skip


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
        ours=lambda *a: np.array([tag for tags in hmm_tag(*a) for tag in tags]),
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
