"""The same rows for several models: which fits the pattern?"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.decomposition.pca import PCA
from engine.linear.least_squares import LinearRegression
from engine.linear.logistic import LogisticRegression
from engine.neighbors.knn import KNNClassifier
from engine.nn.mlp import MLPClassifier, count_parameters
from engine.svm.svc import SVC
from engine.system import system
from engine.trees.cart import DecisionTreeClassifier

Split = tuple[ArrayLike, ArrayLike]
"""Rows and labels."""


@system("S01.05", "S01.09", "S05.02")
def fit_candidates(train: Split, rng: np.random.Generator) -> dict[str, Any]:
    """Four kinds of model, fitted on the same rows.

    Args:
        train: rows and two labels to learn from.
        rng: of the network.

    Returns:
        "logistic", "tree" (depth 5), "svm" (rbf, C 1) and "mlp", from the
        simplest on.
    """
    return {
        "logistic": LogisticRegression().fit(*train),
        "tree": DecisionTreeClassifier(max_depth=5).fit(*train),
        "svm": SVC().fit(*train),
        "mlp": MLPClassifier(epochs=60).fit(*train, rng),
    }


@system("S01.05", "S03.09", "S05.01")
def score_candidates(
    train: Split, new: Split, rng: np.random.Generator
) -> dict[str, float]:
    """Accuracy on new rows of a line, a tree, a support vector machine, a network.

    On half moons or XOR a line cannot follow; the others can.

    Args:
        train: rows and two labels to learn from.
        new: rows and labels to judge by.
        rng: of the network.

    Returns:
        Accuracy of each of `fit_candidates`.
    """
    models = fit_candidates(train, rng)
    X, y = new
    return {k: float(np.mean(m.predict(X) == np.asarray(y))) for k, m in models.items()}


@system("S01.10", "S05.01")
def price_houses(train: Split, new: Split) -> tuple[Array, float, float]:
    """Least squares on houses: weights, intercept, error on houses not seen.

    Args:
        train: features, shape (n, d), and prices, shape (n,).
        new: features and prices to judge by.

    Returns:
        Price of one more unit of each feature; intercept; root mean squared
        error on the new houses, in units of the price.
    """
    model = LinearRegression().fit(*train)
    errors = model.predict(new[0]) - np.asarray(new[1], dtype=float)
    return model.coef_, model.intercept_, float(np.sqrt(np.mean(errors**2)))


@system("S05.07")
def score_components(train: Split, new: Split, k: int) -> float:
    """Unsupervised, then supervised: logistic regression on k principal components.

    PCA sees no label; what it keeps is still enough where the classes differ
    along the directions of large variance, and useless where they do not.

    Args:
        train: rows and two labels to learn from.
        new: rows and labels to judge by.
        k: components.

    Returns:
        Accuracy on the new rows.
    """
    pca = PCA(k).fit(train[0])
    model = LogisticRegression().fit(pca.transform(train[0]), train[1])
    guesses = model.predict(pca.transform(new[0]))
    return float(np.mean(guesses == np.asarray(new[1])))


@system("S07.11", "S07.12", "S07.05")
def numbers_stored(
    X: ArrayLike, y: ArrayLike, rng: np.random.Generator
) -> dict[str, int]:
    """How many numbers a fitted model keeps: parameters, or all its rows.

    A parametric model keeps as many however many rows it has seen; nearest
    neighbours keep the rows. Fixed is not small: count a network's.

    Args:
        X: rows, shape (n, d).
        y: two labels, shape (n,).
        rng: of the network.

    Returns:
        Numbers kept by "linear", "mlp" (32 hidden nodes) and "neighbours".

    >>> X = np.random.default_rng(0).normal(size=(50, 2))
    >>> numbers_stored(X, X[:, 0] > 0, np.random.default_rng(0))
    {'linear': 3, 'mlp': 162, 'neighbours': 150}
    """
    line = LinearRegression().fit(X, np.asarray(y, dtype=float))
    network = MLPClassifier(epochs=1).fit(X, y, rng)
    neighbours = KNNClassifier().fit(X, y)
    return {
        "linear": line.coef_.size + 1,
        "mlp": count_parameters(network.layers_),
        "neighbours": neighbours.X_.size + neighbours.codes_.size,
    }
