"""Many trees."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import sklearn.ensemble as sk
import sklearn.metrics
import sklearn.tree as sk_tree
from sklearn.ensemble._iforest import _average_path_length

from engine.arrays import Array
from engine.neighbors.knn import KNNClassifier
from engine.parity import Parity
from engine.parity.trees.grown import single, untied
from engine.trees.bootstrap import BaggingClassifier, bootstrap_rows, left_out
from engine.trees.cart import DecisionTreeClassifier, DecisionTreeRegressor
from engine.trees.forest import (
    RandomForestClassifier,
    RandomForestRegressor,
    tune_forest,
)
from engine.trees.importance import permutation_importance
from engine.trees.isolation_forest import IsolationForest, average_path
from engine.trees.levels import Grower
from engine.trees.split import as_targets
from engine.trees.voting import (
    StackingClassifier,
    VotingClassifier,
    hard_vote,
    soft_vote,
)

Rng = np.random.Generator
_ONE_BY_ONE = "Beside CART on each tree's own sample, one after the other."


def _classes(rng: Rng) -> tuple[Array, Any, Rng]:
    X = single(rng, 60, 3)
    return X, np.where(X[:, 0] + rng.normal(size=60) > 0, "b", "a"), rng


def _numbers(rng: Rng) -> tuple[Array, Array, Rng]:
    X = single(rng, 60, 3)
    return X, 1e3 + 3 * (X[:, 0] > 0) + rng.normal(size=60), rng


def _forest(X: Array, y: Any, rng: Rng) -> tuple[Any, ...]:
    model = RandomForestClassifier(5, max_features=None, max_depth=2).fit(X, y, rng)
    return (
        model.predict_proba(2 * X),
        model.oob_proba_,
        model.oob_score_,
        model.feature_importances_,
    )


def _each_tree(X: Array, y: Any, rng: Rng) -> tuple[Any, ...]:
    """The same samples, a tree at a time, and out-of-bag means row by row."""
    drawn = rng.integers(60, size=(5, 60))
    trees = [DecisionTreeClassifier(max_depth=2).fit(X[r], y[r]) for r in drawn]
    oob = np.full((60, 2), np.nan)
    for i in range(60):
        out = [t for t, r in zip(trees, drawn, strict=True) if i not in r]
        if out:
            oob[i] = np.mean([t.predict_proba(X[i : i + 1])[0] for t in out], axis=0)
    seen = ~np.isnan(oob[:, 0])
    guess = np.array(["a", "b"])[oob[seen].argmax(axis=1)]
    return (
        np.mean([t.predict_proba(2 * X) for t in trees], axis=0),
        oob,
        float(np.mean(guess == y[seen])),
        np.mean([t.feature_importances_ for t in trees], axis=0),
    )


def _untied_whole(rng: Rng) -> tuple[Array, Any, Rng]:
    model = sk_tree.DecisionTreeClassifier(max_depth=2, min_samples_leaf=4)
    return *untied(lambda rng: _classes(rng)[:2], model)(rng), rng


def _their_whole(X: Array, y: Any, _: Rng) -> tuple[Any, ...]:
    model = sk.RandomForestClassifier(
        3, bootstrap=False, max_features=None, max_depth=2, min_samples_leaf=4,
        random_state=0,
    ).fit(X, y)  # fmt: skip
    return model.predict_proba(2 * X), model.feature_importances_


def _whole(X: Array, y: Any, rng: Rng) -> tuple[Any, ...]:
    model = RandomForestClassifier(
        3, bootstrap=False, max_features=None, max_depth=2, min_samples_leaf=4
    ).fit(X, y, rng)
    return model.predict_proba(2 * X), model.feature_importances_


def _regression(X: Array, y: Array, rng: Rng) -> tuple[Any, ...]:
    model = RandomForestRegressor(5, max_depth=1).fit(X, y, rng)
    return model.predict(2 * X), model.oob_prediction_, model.oob_score_


def _each_regression(X: Array, y: Array, rng: Rng) -> tuple[Any, ...]:
    drawn = rng.integers(60, size=(5, 60))
    trees = [DecisionTreeRegressor(max_depth=1).fit(X[r], y[r]) for r in drawn]
    said = np.array([t.predict(X) for t in trees])
    out = np.array([[i not in r for i in range(60)] for r in drawn])
    seen = out.any(axis=0)
    oob = np.full(60, np.nan)
    oob[seen] = np.average(said[:, seen], axis=0, weights=out[:, seen])
    return (
        np.mean([t.predict(2 * X) for t in trees], axis=0),
        oob,
        sklearn.metrics.r2_score(y[seen], oob[seen]),
    )


def _accuracies(model: Any, X: Array, y: Any) -> float:
    return float(np.mean(model.predict(X[300:]) == y[300:]))


def _much(rng: Rng) -> tuple[Array, Any, Rng]:
    X = single(rng, 1000, 6)
    return X, (X[:, 0] * X[:, 1] + X[:, 2] + 0.5 * rng.normal(size=1000) > 0), rng


def _their_random(X: Array, y: Any, _: Rng) -> tuple[float, ...]:
    forest = sk.RandomForestClassifier(100, random_state=0).fit(X[:300], y[:300])
    extra = sk.ExtraTreesClassifier(100, random_state=0).fit(X[:300], y[:300])
    return _accuracies(forest, X, y), _accuracies(extra, X, y)


def _our_random(X: Array, y: Any, rng: Rng) -> tuple[float, ...]:
    forest = RandomForestClassifier(100).fit(X[:300], y[:300], rng)
    extra = RandomForestClassifier(100, bootstrap=False, random_cuts=True)
    extra.fit(X[:300], y[:300], rng)
    return _accuracies(forest, X, y), _accuracies(extra, X, y)


def _tuned(X: Array, y: Any, rng: Rng) -> Array:
    return tune_forest(X, y, [{"n_trees": 4, "max_features": m} for m in (1, 3)], rng)


def _each_tuned(X: Array, y: Any, rng: Rng) -> Array:
    models = [RandomForestClassifier(4, max_features=m).fit(X, y, rng) for m in (1, 3)]
    scores = []
    for model in models:
        p = model.oob_proba_
        seen = ~np.isnan(p).any(axis=1)
        guess = np.array(["a", "b"])[p[seen].argmax(axis=1)]
        scores.append(sklearn.metrics.accuracy_score(y[seen], guess))
    return np.array(scores)


def _grown(X: Array, y: Any, _: Rng) -> tuple[Any, ...]:
    bags = np.ones((2, 60), dtype=int)
    bags[1, :30] = 0
    grower = Grower("entropy", 3, max_depth=2, min_samples_leaf=3)
    T = as_targets(y, 60, "entropy")
    tree, roots = grower.grow(X, T, bags, np.random.default_rng(0))
    return tuple(tree.value[tree.apply(X, int(root))] for root in roots)


def _cart(X: Array, y: Any, _: Rng) -> tuple[Any, ...]:
    models = [
        DecisionTreeClassifier("entropy", 2, min_samples_leaf=3) for _ in range(2)
    ]
    return (
        models[0].fit(X, y).predict_proba(X),
        models[1].fit(X[30:], y[30:]).predict_proba(X),
    )


def _bagged(X: Array, y: Any, rng: Rng) -> Any:
    return BaggingClassifier(n_estimators=4).fit(X, y, rng).predict_proba(2 * X)


def _each_bagged(X: Array, y: Any, rng: Rng) -> Any:
    models = []
    for _ in range(4):
        rows = rng.integers(60, size=60)
        models.append(DecisionTreeClassifier().fit(X[rows], y[rows]))
    return np.mean([model.predict_proba(2 * X) for model in models], axis=0)


def _votes(rng: Rng) -> tuple[Any]:
    return (rng.choice(["a", "b", "c"], (rng.integers(1, 6), 8)),)


def _counted(votes: Any) -> Any:
    winners = []
    for column in votes.T:
        counts = Counter(column.tolist())
        winners.append(min(counts, key=lambda label: (-counts[label], label)))
    return np.array(winners)


def _voters(X: Array, y: Any, _: Rng) -> Any:
    makers = (DecisionTreeClassifier, KNNClassifier)
    return VotingClassifier(makers, weights=(1, 2)).fit(X, y).predict_proba(2 * X)


def _their_voters(X: Array, y: Any, _: Rng) -> Any:
    tree = DecisionTreeClassifier().fit(X, y).predict_proba(2 * X)
    near = KNNClassifier().fit(X, y).predict_proba(2 * X)
    return (tree + 2 * near) / 3


def _stack(X: Array, y: Any, rng: Rng) -> Any:
    makers = (lambda: DecisionTreeClassifier(max_depth=2), KNNClassifier)
    return StackingClassifier(makers).fit(X, y, rng).predict_proba(2 * X)


def _their_stack(X: Array, y: Any, rng: Rng) -> Any:
    """Fold by fold, as the definition says."""
    shuffled = rng.permutation(60)
    dealt = np.concatenate([shuffled[y[shuffled] == label] for label in ("a", "b")])
    makers: tuple[Any, ...] = (
        lambda: DecisionTreeClassifier(max_depth=2),
        KNNClassifier,
    )
    meta = np.zeros((60, 4))
    for fold in range(5):
        out = dealt[fold::5]
        rest = np.setdiff1d(np.arange(60), out)
        for i, make in enumerate(makers):
            learned = make().fit(X[rest], y[rest])
            meta[out, 2 * i : 2 * i + 2] = learned.predict_proba(X[out])
    final = KNNClassifier().fit(meta, y)
    new = [make().fit(X, y).predict_proba(2 * X) for make in makers]
    return final.predict_proba(np.concatenate(new, axis=1))


def _shuffled(X: Array, y: Any, rng: Rng) -> Array:
    return permutation_importance(lambda X: X[:, 0] > X[:, 1], X, y == "b", rng, 3)


def _each_shuffle(X: Array, y: Any, rng: Rng) -> Array:
    truth = y == "b"
    before = sklearn.metrics.accuracy_score(truth, X[:, 0] > X[:, 1])
    lost = []
    for j in range(3):
        for _ in range(3):
            Z = X.copy()
            Z[:, j] = rng.permutation(Z[:, j])
            after = sklearn.metrics.accuracy_score(truth, Z[:, 0] > Z[:, 1])
            lost.append(before - after)
    return np.array(lost).reshape(3, 3)


def _planted(rng: Rng) -> tuple[Array, Rng]:
    X = single(rng, 300, 2)
    X[:3] = [[6.0, 6.0], [-7.0, 5.0], [0.0, 8.0]]
    return X, rng


def _their_isolation(X: Array, _: Rng) -> tuple[Any, ...]:
    model = sk.IsolationForest(n_estimators=400, random_state=0).fit(X)
    return -model.score_samples(X), np.sort(model.score_samples(X).argsort()[:3])


def _isolation(X: Array, rng: Rng) -> tuple[Any, ...]:
    scores = IsolationForest(400).fit(X, rng).score_samples(X)
    return scores, np.sort(scores.argsort()[-3:])


PAIRS = [
    Parity(
        RandomForestClassifier,
        _each_tree,
        "closed form",
        _classes,
        ours=_forest,
        rtol=1e-9,
        atol=1e-12,
        convention=_ONE_BY_ONE,
        trials=6,
    ),
    Parity(
        RandomForestClassifier,
        _their_whole,
        "scikit-learn",
        _untied_whole,
        ours=_whole,
        rtol=1e-9,
        atol=1e-12,
        convention="All rows and all features: nothing is left to chance.",
        trials=4,
    ),
    Parity(
        RandomForestClassifier,
        _their_random,
        "scikit-learn",
        _much,
        ours=_our_random,
        atol=0.04,
        convention="Accuracy on 700 new rows, of a forest and of extra trees.",
        trials=2,
    ),
    Parity(
        RandomForestRegressor,
        _each_regression,
        "closed form",
        _numbers,
        ours=_regression,
        rtol=1e-9,
        atol=1e-9,
        convention=_ONE_BY_ONE,
        trials=6,
    ),
    Parity(tune_forest, _each_tuned, "scikit-learn", _classes, ours=_tuned, trials=4),
    Parity(
        Grower,
        _cart,
        "closed form",
        _classes,
        ours=_grown,
        rtol=1e-9,
        convention="Beside CART: level by level gives the same trees.",
    ),
    Parity(
        bootstrap_rows,
        lambda n, rng: np.array([int(i) for i in rng.integers(0, n, n)]),
        "numpy",
        lambda rng: (int(rng.integers(1, 50)), rng),
    ),
    Parity(
        left_out,
        lambda n: np.prod(np.full(n, (n - 1) / n)),
        "closed form",
        lambda rng: (int(rng.integers(1, 500)),),
        rtol=1e-11,
    ),
    Parity(
        BaggingClassifier,
        _each_bagged,
        "closed form",
        _classes,
        ours=_bagged,
        convention=_ONE_BY_ONE,
        trials=4,
    ),
    Parity(hard_vote, _counted, "closed form", _votes),
    Parity(
        soft_vote,
        lambda p, w: np.average(p, axis=0, weights=w),
        "numpy",
        lambda rng: (rng.random((3, 5, 2)), rng.random(3)),
    ),
    Parity(
        VotingClassifier, _their_voters, "closed form", _classes, ours=_voters, trials=4
    ),
    Parity(
        StackingClassifier, _their_stack, "closed form", _classes, ours=_stack, trials=4
    ),
    Parity(
        permutation_importance,
        _each_shuffle,
        "scikit-learn",
        _classes,
        ours=_shuffled,
        atol=1e-12,
    ),
    Parity(
        average_path,
        _average_path_length,
        "scikit-learn",
        lambda rng: (rng.integers(1, 400, 9),),
    ),
    Parity(
        IsolationForest,
        _their_isolation,
        "scikit-learn",
        _planted,
        ours=_isolation,
        atol=0.05,
        trials=2,
        convention="Other cuts: mean scores of 400 trees, and the same three first.",
    ),
]
