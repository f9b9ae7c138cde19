"""Statements about k-means and k nearest neighbours, and their evidence."""

from __future__ import annotations

import itertools
import time

import numpy as np

from engine.clustering.kmeans import KMeans, elbow, lloyd, plus_plus
from engine.datasets.points import blobs, moons
from engine.metrics.clusters import silhouette
from engine.metrics.partitions import adjusted_rand
from engine.neighbors.distances import pairwise
from engine.neighbors.knn import KNNClassifier, KNNRegressor, k_nearest
from quiz.claims import Evidence, above, claim, within

Rng = np.random.Generator

RING = 8.0 * np.array([[np.cos(t), np.sin(t)] for t in np.arange(8) * np.pi / 4])
"""Centres of eight blobs on a circle."""


def _accuracy(model: KNNClassifier, X: np.ndarray, y: np.ndarray) -> float:
    return float((model.predict(X) == y).mean())


def _noisy_halves(n: int, rng: Rng) -> tuple[np.ndarray, np.ndarray]:
    """Two features, a curved boundary, one label in five wrong."""
    X = rng.normal(size=(n, 2))
    y = (X[:, 1] > np.sin(2 * X[:, 0])).astype(int)
    return X, np.where(rng.random(n) < 0.2, 1 - y, y)


@claim(
    "Rows of one cluster are nearer to each other than to the rows of another.",
    covers=["C20.01"],
)
def clusters_are_tight_and_apart(rng: Rng) -> Evidence:
    X = blobs(200, RING[:4], 1.0, rng).X
    labels = KMeans(4, n_init=5).fit(X, rng).labels_
    D, same = pairwise(X, X), labels[:, None] == labels
    inside = float(D[same & ~np.eye(200, dtype=bool)].mean())
    between = float(D[~same].mean())
    shown = {
        "mean distance within": inside,
        "mean distance between": between,
        "silhouette": silhouette(X, labels),
    }
    return Evidence(above(between, inside), shown)


@claim(
    "k-means sees no targets, so exchanging them changes nothing; for k nearest "
    "neighbours it changes everything.",
    covers=["C20.02", "C20.12"],
)
def only_one_of_them_sees_targets(rng: Rng) -> Evidence:
    data = blobs(300, RING[:3], 1.5, rng)
    new = blobs(300, RING[:3], 1.5, rng)
    first = KMeans(3).fit(data.X, np.random.default_rng(1)).labels_
    again = KMeans(3).fit(data.X, np.random.default_rng(1)).labels_
    learned = _accuracy(KNNClassifier(5).fit(data.X, data.y), new.X, new.y)
    shuffled = rng.permutation(data.y)
    guessed = _accuracy(KNNClassifier(5).fit(data.X, shuffled), new.X, new.y)
    moved = float((first != again).mean())
    shown = {
        "k-means labels that changed": moved,
        "kNN with its targets": learned,
        "kNN with targets exchanged": guessed,
    }
    return Evidence(min(above(learned - guessed, 0.3), within(moved, 1e-9)), shown)


@claim(
    "k-means ends in the nearest minimum, not in the lowest: 30 random starts end in "
    "many, and k-means++ starts end lower.",
    covers=["C20.03"],
)
def starts_decide(rng: Rng) -> Evidence:
    X = blobs(400, RING, 0.7, rng).X
    random = [lloyd(X, X[rng.choice(400, 8, replace=False)])[2][-1] for _ in range(30)]
    careful = [lloyd(X, plus_plus(X, 8, rng))[2][-1] for _ in range(30)]
    ends = len({round(value, 3) for value in random})
    shown = {
        "lowest sum": min(random + careful),
        "highest from random rows": max(random),
        "different ends of 30": float(ends),
        "mean from random rows": float(np.mean(random)),
        "mean from k-means++": float(np.mean(careful)),
    }
    lower = above(float(np.mean(random)), float(np.mean(careful)))
    return Evidence(
        min(above(ends, 3), above(max(random), 2 * min(random)), lower), shown
    )


@claim(
    "k has to be chosen from outside: the sum of squares falls with every further "
    "centre, whatever k is right.",
    covers=["C20.04"],
)
def the_sum_never_says_stop(rng: Rng) -> Evidence:
    X = blobs(400, RING, 1.0, rng).X
    sums = elbow(X, range(1, 13), rng, n_init=10)
    falls = -np.diff(sums)
    shown = {"sum at k = 1": sums[0], "at 8": sums[7], "at 12": sums[11]}
    bend = above(falls[6], 3 * falls[7])
    return Evidence(min(above(float(falls.min()), 1e-9), bend), shown)


