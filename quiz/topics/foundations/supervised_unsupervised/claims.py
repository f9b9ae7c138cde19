"""Statements about learning with and without targets, and their evidence."""

from __future__ import annotations

import numpy as np

from engine.clustering.hierarchical import cut, linkage
from engine.clustering.kmeans import KMeans
from engine.datasets.digits import digits
from engine.datasets.houses import houses
from engine.datasets.points import blobs, moons
from engine.decomposition.pca import PCA
from engine.linear.least_squares import LinearRegression
from engine.linear.logistic import LogisticRegression
from engine.metrics.clusters import silhouette
from engine.metrics.partitions import adjusted_rand
from engine.neighbors.distances import pairwise
from engine.neighbors.knn import KNNClassifier
from engine.workflow.autoencoder import autoencoder_beside_pca
from engine.workflow.candidates import score_components
from quiz.claims import Evidence, above, claim, within
from quiz.topics.foundations.supervised_unsupervised.naming import name_clusters

Rng = np.random.Generator

CORNERS = np.array([[-3.0, -1.5], [-3.0, 1.5], [3.0, -1.5], [3.0, 1.5]])
"""Four clouds: far apart from left to right, half as far from bottom to top."""


@claim(
    "Give the same rows other targets, and a supervised model learns another rule; "
    "k-means finds the same groups, which match one target by luck and another not at all.",
    covers=["C05.01", "S05.02", "S05.03"],
)
def targets_decide(rng: Rng) -> Evidence:
    X, corner, _ = blobs(200, CORNERS, 0.6, rng)
    side, height = corner // 2, corner % 2
    groups = KMeans(2, n_init=5).fit(X, rng).labels_
    by_side = float((LogisticRegression().fit(X, side).predict(X) == side).mean())
    by_height = float((LogisticRegression().fit(X, height).predict(X) == height).mean())
    same = adjusted_rand(side, groups)
    other = adjusted_rand(height, groups)
    shown = {
        "accuracy, target left or right": by_side,
        "accuracy, target low or high": by_height,
        "groups and left or right agree (1 is all)": same,
        "groups and low or high agree": other,
    }
    margins = [above(by_side, 0.95), above(by_height, 0.95), above(same, 0.9),
               within(other, 0.1)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "A classifier answers with one of the classes it has seen; a regression can answer "
    "with numbers that no training row had.",
    covers=["C05.02", "S05.01"],
)
def outputs(rng: Rng) -> Evidence:
    X, price, _ = houses(200, 20.0, rng)
    new = houses(300, 20.0, rng).X
    dear = (price > np.median(price)).astype(int)
    classes = np.unique(LogisticRegression().fit(X, dear).predict(new))
    numbers = LinearRegression().fit(X, price).predict(new)
    unseen = float((np.abs(numbers[:, None] - price).min(axis=1) > 1e-9).mean())
    shown = {
        "different classes for 300 houses": float(len(classes)),
        "different prices for 300 houses": float(len(np.unique(numbers))),
        "share of prices that no training house had": unseen,
    }
    margins = [within(float(len(classes)) - 2, 0.5), above(len(np.unique(numbers)), 290),
               above(unseen, 0.9)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Distances between rows survive in a few principal components, better in more of "
    "them, and worse in as many features picked at random.",
    covers=["C05.03", "S05.04"],
)
def structure_stays(rng: Rng) -> Evidence:
    X = digits(200, 0.2, rng).X
    pairs = np.triu_indices(200, 1)
    full = pairwise(X, X)[pairs]
    kept = {}
    for k in (2, 8, 32):
        scores = PCA(k).fit(X).transform(X)
        kept[k] = float(np.corrcoef(full, pairwise(scores, scores)[pairs])[0, 1])
    ratio = float(PCA(8).fit(X).explained_variance_ratio_.sum())
    some = X[:, rng.choice(64, 8, replace=False)]
    random = float(np.corrcoef(full, pairwise(some, some)[pairs])[0, 1])
    shown = {f"correlation of distances, k = {k} of 64": r for k, r in kept.items()}
    shown |= {"8 pixels at random": random, "variance kept, k = 8": ratio}
    margins = [above(kept[8], kept[2]), above(kept[32], kept[8]), above(kept[8], 0.85),
               above(kept[8], 1.2 * random)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Without targets only scores of the structure itself are left, and they can rank a "
    "wrong grouping above the true one.",
    covers=["C05.04"],
)
def inner_scores_mislead(rng: Rng) -> Evidence:
    X, y, _ = moons(200, 0.06, rng)
    groups = KMeans(2, n_init=5).fit(X, rng).labels_
    found, true = silhouette(X, groups), silhouette(X, y)
    new = moons(200, 0.06, rng)
    model = KNNClassifier(5).fit(X, y)
    errors = float((model.predict(new.X) != new.y).mean())
    shown = {
        "silhouette of the groups found": found,
        "silhouette of the true moons": true,
        "agreement of the two (1 is all)": adjusted_rand(y, groups),
        "errors per row, counted with targets": errors,
    }
    margins = [above(found, 1.2 * true), within(adjusted_rand(y, groups), 0.7),
               within(errors, 0.03)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Two clusterings of the same rows differ, and both are right by their own measure: "
    "single linkage follows a chain of near rows, Ward makes compact groups.",
    covers=["S05.05", "C05.04"],
)
def methods_disagree(rng: Rng) -> Evidence:
    X, y, _ = moons(150, 0.03, rng)
    chained = cut(linkage(X, "single"), 2)
    compact = cut(linkage(X, "ward"), 2)
    shown = {
        "single linkage and the moons agree": adjusted_rand(y, chained),
        "Ward and the moons agree": adjusted_rand(y, compact),
    }
    for name, labels in (("single linkage", chained), ("Ward", compact)):
        inside = sum(
            float(((X[labels == c] - X[labels == c].mean(axis=0)) ** 2).sum())
            for c in (0, 1)
        )
        shown[f"squares within the groups, {name}"] = inside
    squares = list(shown.values())[2:]
    margins = [above(adjusted_rand(y, chained), 0.99), above(squares[0], squares[1]),
               within(adjusted_rand(y, compact), 0.8)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Where labels exist for what is to be predicted, learn from them: naming clusters "
    "with the same labels falls behind as soon as classes are no clusters.",
    covers=["C05.05"],
)
def labels_win(rng: Rng) -> Evidence:
    X, corner, _ = blobs(300, CORNERS, 0.6, rng)
    height = corner % 2
    groups = KMeans(2, n_init=5).fit(X, rng).labels_
    known = rng.choice(300, 60, replace=False)
    named = float((name_clusters(groups, height, known) == height).mean())
    model = LogisticRegression().fit(X[known], height[known])
    learned = float((model.predict(X) == height).mean())
    shown = {
        "learned from 60 labels": learned,
        "two clusters, named by the same 60": named,
    }
    return Evidence(min(above(learned, 0.95), above(learned - named, 0.3)), shown)


