"""Tokens, bags of words and TF-IDF beside scikit-learn's vectorisers."""

from __future__ import annotations

from typing import Any

import numpy as np
import sklearn.feature_extraction.text as sk
from scipy.sparse import lil_array
from sklearn.linear_model import LogisticRegression

from engine.arrays import Array
from engine.parity import Parity
from engine.text.bag_of_words import (
    bag_of_words,
    build_vocabulary,
    sparse_bag,
    sparsity,
    vocabulary_growth,
)
from engine.text.texts import logistic_texts
from engine.text.tfidf import Tfidf
from engine.text.tokens import ngram_range, ngrams, sentences, tokenise

_PIECES = ["the", "Red", "red", "car,", "I", "a_b", "x-ray", "it's", "42", "Ünder", "."]


def drawn_text(rng: np.random.Generator) -> str:
    """Words with capitals, digits, accents, apostrophes; perhaps none."""
    return " ".join(rng.choice(_PIECES, rng.integers(0, 12)))


def _pattern(rng: np.random.Generator) -> tuple[str, str, bool]:
    pattern = str(rng.choice([r"\w+", r"\w\w+", r"\w+|[^\w\s]", "."]))
    return drawn_text(rng), pattern, bool(rng.integers(2))


def _their_tokens(text: str, pattern: str, lower: bool) -> Any:
    chosen = sk.CountVectorizer(token_pattern=pattern, lowercase=lower)
    return np.array(chosen.build_analyzer()(text))


_PROSE = ["One two.", "Is it? ", "No! ", "Dr. Who ran.", "Pi is 3.14.", "J. Roe sat."]


def _prose(rng: np.random.Generator) -> tuple[list[str]]:
    return ([str(s).strip() for s in rng.choice(_PROSE, rng.integers(0, 6))],)


def _grams(rng: np.random.Generator) -> tuple[list[str], int, int]:
    low = int(rng.integers(1, 4))
    return tokenise(drawn_text(rng)), low, int(low + rng.integers(0, 3))


def _their_grams(tokens: list[str], low: int, high: int) -> Any:
    counter = sk.CountVectorizer(
        analyzer="word",
        tokenizer=str.split,
        token_pattern=None,
        ngram_range=(low, high),
    )
    return np.array(counter.build_analyzer()(" ".join(tokens)))


def _loop_grams(tokens: list[str], n: int, _: int) -> Any:
    found = []
    for start in range(len(tokens)):
        if start + n <= len(tokens):
            found.append(tokens[start : start + n])
    return np.array(found)


def _documents(rng: np.random.Generator) -> tuple[list[list[str]]]:
    texts = [drawn_text(rng) for _ in range(rng.integers(1, 7))]
    return ([["red"], *(tokenise(text) for text in texts)],)


def _counter(**chosen: Any) -> Any:
    return sk.CountVectorizer(analyzer=lambda document: document, **chosen)


def _vocabulary(rng: np.random.Generator) -> tuple[list[list[str]], str, int]:
    order = "sorted" if rng.integers(2) else "seen"
    return [["red"], *_documents(rng)[0]], order, int(rng.integers(1, 3))


def _their_vocabulary(documents: list[list[str]], order: str, least: int) -> Any:
    words = sorted(_counter(min_df=least).fit(documents).vocabulary_)
    if order == "seen":
        flat = [token for document in documents for token in document]
        words.sort(key=flat.index)
    return np.array(words), np.arange(len(words))


def _bag(rng: np.random.Generator) -> tuple[list[list[str]], dict[str, int], str]:
    documents = _documents(rng)[0]
    known = build_vocabulary(documents[: max(1, len(documents) - 1)])
    return documents, known, str(rng.choice(["count", "binary", "relative"]))


def _their_bag(documents: list[list[str]], known: dict[str, int], mode: str) -> Array:
    counter = _counter(vocabulary=known, binary=mode == "binary")
    M = counter.fit_transform(documents).toarray().astype(float)
    if mode == "relative":
        M /= np.maximum(M.sum(axis=1, keepdims=True), 1.0)
    return np.asarray(M)


def _weights(rng: np.random.Generator) -> tuple[Array, Array, bool]:
    n, d = rng.integers(1, 8), rng.integers(1, 6)
    X = rng.poisson(0.7, size=(n, d)).astype(float)
    return X, rng.poisson(0.7, size=(3, d)).astype(float), bool(rng.integers(2))