@claim(
    "An elbow and a silhouette can disagree with the number that made the data: eight "
    "blobs that overlap look like fewer.",
    covers=["E20.06"],
    verdict="corrected",
    often="The elbow shows the right number of clusters.",
)
def elbows_are_a_hint(rng: Rng) -> Evidence:
    # Four pairs of blobs, whose partners overlap.
    centres = np.repeat(RING[::2], 2, axis=0) + np.tile(
        [[-0.8, 0.0], [0.8, 0.0]], (4, 1)
    )
    X = blobs(400, centres, 0.8, rng).X
    score = {
        k: silhouette(X, KMeans(k, n_init=10).fit(X, rng).labels_) for k in range(2, 11)
    }
    best = max(score, key=score.__getitem__)
    shown = {"made from": 8.0, "best silhouette at k =": float(best)}
    return Evidence(above(score[4], score[8]) if best == 4 else -1.0, shown)


@claim(
    "k-means stays fast on large data: a step compares each row with each centre, and "
    "more rows need hardly more steps.",
    covers=["C20.05"],
)
def steps_hardly_grow(rng: Rng) -> Evidence:
    steps = {}
    for n in (500, 4_000, 32_000):
        X = blobs(n, RING, 1.0, rng).X
        steps[n] = len(lloyd(X, plus_plus(X, 8, rng))[2])
    comparisons = {n: 8 * n * count for n, count in steps.items()}
    shown = {f"steps for {n:,} rows": float(count) for n, count in steps.items()}
    # 64 times the rows; 4096 times the comparisons would be quadratic.
    ratio = comparisons[32_000] / comparisons[500]
    return Evidence(within(ratio, 2_000.0), shown | {"work for 64 times": ratio})


@claim(
    "k nearest neighbours lets the k nearest rows vote, and averages their numbers.",
    covers=["C20.06"],
)
def votes_and_means(rng: Rng) -> Evidence:
    X, y = _noisy_halves(100, rng)
    new, numbers = rng.normal(size=(50, 2)), rng.normal(size=100)
    order = np.argsort(pairwise(new, X), axis=1)[:, :7]
    votes = (y[order].mean(axis=1) > 0.5).astype(int)
    wrong = float((KNNClassifier(7).fit(X, y).predict(new) != votes).mean())
    means = numbers[order].mean(axis=1)
    off = float(np.abs(KNNRegressor(7).fit(X, numbers).predict(new) - means).max())
    shown = {"votes that differ": wrong, "means are off by": off}
    return Evidence(min(within(wrong, 1e-9), within(off, 1e-12)), shown)


@claim(
    "Fitting k nearest neighbours costs next to nothing; each prediction compares with "
    "every row, unless fitting built a tree.",
    covers=["C20.07", "E20.02"],
    verdict="corrected",
    often="k nearest neighbours has no training phase.",
)
def the_work_is_in_predicting(rng: Rng) -> Evidence:
    X, y = _noisy_halves(20_000, rng)
    new = rng.normal(size=(200, 2))
    start = time.process_time()
    model = KNNClassifier(5).fit(X, y)
    fit = time.process_time() - start
    start = time.process_time()
    model.predict(new)
    predict = time.process_time() - start
    kept = float(model.X_.shape[0])
    shown = {"rows stored by fit": kept, "queries": 200.0}
    return Evidence(min(above(predict, fit), within(abs(kept - 20_000), 0.5)), shown)


@claim(
    "k nearest neighbours needs scaled features: in other units another neighbour is "
    "nearest.",
    covers=["C20.08"],
)
def units_decide(rng: Rng) -> Evidence:
    X, new = rng.normal(size=(2, 400, 2))
    y, truth = (X[:, 0] > 0).astype(int), (new[:, 0] > 0).astype(int)
    # The feature that says nothing is measured in millimetres.
    units = np.array([1.0, 1000.0])
    raw = _accuracy(KNNClassifier(5).fit(X * units, y), new * units, truth)
    scaled = _accuracy(KNNClassifier(5).fit(X, y), new, truth)
    shown = {"accuracy, scaled": scaled, "accuracy, in other units": raw}
    return Evidence(above(scaled - raw, 0.2), shown)


