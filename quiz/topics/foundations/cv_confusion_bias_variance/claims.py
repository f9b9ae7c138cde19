"""Statements about cross-validation, confusion, bias and variance, and their evidence."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array, Integers
from engine.linear.least_squares import LinearRegression
from engine.linear.logistic import LogisticRegression
from engine.metrics.counts import confusion, confusion_matrix
from engine.metrics.rates import (
    accuracy,
    always_negative,
    f_beta,
    precision,
    recall,
    specificity,
)
from engine.neighbors.knn import KNNClassifier
from engine.trees.cart import DecisionTreeClassifier
from engine.validation.bias_variance import bias_variance, trade_off
from engine.validation.cross_validation import (
    cross_validate,
    grid_search,
    nested_cross_validate,
    trained,
)
from engine.validation.report import cross_validated_report
from engine.validation.splits import k_fold
from quiz.claims import Evidence, above, claim, within
from quiz.topics.foundations.cv_confusion_bias_variance.selecting import (
    SelectThenFit,
    most_correlated,
)

Rng = np.random.Generator


def _sine(x: Array) -> Array:
    return np.asarray(np.sin(2 * np.pi * x))


def _noisy(n: int, rng: Rng) -> tuple[Array, Integers]:
    """Two features, a curved boundary, one label in five wrong."""
    X = rng.normal(size=(n, 2))
    y = (X[:, 1] > np.sin(2 * X[:, 0])).astype(int)
    return X, np.where(rng.random(n) < 0.2, 1 - y, y)


@claim(
    "Each row is tested once, by a model that has not seen it, and the score is the mean "
    "over folds.",
    covers=["C08.01", "S08.01", "S08.02"],
)
def every_row_once(rng: Rng) -> Evidence:
    n, k = 23, 5
    X, y = _noisy(n, rng)
    splits = k_fold(n, k, rng)
    tested, seen = np.zeros(n), 0
    for train, test in splits:
        tested[test] += 1
        seen += len(np.intersect1d(train, test))
    scores = cross_validate(KNNClassifier(1), (X, y), splits, score=accuracy)
    shown = {
        "least often tested": float(tested.min()),
        "most often tested": float(tested.max()),
        "rows both learned and tested": float(seen),
        "mean score": float(scores.mean()),
    }
    off = float(np.abs(tested - 1).max()) + seen + abs(len(scores) - k)
    return Evidence(within(off, 0.5), shown)


@claim(
    "Folds are as equal as they can be: their sizes differ by one row where k does not "
    "divide n.",
    covers=["E08.04"],
    verdict="corrected",
    often="The data are cut into k equal folds.",
)
def folds_differ_by_one(rng: Rng) -> Evidence:
    n, k = 13, 5
    sizes = []
    for _, test in k_fold(n, k, rng):
        sizes.append(len(test))
    shown = {f"fold {i + 1}": float(size) for i, size in enumerate(sizes)}
    margins = [within(abs(sum(sizes) - n), 0.5), within(max(sizes) - min(sizes) - 1, 0.5),
               within(abs(max(sizes) - 3), 0.5)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "From one set of rows the score of a single split depends on luck with the split; the "
    "mean of five folds does so far less.",
    covers=["C08.02", "S08.01"],
)
def steadier_than_one_split(rng: Rng) -> Evidence:
    X, y = _noisy(100, rng)
    single, means = [], []
    for _ in range(30):
        scores = cross_validate(
            KNNClassifier(5), (X, y), k_fold(100, 5, rng), score=accuracy
        )
        single.append(float(scores[0]))
        means.append(float(scores.mean()))
    shown = {
        "deviation of one 80/20 split": float(np.std(single)),
        "deviation of the mean of 5 folds": float(np.std(means)),
        "mean of both": float(np.mean(means)),
    }
    return Evidence(above(float(np.std(single)), 1.5 * float(np.std(means))), shown)


@claim(
    "Where labels are pure chance, a model that learns by heart is perfect on its own rows; "
    "cross-validation gives it what it deserves, a half.",
    covers=["C08.03"],
)
def memory_is_found_out(rng: Rng) -> Evidence:
    X, y = rng.normal(size=(200, 5)), rng.integers(2, size=200)
    own = accuracy(y, DecisionTreeClassifier().fit(X, y).predict(X))
    scores = cross_validate(
        DecisionTreeClassifier(), (X, y), k_fold(200, 5, rng), score=accuracy
    )
    shown = {"on its own rows": own, "by 5 folds": float(scores.mean())}
    margins = [within(1 - own, 1e-9), within(abs(float(scores.mean()) - 0.5), 0.15)]
    return Evidence(min(margins), shown)


@claim(
    "The number of neighbours that folds choose is nearly as good on new rows as the best.",
    covers=["C08.04", "S08.03"],
)
def folds_choose_well(rng: Rng) -> Evidence:
    data, (new, truth) = _noisy(240, rng), _noisy(1_000, rng)
    space = {"k": [1, 5, 15, 45, 191]}
    best, tried = grid_search(
        KNNClassifier(), space, data, k_fold(240, 5, rng), score=accuracy
    )
    score = {}
    for k in space["k"]:
        score[k] = accuracy(truth, KNNClassifier(k).fit(*data).predict(new))
    shown = {f"k = {s['k']}: by folds": mean for s, mean in tried}
    shown |= {f"k = {k}: new rows": value for k, value in score.items()}
    chosen = score[best["k"]]
    margins = [within(max(score.values()) - chosen, 0.1), above(chosen, score[191])]
    return Evidence(min(margins), shown)


@claim(
    "Four counts give accuracy, precision, recall and F1, and F1 is the harmonic mean of "
    "precision and recall: never above their mean, never above twice the smaller.",
    covers=["C08.05", "S08.05", "S08.06", "S08.07", "S08.08"],
)
def from_four_counts(rng: Rng) -> Evidence:
    worst, above_mean = 0.0, -1.0
    for _ in range(50):
        y, told = rng.integers(2, size=(2, 40))
        tp, fp, fn, tn = confusion(y, told)
        p, r, f1 = precision(y, told), recall(y, told), f_beta(y, told)
        off = [accuracy(y, told) - (tp + tn) / 40, p - tp / (tp + fp), r - tp / (tp + fn),
               f1 - 2 * tp / (2 * tp + fp + fn), f1 - 2 / (1 / p + 1 / r)]  # fmt: skip
        worst = max(worst, float(np.abs(off).max()))
        above_mean = max(above_mean, f1 - (p + r) / 2)
    shown = {"largest difference": worst, "F1 above the mean of both by": above_mean}
    return Evidence(min(within(worst, 1e-9), within(above_mean, 1e-9)), shown)


@claim(
    "As the threshold rises, recall and the false positive rate never do; precision, "
    "accuracy and F1 go up and down.",
    covers=["C08.05", "L08.01"],
)
def a_higher_threshold(rng: Rng) -> Evidence:
    y = (rng.random(200) < 0.3).astype(int)
    scores = rng.normal(size=200) + y
    steps = []
    for threshold in np.linspace(-1.5, 2.5, 40):
        told = (scores > threshold).astype(int)
        steps.append([recall(y, told), 1 - specificity(y, told), precision(y, told),
                      accuracy(y, told), f_beta(y, told)])  # fmt: skip
    moves = np.diff(steps, axis=0)
    names = ("recall", "false positive rate", "precision", "accuracy", "F1")
    shown = {
        f"{name}: largest rise": float(up)
        for name, up in zip(names, moves.max(axis=0), strict=True)
    }
    shown |= {
        f"{name}: largest fall": float(-down)
        for name, down in zip(names, moves.min(axis=0), strict=True)
    }
    either = np.minimum(moves.max(axis=0), -moves.min(axis=0))[2:]
    margins = [
        within(float(moves[:, :2].max()), 1e-9),
        above(float(either.min()), 1e-6),
    ]
    return Evidence(min(margins), shown)


@claim(
    "With about 10 frauds among 1,000 payments, never reporting one is right 99 % of the time and "
    "finds nothing.",
    covers=["C08.06", "S08.09"],
)
def right_and_useless(rng: Rng) -> Evidence:
    frauds = int(rng.integers(5, 15))
    found = always_negative(frauds, 1_000 - frauds)
    margins = [above(found["accuracy"], 0.98), within(found["recall"], 1e-9),
               within(found["F1"], 1e-9),
               within(abs(found["balanced accuracy"] - 0.5), 1e-9)]  # fmt: skip
    return Evidence(min(margins), found)


@claim(
    "On a sine a line errs by bias, a tree without a limit by variance, and a cubic, between "
    "them, errs least.",
    covers=["C08.07", "C08.08", "S08.10", "S08.11"],
)
def between_the_two(rng: Rng) -> Evidence:
    found = trade_off(rng, reps=20)
    shown = {}
    for name, parts in found.items():
        shown[f"{name}: squared bias"] = parts["bias2"]
        shown[f"{name}: variance"] = parts["variance"]
    line, tree, cubic = (found[name] for name in ("line", "deep tree", "cubic"))
    margins = [above(line["bias2"], 5 * line["variance"]),
               above(tree["variance"], 5 * tree["bias2"]),
               above(line["total"], cubic["total"]),
               above(tree["total"], cubic["total"])]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Cross-validation measures: the model that is fitted afterwards to all rows is the same "
    "as without it. Only a choice made by its scores changes anything.",
    covers=["E08.01"],
    verdict="corrected",
    often="Cross-validation reduces overfitting.",
)
def measuring_changes_nothing(rng: Rng) -> Evidence:
    X, y = _noisy(120, rng)
    tree = DecisionTreeClassifier()
    before = trained(tree, X, y)
    scores = cross_validate(tree, (X, y), k_fold(120, 5, rng), score=accuracy)
    after = trained(tree, X, y)
    new = rng.normal(size=(500, 2))
    changed = float((before.predict(new) != after.predict(new)).mean())
    own = accuracy(y, after.predict(X))
    shown = {
        "answers that changed": changed,
        "on its own rows": own,
        "by 5 folds": float(scores.mean()),
    }
    margins = [within(changed, 1e-9), above(own - float(scores.mean()), 0.1)]
    return Evidence(min(margins), shown)


@claim(
    "Bias is no property of a model alone: a line has much of it on a sine, and none on a "
    "line.",
    covers=["E08.02", "C08.08"],
    verdict="corrected",
    often="Linear regression has high bias, deep networks have high variance.",
)
def bias_needs_a_truth(rng: Rng) -> Evidence:
    x = np.linspace(0, 1, 25)
    bent = bias_variance(LinearRegression(), _sine, x, 0.3, rng)
    straight = bias_variance(LinearRegression(), np.negative, x, 0.3, rng)
    shown = {
        "squared bias on a sine": bent["bias2"],
        "squared bias on a line": straight["bias2"],
        "variance on a sine": bent["variance"],
        "variance on a line": straight["variance"],
    }
    return Evidence(
        min(above(bent["bias2"], 0.15), within(straight["bias2"], 0.001)), shown
    )


@claim(
    "The right model with any number of rows still errs by the noise.",
    covers=["E08.03"],
    verdict="corrected",
    often="The ideal model has low bias and low variance, and so hardly any error.",
)
def noise_stays(rng: Rng) -> Evidence:
    x = np.linspace(0, 1, 400)
    parts = bias_variance(LinearRegression(), np.negative, x, 0.3, rng, reps=60)
    own = parts["bias2"] + parts["variance"]
    return Evidence(min(within(own, 0.002), above(parts["mse"], 0.08)), parts)


@claim(
    "With labels sorted, the negatives come first: the upper left corner counts true "
    "negatives, and reading it as true positives gives another recall.",
    covers=["E08.05", "S08.04"],
    verdict="corrected",
    often="A confusion matrix is [[TP, FN], [FP, TN]].",
)
def negatives_first(rng: Rng) -> Evidence:
    y = (rng.random(300) < 0.2).astype(int)
    told = np.where(rng.random(300) < np.where(y, 0.5, 0.1), 1 - y, y)
    (corner, right), (left, last) = confusion_matrix(y, told)[0].tolist()
    tp, fp, fn, tn = confusion(y, told)
    misread = corner / (corner + right)
    shown = {"recall": recall(y, told), "recall, misread": misread}
    off = abs(corner - tn) + abs(right - fp) + abs(left - fn) + abs(last - tp)
    turned = confusion_matrix(y, told, labels=[1, 0])[0]
    off += float(np.abs(turned - [[tp, fn], [fp, tn]]).sum())
    apart = abs(misread - shown["recall"])
    return Evidence(min(within(off, 0.5), above(apart, 0.1)), shown)


@claim(
    "Precision has no value where nothing is flagged, and F1 does not see true negatives: "
    "a million more of them change nothing.",
    covers=["E08.06"],
    verdict="corrected",
    often="Precision, recall and F1 sum up the whole matrix.",
)
def what_f1_does_not_see(rng: Rng) -> Evidence:
    y, told = rng.integers(2, size=(2, 60))
    more = np.concatenate([y, np.zeros(100_000, dtype=int)])
    also = np.concatenate([told, np.zeros(100_000, dtype=int)])
    moved = abs(f_beta(y, told) - f_beta(more, also))
    risen = accuracy(more, also) - accuracy(y, told)
    silent = np.zeros(60, dtype=int)
    low, high = (precision(y, silent, undefined=value) for value in (0.0, 1.0))
    shown = {
        "F1 changes by": moved,
        "accuracy rises by": risen,
        "precision of silence, by one convention": low,
        "by another": high,
    }
    return Evidence(
        min(within(moved, 1e-12), above(risen, 0.2), above(high - low, 0.9)), shown
    )


@claim(
    "Features that were selected on all rows make pure noise look predictable; selected "
    "anew inside each fold they do not.",
    covers=["E08.07"],
    verdict="corrected",
    often="Select features first, then cross-validate the model.",
)
def selection_leaks(rng: Rng) -> Evidence:
    X, y = rng.normal(size=(60, 2_000)), np.arange(60) % 2
    splits = k_fold(60, 5, rng)
    kept = most_correlated(X, y, 10)
    leaky = cross_validate(
        LogisticRegression(1.0), (X[:, kept], y), splits, score=accuracy
    )
    honest = cross_validate(SelectThenFit(10), (X, y), splits, score=accuracy)
    shown = {
        "selected on all rows": float(leaky.mean()),
        "selected inside each fold": float(honest.mean()),
    }
    margins = [above(float(leaky.mean()), 0.7),
               within(abs(float(honest.mean()) - 0.5), 0.3)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "The best of many cross-validated scores is too good; a search inside an outer "
    "cross-validation is scored fairly.",
    covers=["E08.07"],
    verdict="corrected",
    often="Report the score of the best settings.",
)
def best_is_too_good(rng: Rng) -> Evidence:
    found, fair = [], []
    for _ in range(4):
        X, y = rng.normal(size=(40, 5)), rng.integers(2, size=40)
        space = {"k": [1, 3, 5, 9, 15, 21]}
        folds = k_fold(40, 5, rng)
        _, tried = grid_search(KNNClassifier(), space, (X, y), folds, score=accuracy)
        found.append(max(score for _, score in tried))
        scores = nested_cross_validate(
            KNNClassifier(),
            space,
            (X, y),
            folds,
            lambda n: k_fold(n, 4),
            score=accuracy,
        )
        fair.append(float(scores.mean()))
    shown = {
        "best score of the search, mean": float(np.mean(found)),
        "nested, mean": float(np.mean(fair)),
        "truth": 0.5,
    }
    return Evidence(above(float(np.mean(found) - np.mean(fair)), 0.005), shown)


@claim(
    "One cross-validation gives all three: which mistakes are made, whether training rows "
    "come out well, and how much models of other folds disagree.",
    covers=["S08.12"],
)
def three_readings(rng: Rng) -> Evidence:
    data = _noisy(300, rng)
    splits = k_fold(300, 5, rng)
    eager = cross_validated_report(KNNClassifier(1), data, splits)
    calm = cross_validated_report(KNNClassifier(15), data, splits)
    shown = {
        "k = 1: training": float(eager.training.mean()),
        "k = 1: validation": float(eager.validation.mean()),
        "k = 1: disagreement": eager.disagreement,
        "k = 15: training": float(calm.training.mean()),
        "k = 15: validation": float(calm.validation.mean()),
        "k = 15: disagreement": calm.disagreement,
    }
    margins = [within(abs(float(eager.confusion.sum()) - 300), 0.5),
               above(eager.disagreement, 1.2 * calm.disagreement),
               above(float(eager.training.mean()), float(calm.training.mean()))]  # fmt: skip
    return Evidence(min(margins), shown)
