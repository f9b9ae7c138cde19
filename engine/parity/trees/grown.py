"""Grown trees."""

from __future__ import annotations

from typing import Any

import numpy as np
import sklearn.tree as sk
from sklearn.base import clone

from engine.arrays import Array
from engine.parity import Parity
from engine.trees.cart import DecisionTreeClassifier, DecisionTreeRegressor
from engine.trees.pruning import prune, pruning_path
from engine.trees.tree import Tree

_TIES = "Rows on which no two splits are equally good: scikit-learn draws then."


def single(rng: np.random.Generator, n: int = 80, d: int = 4) -> Array:
    """Rows that are single precision already, as scikit-learn makes them."""
    return rng.normal(size=(n, d)).astype(np.float32).astype(float)


def untied(draw: Any, model: Any) -> Any:
    """Draws until scikit-learn's tree is the same whatever its seed: no ties."""

    def drawn(rng: np.random.Generator) -> tuple[Any, Any]:
        while True:
            X, y = draw(rng)
            trees = [
                clone(model).set_params(random_state=s).fit(X, y) for s in range(16)
            ]
            asked = [tree.tree_.feature.tolist() for tree in trees]
            if all(each == asked[0] for each in asked):
                return X, y

    return drawn


def _classes(rng: np.random.Generator) -> tuple[Array, Any]:
    X = single(rng)
    y = np.where(X[:, 0] + rng.normal(size=80) > 0, "b", "a").astype(object)
    y[X[:, 1] > 0.8] = "c"
    return X, y.astype(str)


def _numbers(rng: np.random.Generator) -> tuple[Array, Array]:
    X = single(rng)
    return X, 100 + X[:, 0] * X[:, 1] + X[:, 2] + 0.1 * rng.normal(size=80)


def _counts(rng: np.random.Generator) -> tuple[Array, Array]:
    X = single(rng)
    return X, rng.poisson(np.exp(X[:, 0])) + rng.random(80)


def _arrays(tree: Tree, value: Array) -> tuple[Any, ...]:
    inner = tree.feature >= 0
    return (
        tree.feature,
        tree.threshold[inner],
        tree.left[inner],
        tree.right[inner],
        tree.impurity,
        tree.weight,
        value,
    )


def _theirs(model: Any, X: Array, y: Any) -> tuple[Any, ...]:
    tree = model.fit(X, y).tree_
    inner = tree.children_left >= 0
    return (
        np.where(inner, tree.feature, -1),
        tree.threshold[inner],
        tree.children_left[inner],
        tree.children_right[inner],
        tree.impurity,
        tree.n_node_samples.astype(float),
        np.squeeze(tree.value, axis=1),
        model.feature_importances_,
        model.predict(X),
    )


def _ours(model: Any, X: Array, y: Any) -> tuple[Any, ...]:
    tree = model.fit(X, y).tree_
    arrays = _arrays(tree, tree.value)
    return *arrays, model.feature_importances_, model.predict(X)


def _wood(rng: np.random.Generator) -> tuple[Array, Any]:
    X, y = _classes(rng)
    return X, y


def _copied(X: Array, y: Any) -> Any:
    """scikit-learn's nodes in our arrays: both walk alike."""
    tree = sk.DecisionTreeClassifier(random_state=0).fit(X, y).tree_
    blank = np.zeros(tree.node_count)
    copy = Tree(np.where(tree.children_left < 0, -1, tree.feature), tree.threshold,
                tree.children_left, tree.children_right, tree.value[:, 0],
                tree.impurity, tree.n_node_samples + blank)  # fmt: skip
    new = np.concatenate([X, 2 * X])
    return (copy.apply(new), copy.leaves(), copy.depth(), len(copy.below()),
            copy.importances(4))  # fmt: skip


def _their_walk(X: Array, y: Any) -> Any:
    model = sk.DecisionTreeClassifier(random_state=0).fit(X, y)
    new = np.concatenate([X, 2 * X])
    return (model.apply(new), model.get_n_leaves(), model.get_depth(),
            model.tree_.node_count, model.feature_importances_)  # fmt: skip


def _path(X: Array, y: Any) -> tuple[Any, Any]:
    return pruning_path(DecisionTreeClassifier(max_depth=3).fit(X, y).tree_)


