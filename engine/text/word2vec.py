"""Word2vec and fastText: vectors of words, learned from the words around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from engine.arrays import Array, Integers
from engine.optim.batches import batches
from engine.system import system
from engine.text.negative_sampling import negative_sampling, noise_distribution
from engine.text.tokens import ngrams
from engine.text.windows import cbow_examples, skipgram_pairs

Sentences = Sequence[Sequence[str]]


class Embedding(NamedTuple):
    """Vectors of words.

    Attributes:
        vocabulary: word -> row.
        vectors: of words as inputs, shape (v, d).
        outputs: of words as what is predicted, shape (v, d).
        losses: mean for an example, in nats, in each epoch.

    >>> one = np.ones((1, 2))
    >>> Embedding({"a": 0}, one, one, []).vectors.shape
    (1, 2)
    """

    vocabulary: dict[str, int]
    vectors: Array
    outputs: Array
    losses: list[float]


@system("S54.06", "S54.16", "S52.10", "S57.06")
def train_word2vec(  # noqa: PLR0913
    sentences: Sentences,
    rng: np.random.Generator,
    *,
    skip_gram: bool = True,
    d: int = 20,
    window: int = 5,
    negatives: int = 5,
    epochs: int = 10,
    lr: float = 0.05,
    min_count: int = 1,
) -> Embedding:
    """Skip-gram or CBOW with negative sampling, by stochastic gradient descent.

    A lookup and a product, nothing in between: there is no non-linearity. Skip-
    gram lets the centre predict each word around it, CBOW the mean of those
    predict the centre. Rare words are dropped first, and the rest close up; on
    a small corpus a large min_count leaves nothing.

    Args:
        sentences: tokens of each.
        rng: of the start, windows, batches and negatives.
        skip_gram: or CBOW.
        d: entries of a vector.
        window: widest distance; see `skipgram_pairs`.
        negatives: drawn for each example.
        epochs: how often each sentence is seen.
        lr: at the start; it falls in a line to 0.
        min_count: occurrences a word needs.

    Returns:
        The vectors, and how the loss fell.

    Raises:
        ValueError: no word occurs min_count times, or none has another near it.

    Source:
        Mikolov et al., Distributed Representations of Words and Phrases (2013).

    >>> model = train_word2vec([["a", "b"], ["b", "a"]], np.random.default_rng(0), d=3)
    >>> model.vocabulary, model.vectors.shape
    ({'a': 0, 'b': 1}, (2, 3))
    """
    counts = Counter(word for sentence in sentences for word in sentence)
    vocabulary = _rows(counts, min_count)
    known = [[w for w in sentence if w in vocabulary] for sentence in sentences]
    noise = noise_distribution([counts[w] for w in vocabulary])

    def draw() -> tuple[list[list[int]], list[int]]:
        inputs, targets = [], []
        for s in known:
            examples: list[tuple[tuple[str, ...], str]]
            if skip_gram:
                examples = [((a,), b) for a, b in skipgram_pairs(s, window, rng)]
            else:
                examples = cbow_examples(s, window, rng)
            inputs += [[vocabulary[w] for w in words] for words, _ in examples]
            targets += [vocabulary[word] for _, word in examples]
        return inputs, targets

    learner = _Learner(len(vocabulary), noise, d, rng)
    losses = [
        learner.epoch(*draw(), negatives, lr * (1 - epoch / epochs))
        for epoch in range(epochs)
    ]
    return Embedding(vocabulary, learner.U, learner.V, losses)


@system("S54.10")
def subwords(word: str, low: int = 3, high: int = 6) -> list[str]:
    """N-grams of the characters of `<word>`, and `<word>` itself.

    >>> subwords("cat", 3, 4)
    ['<ca', 'cat', 'at>', '<cat', 'cat>', '<cat>']

    Source:
        Bojanowski et al., Enriching Word Vectors with Subword Information (2017),
        section 3.2.
    """
    marked = f"<{word}>"
    grams = ["".join(g) for n in range(low, high + 1) for g in ngrams(marked, n)]
    return list(dict.fromkeys([*grams, marked]))


@system("S54.10", "S52.10")
def train_fasttext(  # noqa: PLR0913
    sentences: Sentences,
    rng: np.random.Generator,
    *,
    d: int = 20,
    window: int = 5,
    negatives: int = 5,
    epochs: int = 10,
    lr: float = 0.2,
) -> Embedding:
    """Skip-gram in which a word is the mean of its `subwords`.

    The rows are of subwords. The original sums, and keeps them in a table of
    fixed size by hashing; a mean takes the same direction, at steps that do not
    grow with the length of a word.

    Args:
        sentences: tokens of each.
        rng: of the start, windows, batches and negatives.
        d: entries of a vector.
        window: widest distance.
        negatives: drawn for each example.
        epochs: how often each sentence is seen.
        lr: at the start; it falls in a line to 0.

    Returns:
        Vectors of subwords, to be read by `fasttext_vector`; outputs of words.

    Raises:
        ValueError: there are no words, or none has another near it.

    Source:
        Bojanowski et al. (2017), section 3.

    >>> model = train_fasttext([["cat", "cats"]], np.random.default_rng(0), d=2)
    >>> "<ca" in model.vocabulary
    True
    """
    counts = Counter(word for sentence in sentences for word in sentence)
    words = _rows(counts, 1)
    grams = {word: subwords(word) for word in words}
    places = {
        g: i for i, g in enumerate(sorted({g for s in grams.values() for g in s}))
    }
    inputs_of = {word: [places[g] for g in grams[word]] for word in words}
    noise = noise_distribution([counts[w] for w in words])
    learner = _Learner(len(places), noise, d, rng)
    losses = []
    for epoch in range(epochs):
        pairs = [pair for s in sentences for pair in skipgram_pairs(s, window, rng)]
        inputs, targets = [inputs_of[a] for a, _ in pairs], [words[b] for _, b in pairs]
        rate = lr * (1 - epoch / epochs)
        losses.append(learner.epoch(inputs, targets, negatives, rate))
    return Embedding(places, learner.U, learner.V, losses)


@system("S54.10")
def fasttext_vector(word: str, grams: Mapping[str, int], vectors: Array) -> Array:
    """The mean of the vectors of those subwords that are known, shape (d,).

    So a word that was never seen has a vector, near those it shares pieces with.

    Raises:
        ValueError: no subword is known.

    >>> fasttext_vector("cats", {"<ca": 0, "cat": 1}, np.array([[1.0], [3.0]]))
    array([2.])
    """
    known = [grams[g] for g in subwords(word) if g in grams]
    if not known:
        raise ValueError(f"no subword of {word!r} is known")
    return np.asarray(vectors[known].mean(axis=0))


class _Learner:
    """Two tables of vectors, and a pass over examples that changes both."""

    def __init__(self, n: int, noise: Array, d: int, rng: np.random.Generator) -> None:
        self.U = rng.uniform(-0.5, 0.5, (n, d)) / d
        self.V = np.zeros((len(noise), d))
        self.noise, self.rng = noise, rng

    def epoch(
        self, inputs: list[list[int]], targets: list[int], negatives: int, lr: float
    ) -> float:
        if not targets:
            raise ValueError("no word has another one near it")
        rows, shares = _padded(inputs)
        right = np.array(targets)
        total = 0.0
        drawn = self.rng.choice(len(self.V), (len(right), negatives), p=self.noise)
        used = np.column_stack([right, drawn])
        # The steps of a batch add up: no row should be in it many times.
        size = min(32, len(self.V))
        for at in batches(len(right), size, self.rng):
            h = np.einsum("bm,bmd->bd", shares[at], self.U[rows[at]])
            loss, by_h, by_rows = negative_sampling(h, self.V, right[at], drawn[at])
            total += loss
            np.add.at(self.V, used[at], -lr * by_rows)
            np.add.at(self.U, rows[at], -lr * shares[at][..., None] * by_h[:, None])
        return total / len(right)


def _padded(inputs: list[list[int]]) -> tuple[Integers, Array]:
    """Rows that are averaged, shape (n, m), and the share of each; 0 for padding."""
    widest = max(map(len, inputs))
    rows = np.array([[*ids, *[0] * (widest - len(ids))] for ids in inputs])
    lengths = np.array([len(ids) for ids in inputs])[:, None]
    return rows, (np.arange(widest) < lengths) / lengths


def _rows(counts: Counter[str], least: int) -> dict[str, int]:
    kept = sorted(word for word, count in counts.items() if count >= least)
    if not kept:
        raise ValueError(f"no word occurs {least} times")
    return {word: i for i, word in enumerate(kept)}
