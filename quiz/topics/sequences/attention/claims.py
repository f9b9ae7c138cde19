"""Statements about attention, and their evidence."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable

import numpy as np

from engine.arrays import Array
from engine.attention.encoder import parameters, random_projections
from engine.attention.masks import causal_mask
from engine.attention.multi_head import Projections, multi_head, multi_head_backward
from engine.attention.one_sequence import KVCache
from engine.attention.saturation import saturation, weight_statistics
from engine.attention.scaled_dot import attention, attention_backward
from engine.attention.scores import additive_score, dot_score
from engine.attention.symmetry import permutation_errors
from engine.autodiff.differences import central_difference
from engine.nn.softmax import softmax
from engine.optim.adam import Adam
from engine.optim.momentum import State
from engine.seq2seq.attentive import context, what_attention_adds
from quiz.claims import Evidence, above, claim, within

Rng = np.random.Generator


@claim(
    "In a translator the decoder's state is the query, and the encoder's states are keys "
    "and values: the context is another one for every state that asks.",
    covers=["C56.01"],
)
def the_decoder_asks(rng: Rng) -> Evidence:
    states, asked = rng.normal(size=(5, 8)), rng.normal(size=(2, 8))
    found, _ = context(asked, np.stack([states, states]))
    # The published score has no root: queries are stretched to undo it.
    means, _ = attention(asked * np.sqrt(8), states, states)
    error = float(np.abs(found - means).max())
    apart = float(np.abs(found[0] - found[1]).max())
    shown = {
        "off attention with Q from the decoder": error,
        "contexts of two states differ by": apart,
    }
    return Evidence(min(within(error, 1e-12), above(apart, 0.05)), shown)


@claim(
    "A query's weights are at least 0 and sum to 1, so what it takes lies within the "
    "range of the values: a weighted mean.",
    covers=["C56.02"],
)
def a_mean_of_values(rng: Rng) -> Evidence:
    Q, K, V = 5 * rng.normal(size=(3, 12, 4))
    mask = causal_mask(12)
    means, weights = attention(Q, K, V, mask)
    sums = float(np.abs(weights.sum(axis=1) - 1).max())
    below = 0.0
    for t in range(12):
        seen = V[: t + 1]
        outside = np.maximum(means[t] - seen.max(axis=0), seen.min(axis=0) - means[t])
        below = max(below, float(outside.max()))
    margins = [
        within(sums, 1e-12),
        within(below, 1e-9),
        within(max(0.0, -float(weights.min())), 1e-12),
    ]
    shown = {"sums are off 1 by": sums, "means are out of range by": below}
    return Evidence(min(margins), shown)


@claim(
    "The dot product of two vectors of d independent entries of mean 0 and variance 1 has "
    "variance d.",
    covers=["C56.03"],
)
def variance_is_the_length(rng: Rng) -> Evidence:
    margins, shown = [], {}
    for d in (4, 64, 1024):
        variance = saturation(d, rng, queries=400).variance
        margins.append(within(abs(variance / d - 1), 0.15))
        shown[f"variance at d = {d}"] = variance
    return Evidence(min(margins), shown)


@claim(
    "Without the root a softmax over long vectors saturates: at d = 1024 nearly all weight "
    "is on one of 64 keys, and next to no gradient comes back through it.",
    covers=["C56.04"],
)
def without_the_root_it_saturates(rng: Rng) -> Evidence:
    found = saturation(1024, rng)
    shown = {
        "entropy without the root, in nats": found.entropy[0],
        "entropy with it": found.entropy[1],
        "entropy if all keys were alike": float(np.log(64)),
        "sum of p (1 - p) without the root": found.slope[0],
        "with it": found.slope[1],
    }
    margins = [
        above(found.entropy[1], 10 * found.entropy[0]),
        above(found.slope[1], 5 * found.slope[0]),
    ]
    return Evidence(min(margins), shown)


@claim(
    "The root makes scores of variance 1 only from queries and keys whose entries have "
    "variance 1: if both are twice as large, scores are four times as large.",
    covers=["Q56.04"],
    verdict="corrected",
    often="Dividing by √d_k normalises the scores.",
)
def the_root_does_not_normalise(rng: Rng) -> Evidence:
    Q, K = rng.normal(size=(2, 300, 64))
    spread = {}
    for size in (1.0, 2.0, 4.0):
        spread[size] = float((dot_score(size * Q, size * K) / np.sqrt(64)).std())
    _, weights = attention(4 * Q, 4 * K, K)
    entropy = float(weight_statistics(weights).entropy.mean())
    shown = {f"deviation, entries times {size:.0f}": s for size, s in spread.items()}
    shown["entropy with the root, entries times 4"] = entropy
    margins = [
        within(abs(spread[1.0] - 1), 0.1),
        above(spread[2.0], 3.5),
        within(entropy, 1.0),
    ]
    return Evidence(min(margins), shown)


@claim(
    "With one fixed context a decoder reverses four tokens, and gets hardly more than half "
    "of fourteen right; equally long trained, one that attends gets most of them right.",
    covers=["C56.05"],
    slow=True,
)
def one_context_is_too_little(rng: Rng) -> Evidence:
    states = rng.normal(size=(1, 14, 8))
    found, weights = context(rng.normal(size=(1, 8)), states)
    off = np.abs(found - weights @ states[0]).max() + abs(weights.sum() - 1)
    if off > 1e-9:
        return Evidence(-1.0, {"the context is off a mean by": float(off)})
    short = what_attention_adds(rng, length=4, steps=150)
    long = what_attention_adds(rng, length=14, steps=150)
    shown = {
        "4 tokens, fixed context": short.without,
        "4 tokens, attention": short.with_attention,
        "14 tokens, fixed context": long.without,
        "14 tokens, attention": long.with_attention,
    }
    margins = [
        above(short.without, 0.8),
        above(long.with_attention - long.without, 0.1),
    ]
    return Evidence(min(margins), shown)


@claim(
    "An additive score needs a hidden layer for every pair of query and key, where dot "
    "products are a single product of matrices: more memory and more time.",
    covers=["C56.06"],
)
def additive_costs_more(rng: Rng) -> Evidence:
    Q, K = rng.normal(size=(2, 128, 64))
    W, U = rng.normal(size=(2, 64, 64))
    v = rng.normal(size=64)
    # A pair by hand, so that it is the right scores whose cost is measured.
    wrong = abs(dot_score(Q, K)[3, 5] - Q[3] @ K[5])
    wrong += abs(additive_score(Q, K, W, U, v)[3, 5] - v @ np.tanh(Q[3] @ W + K[5] @ U))
    dot = _cost(lambda: dot_score(Q, K))
    additive = _cost(lambda: additive_score(Q, K, W, U, v))
    shown = {
        "megabytes of dot products": round(dot[0], 1),
        "megabytes of additive scores": round(additive[0], 1),
    }
    margins = [
        within(float(wrong), 1e-9),
        above(additive[0], 32 * dot[0]),
        above(additive[1], 2 * dot[1]),
    ]
    return Evidence(min(margins), shown)


def _cost(call: Callable[[], Array]) -> tuple[float, float]:
    """Most megabytes held at once, and the shortest of five times."""
    tracemalloc.start()
    call()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    times = []
    for _ in range(5):
        start = time.process_time()
        call()
        times.append(time.process_time() - start)
    return peak / 1e6, max(min(times), 1e-6)


@claim(
    "Two heads can look at two places at once; one head of the same size has one set of "
    "weights, and blurs them.",
    covers=["C56.07"],
)
def two_heads_see_two_places(rng: Rng) -> Evidence:
    errors = {}
    for heads in (1, 2):
        p = _trained(heads, rng)
        ask, tokens, wanted = _two_places(256, rng)
        found, _ = multi_head(ask, tokens, p, heads)
        errors[heads] = float(((found[:, 0, :4] - wanted) ** 2).mean())
    shown = {f"mean squared error, heads: {heads}": e for heads, e in errors.items()}
    return Evidence(above(errors[1], 3 * errors[2]), shown)


def _two_places(n: int, rng: Rng) -> tuple[Array, Array, Array]:
    """One token asks six: what do the two that are marked have to say?"""
    tokens, ask, rows = np.zeros((n, 6, 8)), np.zeros((n, 1, 8)), np.arange(n)
    tokens[:, :, :2] = rng.normal(size=(n, 6, 2))
    places = rng.permuted(np.tile(np.arange(6), (n, 1)), axis=1)
    tokens[rows, places[:, 0], 4] = tokens[rows, places[:, 1], 5] = 1
    ask[:, :, 6] = 1
    marked = [tokens[rows, places[:, i], :2] for i in (0, 1)]
    return ask, tokens, np.concatenate(marked, axis=1)


def _trained(heads: int, rng: Rng) -> Projections:
    """300 steps of Adam on new batches."""
    p, adam = _flat(random_projections(8, rng)), Adam(lr=0.03)
    state: State = {}
    for _ in range(300):
        ask, tokens, wanted = _two_places(64, rng)
        found, _ = multi_head(ask, tokens, _nested(p), heads)
        g = np.zeros_like(found)
        g[:, 0, :4] = 2 * (found[:, 0, :4] - wanted) / 64
        _, _, by_p = multi_head_backward(g, ask, tokens, _nested(p), heads)
        p, state = adam(p, _flat(by_p), state)
    return _nested(p)


def _flat(p: Projections) -> Array:
    return np.concatenate([part.ravel() for pair in p for part in pair])


def _nested(p: Array) -> Projections:
    pairs = [(row[:64].reshape(8, 8), row[64:]) for row in p.reshape(4, 72)]
    return Projections(*pairs)


@claim(
    "Heads cost no parameters: whatever their number, the four projections have "
    "4 d² + 4 d.",
    covers=["S56.06"],
)
def heads_cost_no_parameter(rng: Rng) -> Evidence:
    p, x = random_projections(16, rng), rng.normal(size=(1, 5, 16))
    count = parameters(p)
    found = {}
    for heads in (1, 2, 8):
        found[heads], weights = multi_head(x, x, p, heads)
        if weights.shape != (1, heads, 5, 5):
            return Evidence(-1.0, {"heads": float(heads)})
    apart = float(np.abs(found[1] - found[8]).max())
    shown = {"parameters at d = 16": float(count), "outputs differ by": apart}
    right = within(abs(count - (4 * 16**2 + 4 * 16)), 0.5)
    return Evidence(min(right, above(apart, 1e-3)), shown)


@claim(
    "A soft lookup has a gradient by the query; a hard one, which takes the value of the "
    "best key, has the gradient 0 almost everywhere.",
    covers=["C56.08"],
)
def soft_lookups_learn(rng: Rng) -> Evidence:
    q, K, V = rng.normal(size=4), rng.normal(size=(6, 4)), rng.normal(size=(6, 3))
    g = rng.normal(size=3)
    by_q, _, _ = attention_backward(g[None], q[None], K, V)
    numeric = central_difference(lambda t: g @ attention(t[None], K, V)[0][0], q)
    hard = central_difference(lambda t: g @ V[dot_score(t[None], K).argmax()], q)
    off = float(np.abs(by_q[0] - numeric).max())
    size, none = float(np.abs(by_q).max()), float(np.abs(hard).max())
    shown = {
        "largest gradient, soft": size,
        "largest gradient, hard": none,
        "soft is off the differences by": off,
    }
    return Evidence(
        min(within(off, 1e-6), above(size, 1e-3), within(none, 1e-12)), shown
    )


@claim(
    "The formula with √d_k is the scaled dot product of 2017. Luong's dot product of 2015 "
    "has no root, and gives other weights.",
    covers=["E56.01"],
    verdict="corrected",
    often="softmax(QKᵀ/√d_k)V is Luong's dot-product attention.",
)
def luong_has_no_root(rng: Rng) -> Evidence:
    Q, K, V = rng.normal(size=(3, 8, 64))
    _, scaled = attention(Q, K, V)
    plain = softmax(dot_score(Q, K))
    divided = softmax(dot_score(Q, K) / 8)
    apart = float(np.abs(plain - scaled).max())
    error = float(np.abs(divided - scaled).max())
    shown = {
        "weights differ by, d_k = 64": apart,
        "after dividing Luong's scores by 8": error,
    }
    return Evidence(min(above(apart, 0.2), within(error, 1e-12)), shown)


@claim(
    "In a transformer queries, keys and values are three learned projections. Without them "
    "scores within a sequence are symmetric, and of tokens of one length each attends most "
    "to itself.",
    covers=["E56.02"],
    verdict="corrected",
    often="Q is the decoder's state, K and V are the encoder's states.",
)
def projections_are_learned(rng: Rng) -> Evidence:
    X = rng.normal(size=(20, 16))
    X /= np.linalg.norm(X, axis=1, keepdims=True)
    raw = dot_score(X, X)
    p = random_projections(16, rng)
    projected = dot_score(X @ p.query[0], X @ p.key[0])
    _, weights = multi_head(X[None], X[None], p, heads=1)
    _, own = attention(X, X, X)
    itself = float((weight_statistics(own).strongest == np.arange(20)).mean())
    learned = weight_statistics(weights[0, 0]).strongest == np.arange(20)
    shown = {
        "attend most to themselves, raw": itself,
        "with projections": float(learned.mean()),
        "asymmetry of the scores, raw": float(np.abs(raw - raw.T).max()),
        "with projections, asymmetry": float(np.abs(projected - projected.T).max()),
    }
    margins = [
        within(1 - itself, 1e-9),
        within(float(learned.mean()), 0.8),
        within(shown["asymmetry of the scores, raw"], 1e-12),
        above(shown["with projections, asymmetry"], 0.1),
    ]
    return Evidence(min(margins), shown)


@claim(
    "Weights do not explain an output: other weights on the same values give the same "
    "output, and the key that had most of the attention has none of it there.",
    covers=["E56.03"],
    verdict="corrected",
    often="Attention weights show what the model based its answer on.",
)
def weights_do_not_explain(rng: Rng) -> Evidence:
    q, K, V = (rng.normal(size=shape) for shape in ((1, 8), (64, 8), (64, 2)))
    means, weights = attention(2 * q, K, V)
    given = weight_statistics(weights)
    strongest = int(given.strongest[0])
    others, tilt = np.delete(V, strongest, axis=0), np.zeros(2)
    logs = np.log(np.delete(weights[0], strongest))
    # Without that key, the others' weights are tilted until their mean is the output:
    # Newton's method by half steps, on a convex function.
    for _ in range(60):
        p = softmax(logs + others @ tilt)
        centred = others - p @ others
        off = p @ others - means[0]
        tilt -= np.linalg.solve(centred.T @ (p[:, None] * centred), off) / 2
    error = float(np.abs(softmax(logs + others @ tilt) @ others - means[0]).max())
    before = float(given.top[0])
    shown = {
        "weight of the strongest key": before,
        "its weight in the other": 0.0,
        "the outputs differ by": error,
    }
    return Evidence(min(above(before, 1 / 64), within(error, 1e-9)), shown)


@claim(
    "A causal mask keeps every output from what comes later; set to 0 after the softmax "
    "instead, weights no longer sum to 1.",
    covers=["S56.07"],
)
def masks_come_before_the_softmax(rng: Rng) -> Evidence:
    Q, K, V = rng.normal(size=(3, 8, 4))
    before, _ = attention(Q, K, V, causal_mask(8))
    changed = rng.normal(size=(2, 3, 4))
    K[5:], V[5:] = changed
    after, _ = attention(Q, K, V, causal_mask(8))
    moved = float(np.abs(before[:5] - after[:5]).max())
    _, late = attention(Q, K, V)
    left = float((late * causal_mask(8)).sum(axis=1).min())
    shown = {
        "outputs 1 to 5 move by, others changed": moved,
        "outputs 6 to 8 move by": float(np.abs(before[5:] - after[5:]).max()),
        "least sum of a row masked too late": left,
    }
    margins = [
        within(moved, 1e-12),
        above(shown["outputs 6 to 8 move by"], 1e-3),
        within(left, 0.6),
    ]
    return Evidence(min(margins), shown)


@claim(
    "Generated token by token with a cache of keys and values, every output is that of "
    "causal attention over the whole sequence; queries are not kept.",
    covers=["S56.05"],
)
def a_cache_changes_nothing(rng: Rng) -> Evidence:
    W_q, W_k, W_v = rng.normal(size=(3, 6, 6))
    X = rng.normal(size=(12, 6))
    whole, _ = attention(X @ W_q, X @ W_k, X @ W_v, causal_mask(12))
    cache, error = KVCache(W_q, W_k, W_v), 0.0
    for x, row in zip(X, whole, strict=True):
        error = max(error, float(np.abs(cache.step(x) - row).max()))
    kept = float(cache.keys.size + cache.values.size)
    shown = {"largest difference": error, "numbers kept": kept}
    return Evidence(
        min(within(error, 1e-9), within(abs(kept - 2 * 12 * 6), 0.5)), shown
    )


@claim(
    "Attention knows no order: with its tokens in another order it gives the same outputs "
    "in that order. A causal mask breaks that.",
    covers=["S56.05"],
)
def order_means_nothing(rng: Rng) -> Evidence:
    X = rng.normal(size=(7, 4))
    free, _ = permutation_errors(lambda x: attention(x, x, x)[0], X, rng)
    masked, _ = permutation_errors(
        lambda x: attention(x, x, x, causal_mask(7))[0], X, rng
    )
    shown = {"outputs differ by": free, "with a causal mask": masked}
    return Evidence(min(within(free, 1e-12), above(masked, 1e-3)), shown)