@claim(
    "Features that say nothing push the useful ones out: with 100 of them k nearest "
    "neighbours is not much better than a guess.",
    covers=["C20.10"],
)
def noise_drowns_neighbours(rng: Rng) -> Evidence:
    X, new = rng.normal(size=(2, 400, 102))
    y, truth = (X[:, :2].sum(axis=1) > 0), (new[:, :2].sum(axis=1) > 0)
    score = {}
    for extra in (0, 20, 100):
        model = KNNClassifier(5).fit(X[:, : 2 + extra], y)
        score[extra] = _accuracy(model, new[:, : 2 + extra], truth)
    shown = {f"accuracy with {extra} more": value for extra, value in score.items()}
    return Evidence(
        min(above(score[0] - score[20], 0.05), above(score[20] - score[100], 0.01)),
        shown,
    )


@claim(
    "k = 1 remembers every label, noise and all; k near n predicts one class for all; "
    "the best is between.",
    covers=["C20.11"],
)
def small_k_overfits(rng: Rng) -> Evidence:
    X, y = _noisy_halves(400, rng)
    new, truth = _noisy_halves(800, rng)
    train, test = {}, {}
    for k in (1, 15, 399):
        model = KNNClassifier(k).fit(X, y)
        train[k], test[k] = _accuracy(model, X, y), _accuracy(model, new, truth)
    shown = {f"k = {k}: training": train[k] for k in train}
    shown |= {f"k = {k}: new rows": test[k] for k in test}
    margins = [within(1 - train[1], 1e-9), above(test[15], test[1]),
               above(test[15], test[399] + 0.1)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "A prediction has to look at every stored row, for any of them may be the nearest: "
    "more rows, more work for each query.",
    covers=["C20.09"],
)
def any_row_may_be_nearest(rng: Rng) -> Evidence:
    found = {}
    for n in (1_000, 10_000, 100_000):
        X, new = rng.normal(size=(n, 4)), rng.normal(size=(20, 4))
        planted = rng.choice(n, size=20, replace=False)
        X[planted] = new + 1e-9
        found[n] = float((k_nearest(X, new, 1)[1][:, 0] == planted).mean())
    shown = {f"nearest found among {n:,}": share for n, share in found.items()}
    shown |= {f"distances a query, {n:,} rows": float(n) for n in found}
    return Evidence(within(1 - min(found.values()), 1e-9), shown)


@claim(
    "k-means cuts space into cells around means, so it wants round clusters of like "
    "size in like units: two moons it cuts across.",
    covers=["E20.04"],
    verdict="corrected",
    often="k-means finds the clusters that are there.",
)
def moons_are_cut_across(rng: Rng) -> Evidence:
    data = moons(300, 0.05, rng)
    found = KMeans(2, n_init=10).fit(data.X, rng)
    agreement = adjusted_rand(data.y, found.labels_)
    # The true moons even have the larger sum: the goal itself is not what is meant.
    true = sum(
        float(((part - part.mean(axis=0)) ** 2).sum())
        for part in (data.X[data.y == 0], data.X[data.y == 1])
    )
    shown = {
        "agreement with the moons (1 is all)": agreement,
        "sum of what was found": found.inertia_,
        "sum of the true moons": true,
    }
    return Evidence(min(within(agreement, 0.6), above(true, found.inertia_)), shown)


@claim(
    "With one start the result depends on the seed: ask for several starts, and name "
    "the seed.",
    covers=["E20.03"],
    verdict="corrected",
    often="KMeans(n_clusters=3) gives the clustering.",
)
def one_start_is_luck(rng: Rng) -> Evidence:
    X = blobs(400, RING, 0.7, rng).X
    once = [KMeans(8, init="random").fit(X, rng).inertia_ for _ in range(20)]
    often = [KMeans(8, init="random", n_init=20).fit(X, rng).inertia_ for _ in range(5)]
    shown = {
        "worst of 20 single starts": max(once),
        "worst with 20 starts each": max(often),
        "best of all": min(once + often),
    }
    return Evidence(above(max(once), 1.2 * max(often)), shown)


@claim(
    "In many dimensions all rows are about as far away as the nearest one.",
    covers=["E20.05"],
)
def distances_lose_their_contrast(rng: Rng) -> Evidence:
    contrast = {}
    for d in (2, 10, 100, 1000):
        D = pairwise(rng.random((20, d)), rng.random((500, d)))
        contrast[d] = float(np.median(D.max(axis=1) / D.min(axis=1) - 1))
    shown = {f"farthest over nearest, less 1, d = {d}": c for d, c in contrast.items()}
    values = list(contrast.values())
    falls = min(above(a, 2 * b) for a, b in itertools.pairwise(values))
    return Evidence(falls, shown)