@claim(
    "With few labels the rows without any help: where classes are clusters, clusters "
    "named by two labels beat a model that learns from these two alone.",
    covers=["E05.02", "C05.05"],
    verdict="corrected",
    often="With labels use supervised learning, without labels unsupervised.",
)
def few_labels(rng: Rng) -> Evidence:
    centres = np.zeros((2, 10))
    centres[1, :2] = 3.0
    X, y, _ = blobs(300, centres, 1.0, rng)
    groups = KMeans(2, n_init=5).fit(X, rng).labels_
    named, learned = [], []
    for _ in range(20):
        # One label of each class, which may lie anywhere in its cloud.
        known = np.array([rng.choice(np.flatnonzero(y == c)) for c in (0, 1)])
        model = LogisticRegression().fit(X[known], y[known])
        learned.append(float((model.predict(X) == y).mean()))
        named.append(float((name_clusters(groups, y, known) == y).mean()))
    everything = LogisticRegression().fit(X, y)
    best = float((everything.predict(X) == y).mean())
    shown = {
        "clusters named by 2 labels": float(np.mean(named)),
        "learned from 2 labels": float(np.mean(learned)),
        "learned from all 300": best,
    }
    margins = [above(float(np.mean(named) - np.mean(learned)), 0.03),
               within(abs(best - float(np.median(named))), 0.06)]  # fmt: skip
    return Evidence(float(min(margins)), shown)


@claim(
    "Components found without labels can feed a supervised model: from 8 numbers instead "
    "of 64 it tells digits apart about as well.",
    covers=["C05.06", "S05.07"],
)
def components_feed(rng: Rng) -> Evidence:
    drawn = digits(1200, 0.3, rng)
    two = np.isin(drawn.y, (2, 5))
    X, y = drawn.X[two], (drawn.y[two] == 5).astype(int)
    score = {}
    for k in (1, 8, 64):
        score[k] = score_components((X[:120], y[:120]), (X[120:], y[120:]), k)
    shown = {f"accuracy with {k} components": value for k, value in score.items()}
    margins = [above(score[8], 0.95), within(score[64] - score[8], 0.03)]
    return Evidence(min(margins), shown)


@claim(
    "Variance is not what a target depends on: a component with the least of it may be "
    "the only one that helps.",
    covers=["S05.07", "C05.06"],
    verdict="corrected",
    often="Principal components keep what matters for prediction.",
)
def variance_is_not_use(rng: Rng) -> Evidence:
    X = rng.normal(size=(400, 3)) * [10.0, 5.0, 1.0]
    y = (X[:, 2] > 0).astype(int)
    train, new = (X[:200], y[:200]), (X[200:], y[200:])
    two = score_components(train, new, 2)
    three = score_components(train, new, 3)
    ratio = float(PCA(2).fit(X).explained_variance_ratio_.sum())
    shown = {
        "variance in 2 of 3 components": ratio,
        "accuracy with these 2": two,
        "accuracy with all 3": three,
    }
    margins = [above(ratio, 0.95), within(abs(two - 0.5), 0.15), above(three, 0.9)]
    return Evidence(min(margins), shown)


@claim(
    "An autoencoder has a target for every row, the row itself; a linear one reaches the "
    "error of PCA, which no linear map through as few numbers can beat.",
    covers=["E05.04", "S05.06"],
    verdict="corrected",
    often="An autoencoder is unsupervised: it has no targets and no loss per row.",
)
def rows_as_targets(rng: Rng) -> Evidence:
    X = rng.normal(size=(40, 2)) @ rng.normal(size=(2, 5))
    X += 0.3 * rng.normal(size=(40, 5))
    error = autoencoder_beside_pca(X, 2, rng, epochs=900)
    total = float(((X - X.mean(axis=0)) ** 2).sum())
    singular = np.linalg.svd(X - X.mean(axis=0), compute_uv=False)
    lowest = float((singular[2:] ** 2).sum())
    shown = {
        "squared error of the autoencoder": error["autoencoder"],
        "of PCA": error["pca"],
        "of answering with the mean": total,
    }
    margins = [within(abs(error["pca"] - lowest), 1e-6 * total),
               within(error["autoencoder"] - lowest, 0.02 * total),
               within(max(lowest - error["autoencoder"], 0.0), 1e-6 * total)]  # fmt: skip
    return Evidence(min(margins), shown)
