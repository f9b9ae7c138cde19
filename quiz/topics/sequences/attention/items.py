"""Questions on attention."""

from __future__ import annotations

import math

import numpy as np

from engine.attention.cost import sequence_cost
from engine.attention.encoder import parameters, random_projections
from engine.attention.multi_head import Projections, multi_head
from engine.attention.one_sequence import KVCache, causal_softmax
from engine.attention.patches import patchify
from engine.attention.saturation import saturation, weight_statistics
from engine.attention.scaled_dot import attention, attention_backward
from engine.attention.scores import additive_score, dot_score
from engine.concepts.tables import table
from engine.nn.softmax import softmax
from quiz.items.ask import Ask, Mistake
from quiz.items.item import (
    choice,
    choices,
    expression,
    match,
    matrix,
    number,
    order,
    output,
    recall,
    shape,
    steps,
)
from quiz.items.kinds.expression import Expr
from quiz.items.kinds.listed import Steps
from quiz.items.kinds.numbers import EXACT
from quiz.items.kinds.output import printed
from quiz.items.kinds.worked import Part
from quiz.items.write import num, vec

Rng = np.random.Generator


def _weights(rng: Rng, n: int) -> np.ndarray:
    """Weights in hundredths, each at least 0.02, that sum to 1; as a rule uneven."""
    shares = rng.dirichlet(np.full(n, 0.6))
    return (2 + rng.multinomial(100 - 2 * n, shares)) / 100


@number(level=1, covers=["S56.02", "Q56.04", "E56.04"])
def weight_of_a_key(rng: Rng) -> Ask:
    """The weight of one key."""
    q, K = rng.integers(-2, 3, size=4), rng.integers(-2, 3, size=(3, 4))
    s = dot_score(q[None], K)[0]
    plain, flat = softmax(s), softmax(s / 4)
    key = float(attention(q[None], K, np.eye(3))[1][0, 0])
    return Ask(
        f"Scaled dot-product attention: the query is {vec(q)}, the keys are the rows of "
        f"{vec(K)}. What weight does the first key get?",
        key=key,
        mistakes=[
            Mistake(
                "without-the-root",
                plain[0],
                "You took the softmax of the plain dot products. *Scaled* means that each "
                "is divided by $\\sqrt{d_k}$ first, here by 2.",
            ),
            Mistake(
                "by-d-k",
                flat[0],
                "You divided by $d_k = 4$. It is the root, the standard deviation of a "
                "sum of $d_k$ terms.",
            ),
            Mistake(
                "root-outside",
                plain[0] / 2,
                "The root belongs inside the softmax, under the score. Dividing the "
                "weights leaves a row that sums to 1/2.",
            ),
            Mistake(
                "the-score",
                s[0] / 2,
                "That is the scaled score. The softmax over all three makes it a weight.",
            ),
        ],
        why=f"The dot products are {vec(s)}, over $\\sqrt{{4}} = 2$ they are {vec(s / 2)}, "
        f"and their softmax is {vec(softmax(s / 2))}.",
        check=lambda: 1 / float(np.exp((s - s[0]) / 2).sum()),
    )


@matrix(level=1, covers=["S56.01", "C56.01", "S56.03"])
def the_context(rng: Rng) -> Ask:
    """The context of one decoder step."""
    q, S = rng.integers(-1, 2, size=3), rng.integers(-2, 3, size=(3, 3)).astype(float)
    s = dot_score(q[None], S)[0]
    w = softmax(s)
    return Ask(
        f"A translator with Luong's dot score: the decoder's state is {vec(q)}, the "
        f"encoder's states are the rows of {vec(S)}. What is the context vector?",
        key=w @ S,
        mistakes=[
            Mistake(
                "only-the-best",
                S[s.argmax()],
                "You took the best state alone. That would be a hard lookup, which cannot "
                "be trained by gradients; the context is a mean of all states.",
            ),
            Mistake(
                "all-alike",
                S.mean(axis=0),
                "You took the plain mean. States that answer the query weigh more.",
            ),
            Mistake(
                "without-softmax",
                s @ S,
                "You weighted by the scores themselves. They may be negative and need not "
                "sum to 1; the softmax makes weights of them.",
            ),
            Mistake(
                "with-the-root",
                softmax(s / math.sqrt(3)) @ S,
                "You divided by $\\sqrt{3}$. That is the scaled score of the transformer, "
                "of 2017; Luong's dot of 2015 has no root.",
            ),
        ],
        why=f"Scores {vec(s)}, weights {vec(w)}; the context is the states' mean by these "
        "weights. The states are keys and values at once.",
        check=lambda: attention(math.sqrt(3) * q[None], S, S)[0][0],
    )