def _their_path(X: Array, y: Any) -> tuple[Any, Any]:
    model = sk.DecisionTreeClassifier(max_depth=3, random_state=0)
    path = model.cost_complexity_pruning_path(X, y)
    # It lists links of one alpha up to rounding apart.
    alphas, risks = path.ccp_alphas, path.impurities
    last = np.append(np.diff(alphas) > 1e-10, True)
    return alphas[np.append(True, np.diff(alphas) > 1e-10)], risks[last]


def _pruned(X: Array, y: Any) -> tuple[Any, ...]:
    tree = DecisionTreeClassifier(max_depth=3).fit(X, y).tree_
    found = []
    for alpha in (0.005, 0.02, 0.06, 1.0):
        small = prune(tree, alpha)
        found += [*_arrays(small, small.value)]
    return tuple(found)


def _their_pruned(X: Array, y: Any) -> tuple[Any, ...]:
    found: list[Any] = []
    for alpha in (0.005, 0.02, 0.06, 1.0):
        model = sk.DecisionTreeClassifier(max_depth=3, ccp_alpha=alpha, random_state=0)
        found += [*_theirs(model, X, y)[:7]]
    return tuple(found)


def _spread(tree: Any) -> Any:
    return tree.n_node_samples[0], tree.impurity[1:] @ tree.n_node_samples[1:]


def _our_spread(tree: Tree) -> Any:
    return tree.weight[0], tree.impurity[1:] @ tree.weight[1:]


PAIRS = [
    Parity(
        Tree, _their_walk, "scikit-learn", _wood, ours=_copied, rtol=1e-9, atol=1e-12
    ),
    *(
        Parity(
            DecisionTreeClassifier,
            lambda X, y, c=criterion: _theirs(
                sk.DecisionTreeClassifier(
                    criterion=c, max_depth=3, min_samples_leaf=5, random_state=0
                ),
                X,
                y,
            ),
            "scikit-learn",
            untied(
                _classes,
                sk.DecisionTreeClassifier(
                    criterion=criterion, max_depth=3, min_samples_leaf=5
                ),
            ),
            ours=lambda X, y, c=criterion: _ours(
                DecisionTreeClassifier(c, max_depth=3, min_samples_leaf=5), X, y
            ),
            rtol=1e-9,
            atol=1e-12,
            convention=_TIES,
            trials=6,
        )
        for criterion in ("gini", "entropy")
    ),
    *(
        Parity(
            DecisionTreeRegressor,
            lambda X, y, c=criterion: _theirs(
                sk.DecisionTreeRegressor(
                    criterion=c, max_depth=2, min_samples_leaf=4, random_state=0
                ),
                X,
                y,
            ),
            "scikit-learn",
            untied(
                _counts if criterion == "poisson" else _numbers,
                sk.DecisionTreeRegressor(
                    criterion=criterion, max_depth=2, min_samples_leaf=4
                ),
            ),
            ours=lambda X, y, c=criterion: _ours(
                DecisionTreeRegressor(c, max_depth=2, min_samples_leaf=4), X, y
            ),
            rtol=1e-7,
            atol=1e-7,
            convention=_TIES,
            trials=6,
        )
        for criterion in ("squared_error", "poisson")
    ),
    Parity(
        DecisionTreeRegressor,
        lambda X, y: _spread(
            sk.DecisionTreeRegressor(criterion="absolute_error", max_depth=1)
            .fit(X, y)
            .tree_
        ),
        "scikit-learn",
        _numbers,
        ours=lambda X, y: _our_spread(
            DecisionTreeRegressor("absolute_error", max_depth=1).fit(X, y).tree_
        ),
        rtol=1e-9,
        convention="What is left after the split: absolute errors tie easily.",
    ),
    Parity(
        prune,
        _their_pruned,
        "scikit-learn",
        untied(_classes, sk.DecisionTreeClassifier(max_depth=3)),
        ours=_pruned,
        rtol=1e-9,
        atol=1e-12,
        trials=6,
    ),
    Parity(
        pruning_path,
        _their_path,
        "scikit-learn",
        untied(_classes, sk.DecisionTreeClassifier(max_depth=3)),
        ours=_path,
        rtol=1e-9,
        atol=1e-12,
        trials=6,
    ),
]
