"""`engine.bayes` beside scikit-learn, and Bayes' theorem in exact fractions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import scipy.special
import sklearn.naive_bayes as sk
from sklearn.feature_extraction.text import CountVectorizer

from engine.arrays import Array
from engine.bayes.categories import BernoulliNB, CategoricalNB
from engine.bayes.counts import ComplementNB, MultinomialNB
from engine.bayes.gaussian import GaussianNB
from engine.bayes.posterior import naive_posterior, normalise, posterior
from engine.bayes.texts import classify_texts
from engine.parity import Parity

_WORDS = ["cash", "win", "Win!", "lunch", "noon", "a", "I", "meet", "offer"]


def _chances(rng: np.random.Generator) -> tuple[Array, Array]:
    k = int(rng.integers(1, 5))
    prior, likelihood = rng.dirichlet(np.ones(k)), rng.random(k)
    if k > 1:
        likelihood[0] = 0.0
    return prior, likelihood


def _fractions(prior: Array, likelihoods: Array) -> Array:
    joint = []
    for p, row in zip(prior.tolist(), likelihoods.tolist(), strict=True):
        product = Fraction(p)
        for factor in row:
            product *= Fraction(factor)
        joint.append(product)
    return np.array([float(product / sum(joint)) for product in joint])


def _many(rng: np.random.Generator) -> tuple[Array, Array]:
    """Products down to 1e-300 and below."""
    k = int(rng.integers(1, 4))
    return rng.dirichlet(np.ones(k)), rng.random((k, rng.integers(1, 400)))


def _labels(rng: np.random.Generator, n: int) -> Any:
    return np.append(["a", "b", "c"], rng.choice(["a", "b", "c"], n - 3))


def _numbers(rng: np.random.Generator) -> tuple[Any, ...]:
    n, d = int(rng.integers(6, 50)), int(rng.integers(1, 6))
    y = _labels(rng, n)
    X = 50 + rng.normal(size=(n, d)) * rng.uniform(0.1, 10, d) + (y == "a")[:, None]
    if d > 1:
        X[:, 0] = 3.0  # constant: only smoothing is left
    return X, y, np.where(np.arange(d) == 0, X[:4], X[:4] + rng.normal(size=(4, d)))


def _counts(rng: np.random.Generator) -> tuple[Any, ...]:
    n, d = int(rng.integers(3, 40)), int(rng.integers(1, 9))
    X = rng.poisson(1.0, (n, d)) * rng.integers(0, 2, d)  # some never occur
    return X, _labels(rng, n), rng.poisson(3.0, (5, d))


def _categories(rng: np.random.Generator) -> tuple[Any, ...]:
    n, d = int(rng.integers(6, 40)), int(rng.integers(1, 4))
    X = rng.integers(0, 3, (n, d))
    X[:3] = np.arange(3)[:, None]
    return X, _labels(rng, n), rng.integers(0, 3, (5, d))


def _answers(model: Any, X: Array, y: Any, new: Array) -> tuple[Any, ...]:
    """Chances, and that of the label which is given: of even chances either may be."""
    chances = model.fit(X, y).predict_proba(new)
    given = np.searchsorted(model.classes_, model.predict(new))
    return chances, chances[np.arange(len(new)), given]


def _gaussian(X: Array, y: Any, new: Array) -> tuple[Any, ...]:
    model = GaussianNB()
    answers = _answers(model, X, y, new)
    return model.means_, model.variances_, model.priors_, *answers


def _their_gaussian(X: Array, y: Any, new: Array) -> tuple[Any, ...]:
    model = sk.GaussianNB()
    answers = _answers(model, X, y, new)
    return model.theta_, model.var_, model.class_prior_, *answers


def _texts(rng: np.random.Generator) -> tuple[list[str], Any, list[str]]:
    n = int(rng.integers(3, 12))
    texts = [" ".join(rng.choice(_WORDS, 6)) for _ in range(n)]
    new = [*(" ".join(rng.choice([*_WORDS, "other"], 4)) for _ in range(4)), ""]
    return ["cash", *texts], _labels(rng, n + 1), new


def _their_texts(texts: list[str], labels: Any, new: list[str]) -> tuple[Any, Any]:
    counter = CountVectorizer()
    model = sk.MultinomialNB().fit(counter.fit_transform(texts), labels)
    counts = counter.transform(new)
    return model.predict(counts), model.predict_proba(counts)


PAIRS = [
    Parity(
        posterior,
        lambda prior, likelihood: _fractions(prior, likelihood[:, None]),
        "closed form",
        _chances,
    ),
    Parity(naive_posterior, _fractions, "closed form", _many, rtol=1e-10),
    Parity(
        normalise,
        lambda z: scipy.special.softmax(z, axis=-1),
        "scipy",
        lambda rng: (1000 * rng.normal(size=(3, rng.integers(1, 6))),),
    ),
    Parity(
        GaussianNB,
        _their_gaussian,
        "scikit-learn",
        _numbers,
        ours=_gaussian,
        rtol=1e-9,
        atol=1e-9,
        convention="Both add 1e-9 of the largest variance of a feature.",
    ),
    Parity(
        MultinomialNB,
        lambda *data: _answers(sk.MultinomialNB(alpha=0.5), *data),
        "scikit-learn",
        _counts,
        ours=lambda *data: _answers(MultinomialNB(0.5), *data),
        rtol=1e-9,
        convention="alpha 0 is refused here; there it becomes 1e-10.",
    ),
    Parity(
        ComplementNB,
        lambda *data: _answers(sk.ComplementNB(alpha=0.5), *data),
        "scikit-learn",
        _counts,
        ours=lambda *data: _answers(ComplementNB(0.5), *data),
        rtol=1e-9,
    ),
    Parity(
        BernoulliNB,
        lambda *data: _answers(sk.BernoulliNB(alpha=0.5, binarize=1.0), *data),
        "scikit-learn",
        _counts,
        ours=lambda *data: _answers(BernoulliNB(0.5, threshold=1.0), *data),
        rtol=1e-9,
    ),
    Parity(
        CategoricalNB,
        lambda *data: _answers(sk.CategoricalNB(alpha=0.5), *data),
        "scikit-learn",
        _categories,
        ours=lambda *data: _answers(CategoricalNB(0.5), *data),
        rtol=1e-9,
        convention="There values are 0, 1, ... up to the largest; here those seen.",
    ),
    Parity(classify_texts, _their_texts, "scikit-learn", _texts, rtol=1e-9),
]