@steps(level=2, covers=["S56.02", "C56.02"])
def by_hand(rng: Rng) -> Ask:
    """From two keys to an output by hand."""
    d = int(rng.choice([4, 9, 16]))
    a, b = (int(i) for i in rng.choice(np.arange(-9, 13), size=2, replace=False))
    v, u = (float(i) for i in rng.choice(np.arange(1, 20), size=2, replace=False))
    root = math.isqrt(d)
    w = float(softmax([a / root, b / root])[0])
    return Ask(
        f"$d_k = {d}$. A query has the dot products {a} and {b} with two keys, whose values "
        f"are the numbers {num(v)} and {num(u)}. Work towards what it takes.",
        key=(
            Part("the first score, scaled", a / root, mistakes=[
                Mistake("by-d-k", a / d, "Divide by the root of $d_k$."),
            ]),
            Part("the first weight", w,
                 lambda first: float(1 / (1 + np.exp(b / root - first))), [
                Mistake("without-the-root", float(softmax([a, b])[0]),
                        "That is the softmax of the scores before scaling."),
                Mistake("the-other", 1 - w, "That is the weight of the second key."),
            ]),
            Part("the output", w * v + (1 - w) * u,
                 lambda _first, share: share * v + (1 - share) * u, [
                Mistake("half-and-half", (v + u) / 2, "The values do not weigh alike."),
                Mistake("swapped", w * u + (1 - w) * v,
                        "Each weight belongs to the value of its own key."),
            ]),
        ),
        mistakes=[],
        why=f"Scores ${num(a / root)}$ and ${num(b / root)}$; with two keys the softmax is a "
        f"sigmoid of their difference, {num(w)}; the output is "
        f"${num(w)}\\cdot{num(v)} + {num(1 - w)}\\cdot{num(u)}$.",
    )  # fmt: skip


@number(level=2, covers=["C56.03", "Q56.04"])
def spread_of_scores(rng: Rng) -> Ask:
    """How far dot products spread."""
    d = int(rng.choice([16, 32, 64, 128, 256]))
    s_q, s_k = (float(i) for i in rng.choice([0.5, 1.5, 2.0, 3.0], 2, replace=False))
    # Hadamard's matrix: its columns are orthogonal, so it stands for all signs alike.
    signs: np.ndarray = np.ones((1, 1))
    while len(signs) < d:
        signs = np.kron([[1, 1], [1, -1]], signs)
    key = float(np.sqrt((dot_score(np.full((1, d), s_q), s_k * signs) ** 2).mean()))
    return Ask(
        f"Queries and keys have {d} independent entries of mean 0, with standard deviation "
        f"{num(s_q)} in queries and {num(s_k)} in keys. What is the standard deviation of "
        "the plain dot product?",
        key=key,
        mistakes=[
            Mistake(
                "variance",
                key**2,
                "That is the variance: $d_k$ terms, each of variance "
                "$\\sigma_q^2\\sigma_k^2$.",
            ),
            Mistake(
                "one-term",
                s_q * s_k,
                f"That is one product's deviation. {d} of them are added up.",
            ),
            Mistake(
                "times-d-k",
                d * s_q * s_k,
                "Variances of independent terms add up, deviations do not: the factor is "
                "$\\sqrt{d_k}$. That is why the root is what one divides by.",
            ),
        ],
        why=f"$\\sqrt{{{d}}}\\cdot{num(s_q)}\\cdot{num(s_k)} = {num(key)}$. Over the root "
        f"{num(s_q * s_k)} is left, and not 1: the root takes out the length of the "
        "vectors, not the size of their entries.",
        check=lambda: math.sqrt(d) * s_q * s_k,
    )


@choice(level=2, covers=["L56.01", "C56.04", "S56.11"])
def saturated(rng: Rng) -> Ask:
    """Which softmax lets no gradient through."""
    small, large = int(rng.choice([2, 4, 8])), int(rng.choice([256, 512]))
    Q, K = rng.normal(size=(20, 1, large)), rng.normal(size=(20, 32, large))
    twice = softmax(dot_score(2 * Q, 2 * K) / math.sqrt(large))
    found = saturation(large, rng, keys=32, queries=20)
    slopes = {
        f"$d_k = {small}$, plain dot products": saturation(small, rng, 32).slope[0],
        f"$d_k = {large}$, plain dot products": found.slope[0],
        f"$d_k = {large}$, divided by $\\sqrt{{d_k}}$": found.slope[1],
        f"$d_k = {large}$, divided by $\\sqrt{{d_k}}$, entries of standard deviation 2": (
            float(weight_statistics(twice).slope.mean())
        ),
    }
    key = min(slopes, key=slopes.__getitem__)
    routes = ("short", "long", "scaled", "scaled-but-large")
    return Ask(
        "Queries and keys have independent entries of mean 0 and, where nothing else is "
        "said, variance 1; a query meets 32 keys. Through which softmax does the least "
        "gradient come back?",
        key=key,
        mistakes=[
            Mistake(
                route,
                name,
                f"There $\\sum p(1-p)$ is about {num(slope, 2)} a query; in the right one it "
                f"is {num(slopes[key], 2)}.",
            )
            for route, (name, slope) in zip(routes, slopes.items(), strict=True)
            if name != key
        ],
        why=f"Plain scores have standard deviation $\\sqrt{{{large}}} = "
        f"{num(math.sqrt(large), 3)}$: one key wins by far, and all $p(1-p)$ are near 0. The "
        "root takes the length out. It does not take out the size of the entries: with "
        "deviation 2 in both, scores still have deviation 4.",
    )


