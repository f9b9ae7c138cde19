"""Statements about training, validation and test rows, and their evidence."""

from __future__ import annotations

import math

import numpy as np

from engine.arrays import Array, Integers
from engine.linear.ridge import Ridge
from engine.metrics.rates import accuracy
from engine.neighbors.knn import KNNClassifier
from engine.optim.early_stopping import early_stop
from engine.preprocessing.pipeline import Pipeline
from engine.preprocessing.scalers import StandardScaler
from engine.statistics.discrete import Binomial
from engine.trees.cart import DecisionTreeClassifier
from engine.validation.cross_validation import cross_validate, trained, tune
from engine.validation.held_out import HeldOut
from engine.validation.splits import (
    group_k_fold,
    k_fold,
    split_sizes,
    three_way_split,
    time_splits,
)
from quiz.claims import Evidence, above, claim, within
from quiz.topics.foundations.train_validate_test.luck import Guesser, expected_best

Rng = np.random.Generator


def _noisy(n: int, rng: Rng) -> tuple[Array, Integers]:
    """Two features, a curved boundary, one label in five wrong."""
    X = rng.normal(size=(n, 2))
    y = (X[:, 1] > np.sin(2 * X[:, 0])).astype(int)
    return X, np.where(rng.random(n) < 0.2, 1 - y, y)


@claim(
    "The three parts share no row, and no row is left over.",
    covers=["S32.01"],
)
def disjoint_and_exhaustive(rng: Rng) -> Evidence:
    n = int(rng.integers(50, 500))
    found = np.zeros(n)
    sizes = split_sizes(n, (0.6, 0.2, 0.2))
    off = 0
    for part, size in zip(three_way_split(n, rng, (0.6, 0.2, 0.2)), sizes, strict=True):
        found[part] += 1
        off += abs(len(part) - size)
    shown = {
        "rows": float(n),
        "in exactly one part": float((found == 1).sum()),
        "sizes off by": float(off),
    }
    return Evidence(within(float(np.abs(found - 1).max()) + off, 0.5), shown)


