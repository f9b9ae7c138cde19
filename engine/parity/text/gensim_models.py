"""Word vectors, TF-IDF, latent semantics and stems beside gensim."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import numpy as np
from gensim.matutils import corpus2dense
from gensim.models import LsiModel, TfidfModel, Word2Vec
from gensim.models.fasttext_inner import compute_ngrams, ft_hash_bytes
from gensim.models.word2vec_inner import train_batch_cbow, train_batch_sg
from gensim.parsing.porter import PorterStemmer

from engine.arrays import Array
from engine.parity import Parity
from engine.text.hashing import gram_bucket
from engine.text.hierarchical_softmax import Path, huffman_tree, tree_loss
from engine.text.lsa import latent_semantic
from engine.text.negative_sampling import negative_sampling
from engine.text.stemmer import stem
from engine.text.tfidf import Tfidf
from engine.text.word2vec import subwords

Rng = np.random.Generator
Corpus = list[list[tuple[int, int]]]

_RATE = 0.5


def _corpus(X: Array) -> Corpus:
    return [[(int(j), int(row[j])) for j in np.flatnonzero(row)] for row in X]


def _counts(rng: Rng) -> tuple[Array, Array]:
    """Counts of documents in which every word occurs, and of new ones."""
    n, d = int(rng.integers(4, 9)), int(rng.integers(2, 6))
    X, new = rng.poisson(0.8, size=(n, d)), rng.poisson(0.8, size=(3, d))
    X[rng.integers(n, size=d), np.arange(d)] += 1
    return X.astype(float), new.astype(float)


def _their_tfidf(X: Array, new: Array) -> Array:
    model = TfidfModel(_corpus(X), wglobal=lambda df, n: np.log(n / df))
    weights = corpus2dense(model[_corpus(new)], X.shape[1], len(new))
    return np.asarray(weights.T, dtype=float)


def _their_lsi(X: Array, _: Array) -> Any:
    names = {j: str(j) for j in range(X.shape[1])}
    model = LsiModel(_corpus(X), num_topics=2, id2word=names, dtype=np.float64)
    U = model.projection.u
    return model.projection.s, np.asarray(U @ U.T)


def _our_lsi(X: Array, _: Array) -> Any:
    _, words, s = latent_semantic(X, 2)
    return s, np.asarray(words @ words.T)


def _vectors(rng: Rng) -> tuple[Any, ...]:
    """Two tables of vectors of 9 words; a sentence of 3 of the first 8; a window."""
    U, V = rng.normal(0, 0.7, size=(2, 9, 4)).astype(np.float32)
    return U, V, rng.permutation(8)[:3].tolist(), int(rng.integers(1, 4))


def _their_model(U: Array, V: Array, **chosen: Any) -> Any:
    """gensim's model of words "0" to "8", vectors given, all noise the last word."""
    model = Word2Vec(
        vector_size=4, shrink_windows=False, min_count=1, sample=0, **chosen
    )
    model.build_vocab_from_freq({str(i): 2**i for i in range(len(U))})
    model.wv.index_to_key = [str(i) for i in range(len(U))]
    model.wv.key_to_index = {str(i): i for i in range(len(U))}
    model.wv.vectors = U.copy()
    if model.hs:
        model.syn1 = V.copy()
    else:
        model.syn1neg = V.copy()
        model.cum_table = np.array([0] * 8 + [2**31 - 1], dtype=np.uint32)
    return model


def _trained(model: Any, words: list[int]) -> Any:
    sentence, work = [[str(w) for w in words]], np.zeros(4, dtype=np.float32)
    if model.sg:
        train_batch_sg(model, sentence, _RATE, work, compute_loss=False)
    else:
        train_batch_cbow(model, sentence, _RATE, work, work.copy(), compute_loss=False)
    return model.wv.vectors, model.syn1 if model.hs else model.syn1neg


def _their_skip_gram(U: Array, V: Array, words: list[int], window: int) -> Any:
    return _trained(_their_model(U, V, sg=1, window=window, negative=1), words)


def _their_cbow(U: Array, V: Array, words: list[int], window: int) -> Any:
    return _trained(_their_model(U, V, sg=0, window=window, negative=1), words)


def _around(words: list[int], window: int) -> Any:
    for i, word in enumerate(words):
        yield word, [*words[max(0, i - window) : i], *words[i + 1 : i + 1 + window]]


def _step(U: Array, V: Array, inputs: list[int], word: int) -> None:
    """The mean of inputs predicts the word; one other word is the noise."""
    used = [word, 8]
    loss = negative_sampling(U[inputs].mean(axis=0)[None], V, [word], [[8]])
    V[used] -= _RATE * loss[2][0]
    U[inputs] -= _RATE * loss[1][0]


def _our_skip_gram(U: Array, V: Array, words: list[int], window: int) -> Any:
    U, V = U.astype(float), V.astype(float)
    for word, near in _around(words, window):
        for other in near:
            _step(U, V, [other], word)
    return U, V


def _our_cbow(U: Array, V: Array, words: list[int], window: int) -> Any:
    U, V = U.astype(float), V.astype(float)
    for word, near in _around(words, window):
        _step(U, V, near, word)
    return U, V


