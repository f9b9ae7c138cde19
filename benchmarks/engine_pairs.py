"""What the engine is timed on, beside scikit-learn on the same data.

The aims are what short NumPy was measured to reach at 2,000 rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import sklearn.cluster
import sklearn.decomposition
import sklearn.ensemble
import sklearn.impute
import sklearn.linear_model as sk
import sklearn.metrics
import sklearn.naive_bayes
import sklearn.neighbors
import sklearn.svm
import sklearn.tree

from engine.bayes.gaussian import GaussianNB
from engine.clustering.kmeans import lloyd
from engine.decomposition.pca import PCA
from engine.linear.lasso import Lasso
from engine.linear.least_squares import LinearRegression
from engine.linear.logistic import LogisticRegression
from engine.linear.ridge import Ridge
from engine.linear.softmax import SoftmaxRegression
from engine.metrics.averages import f1_average
from engine.metrics.clusters import silhouette
from engine.metrics.curves import roc_auc
from engine.neighbors.knn import KNNClassifier
from engine.preprocessing.iterative_imputer import IterativeImputer
from engine.preprocessing.knn_imputer import KNNImputer
from engine.svm.svc import SVC
from engine.trees.cart import DecisionTreeClassifier
from engine.trees.forest import RandomForestClassifier
from engine.trees.gradient_boosting import GradientBoostingClassifier
from engine.trees.second_order_boosting import SecondOrderClassifier

Both = tuple[Callable[[], object], Callable[[], object]]
Data = Callable[[int, np.random.Generator], tuple[Any, ...]]


@dataclass(frozen=True)
class Pair:
    """Two ways to do the same. `draw` makes both for n rows, ready to be timed."""

    name: str
    draw: Callable[[int, np.random.Generator], Both]
    aim: float | None = None
    largest: int = 20_000


def numbers(d: int) -> Data:
    """Rows and a linear target with noise."""

    def draw(n: int, rng: np.random.Generator) -> tuple[Any, Any]:
        X = rng.normal(size=(n, d))
        return X, X @ rng.normal(size=d) + rng.normal(size=n)

    return draw


def classes(d: int, k: int) -> Data:
    """Rows and noisy classes."""

    def draw(n: int, rng: np.random.Generator) -> tuple[Any, Any]:
        X = rng.normal(size=(n, d))
        scores = X @ rng.normal(size=(d, k)) + rng.normal(size=(n, k))
        return X, scores.argmax(axis=1)

    return draw


def rows(d: int) -> Data:
    return lambda n, rng: (rng.normal(size=(n, d)) * np.linspace(1, 5, d),)


def fit(
    ours: Callable[[], Any],
    theirs: Callable[[], Any],
    data: Data,
    *,
    chance: bool = False,
) -> Callable[[int, np.random.Generator], Both]:
    """Both fitted to the same data; ours with a generator where it needs one."""

    def draw(n: int, rng: np.random.Generator) -> Both:
        given = data(n, rng)

        def mine() -> object:
            more = (np.random.default_rng(0),) if chance else ()
            return ours().fit(*given, *more)

        return mine, lambda: theirs().fit(*given)

    return draw


def kmeans(n: int, rng: np.random.Generator) -> Both:
    X = rng.normal(size=(n, 10)) + 3 * rng.integers(0, 4, size=(n, 1))
    start = X[:8]
    theirs = sklearn.cluster.KMeans(8, init=start, n_init=1, tol=0)
    return lambda: lloyd(X, start), lambda: theirs.fit(X)


def neighbours(n: int, rng: np.random.Generator) -> Both:
    X, y = classes(10, 3)(n, rng)
    new = rng.normal(size=(max(n // 4, 1), 10))
    ours = KNNClassifier(5).fit(X, y)
    theirs = sklearn.neighbors.KNeighborsClassifier(5, algorithm="brute").fit(X, y)
    return lambda: ours.predict(new), lambda: theirs.predict(new)


def auc(n: int, rng: np.random.Generator) -> Both:
    y, scores = rng.integers(0, 2, n), rng.normal(size=n)
    return (lambda: roc_auc(y, scores),
            lambda: sklearn.metrics.roc_auc_score(y, scores))  # fmt: skip


def f1(n: int, rng: np.random.Generator) -> Both:
    y, guess = rng.integers(0, 5, size=(2, n))
    return (lambda: f1_average(y, guess),
            lambda: sklearn.metrics.f1_score(y, guess, average="macro"))  # fmt: skip


def silhouettes(n: int, rng: np.random.Generator) -> Both:
    X, labels = rng.normal(size=(n, 10)), rng.integers(0, 5, n)
    return (lambda: silhouette(X, labels),
            lambda: sklearn.metrics.silhouette_score(X, labels))  # fmt: skip


def holes(n: int, rng: np.random.Generator) -> tuple[Any]:
    """Rows that hang together, one value in ten missing."""
    X = rng.normal(size=(n, 3)) @ rng.normal(size=(3, 10)) + rng.normal(size=(n, 10))
    return (np.where(rng.random(X.shape) < 0.1, np.nan, X),)


def fill(
    ours: Callable[[], Any], theirs: Callable[[], Any]
) -> Callable[[int, np.random.Generator], Both]:
    """Both fitted to the same rows with holes, which they fill."""

    def draw(n: int, rng: np.random.Generator) -> Both:
        (X,) = holes(n, rng)
        return (lambda: ours().fit(X).transform(X),
                lambda: theirs().fit(X).transform(X))  # fmt: skip

    return draw


def iterative() -> Any:
    from sklearn.experimental import enable_iterative_imputer  # noqa: F401

    return sklearn.impute.IterativeImputer()


def tree(depth: int | None) -> Callable[[int, np.random.Generator], Both]:
    return fit(
        lambda: DecisionTreeClassifier(max_depth=depth),
        lambda: sklearn.tree.DecisionTreeClassifier(max_depth=depth),
        classes(10, 2),
    )


PAIRS = [
    Pair("k-means from given centres", kmeans, 0.5),
    Pair("k nearest, predict n/4", neighbours, 0.57),
    Pair("least squares, d=50", fit(LinearRegression, sk.LinearRegression, numbers(50)),
         0.61),
    Pair("ridge, d=50", fit(Ridge, sk.Ridge, numbers(50)), 0.3),
    Pair("lasso, d=50", fit(lambda: Lasso(0.1), lambda: sk.Lasso(0.1), numbers(50)),
         0.7),
    Pair("logistic, d=10", fit(LogisticRegression, sk.LogisticRegression,
                               classes(10, 2)), 0.25),
    Pair("softmax regression, 3 classes", fit(SoftmaxRegression, sk.LogisticRegression,
                                              classes(10, 3)), 0.87),
    Pair("Gaussian naive Bayes", fit(GaussianNB, sklearn.naive_bayes.GaussianNB,
                                     classes(10, 4)), 0.2),
    Pair("PCA to 10 of 50", fit(lambda: PCA(10), lambda: sklearn.decomposition.PCA(10),
                                rows(50)), 0.44),
    Pair("CART, depth 5", tree(5), 1.05),
    Pair("CART, to the end", tree(None), 2.1, largest=2_000),
    Pair("random forest, 50 trees", fit(
        lambda: RandomForestClassifier(50),
        lambda: sklearn.ensemble.RandomForestClassifier(50, random_state=0),
        classes(10, 2), chance=True), 1.6, largest=2_000),
    Pair("gradient boosting, exact splits", fit(
        GradientBoostingClassifier,
        lambda: sklearn.ensemble.GradientBoostingClassifier(random_state=0),
        classes(10, 2), chance=True), largest=2_000),
    Pair("the same on histograms", fit(
        lambda: SecondOrderClassifier(100, lr=0.1, max_depth=3, max_bins=64),
        lambda: sklearn.ensemble.GradientBoostingClassifier(random_state=0),
        classes(10, 2)), 0.12, largest=2_000),
    Pair("second order on histograms, 100", fit(
        lambda: SecondOrderClassifier(100, lr=0.1, max_depth=3, max_bins=255),
        lambda: sklearn.ensemble.HistGradientBoostingClassifier(
            max_depth=3, early_stopping=False),
        classes(10, 2)), 1.04),
    Pair("SVC, rbf, C=1", fit(SVC, sklearn.svm.SVC, classes(10, 2)), 1.7,
         largest=2_000),
    Pair("fill by nearest rows", fill(KNNImputer, sklearn.impute.KNNImputer), 0.7,
         largest=2_000),
    Pair("fill by chained regressions", fill(IterativeImputer, iterative), 0.06,
         largest=2_000),
    Pair("ROC AUC", auc, 0.07),
    Pair("macro F1, 5 classes", f1, 0.02),
    Pair("silhouette, d=10", silhouettes, 0.72, largest=2_000),
]  # fmt: skip