@claim(
    "Fitted weights depend on the training rows alone: whatever is done to the other rows, "
    "they stay as they are.",
    covers=["C32.01", "S32.02"],
)
def weights_see_training_rows(rng: Rng) -> Evidence:
    X, y = rng.normal(size=(100, 3)), rng.normal(size=100)
    train, choose, test = three_way_split(100, rng)
    before = trained(Ridge(1.0), X[train], y[train]).coef_
    X[np.concatenate([choose, test])] += 1_000.0
    y[np.concatenate([choose, test])] *= -50.0
    after = trained(Ridge(1.0), X[train], y[train]).coef_
    y[train[0]] += 10.0
    touched = trained(Ridge(1.0), X[train], y[train]).coef_
    shown = {
        "change, all other rows altered": float(np.abs(after - before).max()),
        "change, one training label altered": float(np.abs(touched - before).max()),
    }
    margins = [within(float(np.abs(after - before).max()), 1e-12),
               above(float(np.abs(touched - before).max()), 1e-4)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Training rows would choose the most flexible model every time; validation rows show "
    "that it overfits and choose one that is better on new rows.",
    covers=["C32.02", "S32.03"],
)
def validation_guides(rng: Rng) -> Evidence:
    data, choose, (new, truth) = _noisy(200, rng), _noisy(200, rng), _noisy(1_000, rng)
    space = {"k": [1, 5, 11, 21, 41]}
    eager, on_train = tune(KNNClassifier(), space, data, data, score=accuracy)
    best, tried = tune(KNNClassifier(), space, data, choose, score=accuracy)
    chosen = accuracy(truth, KNNClassifier(best["k"]).fit(*data).predict(new))
    naive = accuracy(truth, KNNClassifier(eager["k"]).fit(*data).predict(new))
    shown = {
        "neighbours, by training rows": float(eager["k"]),
        "neighbours, by validation rows": float(best["k"]),
        "1 neighbour: training": on_train[0][1],
        "1 neighbour: validation": tried[0][1],
        "new rows, chosen by training rows": naive,
        "new rows, chosen by validation rows": chosen,
    }
    margins = [within(abs(eager["k"] - 1), 0.5), above(chosen, naive),
               above(on_train[0][1] - tried[0][1], 0.1)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Loss on validation rows turns up again while training loss still falls; its lowest "
    "epoch is where to stop.",
    covers=["C32.02"],
)
def validation_curve_turns(rng: Rng) -> Evidence:
    d = 40
    w = rng.normal(size=d) / math.sqrt(d)
    X, new = rng.normal(size=(50, d)), rng.normal(size=(400, d))
    y, truth = X @ w + rng.normal(size=50), new @ w + rng.normal(size=400)
    v = np.zeros(d)
    training, held = [], []
    for _ in range(400):
        v = v + 0.1 * X.T @ (y - X @ v) / len(y)
        training.append(float(((y - X @ v) ** 2).mean()))
        held.append(float(((truth - new @ v) ** 2).mean()))
    best, _ = early_stop(held, patience=20)
    shown = {
        "best epoch": float(best),
        "validation loss there": held[best],
        "validation loss at the end": held[-1],
        "training loss there": training[best],
        "training loss at the end": training[-1],
    }
    margins = [above(held[-1], 1.1 * held[best]), above(training[best], training[-1]),
               above(best, 1.5), within(held[best] - min(held), 1e-9)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Weights learn nothing from validation rows, but the choice does: the best of 1,000 coin "
    "tosses scores about 0.72 on 50 rows, and 0.5 on new ones.",
    covers=["E32.02", "C32.03"],
    verdict="corrected",
    often="The model does not learn from the validation set.",
)
def best_of_a_thousand_guesses(rng: Rng) -> Evidence:
    X, y = np.zeros((50, 1)), rng.integers(2, size=50)
    start = int(rng.integers(10**6))
    best, tried = tune(
        Guesser(), {"seed": range(start, start + 1_000)}, (X, y), (X, y), score=accuracy
    )
    scores = []
    for _, score in tried:
        scores.append(score)
    truth = rng.integers(2, size=2_000)
    chosen = Guesser(best["seed"]).fit(X, y)
    again = accuracy(y, chosen.predict(X))
    fresh = accuracy(truth, chosen.predict(np.zeros((2_000, 1))))
    luck = expected_best(1_000, 50, 0.5)
    shown = {
        "all guessers, mean": float(np.mean(scores)),
        "best of 10": max(scores[:10]),
        "best of 100": max(scores[:100]),
        "best of 1,000": max(scores),
        "expected of the best": luck,
        "on 2,000 new rows": fresh,
    }
    margins = [above(max(scores), 0.65), within(abs(max(scores) - luck), 0.08),
               within(abs(again - max(scores)), 1e-12), within(abs(fresh - 0.5), 0.06),
               within(abs(float(np.mean(scores)) - 0.5), 0.02)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "The score on rows that took no part in fitting or choosing is right on average: over "
    "200 test sets its mean is the accuracy on a very large one.",
    covers=["C32.04", "S32.04"],
)
def right_on_average(rng: Rng) -> Evidence:
    model = KNNClassifier(15).fit(*_noisy(150, rng))
    X, y = _noisy(6_000, rng)
    right = accuracy(y, model.predict(X))
    scores = []
    for _ in range(200):
        test = HeldOut(*_noisy(40, rng))
        scores.append(test.score(model, accuracy))
    shown = {
        "on 6,000 rows": right,
        "mean of 200 tests of 40 rows": float(np.mean(scores)),
        "deviation of one test": float(np.std(scores)),
    }
    return Evidence(within(abs(float(np.mean(scores)) - right), 0.025), shown)