def _their_smooth(X: Array, new: Array, unit: bool) -> Any:
    model = sk.TfidfTransformer(norm="l2" if unit else None).fit(X)
    return model.idf_, model.transform(new).toarray()


def _printed(X: Array, new: Array, relative: bool) -> Array:
    weights = np.zeros(new.shape)
    for j in range(X.shape[1]):
        df = np.count_nonzero(X[:, j])
        for i in range(len(new)):
            total = new[i].sum() if relative else 1.0
            if df and total:
                weights[i, j] = new[i, j] / total * -np.log(df / len(X))
    return weights


def _labelled(rng: np.random.Generator) -> tuple[list[str], Any, list[str], float]:
    texts = ["red car", "the sun", *(drawn_text(rng) for _ in range(8))]
    labels = np.array([0, 1, *rng.integers(0, 2, 8)])
    return (
        texts,
        labels,
        [drawn_text(rng) for _ in range(4)],
        float(rng.uniform(0.5, 2)),
    )


def _their_logistic(texts: list[str], labels: Any, new: list[str], alpha: float) -> Any:
    counter = sk.CountVectorizer(tokenizer=tokenise, token_pattern=None)
    model = LogisticRegression(C=1 / alpha, tol=1e-10, max_iter=1000)
    model.fit(counter.fit_transform(texts), labels)
    names = counter.get_feature_names_out()
    weights = dict(zip(names, model.coef_[0], strict=True))
    return model.predict(counter.transform(new)), weights


PAIRS = [
    Parity(
        tokenise,
        _their_tokens,
        "scikit-learn",
        _pattern,
        ours=lambda *a: np.array(tokenise(*a)),
        convention=r"scikit-learn's default, \w\w+, drops words of one letter.",
    ),
    Parity(
        sentences,
        np.array,
        "closed form",
        _prose,
        ours=lambda parts: np.array(sentences(" ".join(parts))),
        convention="Sentences that were joined by blanks come apart again.",
    ),
    Parity(
        ngrams,
        _loop_grams,
        "closed form",
        _grams,
        ours=lambda tokens, n, _: np.array(ngrams(tokens, n)),
    ),
    Parity(
        ngram_range,
        _their_grams,
        "scikit-learn",
        _grams,
        ours=lambda *a: np.array(ngram_range(*a)),
    ),
    Parity(
        build_vocabulary,
        _their_vocabulary,
        "scikit-learn",
        _vocabulary,
        ours=lambda *a: tuple(np.array(list(p)) for p in _columns(*a)),
        convention="The order of first appearance is made of scikit-learn's words.",
    ),
    Parity(bag_of_words, _their_bag, "scikit-learn", _bag),
    Parity(
        sparse_bag,
        lambda documents, known, _: _their_bag(documents, known, "count"),
        "scikit-learn",
        _bag,
        ours=lambda documents, known, _: sparse_bag(documents, known).toarray(),
    ),
    Parity(
        sparsity,
        lambda X, *_: 1 - lil_array(X).nnz / X.size,
        "SciPy",
        _weights,
        ours=lambda X, *_: sparsity(X),
    ),
    Parity(
        vocabulary_growth,
        lambda documents: np.array(
            [len(set().union(*documents[: i + 1])) for i in range(len(documents))]
        ),
        "closed form",
        _documents,
    ),
    Parity(
        Tfidf,
        _their_smooth,
        "scikit-learn",
        _weights,
        ours=lambda X, new, unit: (
            Tfidf(unit=unit).fit(X).idf_,
            Tfidf(unit=unit).fit(X).transform(new),
        ),
        convention="Without smoothing scikit-learn still adds 1 to the logarithm.",
    ),
    Parity(
        Tfidf,
        _printed,
        "closed form",
        _weights,
        ours=lambda X, new, relative: (
            Tfidf(smooth=False, unit=False, relative=relative).fit(X).transform(new)
        ),
    ),
    Parity(
        logistic_texts,
        _their_logistic,
        "scikit-learn",
        _labelled,
        rtol=1e-3,
        atol=1e-5,
        convention="Weights of L-BFGS agree to its tolerance; ours are Newton's.",
    ),
]


def _columns(*arguments: Any) -> tuple[Any, Any]:
    found = build_vocabulary(*arguments)
    return found.keys(), found.values()
