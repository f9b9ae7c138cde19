"""Losses, decoding, packing and preferences beside torch and loops."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.optimize import minimize
from torch import nn

from engine.arrays import Array
from engine.language.bigram import Bigrams
from engine.language.decoding import continue_by_beams, generate, sharpen
from engine.language.hub import Columns, pipeline, pull, push
from engine.language.packing import mlm_mask, nsp_pairs, pack_pair
from engine.language.preferences import fit_reward, ppo_bandit, ppo_loss
from engine.language.sequences import (
    next_probabilities,
    sequence_log_prob,
    shifted_cross_entropy,
)
from engine.parity import Parity

_functional = nn.functional


def _logits(rng: np.random.Generator) -> tuple[Array, Any]:
    B, T, v = rng.integers(1, 4), rng.integers(2, 6), rng.integers(1, 5)
    return 3 * rng.normal(size=(B, T, v)), rng.integers(0, v, (B, T))


def _their_shifted(z: Array, ids: Any) -> Any:
    logits = torch.tensor(z, requires_grad=True)
    goal = torch.from_numpy(ids[:, 1:]).flatten()
    loss = _functional.cross_entropy(logits[:, :-1].flatten(0, 1), goal)
    loss.backward()
    return loss.item(), logits.grad


def _table(rng: np.random.Generator) -> tuple[Array, list[int], int]:
    """Logits of each of three tokens after each, and after nothing (row 3)."""
    prompt = rng.integers(0, 3, rng.integers(0, 3)).tolist()
    return 2 * rng.normal(size=(4, 3)), prompt, int(rng.integers(0, 4))


def _step(table: Array) -> Callable[[list[int]], Array]:
    return lambda seen: np.asarray(table[seen[-1] if seen else 3])


def _log_p(table: Array, ids: list[int], start: int = 0) -> float:
    P = torch.log_softmax(torch.from_numpy(table), dim=1)
    before = [3, *ids]
    return float(sum(P[before[t], ids[t]] for t in range(start, len(ids))))


def _all_texts(table: Array, prompt: list[int], n: int) -> Array:
    every = itertools.product(range(3), repeat=n)
    return np.sort([_log_p(table, [*prompt, *t], len(prompt)) for t in every])[::-1]


def _cut(rng: np.random.Generator) -> tuple[Array, float, int, float]:
    v = int(rng.integers(1, 8))
    T, k = float(rng.uniform(0.3, 3)), int(rng.integers(1, v + 1))
    return rng.normal(size=v), T, k, float(rng.uniform(0.05, 1))


def _loop_cut(z: Array, T: float, k: int, top_p: float) -> Array:
    p = torch.softmax(torch.from_numpy(z) / T, 0).numpy()
    order = sorted(range(len(p)), key=lambda i: -p[i])[:k]
    kept, total, all_ = [], 0.0, p[order].sum()
    for i in order:
        kept.append(i)
        total += p[i] / all_
        if total >= top_p:
            break
    found = np.zeros(len(p))
    found[kept] = p[kept] / p[kept].sum()
    return found


def _greedy(table: Array, prompt: list[int], n: int) -> Any:
    ids = list(prompt)
    for _ in range(n):
        ids.append(int(table[ids[-1] if ids else 3].argmax()))
    return np.array(ids)


def _sentences(rng: np.random.Generator) -> tuple[list[int], list[int], int]:
    a, b = (rng.integers(4, 9, rng.integers(1, 6)).tolist() for _ in range(2))
    return a, b, int(rng.integers(3, 14))


def _loop_pack(a: list[int], b: list[int], n: int) -> Any:
    keep = [
        (len(a) - i, len(b) - j)
        for i in range(len(a) + 1)
        for j in range(len(b) + 1)
        if len(a) - i + len(b) - j <= n - 3
    ]
    # As much as there is room for, as even as may be, a before b.
    x, y = max(keep, key=lambda xy: (sum(xy), -abs(xy[0] - xy[1]), xy[0]))
    ids = [1, *a[:x], 2, *b[:y], 2]
    rest = n - len(ids)
    segments = [0] * (x + 2) + [1] * (y + 1)
    ones = [1] * len(ids)
    return tuple(np.array(part + [0] * rest) for part in (ids, segments, ones))


def _shares(ids: Any, rng: np.random.Generator) -> Array:
    shown, targets = mlm_mask(ids, 104, rng)
    chosen, words = targets >= 0, ids >= 4
    masked, kept = chosen & (shown == 3), chosen & (shown == ids)
    other = chosen & ~masked & ~kept
    n = words.sum()
    return np.array([m.sum() / n for m in (chosen, masked, kept, other)])


def _follow(documents: Any, rng: np.random.Generator) -> Array:
    pairs = nsp_pairs(documents, rng)
    right = [b[0] == a[0] + 1 if y else b[0] // 100 != a[0] // 100 for a, b, y in pairs]
    return np.array([np.mean(right), np.mean([y for *_, y in pairs]), len(pairs)])


def _preferences(rng: np.random.Generator) -> tuple[Array, Array, float]:
    n, d = rng.integers(1, 9), rng.integers(1, 4)
    return rng.normal(size=(n, d)), rng.normal(size=(n, d)), float(rng.uniform(0.1, 2))


def _their_reward(better: Array, worse: Array, alpha: float) -> Array:
    def loss(w: Array) -> float:
        losses = np.logaddexp(0, -(better - worse) @ w)
        return float(losses.sum() + alpha * w @ w / 2)

    return np.asarray(minimize(loss, np.zeros(better.shape[1]), tol=1e-12).x)


def _ratios(rng: np.random.Generator) -> tuple[Array, Array, float]:
    n = rng.integers(1, 9)
    return rng.uniform(0.3, 2, n), rng.normal(size=n), float(rng.uniform(0.05, 0.5))


def _their_ppo(ratio: Array, A: Array, eps: float) -> Any:
    r, a = torch.tensor(ratio, requires_grad=True), torch.from_numpy(A)
    loss = -torch.minimum(r * a, r.clamp(1 - eps, 1 + eps) * a).mean()
    loss.backward()
    return loss.item(), r.grad


def _round_trip(weights: dict[str, Array], config: Any) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        push(Path(folder), "tiny", weights, config)
        return pull(Path(folder), "tiny")


def _kept(weights: dict[str, Array], config: Any) -> Any:
    arrays, kept = _round_trip(weights, config)
    return arrays, np.array(kept)


def _through_files(x: Array) -> Any:
    with tempfile.TemporaryDirectory() as place:
        table = Columns.write(Path(place) / "a", {"x": x, "i": np.arange(len(x))})
        big = table.filter(Path(place) / "b", lambda row: bool(row["x"] > 0))
        twice = big.map(Path(place) / "c", lambda row: {"y": 2 * row["x"]})
        return np.array(big.columns["i"]), np.array(twice.columns["y"])


def _short_texts(rng: np.random.Generator) -> tuple[list[list[str]], float]:
    texts = [list(rng.choice(list("abc"), int(rng.integers(1, 6)))) for _ in range(4)]
    return texts, float(rng.choice([0.5, 1.0]))


def _counted(texts: list[list[str]], alpha: float) -> float:
    """Pair by pair, by counting the pairs of a list."""
    pairs = [pair for text in texts for pair in zip(["<s>", *text], text, strict=False)]
    V = len({word for text in texts for word in text})
    logs = [
        np.log(
            (pairs.count(pair) + alpha)
            / (sum(a == pair[0] for a, _ in pairs) + alpha * V)
        )
        for pair in pairs
    ]
    return float(np.exp(-np.mean(logs)))


PAIRS = [
    Parity(
        Bigrams,
        _counted,
        "closed form",
        _short_texts,
        ours=lambda texts, alpha: Bigrams(alpha).learn(texts).perplexity(texts),
    ),
    Parity(
        shifted_cross_entropy, _their_shifted, "torch", _logits, rtol=1e-10, atol=1e-12
    ),
    Parity(
        sequence_log_prob,
        lambda table, prompt, n: _log_p(table, [*prompt, 1, 2][: n + 1], n // 2),
        "torch",
        _table,
        ours=lambda table, prompt, n: sequence_log_prob(
            _step(table), [*prompt, 1, 2][: n + 1], n // 2
        ),
        rtol=1e-10,
        atol=1e-12,
    ),
    Parity(
        next_probabilities,
        lambda table, prompt, _: torch.softmax(torch.tensor(_step(table)(prompt)), 0),
        "torch",
        _table,
        ours=lambda table, prompt, _: next_probabilities(_step(table), prompt),
    ),
    Parity(sharpen, _loop_cut, "closed form", _cut, rtol=1e-10, trials=40),
    Parity(
        generate,
        _greedy,
        "closed form",
        _table,
        ours=lambda table, prompt, n: np.array(
            generate(
                _step(table),
                prompt,
                n,
                np.random.default_rng(0),
                temperature=0.0,
                window=1,
            )
        ),
        convention="Greedy, where chance plays no part; draws are tested by shares.",
    ),
    Parity(
        continue_by_beams,
        _all_texts,
        "all texts",
        _table,
        rtol=1e-9,
        atol=1e-12,
        ours=lambda table, prompt, n: np.array(
            [s for _, s in continue_by_beams(_step(table), prompt, n, 27)]
        ),
        convention="With as many beams as there are texts nothing may be missed.",
    ),
    Parity(
        pack_pair,
        _loop_pack,
        "closed form",
        _sentences,
        trials=40,
        ours=lambda *a: tuple(np.array(part) for part in pack_pair(*a)),
    ),
    Parity(
        mlm_mask,
        lambda *_: np.array([0.15, 0.12, 0.0151, 0.0149]),
        "closed form",
        lambda rng: (rng.integers(0, 104, (200, 200)), rng),
        ours=_shares,
        rtol=0.0,
        atol=0.008,
        trials=4,
        convention="Shares of 40,000 tokens; one of 100 others is the same by chance.",
    ),
    Parity(
        nsp_pairs,
        lambda *_: np.array([1.0, 0.5, 1197]),
        "closed form",
        lambda rng: ([[[1000 * d + i] for i in range(400)] for d in range(3)], rng),
        ours=_follow,
        rtol=0.0,
        atol=0.06,
        trials=4,
        convention="Numbers in order: what follows is one more.",
    ),
    Parity(
        fit_reward,
        _their_reward,
        "SciPy",
        _preferences,
        rtol=1e-4,
        atol=1e-5,
        convention="BFGS without gradients reaches five digits; ours is Newton's.",
    ),
    Parity(ppo_loss, _their_ppo, "torch", _ratios, rtol=1e-10, trials=30),
    Parity(
        ppo_bandit,
        lambda r, _: np.eye(len(r))[r.argmax()],
        "closed form",
        lambda rng: (np.array([0.0, 0.3, 1.0])[rng.permutation(3)], rng),
        ours=lambda r, rng: ppo_bandit(r, rng)[-1],
        rtol=0.0,
        atol=0.1,
        trials=3,
        convention="The best policy gives all to the best answer.",
    ),
    Parity(
        push,
        lambda w, c: (w, np.array(c)),
        "closed form",
        lambda rng: ({"a": rng.normal(size=3), "b": rng.normal(size=(2, 2))}, [1, 2]),
        ours=_kept,
        convention="What was pushed is pulled.",
    ),
    Parity(
        pull,
        lambda w, _: w,
        "closed form",
        lambda rng: ({"a": rng.normal(size=3)}, {}),
        ours=lambda w, c: _round_trip(w, c)[0],
        convention="What was pushed is pulled.",
    ),
    Parity(
        pipeline,
        lambda x: -np.abs(x).sum(),
        "closed form",
        lambda rng: (rng.normal(size=4),),
        ours=pipeline(np.abs, np.sum, np.negative),
    ),
    Parity(
        Columns,
        lambda x: (np.flatnonzero(x > 0), 2 * x[x > 0]),
        "closed form",
        lambda rng: (np.append(rng.normal(size=rng.integers(1, 8)), 1.0),),
        ours=_through_files,
    ),
]