@claim(
    "A test set is unbiased only while nothing is chosen by it. Of 30 equally good models the "
    "best on 100 test rows scores several points above the truth; on new rows it does not.",
    covers=["E32.03", "H32.02"],
    verdict="corrected",
    often="The test set gives an unbiased estimate.",
)
def test_rows_wear_out(rng: Rng) -> Evidence:
    X, y = np.zeros((100, 1)), rng.integers(2, size=100)
    best, fresh = [], []
    for again in range(20):
        tests, news = [], []
        for i in range(30):
            model = Guesser(1_000 * again + i).fit(X, y)
            tests.append(accuracy(y, model.predict(X)))
            news.append(accuracy(y, model.predict(X)))
        best.append(max(tests))
        fresh.append(news[int(np.argmax(tests))])
    expected = expected_best(30, 100, 0.5)
    shown = {
        "best on the test rows, mean": float(np.mean(best)),
        "expected": expected,
        "the same models on new rows, mean": float(np.mean(fresh)),
    }
    margins = [above(float(np.mean(best)), 0.57),
               within(abs(float(np.mean(best)) - expected), 0.03),
               within(abs(float(np.mean(fresh)) - 0.5), 0.05)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Test rows can be guarded: asked a second time they refuse, and tell the first score.",
    covers=["S32.04", "H32.02"],
)
def a_second_score_is_refused(rng: Rng) -> Evidence:
    X, y = _noisy(60, rng)
    model = KNNClassifier(3).fit(X, y)
    test = HeldOut(*_noisy(40, rng))
    first = test.score(model, accuracy)
    refused, told = 0.0, ""
    try:
        test.score(model, accuracy)
    except RuntimeError as error:
        refused, told = 1.0, str(error)
    shown = {"first score": first, "refused the second": refused}
    return Evidence(
        min(above(refused, 0.5), above(float(str(first) in told), 0.5)), shown
    )


@claim(
    "On labels of pure chance the nearest neighbour is right on all of its training rows, "
    "and on half of the new ones.",
    covers=["C32.05"],
)
def own_rows_flatter(rng: Rng) -> Evidence:
    X, y = rng.normal(size=(200, 3)), rng.integers(2, size=200)
    new, truth = rng.normal(size=(1_000, 3)), rng.integers(2, size=1_000)
    model = trained(KNNClassifier(1), X, y)
    own, fresh = accuracy(y, model.predict(X)), accuracy(truth, model.predict(new))
    margins = [within(1 - own, 1e-12), within(abs(fresh - 0.5), 0.08)]
    return Evidence(min(margins), {"training rows": own, "new rows": fresh})


@claim(
    "What a test score is worth depends on the number of test rows m: its standard error is "
    "the root of p(1 - p)/m, whatever share m is.",
    covers=["C32.06", "S32.05"],
)
def rows_not_shares(rng: Rng) -> Evidence:
    p, shown, margins = 0.9, {}, []
    for m in (50, 200, 3_200):
        hits = rng.random((1_000, m)) < p
        expected = math.sqrt(Binomial(m, p).variance) / m
        spread = float(hits.mean(axis=1).std())
        shown[f"{m} rows: deviation of the score"] = spread
        shown[f"{m} rows: expected"] = expected
        margins.append(within(abs(spread / expected - 1), 0.12))
    return Evidence(min(margins), shown)