@number(level=1, covers=["S56.06", "Q56.04"])
def what_divides(rng: Rng) -> Ask:
    """What a head's scores are divided by."""
    d, heads = int(rng.choice([128, 256, 512])), int(rng.choice([2, 4, 8, 16]))

    def recovered() -> float:
        """From the ratio of two weights, whose scores are known: 1 and 0."""
        same = np.eye(d), np.zeros(d)
        x = np.zeros((1, 2, d))
        x[0, 0, 0] = 1
        _, weights = multi_head(x, x, Projections(same, same, same, same), heads)
        first, second = weights[0, 0, 0]
        return float(1 / np.log(first / second))

    return Ask(
        f"A layer has $d = {d}$ features and {heads} heads. By what number is each dot "
        "product of a head divided?",
        key=recovered(),
        mistakes=[
            Mistake(
                "root-of-all",
                math.sqrt(d),
                "That is the root of all features. A head's queries and keys have only "
                f"${d}/{heads}$ entries, and its dot products as many terms.",
            ),
            Mistake(
                "without-the-root",
                d / heads,
                "That is $d_k$. It is divided by its root.",
            ),
            Mistake(
                "root-of-the-heads",
                math.sqrt(heads),
                "The number of heads says how the features are shared out, not how long "
                "the sums are.",
            ),
        ],
        why=f"$d_k = {d}/{heads} = {d // heads}$, and $\\sqrt{{{d // heads}}} = "
        f"{num(math.sqrt(d // heads))}$.",
        check=lambda: math.sqrt(d // heads),
    )


@matrix(level=2, covers=["S56.07"])
def masked_row(rng: Rng) -> Ask:
    """A row under a causal mask."""
    s = rng.choice(np.arange(-15, 16), size=(3, 3)).astype(float) / 10
    row, hidden = s[1], np.array([1.0, 1.0, 0.0])
    all_three = softmax(row)
    return Ask(
        f"The scaled scores of three tokens are {vec(s)}, row $i$ for the query of token "
        "$i$. Under a causal mask, what are the weights of the **second** token?",
        key=causal_softmax(s)[1],
        mistakes=[
            Mistake(
                "masked-afterwards",
                all_three * hidden,
                "You removed the third weight after the softmax. The rest no longer sums "
                "to 1: the score has to become $-\\infty$ before it.",
            ),
            Mistake(
                "score-of-zero",
                softmax(row * hidden),
                "You set the forbidden score to 0. But $e^0 = 1$: the token ahead gets "
                "weight all the same. $e^{-\\infty}$ is 0.",
            ),
            Mistake(
                "unmasked",
                all_three,
                "The second token sees the third there. It must not look ahead.",
            ),
            Mistake(
                "not-itself",
                [1.0, 0.0, 0.0],
                "A token may look at itself too, not only at those before it.",
            ),
            Mistake(
                "other-way-round",
                [0.0, *softmax(row[1:])],
                "That token sees itself and what comes *after* it. The mask keeps the "
                "lower triangle.",
            ),
        ],
        why=f"The third score becomes $-\\infty$; the softmax of {vec(row[:2])} is "
        f"{vec(softmax(row[:2]))}, and the third weight is exactly 0.",
        check=lambda: np.array([*np.exp(row[:2]) / np.exp(row[:2]).sum(), 0.0]),
    )


@output(level=2, covers=["S56.07"])
def leak(rng: Rng) -> Ask:
    """A mask that leaks."""
    s = [float(i) for i in rng.choice([-3, -2, -1, 1, 2], size=2, replace=False)]
    padding = float(rng.integers(3, 8))
    code = (
        "import numpy as np\n"
        f"scores = np.array([{s[0]}, {s[1]}, {padding}])  # the last key is padding\n"
        "mask = np.array([1, 1, 0])\n"
        "e = np.exp(scores * mask)\n"
        "print(round(float((e / e.sum())[2]), 2))"
    )
    named = softmax([*s, padding])[2]
    return Ask(
        f"What does this print?\n\n```python\n{code}\n```",
        key=printed(code),
        mistakes=[
            Mistake(
                "believed-it",
                "0.0",
                "The *score* is 0, and $e^0 = 1$: the padding gets a weight. Masked scores "
                "have to be $-\\infty$; `np.where` puts it there, a product cannot.",
            ),
            Mistake(
                "unmasked",
                f"{round(float(named), 2)}",
                "That is its weight without a mask. The product did lower its score, to 0, "
                "which is not low enough.",
            ),
        ],
        why="Multiplying a score by 0 gives it the score 0, as if the padding were a key "
        "that is neither like the query nor unlike it.",
    )


@number(level=1, covers=["S56.06", "S56.05"], tolerance=EXACT)
def parameters_of_heads(rng: Rng) -> Ask:
    """What more heads cost."""
    d, heads = int(rng.choice([32, 48, 64, 96, 128])), int(rng.choice([2, 4, 8, 16]))
    count = parameters(random_projections(d, rng))
    return Ask(
        f"Multi-head self-attention over $d = {d}$ features with {heads} heads: every "
        f"projection maps {d} features to {d} and has a bias. How many parameters does "
        "the layer have, the output projection included?",
        key=count,
        mistakes=[
            Mistake(
                "once-a-head",
                3 * heads * (d * d + d) + d * d + d,
                "The heads share out the columns of one projection. Each is narrower, "
                f"$d/{heads}$ columns, so together they cost what one would.",
            ),
            Mistake(
                "without-the-output",
                3 * (d * d + d),
                "The fourth projection is missing: $W_o$ mixes what the heads found.",
            ),
            Mistake(
                "without-biases",
                4 * d * d,
                f"Each of the four projections has {d} biases as well.",
            ),
        ],
        why=f"$4 \\cdot ({d}^2 + {d}) = {count}$, whatever the number of heads.",
        check=lambda: 4 * (d * d + d),
    )


@number(level=2, covers=["S56.05", "S56.07"])
def cache_memory(rng: Rng) -> Ask:
    """What a cache of keys and values weighs."""
    layers, d = int(rng.choice([24, 32, 40, 48])), int(rng.choice([2048, 4096, 5120]))
    tokens = int(rng.choice([2000, 4000, 8000, 32000]))
    cache = KVCache(np.eye(4), np.eye(4), np.eye(4))
    for x in np.eye(4)[:3]:
        cache.step(x)
    # Numbers kept for each of three tokens and four features, in a small cache.
    kept = (cache.keys.size + cache.values.size) / (3 * 4)
    gigabytes = kept * layers * tokens * d * 2 / 1e9
    return Ask(
        f"A language model has {layers} layers of width $d = {d}$; each head has its own "
        f"keys and values. It has read {tokens} tokens of one text, in numbers of 2 bytes. "
        "How many gigabytes ($10^9$ bytes) does its cache take?",
        key=gigabytes,
        mistakes=[
            Mistake(
                "only-keys",
                gigabytes / 2,
                "Keys *and* values are kept, so there are two arrays a layer.",
            ),
            Mistake(
                "queries-too",
                gigabytes * 1.5,
                "Queries are used once, when their token comes, and never again.",
            ),
            Mistake(
                "one-layer",
                gigabytes / layers,
                "That is one layer's. Every layer has keys and values of its own.",
            ),
        ],
        why=f"$2 \\cdot {layers} \\cdot {tokens} \\cdot {d}$ numbers of 2 bytes: "
        f"{num(gigabytes)} GB for one text. It grows with every token, which is why models "
        "let several heads share their keys and values.",
        check=lambda: 2 * layers * tokens * d * 2 / 1e9,
    )


@number(level=3, covers=["S56.05"], tolerance=EXACT)
def where_the_square_wins(rng: Rng) -> Ask:
    """From which length on the square costs most."""
    d = int(rng.choice([128, 256, 512, 768, 1024]))

    def balance(n: int) -> int:
        """Products beyond the four projections, less those of the projections."""
        projections = 4 * n * d * d
        return sequence_cost("attention", n, d).products - 2 * projections

    n = next(n for n in range(1, 8 * d) if balance(n) >= 0)
    return Ask(
        f"A layer of self-attention with $d = {d}$ features reads $n$ tokens. Four "
        "projections of width $d$ cost $4nd^2$ multiplications; scores and means cost the "
        "rest. At which $n$ do scores and means together cost as much as the projections?",
        key=n,
        mistakes=[
            Mistake(
                "only-the-scores",
                4 * d,
                "You counted the scores, $n^2 d$, and not the means of values, which cost "
                "as much again.",
            ),
            Mistake(
                "one-projection",
                d // 2,
                "That is where they cost as much as *one* projection. There are four: "
                "queries, keys, values, output.",
            ),
            Mistake(
                "n-is-d",
                d,
                "At $n = d$ all factors are alike, but there are four projections and only two "
                "products of the other kind: $4d^3$ against $2d^3$.",
            ),
        ],
        why=f"$2n^2 d = 4nd^2$ at $n = 2d = {n}$. Below that, “quadratic attention” is not "
        "what costs most: the projections are. Far above it, the square is everything.",
        check=lambda: 2 * d,
    )


@expression(level=3, covers=["S56.08", "C56.08", "Q56.04"])
def slope_of_the_output(rng: Rng) -> Ask:
    """How the output answers a score."""
    root = int(rng.choice([2, 3, 4, 5]))
    v, u = (int(i) for i in rng.choice(np.arange(1, 10), size=2, replace=False))
    w, other = (f"exp({x}/{root})/(exp(a/{root}) + exp(b/{root}))" for x in ("a", "b"))
    domain = {"a": (-4.0, 4.0), "b": (-4.0, 4.0)}
    return Ask(
        f"$d_k = {root**2}$. A query has the dot products $a$ and $b$ with two keys, whose "
        f"values are {v} and {u}. Its output is $y = {v}w + {u}(1 - w)$, where $w$ is the "
        "first weight. Write $\\partial y/\\partial a$ as a formula in $a$ and $b$.",
        key=Expr(f"({v - u})/{root} * {w} * {other}", domain),
        mistakes=[
            Mistake(
                "lost-the-root",
                f"({v - u}) * {w} * {other}",
                f"$a$ is divided by {root} before the softmax, so the chain rule puts "
                f"$1/{root}$ in front.",
            ),
            Mistake(
                "only-its-own-value",
                f"{v}/{root} * {w} * {other}",
                f"What the first key gains the second loses: the value {u} counts too, "
                "with the opposite sign.",
            ),
            Mistake(
                "only-the-numerator",
                f"({v - u})/{root} * {w}",
                "The weight's derivative is $w(1-w)$, not $w$: the denominator moves too.",
            ),
        ],
        why=f"$\\partial w/\\partial a = w(1-w)/{root}$, and $y$ answers $w$ by "
        f"${v} - {u}$. If one key has all the weight, $w(1-w)$ is 0: a saturated softmax "
        "passes nothing back. If both values are equal, where one looks does not matter.",
    )


@matrix(level=2, covers=["S56.08"])
def value_gradient(rng: Rng) -> Ask:
    """The gradient that a value gets."""
    w, g = _weights(rng, 3), rng.choice([-4, -3, -2, 2, 3, 5], 3).astype(float)
    j = int(rng.integers(3))
    _, _, dV = attention_backward(g[None], [[1.0]], np.log(w)[:, None], np.eye(3))
    return Ask(
        f"A query has given three keys the weights {vec(w)}. The gradient of the loss by "
        f"the query's output is {vec(g)}. What is the gradient by the value of key {j + 1}?",
        key=dV[j],
        mistakes=[
            Mistake(
                "unweighted",
                g,
                "The value was mixed in with its weight, so it gets the gradient with the "
                "same weight.",
            ),
            Mistake(
                "through-the-softmax",
                w[j] * (1 - w[j]) * g,
                "$w(1-w)$ belongs to the *scores*. Values enter after the softmax, and the "
                "output is linear in them.",
            ),
            Mistake(
                "shared-alike",
                g / 3,
                "Each value gets its own share: the weight it had.",
            ),
        ],
        why=f"The output is $\\sum_j w_j v_j$, so $\\partial L/\\partial v_{j + 1} = "
        f"w_{j + 1}\\,g = {num(w[j])}\\,g$. A key that was masked gets 0. With many queries "
        "the shares add up: $P^\\top G$.",
        check=lambda: w[j] * g,
    )


@number(level=2, covers=["S56.04", "C56.06", "H56.04"])
def bahdanau(rng: Rng) -> Ask:
    """An additive score."""
    q, k = (float(i) for i in rng.choice([-1.0, -0.5, 0.5, 1.0, 1.5], 2))
    w, u = rng.choice([-2.0, -1.0, 1.0, 2.0], size=(2, 2))
    v = rng.choice([-3.0, -2.0, 1.0, 2.0, 4.0], size=2, replace=False)
    inner = w * q + u * k
    return Ask(
        f"Bahdanau's score $v^\\top \\tanh(Wq + Uk)$ with two hidden units: the query is the "
        f"number {num(q)}, the key {num(k)}, $W$ = {vec(w)}, $U$ = {vec(u)}, $v$ = "
        f"{vec(v)}. What is the score?",
        key=float(additive_score([[q]], [[k]], w[None], u[None], v)[0, 0]),
        mistakes=[
            Mistake(
                "without-tanh",
                float(v @ inner),
                "Without the $\\tanh$ the score is linear: the query would add the same to "
                "every key's score, and the softmax would not notice it.",
            ),
            Mistake(
                "tanh-outside",
                float(np.tanh(v @ inner)),
                "The $\\tanh$ is of the hidden units, before $v$ sums them up.",
            ),
            Mistake(
                "without-v",
                float(np.tanh(inner).sum()),
                "You added the hidden units up. $v$ weighs them.",
            ),
        ],
        why=f"$Wq + Uk$ = {vec(inner)}, its $\\tanh$ {vec(np.tanh(inner))}, and the product "
        f"with $v$ is {num(float(v @ np.tanh(inner)))}. A dot product needs none of this: "
        "one product of matrices scores all pairs.",
        check=lambda: sum(
            c * math.tanh(a * q + b * k) for a, b, c in zip(w, u, v, strict=True)
        ),
    )


@number(level=1, covers=["S56.09"])
def entropy_of_a_head(rng: Rng) -> Ask:
    """How spread out a head's weights are."""
    w = _weights(rng, 4)
    nats = float(weight_statistics(w[None]).entropy[0])
    return Ask(
        f"A query gives four keys the weights {vec(w)}. What is the entropy of the weights, "
        "in nats?",
        key=nats,
        mistakes=[
            Mistake("bits", nats / math.log(2), "That is in bits: nats take $\\ln$."),
            Mistake("lost-the-sign", -nats, "Logarithms of weights are negative; the minus "
                    "in front makes an entropy positive."),
            Mistake("forgot-to-weigh", float(-np.log(w).mean()),
                    "You took the plain mean of $-\\ln w$. Each term counts with its weight."),
        ],
        why=f"$-\\sum w \\ln w = {num(nats)}$, between 0, where one key has everything, and "
        f"$\\ln 4 = {num(math.log(4))}$, where all are alike. So many keys share the "
        f"attention in effect: $e^{{{num(nats, 3)}}} = {num(math.exp(nats), 3)}$.",
        check=lambda: -sum(p * math.log(p) for p in w.tolist()),
    )  # fmt: skip


@shape(level=1, covers=["S56.06", "S56.01"])
def weights_of_a_translator(rng: Rng) -> Ask:
    """The shape of all weights."""
    B, m, n, width = (int(i) for i in rng.choice(np.arange(2, 12), 4, replace=False))
    heads = int(rng.choice([i for i in (2, 3, 4, 5, 6, 8) if i not in {B, m, n}]))
    d = heads * width
    p = random_projections(d, rng)
    _, weights = multi_head(np.zeros((B, m, d)), np.zeros((B, n, d)), p, heads)
    return Ask(
        f"A decoder attends to an encoder with {heads} heads: {B} sentences in a batch, "
        f"{m} target tokens, {n} source tokens, {d} features. What is the shape of all "
        "attention weights together?",
        key=weights.shape,
        mistakes=[
            Mistake(
                "one-head",
                (B, m, n),
                "Each head has weights of its own: that is what several heads are for.",
            ),
            Mistake(
                "target-by-target",
                (B, heads, m, m),
                "That is self-attention of the decoder. Here the keys are source tokens.",
            ),
            Mistake(
                "source-by-target",
                (B, heads, n, m),
                "Rows are queries, and the decoder asks: a row for each target token.",
            ),
            Mistake(
                "the-output",
                (B, m, d),
                "That is the shape of the output. Weights have no features.",
            ),
        ],
        why=f"For each of {B} sentences and {heads} heads, a row for each of {m} queries "
        f"and a column for each of {n} keys.",
    )


@shape(level=2, covers=["S56.10", "C56.09", "H56.05"])
def tokens_of_an_image(rng: Rng) -> Ask:
    """Patches as a sequence."""
    p, rows, columns = (
        int(i) for i in rng.choice([4, 5, 6, 8, 10, 12], 3, replace=False)
    )
    n, height, width = int(rng.integers(2, 9)), p * rows, p * columns
    patches = patchify(np.zeros((n, height, width, 3)), p)
    return Ask(
        f"A vision transformer cuts {n} colour images of {height} by {width} pixels into "
        f"patches of {p} by {p} and flattens each. What is the shape of its batch of "
        "sequences, before any projection?",
        key=patches.shape,
        mistakes=[
            Mistake(
                "pixels",
                (n, height * width, 3),
                "Those are pixels as tokens. A token is a whole patch; with pixels the "
                f"square of scores would be {p**4} times as large.",
            ),
            Mistake(
                "without-colours",
                (n, rows * columns, p * p),
                "Each pixel has three numbers.",
            ),
            Mistake(
                "a-grid",
                (n, rows, columns, p * p * 3),
                "Attention reads a sequence: rows and columns of patches become one axis. "
                "Where a patch was is told by its position, which is learned.",
            ),
        ],
        why=f"{rows} by {columns} patches make {rows * columns} tokens of "
        f"${p}\\cdot{p}\\cdot 3 = {3 * p * p}$ numbers.",
    )


@choices(level=2, covers=["C56.02", "E56.03"], proof="a_mean_of_values")
def what_is_certain(rng: Rng) -> Ask:
    """What holds for every output of attention."""
    n = int(rng.integers(4, 30))
    return Ask(
        f"A query attends to {n} keys, without a mask. What is certain?",
        key={
            "Its weights sum to 1": "a softmax over the keys made them.",
            "Each entry of its output lies between the smallest and the largest of that "
            "entry among the values": "a mean with weights from 0 to 1 cannot leave the "
            "range.",
        },
        mistakes=[
            Mistake(
                "columns-too",
                "The weights that a key gets from all queries sum to 1",
                "Rows sum to 1, columns do not: one key may be wanted by every query.",
            ),
            Mistake(
                "explains",
                "The key with the largest weight decided the output",
                "Its value may be near 0, or what it says may stand in other values too. "
                "Other weights can give the same output.",
            ),
            Mistake(
                "orthogonal-is-nothing",
                "A key that is orthogonal to the query gets no weight",
                "Its score is 0 and $e^0 = 1$. Keys with negative scores get less.",
            ),
        ],
        why="A softmax and a mean: whatever queries and keys are, rows sum to 1 and the "
        "output stays within the range of the values.",
    )


@match(level=1, covers=["Q56.03", "E56.02"], definition=True)
def who_asks_whom(rng: Rng) -> Ask:
    """Where queries, keys and values come from."""
    del rng
    own, past, both = (
        "all three from the source",
        "all three from the target, keys and values up to the query's position",
        "queries from the target, keys and values from the source",
    )
    return Ask(
        "In a transformer that translates, what are queries, keys and values projected "
        "from?",
        key={
            "the encoder's self-attention": own,
            "the decoder's self-attention": past,
            "the decoder's attention to the encoder": both,
        },
        mistakes=[
            Mistake(
                "the-source-asks",
                ("the encoder's self-attention", both),
                "The encoder knows nothing of the target: it reads the source alone.",
            ),
            Mistake(
                "no-source",
                ("the decoder's attention to the encoder", past),
                "Then the decoder would never see what it is to translate.",
            ),
        ],
        why="In each, three learned projections make them. What differs is which sequence "
        "they are projected from, and who may look where.",
    )


@match(level=2, covers=["E56.01", "S56.03", "S56.04"], definition=True)
def whose_score(rng: Rng) -> Ask:
    """Four scores and their names."""
    del rng
    return Ask(
        "Which score is whose?",
        key={
            "additive (Bahdanau)": "$v^\\top\\tanh(Wq + Uk)$",
            "dot (Luong)": "$q^\\top k$",
            "general (Luong)": "$q^\\top W k$",
            "scaled dot product (Vaswani)": "$q^\\top k/\\sqrt{d_k}$",
        },
        mistakes=[
            Mistake(
                "root-for-luong",
                ("dot (Luong)", "$q^\\top k/\\sqrt{d_k}$"),
                "The root came two years later, with the transformer.",
            ),
            Mistake(
                "general-is-additive",
                ("additive (Bahdanau)", "$q^\\top W k$"),
                "Additive: query and key are *added* in a hidden layer.",
            ),
        ],
        why="The transformer's is closest to “general”: with projections, "
        "$(x W_q)(y W_k)^\\top = x\\,W_q W_k^\\top y^\\top$ has between them a matrix of rank at most $d_k$.",
    )


@match(level=1, covers=["S56.12", "C56.09"], definition=True)
def made_of_attention(rng: Rng) -> Ask:
    """Which half of a transformer they are."""
    del rng
    rows = {row.name: row.cells[0] for row in table("models").rows}
    encoder, decoder = rows["BERT, RoBERTa"], rows["GPT, LLaMA"]
    return Ask(
        "What are these models made of?",
        key={
            "BERT": encoder,
            "GPT": decoder,
            "T5": rows["T5, BART, mBART"],
            "ViT": rows["ViT"],
        },
        mistakes=[
            Mistake(
                "bert-writes",
                ("BERT", decoder),
                "BERT sees both sides of a word, which a decoder's causal mask forbids.",
            ),
            Mistake(
                "gpt-has-an-encoder",
                ("GPT", rows["T5, BART, mBART"]),
                "GPT has no encoder: the prompt is read by the same decoder that writes.",
            ),
        ],
        why="The same attention everywhere; what differs is the mask, and whether a second "
        "sequence is looked at.",
    )


@order(level=2, covers=["S56.06", "S56.02"], definition=True)
def a_layer_in_order(rng: Rng) -> Ask:
    """A layer of attention, in order."""
    del rng
    return Ask(
        "Put a layer of masked multi-head attention in order.",
        key=Steps(
            (
                "Project the tokens to queries, keys and values",
                "Cut the features of each into heads",
                "Take dot products of queries and keys, over $\\sqrt{d_k}$",
                "Set forbidden scores to $-\\infty$",
                "Softmax over the keys",
                "Take the means of the values",
                "Join the heads and project once more",
            ),
            (
                (0, 1, "There are no queries to cut yet."),
                (1, 2, "Each head has dot products of its own."),
                (2, 3, "A score has to be there before it can be hidden."),
                (3, 4, "After the softmax it is too late: rows would not sum to 1."),
                (4, 5, "Scores are no weights yet."),
                (5, 6, "There is nothing to join yet."),
            ),
        ),
        mistakes=[],
        why="The place that is asked about most is the mask: after the scores, before the "
        "softmax.",
    )


@choice(level=2, covers=["S56.05"], proof="order_means_nothing")
def two_tokens_swapped(rng: Rng) -> Ask:
    """Two tokens trade places."""
    i, j = (int(k) for k in np.sort(rng.choice(np.arange(1, 9), 2, replace=False)))
    return Ask(
        "A layer of self-attention has no mask, and its tokens carry no positions. Tokens "
        f"{i} and {j} of the input trade places. What becomes of the output?",
        key=f"Its rows {i} and {j} trade places; nothing else changes",
        mistakes=[
            Mistake(
                "invariant",
                "It stays exactly as it was",
                "The rows go with their tokens. Only a mean over all rows would stay the "
                "same: the layer is equivariant, not invariant.",
            ),
            Mistake(
                "everything-moves",
                "All rows change, because every token sees both",
                "Every token sees the same set of keys and values as before, and a mean "
                "does not ask in which order.",
            ),
            Mistake(
                "between",
                f"The rows from {i} to {j} change",
                f"A recurrent network would change every row from {i} on, for it reads in "
                "order. Here the rows between see the same keys and values as before.",
            ),
        ],
        why="Attention knows sets, not sequences. That is why transformers add positions to "
        "their tokens; a causal mask tells some order as well.",
    )


@choice(level=2, covers=["C56.08", "Q56.01"], proof="soft_lookups_learn")
def a_hard_lookup(rng: Rng) -> Ask:
    """Without the softmax."""
    n = int(rng.integers(3, 40))
    return Ask(
        f"Somebody replaces the softmax over {n} keys by “take the value of the best key”, "
        "and trains by backpropagation. What do the projections of queries and keys learn?",
        key="Nothing: the gradient by the scores is 0 almost everywhere",
        mistakes=[
            Mistake(
                "faster",
                "The same, faster: only the best key matters anyway",
                "A small change of a score changes no winner, so the loss does not move, "
                "and its gradient is 0.",
            ),
            Mistake(
                "only-the-best",
                "To raise the score of the best key only",
                "Not even that: its value is passed on unchanged, whatever the score.",
            ),
            Mistake(
                "explodes",
                "Nothing: the gradient is infinite where the best key changes",
                "It jumps there, but at almost every point it is 0.",
            ),
        ],
        why="The softmax is the soft version of that choice: every score moves every "
        "weight. Hard attention exists, and is trained by sampling and reinforcement.",
    )


@choice(level=2, covers=["C56.07", "S56.06"], proof="two_heads_see_two_places")
def why_several_heads(rng: Rng) -> Ask:
    """What a second head adds."""
    d = int(rng.choice([64, 128, 256]))
    return Ask(
        f"A token needs what the verb says and what the subject says. Why do two heads of "
        f"{d // 2} features do that better than one of {d}?",
        key="Each head has weights of its own; one head mixes both with one set of weights",
        mistakes=[
            Mistake(
                "parameters",
                "Two heads have more parameters",
                "They have as many: the columns of the same projections are shared out.",
            ),
            Mistake(
                "variance",
                "Averaging two heads lowers the variance",
                "Heads are not averaged. They stand side by side, and $W_o$ mixes them.",
            ),
            Mistake(
                "assigned",
                "One head is assigned to subjects, the other to verbs",
                "Nobody assigns anything. Heads can come to differ because that lowers the "
                "loss, and many trained heads can be removed without harm.",
            ),
        ],
        why="A head gives each query one distribution. Two places at half the weight each "
        "make one blurred mean, from which neither can be told.",
    )


@recall(level=1, covers=["Q56.01"])
def why_softmax(rng: Rng) -> Ask:
    """Why a softmax."""
    del rng
    return Ask(
        "“Why is there a softmax in attention?”",
        key=(
            "It turns scores of any size and sign into weights, at least 0, that sum to 1",
            "So the output is a mean of the values, on their scale, however many keys",
            "It is differentiable: every score moves every weight, so it can be learned",
            "It is a soft version of taking the best key",
            "A score of $-\\infty$ gives weight 0 exactly, which is what masks use",
        ),
        mistakes=[],
        why="Follow-ups: what if all scores are equal (a plain mean); what if one is far "
        "ahead (saturation, no gradient). The trap is to call the weights an explanation.",
    )


@recall(level=2, covers=["Q56.02", "C56.05"])
def why_not_one_vector(rng: Rng) -> Ask:
    """Against a fixed context."""
    del rng
    return Ask(
        "“Why is attention better than one fixed context vector?”",
        key=(
            "A fixed vector has to hold the whole source, however long it is",
            "With attention the decoder has all encoder states, and a new mean at each step",
            "So quality holds up on long inputs, where a fixed context fails first",
            "Gradients reach every source position in one step, not through all the others",
            "It costs a score for every pair of target and source token",
        ),
        mistakes=[],
        why="Follow-up: does it help on short inputs? Hardly: there one vector is enough, "
        "as the claim on this topic shows with four tokens and with fourteen.",
    )


@recall(level=1, covers=["Q56.03", "E56.02"])
def self_or_cross(rng: Rng) -> Ask:
    """Self-attention against cross-attention."""
    del rng
    return Ask(
        "“What is the difference between self-attention and encoder-decoder attention?”",
        key=(
            "Self: queries, keys and values are projected from one sequence",
            "Encoder-decoder (cross): queries from the decoder, keys and values from the "
            "encoder",
            "Scores are $n \\times n$ in the one, $m \\times n$ in the other",
            "The decoder's self-attention has a causal mask; cross-attention has none, only "
            "padding is hidden",
            "Both learn three projections; the operation is the same",
        ),
        mistakes=[],
        why="Follow-up: which of the two can be cached while a text is written? Both: own "
        "keys and values grow by one a step, those of the encoder are computed once.",
    )


@recall(level=2, covers=["Q56.04", "C56.03", "C56.04"])
def why_the_root(rng: Rng) -> Ask:
    """Why the root of d_k."""
    del rng
    return Ask(
        "“Why are the dot products divided by $\\sqrt{d_k}$?”",
        key=(
            "A dot product of $d_k$ independent terms of variance 1 has variance $d_k$",
            "So scores grow like $\\sqrt{d_k}$, and the softmax puts all weight on one key",
            "There its Jacobian is near 0, and no gradient reaches queries and keys",
            "Over the root, scores have variance 1 whatever the length",
            "That is an argument about the start of training: learned queries and keys may "
            "be of any size",
        ),
        mistakes=[],
        why="Follow-ups: why not $d_k$? Then scores would shrink like $1/\\sqrt{d_k}$ and the "
        "weights become alike. Of which $d_k$? Of one head's. The trap is “to avoid "
        "overflow”: that is what subtracting the maximum is for.",
    )


@recall(level=3, covers=["E56.03", "S56.09"])
def do_weights_explain(rng: Rng) -> Ask:
    """Weights as explanations."""
    del rng
    return Ask(
        "“Our product shows users the attention weights to explain a decision. What do you "
        "say?”",
        key=(
            "A weight says how much of a value was mixed in, in one head of one layer",
            "The value may be small, or say what other values say as well",
            "Other weights can give the same output",
            "Above the first layer a position already holds a mixture of all tokens",
            "Test what matters by changing the input: remove a token, or take gradients",
        ),
        mistakes=[],
        why="A fair answer adds what weights are good for: finding broken masks, heads that "
        "do nothing, and positions that every query looks at.",
    )


@recall(level=2, covers=["S56.05"])
def why_no_queries(rng: Rng) -> Ask:
    """What a cache keeps, and what not."""
    del rng
    return Ask(
        "“A model writes a text. Why does it cache keys and values, and not queries?”",
        key=(
            "A new token's query meets all old keys and takes all old values",
            "Old queries are never used again: their rows are done",
            "Under a causal mask old keys and values cannot change",
            "A step then costs one row of scores instead of the square",
            "The price is memory that grows with every token, in each layer",
        ),
        mistakes=[],
        why="Follow-ups: what is the bottleneck then? Reading the cache from memory. What "
        "makes it smaller? Heads that share keys and values, fewer bits, a window.",
    )
