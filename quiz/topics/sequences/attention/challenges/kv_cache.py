r"""A cache of keys and values

A decoder writes one token after another, and each attends to itself and to all before it.
Old keys and values never change, so compute them once and keep them. Write the class:

- `KVCache(W_q, W_k, W_v)`: projections of one head, of shapes `(d, d_k)`, `(d, d_k)` and
  `(d, d_v)`. A new cache is empty.
- `step(x)`: takes the next token, shape `(d,)`, and returns what it attends to, shape
  `(d_v,)`: scaled dot-product attention of its query to the keys so far, its own among
  them.
- `keys`, `values`: what is kept, shapes `(t, d_k)` and `(t, d_v)` after `t` steps.

After any number of steps the results are those of causal self-attention over the whole
sequence at once. Scores may be in the thousands. Numbers are compared with a relative
tolerance of $10^{-6}$.

    >>> cache = KVCache(np.eye(2), np.eye(2), np.eye(2))
    >>> cache.step(np.array([0.0, 0.0])), cache.step(np.array([1.0, 0.0])).round(3)
    (array([0., 0.]), array([0.67, 0.  ]))
    >>> cache.keys.shape
    (2, 2)
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.attention.one_sequence import KVCache
from quiz.coding.challenge import Call, Challenge, Script, accept, wrong
from quiz.coding.compare import close

challenge = Challenge(
    reference=KVCache,
    level=3,
    minutes=20,
    compare={
        ".step": close(rtol=1e-6),
        ".keys": close(rtol=1e-6),
        ".values": close(rtol=1e-6),
    },
    covers=["S56.05", "S56.07"],
)


def _script(X: Array, W_q: Array, W_k: Array, W_v: Array) -> Script:
    """All tokens one by one, then a look at what was kept."""
    made = Call("KVCache", (W_q, W_k, W_v))
    return made, *(Call(".step", (x,)) for x in X), Call(".keys"), Call(".values")


def _given(T: int, d: int, d_k: int, d_v: int, seed: int) -> Script:
    rng = np.random.default_rng(seed)
    shapes = (T, d), (d, d_k), (d, d_k), (d, d_v)
    X, W_q, W_k, W_v = (rng.normal(size=shape).round(1) for shape in shapes)
    return _script(X, W_q, W_k, W_v)


SAME = np.eye(2)
TURNED = np.array([[0.0, 1.0], [-1.0, 0.0]])

EXAMPLES = [
    _script(np.array([[0.0, 0.0], [1.0, 0.0]]), SAME, SAME, SAME),
    _given(T=3, d=3, d_k=2, d_v=2, seed=0),
]

EDGES: dict[str, Script] = {
    "one token": _given(T=1, d=3, d_k=2, d_v=3, seed=1),
    "values of another width": _given(T=4, d=3, d_k=2, d_v=4, seed=2),
    "keys of one number": _given(T=4, d=3, d_k=1, d_v=2, seed=3),
    "keys longer than tokens": _given(T=4, d=2, d_k=5, d_v=2, seed=4),
    "the same token again": _script(np.ones((3, 2)), SAME, SAME, SAME),
    "large scores": _script(
        np.array([[60.0, 0.0], [0.0, 50.0], [-40.0, 30.0]]), SAME, SAME, SAME
    ),
    "very negative scores": _script(
        np.array([[60.0, 0.0], [0.0, 50.0], [40.0, 30.0]]), -SAME, SAME, SAME
    ),
    "a query that is not its key": _script(
        np.array([[2.0, 0.0], [0.0, 2.0], [1.0, -1.0]]), TURNED, SAME, 3 * SAME
    ),
    "a second cache": (
        *_given(T=2, d=2, d_k=2, d_v=2, seed=5),
        *_given(T=2, d=2, d_k=2, d_v=2, seed=6),
    ),
    "a long text": _given(T=30, d=4, d_k=3, d_v=2, seed=7),
}

EQUIVALENT = {
    "_logits(z) -> pass": "every case has valid logits",
    "dtype=float) -> pass": "every case has arrays of floats",
    "-2 -> 0": "of two axes the last but one is axis 0",
    "axis=-1 -> nothing": "a step has one row of scores",
    "keepdims=True -> nothing": "a step has one row of scores",
    "np.ones((0, ": "of no rows, zeros and ones are alike",
    "mask": "a step needs no mask",
    "-np.inf -> np.inf": "a step needs no mask",
}


def draw(rng: np.random.Generator) -> Script:
    """Three to six tokens."""
    T, d, d_k, d_v = (int(i) for i in rng.integers([3, 2, 2, 2], [7, 5, 5, 5]))
    return _given(T, d, d_k, d_v, int(rng.integers(10**6)))


SIZES = (30, 100, 300, 1_000)


def scale(rng: np.random.Generator, n: int) -> Script:
    """n tokens of 16 features."""
    return _given(n, 16, 16, 16, int(rng.integers(10**6)))


def _softmax(scores: Array) -> Array:
    e = np.exp(scores - scores.max())
    return np.asarray(e / e.sum())


class _Kept:
    """What all of the following keep: keys and values, one row a step."""

    def __init__(self, W_q: Array, W_k: Array, W_v: Array) -> None:
        self.W_q, self.W_k, self.W_v = W_q, W_k, W_v
        self.keys = np.zeros((0, W_k.shape[1]))
        self.values = np.zeros((0, W_v.shape[1]))

    def keep(self, x: Array) -> None:
        """Append the key and the value of one token."""
        self.keys = np.vstack([self.keys, x @ self.W_k])
        self.values = np.vstack([self.values, x @ self.W_v])


@wrong(
    "You attend before you keep the new key and value, so a token does not see itself; the "
    "first one sees nothing."
)
class SeesOnlyThePast(_Kept):
    """Looks, then appends."""

    def step(self, x: Array) -> Array:
        """Attend to what was there."""
        if not len(self.keys):
            self.keep(x)
            return np.zeros(self.W_v.shape[1])
        weights = _softmax(self.keys @ (x @ self.W_q) / np.sqrt(len(self.W_q.T)))
        means = np.asarray(weights @ self.values)
        self.keep(x)
        return means


@wrong(
    "Only the last key and value are there: each step writes over the one before. A token "
    "has to see the whole past, so append."
)
class ForgetsThePast(_Kept):
    """Keeps one row."""

    def step(self, x: Array) -> Array:
        """Its own value, always."""
        self.keys, self.values = (x @ self.W_k)[None], (x @ self.W_v)[None]
        return np.asarray(self.values[0])


@wrong(
    "The root is missing: scores are divided by $\\sqrt{d_k}$ here as in any scaled "
    "dot-product attention."
)
class WithoutTheRoot(_Kept):
    """Plain dot products."""

    def step(self, x: Array) -> Array:
        """Append, then attend."""
        self.keep(x)
        return np.asarray(_softmax(self.keys @ (x @ self.W_q)) @ self.values)


@wrong(
    "You divide by the root of the token's length. It is the length of a key, $d_k$: the "
    "columns of `W_k`."
)
class RootOfTheToken(_Kept):
    """Divides by the root of d."""

    def step(self, x: Array) -> Array:
        """Append, then attend."""
        self.keep(x)
        weights = _softmax(self.keys @ (x @ self.W_q) / np.sqrt(len(x)))
        return np.asarray(weights @ self.values)


@wrong(
    "Your root grows with the cache: it is of the number of keys. What a score sums over "
    "are the $d_k$ entries of a key, whatever the number of tokens."
)
class RootOfTheTokens(_Kept):
    """Divides by the root of t."""

    def step(self, x: Array) -> Array:
        """Append, then attend."""
        self.keep(x)
        weights = _softmax(self.keys @ (x @ self.W_q) / np.sqrt(len(self.keys)))
        return np.asarray(weights @ self.values)


@wrong(
    "`exp` of a score in the thousands is `inf`, and `inf / inf` is NaN. Subtract the "
    "largest score first."
)
class WithoutShift(_Kept):
    """An unstable softmax."""

    def step(self, x: Array) -> Array:
        """Append, then attend."""
        self.keep(x)
        with np.errstate(over="ignore", invalid="ignore"):
            e = np.exp(self.keys @ (x @ self.W_q) / np.sqrt(len(self.W_q.T)))
            return np.asarray(e / e.sum() @ self.values)


@wrong(
    "You score the new key against the old queries. The new *query* meets the old keys; "
    "queries are used once and need not be kept."
)
class KeepsQueries(_Kept):
    """The wrong one of the two is cached."""

    def __init__(self, W_q: Array, W_k: Array, W_v: Array) -> None:
        super().__init__(W_q, W_k, W_v)
        self.queries = np.zeros((0, W_q.shape[1]))

    def step(self, x: Array) -> Array:
        """Append, then attend the wrong way round."""
        self.keep(x)
        self.queries = np.vstack([self.queries, x @ self.W_q])
        weights = _softmax(self.queries @ (x @ self.W_k) / np.sqrt(len(self.W_q.T)))
        return np.asarray(weights @ self.values)


@wrong(
    "You average the keys instead of the values: keys say who is heard, values what they "
    "say."
)
class AveragesKeys(_Kept):
    """The mean of keys."""

    def step(self, x: Array) -> Array:
        """Append, then attend."""
        self.keep(x)
        weights = _softmax(self.keys @ (x @ self.W_q) / np.sqrt(len(self.W_q.T)))
        return np.asarray(weights @ self.keys)


@accept
class InLists:
    """Rows in lists, which grow without being copied."""

    def __init__(self, W_q: Array, W_k: Array, W_v: Array) -> None:
        self.W_q, self.W_k, self.W_v = W_q, W_k, W_v
        self.keys: list[Array] = []
        self.values: list[Array] = []

    def step(self, x: Array) -> Array:
        """Append, then attend."""
        self.keys.append(x @ self.W_k)
        self.values.append(x @ self.W_v)
        scores = np.array(self.keys) @ (x @ self.W_q) / self.W_k.shape[1] ** 0.5
        return np.asarray(_softmax(scores) @ np.array(self.values))


@accept
class ByColumns:
    """Keys kept as columns, and turned when somebody looks."""

    def __init__(self, W_q: Array, W_k: Array, W_v: Array) -> None:
        # The root is taken once, into the projection of the queries.
        self.W_q, self.W_k, self.W_v = W_q / np.sqrt(W_q.shape[1]), W_k, W_v
        self.columns = np.zeros((W_k.shape[1], 0))
        self.values = np.zeros((0, W_v.shape[1]))

    @property
    def keys(self) -> Array:
        """One row a token."""
        return self.columns.T

    def step(self, x: Array) -> Array:
        """Append, then attend."""
        self.columns = np.column_stack([self.columns, x @ self.W_k])
        self.values = np.vstack([self.values, x @ self.W_v])
        return np.asarray(_softmax(x @ self.W_q @ self.columns) @ self.values)


@accept(naive=True)
class AllOverAgain:
    """Keeps the tokens and computes every key anew: what a cache saves."""

    def __init__(self, W_q: Array, W_k: Array, W_v: Array) -> None:
        self.W_q, self.W_k, self.W_v = W_q, W_k, W_v
        self.X = np.zeros((0, W_q.shape[0]))

    @property
    def keys(self) -> Array:
        """Of all tokens so far."""
        return np.asarray(self.X @ self.W_k)

    @property
    def values(self) -> Array:
        """Of all tokens so far."""
        return np.asarray(self.X @ self.W_v)

    def step(self, x: Array) -> Array:
        """The whole square of scores, of which one row is asked."""
        self.X = np.vstack([self.X, x])
        scores = self.X @ self.W_q @ self.keys.T / np.sqrt(self.W_k.shape[1])
        scores = np.where(np.tri(len(self.X), dtype=bool), scores, -np.inf)
        e = np.exp(scores - scores.max(axis=1, keepdims=True))
        weights = e / e.sum(axis=1, keepdims=True)
        return np.asarray((weights @ self.values)[-1])