@claim(
    "The usual ranges do not combine at will: 70/15/15 and 80/10/10 make a whole, 70/10/10 "
    "leaves a tenth unused, and 80/15/15 is too much.",
    covers=["E32.04", "W32.01"],
    verdict="corrected",
    often="Take 70-80 % for training, 10-15 % for validation and 10-15 % for testing.",
)
def ranges_do_not_combine(rng: Rng) -> Evidence:
    n = 100 * int(rng.integers(2, 50))
    whole, refused, off = 0, 0, 0
    for a in (70, 75, 80):
        for b in (10, 15):
            for c in (10, 15):
                try:
                    sizes = split_sizes(n, (a / 100, b / 100, c / 100))
                except ValueError:
                    refused += 1
                    off += int(a + b + c == 100)
                else:
                    whole += 1
                    off += abs(sizes[1] - n * b // 100) + abs(sizes[2] - n * c // 100)
                    off += abs(sum(sizes) - n)
    shown = {
        "combinations": 12.0,
        "make a whole": float(whole),
        "do not": float(refused),
    }
    return Evidence(
        min(within(abs(whole - 4) + off, 0.5), within(abs(refused - 8), 0.5)), shown
    )


@claim(
    "Of a million rows 1 % is plenty for testing: the standard error of an accuracy of 0.9 is "
    "0.3 points. 15 % of 200 rows leave 5 points and more.",
    covers=["E32.04", "C32.06"],
    verdict="corrected",
    often="Hold out 10 to 15 % for testing, however much data there is.",
)
def large_data_small_shares(rng: Rng) -> Evidence:
    del rng
    large = split_sizes(1_000_000, (0.98, 0.01, 0.01))[2]
    small = split_sizes(200, (0.7, 0.15, 0.15))[2]
    errors = []
    for m in (large, small):
        errors.append(math.sqrt(Binomial(m, 0.9).variance) / m)
    shown = {"1 % of a million: rows": float(large), "standard error": errors[0],
             "15 % of 200: rows": float(small), "standard error there": errors[1]}  # fmt: skip
    margins = [within(abs(errors[0] - 0.003), 1e-6), above(errors[1], 0.05),
               within(abs(small - 30), 0.5)]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "With 60 rows, five folds come closer to the truth than one split that leaves 9 rows to "
    "test on.",
    covers=["C32.07", "S32.06"],
)
def folds_where_rows_are_few(rng: Rng) -> Evidence:
    new, truth = _noisy(1_000, rng)
    single, folded = [], []
    for _ in range(40):
        X, y = _noisy(60, rng)
        right = accuracy(truth, KNNClassifier(5).fit(X, y).predict(new))
        train, choose, test = three_way_split(60, rng)
        one = [(np.concatenate([train, choose]), test)]
        alone = cross_validate(KNNClassifier(5), (X, y), one, score=accuracy)
        splits = k_fold(60, 5, rng)
        folds = cross_validate(KNNClassifier(5), (X, y), splits, score=accuracy)
        single.append(float(alone.mean()) - right)
        folded.append(float(folds.mean()) - right)
    far = float(np.sqrt(np.mean(np.square(single))))
    near = float(np.sqrt(np.mean(np.square(folded))))
    shown = {"one split: off by": far, "five folds: off by": near}
    return Evidence(above(far, 1.25 * near), shown)


@claim(
    "A split shows overfitting and prevents none: the same tree learns every label by heart, "
    "whether rows are held out or not. A choice made by the held-out rows helps.",
    covers=["E32.01"],
    verdict="corrected",
    often="We split the data to avoid overfitting.",
)
def splitting_detects(rng: Rng) -> Evidence:
    X, y = _noisy(700, rng)
    new, truth = _noisy(2_000, rng)
    train, choose, _ = three_way_split(700, rng, (0.5, 0.4, 0.1))
    deep = trained(DecisionTreeClassifier(), X[train], y[train])
    own = accuracy(y[train], deep.predict(X[train]))
    held = accuracy(y[choose], deep.predict(X[choose]))
    best, _ = tune(
        DecisionTreeClassifier(),
        {"max_depth": [3, 5, None]},
        (X[train], y[train]),
        (X[choose], y[choose]),
        score=accuracy,
    )
    chosen = DecisionTreeClassifier(**best).fit(X[train], y[train])
    shown = {
        "deep tree: training rows": own,
        "deep tree: validation rows": held,
        "deep tree: new rows": accuracy(truth, deep.predict(new)),
        "depth chosen by validation: new rows": accuracy(truth, chosen.predict(new)),
    }
    margins = [within(1 - own, 1e-12), above(own - held, 0.1),
               above(shown["depth chosen by validation: new rows"],
                     shown["deep tree: new rows"])]  # fmt: skip
    return Evidence(min(margins), shown)