def _their_tree(U: Array, V: Array, words: list[int], _: int) -> Any:
    return _trained(_their_model(U, V, sg=1, window=1, negative=0, hs=1), words)


def _our_tree(U: Array, V: Array, words: list[int], _: int) -> Any:
    model = _their_model(U, V, negative=0, hs=1)
    U, V = U.astype(float), V.astype(float)
    for word, near in _around(words, 1):
        code = np.asarray(model.wv.get_vecattr(str(word), "code"), dtype=int)
        path = Path(model.wv.get_vecattr(str(word), "point"), 1 - 2 * code)
        for other in near:
            by_h, by_rows = tree_loss(U[other], V, path)[1:]
            V[path.nodes] -= _RATE * by_rows
            U[other] -= _RATE * by_h
    return U, V


def _frequencies(rng: Rng) -> tuple[Any]:
    return (rng.integers(1, 10**6, rng.integers(2, 30)),)


def _their_lengths(counts: Any) -> Any:
    model = Word2Vec(vector_size=1, hs=1, negative=0, min_count=1)
    model.build_vocab_from_freq({str(i): int(c) for i, c in enumerate(counts)})
    codes = [model.wv.get_vecattr(str(i), "code") for i in range(len(counts))]
    return np.array([len(code) for code in codes])


_LETTERS = ["a", "e", "i", "o", "y", "b", "l", "r", "s", "t", "tr", "x", "ll", "at"]
_ENDINGS = """s es ies sses ed eed ing ational tional enci izer alli entli eli ousli
    ization ator alism iveness fulness ousness aliti iviti biliti icate ative alize
    iciti ical ful ness al ance er able ible ant ement ment ent ion ou ism ate ous ive
    ize e"""


def _inflected(rng: Rng) -> tuple[list[str]]:
    """Syllables with up to two endings, without the two that the program added."""
    words: list[str] = []
    while len(words) < 100:
        stem = "".join(rng.choice(_LETTERS, rng.integers(1, 6)))
        word = stem + "".join(rng.choice(_ENDINGS.split(), rng.integers(0, 3)))
        if not re.search("bl[iy]|log[iy]", word):
            words.append(word)
    return (words,)


def _without_word(grams: Iterable[str], word: str) -> Any:
    return np.array([gram for gram in grams if gram != f"<{word}>"])


_TABLE: dict[str, Any] = {"rtol": 1e-4, "atol": 0.05}
"""gensim reads its sigmoid from a table in steps of 0.012; vectors are float32."""

PAIRS = [
    Parity(
        Tfidf,
        _their_tfidf,
        "gensim",
        _counts,
        ours=lambda X, new: Tfidf(smooth=False).fit(X).transform(new),
        rtol=1e-5,
        atol=1e-6,
        convention="gensim takes the binary logarithm: here it is given ours.",
    ),
    Parity(
        latent_semantic,
        _their_lsi,
        "gensim",
        _counts,
        ours=_our_lsi,
        rtol=1e-6,
        atol=1e-6,
        convention="Signs are free: the products of words are compared.",
    ),
    Parity(
        negative_sampling,
        _their_skip_gram,
        "gensim",
        _vectors,
        ours=_our_skip_gram,
        convention="Steps of skip-gram, one after the other; tables after them.",
        **_TABLE,
    ),
    Parity(
        negative_sampling,
        _their_cbow,
        "gensim",
        _vectors,
        ours=_our_cbow,
        convention="Steps of CBOW. Each word near gets the whole gradient by the "
        "mean, as in the first program; the mean's own derivative is a share.",
        **_TABLE,
    ),
    Parity(
        tree_loss,
        _their_tree,
        "gensim",
        _vectors,
        ours=_our_tree,
        convention="Steps of skip-gram along gensim's own paths.",
        **_TABLE,
    ),
    Parity(
        huffman_tree,
        _their_lengths,
        "gensim",
        _frequencies,
        ours=lambda counts: np.array([len(p.nodes) for p in huffman_tree(counts)]),
        convention="Depths of words; left and right are free.",
    ),
    Parity(
        stem,
        lambda words: np.array([PorterStemmer().stem(word) for word in words]),
        "gensim",
        _inflected,
        ours=lambda words: np.array([stem(word) for word in words]),
        convention="Ours is the paper's; gensim adds -bli to -ble and -logi to -log.",
    ),
    Parity(
        subwords,
        lambda *a: _without_word(dict.fromkeys(compute_ngrams(*a)), a[0]),
        "gensim",
        lambda rng: (
            "".join(rng.choice(list("abé"), rng.integers(3, 9))),
            int(rng.integers(2, 4)),
            int(rng.integers(4, 6)),
        ),
        ours=lambda *a: _without_word(subwords(*a), a[0]),
        convention="gensim keeps the whole word apart, and repeats what occurs twice.",
    ),
    Parity(
        gram_bucket,
        lambda gram, buckets: ft_hash_bytes(gram.encode()) % buckets,
        "gensim",
        lambda rng: (
            "".join(rng.choice(list("ab<>é世"), rng.integers(0, 7))),
            int(rng.integers(1, 2**32)),
        ),
        trials=40,
    ),
]
