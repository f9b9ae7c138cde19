"""`engine.workflow` beside the same steps in scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy.stats
from sklearn.decomposition import PCA
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import accuracy_score, precision_score, recall_score
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from engine.arrays import Array
from engine.datasets.digits import digits
from engine.datasets.houses import houses
from engine.datasets.mails import mails
from engine.datasets.points import blobs, moons
from engine.parity import Parity
from engine.workflow.autoencoder import autoencoder_beside_pca
from engine.workflow.candidates import (
    fit_candidates,
    numbers_stored,
    price_houses,
    score_candidates,
    score_components,
)
from engine.workflow.change import follow_policy, monitor, serve
from engine.workflow.images import classify_images, leave_the_scope
from engine.workflow.learned_rule import disagreement, recover_rule
from engine.workflow.preparation import prepare, vectorise
from engine.workflow.scores import diagnose, score, split_rows
from engine.workflow.spam import filter_spam, mail_features
from engine.workflow.steps import Report, run_steps
from engine.workflow.translation import learn_dictionary, match_intent, translate

Rng = np.random.Generator


def _answers(rng: Rng) -> tuple[Any, Any]:
    y = rng.integers(0, 2, 12)
    return (y, y * 0) if rng.random() < 0.2 else (y, rng.integers(0, 2, 12))


def _their_scores(y: Any, y_hat: Any) -> dict[str, float]:
    how: Any = {"zero_division": 0}
    return {"accuracy": accuracy_score(y, y_hat),
            "precision": precision_score(y, y_hat, **how),
            "recall": recall_score(y, y_hat, **how)}  # fmt: skip


def _their_diagnosis(train: float, validation: float) -> str:
    if validation < 0.8:
        return "overfits" if train > validation + 0.05 else "underfits"
    return "generalises"


def _records(rng: Rng) -> tuple[list[Any], list[Any]]:
    def one() -> Any:
        record = {"age": float(rng.normal()), "city": str(rng.choice(["A", "B", "C"]))}
        return {k: v for k, v in record.items() if rng.random() < 0.8}

    return [one() for _ in range(6)], [one() for _ in range(3)]


def _vectors(train: list[Any], new: list[Any]) -> tuple[Any, ...]:
    X, names = vectorise(train)
    return X, names, vectorise(new, names)[0]


def _their_vectors(train: list[Any], new: list[Any]) -> tuple[Any, ...]:
    found = DictVectorizer(sparse=False)
    return found.fit_transform(train), found.feature_names_, found.transform(new)


def _gaps(rng: Rng) -> tuple[Array, Array]:
    X = rng.normal(3, 2, size=(14, 3))
    X[:, 2] = 4.0
    X[1:][rng.random((13, 3)) < 0.3] = np.nan
    return X[:9], X[9:]


def _their_prepared(train: Array, new: Array) -> tuple[Any, Any]:
    line = make_pipeline(SimpleImputer(), StandardScaler())
    return line.fit_transform(train), line.transform(new)


def _moons(rng: Rng) -> tuple[Any, Any, Rng]:
    return moons(120, 0.2, rng)[:2], moons(80, 0.2, rng)[:2], rng


def _houses(rng: Rng) -> tuple[Any, Any]:
    return houses(50, 9.0, rng)[:2], houses(20, 9.0, rng)[:2]


def _their_prices(train: Any, new: Any) -> tuple[Any, ...]:
    model = LinearRegression().fit(*train)
    error = np.sqrt(np.mean((model.predict(new[0]) - new[1]) ** 2))
    return model.coef_, model.intercept_, error


def _clouds(rng: Rng) -> tuple[Any, Any, int]:
    centers = rng.normal(size=(2, 5))
    return blobs(60, centers, 1.0, rng)[:2], blobs(60, centers, 1.0, rng)[:2], 2


def _their_components(train: Any, new: Any, k: int) -> Any:
    line = make_pipeline(PCA(k), LogisticRegression(tol=1e-9))
    return line.fit(*train).score(*new)


def _their_candidates(train: Any, new: Any, _: Rng) -> tuple[float, float]:
    models = LogisticRegression(tol=1e-9), SVC(tol=1e-6)
    return tuple(float(m.fit(*train).score(*new)) for m in models)  # type: ignore[return-value]


def _images(rng: Rng) -> tuple[Any, Any]:
    return digits(150, 0.2, rng), digits(100, 0.2, rng)


def _their_images(train: Any, new: Any) -> float:
    model = LogisticRegression(tol=1e-8, max_iter=500).fit(train.X, train.y)
    return float(model.score(new.X, new.y))


def _their_scope(train: Any, new: Any) -> dict[str, float]:
    seen, inside = train.y < 5, new.y < 5
    model = LogisticRegression(tol=1e-8, max_iter=500).fit(train.X[seen], train.y[seen])
    sure = float(model.predict_proba(new.X[~inside]).max(axis=1).mean())
    right = float(model.score(new.X[inside], new.y[inside]))
    return {"inside": right, "outside": 0.0, "sure": sure}


def _mails(rng: Rng) -> tuple[Any, Any, Rng]:
    both = mails(300, 60, rng)
    return (
        type(both)(*(a[:200] for a in both)),
        type(both)(*(a[200:] for a in both)),
        rng,
    )


def _features(m: Any, *_: Any) -> Any:
    sender = np.equal.outer(m.sender, range(4))
    return np.hstack([m.counts, sender, m.shouting[:, None]]) * 1.0


def _their_filter(train: Any, new: Any, _: Rng) -> dict[str, float]:
    X, Z = map(_features, (train, new))
    models = {"bayes": MultinomialNB(), "logistic": LogisticRegression(tol=1e-9)}
    scores = {k: float(m.fit(X, train.spam).score(Z, new.spam))
              for k, m in models.items()}  # fmt: skip
    return {**scores, "nothing is spam": float(1 - new.spam.mean())}


def _filtered(train: Any, new: Any, rng: Rng) -> dict[str, float]:
    found = filter_spam(train, new, rng)
    return {k: v for k, v in found.items() if k != "mlp"}


def _periods(rng: Rng) -> tuple[list[Any], int]:
    turned = [blobs(60, [[t, 0.0], [1.0 - t, 1.0]], 0.5, rng)[:2]
              for t in (0.0, 0.5, 1.0, 1.5, 2.0)]  # fmt: skip
    return turned, int(rng.integers(1, 4))


def _their_service(batches: list[Any], every: int) -> dict[str, Any]:
    models = [LogisticRegression(tol=1e-10).fit(*b) for b in batches]
    n = len(batches)
    return {"frozen": np.array([models[0].score(*batches[i]) for i in range(1, n)]),
            "retrained": np.array([models[(i - 1) // every * every].score(*batches[i])
                                   for i in range(1, n)])}  # fmt: skip


def _policies(rng: Rng) -> tuple[Array, Sequence[float]]:
    return np.arange(60.0), [float(v) for v in rng.integers(5, 50, 4)]


def _their_policies(_: Array, limits: Sequence[float]) -> dict[str, Any]:
    missed = np.array([1 - abs(limit - limits[0]) / 60 for limit in limits])
    return {"written": missed, "frozen": missed, "retrained": np.ones(4),
            "threshold": np.array(limits) - 0.5}  # fmt: skip


def _watched(rng: Rng) -> tuple[Any, ...]:
    shifts = rng.choice([0.0, 0.6], 4)
    return rng.normal(size=(90, 2)), [rng.normal(s, 1, (60, 2)) for s in shifts], 0.01


def _their_alarms(reference: Array, periods: Any, alpha: float) -> Any:
    scale = np.sqrt(90 * 60 / 150)
    return np.array([
        min(scipy.stats.kstwobign.sf(scale * scipy.stats.ks_2samp(a, b).statistic)
            for a, b in zip(reference.T, X.T, strict=True)) < alpha / 2
        for X in periods
    ])  # fmt: skip


def _rule(X: Array) -> Any:
    return X[:, 0] > 0.5


def _rows(rng: Rng) -> tuple[Array, Array, Rng]:
    return np.vstack([rng.random((60, 2)), [[0.499, 0.5], [0.501, 0.5]]]), np.vstack(
        [rng.random((40, 2)) * 0.49, rng.random((40, 2)) * 0.49 + 0.51]
    ), rng  # fmt: skip


def _steps(X: Array, y: Any, later: Any, rng: Rng) -> tuple[Any, ...]:
    report = run_steps(X, y, later, rng)
    return report.sizes, report.filled, report.alarms, report.validation["logistic"]


def _their_steps(X: Array, y: Any, _: Any, rng: Rng) -> tuple[Any, ...]:
    order = rng.permutation(len(X))
    held, train = order[:24], order[48:]
    line = make_pipeline(
        SimpleImputer(), StandardScaler(), LogisticRegression(tol=1e-9)
    )
    found = line.fit(X[train], y[train]).score(X[held], y[held])
    return (72, 24, 24), int(np.isnan(X).sum()), np.array([False, True]), found


def _raw(rng: Rng) -> tuple[Any, ...]:
    X, y, _ = moons(120, 0.2, rng)
    later = [X[::2] + 0.0, X[::2] + 9.0]
    X = X.copy()
    X[rng.integers(0, 120, 9), 0] = np.nan
    return X, y, later, rng


def _sentences(rng: Rng) -> tuple[list[Any]]:
    draw = [rng.choice(4, size=rng.integers(1, 4), replace=False) for _ in range(6)]
    return ([(" ".join(f"e{w}" for w in words), " ".join(f"f{w}" for w in words[::-1]))
             for words in draw],)  # fmt: skip


def _dictionary(pairs: list[Any]) -> Array:
    found = learn_dictionary(pairs, rounds=7)
    return np.array([[found.get(f"e{i}", {}).get(f"f{j}", 0.0) for j in range(4)]
                     for i in range(4)])  # fmt: skip


def _their_dictionary(pairs: list[Any]) -> Any:
    """The same maximisation by matrices: a row of p for each word."""
    here = np.array([[f"e{i}" in e.split() for i in range(4)] for e, _ in pairs]) * 1.0
    p = ((here.T @ here) > 0) * 1.0  # sentence and translation hold the same words
    for _ in range(7):
        given = np.zeros((4, 4))
        for row in here:
            met = np.outer(row, row) * p
            total = met.sum(axis=0)
            given += met / np.where(total > 0, total, 1)
        size = given.sum(axis=1, keepdims=True)
        p = given / np.where(size > 0, size, 1)
    return p


def _said(rng: Rng) -> tuple[list[Any], str]:
    words = np.array(["alarm", "music", "play", "wake", "now", "six"])
    texts = [" ".join(rng.choice(words, 3)) for _ in range(6)]
    return list(zip(texts, "aabbcc", strict=True)), " ".join(rng.choice(words, 2))


def _their_intent(examples: list[Any], utterance: str) -> float:
    line = make_pipeline(CountVectorizer(), MultinomialNB())
    line.fit([t for t, _ in examples], [i for _, i in examples])
    return float(line.predict_proba([utterance]).max())


PAIRS = [
    Parity(fit_candidates, lambda train, *_: LogisticRegression(tol=1e-10).fit(
           *train).coef_[0], "scikit-learn", _moons, rtol=1e-4, trials=3,
           ours=lambda train, _, rng: fit_candidates(train, rng)["logistic"].coef_,
           convention="by the line; the other three have rows of their own"),
    Parity(score, _their_scores, "scikit-learn", _answers),
    Parity(diagnose, _their_diagnosis, "closed form",
           lambda rng: tuple(rng.choice([0.6, 0.7, 0.8, 1.0], 2)), trials=30,
           ours=lambda t, v: diagnose(t, v, 0.8)),
    Parity(split_rows, lambda n, _: np.arange(n), "closed form",
           lambda rng: (int(rng.integers(5, 50)), rng), ours=lambda n, rng: np.sort(
               np.concatenate(split_rows(n, (0.2, 0.3), rng)))),
    Parity(vectorise, _their_vectors, "scikit-learn", _records, ours=_vectors),
    Parity(prepare, _their_prepared, "scikit-learn", _gaps, rtol=1e-9, atol=1e-12),
    Parity(score_candidates, _their_candidates, "scikit-learn", _moons, trials=3,
           ours=lambda *a: tuple(score_candidates(*a)[k] for k in ("logistic", "svm")),
           convention="tree and network are compared where they are defined"),
    Parity(price_houses, _their_prices, "scikit-learn", _houses, rtol=1e-9),
    Parity(score_components, _their_components, "scikit-learn", _clouds),
    Parity(numbers_stored, lambda X, *_: {"linear": 4, "mlp": 4 * 32 + 33 * 2,
           "neighbours": len(X) * 4}, "closed form",
           lambda rng: (rng.normal(size=(rng.integers(9, 30), 3)), None, rng), trials=3,
           ours=lambda X, _, rng: numbers_stored(X, np.arange(len(X)) % 2, rng)),
    Parity(classify_images, _their_images, "scikit-learn", _images, trials=2,
           atol=0.011,
           ours=lambda *a: classify_images(*a)["pixels"],
           convention="one image of 100 may lie on the border"),
    Parity(leave_the_scope, _their_scope, "scikit-learn", _images, trials=2, atol=0.021,
           ours=lambda a, b: leave_the_scope(a, b, 5)),
    Parity(mail_features, _features, "NumPy", _mails,
           ours=lambda m, *_: mail_features(m)),
    Parity(filter_spam, _their_filter, "scikit-learn", _mails, trials=2, ours=_filtered,
           convention="the network is compared where it is defined"),
    Parity(autoencoder_beside_pca, lambda X, _: {
           k: float((np.linalg.svd(X - X.mean(0))[1][2:] ** 2).sum())
           for k in ("autoencoder", "pca")}, "NumPy",
           lambda rng: (rng.normal(size=(30, 4)) * [5.0, 3.0, 1.0, 0.5], rng), trials=2,
           ours=lambda X, rng: autoencoder_beside_pca(X, 2, rng), rtol=2e-3,
           convention="descent comes within 0.2 % of the optimum"),
    Parity(serve, _their_service, "scikit-learn", _periods, atol=0.017, trials=5,
           convention="one row of 60 may lie on the border"),
    Parity(follow_policy, _their_policies, "closed form", _policies),
    Parity(monitor, _their_alarms, "SciPy", _watched),
    Parity(recover_rule, lambda *_: {"written": 0.5, "model": 1.0}, "closed form",
           _rows,
           ours=lambda a, b, rng: recover_rule(
               _rule, lambda X: X[:, 0] > 2, a, b, noise=0.0, rng=rng),
           convention="without noise, and away from the border"),
    Parity(disagreement, lambda *_: {"program": 0.0, "model": 0.0}, "closed form",
           _rows, ours=lambda a, b, rng: {k: v for k, v in disagreement(
               _rule, (a, _rule(a)), b, rng).items() if k != "retrained"}),
    Parity(run_steps, _their_steps, "scikit-learn", _raw, ours=_steps, trials=2),
    Parity(Report, lambda n: n, "closed form", lambda rng: (int(rng.integers(9)),),
           ours=lambda n: Report((1, 1, 1), n, {}, "", 0.0, np.array([True])).filled),
    Parity(learn_dictionary, _their_dictionary, "NumPy", _sentences, ours=_dictionary,
           rtol=1e-9, atol=1e-12),
    Parity(translate, lambda words: " ".join(words).upper(), "closed form",
           lambda rng: (list(rng.choice(list("abc"), 5)),),
           ours=lambda words: translate(" ".join(words), {
               w: {w.upper(): 0.9, "x": 0.1} for w in "abc"})),
    Parity(match_intent, _their_intent, "scikit-learn", _said, rtol=1e-9,
           ours=lambda *a: match_intent(*a)[1]),
]  # fmt: skip