@claim(
    "Stratified, each part holds a rare class in its share, to within one row; drawn blindly "
    "it may miss the class.",
    covers=["E32.05", "S32.01"],
    verdict="corrected",
    often="Shuffle the rows and cut them.",
)
def classes_in_their_shares(rng: Rng) -> Evidence:
    n, rare = 200, 10
    y = np.repeat([1, 0], [rare, n - rare])
    off, missed = 0.0, 0
    for _ in range(60):
        parts = three_way_split(n, rng, (0.7, 0.15, 0.15), y=y)
        for part, share in zip(parts, (0.7, 0.15, 0.15), strict=True):
            off = max(off, abs(float(y[part].sum()) - share * rare))
        missed += int(y[three_way_split(n, rng)[2]].sum() == 0)
    shown = {
        "stratified: furthest from the share, rows": off,
        "blind: test sets of 60 without the class": float(missed),
    }
    return Evidence(min(within(off, 1.0 + 1e-9), above(missed, 1)), shown)


@claim(
    "Where rows come in groups, a random split tests on people the model knows. With labels "
    "that belong to the person by chance, 1-NN seems right on nearly all; on new people it is "
    "right on half.",
    covers=["E32.05"],
    verdict="corrected",
    often="A random split is always fair.",
)
def groups_leak(rng: Rng) -> Evidence:
    people = np.repeat(np.arange(120), 4)
    X = 3 * rng.normal(size=(120, 4))[people] + 0.2 * rng.normal(size=(480, 4))
    y = rng.integers(2, size=120)[people]
    blind = cross_validate(
        KNNClassifier(1), (X, y), k_fold(480, 5, rng), score=accuracy
    )
    kept = cross_validate(
        KNNClassifier(1), (X, y), group_k_fold(people, 5), score=accuracy
    )
    shown = {
        "rows at random": float(blind.mean()),
        "people kept together": float(kept.mean()),
    }
    margins = [
        above(float(blind.mean()), 0.9),
        within(abs(float(kept.mean()) - 0.5), 0.25),
    ]
    return Evidence(min(margins), shown)


@claim(
    "On a random walk, shuffled rows make a neighbour in time look like a forecast; tested on "
    "what comes after, its error is several times as large.",
    covers=["E32.05"],
    verdict="corrected",
    often="Shuffle before splitting, whatever the data.",
)
def time_leaks(rng: Rng) -> Evidence:
    n = 300
    walk = np.cumsum(rng.normal(size=n))
    day = np.arange(n, dtype=float)

    def error(splits: list[tuple[Integers, Integers]]) -> float:
        squares = []
        for train, test in splits:
            nearest = np.abs(day[test][:, None] - day[train]).argmin(axis=1)
            squares.append(float(((walk[test] - walk[train][nearest]) ** 2).mean()))
        return float(np.mean(squares))

    shuffled = error(k_fold(n, 5, rng))
    forward = error(time_splits(n, 5))
    shown = {"shuffled": shuffled, "tested on what comes after": forward}
    return Evidence(above(forward, 3 * shuffled), shown)


@claim(
    "What is computed before the model is fitted too. A scaler that saw all rows carries test "
    "rows into the training features; inside a pipeline it does not.",
    covers=["E32.05", "C32.01"],
    verdict="corrected",
    often="Scale the data, then split.",
)
def preprocessing_is_fitted(rng: Rng) -> Evidence:
    X, y = rng.normal(size=(100, 2)), rng.normal(size=100)
    train, _, test = three_way_split(100, rng)
    changed = X.copy()
    changed[test] += 100.0
    first = StandardScaler().fit(X).transform(X)[train]
    second = StandardScaler().fit(changed).transform(changed)[train]
    leak = float(np.abs(first - second).max())
    asked = X[train]
    told = []
    for rows in (X, changed):
        model = Pipeline([StandardScaler(), Ridge(1.0)]).fit(rows[train], y[train])
        told.append(model.predict(asked))
    kept = float(np.abs(told[0] - told[1]).max())
    shown = {
        "training features move by, scaled first": leak,
        "predictions move by, in a pipeline": kept,
    }
    return Evidence(min(above(leak, 0.5), within(kept, 1e-12)), shown)
